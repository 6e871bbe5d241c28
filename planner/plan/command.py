"""Who leads what."""

from __future__ import annotations

from typing import Literal

from planner.plan.forces import ContributionRow
from planner.problem.records import Record

Level = Literal["operation", "component", "corps", "division", "brigade", "unit"]
"""of command, the highest first"""


class FormationRow(Record):
    """A node of the command tree in a phase; ``parent`` is the id of the node above it."""

    phase: str
    id: str
    parent: str
    level: Level
    nation: str
    """lead, framework or contributing nation; empty where none is named"""
    location: str
    unit_type: str
    lots: float


class Command(Record):
    """Who leads, the headquarters in the theatre by phase, and the tree of formations."""

    lead_nation: str | None
    component_leads: dict[str, str]
    headquarters: tuple[ContributionRow, ...]
    formations: tuple[FormationRow, ...]
