"""The scenario: every input of a planning question, with unit, default and bounds.

One pydantic class a part. All are frozen and refuse unknown fields, so that a misspelt name is an
error and never a silent default. The YAML file, ``--set`` and the HTTP body use the same names.
The parameters of the rules are in ``rules.py``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.demands import Requirement
from planner.scenario.fields import (
    MAX_MONTHS,
    NUMBER,
    WHOLE,
    Days,
    Fact,
    Flag,
    GapShare,
    Identifier,
    Items,
    Lots,
    Month,
    NationCode,
    Nations,
    Override,
    Part,
    YearMonth,
)
from planner.scenario.rules import Rules
from planner.scenario.stages import STAGES, ObjectiveName

Timing = Literal["pre_deal", "post_deal"]
LocationKind = Literal["theatre", "theatre_wide", "standby", "training", "sea"]
APART = ("training", "sea")
"""kinds of places, and placements of units, that go with no other: what is there acts there only,
and stands by nowhere"""
RequirementLevel = Literal["threshold", "objective"]
CaveatKind = Literal["forbidden", "no_ground_troops", "standby_only", "support_only", "air_only"]


class PhaseSpec(Part):
    """The start of a run of months in which every contribution is constant."""

    id: Identifier
    start: Month
    """first month of the phase; it ends where the next one starts"""


class Coalition(Part):
    """Who may take part, and what the partnership as a whole must be."""

    min_stance: Annotated[int, Field(ge=0, le=3), WHOLE] = 2
    """nations take part with what they offer at this level at least, component by component (facts
    offer_land, offer_air …: 3 pledged, 2 open, 1 support only, 0 opposed). A component of which a
    nation has not spoken follows its land offer, and that its stance; places of standby take
    offer_standby as well"""
    include: Nations = ()
    """nations added whatever their stance: it counts as pledged where they have offered nothing.
    What they have said of a component stands (another level: overrides.facts, overrides.bids)"""
    exclude: Nations = ()
    """nations left out whatever they offer"""
    only: Nations = ()
    """exactly these nations may take part, whatever their stance, as with include; in place of
    include and exclude"""
    us_backstop: Flag = False
    """may US enablers (ISR, AEW, tankers, airlift, strike, missile defence) be used?"""
    nato_pools: Flag = False
    """may the pooled NATO (XNA) and multinational tanker (XMM) fleets be used?"""
    min_nations: Annotated[int, Field(ge=0, le=40), WHOLE] = 0
    """the coalition has at least this many members that contribute"""
    lead_nations: Nations = ("FRA", "GBR")
    """nations that can lead the operation; one of them must be a member"""
    reuse_eastern_flank: Nations = ()
    """nations whose eastern-flank troops may be used: they are then not subtracted"""
    preparation_days: Days = 0
    """days of national decisions and preparation already done when month 0 begins"""

    @property
    def by_name(self) -> Nations:
        """Nations that are let in by name, whatever their stance."""
        return self.only or self.include


class Location(Part):
    """A sector, the whole theatre, a sea off its coast, a place where forces stand by or where they
    train the host.
    """

    id: Identifier
    kind: LocationKind
    title: str = Field(default="", max_length=200)
    notice_days: Days = 0
    """standby only: days from alert to departure"""
    transit_days: Days = 0
    """standby only: days from departure to any sector"""
    littoral_only: Flag = True
    """sea only: only nations on its coast (facts black_sea_littoral) stay, as under the Montreux
    Convention, by which warships of others leave the Black Sea after 21 days"""

    @property
    def in_theatre(self) -> bool:
        """Is it in the host nation, where caveats and mandates count? The sea is not."""
        return self.kind in ("theatre", "theatre_wide")

    def takes(self, placement: str) -> bool:
        """Is it for units of this placement (unit_types.csv) when they are not standing by?

        Sector types go to sectors, theatre-wide types to theatre-wide places, teams to training,
        ships to sea.
        """
        if self.kind in APART or placement in APART:
            return self.kind == placement
        return self.kind != "standby" and (self.kind == "theatre") == (placement == "sector")


class PoolOverride(Part):
    """The user's own count of what a nation could use, from a month on."""

    nation: NationCode
    unit_type: Identifier
    lots: Lots
    from_month: Month = 0


class Bid(Part):
    """What a nation bids at a force generation conference, at most, of a unit type.

    A bid is an offer: it needs no stance and no other offer, and the nation gives nothing else of
    that type. Its lots are those in place or standing by at a time, which the nation rotates
    through its own pool: a bid above what the pool and its cycle keep up holds up to that, with a
    warning. It does not add to the pool, and binds nobody to take it (rules.pledge_floor does).
    """

    nation: NationCode
    unit_type: Identifier
    lots: Lots
    """at most so many at a time"""
    from_month: Month = 0
    """nothing of the type before; a later bid for the same type takes its place"""
    caveat: str = Field(default="", max_length=500)
    """what the nation ties to it, in words for the reader; a rule for it: overrides.caveats"""


