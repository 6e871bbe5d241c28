"""Imported once by the process that workers are forked from, so that they start at once."""

from api import worker
from planner import check_scenario, load_scenario, solve

__all__ = ["check_scenario", "load_scenario", "solve", "worker"]
