"""Figures that matter and figures that do not, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import planner
from planner import InputError, weak_figures
from planner.reference.dataset import Dataset
from planner.reference.tables import FleetChange

from ..cli.command import run
from ..small_scenarios import HOME, SECTOR, need, scenario
from ..world import WORLD, Document


def doubtful_world() -> Dataset:
    """AAA has one to four battlegroups, told two; BBB two; a pay that is not known."""
    facts, factors = dict(WORLD.facts), dict(WORLD.factors)
    for name, low, value, high in (("AAA", 1, 2, 4), ("BBB", 2, 2, 2)):
        key = (name, "owned_inf")
        facts[key] = facts[key]._replace(value=value, low=low, high=high)
    key = ("BBB", "authorisation_days")
    facts[key] = facts[key]._replace(value=0, low=0, high=60)
    key = ("AAA", "gdp_2024")
    facts[key] = facts[key]._replace(low=50, high=200)
    pay = "cost_per_soldier_year_planning_Europe"
    factors[pay] = factors[pay]._replace(low=1_000, high=90_000)
    ratio = "attacker_defender_ratio_rule"
    factors[ratio] = factors[ratio]._replace(low=2, high=3, confidence="reported")
    return replace(WORLD, facts=facts, factors=factors)


DATA = doubtful_world()


def question(**more: Any) -> Document:
    """A need of four for four months: nothing is missing as told."""
    return scenario(
        pools={},
        needs=[need("ground", 4)],
        starts=(0, 2),
        objectives=("sustained", "shortfall", "cost"),
        **more,
    )


def rows_of(study: planner.Study) -> dict[str, Any]:
    return {str(row["figure"]): row for row in study.rows}


def test_by_hand() -> None:
    """One battlegroup of four fewer is missed for four months.

    A level is judged from when the last nation may be there: one that is late lowers none.
    """
    study = weak_figures(question(), data=DATA)
    rows = rows_of(study)
    assert list(rows) == ["AAA owned_inf", "BBB authorisation_days"]
    stock = rows["AAA owned_inf"]
    assert stock["pools_changed"] == ["AAA inf 1, 2, 4"]
    assert (stock["sustained_low"], stock["sustained_high"]) == pytest.approx((1.0, 0.0))
    assert (stock["swing"], stock["matters"], stock["changes"]) == (1.0, True, [])
    late = rows["BBB authorisation_days"]
    assert (late["changes"], late["matters"]) == (["readiness"], False)
    assert study.answer == (
        "Of 4 doubtful figures 1 changes what is kept up; 1 of these is an assumption.",
        "AAA owned_inf (assumption) between 1 and 4: 1 to 0 requirement-months missing.",
    )
    assert study.warnings == ()
    assert study.method.rechecked == 4


def test_a_range_that_rounds_to_the_same_lots_changes_nothing_and_costs_no_solve() -> None:
    key = ("AAA", "owned_inf")
    sure, narrow = (
        replace(DATA, facts={**DATA.facts, key: DATA.facts[key]._replace(low=low, high=high)})
        for low, high in ((2, 2), (1.6, 2.4))
    )
    study = weak_figures(question(), data=narrow)
    assert list(rows_of(study)) == ["BBB authorisation_days"]
    assert study.method.solves == weak_figures(question(), data=sure).method.solves


def test_where_only_what_is_missing_counts_it_is_missed_in_every_month() -> None:
    document = question() | {"objectives": ["shortfall", "cost"]}
    row = rows_of(weak_figures(document, data=DATA))["BBB authorisation_days"]
    assert row["sustained_high"] == pytest.approx(1.0)  # half of the force, for two months
    assert row["matters"] is True


def test_levels_are_derived_from_figures_too() -> None:
    """6,000 attackers take 2 defenders at 3 to 1, and 3 at 2 to 1: all are there."""
    attack = {"id": "attack", "location": "north", "attackers": 12_000}
    rules = {"force_ratio_floor": {"threats": [attack]}}
    rows = rows_of(weak_figures(question(rules=rules), data=DATA, confidence=["reported"]))
    row = rows["attacker_defender_ratio_rule"]
    assert "levels" in row["changes"]
    # six defenders where there are four: a third is missing for four months
    assert (row["sustained_low"], row["sustained_high"]) == pytest.approx((4 / 3, 0.0))


@pytest.mark.parametrize("value", [1, 4])
def test_ends_are_what_the_scenario_with_that_fact_gives(value: int) -> None:
    override = {"nation": "AAA", "item": "owned_inf", "value": value}
    document = question(solve={"whole_units": False})
    row = rows_of(weak_figures(document, nations=["AAA"], data=DATA))["AAA owned_inf"]
    document["overrides"]["facts"] = [override]
    told = planner.solve(document, data=DATA).stage("sustained").value
    assert row["sustained_low" if value == 1 else "sustained_high"] == pytest.approx(told)


def test_money_matters_where_it_binds() -> None:
    budget = {"budget_limit": {"enabled": True, "total_eur_m": 16.0}}
    figures = rows_of(weak_figures(question(rules=budget), data=DATA))
    assert figures["cost_per_soldier_year_planning_Europe"]["matters"]
    assert "cost_per_soldier_year_planning_Europe" not in rows_of(
        weak_figures(question(), data=DATA)
    )


def ends(row: dict[str, Any]) -> tuple[object, object]:
    return row["sustained_low"], row["sustained_high"]


def with_fact(nation: str, item: str, low: float, value: float, high: float) -> Dataset:
    """The doubtful world, with one more doubt."""
    fact = WORLD.facts[nation, item]._replace(value=value, low=low, high=high)
    return replace(DATA, facts={**DATA.facts, (nation, item): fact})


def test_what_keeps_a_nation_out_is_a_doubtful_figure_too() -> None:
    """CCC has two battlegroups, and a stance that is too low: or is it? DDD is not asked."""
    data = with_fact("CCC", "stance", 1, 2, 3)
    facts = {("CCC", "owned_inf"): 2, ("DDD", "owned_inf"): 2, ("AAA", "owned_inf"): 2}
    document = question(facts=facts, coalition={"exclude": ["DDD"]}) | {
        "requirements": [need("ground", 6)]
    }
    figures = rows_of(weak_figures(document, data=data))
    assert list(figures) == ["CCC stance", "BBB authorisation_days"]
    assert ends(figures["CCC stance"]) == pytest.approx((4 / 3, 0))
    assert figures["CCC stance"]["changes"] == ["nations"]


def test_lots_for_nato_matter_where_they_are_forbidden() -> None:
    """Of 1,000 active troops 500 are for NATO, of 2,000: half or a quarter of AAA's lots."""
    data = with_fact("AAA", "forces_active", 1000, 1000, 2000)
    rules = {"nato_reserve_limit": {"mode": "forbidden"}}
    facts = {("AAA", "owned_inf"): 4, ("AAA", "nfm_tier12_troops"): 500}
    row = rows_of(weak_figures(question(rules=rules, facts=facts), data=data))["AAA forces_active"]
    assert row["changes"] == ["NATO's forces"]
    assert row["matters"] is (row["swing"] > 0) is False
    document = question(rules=rules, facts=facts) | {"requirements": [need("ground", 5)]}
    row = rows_of(weak_figures(document, data=data))["AAA forces_active"]
    assert ends(row) == pytest.approx((0.8, 0))


