"""Parameters of the rules of the model: one class a rule, named like it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from planner.schema.base import (
    Amount,
    Days,
    Demand,
    Identifier,
    Lots,
    Month,
    NationCode,
    Part,
    People,
    Positive,
    Share,
    Term,
)

BurdenKey = Literal["gdp", "defence_budget", "active_forces", "equal", "custom"]
Component = Literal["land", "air"]


class Switch(Part):
    """A rule that can be switched off."""

    enabled: bool = True


# --- sustainability


class PersonnelLimit(Switch):
    """No nation has more people deployed than its ceiling (default: its past peak)."""

    enabled: bool = False
    ceilings: dict[NationCode, People] = Field(default_factory=dict)
    """persons deployed at one time; others use facts peak_sustained_deployment"""
    total: People | None = None
    """persons of all nations deployed at one time; default: no ceiling for the force"""
    national: bool = True
    """do the nations' own ceilings hold? false: only ``total``"""


class SupportFloor(Switch):
    """Engineers, logistics, Role 2 and SHORAD go with the battlegroups of each sector."""


class LiftLimit(Switch):
    """What arrives in a phase was carried in the months before it."""

    enabled: bool = False
    trains_per_day: Positive | None = None
    """trains a day into the theatre; default: factor theatre_trains_per_day"""
    tonnes_per_train: Positive | None = None
    """freight of one train; default: factor tonnes_per_train"""
    sea_tonnes_per_day: Positive | None = None
    """freight a day through the ports; default: factor sea_tonnes_per_day"""
    air_tonnes_per_day: Positive | None = None
    """freight a day by transport aircraft; default: factor air_lift_tonnes_per_day"""


# --- deterrence


class EffectFloor(Part):
    """How reinforcement counts."""

    sector_transit_days: Days | None = None
    """days a unit needs from one sector to another; default: factor sector_transit_days"""


class Threat(Demand):
    """An attack on one sector that the forces there must be able to stop."""

    attackers: Amount
    """what attacks, in ``unit``"""
    attackers_objective: Amount | None = None
    """the larger attack, for the upper level of the requirement; default: the same"""
    unit: Literal["troops", "brigades"] = "troops"
    within_days: Days = 0
    """0: with the forces in place; else with those that arrive in time"""
    host_battlegroups: Lots = 0
    """battlegroups of the host nation that hold the location"""


class ForceRatioFloor(Switch):
    """Defenders, the host's included, are at least the attackers divided by a ratio."""

    ratio: Positive | None = None
    """attackers that one defender stops; default: factor attacker_defender_ratio_rule; the
    empirical alternative is attacker_defender_ratio_empirical"""
    troops_per_battlegroup: Positive | None = None
    """default: factors brigade_personnel_NATO_general / battlegroups_per_brigade"""
    battlegroups_per_brigade: Positive | None = None
    """default: factor battlegroups_per_brigade"""
    threats: tuple[Threat, ...] = ()


class Presence(Demand):
    """Nations whose troops an attacker would have to fire at."""

    nations: int = Field(ge=1, le=40)
    """so many nations are present"""
    nuclear_powers: int = Field(default=1, ge=0, le=5)
    """so many of them are nuclear powers (facts nuclear)"""
    effect: Identifier = "ground"
    """what a nation must have there"""
    min_lots: int = Field(default=1, ge=1, le=100)
    """lots with that effect that make a nation present"""


class PresenceFloor(Switch):
    """Enough nations, nuclear powers among them, stand where an attack would meet them."""

    presences: tuple[Presence, ...] = ()


class Cover(Demand):
    """A number of packages (packages.csv), each of several effects at once."""

    package: Identifier
    threshold: Amount
    """the minimum, in packages: stations kept, areas defended"""
    objective: Amount | None = None
    """the level beyond which more adds nothing; default: the threshold"""


class AirCoverFloor(Switch):
    """Stations in the air, each with the fighters, tankers and AEW that it takes."""

    stations: tuple[Cover, ...] = ()


class AirDefenceFloor(Switch):
    """Areas defended from the ground, each with its layers of batteries."""

    areas: tuple[Cover, ...] = ()


class DeterrenceValue(Part):
    """What the stage ``deterrence`` counts above the threshold of a demand."""

    slopes: tuple[Share, ...] = (0.5, 0.25)
    """value of one more unit, relative to a unit below the threshold, on equal steps from the
    threshold to the objective; falling, so that the value is concave"""

    @model_validator(mode="after")
    def _concave(self) -> DeterrenceValue:
        if not self.slopes or list(self.slopes) != sorted(self.slopes, reverse=True):
            raise ValueError("slopes must be given, and must not rise: the value is concave")
        return self


# --- command


class HeadquartersFloor(Switch):
    """Division headquarters for the brigades, a corps headquarters above two divisions."""

    battlegroups_per_division: int | None = Field(default=None, ge=1, le=100)
    """span of a division; default: factors brigades_per_division x battlegroups_per_brigade"""
    divisions_per_corps: int | None = Field(default=None, ge=1, le=20)
    """span of a corps; default: factor divisions_per_corps"""


class FrameworkFloor(Switch):
    """Every brigade has a framework nation that gives its headquarters and its core."""

    enabled: bool = False
    nations: tuple[NationCode, ...] = ()
    """framework nations; default: facts eastern_flank_lead or lead_capable"""
    battlegroups_per_brigade: int | None = Field(default=None, ge=1, le=12)
    """largest brigade; default: factor battlegroups_per_brigade"""
    core_battlegroups: int = Field(default=1, ge=1, le=12)
    """battlegroups that the framework nation gives to each of its brigades"""


