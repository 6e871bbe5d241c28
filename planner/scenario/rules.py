"""Parameters of the rules of the model: one class a rule, named like it; those of rules that hold
demands are in demands.py."""

from __future__ import annotations

from math import floor
from typing import Annotated, Literal

from pydantic import Field, model_validator

from planner.rounding import ROUNDING
from planner.scenario.demands import DemandRules
from planner.scenario.fields import (
    NUMBER,
    WHOLE,
    Amount,
    Flag,
    FromFactors,
    Identifier,
    Items,
    Lots,
    NationCode,
    Nations,
    Part,
    People,
    Share,
    Switch,
)
from planner.scenario.rule_parts import (
    BurdenRule,
    Component,
    DeterrenceValue,
    Multiple,
    OwnOption,
    Pledge,
    PreDeal,
    Tonnes,
    UsDrawdown,
)

Trains = Annotated[float, Field(ge=0.01, le=1000), NUMBER]
TrainLoad = Annotated[float, Field(ge=1, le=100_000), NUMBER]
Span = Annotated[int, Field(ge=1, le=100), WHOLE]
CorpsSpan = Annotated[int, Field(ge=1, le=20), WHOLE]
Effort = Annotated[float, Field(ge=0.1, le=1000), NUMBER]

# --- sustainability


class PersonnelLimit(Switch):
    """No nation has more people deployed than its ceiling (default: its past peak)."""

    times_peak: Multiple = 1.0
    """ceilings of nations that are not named: times the most people that the nation has deployed
    and sustained since 2000 (facts peak_sustained_deployment)"""
    ceilings: Annotated[dict[NationCode, People], Items(100)] = Field(default_factory=dict)
    """persons deployed at one time; not scaled by times_peak"""
    total: People | None = None
    """persons of all nations deployed at one time; default: no ceiling for the force"""
    national: Flag = True
    """do the nations' own ceilings hold? false: only ``total``"""


class RotationLimit(Switch):
    """Over the whole time, no pool gives more than its cycle can keep up."""


class HandoverLimit(Switch):
    """At most a share of an effect in the theatre changes hands from one phase to the next."""

    enabled: Flag = False
    shares: Annotated[dict[Identifier, Share], Items(50)] = Field(
        default_factory=lambda: {"ground": 1 / 3}
    )
    """effect -> largest share of what is there in a phase whose nation was not there with as much
    in the phase before, as table ``turnover`` of a plan shows it: 0.334 lets two of six change"""


class SupportFloor(Switch):
    """Engineers, logistics, Role 2 and SHORAD go with the battlegroups of each place.

    Where the stage ``support`` is among the objectives, battlegroups may be there without: they are
    counted, and as few as possible. Without that stage, support that is missing forbids them.
    """


class CompanyLimit(Switch):
    """Company groups, which show presence and have no weight in a fight, go with battlegroups."""

    per_battlegroup: Annotated[int, Field(ge=1, le=10), WHOLE] = 2
    """company groups that one battlegroup can take in"""


class LiftLimit(Switch):
    """What arrives in a phase was carried in the months before it."""

    enabled: Flag = False
    trains_per_day: Annotated[Trains | None, FromFactors(("theatre_trains_per_day",))] = None
    """trains a day into the theatre; default: factor theatre_trains_per_day"""
    tonnes_per_train: Annotated[TrainLoad | None, FromFactors(("tonnes_per_train",))] = None
    """tonnes of freight of one train; default: factor tonnes_per_train"""
    sea_tonnes_per_day: Annotated[Tonnes | None, FromFactors(("sea_tonnes_per_day",))] = None
    """tonnes of freight a day through the ports; default: factor sea_tonnes_per_day"""
    air_tonnes_per_day: Annotated[Tonnes | None, FromFactors(("air_lift_tonnes_per_day",))] = None
    """tonnes of freight a day by transport aircraft; default: factor air_lift_tonnes_per_day"""


# --- command


