"""Who stands where: the lots of a group of like pools, spread over its places nation by nation."""

from __future__ import annotations

from collections import defaultdict

from planner.extraction.demands import SMALL, LotsAt
from planner.model.core import ForceModel, Group
from planner.problem.records import PhaseRow
from planner.solver.lexicographic import Solution


def placed(model: ForceModel, solution: Solution) -> LotsAt:
    """Who stands where: nations' lots spread over the places of their group.

    Any spread with the right totals is as good; a nation stays where it was in the phase before
    as far as possible, then fills places in their order, larger contributions first.
    """
    lots: LotsAt = {}
    for group in model.groups.values():
        before: dict[tuple[str, str], float] = {}
        for phase in model.problem.phases:
            before = _spread(model, solution, group, phase, before)
            for (nation, location), value in before.items():
                lots[nation, group.unit_type, location, phase.id] = value
    return lots


def _spread(
    model: ForceModel,
    solution: Solution,
    group: Group,
    phase: PhaseRow,
    before: dict[tuple[str, str], float],
) -> dict[tuple[str, str], float]:
    given = {
        nation: sum(solution[x] for x, _ in model.lots((nation, unit_type), group.posture, phase))
        for nation, unit_type in group.pools
    }
    placed = {
        location: solution[model.placement[key]]
        for location in group.first_month
        if (key := (group.id, location, phase.id)) in model.placement
    }
    if model.whole:
        given = {nation: float(round(value)) for nation, value in given.items()}
        placed = {location: float(round(value)) for location, value in placed.items()}
    result: dict[tuple[str, str], float] = defaultdict(float)

    def move(nation: str, location: str, most: float) -> None:
        value = min(most, given[nation], placed.get(location, 0.0))
        if value > SMALL:
            given[nation] -= value
            placed[location] -= value
            result[nation, location] += value

    for (nation, location), value in sorted(before.items()):
        move(nation, location, value)
    for location in placed:
        for nation in sorted(given, key=lambda n: (-given[n], n)):
            move(nation, location, given[nation])
    return dict(result)
