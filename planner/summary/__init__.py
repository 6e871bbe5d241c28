"""A plan in words and key numbers: pure functions of a plan."""
