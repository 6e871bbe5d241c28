"""Is a unit of any use here? The one answer, for permissions, variables and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planner.problem.records import PackageRow, PoolRow, UnitTypeRow
from planner.reference.dataset import Dataset
from planner.reference.identifiers import GROUND, TRAINING
from planner.scenario.demands import Asked, Demand, Threat, demands_of
from planner.scenario.fields import stated
from planner.scenario.scenario import APART, Scenario

ALWAYS = "*"
"""beside ids of demands: of use whatever is demanded, as pledged or to train the host"""


def types_in_use(scenario: Scenario, data: Dataset) -> list[str]:
    """The unit types that the scenario has a use for, sorted by id.

    A type is used if a demand asks for one of its effects, if it is pledged, if a used type needs
    it as support, or, for headquarters, if battlegroups are used.
    """
    rules, types = scenario.rules, data.unit_types
    takes = {package: data.package_needs(package) for package in packages_asked(scenario)}
    asked = {effect for _, demand in demands_of(scenario) for effect, _ in demand.asks(takes)}
    if rules.training_balance.enabled:
        asked.add(TRAINING)
    used = {u.id for u in types.values() if asked & set(u.effects)}
    used |= {pledge.unit_type for pledge in rules.pledge_floor.pledges}
    if rules.support_floor.enabled:
        while more := {s for u in used for s in types[u].supported_by} - used:
            used |= more
    if rules.headquarters_floor.enabled and any(types[u].is_battlegroup for u in used):
        used |= {u.id for u in types.values() if u.role == "command"}
    if rules.lead_floor.enabled and "land" in rules.lead_floor.components:
        used |= {u.id for u in types.values() if GROUND in u.effects}
    return sorted(used)


def packages_asked(scenario: Scenario) -> list[str]:
    """Ids of the packages that a demand asks for, sorted."""
    named = (getattr(demand, "package", None) for _, demand in demands_of(scenario))
    return sorted({name for name in named if name})


class Usefulness:
    """Where lots of a type can act, and for which demands. Remembers its answers."""

    def __init__(
        self,
        scenario: Scenario,
        unit_types: Mapping[str, UnitTypeRow],
        packages: Mapping[str, PackageRow],
    ) -> None:
        self._types = unit_types
        self._rules = scenario.rules
        self._places = {location.id: location for location in scenario.locations}
        self._takes = {name: package.needs for name, package in packages.items()}
        self._demands = [demand for _, demand in demands_of(scenario)]
        self._pledged = {pledge.unit_type for pledge in scenario.rules.pledge_floor.pledges}
        self._uses: dict[tuple[str, str], frozenset[str]] = {}
        self._acting: dict[tuple[str, str], frozenset[str]] = {}

    def fits(self, unit_type: str, place: str) -> bool:
        """May a lot of this type be at such a place at all?

        Where its kind goes. Types stand by only where a demand counts them in time; headquarters,
        training teams and ships never do.
        """
        unit, at = self._types[unit_type], self._places[place]
        if at.kind != "standby" or unit.placement in APART:
            return at.takes(unit.placement)
        return unit.role != "command" and bool(self.uses(unit_type, place) - {ALWAYS})

    def uses(self, unit_type: str, place: str) -> frozenset[str]:
        """Ids of the demands that a lot of this type at this place has a part in.

        By its own effects, by training the host, or by supporting or leading those that have them;
        ALWAYS among them where it is of use whatever is demanded.
        """
        key = (unit_type, place)
        if key not in self._uses:
            self._uses[key] = frozenset(self._parts(unit_type, place))
        return self._uses[key]

    def _parts(self, unit_type: str, place: str) -> Iterator[str]:
        unit = self._types[unit_type]
        if unit_type in self._pledged:
            yield ALWAYS
        if TRAINING in unit.effects and self._rules.training_balance.enabled:
            if self._places[place].kind != "training":
                return
            yield ALWAYS
            yield from (demand.id for demand in self._demands if isinstance(demand, Threat))
        yield from self.acting(unit_type, place)
        command = unit.role == "command"
        places = [i for i, at in self._places.items() if at.in_theatre] if command else [place]
        for other in self._types.values():
            if unit_type in other.supported_by or (command and other.is_battlegroup):
                for where in places:
                    yield from self.uses(other.id, where)

    def acts_for(self, demand: Demand, unit_type: str, place: str) -> bool:
        """Has a lot of this type at this place an effect that the demand can use in time?"""
        return demand.id in self.acting(unit_type, place)

    def acting(self, unit_type: str, place: str) -> frozenset[str]:
        """Ids of the demands that can use an effect of a lot of this type at this place in time."""
        key = (unit_type, place)
        if key not in self._acting:
            found = (d.id for d in self._demands if self._acts(d, unit_type, place))
            self._acting[key] = frozenset(found)
        return self._acting[key]

    def last_arrivals(self, pools: Iterable[PoolRow]) -> dict[str, int]:
        """Id of a demand -> month from which the last of the pools that can serve it may do so."""
        last: dict[str, int] = {}
        for pool in pools:
            first: dict[str, int] = {}
            for place, month in pool.locations.items():
                for demand in self.acting(pool.unit_type, place):
                    first[demand] = min(month, first.get(demand, month))
            for demand, month in first.items():
                last[demand] = max(month, last.get(demand, 0))
        return last

    def asks(self, demand: Demand) -> Asked:
        """Effects that a demand can use, and within how many days."""
        return demand.asks(self._takes)

    def _acts(self, demand: Demand, unit_type: str, place: str) -> bool:
        effects = self._types[unit_type].effects
        return any(
            effect in effects and self.reaches(demand.location, place, days)
            for effect, days in self.asks(demand)
        )

    def reaches(self, location: str, place: str, within_days: int) -> bool:
        """Can a lot that is at a place act at a location in time?

        In place: lots at the location, or anywhere in the theatre for a theatre_wide one. Within R
        days also theatre-wide lots, sectors no farther than sector_transit_days, and standby
        locations whose notice + transit is at most R. What trains or is at sea acts there only.
        """
        if location == place:
            return True
        here, there = self._places[location], self._places[place]
        if here.kind in APART or there.kind in APART:
            return False
        if there.kind == "standby":
            days = there.notice_days + there.transit_days
            return here.kind != "standby" and within_days >= max(1, days)
        if here.kind == "theatre_wide":
            return True
        if here.kind == "standby" or within_days == 0:
            return False
        transit = self._rules.effect_floor.sector_transit_days
        nearest = stated(transit, "effect_floor.sector_transit_days")
        return there.kind == "theatre_wide" or within_days >= nearest
