"""Who stands where: nations stay where they were, and nobody is where it may not be yet."""

from __future__ import annotations

from dataclasses import replace

from planner import solve, verify_plan
from planner.extraction.build import extract_plan
from planner.model import build
from planner.rounding import SMALL
from planner.solver.lexicographic import solve_stages

from ..small_scenarios import SECTOR, SECTORS, need, problem_of, scenario
from ..world import WORLD


def test_a_nation_stays_where_it_was() -> None:
    """BBB fills the north at first; when AAA has become the larger one, BBB's last lot stays."""
    document = scenario(
        starts=(0, 2),
        pools={("AAA", "inf"): [1, 1, 2, 2], ("BBB", "inf"): [2, 2, 1, 1]},
        needs=[need("ground", 2), need("ground", 1, "south")],
        locations=SECTORS,
    )
    plan = solve(document, data=WORLD)
    assert plan.status == "met"
    there = {(row.nation, row.location, row.phase): row.lots for row in plan.contributions}
    assert there == {
        ("BBB", "north", "p0"): 2,
        ("AAA", "south", "p0"): 1,
        ("BBB", "north", "p1"): 1,
        ("AAA", "north", "p1"): 1,
        ("AAA", "south", "p1"): 1,
    }


def test_a_sector_that_opens_later_is_empty_until_then() -> None:
    """AAA may be in the north from the start, in the south from month 2 on: 2 months are missed."""
    south = {"nation": "AAA", "location": "south", "until_month": 2, "reason": "not yet"}
    document = scenario(
        starts=(0, 2),
        pools={("AAA", "inf"): 2},
        needs=[need("ground", 1), need("ground", 1, "south")],
        locations=SECTORS,
        caveats=[south],
    )
    plan = solve(document, data=WORLD)
    assert plan.stage("shortfall").value == 2
    assert {row.phase for row in plan.contributions if row.location == "south"} == {"p1"}
    assert verify_plan(plan) == []


def test_what_is_whole_but_for_the_solver_s_tolerance_is_whole_in_every_table() -> None:
    """A battlegroup less a millionth is one; its people of 36 months are those of one."""
    model = build(
        problem_of(
            scenario(
                horizon=36,
                starts=(0,),
                pools={("AAA", "inf"): 1},
                needs=(need("ground", 1),),
                locations=(SECTOR,),
                cycle=(1, 0),
                solve={"whole_units": False},
            )
        )
    )
    found = solve_stages(model)
    (given,) = model.contribution.values()
    (placed,) = model.placement.values()
    less = dict.fromkeys((given.id, placed.id), 1 - 0.99 * SMALL)
    plan = extract_plan(model, replace(found, values=found.values | less))
    assert [row.lots for row in plan.contributions] == [1.0]
    assert plan.table("nations").personnel_months.sum() == 36_000
    assert verify_plan(plan) == []
