"""Every edit in place against the equivalent scenario, solved from nothing."""

from __future__ import annotations

import gc
import random
from typing import Any

import pytest

import planner
from planner import InputError, WhatIf, solve
from planner.problem.problem import Problem

from ..random_scenarios import random_document
from ..small_scenarios import SECTORS, WIDE, cover, need, presence, problem_of, scenario, threat
from ..world import WORLD, Document

EXACT = 1e-5
"""relative from 1 up: what the tolerance of solve for the caps of earlier stages may be worth"""
SEEDS = [seed if seed < 8 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(60)]
COALITION = {"min_stance": 3, "lead_nations": ["AAA"]}
RELAXED = {"whole_units": False, "mip_gap_share": 0, "burden_gap_share": 0}


def rich_document(seed: int) -> Document:
    """Two sectors, aircraft, packages, a threat and a presence; nearly every rule is on."""
    rng = random.Random(seed)  # noqa: S311
    types = ("inf", "tank", "eng", "jet", "radar", "tkr", "bat", "sam", "div", "coy")
    return scenario(
        horizon=6,
        starts=(0, 2, 4),
        pools={(n, u): rng.randint(1, 5) for n in ("AAA", "BBB", "CCC") for u in types},
        needs=[
            need("ground", 3, "north", objective=5),
            need("ground", 2, "south", weight=2, from_month=2),
            need("fighters", 9, "theatre"),
        ],
        locations=[*SECTORS, WIDE],
        cycle=(2, 2),
        rules={
            "rotation_limit": {"enabled": True},
            "support_floor": {"enabled": True},
            "lead_floor": {"enabled": True},
            "headquarters_floor": {"enabled": True},
            "force_ratio_floor": {"threats": [threat(9000, within_days=10)]},
            "presence_floor": {"presences": [presence(2, "south")]},
            "air_cover_floor": {"stations": [cover("station", 2)]},
            "air_defence_floor": {"areas": [cover("city", 2), cover("base", 1)]},
            "pledge_floor": {
                "enabled": True,
                "pledges": [{"nation": "CCC", "unit_type": "inf", "lots": 1, "from_month": 2}],
            },
        },
        coalition={"min_nations": 2, "lead_nations": ["AAA", "BBB"]},
        objectives=("sustained", "shortfall", "support", "deterrence", "burden", "cost"),
    )


def document_of(seed: int) -> Document:
    document = rich_document(seed) if seed % 2 else random_document(seed)
    return {**document, "solve": {**document["solve"], **RELAXED}}


def differences(live: WhatIf, document: Document, **edit: Any) -> list[str]:
    """Stages whose value in place is not that of the changed scenario; both ways."""
    last = document["objectives"][-1]
    try:
        plan = solve(document, data=WORLD)
    except InputError:
        assert live.what_if(stage=last, **edit).proof == "infeasible"
        return []
    found = []
    for cold in (False, True):
        answer = live.what_if(stage=last, cold=cold, **edit)
        for stage in plan.stages:
            told = answer.stages[stage.name]
            if abs(told - stage.value) > EXACT * max(1.0, stage.value):
                found.append(f"{edit} {stage.name}: {told} in place, {stage.value} anew")
    return found


def with_override(document: Document, kind: str, *rows: Document) -> Document:
    overrides = document["overrides"]
    return {**document, "overrides": {**overrides, kind: [*overrides.get(kind, []), *rows]}}


def nothing_of(document: Document, problem: Problem, nation: str, month: int = 0) -> Document:
    """The scenario in which a nation bids what it has, and nothing from a month on."""
    rows = []
    for row in problem.pools:
        if row.nation == nation:
            bid = {"nation": nation, "unit_type": row.unit_type}
            rows += [{**bid, "lots": max(row.lots), "from_month": 0}] if month else []
            rows += [{**bid, "lots": 0, "from_month": month}]
    return without_pledges(with_override(document, "bids", *rows), nation)


def without_pledges(document: Document, nation: str) -> Document:
    """The scenario in which a nation pledges nothing."""
    rules = dict(document["rules"])
    pledges = rules.get("pledge_floor", {}).get("pledges", [])
    kept = [pledge for pledge in pledges if pledge["nation"] != nation]
    if pledges:
        rules["pledge_floor"] = {"enabled": bool(kept), "pledges": kept}
    return {**document, "rules": rules}


