"""The scenario: every input of a planning question, with unit, default and bounds.

One pydantic class a part. All are frozen and refuse unknown fields, so that a misspelt name is an
error and never a silent default. The YAML file, ``--set`` and the HTTP body use the same names.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
NationCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Month = Annotated[int, Field(ge=0, le=120)]
Days = Annotated[int, Field(ge=0, le=3650)]
Lots = Annotated[int, Field(ge=0, le=10_000)]
Amount = Annotated[float, Field(ge=0, le=1_000_000)]
Share = Annotated[float, Field(ge=0, le=1)]

Timing = Literal["pre_deal", "post_deal"]
LocationKind = Literal["theatre", "theatre_wide", "standby"]
ObjectiveName = Literal[
    "shortfall", "us_dependence", "nato_draw", "burden", "burden_excess", "cost"
]
RequirementLevel = Literal["threshold", "objective"]
BurdenKey = Literal["gdp", "defence_budget", "active_forces", "equal"]


class Part(BaseModel):
    """Base of every part of a scenario: frozen, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
    )


class PhaseSpec(Part):
    """The start of a run of months in which every contribution is constant."""

    id: Identifier
    start: Month
    """first month of the phase; it ends where the next one starts"""


class Coalition(Part):
    """Who may take part, and what the partnership as a whole must be."""

    min_stance: int = Field(default=2, ge=0, le=3)
    """nations whose public stance is at least this take part (3 leads or pledged, 2 open,
    1 support only, 0 opposed)"""
    include: tuple[NationCode, ...] = ()
    """nations added whatever their stance, with no stance caveat: a what-if"""
    exclude: tuple[NationCode, ...] = ()
    """nations left out whatever their stance"""
    us_backstop: bool = False
    """may US enablers (ISR, AEW, tankers, airlift, strike, missile defence) be used?"""
    nato_pools: bool = False
    """may the pooled NATO (XNA) and multinational tanker (XMM) fleets be used?"""
    min_nations: int = Field(default=0, ge=0, le=40)
    """the coalition has at least this many members that contribute"""
    lead_nations: tuple[NationCode, ...] = ("FRA", "GBR", "POL")
    """nations that can lead the operation; one of them must be a member"""
    reuse_eastern_flank: tuple[NationCode, ...] = ()
    """nations whose eastern-flank troops may be used: they are then not subtracted"""
    preparation_days: Days = 0
    """days of national decisions and preparation already done when month 0 begins"""


class Location(Part):
    """A sector of the theatre, the whole theatre, or a place where forces stand by."""

    id: Identifier
    kind: LocationKind
    title: str = Field(default="", max_length=200)
    notice_days: Days = 0
    """standby only: days from alert to departure"""
    transit_days: Days = 0
    """standby only: days from departure to any sector"""


class Requirement(Part):
    """An effect that must be there: in place, or within some days of an alert."""

    id: Identifier
    effect: Identifier
    """the effect, as named in unit_types.csv (ground, fighters, aew …)"""
    location: Identifier
    """a sector, or a theatre_wide location: then everything in the theatre counts"""
    from_month: Month = 0
    to_month: Month | None = None
    """first month in which it no longer holds; default: the horizon"""
    threshold: Amount
    """the minimum, in units of the effect (battlegroups, aircraft, batteries)"""
    objective: Amount | None = None
    """the level beyond which more adds nothing; default: the threshold"""
    within_days: Days = 0
    """0: in place; else standby and neighbouring forces that arrive in time count too"""
    weight: float = Field(default=1, gt=0, le=1000)
    """importance of a shortfall, relative to the other requirements"""
    note: str = Field(default="", max_length=2000)
    """why this number: reasoning and source, carried into the plan"""


class Switch(Part):
    """A rule that can be switched off."""

    on: bool = True


class PersonnelLimit(Switch):
    """No nation has more people deployed than its ceiling (default: its past peak)."""

    on: bool = False
    ceilings: dict[NationCode, Annotated[int, Field(ge=0, le=1_000_000)]] = {}
    """persons deployed at one time; others use facts peak_sustained_deployment"""


class SupportFloor(Switch):
    """Engineers, logistics, Role 2 and SHORAD go with the battlegroups of each sector."""


class EffectFloor(Part):
    """How reinforcement counts."""

    sector_transit_days: Days = 5
    """days a unit needs from one sector to another (factor sector_transit_days)"""


class HeadquartersFloor(Switch):
    """Division headquarters for the brigades, a corps headquarters above two divisions."""

    battlegroups_per_division: int = Field(default=12, ge=1, le=100)
    """span of a division: 4 brigades of 3 battlegroups (factor brigades_per_division)"""
    divisions_per_corps: int = Field(default=5, ge=1, le=20)
    """span of a corps (factor divisions_per_corps)"""


class LeadFloor(Switch):
    """One member of coalition.lead_nations leads the operation."""


class ParticipationFloor(Switch):
    """A member gives at least a minimum; switched off, at least one lot for one month."""

    min_lot_months: int = Field(default=6, ge=1, le=10_000)
    """lots x months deployed or standing by, over the horizon: one lot for one slot"""


