"""Which pools of a plan are counted as more than they are, because lots are whole."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from planner.plan.plan import Plan
from planner.problem.records import PlanWarning, PoolRow
from planner.rounding import ROUNDING
from planner.summary.texts import amount_text, counted

NOTICED = 0.25
"""lots: of a pool that is used to the last lot, so much of it or less may come from rounding"""
SHOWN = 12


class Rounded(NamedTuple):
    """A pool that a plan needs to the last lot, and what is left of it before rounding."""

    nation: str
    unit_type: str
    lots: float
    left_lots: float


def rounded_up(plan: Plan) -> list[Rounded]:
    """Pools of which more is away, in dwell or standing by at once than is left before rounding.

    By more than ``NOTICED``, in the month of the largest difference; those that rest most on
    rounding come first, and what supports others last.
    """
    found = []
    in_use = _in_use(plan)
    support = {name for unit in plan.unit_types for name in unit.supported_by}
    for pool in plan.pools:
        used, left = in_use[pool.nation, pool.unit_type], _left(pool)
        months = [m for m in left if m < pool.end_month and used[m] > left[m] + NOTICED]
        if months:
            month = max(months, key=lambda month: used[month] - left[month])
            found.append(Rounded(pool.nation, pool.unit_type, used[month], left[month]))
    return sorted(found, key=lambda r: (r.unit_type in support, r.left_lots / r.lots, r))


def rounding_warning(plan: Plan) -> PlanWarning | None:
    """That some of a plan rests on pools which are rounded up; None where nothing does."""
    rows = rounded_up(plan)
    if not rows:
        return None
    named = [
        f"{r.nation} {r.unit_type} {amount_text(r.left_lots)} to {amount_text(r.lots)}"
        for r in rows
    ]
    more = f" and {len(named) - SHOWN} more" if named[SHOWN:] else ""
    message = (
        f"{counted(len(rows), 'pool')} used to the last lot and rounded up by more than a quarter "
        f"lot: {', '.join(named[:SHOWN])}{more}"
    )
    return PlanWarning(code="rounded_up", where="pools", message=message)


def _in_use(plan: Plan) -> dict[tuple[str, str], list[float]]:
    """Nation and unit type -> lots on tour, in dwell or standing by, month by month."""
    horizon = plan.scenario.horizon_months
    used: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * horizon)
    dwell = {(pool.nation, pool.unit_type): pool.dwell_months for pool in plan.pools}
    for tour in plan.tours:
        pair = tour.nation, tour.unit_type
        for month in range(tour.start_month, min(horizon, tour.end_month + dwell[pair])):
            used[pair][month] += tour.lots
    standby = {place.id for place in plan.scenario.locations if place.kind == "standby"}
    months = {phase.id: range(phase.start_month, phase.end_month) for phase in plan.phases}
    for row in plan.contributions:
        for month in months[row.phase] if row.location in standby else ():
            used[row.nation, row.unit_type][month] += row.lots
    return used


def _left(pool: PoolRow) -> dict[int, float]:
    """Month -> lots before rounding, where that is what the pool is rounded from."""
    found: dict[int, float] = {}
    left = 0.0
    for month, lots in enumerate(pool.lots if pool.left_lots else ()):
        left = pool.left_lots.get(month, left)
        if abs(lots - left) <= 0.5 + ROUNDING:
            found[month] = left
    return found
