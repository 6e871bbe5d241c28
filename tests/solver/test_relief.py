"""The hint of a conflict is the smallest change that ends it: one step less does not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from planner import InputError, solve

from ..small_scenarios import need, scenario
from ..world import WORLD, Document


def conflict(rules: Document, **more: Any) -> Document:
    """Two nations with two battlegroups each for four months, at 1 a month, 1,000 people."""
    pools = {("AAA", "inf"): 2, ("BBB", "inf"): 2}
    pledge = {"nation": "AAA", "unit_type": "inf", "lots": 2}
    pledged: Document = {"pledge_floor": {"pledges": [pledge]}}
    return scenario(rules={**pledged, **rules}, pools=pools, needs=(need("ground", 1),), **more)


CASES: dict[str, tuple[Document, dict[str, str]]] = {
    "budget of the operation": (
        conflict({"budget_limit": {"enabled": True, "total_eur_m": 6}}),
        {
            "rules.pledge_floor.pledges.0.lots=1": "rules.pledge_floor.pledges.0.lots=2",
            "rules.budget_limit.total_eur_m=8": "rules.budget_limit.total_eur_m=7",
        },
    ),
    "budget of a nation": (
        conflict({"budget_limit": {"enabled": True, "national_eur_m": {"AAA": 6}}}),
        {"rules.budget_limit.national_eur_m.AAA=8": "rules.budget_limit.national_eur_m.AAA=7"},
    ),
    "ceiling of the force": (
        conflict({"personnel_limit": {"enabled": True, "total": 1500}}),
        {"rules.personnel_limit.total=2000": "rules.personnel_limit.total=1999"},
    ),
    "ceiling of a nation": (
        conflict({"personnel_limit": {"enabled": True, "ceilings": {"AAA": 1500}}}),
        {"rules.personnel_limit.ceilings.AAA=2000": "rules.personnel_limit.ceilings.AAA=1999"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_hint_ends_the_conflict_and_one_step_less_does_not(name: str) -> None:
    document, hints = CASES[name]
    with pytest.raises(InputError) as caught:
        solve(document, data=WORLD)
    hint = caught.value.issues[0].hint
    told = re.findall(r"set ([^ ,;]+)", hint)
    for change, short in hints.items():
        assert change in told
        assert solve(document, sets=[change], data=WORLD).status in ("met", "shortfall")
        with pytest.raises(InputError):
            solve(document, sets=[short], data=WORLD)


def test_members_that_their_budgets_keep_out() -> None:
    budget = {"budget_limit": {"enabled": True, "national_eur_m": {"BBB": 0.5}}}
    document = conflict(budget, coalition={"min_nations": 2})
    with pytest.raises(InputError) as caught:
        solve(document, data=WORLD)
    told = {change for i in caught.value.issues for change in re.findall(r"set ([^ ,;]+)", i.hint)}
    assert "rules.budget_limit.national_eur_m.BBB=4" in told
    for change in told:
        assert solve(document, sets=[change], data=WORLD).nations


def test_members_of_which_none_can_pay_for_a_lot() -> None:
    """In fractions of lots each could be a member by six tenths, in whole ones nobody can."""
    budget: Document = {"enabled": True, "national_eur_m": {"AAA": 0.6, "BBB": 0.6}}
    rules: Document = {"budget_limit": budget, "pledge_floor": {"enabled": False}}
    document = conflict(rules, coalition={"min_nations": 2})
    with pytest.raises(InputError) as caught:
        solve(document, data=WORLD)
    assert "set coalition.min_nations=0, or" in caught.value.issues[0].hint
    assert solve(document, sets=["coalition.min_nations=0"], data=WORLD).status == "shortfall"
    with pytest.raises(InputError):
        solve(document, sets=["coalition.min_nations=1"], data=WORLD)


def test_a_pledge_that_lacks_more_in_one_phase_than_in_another() -> None:
    """AAA can pay for one lot in the first month: one lot less there, two in the three after it."""
    budget = {"budget_limit": {"enabled": True, "national_eur_m": {"AAA": 1}}}
    document = conflict(budget, starts=(0, 1))
    with pytest.raises(InputError) as caught:
        solve(document, data=WORLD)
    told = {change for i in caught.value.issues for change in re.findall(r"set ([^ ,;]+)", i.hint)}
    assert [change for change in told if "pledge" in change] == [
        "rules.pledge_floor.pledges.0.lots=0"
    ]
