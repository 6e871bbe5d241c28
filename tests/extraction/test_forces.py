"""What goes without support is told as it is, whatever room a solver leaves for more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner import Plan, verify_plan
from planner.extraction.build import extract_plan
from planner.model import build
from planner.solver.lexicographic import solve_stages

from ..small_scenarios import need, problem_of, scenario


def loosely_solved(engineers: int, room: int) -> Plan:
    """Three battlegroups, of whom an engineer battalion supports two; so many more may lack it."""
    model = build(
        problem_of(
            scenario(
                pools={("AAA", "inf"): 3, ("BBB", "eng"): engineers},
                needs=(need("ground", 3),),
                rules={"support_floor": {"enabled": True}},
                objectives=("shortfall", "support"),
            )
        )
    )
    solution = solve_stages(model)
    values = dict(solution.values)
    for variable in model.unsupported.values():
        values[variable.id] = values.get(variable.id, 0.0) + room
    told = solution.stages[-1]
    if room:
        value = told.value + 4 * room
        loose = {"value": value, "gap_share": (value - told.bound) / value, "proof": "time_limit"}
        told = told.model_copy(update=loose)
    stages = (*solution.stages[:-1], told)
    return extract_plan(model, replace(solution, values=values, stages=stages))


@pytest.mark.parametrize("room", [0, 1])
def test_what_lacks_support_is_no_more_than_what_lacks(room: int) -> None:
    plan = loosely_solved(1, room)
    assert [(row.battlegroups, row.lacks) for row in plan.unsupported] == [(1, ("eng",))]
    assert verify_plan(plan) == []


@pytest.mark.parametrize("room", [0, 1])
def test_nothing_lacks_support_where_there_is_enough(room: int) -> None:
    plan = loosely_solved(2, room)
    assert plan.unsupported == ()
    assert "without eng" not in plan.verdict
    assert verify_plan(plan) == []
