"""Groups of pools that are alike for placement: the group is placed, and not each of its pools."""

from __future__ import annotations

from dataclasses import dataclass

from planner.problem.problem import DEPLOYED, POSTURES, Problem
from planner.problem.records import PoolKey
from planner.scenario.demands import Presence

Pool = PoolKey


@dataclass(frozen=True, slots=True)
class Group:
    """Pools of one unit type with the same permitted locations, in one posture."""

    id: str
    unit_type: str
    posture: str
    pools: tuple[Pool, ...]
    first_month: dict[str, int]


def make_groups(problem: Problem) -> dict[str, Group]:
    """The groups of pools that are alike for placement, by id, in a fixed order."""
    alike: dict[tuple[str, str, tuple[tuple[str, int], ...], str], list[Pool]] = {}
    national = _placed_by_nation(problem)
    for row in problem.pools:
        for posture in POSTURES:
            months = {
                location: month
                for location, month in sorted(row.locations.items())
                if problem.posture(location) == posture
            }
            if months:
                # a pool that opens everywhere at once is held back by its own contribution
                together = len(set(months.values())) == 1
                places = tuple((i, 0 if together else month) for i, month in months.items())
                own = row.nation if posture == DEPLOYED and row.unit_type in national else ""
                key = (row.unit_type, posture, places, own)
                alike.setdefault(key, []).append((row.nation, row.unit_type))
    groups: dict[str, Group] = {}
    for number, ((unit_type, posture, places, _), pools) in enumerate(sorted(alike.items())):
        identifier = f"{unit_type}_{posture}_{number}"
        groups[identifier] = Group(identifier, unit_type, posture, tuple(pools), dict(places))
    return groups


def _placed_by_nation(problem: Problem) -> set[str]:
    """Unit types of which a rule asks which nation stands where."""
    effects = {want.demand.effect for want in problem.wants if isinstance(want.demand, Presence)}
    return {unit.id for unit in problem.unit_types.values() if effects & set(unit.effects)}
