"""What a problem is made of: plain records, of which the plan keeps its own copies."""

from __future__ import annotations

from math import ceil
from typing import Literal

from pydantic import BaseModel, ConfigDict

Mode = Literal["rail", "sea", "air"]
"""how lots come"""
PoolKey = tuple[str, str]
"""nation and unit type"""


class Record(BaseModel):
    """Base of every row of a problem, and of every part of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class PhaseRow(Record):
    """A run of months with constant contributions."""

    id: str
    start_month: int
    end_month: int

    @property
    def months(self) -> int:
        """How long it is."""
        return self.end_month - self.start_month


class UnitTypeRow(Record):
    """What one lot of a unit type is, needs and does."""

    id: str
    title: str
    lot: str
    domain: str
    role: str
    placement: str
    """sector, or theatre_wide; both may also stand by; training: with the host's trainees; sea"""
    us_enabler: bool
    personnel: int
    """people in the theatre a lot, with its tail"""
    tail: int = 0
    """of them beside the lot's own: national support, signals, military police, helicopters …"""
    tonnes: float
    tour_months: int | None
    """None: national"""
    dwell_months: int | None
    cost_eur_m_month: float
    """EUR million a lot and month deployed; standing by costs standby_cost_share of it"""
    offered_as: tuple[str, ...]
    """components of an offer under which a nation may give it: the highest level counts"""
    effects: dict[str, int]
    supported_by: dict[str, int]
    """support type -> lots of this type that one support lot can support"""
    is_battlegroup: bool
    """is a battlegroup: counts for headquarters"""


class PoolRow(Record):
    """What a nation could use: lots in every month of the horizon."""

    nation: str
    unit_type: str
    tour_months: int
    dwell_months: int
    lots: tuple[int, ...]
    left_lots: dict[int, float] = {}
    """month -> lots from then on before they are rounded; empty for what may be bought"""
    nato_earmark: int
    nato_tiers: tuple[int, int, int]
    """lots of tier 1 and 2 (together the earmark) and 3 of NATO's New Force Model"""
    decision_days: int
    notice_days: int
    transit_days: int
    movement: Mode
    movement_cost_eur_m: float
    """EUR million to bring one lot in and home again"""
    locations: dict[str, int]
    """location -> first month in which a lot may be there; others are not permitted"""
    confidence: str
    """weakest confidence among the figures of the derivation"""

    @property
    def end_month(self) -> int:
        """First month from which it has no lots for good: the horizon, unless it ends before."""
        months = range(len(self.lots), 0, -1)
        return next((month for month in months if self.lots[month - 1]), 0)

    def relay_lots(self, months: int) -> int:
        """Lots that it takes to keep one in place for so many months: each serves one tour in a
        cycle, so that a lone lot with a tour of four months never fills a slot of six."""
        cycle = self.tour_months + self.dwell_months
        return min(ceil(months / self.tour_months), cycle // self.tour_months)


class PackageRow(Record):
    """What one package takes of every effect."""

    id: str
    title: str
    needs: dict[str, float]


class PurchaseRow(Record):
    """What a capability coalition could buy, and what it buys."""

    id: str
    title: str
    coalition: str
    owner: str
    """owner of the pool that the lots come into"""
    unit_type: str
    max_lots: int
    lots: float
    ready_month: int
    price_eur_m: float
    """EUR million a lot"""
    payers: dict[str, float]
    """nation -> share of the price"""


class Refusal(Record):
    """A contribution that was not allowed, and why."""

    nation: str
    unit_type: str
    location: str
    kind: Literal["not_permitted", "too_late"]
    reason: str


class EmptyPool(Record):
    """What a nation owns, and of which the pool has no whole lot in any month."""

    why: str
    left_lots: float | None
    """lots before rounding, at most; None where the scenario itself leaves none"""
    barred: Refusal | None
    """why a lot could go nowhere anyway; None where it could"""


ReasonKind = Literal[
    "not_needed",
    "not_permitted",
    "below_one_lot",
    "too_late",
    "bid_limit",
    "cannot_fill_slot",
    "participation_floor",
    "no_headquarters",
    "no_support",
    "company_limit",
    "incomplete_package",
    "us_enabler_limit",
    "nato_reserve_limit",
    "personnel_limit",
    "cycle",
    "undetermined",
]


class PlanWarning(Record):
    """Something the reader should know."""

    code: str
    where: str
    message: str
