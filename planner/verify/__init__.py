"""Rechecks a plan from its own numbers, by a reading of its own."""
