"""What no plan can do is said before solving, by rule, nation, unit type and slot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from planner import InputError, Plan, PlannerError
from planner.pipeline import prepare
from planner.problem.bars import Bars

from ..random_scenarios import random_document
from ..small_scenarios import HOME, SECTOR, WIDE, need, problem_of, scenario, solved
from ..world import WORLD, Document


def warned(document: Document, code: str) -> list[str]:
    """The warnings of a kind, as ``where: message``, before solving."""
    return [f"{w.where}: {w.message}" for w in prepare(document, data=WORLD)[1] if w.code == code]


def kinds(plan: Plan) -> dict[tuple[str, str], str]:
    return {(row.nation, row.unit_type): row.reason_kind for row in plan.unused}


def ground(**more: Any) -> Document:
    """One battlegroup is asked for, throughout four months; AAA has one."""
    common: Document = {"pools": {("AAA", "inf"): 1}, "needs": [need("ground", 1)]}
    return scenario(**{**common, **more})


# --- headquarters


LED: Document = {"headquarters_floor": {"enabled": True}}


def test_headquarters_get_a_place_where_none_is_declared() -> None:
    document = ground(pools={("AAA", "inf"): 1, ("AAA", "div"): 1}, rules=LED)
    assert warned(document, "place_added") == [
        "locations: none is theatre_wide, and headquarters need one (rule headquarters_floor): "
        "they stand at theatre, added for them"
    ]
    plan = solved(document)
    assert plan.status == "met"
    assert [(row.location, row.lots) for row in plan.command.headquarters] == [("theatre", 1)]


def test_the_added_place_has_a_name_of_its_own() -> None:
    sector = {"id": "theatre", "kind": "theatre"}
    pools = {("AAA", "inf"): 1, ("AAA", "div"): 1}
    document = ground(
        pools=pools, rules=LED, locations=[sector], needs=[need("ground", 1, "theatre")]
    )
    plan = solved(document)
    assert plan.status == "met"
    assert [place.id for place in plan.scenario.locations] == ["theatre", "theatre_2"]


@pytest.mark.parametrize(
    "changes",
    [{"rules": {}}, {"rules": LED, "locations": [SECTOR, WIDE]}],
    ids=["no headquarters asked for", "a place declared"],
)
def test_no_place_is_added_without_need(changes: Document) -> None:
    document = ground(pools={("AAA", "inf"): 1, ("AAA", "div"): 1}, **changes)
    assert warned(document, "place_added") == []
    declared = len(changes.get("locations", [SECTOR]))
    assert len(problem_of(document).scenario.locations) == declared


def test_nobody_has_a_headquarters() -> None:
    document = ground(rules=LED, locations=[SECTOR, WIDE])
    why = "headquarters_floor: no division headquarters can stand in p0 (AAA inf)"
    said = f"requirements.ground_north: nothing can be there in months 0–3: {why}"
    assert warned(document, "nothing_can") == [said]
    plan = solved(document)
    assert plan.status == "shortfall"
    assert kinds(plan) == {("AAA", "inf"): "no_headquarters"}
    assert plan.verdict.endswith("The warnings say why there are no lots at times.")


# --- tours and slots


def test_a_lone_lot_never_fills_a_slot_longer_than_its_tour() -> None:
    document = ground(horizon=6, starts=(0, 3), cycle=(2, 2))
    assert warned(document, "tour_in_slot") == [
        "phases: AAA inf: 1 lot with a tour of 2 months cannot fill p0 (months 0–2), which takes "
        "2. Shorter phases, or longer tours (overrides.tours), would let them serve"
    ]
    assert warned(document, "nothing_can") == [
        "requirements.ground_north: nothing can be there in months 0–5: too few lots for a slot "
        "longer than a tour (AAA inf)"
    ]
    plan = solved(document)
    assert plan.stage("shortfall").value == 6
    assert kinds(plan) == {("AAA", "inf"): "cannot_fill_slot"}
    shorter = solved(ground(horizon=6, starts=(0, 2, 4), cycle=(2, 2)))
    assert shorter.stage("shortfall").value == 2  # on tour in months 0-1 and 4-5


def test_two_lots_relay_each_other_and_a_relaxed_plan_takes_half_a_lot() -> None:
    two = ground(horizon=4, cycle=(2, 2), pools={("AAA", "inf"): 2})
    assert warned(two, "tour_in_slot") == []
    assert solved(two).status == "met"
    relaxed = ground(horizon=4, cycle=(2, 2), solve={"whole_units": False})
    assert warned(relaxed, "tour_in_slot") == []
    assert solved(relaxed).stage("shortfall").value == pytest.approx(2)


def test_a_slot_is_named_though_the_lot_may_stand_by() -> None:
    reserve = need("ground", 1, id="reserve", within_days=15)
    document = ground(
        cycle=(2, 2), locations=[SECTOR, HOME], needs=[need("ground", 1), reserve], horizon=4
    )
    (said,) = warned(document, "tour_in_slot")
    assert "cannot fill p0 (months 0–3), which takes 2" in said
    assert warned(document, "nothing_can") == []


def test_many_short_tours_are_one_warning() -> None:
    nations = ("AAA", "BBB", "CCC", "DDD")
    pools = {(n, u): 1 for n in nations for u in ("inf", "tank")}
    tours = [
        {"nation": n, "unit_type": "inf", "tour_months": 1 + i, "dwell_months": 6}
        for i, n in enumerate(nations)
    ]
    document = ground(horizon=6, cycle=(5, 6), tours=tours, pools=pools)
    (said,) = warned(document, "tour_in_slot")
    assert said.count("cannot fill p0 (months 0–5)") == 4
    assert "; and 4 more like these. " in said


# --- the least that a member gives


def turns(minimum: int, **more: Any) -> Document:
    """Three nations with a flight each, and four-month turns: the air policing of the Baltic."""
    nations = ("AAA", "BBB", "CCC")
    common: Document = {
        "horizon": 16,
        "starts": (0, 4, 8, 12),
        "cycle": (4, 36),
        "pools": {(nation, "jet"): 1 for nation in nations},
        "needs": [need("fighters", 4, "theatre", from_month=4)],
        "locations": [WIDE],
        "rules": {"participation_floor": {"min_lot_months": minimum}},
    }
    return scenario(**{**common, **more})


def test_nations_that_cannot_give_what_a_member_must() -> None:
    document = turns(minimum=6)
    assert warned(document, "participation_floor") == [
        "rules.participation_floor: a member gives at least 6 lot-months, which is more than these "
        "nations can give at most: AAA 4, BBB 4, CCC 4. They cannot take part; lower min_lot_months"
    ]
    (said,) = warned(document, "nothing_can")
    assert "in months 4–15: participation_floor asks more" in said
    assert "(AAA jet, BBB jet, CCC jet)" in said
    plan = solved(document)
    assert plan.contributions == ()
    assert set(kinds(plan).values()) == {"participation_floor"}
    assert not [w for w in plan.warnings if w.code == "nothing_there"]  # said before


def test_a_floor_that_can_be_reached_is_no_bar() -> None:
    document = turns(minimum=4)
    assert warned(document, "participation_floor") == []
    plan = solved(document)
    assert plan.status == "met"
    assert {row.lots for row in plan.contributions} == {1}


def test_members_that_cannot_take_part_are_not_counted() -> None:
    document = turns(minimum=6, coalition={"min_nations": 1})
    with pytest.raises(InputError) as caught:
        prepare(document, data=WORLD)
    (issue,) = caught.value.issues
    assert issue.where == "coalition.min_nations"
    assert "only 0 nations could contribute: none" in issue.problem
    assert "participation_floor asks more of a member than it can give: AAA, BBB, CCC" in (
        issue.problem
    )


# --- what is asked first


@pytest.mark.parametrize(
    ("objectives", "how"),
    [(["cost"], "not at all"), (["cost", "shortfall"], "only after it")],
)
def test_other_questions_than_the_shortfall(objectives: list[str], how: str) -> None:
    assert warned(ground(objectives=objectives), "shortfall_not_first") == [
        "objectives: the first question is cost, and what is missing is minimised "
        f"{how}: to give nothing may be the answer"
    ]
    assert warned(ground(objectives=["shortfall", *objectives[:1]]), "shortfall_not_first") == []


# --- other bars


FLAGS: Document = {"pools": {("AAA", "coy"): 1}, "needs": [need("presence", 1)]}


def bar_of(document: Document, phase: int = 0) -> str:
    problem = problem_of(document)
    reason = Bars(problem).bar(problem.pools[0], problem.phases[phase])
    return "" if reason is None else f"{reason.kind}: {reason.text}"


def test_what_bars_a_pool() -> None:
    assert bar_of(ground()) == ""
    supported = ground(rules={"support_floor": {"enabled": True}})
    assert bar_of(supported) == "no_support: support_floor: nobody has eng to go with it in p0"
    counted = {**supported, "objectives": ["shortfall", "support"]}
    assert bar_of(counted) == ""
    assert (
        bar_of(ground(**FLAGS)) == "company_limit: company_limit: no battlegroup can be there in p0"
    )
    assert bar_of(ground(**FLAGS, rules={"company_limit": {"enabled": False}})) == ""
    pools: dict[tuple[str, str], int | Sequence[int]] = {("AAA", "inf"): [0, 0, 1, 1]}
    late = ground(pools=pools, starts=(0, 2))
    assert bar_of(late) == "too_late: not there before month 2"
    assert bar_of(late, phase=1) == ""
    people = ground(rules={"personnel_limit": {"enabled": True, "total": 999}})
    assert bar_of(people) == "personnel_limit: one lot has 1,000 people, above the ceiling of 999"
    earmarked = ground(
        rules={"nato_reserve_limit": {"mode": "forbidden"}},
        facts={("AAA", "nfm_tier12_troops"): 1000, ("AAA", "owned_inf"): 1},
    )
    assert bar_of(earmarked) == "nato_reserve_limit: all 1 lots are earmarked for NATO"


@pytest.mark.parametrize("seed", range(40))
def test_what_a_plan_uses_is_never_barred(seed: int) -> None:
    """Bars hold for every plan: in none does a barred pool stand, or a nation that is kept out."""
    document = random_document(seed)
    try:
        plan = solved(document)
    except PlannerError:
        return
    problem = problem_of(document)
    bars, phases = Bars(problem), {phase.id: phase for phase in problem.phases}
    pools = {(pool.nation, pool.unit_type): pool for pool in problem.pools}
    for row in plan.contributions:
        assert bars.bar(pools[row.nation, row.unit_type], phases[row.phase]) is None
    members = {nation.nation for nation in plan.nations if nation.member}
    assert not members & {*bars.kept_out(), *bars.below_floor}
    supplied = {(row.id, row.phase): row.supplied for row in plan.requirements}
    for want in problem.wants:
        assert not bars.impossible(want) or supplied[want.key] == 0


# --- the United States


@pytest.mark.parametrize("limit", [{"max_lots": {"radar": 1}}, {"drawdown": [{"share": 0.5}]}])
def test_us_lots_take_turns_below_the_most_at_a_time(limit: Document) -> None:
    """One of two radars at a time, for a month each: they fill a slot of four months."""
    document = scenario(
        pools={("USA", "radar"): 2},
        needs=[need("aew", 1, "theatre")],
        locations=[WIDE],
        cycle=(1, 1),
        coalition={"us_backstop": True, "include": ["AAA"]},
        rules={"us_enabler_limit": limit},
    )
    assert warned(document, "nothing_can") == []
    assert solved(document).status == "met"
