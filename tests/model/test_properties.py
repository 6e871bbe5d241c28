"""What must hold for every scenario, tried on random ones."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner import verify_plan
from planner.pipeline import prepare
from planner.problem.build import build_problem
from planner.problem.defaults import apply_defaults
from planner.reference.dataset import Dataset
from planner.scenario.composition import scenario_names
from planner.scenario.scenario import Scenario

from ..small_scenarios import HOME, SECTORS, WIDE
from ..world import NATIONS, WORLD, Document
from .drawn_scenarios import attempt, camp, rich_documents, tried, values, with_stages


def sound(document: Document, relaxed: bool) -> None:
    """The independent check of every rule finds nothing, in whole lots and relaxed."""
    stages = ("shortfall", *document["objectives"])
    document = with_stages(document, *stages)
    document["solve"] = {**document["solve"], "whole_units": not relaxed}
    plan = attempt(document)
    if plan is not None:
        assert [str(issue) for issue in verify_plan(plan)] == []
        assert plan.status in ("met", "shortfall")


@tried(30, shrink=False)
@given(rich_documents(), st.booleans())
def test_some_plans_are_sound(document: Document, relaxed: bool) -> None:
    sound(document, relaxed)


@pytest.mark.slow
@tried(200, shrink=False)
@given(rich_documents(), st.booleans())
def test_plans_are_sound(document: Document, relaxed: bool) -> None:
    sound(document, relaxed)


@pytest.mark.slow
@tried(60, shrink=False)
@given(rich_documents(), st.data())
def test_more_stock_never_hurts(document: Document, data: Any) -> None:
    """One more lot of a pool, in every month: the shortfall does not grow."""
    document = with_stages(document, "shortfall")
    before = attempt(document)
    assume(before is not None and before.pools)
    assert before is not None
    pool = data.draw(st.sampled_from(before.pools))
    pinned = [
        {**p, "lots": p["lots"] + 1}
        if (p["nation"], p["unit_type"]) == (pool.nation, pool.unit_type)
        else p
        for p in document["overrides"]["pools"]
    ]
    more = {**document, "overrides": {**document["overrides"], "pools": pinned}}
    after = attempt(more)
    assert after is not None
    assert values(after)["shortfall"] <= values(before)["shortfall"] + 1e-6


@pytest.mark.slow
@tried(60, shrink=False)
@given(rich_documents())
def test_who_gives_nothing_may_leave(document: Document) -> None:
    """A nation that is no member is excluded: no stage value changes.

    But for those who pay without being there: into a common fund, or for purchases; and for the
    last that may come, until when demands do not count and handovers are not limited.
    """
    document = with_stages(document, "shortfall", "us_dependence", "nato_draw", "burden", "cost")
    assume(not document["rules"].get("budget_limit", {}).get("common_fund_eur_m"))
    assume(not document["rules"]["procurement_limit"]["enabled"])
    assume(not document["rules"]["handover_limit"]["enabled"])
    before = attempt(document)
    assume(before is not None)
    assert before is not None
    leaving = [n.nation for n in before.nations if not n.member and n.nation in NATIONS]
    involved = {p.nation for p in before.pools} & set(leaving)
    assume(involved)
    pledges = document["rules"].get("pledge_floor", {}).get("pledges", [])
    leaver = sorted(involved)[0]
    assume({p.nation for p in before.pools} & set(NATIONS) - {leaver})
    assume(leaver not in {pledge["nation"] for pledge in pledges})
    coalition = {**document["coalition"], "exclude": [leaver]}
    after = attempt({**document, "coalition": coalition})
    assert after is not None
    assert values(after) == pytest.approx(values(before), abs=1e-5, rel=1e-5), leaver


def monthly_phases(document: Document, **rules: Document) -> Document:
    """With a phase a month, so that no rule frees anything by cutting a phase, and other rules."""
    phases = [{"id": f"m{month}", "start": month} for month in range(document["horizon_months"])]
    rules = {**document["rules"], **rules}
    locations = [*SECTORS, WIDE, HOME, *camp(rules)]
    return {**document, "phases": phases, "rules": rules, "locations": locations}


def shortfalls(*documents: Document) -> list[float | None]:
    """The shortfall of every scenario, None where it contradicts itself."""
    plans = [attempt(with_stages(document, "shortfall")) for document in documents]
    return [None if plan is None else values(plan)["shortfall"] for plan in plans]


def no_worse(better: float | None, worse: float | None) -> bool:
    """A plan that can do more has no more shortfall; what holds with less holds with more."""
    return worse is None or (better is not None and better <= worse + 1e-6)


@pytest.mark.slow
@tried(40, shrink=False)
@given(rich_documents(), st.sampled_from(("procurement_limit", "training_balance")))
def test_growth_never_hurts(document: Document, rule: str) -> None:
    """Purchases or training switched on: the shortfall does not grow."""
    off, on = ({**document["rules"].get(rule, {}), "enabled": on} for on in (False, True))
    with_it, without = shortfalls(
        monthly_phases(document, **{rule: on}), monthly_phases(document, **{rule: off})
    )
    assert no_worse(with_it, without)


@pytest.mark.slow
@tried(40, shrink=False)
@given(rich_documents(), st.sampled_from((0.3, 0.5, 0.7)), st.integers(0, 3))
def test_the_us_drawdown_is_monotone(document: Document, share: float, month: int) -> None:
    """The more of the US pools may be used, and the longer, the less is missing."""
    assume(month < document["horizon_months"])
    turns: list[Document] = [
        {"share": 0},
        {"share": share},
        {"share": share, "from_month": month},
        {"share": 1},
    ]
    document["coalition"] = {**document["coalition"], "us_backstop": True}
    limits = document["rules"]["us_enabler_limit"]
    short = shortfalls(
        *(
            monthly_phases(document, us_enabler_limit={**limits, "drawdown": [turn]})
            for turn in turns
        )
    )
    for worse, better in pairwise(short):
        assert no_worse(better, worse)


@pytest.mark.slow
@tried(40, shrink=False)
@given(rich_documents())
def test_a_drawdown_to_nothing_is_no_backstop(document: Document) -> None:
    document = with_stages(document, "shortfall", "us_dependence", "burden", "cost")
    limits = {**document["rules"]["us_enabler_limit"], "drawdown": [{"share": 0}]}
    rules = {**document["rules"], "us_enabler_limit": limits}
    dialled, without = (
        attempt({**document, "rules": rules, "coalition": {**document["coalition"], **backstop}})
        for backstop in ({"us_backstop": True}, {"us_backstop": False})
    )
    assert (dialled is None) == (without is None)
    if dialled is not None and without is not None:
        assert values(dialled) == pytest.approx(values(without), abs=1e-5, rel=1e-5)


@pytest.mark.slow
@tried(50, shrink=False)
@given(rich_documents())
def test_before_a_deal_no_more_is_met(document: Document) -> None:
    after, before = shortfalls(
        *({**monthly_phases(document), "timing": timing} for timing in ("post_deal", "pre_deal"))
    )
    assert no_worse(after, before)


@pytest.mark.slow
@tried(40, shrink=False)
@given(rich_documents(), st.integers(1, 10))
def test_money_never_hurts(document: Document, more: int) -> None:
    """A larger budget for the operation: no more is missing, and no less deterrence."""
    stages = ("shortfall", "deterrence")
    little, much = (
        attempt(
            with_stages(
                monthly_phases(document, budget_limit={"enabled": True, "total_eur_m": budget}),
                *stages,
            )
        )
        for budget in (10, 10 + more)
    )
    assert little is None or much is not None
    if little is not None and much is not None:
        was, now = values(little), values(much)
        assert now["shortfall"] <= was["shortfall"] + 1e-6
        if now["shortfall"] == pytest.approx(was["shortfall"], abs=1e-6):
            assert now["deterrence"] <= was["deterrence"] + 1e-3


@tried(80, shrink=False)
@given(rich_documents())
def test_settling_twice_is_settling_once(document: Document) -> None:
    """A settled scenario says all that the model uses, and is the same problem."""
    written = Scenario.model_validate(document)
    once = apply_defaults(written, WORLD)
    assert apply_defaults(once, WORLD) == once
    first, again = (build_problem(scenario, WORLD) for scenario in (written, once))
    assert (again.pools, again.phases, again.wants) == (first.pools, first.phases, first.wants)


@pytest.mark.parametrize("name", scenario_names())
def test_shipped_scenarios_settle(name: str, shipped: Dataset) -> None:
    once = prepare(name, data=shipped)[0].scenario
    assert apply_defaults(once, shipped) == once
