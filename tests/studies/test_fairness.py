"""Rules of sharing that were worked out by hand, and their prices."""

from __future__ import annotations

from typing import Any

import pytest

import planner
from planner import InputError
from planner.study import Row

from ..small_scenarios import need, scenario
from ..world import WORLD, Document


def two_nations(**more: Any) -> Document:
    """AAA has two cheap battlegroups (EUR 4 million in four months), BBB two dear ones (6)."""
    return scenario(
        pools={("AAA", "inf"): 2, ("BBB", "tank"): 2},
        needs=(need("ground", 2),),
        facts={("AAA", "gdp_2024"): 300, ("BBB", "gdp_2024"): 100},
        **{"objectives": ("shortfall", "cost"), **more},
    )


def by_rule(*keys: str, **options: Any) -> dict[tuple[object, object], Row]:
    options = {"relaxed": False, "data": WORLD, **options}
    study = planner.fairness(options.pop("source", None) or two_nations(), keys=keys, **options)
    assert set(study.rows[0]) <= set(study.columns)
    return {(row["rule"], row["key"]): row for row in study.rows}


def test_by_equal_shares_each_gives_one() -> None:
    """AAA alone would carry 8 of 8; with one each it is 4 and 6, at most 1.2 times the half."""
    rows = by_rule("equal", ratio=1.3)
    assert rows["none", "equal"]["nations"] == {"AAA": 2, "BBB": 0}
    for rule in ("least_burden", "least_excess", "max_ratio"):
        row = rows[rule, "equal"]
        assert row["nations"] == {"AAA": 0.8, "BBB": 1.2}
        assert (row["cost_eur_m"], row["more_eur_m"], row["more_missing"]) == (10, 2, 0)


def test_by_gdp_the_large_nation_gives_both() -> None:
    """8 / 300 is less than 6 / 100; and AAA is 2 million above its share, BBB would be 3.5."""
    rows = by_rule("gdp")
    assert {row["more_eur_m"] for row in rows.values()} == {0}
    assert rows["none", "gdp"]["largest_ratio"] == pytest.approx(4 / 3, abs=1e-4)


def test_a_strict_ratio_leaves_more_missing() -> None:
    """4 and 6 are not within a tenth of each other, and two of one nation even less: nothing is."""
    row = by_rule("equal", ratio=1.1)["max_ratio", "equal"]
    assert (row["cost_eur_m"], row["more_missing"], row["largest_ratio"]) == (0, 4, None)


def test_in_fractions_shares_can_be_exact() -> None:
    row = by_rule("equal", ratio=1.0, relaxed=True)["max_ratio", "equal"]
    assert row["nations"] == pytest.approx({"AAA": 1, "BBB": 1})
    assert row["more_missing"] == 0
    assert row["cost_eur_m"] == pytest.approx(9.6, abs=1e-4)  # 1.2 lots of 4 and 0.8 of 6


def test_hard_rules_may_stand_against_a_ratio() -> None:
    """Both have to give something, and lots of 4 and 6 are never equal here."""
    row = by_rule("equal", ratio=1, source=two_nations(coalition={"min_nations": 2}))
    assert row["max_ratio", "equal"]["proof"] == "the rules forbid it"
    assert row["max_ratio", "equal"]["cost_eur_m"] is None


@pytest.mark.parametrize("key", ["gdp", "equal"])
@pytest.mark.parametrize(
    ("rule", "stage"), [("least_burden", "burden"), ("least_excess", "burden_excess")]
)
def test_solve_finds_the_same_plan(key: str, rule: str, stage: str) -> None:
    row = by_rule(key)[rule, key]
    sets = [f"rules.burden.key={key}", f"objectives=[shortfall, {stage}, cost]"]
    plan = planner.solve(two_nations(), sets=sets, data=WORLD)
    assert row["cost_eur_m"] == plan.stage("cost").value
    assert row["shortfall"] == plan.stage("shortfall").value


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"keys": ["gpd"]}, "^keys: no key 'gpd'"),
        ({"keys": []}, "^keys: names no key"),
        ({"ratio": 0.5}, "^ratio: 0.5: below 1 no shares add up to the whole"),
        ({"keys": ["population"]}, "the data have no facts population_m"),
    ],
)
def test_what_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        planner.fairness(two_nations(), data=WORLD, **options)
