"""Who stands where: the lots of a group of like pools, spread over its places nation by nation."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, floor

from planner.extraction.demands import LotsAt, tidy
from planner.model.core import ForceModel
from planner.model.groups import Group
from planner.problem.records import PhaseRow
from planner.rounding import SMALL
from planner.solver.lexicographic import Solution

Led = dict[tuple[str, str, str], float]
"""(nation, sector, phase) -> brigades that the nation leads there"""
Cores = dict[tuple[str, str, str], float]
"""(group, sector, phase) -> brigades of the sector whose core is of the group"""
Here = dict[tuple[str, str], float]
"""(nation, place) -> lots of a group, in a phase"""


def placed(model: ForceModel, solution: Solution) -> tuple[LotsAt, Led]:
    """Who stands where, and who leads brigades: nations' lots spread over the places of a group.

    Any spread with the right totals is as good, once every brigade has the core of a nation that
    can lead it; a nation stays where it was in the phase before as far as possible, then fills
    places in their order, larger contributions first.
    """
    lots: LotsAt = {}
    led: Led = defaultdict(float)
    cores = _cores(model, solution)
    contributed = {key: solution[x] for key, x in model.contribution.items()}
    if model.whole:
        contributed = {key: float(round(value)) for key, value in contributed.items()}
    for group in model.groups.values():
        before: Here = {}
        for phase in model.problem.phases:
            given = {
                nation: contributed.get((nation, unit_type, group.posture, phase.id), 0.0)
                for nation, unit_type in group.pools
            }
            if not any(value > SMALL for value in given.values()):
                before = {}
                continue
            spread = _Spread(model, solution, group, phase, given)
            ours = {i: cores.get((group.id, i, phase.id), 0.0) for i in group.first_month}
            spread.lead(ours, before)
            spread.fill(before)
            before = dict(spread.here)
            for (nation, location), value in before.items():
                lots[nation, group.unit_type, location, phase.id] = tidy(value)
            for (nation, location), brigades in spread.led.items():
                led[nation, location, phase.id] += brigades
    return lots, dict(led)


def _cores(model: ForceModel, solution: Solution) -> Cores:
    """The brigades of every sector; of whole ones no more than its battlegroups take."""
    cores: Cores = {key: solution[brigades] for key, brigades in model.brigades.items()}
    if not model.whole:
        return cores
    rule = model.problem.scenario.rules.framework_floor
    there: dict[tuple[str, str], int] = defaultdict(int)
    for key, z in model.placement.items():
        if model.is_battlegroup(model.groups[key[0]]):
            there[key[1:]] += round(solution[z])
    spare: dict[tuple[str, str], int] = defaultdict(int)
    for key, brigades in cores.items():
        spare[key[1:]] += round(brigades)
    for at, lots in there.items():
        enough = lots >= rule.least_battlegroups
        spare[at] -= ceil(lots / rule.most_battlegroups) if enough else 0
    for key, brigades in cores.items():
        less = min(spare[key[1:]], round(brigades))
        spare[key[1:]] -= less
        cores[key] = float(round(brigades) - less)
    return cores


class _Spread:
    """The lots of a group in a phase: what nations give, what places take, and who is where."""

    def __init__(
        self,
        model: ForceModel,
        solution: Solution,
        group: Group,
        phase: PhaseRow,
        given: dict[str, float],
    ) -> None:
        self.whole = model.whole
        self.core = model.problem.scenario.rules.framework_floor.core_battlegroups
        self.leaders = {n for n, _ in group.pools if model.problem.nation[n].framework}
        self.given = given
        self.free = {
            location: solution[model.placement[key]]
            for location in group.first_month
            if (key := (group.id, location, phase.id)) in model.placement
        }
        if self.whole:
            self.free = {location: float(round(value)) for location, value in self.free.items()}
        self.here: Here = defaultdict(float)
        self.led: Here = defaultdict(float)

    def move(self, nation: str, location: str, most: float) -> None:
        """Up to so many lots of a nation go to a place that has room."""
        value = min(most, self.given[nation], self.free.get(location, 0.0))
        if value > SMALL:
            self.given[nation] -= value
            self.free[location] -= value
            self.here[nation, location] += value

    def lead(self, cores: dict[str, float], before: Here) -> None:
        """Every brigade of this group gets the core of a nation; there before, it leads first."""
        order = [(n, i) for n, i in sorted(before) if n in self.leaders]
        led = [i for i, brigades in cores.items() if brigades > SMALL]
        order += [(n, i) for i in led for n in self.by_size() if n in self.leaders]
        for nation, location in order:
            able = min(self.given[nation], self.free.get(location, 0.0)) / self.core
            brigades = min(cores[location], floor(able) if self.whole else able)
            if brigades > SMALL:
                self.move(nation, location, brigades * self.core)
                self.led[nation, location] += brigades
                cores[location] -= brigades

    def fill(self, before: Here) -> None:
        """All others: where they were, then where there is room."""
        for (nation, location), value in sorted(before.items()):
            self.move(nation, location, value - self.here.get((nation, location), 0.0))
        for location, room in self.free.items():
            for nation in self.by_size() if room > SMALL else ():
                self.move(nation, location, self.given[nation])

    def by_size(self) -> list[str]:
        """Nations, those with most to give first."""
        return sorted(self.given, key=lambda nation: (-self.given[nation], nation))
