"""Alternatives of the small world, against trying every plan."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

import planner
from planner import InputError
from planner.solver.capped import Blocked
from planner.studies.alternatives import NONE, _answer, _Variant
from planner.studies.asks import Ask, answer, read_problem

from ..small_scenarios import need, scenario
from ..world import WORLD, Document

MONTHS = 4
SIZES = {"AAA": 300, "BBB": 100, "CCC": 50}
LOTS = {("AAA", "inf"): 2, ("AAA", "tank"): 1, ("BBB", "inf"): 2, ("CCC", "inf"): 1}
PRICE = {"inf": MONTHS, "tank": 1.5 * MONTHS}
Given = dict[tuple[str, str], int]


def document(asked: int, **more: Any) -> Document:
    """Battlegroups of three nations in one sector, always there."""
    return scenario(
        horizon=MONTHS,
        pools=LOTS,
        needs=(need("ground", asked),),
        facts={(nation, "gdp_2024"): size for nation, size in SIZES.items()},
        coalition={"lead_nations": ["AAA", "BBB"]},
        rules={"lead_floor": {"enabled": True}},
        **{"objectives": ("shortfall", "cost"), **more},
    )


def every_plan(asked: int, slack: float) -> list[Given]:
    """All that miss as little as can be, and cost no more than the cheapest of these and slack."""
    options = product(*(range(lots + 1) for lots in LOTS.values()))
    plans = [dict(zip(LOTS, given, strict=True)) for given in options]
    able = [p for p in plans if any(p[pool] for pool in LOTS if pool[0] in ("AAA", "BBB"))]
    missing = min(max(0, asked - sum(p.values())) for p in able)
    good = [p for p in able if max(0, asked - sum(p.values())) <= missing]
    least = min(map(cost, good))
    return [p for p in good if cost(p) <= least * (1 + slack) + 1e-6]


def cost(plan: Given) -> float:
    return sum(PRICE[unit] * lots for (_, unit), lots in plan.items())


def members(plan: Given) -> set[str]:
    return {nation for (nation, _), lots in plan.items() if lots}


def of_large(plan: Given) -> float:
    """AAA alone is above the mean."""
    return sum(PRICE[unit] * lots for (nation, unit), lots in plan.items() if nation == "AAA")


@pytest.mark.parametrize("asked", [3, 4, 6])
@pytest.mark.parametrize("slack", [0.0, 0.2, 0.6])
def test_every_direction_against_every_plan(asked: int, slack: float) -> None:
    plans = every_plan(asked, slack)
    study = planner.alternatives(document(asked), slack=slack, relaxed=False, data=WORLD)
    rows = {str(row["name"]): row for row in study.rows}
    base = rows.pop("as planned")
    for name, row in rows.items():
        if name.startswith("without"):
            nation = name.removeprefix("without ")
            able = [plan for plan in plans if nation not in members(plan)]
            # somebody has to lead
            able = [plan for plan in able if members(plan) & {"AAA", "BBB"}]
        elif name.startswith("led by"):
            others = {"AAA", "BBB"} - {base["lead"]}
            able = [plan for plan in plans if members(plan) & others]
        else:
            able = plans
        assert (row["proof"] == "no such plan") == (not able), name
        if not able or name == "most different":
            continue
        if name == "most from small nations":
            assert isinstance(row["nations"], dict)
            assert isinstance(row["cost_eur_m"], float)
            large = row["nations"].get("AAA", 0.0) * row["cost_eur_m"]
            assert large == pytest.approx(min(map(of_large, able)), abs=0.01)
        else:
            assert row["cost_eur_m"] == pytest.approx(min(map(cost, able)))


def test_what_all_share_and_what_is_said() -> None:
    """Four of five battlegroups of EUR 4 million each: without AAA there are three."""
    study = planner.alternatives(document(4), slack=0.0, relaxed=False, data=WORLD)
    plans = [row for row in study.rows if row["proof"] == "optimal"]
    assert study.answer[0].startswith("AAA")
    assert study.answer[0].endswith(f"part in all {len(plans)} plans.")
    said = "There is no such plan without AAA: at least 1 requirement-month missing, more than "
    assert f"{said}the 0 allowed." in study.answer
    assert "There is a plan led by another than AAA, for the same money: " in study.answer[1]
    shared = {(row["nation"], row["unit_type"]): row for row in study.parts["shared"]}
    assert shared["AAA", "inf"]["least_lots"] in (1, 2)
    assert study.method.notes == (
        "Held at the plan's values: shortfall; within 0 % of them: cost.",
    )


def test_who_is_left_out_still_pays_together_with_the_others() -> None:
    asked = document(4)
    asked["rules"] |= {"budget_limit": {"enabled": True, "common_fund_eur_m": 2}}
    study = planner.alternatives(asked, data=WORLD)
    assert study.method.notes[1:] == (
        "Who is left out sends no forces, and pays for what is bought or repaid as before.",
    )


def test_sentences_name_nations() -> None:
    none = _Variant(NONE, against="the rules forbid it")
    plans = {"as planned": _Variant("optimal", members=["GBR"]), "without GBR": none}
    asks = {"without GBR": Ask(("shortfall",), without=("GBR",))}
    assert list(_answer(plans, asks)) == [
        "The United Kingdom takes part in the only plan.",
        "There is no such plan without the United Kingdom: the rules forbid it.",
    ]


def test_a_price_within_the_slack_is_told() -> None:
    """All five of EUR 4 million are asked for; without CCC the dear one of EUR 6 million comes."""
    study = planner.alternatives(document(5), slack=0.2, relaxed=False, data=WORLD)
    assert study.rows[0]["cost_eur_m"] == 20
    said = "There is a plan without CCC, for EUR 2 million more: 23 % of it is different."
    assert said in study.answer


def test_no_plan_is_dearer_than_the_slack_allows() -> None:
    """All five cost EUR 20 million; 5 % more is less than the dear one without CCC, at 22."""
    study = planner.alternatives(document(5), slack=0.05, relaxed=False, data=WORLD)
    row = next(row for row in study.rows if row["name"] == "without CCC")
    assert row["proof"] == "no such plan"
    assert all(row["cost_eur_m"] in (20, None) for row in study.rows)


@pytest.mark.parametrize("nation", ["AAA", "BBB", "CCC"])
@pytest.mark.parametrize("relaxed", [True, False])
def test_what_stands_against_a_plan_is_what_solve_finds(nation: str, relaxed: bool) -> None:
    asked = document(6, solve={"whole_units": not relaxed})
    problem = read_problem(asked, (), relaxed, None, WORLD)
    found = answer(problem, Ask(("shortfall", "cost"), {"shortfall": 0.0}, without=(nation,)))
    alone = planner.solve(asked, sets=[f"coalition.exclude=[{nation}]"], data=WORLD)
    assert isinstance(found, Blocked)
    assert found.stage == "shortfall"
    assert found.least == pytest.approx(alone.stage("shortfall").value)


def test_most_different_shares_the_least() -> None:
    """Two of five are asked for, and the plan gives two: others can give both."""
    study = planner.alternatives(document(2), relaxed=False, data=WORLD)
    row = next(row for row in study.rows if row["name"] == "most different")
    assert row["distance"] == 1


def test_a_direction_in_which_nothing_moves_is_no_other_plan() -> None:
    """Six of six are asked for: large nations give all that they have in every plan."""
    study = planner.alternatives(document(6), slack=0.0, relaxed=False, data=WORLD)
    assert "No plan was found in which large nations give less." in study.answer
    same = "The plan that keeps as little of it as can be, slot by slot, has the same units."
    assert same in study.answer


def test_a_slack_below_zero_is_refused() -> None:
    with pytest.raises(InputError, match=r"^slack: -0\.1 is no share"):
        planner.alternatives(document(2), slack=-0.1, data=WORLD)
