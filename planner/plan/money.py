"""What it costs."""

from __future__ import annotations

from typing import Literal

from planner.problem.records import Record

CostKind = Literal["deployment", "readiness", "training", "movement", "procurement"]


class CostRow(Record):
    """EUR million of a nation in a phase, by kind."""

    nation: str
    phase: str
    kind: CostKind
    eur_m: float