class HeadquartersFloor(Switch):
    """Division headquarters for the brigades, a corps headquarters above two divisions."""

    battlegroups_per_division: Annotated[
        Span | None,
        FromFactors(("brigades_per_division", "battlegroups_per_brigade"), whole=True),
    ] = None
    """span of a division; default: factors brigades_per_division x battlegroups_per_brigade"""
    divisions_per_corps: Annotated[
        CorpsSpan | None, FromFactors(("divisions_per_corps",), whole=True)
    ] = None
    """span of a corps; default: factor divisions_per_corps"""


class FrameworkFloor(Switch):
    """Battlegroups of a sector form brigades, each led by a framework nation with its core there;
    framework nations lead divisions and corps too."""

    enabled: Flag = False
    nations: Nations = ()
    """framework nations; default: facts eastern_flank_lead or lead_capable"""
    least_battlegroups: Annotated[int, Field(ge=1, le=12), WHOLE] = 2
    """battlegroups of the smallest brigade; fewer in a sector stay battlegroups, led by nobody"""
    most_battlegroups: Annotated[int, Field(ge=1, le=24), WHOLE] = 5
    """battlegroups of the largest brigade"""
    core_battlegroups: Annotated[int, Field(ge=1, le=12), WHOLE] = 1
    """battlegroups of one type that the framework nation gives to each of its brigades"""

    @model_validator(mode="after")
    def _sizes(self) -> FrameworkFloor:
        if self.core_battlegroups > self.least_battlegroups:
            raise ValueError("core_battlegroups must not exceed least_battlegroups")
        if self.most_battlegroups < 2 * self.least_battlegroups - 1:
            raise ValueError(
                "most_battlegroups must be at least 2 x least_battlegroups - 1, so that any number "
                "of battlegroups from least_battlegroups on makes brigades"
            )
        return self


class LeadFloor(Switch):
    """One member of coalition.lead_nations leads the operation, others its components; who leads
    on land has troops there."""

    components: Annotated[dict[Component, Nations], Items(2)] = Field(default_factory=dict)
    """nations that can lead the land or the air component; not named: no lead is asked for"""
    min_lot_months: Annotated[int, Field(ge=1, le=10_000), WHOLE] = 6
    """battlegroups (land) or lots of aircraft (air) x months that the component's lead deploys"""
    lead_battlegroups: Annotated[int, Field(ge=0, le=100), WHOLE] = 1
    """battlegroups that the lead of the operation, and that of the land component, has in the
    theatre in every phase in which ground forces are asked for in place"""


# --- commitment


class ParticipationFloor(Switch):
    """A member gives at least a minimum; switched off, at least one lot for one month."""

    min_lot_months: Annotated[int, Field(ge=1, le=10_000), WHOLE] = 6
    """lots x months deployed or standing by, over the horizon: one lot for one slot"""

    @property
    def least(self) -> int:
        """Lot-months that a member gives at least."""
        return self.min_lot_months if self.enabled else 1


class ShareLimit(Switch):
    """No nation provides more than a share of an effect in the theatre."""

    enabled: Flag = False
    max_share: Annotated[dict[Identifier, Share], Items(50)] = Field(
        default_factory=lambda: {"ground": 0.5}
    )


class UsEnablerLimit(Part):
    """Which US enablers may be used when the backstop is on, and how many lots of each."""

    max_lots: Annotated[dict[Identifier, Lots], Items(50)] = Field(default_factory=dict)
    """unit type -> lots at most; a type that is not named is limited by its pool only"""
    drawdown: Annotated[tuple[UsDrawdown, ...], Items(500)] = ()
    """the backstop turned down over time: the latest from_month that a month has reached holds, and
    in the same month an enabler's own entry before that for all; in whatever order they stand"""

    @property
    def steps(self) -> list[UsDrawdown]:
        """The drawdown in the order in which a later step overrules an earlier one.

        >>> half, none = UsDrawdown(unit_type="tanker", share=0.5), UsDrawdown(share=0)
        >>> UsEnablerLimit(drawdown=(half, none)).share("tanker", 0)
        0.5
        """
        return sorted(self.drawdown, key=lambda step: (step.from_month, step.unit_type is not None))

    def share(self, unit_type: str, month: int) -> float:
        """Share of the US pool that the drawdown leaves in a month: 1 before its first step."""
        share = 1.0
        for step in self.steps:
            if step.unit_type in (None, unit_type) and step.from_month <= month:
                share = step.share
        return share

    def most(self, unit_type: str, month: int, lots: int) -> int:
        """The most lots of a US pool of so many that may be used at a time in a month."""
        left = floor(self.share(unit_type, month) * lots + ROUNDING)
        return min(left, self.max_lots.get(unit_type, left))