def with_threshold(document: Document, demand: str, amount: float) -> Document:
    """The scenario with another threshold of a requirement, the objective no lower."""
    needs = [dict(row) for row in document["requirements"]]
    for row in needs:
        if row["id"] == demand:
            row["threshold"] = amount
            if "objective" in row:
                row["objective"] = max(amount, row["objective"])
    return {**document, "requirements": needs}


@pytest.mark.parametrize("seed", SEEDS)
def test_edits_in_place_give_what_the_changed_scenario_gives(seed: int) -> None:
    document, rng = document_of(seed), random.Random(seed)  # noqa: S311
    problem = problem_of(document)
    try:
        live = WhatIf(problem)
    except InputError:
        with pytest.raises(InputError):
            solve(document, data=WORLD)
        return
    base = live.least(document["objectives"][-1])
    pool = rng.choice(problem.pools)
    lots = rng.choice([n for n in (1, 2, 4, 7) if n != pool.lots[0]])
    row = {"nation": pool.nation, "unit_type": pool.unit_type, "lots": lots, "from_month": 0}
    found = differences(
        live,
        with_override(without_pool(document, pool.nation, pool.unit_type), "pools", row),
        pools={(pool.nation, pool.unit_type): lots},
    )
    nation = rng.choice(problem.nations).code
    found += differences(live, nothing_of(document, problem, nation), without=[nation])
    demand = rng.choice(document["requirements"])
    amount = demand["threshold"] + rng.choice((0.5, 1, 3))
    found += differences(
        live,
        with_threshold(document, demand["id"], amount),
        thresholds={demand["id"]: amount},
    )
    assert found == []
    assert live.least(document["objectives"][-1]).stages == pytest.approx(base.stages, rel=EXACT)


def without_pool(document: Document, nation: str, unit_type: str) -> Document:
    overrides = document["overrides"]
    rows = [r for r in overrides["pools"] if (r["nation"], r["unit_type"]) != (nation, unit_type)]
    return {**document, "overrides": {**overrides, "pools": rows}}


@pytest.mark.parametrize("seed", [1, 3])
def test_a_nation_that_leaves_later(seed: int) -> None:
    document = document_of(seed)
    problem = problem_of(document)
    later = nothing_of(document, problem, "BBB", 4)
    assert differences(WhatIf(problem), later, without=["BBB"], from_month=4) == []


@pytest.mark.parametrize("seed", [1])
@pytest.mark.parametrize("demand", ["attack", "tripwire", "station", "city"])
def test_levels_of_every_kind_of_demand(seed: int, demand: str) -> None:
    document = document_of(seed)
    rules = {name: dict(rule) for name, rule in document["rules"].items()}
    changes = {
        "attack": ("force_ratio_floor", "threats", "attackers", 15000),
        "tripwire": ("presence_floor", "presences", "nations", 3),
        "station": ("air_cover_floor", "stations", "threshold", 3.5),
        "city": ("air_defence_floor", "areas", "threshold", 4),
    }
    rule, rows, name, amount = changes[demand]
    rules[rule][rows] = [
        {**row, name: amount} if row["id"] == demand else row for row in rules[rule][rows]
    ]
    live = WhatIf(problem_of(document))
    assert differences(live, {**document, "rules": rules}, thresholds={demand: amount}) == []


def small() -> Document:
    """AAA and BBB give three battlegroups of four; AAA has two of them."""
    return scenario(
        pools={("AAA", "inf"): 2, ("BBB", "inf"): 1},
        needs=[need("ground", 4)],
        starts=(0, 2),
        objectives=("shortfall", "cost"),
        solve=RELAXED,
    )


