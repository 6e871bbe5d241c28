"""Nations that leave at the start pay nothing: as in a scenario that excludes them."""

from __future__ import annotations

import random
from typing import Any

import pytest

import planner
from planner import InputError, WhatIf

from ..small_scenarios import WIDE, need, problem_of, scenario
from ..world import NATIONS, WORLD, Document
from .test_live import RELAXED, differences, document_of, without_pledges


def bought(**money: Any) -> Document:
    """Tankers of which only AAA and BBB buy one, for 10 between them; CCC has one to send.

    Two are needed in both phases of two months; what is bought comes after one.
    """
    option = {
        "id": "lease",
        "unit_type": "tkr",
        "price_eur_m": 10,
        "lead_months": 2,
        "max_lots": 1,
        "members": ["AAA", "BBB"],
    }
    rules: Document = {
        "procurement_limit": {"enabled": True, "options": ["elsa_bat"], "own_options": [option]}
    }
    if money:
        rules["budget_limit"] = {"enabled": True, **money}
    return scenario(
        starts=(0, 2),
        pools={("CCC", "tkr"): 1},
        needs=[need("tankers", 2, "theatre")],
        locations=[WIDE],
        rules=rules,
        coalition={"min_stance": 3},
        objectives=("shortfall", "burden_excess", "cost"),
        solve=RELAXED,
    )


def test_the_others_pay_or_nobody_buys() -> None:
    """One of two is missing for two months: 1; for four months, 2, where nobody is left to buy."""
    with planner.open(bought(), data=WORLD) as live:
        assert live.least().value == pytest.approx(1)
        assert live.what_if(without=["AAA"]).value == pytest.approx(1)
        assert live.what_if(without=["AAA", "BBB"]).value == pytest.approx(2)
        with live.without("BBB"), live.without("AAA"):
            assert live.least().value == pytest.approx(2)
        assert live.what_if(without=["AAA", "BBB"], from_month=2).value == pytest.approx(1)
        assert live.least().value == pytest.approx(1)


def test_who_is_left_pays_for_all_of_it() -> None:
    """5 each buy the one lot of 10; BBB alone has the money for half of it."""
    with planner.open(bought(national_eur_m={"BBB": 5}), data=WORLD) as live:
        assert live.least().value == pytest.approx(1)
        assert live.what_if(without=["AAA"]).value == pytest.approx(1.5)
        assert live.what_if(without=["BBB"]).value == pytest.approx(1)


def with_money(seed: int) -> Document:
    """A random scenario with purchases and, now and then, budgets and a common fund."""
    document, rng = document_of(seed), random.Random(seed)  # noqa: S311
    rules: Document = {**document["rules"], "procurement_limit": {"enabled": True}}
    if rng.random() < 0.7:
        poor = {nation: rng.choice((2, 5, 9, 30)) for nation in rng.sample(NATIONS, 2)}
        fund = rng.choice((0, 3, 8))
        rules["budget_limit"] = {
            "enabled": True,
            "common_fund_eur_m": fund,
            "national_eur_m": poor,
        }
    stages = [stage for stage in document["objectives"] if stage not in ("burden", "cost")]
    burden = rng.choice(("burden", "burden_excess"))
    return {**document, "rules": rules, "objectives": [*stages, burden, "cost"]}


def excluding(document: Document, nation: str) -> Document:
    """The scenario of a coalition that never had the nation."""
    rows = {
        kind: [row for row in rows if row.get("nation") != nation]
        for kind, rows in document["overrides"].items()
        if isinstance(rows, list)
    }
    changed = {
        **document,
        "overrides": {**document["overrides"], **rows},
        "coalition": {**document["coalition"], "exclude": [nation]},
    }
    return without_pledges(changed, nation)


def compared(seed: int) -> bool:
    """Were the stages compared? Not where the scenario contradicts itself, or counts otherwise."""
    document = with_money(seed)
    try:
        problem = problem_of(document)
        live = WhatIf(problem)
    except InputError:
        return False
    nation = random.Random(seed).choice([n.code for n in problem.nations if n.sovereign])  # noqa: S311
    changed = excluding(document, nation)
    try:
        counted = problem_of(changed).counted_from
    except InputError:  # too few are left
        assert live.what_if(without=[nation]).proof == "infeasible"
        return True
    if counted != problem.counted_from:
        return False
    assert differences(live, changed, without=[nation]) == []
    return True


@pytest.mark.parametrize("count", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_every_stage_is_that_of_a_coalition_without_them(count: int) -> None:
    assert sum(compared(seed) for seed in range(count)) >= 0.8 * count
