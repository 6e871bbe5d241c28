"""The figures of a problem are those that it was made from: all of them, and no others."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

import planner
from planner.pipeline import prepare
from planner.problem.build import build_problem
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.reference.identifiers import POOLED_OWNERS, PROCURED_OWNERS


def listed(*sets: str, name: str = "guarantor") -> set[tuple[str, str]]:
    """Nation (or none) and name of every figure of a problem."""
    return {(figure.nation, figure.name) for figure in prepare(name, sets=sets)[0].figures}


def numbers(problem: Problem) -> dict[str, object]:
    return {f.name: getattr(problem, f.name) for f in fields(problem) if f.name != "figures"}


@pytest.mark.parametrize("name", planner.scenario_names())
def test_a_figure_that_is_not_listed_decides_nothing(name: str, shipped: Dataset) -> None:
    """All other factors, and all other facts of the nations in the coalition, may be anything."""
    first, _ = prepare(name, data=shipped)
    known = {(figure.nation, figure.name) for figure in first.figures}
    listed = {(figure.nation, figure.name, figure.as_of) for figure in first.figures}
    assert len(listed) == len(first.figures)

    def other(nation: str, figure: SourcedValue) -> SourcedValue:
        keep = (nation, figure.name) in known or (nation and nation not in first.nation)
        return figure if keep else figure._replace(value=2 * figure.value + 1)

    facts = {(n, item): other(n, figure) for (n, item), figure in shipped.facts.items()}
    factors = {factor: other("", figure) for factor, figure in shipped.factors.items()}
    changed = replace(shipped, facts=facts, factors=factors)
    for new, old, least in ((facts, shipped.facts, 20), (factors, shipped.factors, 100)):
        assert sum(a != b for a, b in zip(new.values(), old.values(), strict=True)) > least
    assert numbers(build_problem(first.scenario, changed)) == numbers(
        build_problem(first.scenario, shipped)
    )


@pytest.mark.parametrize("name", planner.scenario_names())
def test_only_nations_that_could_take_part_are_listed(name: str, shipped: Dataset) -> None:
    problem, _ = prepare(name, data=shipped)
    assert {figure.nation for figure in problem.figures} - {""} <= set(problem.nation)
    facts = {
        unit.fact_item for unit in shipped.unit_types.values() if unit.id in problem.unit_types
    }
    facts |= {
        u.fact_item for u in shipped.unit_types.values() if u.is_battlegroup
    }  # share of the flank
    facts |= {"army_active", "forces_active"}  # what other operations tie up
    owned = {unit.fact_item for unit in shipped.unit_types.values()}
    assert {figure.name for figure in problem.figures} & owned <= facts
    assert list(problem.figures) == sorted(problem.figures, key=lambda f: (f.nation, f.name))


def test_facts_that_decide_politics_are_listed() -> None:
    items = ("stance", "nuclear", "lead_capable", "eastern_flank_lead", "essi_member", "gdp_2024")
    figures = listed("rules.burden.key=active_forces", "rules.procurement_limit.enabled=true")
    for item in (*items, "peak_sustained_deployment", "distance_to_ukraine_km", "forces_active"):
        assert ("FRA", item) in figures, item
    assert not {nation for nation, _ in figures} & {*POOLED_OWNERS, *PROCURED_OWNERS}


def test_defaults_of_the_rules_are_listed() -> None:
    assert {("", "sector_transit_days"), ("", "battlegroups_per_brigade")} <= listed()
    assert ("", "divisions_per_corps") not in listed(
        "rules.headquarters_floor.divisions_per_corps=4"
    )
    assert ("", "team_months_per_host_brigade") not in listed()


def test_aid_is_listed_where_it_counts() -> None:
    aid = ("FRA", "aid_to_ukraine_total")
    assert aid not in listed()
    assert aid in listed("rules.burden.aid_credit_share=0.5")


@pytest.mark.parametrize("name", planner.scenario_names())
def test_prices_are_listed_for_what_is_on_offer(name: str, shipped: Dataset) -> None:
    problem, _ = prepare(name, data=shipped)
    offered = {f"price_{row.id}" for row in problem.catalogue if row.id in shipped.procurement}
    assert {f.name for f in problem.figures if f.name.startswith("price_")} == offered
    assert {shipped.procurement[row.id].unit_type for row in problem.catalogue} <= set(
        problem.unit_types
    )


def test_overridden_figures_are_listed_as_assumptions() -> None:
    sets = ["overrides.facts=[{nation: FRA, item: nuclear, value: 0}]"]
    problem, _ = prepare("guarantor", sets=sets)
    (figure,) = (f for f in problem.figures if (f.nation, f.name) == ("FRA", "nuclear"))
    assert (figure.value, figure.confidence) == (0, "assumption")
