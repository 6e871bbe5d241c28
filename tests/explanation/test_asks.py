"""Asks that can be told by hand; each is granted, and the scenario solved from nothing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import planner
from planner import InputError, Study
from planner.scenario.demands import demands_of

from ..random_scenarios import random_document
from ..small_scenarios import SECTORS, need
from ..world import WORLD, Document, figure
from .asks import CASES, asks_of, explained, granted, owns, short


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("relaxed", [False, True], ids=["whole", "relaxed"])
def test_fewest_asks(name: str, relaxed: bool) -> None:
    document, expected = CASES[name]
    study = explained(document, relaxed=relaxed, plus_minus=False)
    assert asks_of(study) == expected
    (demand,) = {str(row["demand"]) for row in study.rows}
    assert all(row["proof"] in (CLOSED[relaxed], "today's plan") for row in study.rows)
    plan = granted(document, demand, expected)
    assert [row.sustained for row in plan.sustained if row.demand == demand] == [
        row.need for row in plan.sustained if row.demand == demand
    ]


CLOSED = {False: "closed in whole lots", True: "closed in fractions of lots"}


def test_the_answer_reads_aloud_with_all_who_could_do_it() -> None:
    document = short(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 0, ("CCC", "inf"): 0},
        facts=owns(AAA_inf=1, BBB_inf=1, CCC_inf=1),
    )
    study = explained(document)
    assert study.answer == (
        "One more lot of inf from either BBB or CCC closes the gap of one lot (ground_north) "
        "throughout.",
    )
    first, threshold = study.rows
    (other,) = {"BBB", "CCC"} - {str(first["nation"])}
    assert first["alternatives"] == [f"{other} more inf"]
    assert (first["alone_enough"], first["people"], first["eur_m"]) == (True, 1000, 4.0)
    assert (threshold["kind"], threshold["amount"]) == ("threshold", 1.0)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "a lot not offered",
            "One lot of inf from BBB (not offered so far) closes the gap of one lot",
        ),
        (
            "a nation that is left out",
            "Two lots of inf from BBB (excluded by the scenario) as a new member close the gap",
        ),
        ("a larger bid", "One more lot of inf bid by AAA closes the gap"),
    ],
)
def test_an_ask_says_whether_it_was_offered(name: str, words: str) -> None:
    (answer,) = explained(CASES[name][0], plus_minus=False).answer
    assert answer.startswith(words)


def test_whom_the_scenario_excludes_is_asked_last_and_it_is_said() -> None:
    """BBB does it as well as CCC, whose stance is too low, and is left out by a decision."""
    document = short(
        facts={**owns(BBB_inf=1, CCC_inf=1), ("CCC", "stance"): 1}, coalition={"exclude": ["BBB"]}
    )
    study = explained(document, plus_minus=False)
    assert asks_of(study) == {("join", "CCC", "inf", 1)}
    assert study.answer[0].startswith(
        "One lot of inf from either BBB (excluded by the scenario) or CCC as a new member closes"
    )
    assert study.warnings == ()


@pytest.mark.parametrize(
    ("chosen", "who", "warnings"),
    [
        (
            {"exclude": ["BBB"]},
            "BBB (excluded by the scenario)",
            ("BBB is asked to join, though coalition.exclude names it",),
        ),
        ({"only": ["AAA"]}, "BBB", ()),  # as anybody else is who would be new
    ],
)
def test_it_is_said_that_the_scenario_excludes_who_is_asked(
    chosen: Document, who: str, warnings: tuple[str, ...]
) -> None:
    study = explained(short(facts=owns(BBB_inf=1), coalition=chosen), plus_minus=False)
    assert study.answer[0].startswith(f"One lot of inf from {who} as a new member closes")
    assert study.warnings == warnings


def test_an_ask_says_what_each_nation_would_give_up() -> None:
    """BBB keeps three of its four lots for home defence; CCC has one on a task for NATO, and one
    at home after it."""
    tied = (
        figure("home_defence_fraction", 0.75, "BBB"),
        figure("owned_inf_committed", 1, "CCC"),
    )
    infantry = replace(WORLD.unit_types["inf"], home_fraction=True)
    world = replace(
        WORLD,
        unit_types={**WORLD.unit_types, "inf": infantry},
        facts={**WORLD.facts, **{(f.nation, f.name): f for f in tied}},
    )
    document = short(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 0, ("CCC", "inf"): 0},
        facts=owns(AAA_inf=1, BBB_inf=4, CCC_inf=4),
    )
    (answer,) = planner.explain(document, data=world, plus_minus=False).answer
    assert answer.startswith(
        "One more lot of inf from either BBB (of 3 now kept for home defence) or CCC (of 2 now "
        "kept for tasks for NATO) closes the gap"
    )


def test_nothing_helps_is_said_and_proved() -> None:
    study = explained(short())
    assert [row["kind"] for row in study.rows] == ["none", "threshold"]
    assert study.rows[0]["proof"] == "nothing that can be asked for closes it: proved"
    assert study.answer[0].startswith("Nothing that can be asked of nations closes the gap of one")


def test_lots_beyond_the_gap_make_a_member() -> None:
    """One lot for one month is not three lot-months, as a member gives: it takes three lots."""
    document = short(
        starts=(0, 3),
        needs=[need("ground", 1, from_month=3)],
        facts=owns(AAA_inf=5),
        rules={"participation_floor": {"min_lot_months": 3}},
    )
    study = explained(document, plus_minus=False)
    assert asks_of(study) == {("more", "AAA", "inf", 2)}
    assert study.rows[0]["proof"] == CLOSED[False]


def test_a_gap_is_not_moved_to_another_demand() -> None:
    """Without the hold, one lot of the south would close the north."""
    needs = [need("ground", 2), need("ground", 2, "south", weight=2)]
    study = explained(short(needs=needs, locations=SECTORS, pools={("AAA", "inf"): 3}))
    first = study.rows[0]
    assert (first["demand"], first["kind"]) == ("ground_north", "none")


def test_why_and_plus_minus() -> None:
    document = short(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 2},
        rules={"personnel_limit": {"enabled": True, "ceilings": {"BBB": 500}}},
    )
    study = explained(document)
    why = {row["nation"]: row for row in study.parts["why"]}
    assert why["AAA"]["limit"] == "cycle"
    assert (why["BBB"]["limit"], why["BBB"]["given"]) == ("personnel_limit", 0.0)
    assert study.parts["plus_minus"] == (
        {"nation": "AAA", "unit_type": "inf", "one_more_saves": 1.0, "one_fewer_costs": 2.0},
    )


def test_what_is_met_needs_no_ask() -> None:
    study = explained(short(pools={("AAA", "inf"): 2}))
    assert study.rows == ()
    assert study.answer == ("Nothing that counts is short.",)


def test_a_plan_can_be_explained_and_a_demand_named() -> None:
    document = short(facts=owns(AAA_inf=3))
    plan = planner.solve(document, data=WORLD)
    study = planner.explain(plan, data=WORLD, demands=["ground_north"], plus_minus=False)
    assert asks_of(study) == {("more", "AAA", "inf", 1)}
    with pytest.raises(InputError, match="there is no such demand"):
        planner.explain(plan, data=WORLD, demands=["ground_nort"])


def test_a_plan_of_other_data_is_refused() -> None:
    plan = planner.solve(short(facts=owns(AAA_inf=3)), data=WORLD)
    infantry = WORLD.unit_types["inf"]
    other = replace(WORLD, unit_types={**WORLD.unit_types, "inf": replace(infantry, personnel=900)})
    with pytest.raises(InputError, match="was not made from these data"):
        planner.explain(plan, data=other)


def drawn(seed: int) -> Document:
    """A random scenario whose nations own up to three lots more than they could send."""
    document = random_document(seed)
    rng = random.Random(seed)  # noqa: S311
    owned = [
        {
            "nation": pool["nation"],
            "item": f"owned_{pool['unit_type']}",
            "value": pool["lots"] + rng.randint(0, 3),
        }
        for pool in document["overrides"]["pools"]
    ]
    document["overrides"]["facts"] += owned
    return {**document, "objectives": ["sustained", "shortfall"]}


def check_drawn(seed: int) -> int:
    """Every ask is granted and solved anew: it saves what the demand missed. How many were."""
    document = drawn(seed)
    try:
        before = planner.solve(document, data=WORLD)
    except InputError:  # rules of some contradict each other
        return 0
    study = planner.explain(before, data=WORLD, plus_minus=False)
    return sum(_check_demand(document, before, study, name) for name in _closed(study))


def _closed(study: Study) -> list[str]:
    found = (row for row in study.rows if str(row["proof"]).startswith("closed"))
    return list(dict.fromkeys(str(row["demand"]) for row in found))


def _check_demand(document: Document, before: planner.Plan, study: Study, name: str) -> int:
    plan = granted(document, name, asks_of(study, name))
    demand = next(d for _, d in demands_of(before.scenario) if d.id == name)
    row = next(row for row in before.sustained if row.demand == name)
    ends = {phase.id: phase for phase in before.phases}
    counted = [r for r in before.demand_rows if r.id == name]
    months = sum(
        ends[r.phase].end_month - ends[r.phase].start_month
        for r in counted
        if ends[r.phase].start_month >= row.from_month
    )
    saved = demand.weight * months * (row.need - row.sustained) / row.need
    assert plan.stage("sustained").value <= before.stage("sustained").value - saved + 1e-6
    return 1


def test_drawn_asks_save_what_was_missing() -> None:
    assert sum(check_drawn(seed) for seed in range(100, 110)) > 2


@pytest.mark.slow
def test_many_drawn_asks_save_what_was_missing() -> None:
    assert sum(check_drawn(seed) for seed in range(100, 160)) > 20
