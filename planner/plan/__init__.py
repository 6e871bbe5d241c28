"""The plan: records only."""
