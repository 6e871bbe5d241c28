"""The records of a plan: what was given, what the model chose, and who carries it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Proof = Literal["optimal", "within_gap", "time_limit"]


class Record(BaseModel):
    """Base of every part of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class PhaseRow(Record):
    """A run of months with constant contributions."""

    id: str
    start_month: int
    end_month: int


class UnitTypeRow(Record):
    """What one lot of a unit type is, needs and does."""

    id: str
    title: str
    lot: str
    domain: str
    role: str
    placement: str
    """sector, or theatre_wide; both may also stand by; training: with the host's trainees"""
    us_enabler: bool
    personnel: int
    tonnes: float
    tour_months: int | None
    """None: national"""
    dwell_months: int | None
    cost_eur_m_month: float
    """EUR million a lot and month deployed; standing by costs standby_cost_share of it"""
    effects: dict[str, int]
    supported_by: dict[str, int]
    """support type -> lots of this type that one support lot can support"""
    commitments: bool
    """is a battlegroup: counts for headquarters"""


class PoolRow(Record):
    """What a nation could use: lots in every month of the horizon."""

    nation: str
    unit_type: str
    tour_months: int
    dwell_months: int
    lots: tuple[int, ...]
    nato_earmark: int
    nato_tiers: tuple[int, int, int]
    """lots of tier 1 and 2 (together the earmark) and 3 of NATO's New Force Model"""
    decision_days: int
    notice_days: int
    transit_days: int
    movement: Literal["rail", "sea", "air"]
    movement_cost_eur_m: float
    """EUR million to bring one lot in and home again"""
    locations: dict[str, int]
    """location -> first month in which a lot may be there; others are not permitted"""
    confidence: str
    """weakest confidence among the figures of the derivation"""


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


class RequirementRow(Record):
    """A requirement in a phase: what was needed, what is there, what is missing."""

    id: str
    effect: str
    location: str
    phase: str
    within_days: int
    need: float
    supplied: float
    shortfall: float


class ForceRatioRow(Record):
    """A threat in a phase: who attacks, who defends, and how many defenders are missing.

    All in battlegroups; ``need`` is attackers / ratio, and the host's own and the host brigades
    trained so far stand beside the coalition.
    """

    id: str
    location: str
    phase: str
    within_days: int
    attackers: float
    ratio: float
    need: float
    coalition: float
    host: float
    trained: float
    shortfall: float


class PresenceRow(Record):
    """Which nations stand at a location in a phase, and how many are missing."""

    id: str
    location: str
    phase: str
    nations: tuple[str, ...]
    need: int
    nuclear_powers: tuple[str, ...]
    nuclear_need: int
    shortfall: float
    """nations, or nuclear powers, whichever lack more; a relaxed plan counts parts of a nation"""


class CoverRow(Record):
    """Packages (stations, defended areas) in a phase: needed, kept up, missing."""

    id: str
    rule: Literal["air_cover_floor", "air_defence_floor"]
    package: str
    location: str
    phase: str
    need: float
    supplied: float
    shortfall: float


class PackageRow(Record):
    """What one package takes of every effect."""

    id: str
    title: str
    needs: dict[str, float]


class TrainingRow(Record):
    """Training teams at work in a phase, and host brigades trained when it begins."""

    phase: str
    teams: float
    brigades: float


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


class NationRow(Record):
    """A nation in or out of the coalition, and what it carries."""

    nation: str
    member: bool
    role: str
    """lead, member, pooled or purchased (a common fleet), us_enablers, or none"""
    stance: int
    personnel_peak: int
    personnel_months: float
    cost_eur_m: float
    burden_share: float
    """share of the coalition's cost"""
    fair_share: float
    """share by the burden key among the nations that could take part"""
    fair_shares: dict[str, float]
    """share by every key: gdp, defence_budget, active_forces, equal"""
    size: float
    """value of the burden key (USD billion, persons, 1, or the user's)"""
    personnel_ceiling: int
    nuclear: bool
    framework: bool
    """can lead a multinational brigade"""
    aid_credit_eur_m: float
    """aid already given that counts against the burden"""
    fund_received_eur_m: float
    """from the common fund"""
    fund_paid_eur_m: float
    """into the common fund, by fair share"""


class Refusal(Record):
    """A contribution that was not allowed, and why."""

    nation: str
    unit_type: str
    location: str
    reason: str


ReasonKind = Literal[
    "not_needed",
    "not_permitted",
    "too_late",
    "cannot_fill_slot",
    "participation_floor",
    "no_headquarters",
    "no_support",
    "incomplete_package",
    "us_enabler_limit",
    "nato_reserve_limit",
    "personnel_limit",
    "cycle",
    "undetermined",
]


class UnusedRow(Record):
    """A pool that could have been used and gives nothing, and why.

    Only what can be told without solving again; ``undetermined`` where it cannot.
    """

    nation: str
    unit_type: str
    reason_kind: ReasonKind
    reason: str


class PlanWarning(Record):
    """Something the reader should know."""

    code: str
    where: str
    message: str


class FigureRow(Record):
    """A figure that the plan rests on, with its source and confidence."""

    nation: str
    name: str
    value: float
    low: float
    high: float
    unit: str
    as_of: str
    confidence: str
    source_title: str
    source_url: str
    note: str


class FormationRow(Record):
    """A node of the command tree in a phase; ``parent`` is the id of the node above it."""

    phase: str
    id: str
    parent: str
    level: Literal["operation", "component", "corps", "division", "brigade", "unit"]
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


class Confidence(Record):
    """How many of the figures used are reported, estimated or assumed."""

    reported: int
    estimated: int
    assumption: int


class SolverInfo(Record):
    """What solved it, and how large it was."""

    name: str
    version: str
    seconds: float
    columns: int
    rows: int
    nonzeros: int
