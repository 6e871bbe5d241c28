"""What a scenario can ask for: every kind of demand, and the only list of them.

A new kind of demand is a class here with its place in DEMAND_LISTS, the parameters of its rule in
DemandRules, the rule in model/demands.py and its check in verify/demands.py; where it is none of
packages, its rows in plan, extraction and views too.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, get_args

from pydantic import Field

from planner.scenario.fields import (
    NUMBER,
    SMALLEST,
    THREE_DECIMALS,
    WHOLE,
    Amount,
    Days,
    FromFactors,
    Identifier,
    Items,
    Level,
    Lots,
    Part,
    Period,
    Switch,
)
from planner.scenario.limits import KeyPath

if TYPE_CHECKING:
    from planner.scenario.scenario import Scenario

GROUND = "ground"
"""effect: combat power of ground forces, in battlegroups; as in planner/reference/identifiers.py,
which is no module for the verifier to read, as this one is"""
Asked = tuple[tuple[str, int], ...]
"""effects, and the days within which they must be there"""


class Demand(Period):
    """Something wanted at a location: met, or its unmet part is counted and reported."""

    rule: ClassVar[str]
    """the rule that holds it"""

    id: Identifier
    location: Identifier
    """a sector, or a theatre_wide location: then everything in the theatre counts"""
    weight: Annotated[float, Field(ge=SMALLEST, le=1000), NUMBER, THREE_DECIMALS] = 1
    """importance of a shortfall, relative to the other demands; at most three decimals"""
    note: str = Field(default="", max_length=2000)
    """why this number: reasoning and source, carried into the plan"""

    @abstractmethod
    def asks(self, packages: Mapping[str, Mapping[str, float]]) -> Asked:
        """Effects that it can use, and within how many days; ``packages``: what each one takes."""

    @property
    @abstractmethod
    def levels(self) -> tuple[float, float]:
        """Threshold and objective, in its own unit."""


class Requirement(Demand):
    """An effect that must be there: in place, or within some days of an alert."""

    rule: ClassVar[str] = "effect_floor"

    effect: Identifier
    """the effect, as named in unit_types.csv (ground, fighters, aew …)"""
    threshold: Level
    """the minimum, in units of the effect (battlegroups, aircraft, batteries)"""
    objective: Level | None = None
    """the level beyond which more adds nothing; default: the threshold"""
    within_days: Days = 0
    """0: in place; else standby and neighbouring forces that arrive in time count too"""

    def asks(self, packages: Mapping[str, Mapping[str, float]]) -> Asked:
        """Its effect."""
        return ((self.effect, self.within_days),)

    @property
    def levels(self) -> tuple[float, float]:
        """Units of the effect."""
        return self.threshold, self.threshold if self.objective is None else self.objective


class Threat(Demand):
    """An attack on one sector that the forces there must be able to stop."""

    rule: ClassVar[str] = "force_ratio_floor"

    attackers: Amount
    """what attacks, in ``unit``"""
    attackers_objective: Amount | None = None
    """the larger attack, for the upper level of the requirement; default: the same"""
    unit: Literal["troops", "brigades"] = "troops"
    within_days: Days = 0
    """0: with the forces in place; else with those that arrive in time"""
    host_battlegroups: Lots = 0
    """battlegroups of the host nation that hold the location"""

    def asks(self, packages: Mapping[str, Mapping[str, float]]) -> Asked:
        """Ground forces."""
        return ((GROUND, self.within_days),)

    @property
    def levels(self) -> tuple[float, float]:
        """Attackers, in ``unit``."""
        upper = self.attackers_objective
        return self.attackers, self.attackers if upper is None else upper


class Presence(Demand):
    """Nations whose troops an attacker would have to fire at."""

    rule: ClassVar[str] = "presence_floor"

    nations: Annotated[int, Field(ge=1, le=40), WHOLE]
    """so many nations are present"""
    nuclear_powers: Annotated[int, Field(ge=0, le=5), WHOLE] = 1
    """so many of them are nuclear powers (facts nuclear)"""
    effect: Identifier = GROUND
    """what a nation must have there"""
    min_lots: Annotated[int, Field(ge=1, le=100), WHOLE] = 1
    """lots with that effect that make a nation present"""

    def asks(self, packages: Mapping[str, Mapping[str, float]]) -> Asked:
        """What a nation must have there."""
        return ((self.effect, 0),)

    @property
    def levels(self) -> tuple[float, float]:
        """Nations."""
        return self.nations, self.nations


class PackageDemand(Demand):
    """A number of packages (packages.csv), each of several effects at once."""

    package: Identifier
    threshold: Level
    """the minimum, in packages: stations kept, areas defended"""
    objective: Level | None = None
    """the level beyond which more adds nothing; default: the threshold"""

    def asks(self, packages: Mapping[str, Mapping[str, float]]) -> Asked:
        """Everything that the package takes."""
        return tuple((effect, 0) for effect in packages[self.package])

    @property
    def levels(self) -> tuple[float, float]:
        """Packages."""
        return self.threshold, self.threshold if self.objective is None else self.objective


PackageRule = Literal["air_cover_floor", "air_defence_floor"]
PACKAGE_RULES: tuple[str, ...] = get_args(PackageRule)
"""rules that hold demands of packages"""


class Station(PackageDemand):
    """Stations in the air, each with the fighters, tankers and AEW that it takes."""

    rule: ClassVar[str] = "air_cover_floor"


class Area(PackageDemand):
    """Areas defended from the ground, each with its layers of batteries."""

    rule: ClassVar[str] = "air_defence_floor"


Ratio = Annotated[float, Field(ge=0.1, le=100), NUMBER]
Troops = Annotated[float, Field(ge=100, le=10_000), NUMBER]
PerBrigade = Annotated[float, Field(ge=1, le=12), NUMBER]
"""battlegroups of a brigade"""


class EffectFloor(Part):
    """How reinforcement counts."""

    sector_transit_days: Annotated[
        Days | None, FromFactors(("sector_transit_days",), whole=True)
    ] = None
    """days a unit needs from one sector to another; default: factor sector_transit_days"""


class ForceRatioFloor(Switch):
    """Defenders, the host's included, are at least the attackers divided by a ratio."""

    ratio: Annotated[Ratio | None, FromFactors(("attacker_defender_ratio_rule",))] = None
    """attackers that one defender stops, in history between 1 and 10; default: factor
    attacker_defender_ratio_rule; the empirical alternative is
    attacker_defender_ratio_empirical"""
    troops_per_battlegroup: Annotated[
        Troops | None,
        FromFactors(("brigade_personnel_NATO_general",), over=("battlegroups_per_brigade",)),
    ] = None
    """persons, from a company to two brigades; default: factors brigade_personnel_NATO_general /
    battlegroups_per_brigade"""
    battlegroups_per_brigade: Annotated[
        PerBrigade | None, FromFactors(("battlegroups_per_brigade",))
    ] = None
    """default: factor battlegroups_per_brigade"""
    threats: Annotated[tuple[Threat, ...], Items(100)] = ()


