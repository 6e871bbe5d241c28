"""Who gives what, for how long, and when it goes: contributions, tours, contingents, turnover."""

from __future__ import annotations

from planner.problem.records import Record


class ContributionRow(Record):
    """Lots of a nation at a location, through a phase."""

    nation: str
    unit_type: str
    location: str
    phase: str
    lots: float


class UnsupportedRow(Record):
    """Battlegroups that are somewhere without all of the support that they take."""

    location: str
    phase: str
    unit_types: tuple[str, ...]
    """the types meant, which take the same support"""
    battlegroups: float
    """lots of these types that are there and go without"""
    lacks: tuple[str, ...]
    """the support types of which too little is there"""


class TourRow(Record):
    """Lots of a pool that start a tour in a month. The rotation schedule."""

    nation: str
    unit_type: str
    start_month: int
    end_month: int
    lots: float


class ContingentRow(Record):
    """What a nation keeps in the theatre for good, rotating its own units through it."""

    nation: str
    effect: str
    amount: float
    """the least that is there in a phase that counts, in units of the effect; above 0"""


class TurnoverRow(Record):
    """How much of an effect in the theatre changed hands at the start of a phase.

    None for the first phase, and where nothing of the effect is there.
    """

    phase: str
    effect: str
    share: float
    """share of what is there whose nation was not there with as much in the phase before, 0-1"""