class TourOverride(Part):
    """Another rotation cycle, for one nation or for all."""

    unit_type: Identifier
    nation: NationCode | None = None
    tour_months: Annotated[int, Field(ge=1, le=60), WHOLE]
    dwell_months: Annotated[int, Field(ge=0, le=120), WHOLE]


class Caveat(Part):
    """What a nation's government or law forbids, or delays."""

    nation: NationCode
    kind: CaveatKind = "forbidden"
    """forbidden: all that unit_type and location name; no_ground_troops: no land forces in the
    theatre; standby_only: nothing in the theatre; support_only: no combat forces in the theatre;
    air_only: nothing but aircraft in the theatre. Standing by and training abroad stay allowed"""
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
    value: Fact


class Overrides(Part):
    """Changes to the data, by the data's own names. They show as assumptions."""

    pools: Annotated[tuple[PoolOverride, ...], Items(2000)] = ()
    """each holds until the next from_month of the same pool, in whatever order they stand"""
    bids: Annotated[tuple[Bid, ...], Items(2000)] = ()
    """each holds until the next from_month of the same nation and type, in whatever order"""
    tours: Annotated[tuple[TourOverride, ...], Items(1000)] = ()
    """one for a nation goes before one for all"""
    caveats: Annotated[tuple[Caveat, ...], Items(1000)] = ()
    facts: Annotated[tuple[FactOverride, ...], Items(2000)] = ()
    factors: Annotated[
        dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$")], Override], Items(500)
    ] = Field(default_factory=dict)

    def bids_of(self, nation: str, unit_type: str) -> list[Bid]:
        """The bids of a nation for a unit type, by month; empty: it has made none."""
        found = (bid for bid in self.bids if (bid.nation, bid.unit_type) == (nation, unit_type))
        return sorted(found, key=lambda bid: bid.from_month)

    def most_bid(self, nation: str, unit_type: str, month: int) -> int | None:
        """Lots of a unit type that a nation bids in a month; None where it makes no bids."""
        bids = self.bids_of(nation, unit_type) if self.bids else []
        held = [0, *(bid.lots for bid in bids if bid.from_month <= month)]
        return held[-1] if bids else None


class SolveOptions(Part):
    """How hard to solve."""

    whole_units: Flag = True
    """False: the linear relaxation (fractions of lots), for bounds and prices"""
    mip_gap_share: GapShare = 0.01
    """a stage stops when its value is proved within this share of the best possible"""
    burden_gap_share: GapShare = 0.01
    """the burden stages are solved, and kept by later stages, within this share of the best
    possible: burdens that differ by less are equally fair, as far as such figures tell"""
    time_limit_s: Annotated[float, Field(gt=0, le=3600), NUMBER] = 60
    """for all stages together, half of what is left for each before the last; when it passes, the
    best plan so far is kept as unproven"""
    solver: Literal["highs", "cbc"] = "highs"
    seed: Annotated[int, Field(ge=0, le=2_147_483_647), WHOLE] = 0


class Scenario(Part):
    """A planning question."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_\-]{0,63}$")]
    title: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=10_000)
    finds: str = Field(default="", max_length=10_000)
    """what the answer was, in a sentence or two, where that is known"""
    reference_date: YearMonth = "2024-12"
    """as-of date of the figures"""
    start_date: YearMonth | None = None
    """month 0 of the plan: the month of the ceasefire (post_deal) or of the decision (pre_deal);
    default: the reference date"""
    horizon_months: Annotated[int, Field(ge=1, le=MAX_MONTHS), WHOLE] = 36
    timing: Timing = "post_deal"
    steady_from_month: Month | None = None
    """from when the worst phase of every demand counts; default: demand by demand, from when the
    last pool that can serve it may be there"""
    phases: Annotated[tuple[PhaseSpec, ...], Items(MAX_MONTHS)] = ()
    """default: a slot every six months"""
    coalition: Coalition = Coalition()
    locations: Annotated[tuple[Location, ...], Items(40, least=1)]
    requirements: Annotated[tuple[Requirement, ...], Items(500, least=1)]
    requirement_level: RequirementLevel = "threshold"
    """which level of every requirement must be met: the minimum or the objective"""
    rules: Rules = Rules()
    overrides: Overrides = Overrides()
    objectives: Annotated[tuple[ObjectiveName, ...], Items(len(STAGES), least=1)] = (
        "sustained",
        "shortfall",
        "support",
        "us_dependence",
        "burden",
        "cost",
    )
    solve: SolveOptions = SolveOptions()

    def date_of(self, month: int) -> str:
        """Year and month of a month of the plan, such as 2025-04: month 0 is the start_date."""
        year, first = map(int, (self.start_date or self.reference_date).split("-"))
        years, index = divmod(first - 1 + month, 12)
        return f"{year + years:04d}-{index + 1:02d}"