class PresenceFloor(Switch):
    """Enough nations, nuclear powers among them, stand where an attack would meet them."""

    presences: Annotated[tuple[Presence, ...], Items(100)] = ()


class AirCoverFloor(Switch):
    """Stations in the air, each with the fighters, tankers and AEW that it takes."""

    stations: Annotated[tuple[Station, ...], Items(100)] = ()


class AirDefenceFloor(Switch):
    """Areas defended from the ground, each with its layers of batteries."""

    areas: Annotated[tuple[Area, ...], Items(100)] = ()


class DemandRules(Part):
    """Parameters of the rules that hold demands."""

    effect_floor: EffectFloor = EffectFloor()
    force_ratio_floor: ForceRatioFloor = ForceRatioFloor()
    presence_floor: PresenceFloor = PresenceFloor()
    air_cover_floor: AirCoverFloor = AirCoverFloor()
    air_defence_floor: AirDefenceFloor = AirDefenceFloor()


DEMAND_LISTS: dict[type[Demand], tuple[str, ...]] = {
    Requirement: ("requirements",),
    Threat: ("rules", "force_ratio_floor", "threats"),
    Presence: ("rules", "presence_floor", "presences"),
    Station: ("rules", "air_cover_floor", "stations"),
    Area: ("rules", "air_defence_floor", "areas"),
}
"""where a scenario lists its demands of every kind"""


def place_of(demand: Demand) -> str:
    """Where a scenario has a demand, as warnings say it.

    >>> place_of(Presence(id="coast", location="theatre", nations=2))
    'rules.presence_floor.presences.coast'
    """
    return ".".join((*DEMAND_LISTS[type(demand)], demand.id))


def demands_of(scenario: Scenario, enabled: bool = True) -> Iterator[tuple[KeyPath, Demand]]:
    """Every demand of a scenario, with its path; ``enabled``: only of rules that are on."""
    for path in DEMAND_LISTS.values():
        part: object = scenario
        for name in path[:-1]:
            part = getattr(part, name)
        if not enabled or getattr(part, "enabled", True):
            for index, demand in enumerate(getattr(part, path[-1])):
                yield (*path, index), demand