def test_answers_worked_out_by_hand() -> None:
    """One of four is missing for four months: 4 x 1/4; a month of a battlegroup costs 1."""
    with planner.open(small(), data=WORLD) as live:
        answer = live.least("cost")
        assert answer.stages == pytest.approx({"shortfall": 1.0, "cost": 12.0})
        assert answer.missing == pytest.approx(
            {("ground_north", "p0"): 1.0, ("ground_north", "p1"): 1.0}
        )
        assert live.what_if(without=["AAA"]).value == pytest.approx(3.0)
        assert live.what_if(without=["AAA"], from_month=2).value == pytest.approx(2.0)
        assert live.what_if(pools={("BBB", "inf"): 2}).value == pytest.approx(0.0)
        assert live.what_if(costs={"inf": 2.0}, stage="cost").value == pytest.approx(24.0)
        half = {key: lots / 2 for key, lots in answer.given.items()}
        assert live.what_if(at_most=half).value == pytest.approx(2.5)
        with live.without("BBB"), live.late([("AAA", "inf")], 2):
            assert live.least().value == pytest.approx(2 + 2 * 0.5)
        with live.pools({("AAA", "inf"): 3}):
            assert live.nearest(answer.given).value == pytest.approx(4.0)
        with live.pools({("AAA", "inf"): 9}), live.at_least({("BBB", "inf", "deployed", "p0"): 1}):
            assert live.least("cost").given["BBB", "inf", "deployed", "p0"] == pytest.approx(1)
        with live.kept_until(2, half):
            assert live.least().value == pytest.approx(2 * 2.5 / 4 + 2 * 0.25)
        assert live.least("cost").stages == pytest.approx(answer.stages)


def three_nations() -> Document:
    """AAA and BBB give all three battlegroups that they have, of four; CCC has jets to spare."""
    return scenario(
        pools={("AAA", "inf"): 2, ("BBB", "inf"): 1, ("CCC", "jet"): 2},
        needs=[need("ground", 4), need("fighters", 6, "theatre")],
        locations=[SECTORS[0], WIDE],
        objectives=("shortfall", "support", "burden", "cost"),
        solve=RELAXED,
    )


def test_what_does_not_move_the_plan_is_told_without_solving() -> None:
    with planner.open(three_nations(), data=WORLD) as live:
        before = live.least("cost")
        solved = live.solves
        still: list[dict[str, Any]] = [
            {"floors": False},
            {"pools": {("CCC", "jet"): 3}},
            {"at_most": before.given},
            {"thresholds": {"ground_north": 4.0}},
        ]
        for edit in still:
            assert live.what_if(stage="cost", **edit).stages == pytest.approx(before.stages)
        assert live.solves == solved
        moved: list[tuple[dict[str, Any], float]] = [  # tighter, looser, another coefficient
            ({"without": ["BBB"]}, 2.0),
            ({"pools": {("AAA", "inf"): 3}}, 0.0),
            ({"pools": {("AAA", "inf"): 1}}, 2.0),
            ({"thresholds": {"ground_north": 6.0}}, 2.0),
        ]
        for edit, missing in moved:
            assert live.what_if(stage="cost", **edit).stages["shortfall"] == pytest.approx(missing)
        dearer = live.what_if(stage="cost", costs={"inf": 2.0})
        assert dearer.stages["cost"] == pytest.approx(before.stages["cost"] + 12)
        assert live.least("cost").stages == pytest.approx(before.stages)


@pytest.mark.slow
def test_leaving_guarantor_in_place_and_anew() -> None:
    """All stages of the shipped question, whoever leaves, against the scenario in which it bids 0.

    A stage held by its duals has no tolerance, one held by a cap has: that much may differ.
    """
    sets = ["solve.whole_units=false", "coalition.min_nations=0"]
    live = planner.open("guarantor", sets=sets)
    last = live.problem.scenario.objectives[-1]
    for nation in random.Random(12).sample([n.code for n in live.problem.nations], 8):  # noqa: S311
        pools = [pool for pool in live.problem.pools if pool.nation == nation]
        bids = [f"{{nation: {nation}, unit_type: {pool.unit_type}, lots: 0}}" for pool in pools]
        plan = solve("guarantor", sets=[*sets, f"overrides.bids=[{', '.join(bids)}]"])
        told = live.what_if(without=[nation], stage=last).stages
        found = {stage.name: stage.value for stage in plan.stages}
        assert told == pytest.approx(found, rel=5e-5, abs=1e-6), nation


