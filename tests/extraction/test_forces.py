"""Who stays and how much changes hands, in plans that are solved."""

from __future__ import annotations

import pytest

from planner import Plan, solve, verify_plan

from ..small_scenarios import HOME, SECTORS, need, scenario
from ..world import WORLD


def contingents(plan: Plan) -> dict[tuple[str, str], float]:
    return {(row.nation, row.effect): row.amount for row in plan.contingents}


def turnover(plan: Plan) -> dict[tuple[str, str], float]:
    return {(row.phase, row.effect): row.share for row in plan.turnover}


def test_a_nation_keeps_what_it_has_there_in_every_phase() -> None:
    """AAA can leave two in place throughout; BBB comes for the last months only."""
    pools = {("AAA", "inf"): [2] * 6, ("BBB", "inf"): [0, 0, 0, 1, 1, 1]}
    document = scenario(
        horizon=6, starts=(0, 3), pools=pools, needs=[need("ground", 3)], cycle=(6, 0)
    )
    plan = solve(document, data=WORLD, sets=["steady_from_month=0"])
    assert contingents(plan) == {("AAA", "ground"): 2}
    (share,) = turnover(plan).values()
    assert share == pytest.approx(1 / 3)
    assert verify_plan(plan) == []


def test_nations_that_take_turns_keep_nothing_for_good() -> None:
    pools = {("AAA", "inf"): 1, ("BBB", "inf"): 1}
    document = scenario(
        horizon=6, starts=(0, 3), pools=pools, needs=[need("ground", 1)], cycle=(3, 3)
    )
    plan = solve(document, data=WORLD)
    assert contingents(plan) == {}
    assert list(turnover(plan).values()) == [1]


def test_what_is_at_notice_does_not_decide_from_when_it_counts() -> None:
    """In place from month 3; at notice from month 0, when nothing is there."""
    needs = [need("ground", 1, from_month=3), need("ground", 1, id="reserve", within_days=15)]
    pools = {("AAA", "inf"): 3}
    document = scenario(
        horizon=6, starts=(0, 3), pools=pools, needs=needs, locations=(*SECTORS, HOME), cycle=(3, 0)
    )
    plan = solve(document, data=WORLD)
    assert contingents(plan) == {("AAA", "ground"): 1}
    assert verify_plan(plan) == []
