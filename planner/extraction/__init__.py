"""A solved model becomes a plan."""
