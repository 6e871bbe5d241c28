"""Votes to come, NATO's forces, gaps without the United States."""

from __future__ import annotations

from typing import Literal

from planner.problem.records import Record


class MandateRow(Record):
    """A vote of a nation on which forces in the theatre depend."""

    nation: str
    month: int
    date: str
    """year and month"""
    event: Literal["decision", "renewal"]
    personnel: int
    """people in the theatre, at most, until the next vote"""


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
