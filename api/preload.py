"""Imported once by the process that workers are forked from, so that they start at once."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process that has threads is not forked

import planner
from api import worker

PUBLIC = [getattr(planner, name) for name in ("check_scenario", "solve", *worker.KINDS)]
"""with them comes whatever else they load only when it is used: pandas, and the solvers"""