class NatoReserveLimit(Part):
    """Use of forces earmarked for NATO's New Force Model tiers 1 and 2."""

    mode: Literal["free", "priced", "forbidden"] = "priced"
    """free: not counted; priced: counted, and minimised by the stage nato_draw;
    forbidden: earmarked lots are not available"""


class PledgeFloor(Switch):
    """Pledges are kept."""

    pledges: Annotated[tuple[Pledge, ...], Items(1000)] = ()
    """of several for one pool, the largest of a month holds"""


# --- growth


class ProcurementLimit(Switch):
    """Capability coalitions buy units, which can be used after their lead time."""

    enabled: Flag = False
    options: Annotated[tuple[Identifier, ...], Items(200)] = ()
    """rows of procurement.csv that are open; default: all"""
    own_options: Annotated[tuple[OwnOption, ...], Items(50)] = ()


class TrainingBalance(Switch):
    """The coalition trains brigades of the host, which count in the force ratio later."""

    enabled: Flag = False
    team_months_per_brigade: Annotated[
        Effort | None, FromFactors(("team_months_per_host_brigade",))
    ] = None
    """months of one training team that a host brigade takes; default: factor
    team_months_per_host_brigade"""
    max_brigades: Lots = 6
    """host brigades that there are to train"""


# --- money


class BudgetLimit(Switch):
    """National budgets, a common fund, and a budget for the whole operation."""

    enabled: Flag = False
    national_eur_m: Annotated[dict[NationCode, Amount], Items(100)] = Field(default_factory=dict)
    """EUR million over the horizon, after what the fund repays and what is paid into it"""
    common_fund_eur_m: Amount = 0
    """EUR million that the nations repay each other at most, for forces and purchases but not for
    movement; all that could take part pay in, by their fair shares, whether they send forces or
    not"""
    total_eur_m: Amount | None = None
    """EUR million for the operation, all nations together"""


class Rules(DemandRules):
    """Parameters of the rules of the model. Physical rules cannot be switched off."""

    personnel_limit: PersonnelLimit = PersonnelLimit()
    rotation_limit: RotationLimit = RotationLimit()
    handover_limit: HandoverLimit = HandoverLimit()
    support_floor: SupportFloor = SupportFloor()
    company_limit: CompanyLimit = CompanyLimit()
    lift_limit: LiftLimit = LiftLimit()
    deterrence: DeterrenceValue = DeterrenceValue()
    headquarters_floor: HeadquartersFloor = HeadquartersFloor()
    framework_floor: FrameworkFloor = FrameworkFloor()
    lead_floor: LeadFloor = LeadFloor()
    participation_floor: ParticipationFloor = ParticipationFloor()
    share_limit: ShareLimit = ShareLimit()
    us_enabler_limit: UsEnablerLimit = UsEnablerLimit()
    nato_reserve_limit: NatoReserveLimit = NatoReserveLimit()
    pledge_floor: PledgeFloor = PledgeFloor()
    pre_deal: PreDeal = PreDeal()
    procurement_limit: ProcurementLimit = ProcurementLimit()
    training_balance: TrainingBalance = TrainingBalance()
    budget_limit: BudgetLimit = BudgetLimit()
    burden: BurdenRule = BurdenRule()
