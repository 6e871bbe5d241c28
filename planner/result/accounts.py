"""The records that follow from a plan: money, votes, movement, NATO's tiers, the United States."""

from __future__ import annotations

from typing import Literal

from planner.result.rows import Record


class CostRow(Record):
    """EUR million of a nation in a phase, by kind."""

    nation: str
    phase: str
    kind: Literal["deployment", "readiness", "training", "movement", "procurement"]
    eur_m: float


class MandateRow(Record):
    """A vote of a nation on which forces in the theatre depend."""

    nation: str
    month: int
    date: str
    """year and month"""
    event: Literal["decision", "renewal"]
    personnel: int
    """people in the theatre, at most, until the next vote"""


class ArrivalRow(Record):
    """The clock of a contribution, from the decision to its arrival. Days from month 0.

    ``slack_days`` between the day it can be there and the start of the phase that needs it.
    """

    nation: str
    unit_type: str
    location: str
    phase: str
    lots: float
    """more than in the phase before"""
    movement: Literal["rail", "sea", "air"]
    trains: float
    decision_days: int
    notice_days: int
    lift_days: int
    """days until lift for this and the earlier arrivals of the phase is there"""
    transit_days: int
    ready_day: int
    due_day: int
    slack_days: int
    critical: Literal["decision", "notice", "lift", "transit"]
    """the longest step"""


class LiftRow(Record):
    """Freight into a phase, and what could be carried in the months before it."""

    phase: str
    movement: Literal["rail", "sea", "air"]
    unit: str
    load: float
    capacity: float | None
    """None: the rule lift_limit is off"""


class NatoLedgerRow(Record):
    """Which lots the operation takes out of NATO's tiers in a run of months.

    Lots are taken from the undeclared first, then from tiers 3, 2 and 1.
    """

    nation: str
    unit_type: str
    start_month: int
    end_month: int
    used: float
    undeclared: float
    tier_3: float
    tier_2: float
    tier_1: float


class UsGapRow(Record):
    """What Europe cannot replace of a US enabler, and what replacing it would take."""

    unit_type: str
    phase: str
    us_lots: float
    european_lots: float
    lots_to_own: float
    """lots that must be owned to keep so many deployed for years"""
    option: str
    """purchase that would bring them; empty: none is known"""
    price_eur_m: float | None
    ready_month: int | None
    """month from which they could be there, ordered in month 0"""
