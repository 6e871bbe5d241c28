"""What limits stations and defended areas: the part of a package whose pools keep up the least."""

from __future__ import annotations

from typing import NamedTuple

from planner.plan.plan import Plan
from planner.scenario.demands import PackageDemand, demands_of


class LimitingPart(NamedTuple):
    """An effect that a package takes, and what its pools can keep up of it."""

    effect: str
    asked: float
    """all that is asked for of it at that place, by packages and requirements"""
    pools: float
    """the most that all pools with it could keep in place, each with its tours and dwell"""

    @property
    def share(self) -> float:
        """What the pools can keep up of what is asked for."""
        return self.pools / self.asked


def limiting_parts(plan: Plan) -> dict[str, tuple[LimitingPart, ...]]:
    """Demand for packages that is not kept up -> its parts, the scarcest first.

    Only where a part is scarcer than what is asked for, and others less so: then that part is what
    limits the packages, whatever of the others stays at home for want of it.
    """
    levels = {row.demand: row for row in plan.sustained}
    needs = {package.id: package.needs for package in plan.packages}
    found: dict[str, tuple[LimitingPart, ...]] = {}
    for _, demand in demands_of(plan.scenario):
        level = levels.get(demand.id)
        if not isinstance(demand, PackageDemand) or level is None or not level.worst_phases:
            continue
        parts = sorted(
            (_part(plan, demand, effect, level.from_month) for effect in needs[demand.package]),
            key=lambda part: part.share,
        )
        if parts[0].share < 1 and parts[0].share < parts[-1].share:
            found[demand.id] = tuple(parts)
    return found


def _part(plan: Plan, demand: PackageDemand, effect: str, start: int) -> LimitingPart:
    asked = max(
        row.need
        for row in plan.cjsor
        if row.capability == effect and demand.location in row.location.split(" or ")
    )
    one = {unit.id: unit.effects.get(effect, 0) for unit in plan.unit_types}
    kinds = {place.id: place.kind for place in plan.scenario.locations}
    pools = 0.0
    for pool in plan.pools:
        if any(kinds[place] in ("theatre", "theatre_wide") for place in pool.locations):
            cycle = pool.tour_months + pool.dwell_months
            lots = min(pool.lots[start:], default=0) * one[pool.unit_type]
            pools += lots * pool.tour_months / cycle
    return LimitingPart(effect, asked, pools)
