"""A plan that rests on rounding up says so."""

from __future__ import annotations

from typing import Any

import pytest

from planner import Plan, solve
from planner.summary.rounded import Rounded, rounded_up

from ..small_scenarios import need, scenario
from ..world import WORLD


def owning(lots: float, asked: int, **more: Any) -> Plan:
    """A plan to keep so many battlegroups up of what one nation owns."""
    owned = {("BBB", "owned_inf"): lots}
    common = {"pools": {}, "coalition": {"only": ["BBB"]}, "needs": [need("ground", asked)]}
    return solve(scenario(facts=owned, **{**common, **more}), data=WORLD)


def test_what_is_used_to_the_last_lot_and_rounded_up_is_told() -> None:
    plan = owning(1.6, 2)
    assert plan.status == "met"
    assert rounded_up(plan) == [Rounded("BBB", "inf", 2, 1.6)]
    (told,) = (row.message for row in plan.warnings if row.code == "rounded_up")
    assert told == (
        "1 pool used to the last lot and rounded up by more than a quarter lot: BBB inf 1.6 to 2"
    )


@pytest.mark.parametrize(
    ("left", "lots", "told"), [(11.6, 12, "11.6 to 12"), (1_199.6, 1_200, "1,199.6 to 1,200")]
)
def test_a_large_pool_is_told_with_what_is_rounded_away(left: float, lots: int, told: str) -> None:
    (row,) = (row for row in owning(left, lots).warnings if row.code == "rounded_up")
    assert row.message.endswith(f"BBB inf {told}")


def test_nothing_is_told_of_what_does_not_rest_on_rounding() -> None:
    for plan in (owning(1.6, 1), owning(1.8, 2), owning(2.4, 2)):
        assert plan.status == "met"
        assert rounded_up(plan) == []
        assert all(row.code != "rounded_up" for row in plan.warnings)


def test_a_pool_that_the_scenario_sets_is_not_rounded() -> None:
    assert rounded_up(owning(1.6, 2, pools={("BBB", "inf"): 2})) == []


def test_lots_at_home_between_tours_are_used_too() -> None:
    """Two lots keep one there: the second is the one that is rounded up."""
    plan = owning(1.6, 1, cycle=(2, 2), horizon=8, starts=(0, 2, 4, 6))
    assert rounded_up(plan) == [Rounded("BBB", "inf", 2, 1.6)]
