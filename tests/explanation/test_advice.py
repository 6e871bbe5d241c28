"""The advice in a plan: what to ask of nations, confirmed in whole lots."""

from __future__ import annotations

import pytest

import planner
from planner import verify_plan
from planner.explanation import advice
from planner.explanation.advice import advise
from planner.explanation.gap import Gaps
from planner.pipeline import prepare

from ..small_scenarios import SECTORS, WIDE, need
from ..world import WORLD
from .asks import owns, short


def test_advice_asks_most_important_first_and_is_verified() -> None:
    document = short(
        pools={("AAA", "inf"): 1},
        needs=[need("ground", 1), need("ground", 1, "south", weight=3)],
        locations=SECTORS,
        facts=owns(AAA_inf=2),
        rules={"presence_floor": {"presences": []}},
    )
    document["requirements"][0]["threshold"] = 2
    plan = planner.solve(document, data=WORLD, advice=True)
    assert verify_plan(plan) == []
    assert [(row.demand, row.asks, row.confirmed) for row in plan.advice] == [
        ("ground_north", (), False)
    ]
    document["overrides"]["facts"][0]["value"] = 3
    (row,) = planner.solve(document, data=WORLD, advice=True).advice
    assert (row.asks, row.confirmed) == (("AAA more inf 2",), True)
    assert (row.missing, row.saves, row.proof) == (2.0, 4.0, "closed in whole lots")
    assert row.asked == ("two more lots of inf from AAA",)
    assert row.sentence == (
        "Two more lots of inf from AAA close the gap of two lots (ground_north) throughout."
    )


def test_short_asks_are_told_before_long_ones() -> None:
    """Ground weighs most, and three nations would have to give; the other gaps take one."""
    nations, small = ("AAA", "BBB", "CCC"), ("jet", "radar", "tkr")
    effects = ("fighters", "aew", "tankers")
    document = short(
        pools={**{(n, "inf"): 1 for n in nations}, **{("AAA", u): 1 for u in small}},
        needs=[need("ground", 6, weight=9)]
        + [need(e, 8 if e == "fighters" else 2, "theatre") for e in effects],
        locations=[SECTORS[0], WIDE],
        facts=owns(**{f"{n}_inf": 2 for n in nations}, **{f"AAA_{u}": 2 for u in small}),
    )
    told = planner.solve(document, data=WORLD, advice=True).advice
    assert [(row.demand, row.asks, row.confirmed) for row in told] == [
        (f"{effect}_theatre", (f"AAA more {unit} 1",), True)
        for effect, unit in sorted(zip(effects, small, strict=True))
    ]


def test_what_there_is_no_time_to_confirm_is_labelled(monkeypatch: pytest.MonkeyPatch) -> None:
    document = short(facts=owns(AAA_inf=3))
    plan = planner.solve(document, data=WORLD)
    problem, _ = prepare(document, data=WORLD)
    monkeypatch.setattr(advice, "BOX_S", 0.0)  # what is left is below SHORTEST_S at once
    (row,) = advise(problem, plan, WORLD)
    assert (row.asks, row.confirmed) == (("AAA more inf 1",), False)
    assert row.proof == "not confirmed in whole lots in the 0.5 s for all asks"
    assert "might close the gap" in row.sentence


def test_many_asks_of_which_it_is_not_sure_that_they_help_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The table names all four; the sentence does not."""
    nations = ("AAA", "BBB", "CCC", "DDD")
    document = short(
        pools={(n, "inf"): 1 for n in nations},
        needs=[need("ground", 8)],
        facts=owns(**{f"{n}_inf": 2 for n in nations}),
    )
    plan = planner.solve(document, data=WORLD)
    problem, _ = prepare(document, data=WORLD)
    (row,) = advise(problem, plan, WORLD)
    assert row.confirmed
    assert row.sentence.count(" from ") == 4
    monkeypatch.setattr(advice, "BOX_S", 0.0)
    (row,) = advise(problem, plan, WORLD)
    assert len(row.asks) == 4
    assert row.sentence == (
        "No short ask closes the gap of four lots (ground_north) throughout; four asks of "
        "four nations together might (not confirmed in whole lots in the 0.5 s for all asks)."
    )


def test_asks_that_are_not_enough_in_whole_lots_are_not_said_to_help(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = short(facts=owns(AAA_inf=3))
    plan = planner.solve(document, data=WORLD)
    problem, _ = prepare(document, data=WORLD)
    monkeypatch.setattr(Gaps, "least_missing", lambda *_: 0.5)  # though the ask is granted
    (row,) = advise(problem, plan, WORLD)
    assert not row.confirmed
    assert row.sentence == (
        "One more lot of inf from AAA is not enough for the gap of one lot (ground_north) "
        "throughout: in whole lots a part of it stays missing."
    )


def test_the_library_gives_no_advice_unless_asked() -> None:
    assert planner.solve(short(facts=owns(AAA_inf=3)), data=WORLD).advice == ()


def test_who_stops_the_solve_gets_no_advice() -> None:
    document = short(facts=owns(AAA_inf=3))
    plan = planner.solve(document, data=WORLD)
    problem, _ = prepare(document, data=WORLD)
    assert advise(problem, plan, WORLD, cancel=lambda: True) == ()
    assert len(advise(problem, plan, WORLD, cancel=lambda: False)) == 1


def test_what_only_fractions_confirm_is_labelled() -> None:
    """In fractions one lot in two keeps up half; in whole lots the slot stays empty."""
    document = short(
        horizon=4,
        starts=(0, 2),
        pools={("AAA", "inf"): 1},
        needs=[need("ground", 1)],
        cycle=(2, 2),
        facts=owns(AAA_inf=2),
    )
    (row,) = planner.solve(document, data=WORLD, advice=True).advice
    assert row.asks == ("AAA more inf 1",)
    assert row.confirmed
    document["overrides"]["facts"][0]["value"] = 1
    (row,) = planner.solve(document, data=WORLD, advice=True).advice
    assert (row.asks, row.confirmed) == ((), False)
    assert row.proof.startswith("nothing that can be asked for closes it")
