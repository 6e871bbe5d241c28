"""Figures that matter and figures that do not, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import planner
from planner import InputError, weak_figures
from planner.reference.dataset import Dataset

from ..cli.command import run
from ..small_scenarios import need, scenario
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
