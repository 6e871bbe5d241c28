"""What is trained."""

from __future__ import annotations

from planner.problem.records import Record


class TrainingRow(Record):
    """Training teams at work in a phase, and host brigades trained when it begins."""

    phase: str
    teams: float
    brigades: float
