"""The question: a text becomes a checked scenario."""
