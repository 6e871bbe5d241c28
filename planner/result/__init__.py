"""The plan: everything that a solve produces. Every output is made from it.

A plan stands alone: from its JSON an outsider can recheck every pool, tour, permission and
requirement (``planner verify`` does). Lots are whole unless ``relaxed`` is true. Months count from
0; ``end_month`` is exclusive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from planner.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

PlanStatus = Literal["met", "shortfall", "unproven"]
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
    """sector, or theatre_wide; both may also stand by"""
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


class StageRow(Record):
    """One stage of the lexicographic solve, with its proof."""

    name: str
    value: float
    bound: float
    gap_share: float
    proof: Proof
    seconds: float
    unit: str


class NationRow(Record):
    """A nation in or out of the coalition, and what it carries."""

    nation: str
    member: bool
    role: str
    """lead, member, pooled (a pooled fleet), us_enablers, or none"""
    stance: int
    personnel_peak: int
    personnel_months: float
    cost_eur_m: float
    burden_share: float
    """share of the coalition's cost"""
    fair_share: float
    """share by the burden key among the nations that could take part"""
    size: float
    """value of the burden key (USD billion, persons, or 1)"""
    personnel_ceiling: int


class Refusal(Record):
    """A contribution that was not allowed, and why."""

    nation: str
    unit_type: str
    location: str
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


class Command(Record):
    """Who leads, and the headquarters that are in the theatre, by phase."""

    lead_nation: str | None
    headquarters: tuple[ContributionRow, ...]


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


class Plan(Record):
    """The answer to a scenario."""

    schema_version: Literal["1"] = "1"
    planner_version: str
    status: PlanStatus
    relaxed: bool
    scenario: Scenario
    phases: tuple[PhaseRow, ...]
    unit_types: tuple[UnitTypeRow, ...]
    pools: tuple[PoolRow, ...]
    contributions: tuple[ContributionRow, ...]
    tours: tuple[TourRow, ...]
    requirements: tuple[RequirementRow, ...]
    stages: tuple[StageRow, ...]
    nations: tuple[NationRow, ...]
    command: Command
    refusals: tuple[Refusal, ...]
    standby_cost_share: float
    warnings: tuple[PlanWarning, ...]
    figures: tuple[FigureRow, ...]
    data_confidence: Confidence
    solver: SolverInfo

    def table(self, name: str) -> pd.DataFrame:
        """One of the plan's lists as a DataFrame, one row a record, columns as in the schema.

        ``name`` is one of phases, unit_types, pools, contributions, tours, requirements, stages,
        nations, refusals, warnings, figures. Raises KeyError for another name.
        """
        import pandas as pd

        if name not in TABLES:
            raise KeyError(f"no table {name!r}; tables: {', '.join(TABLES)}")
        fields = TABLES[name].model_fields
        rows = [row.model_dump() for row in getattr(self, name)]
        return pd.DataFrame(rows, columns=list(fields))

    def stage(self, name: str) -> StageRow:
        """The stage of that name. Raises KeyError when the scenario did not ask for it."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)


TABLES: dict[str, type[Record]] = {
    "phases": PhaseRow,
    "unit_types": UnitTypeRow,
    "pools": PoolRow,
    "contributions": ContributionRow,
    "tours": TourRow,
    "requirements": RequirementRow,
    "stages": StageRow,
    "nations": NationRow,
    "refusals": Refusal,
    "warnings": PlanWarning,
    "figures": FigureRow,
}