class ShareLimit(Switch):
    """No nation provides more than a share of an effect in the theatre."""

    on: bool = False
    max_share: dict[Identifier, Share] = {"ground": 0.5}


class UsEnablerLimit(Part):
    """Which US enablers may be used when the backstop is on, and how many lots of each."""

    max_lots: dict[Identifier, Lots] = {}
    """unit type -> lots at most; a type that is not named is limited by its pool only"""


class NatoReserveLimit(Part):
    """Use of forces earmarked for NATO's New Force Model tiers 1 and 2."""

    mode: Literal["free", "priced", "forbidden"] = "priced"
    """free: not counted; priced: counted, and minimised by the stage nato_draw;
    forbidden: earmarked lots are not available"""


class Pledge(Part):
    """A nation has promised to give at least so much: a hard floor."""

    nation: NationCode
    unit_type: Identifier
    lots: Lots
    from_month: Month = 0
    to_month: Month | None = None


class PledgeFloor(Switch):
    """Pledges are kept."""

    pledges: tuple[Pledge, ...] = ()


class BurdenRule(Part):
    """What the burden stages measure: cost per unit of a nation's size."""

    key: BurdenKey = "gdp"
    """the size of a nation: GDP, defence budget, active forces, or all equal"""


class Rules(Part):
    """Parameters of the rules of the model. Physical rules cannot be switched off."""

    personnel_limit: PersonnelLimit = PersonnelLimit()
    support_floor: SupportFloor = SupportFloor()
    effect_floor: EffectFloor = EffectFloor()
    headquarters_floor: HeadquartersFloor = HeadquartersFloor()
    lead_floor: LeadFloor = LeadFloor()
    participation_floor: ParticipationFloor = ParticipationFloor()
    share_limit: ShareLimit = ShareLimit()
    us_enabler_limit: UsEnablerLimit = UsEnablerLimit()
    nato_reserve_limit: NatoReserveLimit = NatoReserveLimit()
    pledge_floor: PledgeFloor = PledgeFloor()
    burden: BurdenRule = BurdenRule()


class PoolOverride(Part):
    """The user's own count of what a nation could use, from a month on."""

    nation: NationCode
    unit_type: Identifier
    lots: Lots
    from_month: Month = 0


class TourOverride(Part):
    """Another rotation cycle, for one nation or for all."""

    unit_type: Identifier
    nation: NationCode | None = None
    tour_months: int = Field(ge=1, le=60)
    dwell_months: int = Field(ge=0, le=120)


class Caveat(Part):
    """What a nation's government or law forbids, or delays."""

    nation: NationCode
    unit_type: Identifier | None = None
    """default: every unit type"""
    location: Identifier | None = None
    """default: every location in the theatre; standby stays allowed"""
    until_month: Month | None = None
    """the caveat ends at this month; default: never"""
    reason: str = Field(min_length=1, max_length=500)


class FactOverride(Part):
    """Another value for one sourced fact."""

    nation: NationCode
    item: Identifier
    value: Annotated[float, Field(ge=0, le=1e9)]


class Overrides(Part):
    """Changes to the data, by the data's own names. They show as assumptions."""

    pools: tuple[PoolOverride, ...] = ()
    tours: tuple[TourOverride, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    facts: tuple[FactOverride, ...] = ()
    factors: dict[
        Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$")],
        Annotated[float, Field(ge=0, le=1e9)],
    ] = {}


class SolveOptions(Part):
    """How hard to solve."""

    whole_units: bool = True
    """False: the linear relaxation (fractions of lots), for bounds and prices"""
    mip_gap_share: Share = 0.001
    """a stage stops when its value is proved within this share of the best possible"""
    burden_gap_share: Share = 0.05
    """the burden stages are solved, and kept by later stages, within this share of the best
    possible: burdens that differ by less are equally fair, as far as such figures tell"""
    time_limit_s: float = Field(default=120, gt=0, le=3600)
    """for all stages together; when it passes, the best plan so far is kept as unproven"""
    solver: Literal["highs", "cbc"] = "highs"
    seed: int = Field(default=0, ge=0, le=2_147_483_647)


class Scenario(Part):
    """A planning question."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_\-]{0,63}$")]
    title: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=10_000)
    reference_date: str = Field(default="2024-12", pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    """as-of date of the figures; month 0 of the plan is the month of the ceasefire (post_deal)
    or of the decision (pre_deal)"""
    horizon_months: int = Field(default=36, ge=1, le=120)
    timing: Timing = "post_deal"
    phases: tuple[PhaseSpec, ...] = ()
    """default: a slot every six months"""
    coalition: Coalition = Coalition()
    locations: tuple[Location, ...] = Field(min_length=1, max_length=40)
    requirements: tuple[Requirement, ...] = Field(min_length=1, max_length=500)
    requirement_level: RequirementLevel = "threshold"
    """which level of every requirement must be met: the minimum or the objective"""
    rules: Rules = Rules()
    overrides: Overrides = Overrides()
    objectives: tuple[ObjectiveName, ...] = Field(
        default=("shortfall", "us_dependence", "burden", "cost"), min_length=1
    )
    solve: SolveOptions = SolveOptions()
