"""Scenario and dataset become a problem: every number that the model uses."""
