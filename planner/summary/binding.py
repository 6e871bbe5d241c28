"""What limits stations and defended areas: the part of a package whose pools keep up the least.

And of all that is asked for, the effect that the pools keep up the least of.
"""

from __future__ import annotations

from typing import NamedTuple

from planner.plan.plan import Plan
from planner.problem.records import PoolRow
from planner.reference.identifiers import US
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
            (
                _part(plan, effect, _asked(plan, effect, demand.location), level.from_month)
                for effect in needs[demand.package]
            ),
            key=lambda part: part.share,
        )
        if parts[0].share < 1 and parts[0].share < parts[-1].share:
            found[demand.id] = tuple(parts)
    return found


def scarcest_effect(plan: Plan) -> LimitingPart | None:
    """The effect that the pools keep up the smallest share of, of all that demands ask for.

    Of the lines of the statement of requirements that demands ask for, support and headquarters
    aside. A share of 1 or more: the pools hold enough of everything. None: nothing is asked for.
    """
    starts = {row.demand: row.from_month for row in plan.sustained}
    parts = [
        _part(plan, row.capability, row.need, max(starts[name] for name in named))
        for row in plan.cjsor
        if (named := [name for name in row.demand.split(", ") if name in starts])
        and "." not in row.serial
        and any(row.capability in unit.effects for unit in plan.unit_types)
    ]
    together: dict[str, LimitingPart] = {}
    for part in parts:
        asked = part.asked + (together[part.effect].asked if part.effect in together else 0)
        together[part.effect] = part._replace(asked=asked)
    return min(together.values(), key=lambda part: part.share, default=None)


def _asked(plan: Plan, effect: str, location: str) -> float:
    """All that is asked for of an effect at a location."""
    return max(
        row.need
        for row in plan.cjsor
        if row.capability == effect and location in row.location.split(" or ")
    )


def _part(plan: Plan, effect: str, asked: float, start: int) -> LimitingPart:
    one = {unit.id: unit.effects.get(effect, 0) for unit in plan.unit_types}
    kinds = {place.id: place.kind for place in plan.scenario.locations}
    pools = 0.0
    for pool in plan.pools:
        if one[pool.unit_type] and any(kinds[place] != "standby" for place in pool.locations):
            pools += _kept_up(plan, pool, start) * one[pool.unit_type]
    return LimitingPart(effect, asked, pools)


def _kept_up(plan: Plan, pool: PoolRow, start: int) -> float:
    """Lots that a pool can keep in place in every month from one on: no more than its cycle, its
    nation's bid, and the United States allow."""
    scenario, cycle = plan.scenario, pool.tour_months + pool.dwell_months
    lots = min(pool.lots[start:], default=0)
    if scenario.rules.nato_reserve_limit.mode == "forbidden":
        lots = max(0, lots - pool.nato_earmark)
    most = lots * pool.tour_months / cycle
    for month in range(start, scenario.horizon_months):
        bid = scenario.overrides.most_bid(pool.nation, pool.unit_type, month)
        most = most if bid is None else min(most, bid)
        if pool.nation == US:
            limit = scenario.rules.us_enabler_limit
            most = min(most, limit.most(pool.unit_type, month, max(pool.lots)))
    return most
