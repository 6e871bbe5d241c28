"""Public figures: the tables of data/reference, look-ups by name, and what is derived from them."""
