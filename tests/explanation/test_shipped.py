"""Asks for shipped scenarios: granted, and solved by ``planner.solve`` from nothing."""

from __future__ import annotations

import pytest

import planner
from planner import Plan, Study
from planner.explanation.asked import asked
from planner.explanation.levers import Lever, Levers
from planner.pipeline import prepare
from planner.problem.build import with_overrides
from planner.reference.dataset import Dataset
from planner.scenario.demands import demands_of

RELAXED = ["solve.whole_units=false", "objectives=[sustained, shortfall]"]


def granted(plan: Plan, study: Study, name: str, data: Dataset) -> Plan:
    """The plan of the scenario with the asks for a demand, which weighs most there."""
    problem, _ = prepare(plan.scenario, data=data)
    known = data.at(plan.scenario.reference_date)
    wanted = next(w.demand for w in problem.wants if w.demand.id == name)
    levers = {lever.key: lever for lever in Levers(problem, known, wanted).find()}
    asks: dict[Lever, int] = {
        levers[str(row["kind"]), str(row["nation"]), str(row["unit_type"])]: int(str(row["amount"]))
        for row in study.rows
        if row["demand"] == name and row["kind"] not in ("threshold", "none")
    }
    changed = asked(problem, asks, with_overrides(known, plan.scenario.overrides))
    path = next(path for path, demand in demands_of(changed) if demand.id == name)
    key = ".".join([*map(str, path[:-1]), name, "weight"])
    return planner.solve(changed, sets=[f"{key}=1000"], data=data)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["air_shield", "franco_british", "guarantor"])
def test_every_ask_closes_its_demand_when_it_weighs_most(name: str, shipped: Dataset) -> None:
    """Nothing else is held there, so the solver closes the demand if the asks are enough."""
    plan = planner.solve(name, sets=RELAXED, data=shipped)
    study = planner.explain(plan, data=shipped, plus_minus=False, seconds=15)
    closed = [row for row in study.rows if str(row["proof"]).startswith("closed")]
    assert closed
    for demand in dict.fromkeys(str(row["demand"]) for row in closed):
        (row,) = (r for r in granted(plan, study, demand, shipped).sustained if r.demand == demand)
        assert row.sustained >= row.need * (1 - 1e-3), demand
