"""How the plan was found, and how good it is proved to be."""

from __future__ import annotations

from typing import Literal

from planner.problem.records import Record

Proof = Literal["optimal", "within_gap", "time_limit"]


class StageRow(Record):
    """One stage of the lexicographic solve, with its proof."""

    name: str
    value: float
    bound: float
    gap_share: float
    proof: Proof
    held: bool = False
    """the stage stayed open while what is missing could move between demands and phases; so each
    was held at what it missed, and value and bound are the best possible under that"""
    seconds: float
    unit: str


class SolverInfo(Record):
    """What solved it, and how large it was."""

    name: str
    version: str
    seconds: float
    columns: int
    rows: int
    nonzeros: int

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