def test_what_standing_by_costs_matters_where_money_binds() -> None:
    """Two battlegroups stand by for four months, at 0.5 each and month, or at 1."""
    share = "standby_cost_share"
    data = replace(
        DATA, factors={**DATA.factors, share: DATA.factors[share]._replace(low=0.5, high=1)}
    )
    document = question(
        rules={"budget_limit": {"enabled": True, "total_eur_m": 4}}, locations=[SECTOR, HOME]
    ) | {"requirements": [need("ground", 2, id="reserve", within_days=15)]}
    row = rows_of(weak_figures(document, data=data))[share]
    assert row["changes"] == ["money"]
    assert ends(row) == pytest.approx((0, 2))


def test_what_is_planned_for_a_fleet_comes_when_it_comes() -> None:
    """AAA has two battlegroups, and from month 2 on one to three: two, as told."""
    coming = FleetChange(
        nation="AAA",
        item="owned_inf",
        month="2025-02",
        value=2,
        low=1,
        high=3,
        unit="lots",
        announced="2024-01",
        confidence="estimated",
        source_title="",
        source_url="",
        note="",
    )
    facts = {
        **DATA.facts,
        ("AAA", "owned_inf"): WORLD.facts["AAA", "owned_inf"]._replace(value=2, as_of="2024"),
    }
    data = replace(DATA, facts=facts, fleet_changes=(coming,))
    document = question(start_date="2024-12")
    row = rows_of(weak_figures(document, data=data))["AAA owned_inf from 2025-02"]
    assert ends(row) == pytest.approx((1, 0))
    document["requirements"] = [need("ground", 5)]
    row = rows_of(weak_figures(document, data=data))["AAA owned_inf from 2025-02"]
    assert ends(row) == pytest.approx((8 / 5, 4 / 5))


def test_where_solve_refuses_the_scenario_there_is_no_plan() -> None:
    """Only AAA takes part, and would not if its stance were lower."""
    data = with_fact("AAA", "stance", 1, 3, 3)
    row = rows_of(weak_figures(question(coalition={"exclude": ["BBB"]}), data=data))["AAA stance"]
    assert ends(row) == (None, pytest.approx(2.0))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"confidence": ["sure"]}, "confidence: 'sure' is none"),
        ({"nations": ["XXX"]}, "no nation 'XXX'"),
    ],
)
def test_what_is_refused(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        weak_figures(question(), data=DATA, **arguments)


@pytest.mark.slow
def test_the_command() -> None:
    done = run("weak-figures", "tripwire", "--nations", "FRA", "--confidence", "estimated")
    assert done.exit_code == 0, done.output
    assert "doubtful figures" in done.stdout
    assert run("weak-figures", "tripwire", "--nations", "XXX").exit_code == 2