class LeadFloor(Switch):
    """One member of coalition.lead_nations leads the operation, others its components."""

    components: dict[Component, tuple[NationCode, ...]] = Field(default_factory=dict)
    """nations that can lead the land or the air component; not named: no lead is asked for"""
    min_lot_months: int = Field(default=6, ge=1, le=10_000)
    """battlegroups (land) or lots of aircraft (air) x months that the component's lead deploys"""


# --- commitment


class ParticipationFloor(Switch):
    """A member gives at least a minimum; switched off, at least one lot for one month."""

    min_lot_months: int = Field(default=6, ge=1, le=10_000)
    """lots x months deployed or standing by, over the horizon: one lot for one slot"""


class ShareLimit(Switch):
    """No nation provides more than a share of an effect in the theatre."""

    enabled: bool = False
    max_share: dict[Identifier, Share] = Field(default_factory=lambda: {"ground": 0.5})


class UsDial(Part):
    """From a month on, only a share of the US pool of an enabler may be used."""

    unit_type: Identifier | None = None
    """default: every enabler"""
    from_month: Month = 0
    share: Share
    """1: all of the pool, 0: none"""


class UsEnablerLimit(Part):
    """Which US enablers may be used when the backstop is on, and how many lots of each."""

    max_lots: dict[Identifier, Lots] = Field(default_factory=dict)
    """unit type -> lots at most; a type that is not named is limited by its pool only"""
    dial: tuple[UsDial, ...] = ()
    """the backstop turned down over time; the last that applies to a month holds"""


class NatoReserveLimit(Part):
    """Use of forces earmarked for NATO's New Force Model tiers 1 and 2."""

    mode: Literal["free", "priced", "forbidden"] = "priced"
    """free: not counted; priced: counted, and minimised by the stage nato_draw;
    forbidden: earmarked lots are not available"""


class Pledge(Term):
    """A nation has promised to give at least so much: a hard floor."""

    nation: NationCode
    unit_type: Identifier
    lots: Lots


class PledgeFloor(Switch):
    """Pledges are kept."""

    pledges: tuple[Pledge, ...] = ()


class PreDeal(Part):
    """What changes when ``timing`` is ``pre_deal``."""

    min_stance: int = Field(default=3, ge=0, le=3)
    """only the most resolute: nations of this stance at least, and those included by name"""
    threat: Positive | None = None
    """attackers of every threat, times this; default: factor pre_deal_threat"""
    force_protection: Positive | None = None
    """needs of air defence, times this; default: factor pre_deal_force_protection"""


# --- growth


class FreeCoalition(Part):
    """A purchase that nations agree on for this operation, beside those of procurement.csv."""

    id: Identifier
    title: str = Field(default="", max_length=200)
    members: tuple[NationCode, ...] = Field(min_length=1)
    unit_type: Identifier
    price_eur_m: Amount
    """EUR million a lot"""
    lead_months: Month
    """months from the order, in month 0, to the first use"""
    max_lots: int = Field(ge=1, le=1000)


class ProcurementLimit(Switch):
    """Capability coalitions buy units, which can be used after their lead time."""

    enabled: bool = False
    options: tuple[Identifier, ...] = ()
    """rows of procurement.csv that are open; default: all"""
    free: tuple[FreeCoalition, ...] = ()


class TrainingBalance(Switch):
    """The coalition trains brigades of the host, which count in the force ratio later."""

    enabled: bool = False
    team_months_per_brigade: Positive | None = None
    """months of one training team that a host brigade takes; default: factor
    team_months_per_host_brigade"""
    max_brigades: Lots = 6
    """host brigades that there are to train"""


# --- money


class BudgetLimit(Switch):
    """National budgets, a common fund, and a budget for the whole operation."""

    enabled: bool = False
    national_eur_m: dict[NationCode, Amount] = Field(default_factory=dict)
    """EUR million over the horizon, after what the fund repays and what is paid into it"""
    common_fund_eur_m: Amount = 0
    """EUR million that the nations repay each other at most, for forces and purchases but not for
    movement; all that could take part pay in, by their fair shares, whether they send forces or
    not"""
    total_eur_m: Amount | None = None
    """EUR million for the operation, all nations together"""


class BurdenRule(Part):
    """What the burden stages measure: cost per unit of a nation's size."""

    key: BurdenKey = "gdp"
    """the size of a nation: GDP, defence budget, active forces, all equal, or the user's own"""
    sizes: dict[NationCode, Positive] = Field(default_factory=dict)
    """key custom: the size of every nation"""
    aid_credit_share: Share = 0
    """share of the aid already given to Ukraine (facts aid_to_ukraine_total) that is taken off a
    nation's cost before burdens are compared"""


class Rules(Part):
    """Parameters of the rules of the model. Physical rules cannot be switched off."""

    personnel_limit: PersonnelLimit = PersonnelLimit()
    support_floor: SupportFloor = SupportFloor()
    lift_limit: LiftLimit = LiftLimit()
    effect_floor: EffectFloor = EffectFloor()
    force_ratio_floor: ForceRatioFloor = ForceRatioFloor()
    presence_floor: PresenceFloor = PresenceFloor()
    air_cover_floor: AirCoverFloor = AirCoverFloor()
    air_defence_floor: AirDefenceFloor = AirDefenceFloor()
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
