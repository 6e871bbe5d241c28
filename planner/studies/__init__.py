"""Answers that take many solves."""
