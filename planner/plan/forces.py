"""Who gives what, and when it goes: contributions and tours."""

from __future__ import annotations

from planner.problem.records import Record


class ContributionRow(Record):
    """Lots of a nation at a location, through a phase."""

    nation: str
    unit_type: str
    location: str
    phase: str
    lots: float


class TourRow(Record):
    """Lots of a pool that start a tour in a month. The rotation schedule."""

    nation: str
    unit_type: str
    start_month: int
    end_month: int
    lots: float
