"""The plan: everything that a solve produces. Every output is made from it.

A plan stands alone: from its JSON an outsider can recheck every pool, tour, permission and
requirement (``planner verify`` does). Lots are whole unless ``relaxed`` is true. Months count from
0; ``end_month`` is exclusive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from planner.result.accounts import (
    ArrivalRow,
    CostRow,
    LiftRow,
    MandateRow,
    NatoLedgerRow,
    UsGapRow,
)
from planner.result.rows import (
    Command,
    Confidence,
    ContributionRow,
    CoverRow,
    FigureRow,
    ForceRatioRow,
    FormationRow,
    NationRow,
    PackageRow,
    PhaseRow,
    PlanWarning,
    PoolRow,
    PresenceRow,
    Proof,
    PurchaseRow,
    ReasonKind,
    Record,
    Refusal,
    RequirementRow,
    SolverInfo,
    StageRow,
    TourRow,
    TrainingRow,
    UnitTypeRow,
    UnusedRow,
)
from planner.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "TABLES",
    "ArrivalRow",
    "Command",
    "Confidence",
    "ContributionRow",
    "CostRow",
    "CoverRow",
    "FigureRow",
    "ForceRatioRow",
    "FormationRow",
    "LiftRow",
    "MandateRow",
    "NationRow",
    "NatoLedgerRow",
    "PackageRow",
    "PhaseRow",
    "Plan",
    "PlanStatus",
    "PlanWarning",
    "PoolRow",
    "PresenceRow",
    "Proof",
    "PurchaseRow",
    "ReasonKind",
    "Record",
    "Refusal",
    "RequirementRow",
    "SolverInfo",
    "StageRow",
    "TourRow",
    "TrainingRow",
    "UnitTypeRow",
    "UnusedRow",
    "UsGapRow",
]

PlanStatus = Literal["met", "shortfall", "unproven"]


class Plan(Record):
    """The answer to a scenario."""

    schema_version: Literal["1"] = "1"
    planner_version: str
    status: PlanStatus
    verdict: str
    """the answer in one sentence: who keeps up how much, what is missing when, what is proved"""
    relaxed: bool
    scenario: Scenario
    phases: tuple[PhaseRow, ...]
    unit_types: tuple[UnitTypeRow, ...]
    pools: tuple[PoolRow, ...]
    contributions: tuple[ContributionRow, ...]
    tours: tuple[TourRow, ...]
    requirements: tuple[RequirementRow, ...]
    force_ratios: tuple[ForceRatioRow, ...]
    presences: tuple[PresenceRow, ...]
    cover: tuple[CoverRow, ...]
    packages: tuple[PackageRow, ...]
    training: tuple[TrainingRow, ...]
    purchases: tuple[PurchaseRow, ...]
    stages: tuple[StageRow, ...]
    nations: tuple[NationRow, ...]
    costs: tuple[CostRow, ...]
    command: Command
    mandates: tuple[MandateRow, ...]
    arrivals: tuple[ArrivalRow, ...]
    lift: tuple[LiftRow, ...]
    nato_ledger: tuple[NatoLedgerRow, ...]
    us_gaps: tuple[UsGapRow, ...]
    refusals: tuple[Refusal, ...]
    unused: tuple[UnusedRow, ...]
    standby_cost_share: float
    warnings: tuple[PlanWarning, ...]
    figures: tuple[FigureRow, ...]
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
    "force_ratios": ForceRatioRow,
    "presences": PresenceRow,
    "cover": CoverRow,
    "packages": PackageRow,
    "training": TrainingRow,
    "purchases": PurchaseRow,
    "stages": StageRow,
    "nations": NationRow,
    "costs": CostRow,
    "mandates": MandateRow,
    "arrivals": ArrivalRow,
    "lift": LiftRow,
    "nato_ledger": NatoLedgerRow,
    "us_gaps": UsGapRow,
    "refusals": Refusal,
    "unused": UnusedRow,
    "warnings": PlanWarning,
    "figures": FigureRow,
}
