"""The level at which every demand is kept up: what is missing in its worst phase, and from when."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from planner.rounding import SMALL
from planner.scenario.demands import Demand
from planner.verify.index import PURCHASED, PlanIndex
from planner.verify.reading import DemandInPhase, asked, asked_effects, in_time, wants


class Level(NamedTuple):
    """A demand over the phases that count for the level at which it is kept up."""

    demand: Demand
    from_month: int
    months: int
    need: float
    missing: float
    """the most that is missing in a phase that counts"""
    worst_phases: tuple[str, ...]
    near_phases: tuple[str, ...]
    """the same, and in fractions of lots those that are as bad but for rounding"""


@lru_cache(maxsize=1)
def sustained_levels(ledger: PlanIndex) -> dict[str, Level]:
    """Demand -> what is missing in its worst phase, from when it counts."""
    counted: dict[str, list[DemandInPhase]] = {}
    starts = counts_from(ledger)
    for want in wants(ledger):
        if want.phase.start_month >= starts[want.demand.id]:
            counted.setdefault(want.demand.id, []).append(want)
    levels: dict[str, Level] = {}
    for name, found in counted.items():
        missing = max(want.short for want in found)
        months = sum(want.phase.months for want in found)
        small = SMALL * max(1.0, missing)
        worst = found if ledger.over(missing, 0) else []
        phases = tuple(w.phase.id for w in worst if w.short >= missing - small)
        wide = 100 * small if ledger.plan.relaxed else small
        near = tuple(w.phase.id for w in worst if w.short >= missing - wide)
        need = found[0].need
        levels[name] = Level(found[0].demand, starts[name], months, need, missing, phases, near)
    return levels


@lru_cache(maxsize=1)
def counts_from(ledger: PlanIndex) -> dict[str, int]:
    """Demand -> first month from which its worst phase counts.

    From its start, and from when the last nation or fleet with what it asks for may be somewhere
    from which it counts; purchases do not delay it. Where it ends before that: from its start.
    """
    found: dict[str, int] = {}
    for _, demand, _, _ in asked(ledger):
        start = ledger.plan.scenario.steady_from_month
        if start is None:
            start = _last_arrival(ledger, demand)
        end = ledger.horizon if demand.to_month is None else demand.to_month
        start = max(start, demand.from_month)
        found[demand.id] = demand.from_month if start >= end else start
    return found


def _last_arrival(ledger: PlanIndex, demand: Demand) -> int:
    """Month from which every nation and fleet with what a demand asks for may be there."""
    reach = [
        (effect, {i for i, p in ledger.places.items() if in_time(ledger, demand, p, days)})
        for effect, days in asked_effects(ledger, demand)
    ]
    useful = {
        name: set().union(*(places for effect, places in reach if effect in unit.effects))
        for name, unit in ledger.units.items()
    }
    start = 0
    for pool in ledger.plan.pools:
        places = useful.get(pool.unit_type)
        if places and pool.nation not in PURCHASED:
            first = (month for place, month in pool.locations.items() if place in places)
            start = max(start, min(first, default=0))
    return start