def test_floors_of_politics_are_switched_off() -> None:
    document = small() | {"coalition": COALITION | {"min_nations": 2}}
    live = WhatIf(problem_of(document))
    assert live.what_if(without=["BBB"]).proof == "infeasible"
    assert live.what_if(without=["BBB"], floors=False).value == pytest.approx(2.0)


def test_whole_lots() -> None:
    document = small() | {"requirements": [need("ground", 2.5)]}
    with planner.open(document, data=WORLD, whole=True) as live:
        assert live.least().value == pytest.approx(0.0)
        with live.without("BBB"):
            assert live.least().value == pytest.approx(4 * 0.5 / 2.5)
            assert live.nearest({}).value == pytest.approx(8.0)


def test_room_for_a_pool_of_later_months() -> None:
    document = scenario(
        pools={("AAA", "inf"): [0, 0, 1, 1]},
        needs=[need("ground", 1)],
        starts=(0, 2),
        solve=RELAXED,
    )
    problem = problem_of(document)
    with pytest.raises(InputError, match="open the scenario with room for it"):
        WhatIf(problem).what_if(pools={("AAA", "inf"): 1})
    live = WhatIf(problem, room={("AAA", "inf"): 1})
    assert live.least().value == pytest.approx(2.0)
    assert live.what_if(pools={("AAA", "inf"): 1}).value == pytest.approx(0.0)


def test_room_for_a_pool_that_comes_too_late_to_serve() -> None:
    """BBB decides after the demand has ended: the model has no row for what its pool holds."""
    document = scenario(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): [3, 2, 2, 2]},
        needs=[need("ground", 2, to_month=2)],
        facts={("BBB", "authorisation_days"): 90},
        solve=RELAXED,
    )
    live = WhatIf(problem_of(document), room={("AAA", "inf"): 1, ("BBB", "inf"): 1})
    assert live.least().value == pytest.approx(1.0)
    assert live.what_if(pools={("BBB", "inf"): [3, 4, 4, 4]}).value == pytest.approx(1.0)
    assert live.what_if(pools={("AAA", "inf"): 2}).value == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"without": ["AAB"]}, "AAB: could not take part in this scenario"),
        ({"without": ["AAA"], "from_month": 1}, "no phase starts in month 1"),
        ({"pools": {("AAA", "tank"): 1}}, "AAA tank: is no pool of this scenario"),
        ({"pools": {("AAA", "inf"): -1}}, "needs a number of lots of 0 or more"),
        ({"pools": {("AAA", "inf"): [1, 2]}}, "or 4 of them, one a month"),
        ({"pools": {("AAA", "inf"): [1, 2, 2, 2]}}, "lots cannot change in month 1 in place"),
        ({"thresholds": {"air": 1}}, "no demand of that id"),
        ({"thresholds": {"ground_north": 0}}, "takes the demand out"),
        ({"thresholds": {"ground_north": 1e9}}, "less than or equal to 100000"),
        ({"costs": {"ship": 1}}, "no unit type of that name"),
        ({"stage": "burden"}, "the scenario has no stage 'burden'"),
    ],
)
def test_wrong_questions(edit: dict[str, Any], message: str) -> None:
    live = WhatIf(problem_of(small() | {"overrides": {**small()["overrides"], "tours": tours()}}))
    with pytest.raises(InputError, match=message):
        live.what_if(**edit)
    assert live.least().value == pytest.approx(1.0 + 4 * 0.75 / 2)


def tours() -> list[Document]:
    return [{"unit_type": "inf", "tour_months": 2, "dwell_months": 2}]


def test_no_plan_at_all_is_an_error_when_it_is_opened() -> None:
    with pytest.raises(InputError, match=r"BBB lacks 0.667 .* cannot hold together"):
        planner.open(document_of(22), data=WORLD)


def test_a_model_with_room_is_closed_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    problem = problem_of(scenario(pools={("AAA", "inf"): 1}, needs=[need("ground", 1)]))
    with WhatIf(problem, room={("AAA", "inf"): 1}) as live:
        assert live.least("shortfall").value == 0
    del live
    gc.collect()
    assert capfd.readouterr() == ("", "")
