"""What one lot more or less of every pool changes, by solving each anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import gcd
from typing import Any

from planner.errors import SolverError
from planner.model import STAGES, build
from planner.model.core import ForceModel, Key
from planner.problem.problem import DEPLOYED, POSTURES, Problem
from planner.problem.records import PoolRow
from planner.reference.identifiers import PROCURED_OWNERS
from planner.solver.trial import Bounds, Trial
from planner.study import Row

NOTICED = 1e-5
"""requirement-months below which nothing has changed"""
Switch = tuple[Any, Bounds, Bounds]
"""a variable, its bounds today, and with the change"""
MISSING = ("sustained", "shortfall", "deterrence")
"""stages that say what is missing"""


def plus_minus_rows(problem: Problem, seconds: float) -> tuple[list[Row], int, int]:
    """Pools of which a lot matters, with what it changes; solves, and those done from nothing.

    In fractions of lots, of the first stage that says what is missing (weighted
    requirement-months). What changes is solved once more from nothing.
    """
    model = build(_in_fractions(problem))
    rooms = dict(_rooms(model))
    stage = next((name for name in problem.scenario.objectives if name in MISSING), None)
    if stage is None:
        return [], 0, 0
    terms = STAGES[stage][0](model)
    trial = Trial(model)
    closed = {variable: bounds for pair in rooms.values() for variable, bounds, _ in pair}
    rows: list[Row] = []
    cold = 0
    with trial.held(closed):
        today = trial.least(terms, seconds).value
        for pool, pair in rooms.items():
            changes = []
            for variable, _, opened in pair:
                with trial.held({variable: opened}):
                    value = trial.least(terms, seconds).value
                    if abs(value - today) > NOTICED:
                        cold += 1
                        again = trial.least(terms, seconds, cold=True).value
                        if abs(again - value) > NOTICED:
                            where = f"{pool[0]} {pool[1]}"
                            raise SolverError(
                                f"HiGHS gives {value:g} and, solved anew, {again:g} for one lot "
                                f"more or less of {where}: neither is to be believed"
                            )
                changes.append(value)
            more, fewer = today - changes[0], changes[1] - today
            if max(more, fewer) > NOTICED:
                rows.append(
                    {
                        "nation": pool[0],
                        "unit_type": pool[1],
                        "one_more_saves": round(max(0.0, more), 4),
                        "one_fewer_costs": round(max(0.0, fewer), 4),
                    }
                )
    rows.sort(key=lambda row: (-float(str(row["one_more_saves"])), str(row["nation"])))
    return rows, trial.solves, cold


def _in_fractions(problem: Problem) -> Problem:
    options = problem.scenario.solve.model_copy(update={"whole_units": False})
    scenario = problem.scenario.model_copy(update={"solve": options})
    return replace(problem, scenario=scenario)


def _rooms(model: ForceModel) -> Iterator[tuple[tuple[str, str], tuple[Switch, Switch]]]:
    """Two switches a pool, one lot more and one fewer, in every row that holds its size.

    Only a member has one more, or one fewer: more <= member, fewer >= member - kept.
    """
    forbidden = model.problem.scenario.rules.nato_reserve_limit.mode == "forbidden"
    for pool, row in model.pools.items():
        if pool[0] in PROCURED_OWNERS:
            continue
        more = model.variable("one_more", pool, 1)
        fewer, kept = model.variable("one_fewer", pool, 1), model.variable("kept", pool, 1)
        member = model.member.get(pool[0])
        if member is not None:
            model.require("one_more", pool, [(more, 1), (member, -1)], "<=", 0)
        row_of = [(fewer, 1.0), (kept, 1.0)] + ([(member, -1.0)] if member is not None else [])
        model.require("one_fewer", pool, row_of, ">=", 1 if member is None else 0)
        for posture in POSTURES:
            for phase in model.problem.phases:
                for x, _ in model.lots(pool, posture, phase):
                    x.upBound = (x.upBound or 0) + 1
        for month in model.event_months[pool]:
            size = row.lots[month]
            _widen(model, ("pool_limit", (*pool, month)), more, fewer, 1, min(1, size))
            if forbidden and row.nato_earmark:
                up, down = size >= row.nato_earmark, size > row.nato_earmark
                key = ("nato_reserve_limit", (*pool, month))
                _widen(model, key, more, fewer, float(up), float(down))
        up_months, down_months = _rotation(model, row)
        _widen(model, ("rotation_limit", pool), more, fewer, up_months, down_months)
        yield pool, ((more, (0.0, 0.0), (0.0, 1.0)), (kept, (1.0, 1.0), (0.0, 0.0)))


def _widen(
    model: ForceModel, key: tuple[str, Key], more: Any, fewer: Any, up: float, down: float
) -> None:
    """Put both into a row, where it is there."""
    row = model.rows.get(key)
    if row is not None:
        row.set_coefficient(more, -up)
        row.set_coefficient(fewer, down)


def _rotation(model: ForceModel, row: PoolRow) -> tuple[float, float]:
    """What one lot more and one fewer change in the row rotation_limit of a pool."""
    problem, pool = model.problem, (row.nation, row.unit_type)
    cycle, start = row.tour_months + row.dwell_months, problem.rotates_from(row)
    used = [
        problem.months(phase) * (cycle if posture == DEPLOYED else row.tour_months)
        for phase in problem.phases
        if phase.start_month >= start
        for posture in POSTURES
        for _ in model.lots(pool, posture, phase)
    ]
    if not used:
        return 0.0, 0.0
    step, now = gcd(*used), problem.lot_months(row)
    up, down = (
        problem.lot_months(row.model_copy(update={"lots": lots}))
        for lots in (
            tuple(n + 1 for n in row.lots),
            tuple(max(0, n - 1) for n in row.lots),
        )
    )
    return float((up - now) * cycle / step), float((now - down) * cycle / step)
