"""When the lots of every pool go: the tours that cover what is given."""

from __future__ import annotations

from collections import defaultdict

from planner.errors import SolverError
from planner.extraction.demands import LotsAt, tidy
from planner.extraction.schedule import least_schedule, tour_starts, until_its_end
from planner.model.core import ForceModel
from planner.plan.forces import TourRow
from planner.problem.problem import DEPLOYED
from planner.rounding import SMALL, SPARE
from planner.solver.lexicographic import Solution


def tours(model: ForceModel, solution: Solution, lots: LotsAt) -> tuple[TourRow, ...]:
    """The tours, by pool and month. Raises SolverError when there is no schedule."""
    problem = model.problem
    deployed: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    standby: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (nation, unit_type, location, phase), value in lots.items():
        side = deployed if problem.posture(location) == DEPLOYED else standby
        side[nation, unit_type][phase] += value
    rows: list[TourRow] = []
    for pool, by_phase in sorted(deployed.items()):
        row = model.pools[pool]
        months, ready = _monthly(model, by_phase), _monthly(model, standby[pool])
        usable = _usable(model, solution, pool)
        free = [lots - waiting for lots, waiting in zip(usable, ready, strict=True)]
        # contributions are rounded to a millionth; verify allows for ten
        slack = 0.0 if model.whole else SPARE
        available = until_its_end([f + slack for f in free], row.end_month)
        started = least_schedule(months, available, row.tour_months, row.dwell_months)
        if started is None:
            raise SolverError(f"the contributions of {' '.join(pool)} have no rotation schedule")
        rows += [
            TourRow(
                nation=pool[0],
                unit_type=pool[1],
                start_month=month,
                end_month=month + row.tour_months,
                lots=tidy(value),
            )
            for month, value in tour_starts(started)
            if value > SMALL
        ]
    return tuple(rows)


def _monthly(model: ForceModel, by_phase: dict[str, float]) -> list[float]:
    """Lots month by month, from those by phase."""
    lots = {phase: tidy(value) for phase, value in by_phase.items()}
    return [lots.get(phase.id, 0.0) for phase in model.phase_of_month]


def _usable(model: ForceModel, solution: Solution, pool: tuple[str, str]) -> list[float]:
    """Lots of a pool, month by month: of what could be bought, what is; where NATO's reserve has a
    price, no more of it than paid.

    In a relaxed plan a nation that is a member in part uses no more than that part of its pool.
    """
    row = model.pools[pool]
    usable: list[float] = [float(lots) for lots in row.lots]
    options = [o for o in model.problem.purchases if (o.owner, o.unit_type) == pool]
    for month in range(model.horizon) if options else ():
        ready = (model.bought[o.id] for o in options if o.ready_month <= month)
        usable[month] = sum(tidy(solution[bought]) for bought in ready)
    if not model.whole and pool[0] in model.member:
        share = min(1.0, solution[model.member[pool[0]]])
        usable = [lots * share for lots in usable]
    drawn: float | None = None
    for month in range(model.horizon) if model.nato_draw else ():
        draw = model.nato_draw.get((*pool, month))
        drawn = drawn if draw is None else tidy(solution[draw])
        if drawn is not None:
            free = max(0, row.lots[month] - row.nato_earmark)
            usable[month] = min(usable[month], free + drawn)
    if model.problem.scenario.rules.nato_reserve_limit.mode == "forbidden":
        usable = [
            min(lots, max(0, all_lots - row.nato_earmark))
            for lots, all_lots in zip(usable, row.lots, strict=True)
        ]
    return usable
