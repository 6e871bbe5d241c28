"""The command planner."""
