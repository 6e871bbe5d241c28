"""What nations are worth where it can be worked out by hand, and by solving every coalition."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

import planner
from planner import InputError, value

from ..cli.command import run
from ..random_scenarios import random_document
from ..small_scenarios import NOTHING, need, scenario
from ..world import WORLD, Document
from .test_shapley import by_orders

RELAXED = {"whole_units": False}


def three_nations(**more: Any) -> Document:
    """A need of four in four months: AAA has three battlegroups, BBB two, CCC a radar."""
    usual: dict[str, Any] = {
        "pools": {("AAA", "inf"): 3, ("BBB", "inf"): 2, ("CCC", "radar"): 1},
        "needs": [need("ground", 4)],
        "objectives": ("shortfall", "cost"),
        "solve": RELAXED,
    }
    return scenario(**{**usual, **more})


def rows_of(study: planner.Study) -> dict[str, Any]:
    return {str(row["nation"]): row for row in study.rows}


def test_by_hand() -> None:
    """Worth, in four months: AAA 3, BBB 2, both 4; so AAA (3 + 2) / 2 and BBB (2 + 1) / 2."""
    study = value(three_nations(), data=WORLD)
    rows = rows_of(study)
    assert list(rows) == ["AAA", "BBB"]  # a radar is of no use here
    assert rows["AAA"]["shapley"] == pytest.approx(2.5)
    assert rows["BBB"]["shapley"] == pytest.approx(1.5)
    assert rows["AAA"]["loss_if_leaves"] == pytest.approx(2.0)
    assert rows["BBB"]["loss_if_leaves"] == pytest.approx(1.0)
    assert (rows["AAA"]["alone"], rows["BBB"]["alone"]) == pytest.approx((3.0, 2.0))
    assert rows["AAA"]["share_of_value"] == pytest.approx(0.625)
    assert sum(row["share_of_cost"] for row in rows.values()) == pytest.approx(1.0)
    for row in rows.values():
        expected = row["share_of_value"] - row["share_of_cost"]
        assert row["under_asked"] == pytest.approx(expected, abs=2e-6)
        assert row["std_error"] == 0
    # four of five battlegroups of 1,000: AAA two or three, BBB one or two
    assert (rows["AAA"]["least"], rows["AAA"]["most"]) == pytest.approx((2000, 3000), rel=1e-4)
    assert (rows["BBB"]["least"], rows["BBB"]["most"]) == pytest.approx((1000, 2000), rel=1e-4)
    assert study.answer[0] == "Most of what is supplied rests on AAA (62 %) and BBB (37 %)."
    assert study.method.rechecked == 4
    assert study.warnings == ()


def test_a_dearer_nation_has_no_part_where_cost_is_held() -> None:
    """A tank costs half as much again: 5 % more pays for a tenth of the one it replaces."""
    document = three_nations(
        pools={("AAA", "inf"): 4, ("BBB", "tank"): 4}, needs=[need("ground", 4)]
    )
    rows = rows_of(value(document, data=WORLD))
    assert rows["BBB"]["least"] == pytest.approx(0.0, abs=0.1)
    assert rows["BBB"]["most"] == pytest.approx(0.05 * 4 / 0.5 * 1500, rel=1e-3)
    assert rows["AAA"]["least"] == pytest.approx((4 - 0.4) * 1000, rel=1e-3)


def test_nobody_of_use() -> None:
    study = value(three_nations(needs=[NOTHING]), data=WORLD)
    assert study.answer == ("No nation adds anything to what is asked for.",)


@pytest.mark.parametrize("seed", [0, 4, 9])
def test_values_are_those_of_scenarios_that_are_solved_one_by_one(seed: int) -> None:
    """Every coalition with planner.solve, and the definition of Shapley's value."""
    document = random_document(seed)
    quiet = {"participation_floor": {"min_lot_months": 1}, "lead_floor": {"enabled": False}}
    document = {
        **document,
        "rules": {**document["rules"], **quiet},
        "coalition": {**document["coalition"], "min_nations": 0},
        "objectives": ["shortfall"],
        "solve": RELAXED,
    }
    nations = sorted({row["nation"] for row in document["overrides"]["pools"]})
    worth: dict[frozenset[str], float] = {}
    for size in range(len(nations) + 1):
        for members in combinations(nations, size):
            bids = [
                {**{k: row[k] for k in ("nation", "unit_type")}, "lots": 0, "from_month": 0}
                for row in document["overrides"]["pools"]
                if row["nation"] not in members
            ]
            changed = {**document, "overrides": {**document["overrides"], "bids": bids}}
            plan = planner.solve(changed, data=WORLD)
            worth[frozenset(members)] = -plan.stage("shortfall").value
    rows = rows_of(value(document, data=WORLD))
    expected = by_orders(tuple(nations), lambda coalition: worth[coalition])
    assert {n: row["shapley"] for n, row in rows.items()} == pytest.approx(expected, abs=1e-5)
    sample = rows_of(value(document, exactly=False, orders=200, data=WORLD))
    for nation, row in sample.items():
        assert row["shapley"] == pytest.approx(expected[nation], abs=5 * row["std_error"] + 1e-5)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"orders": 3}, "orders: 3 orders tell no standard error"),
        ({"sets": ["objectives=[cost]"]}, "no stage 'shortfall'"),
    ],
)
def test_what_is_refused(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        value(three_nations(), data=WORLD, **arguments)


@pytest.mark.slow
def test_the_command() -> None:
    done = run("value", "tripwire", "--orders", "4", "--seed", "1")
    assert done.exit_code == 0, done.output
    assert "Most of what is supplied rests on" in done.stdout
    assert run("value", "tripwire", "--orders", "2").exit_code == 2
