"""The plan: everything that a solve produces. Every output is made from it.

A plan stands alone: from its JSON an outsider can recheck every pool, tour, permission and
requirement (``planner verify`` does). Lots are whole unless ``relaxed`` is true. Months count from
0; ``end_month`` is exclusive.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, ClassVar, Literal, get_args, get_origin

from planner.plan.advice import AdviceRow
from planner.plan.cjsor import CjsorRow
from planner.plan.coalition import NationRow, UnusedRow
from planner.plan.command import Command
from planner.plan.demands import (
    CoverRow,
    DemandRow,
    ForceRatioRow,
    PresenceRow,
    RequirementRow,
    SustainedRow,
)
from planner.plan.figures import Confidence, FigureRow
from planner.plan.forces import (
    ContingentRow,
    ContributionRow,
    TourRow,
    TurnoverRow,
    UnsupportedRow,
)
from planner.plan.growth import TrainingRow
from planner.plan.money import CostRow
from planner.plan.movement import ArrivalRow, LiftRow
from planner.plan.politics import MandateRow, NatoLedgerRow, UsGapRow
from planner.plan.stages import SolverInfo, StageRow
from planner.problem.records import (
    PackageRow,
    PhaseRow,
    PlanWarning,
    PoolRow,
    PurchaseRow,
    Record,
    Refusal,
    UnitTypeRow,
)
from planner.scenario.scenario import Scenario

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

PlanStatus = Literal["met", "shortfall", "unproven"]


class Plan(Record):
    """The answer to a scenario."""

    charts: ClassVar[tuple[str, ...]] = (
        "cover",
        "contributions",
        "rotation",
        "contingents",
        "burden",
        "map",
    )
    """names that ``chart`` takes"""
    schema_version: Literal["1"] = "1"
    planner_version: str
    status: PlanStatus
    verdict: str
    """the answer in a sentence or two: who keeps up how much from when on, what is proved"""
    relaxed: bool
    scenario: Scenario
    phases: tuple[PhaseRow, ...] = ()
    unit_types: tuple[UnitTypeRow, ...] = ()
    pools: tuple[PoolRow, ...] = ()
    contributions: tuple[ContributionRow, ...] = ()
    tours: tuple[TourRow, ...] = ()
    contingents: tuple[ContingentRow, ...] = ()
    turnover: tuple[TurnoverRow, ...] = ()
    unsupported: tuple[UnsupportedRow, ...] = ()
    sustained: tuple[SustainedRow, ...] = ()
    cjsor: tuple[CjsorRow, ...] = ()
    requirements: tuple[RequirementRow, ...] = ()
    force_ratios: tuple[ForceRatioRow, ...] = ()
    presences: tuple[PresenceRow, ...] = ()
    cover: tuple[CoverRow, ...] = ()
    packages: tuple[PackageRow, ...] = ()
    training: tuple[TrainingRow, ...] = ()
    purchases: tuple[PurchaseRow, ...] = ()
    stages: tuple[StageRow, ...] = ()
    nations: tuple[NationRow, ...] = ()
    costs: tuple[CostRow, ...] = ()
    command: Command
    mandates: tuple[MandateRow, ...] = ()
    arrivals: tuple[ArrivalRow, ...] = ()
    lift: tuple[LiftRow, ...] = ()
    nato_ledger: tuple[NatoLedgerRow, ...] = ()
    us_gaps: tuple[UsGapRow, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    unused: tuple[UnusedRow, ...] = ()
    advice: tuple[AdviceRow, ...] = ()
    standby_cost_share: float
    warnings: tuple[PlanWarning, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    """every fact and factor that was read for this plan, and prices; by nation and name"""
    data_confidence: Confidence
    solver: SolverInfo

    def table(self, name: str) -> pd.DataFrame:
        """One of the plan's lists as a DataFrame, one row a record, columns as in the schema.

        ``name`` is one of TABLES. Raises KeyError for another name.
        """
        import pandas as pd

        if name not in TABLES:
            raise KeyError(f"no table {name!r}; tables: {', '.join(TABLES)}")
        fields = TABLES[name].model_fields
        rows = [row.model_dump() for row in getattr(self, name)]
        return pd.DataFrame(rows, columns=list(fields))

    def __repr__(self) -> str:
        nations = sum(row.member for row in self.nations)
        months = self.scenario.horizon_months
        return f"<Plan {self.scenario.name}: {self.status}, {nations} nations, {months} months>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        import planner

        return planner.card_html(self)

    def chart(self, name: str, width: int = 900, bare: bool = False) -> alt.LayerChart:
        """One of ``charts``, as ``planner.chart`` draws it."""
        import planner  # the public face: a plan knows no room above it

        return planner.chart(self, name, width, bare)

    @property
    def demand_rows(self) -> tuple[DemandRow, ...]:
        """The rows of every demand, kind by kind."""
        tables = (getattr(self, name) for name, row in TABLES.items() if issubclass(row, DemandRow))
        return tuple(chain.from_iterable(tables))

    @property
    def missing(self) -> dict[tuple[str, str], float]:
        """Demand and phase -> what is missing, in units of the demand."""
        return {(row.id, row.phase): row.shortfall for row in self.demand_rows}

    @property
    def cost_eur_m(self) -> float:
        """EUR million of all nations over the horizon."""
        return sum(row.cost_eur_m for row in self.nations)

    def stage(self, name: str) -> StageRow:
        """The stage of that name. Raises KeyError when the scenario did not ask for it."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)


TABLES: dict[str, type[Record]] = {
    name: get_args(field.annotation)[0]
    for name, field in Plan.model_fields.items()
    if get_origin(field.annotation) is tuple
}
"""every list of a plan, with the class of its rows"""
