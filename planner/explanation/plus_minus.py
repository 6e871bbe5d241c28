"""What one lot more or less of every pool changes, by solving each anew."""

from __future__ import annotations

from planner.errors import SolverError
from planner.problem.problem import Problem
from planner.reference.identifiers import PROCURED_OWNERS
from planner.rounding import SMALL_IN_FRACTIONS
from planner.solver.live import WhatIf
from planner.study import Row, number

NOTICED = SMALL_IN_FRACTIONS
"""requirement-months below which nothing has changed"""
MISSING = ("sustained", "shortfall", "deterrence")
"""stages that say what is missing"""


def plus_minus_rows(problem: Problem) -> tuple[list[Row], int, int]:
    """Pools of which a lot matters, with what it changes; solves, and those done from nothing.

    In fractions of lots, of the first stage that says what is missing (weighted
    requirement-months). What changes is solved once more from nothing; SolverError if that differs.
    """
    stage = next((name for name in problem.scenario.objectives if name in MISSING), None)
    if stage is None:
        return [], 0, 0
    pools = {
        (row.nation, row.unit_type): row.lots
        for row in problem.pools
        if row.nation not in PROCURED_OWNERS
    }
    rows: list[Row] = []
    cold = 0
    live = WhatIf(problem, room=dict.fromkeys(pools, 1))
    today = live.least(stage, alone=True).value
    for pool, lots in pools.items():
        changes = []
        for step in (1, -1):
            with live.pools({pool: [max(0, n + step) for n in lots]}):
                value = live.least(stage, alone=True).value
                if abs(value - today) > NOTICED:
                    cold += 1
                    _same(value, live.least(stage, alone=True, cold=True).value, pool)
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
    rows.sort(key=lambda row: (-number(row, "one_more_saves"), str(row["nation"])))
    return rows, live.solves, cold


def _same(value: float, again: float, pool: tuple[str, str]) -> None:
    if abs(again - value) > NOTICED * max(1.0, abs(value)):
        raise SolverError(
            f"HiGHS gives {value:g} and, solved anew, {again:g} for one lot more or less of "
            f"{pool[0]} {pool[1]}: neither is to be believed"
        )
