"""A plan against the data it was made from, and its bounds against a second solver."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

import planner
from planner import InputError, Plan, SolverError, StageProof, compare_with_data, prove_plan, solve
from planner.problem.build import with_overrides
from planner.reference.dataset import Dataset
from planner.scenario.scenario import Overrides
from planner.solver import scip

from .random_scenarios import HARD_SEEDS, hard_document, random_document
from .small_scenarios import need, scenario
from .world import WORLD, Document

RELAXED = ("objectives=[shortfall]", "solve.whole_units=false")
MARGIN = 1e-4

QUICK = ("air_shield",)
"""shipped scenarios of which the default tests prove the plan; the slow ones prove all others"""


@pytest.fixture(scope="module")
def bought(shipped: Dataset) -> Plan:
    """With packages, purchases and US lots that nothing replaces."""
    return solve("without_us", sets=RELAXED, data=shipped)


def told(plan: Plan, name: str, **values: float) -> Plan:
    """The plan with other words for a stage."""
    stages = tuple(
        row.model_copy(update=values) if row.name == name else row for row in plan.stages
    )
    return plan.model_copy(update={"stages": stages})


def verdicts(rows: list[StageProof]) -> list[str]:
    return [row.verdict for row in rows]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in planner.scenario_names()
    ],
)
def test_shipped_plans_are_what_the_data_give_and_proved_by_two(
    name: str, shipped: Dataset
) -> None:
    plan = solve(name, sets=RELAXED, data=shipped)
    assert compare_with_data(plan, data=shipped) == []
    (row,) = prove_plan(plan, data=shipped)
    stage = plan.stages[0]
    assert row == StageProof("shortfall", stage.value, stage.bound, "proved by two", row.found)
    assert row.found == pytest.approx(stage.bound, abs=MARGIN)


@pytest.mark.parametrize("seed", [*range(20), *HARD_SEEDS])
def test_whole_plans_are_proved_by_two(seed: int) -> None:
    document = hard_document(seed) if seed in HARD_SEEDS else random_document(seed)
    try:
        plan = solve(document, data=WORLD)
    except InputError:
        return  # its rules contradict each other
    rows = prove_plan(plan, data=WORLD)
    assert [row.stage for row in rows] == [stage.name for stage in plan.stages]
    assert set(verdicts(rows)) == {"proved by two"}


# Two of three battlegroups for four months: a third of each month is missed, 4/3; they cost 8.
SHORT = scenario(
    pools={("AAA", "inf"): 2}, needs=(need("ground", 3),), objectives=("shortfall", "cost")
)


@pytest.mark.parametrize("whole", [True, False])
def test_a_bound_that_is_too_high_is_contradicted(whole: bool) -> None:
    plan = solve({**SHORT, "solve": {"whole_units": whole}}, data=WORLD)
    assert verdicts(prove_plan(plan, data=WORLD)) == ["proved by two"] * 2
    worse = told(plan, "shortfall", value=8 / 3, bound=8 / 3)
    first, second = prove_plan(worse, data=WORLD)
    assert first.verdict == "contradicted"
    assert first.found == pytest.approx(4 / 3)
    assert second.verdict == "contradicted"  # one battlegroup less, 4 less
    assert second.found == pytest.approx(4, rel=1e-3)
    dearer = prove_plan(told(plan, "cost", value=12, bound=12), data=WORLD)
    assert verdicts(dearer) == ["proved by two", "contradicted"]
    _, lower = prove_plan(told(plan, "cost", bound=7.5), data=WORLD)
    assert (lower.verdict, lower.bound, lower.found) == ("proved by two", 7.5, 7.5)


def test_without_time_it_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = solve(SHORT, data=WORLD)
    monkeypatch.setattr(scip, "LEAST_SECONDS", 0.0)
    rows = prove_plan(plan, seconds=0, data=WORLD)
    assert verdicts(rows) == ["open", "open"]
    assert [row.found for row in rows] == [0, 0]


def test_without_scip_there_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = solve(SHORT, data=WORLD)
    monkeypatch.setitem(sys.modules, "pyscipopt", None)
    with pytest.raises(SolverError, match=r"pip install 'force-composition-planner\[scip\]'"):
        prove_plan(plan, data=WORLD)


def test_a_change_of_the_data_is_no_false_proof(shipped: Dataset, bought: Plan) -> None:
    item = shipped.unit_types["fighter_4g"].fact_item
    fact = {"nation": "FRA", "item": item, "value": 40}
    other = with_overrides(shipped, Overrides.model_validate({"facts": [fact]}))
    with pytest.raises(InputError) as caught:
        prove_plan(bought, data=other)
    where = [issue.where for issue in caught.value.issues]
    assert where[0] == "proof"
    assert caught.value.issues[0].hint
    assert [issue.where for issue in compare_with_data(bought, data=other)] == where[1:] != []
    assert all(place.startswith(("pools FRA ", "figures FRA ")) for place in where[1:])


def _row(table: str, **values: Any) -> Callable[[Document], None]:
    return lambda plan: plan[table][0].update(values)


def _no_ratio(plan: Document) -> None:
    plan["scenario"]["rules"]["lift_limit"]["trains_per_day"] = None


@pytest.mark.parametrize(
    ("edit", "where", "problem"),
    [
        (_row("pools", confidence="reported?"), "pools BEL", "confidence reported?"),
        (_row("pools", nato_earmark=77), "pools BEL", "nato_earmark 77, the data give"),
        (lambda plan: plan["pools"].pop(0), "pools BEL", "given by the data and not"),
        (_row("pools", nation="ZZZ"), "pools ZZZ", "in the plan and not given by the data"),
        (_row("unit_types", cost_eur_m_month=1.5), "unit_types aew", "cost_eur_m_month 1.5"),
        (_row("packages", needs={"aew": 9.0}), "packages", "needs {'aew': 9.0}"),
        (_row("phases", end_month=5), "phases", "end_month 5"),
        (_row("purchases", price_eur_m=1.5), "purchases", "price_eur_m 1.5"),
        (_row("nations", stance=0), "nations BEL", "stance 0"),
        (_row("nations", littoral=True), "nations BEL", "littoral True"),
        (_row("us_gaps", price_eur_m=1.5), "us_gaps", "price_eur_m 1.5"),
        (_row("us_gaps", option="none_such"), "us_gaps", "option none_such"),
        (_row("refusals", kind="too_late"), "refusals", "kind too_late, the data give"),
        (_row("figures", confidence="reported?"), "figures", "confidence reported?"),
        (_row("figures", source_title="Hearsay"), "figures", "source_title Hearsay"),
        (lambda plan: plan["figures"].pop(0), "figures", "given by the data and not"),
        (lambda plan: plan.update(standby_cost_share=0.9), "standby_cost_share", "0.9, the data"),
        (_no_ratio, "rules lift_limit", "trains_per_day None, the data give"),
    ],
)
def test_what_the_data_give_otherwise_is_listed(
    edit: Callable[[Document], None], where: str, problem: str, bought: Plan, shipped: Dataset
) -> None:
    plan = bought.model_dump(mode="json")
    edit(plan)
    issues = compare_with_data(plan, data=shipped)
    assert any(i.where.startswith(where) and problem in i.problem for i in issues), issues


def test_what_was_bought_is_a_decision_and_not_compared(bought: Plan, shipped: Dataset) -> None:
    plan = bought.model_dump(mode="json")
    assert {row["nation"] for row in plan["pools"]} & {"XCB", "XEL", "XES"}
    for row in plan["purchases"]:
        row["lots"] = 0
    for row in plan["pools"]:
        if row["nation"] in ("XCB", "XEL", "XES"):
            row["lots"] = [0] * len(row["lots"])
    assert compare_with_data(plan, data=shipped) == []


def test_what_is_no_plan_is_refused() -> None:
    for ask in (compare_with_data, prove_plan):
        with pytest.raises(InputError, match="not a plan"):
            ask({"status": "met"}, data=WORLD)
