"""Plans that keep a share whoever leaves: by hand, and every withdrawal solved from nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import InputError
from planner.model import build
from planner.model.cases import add_case
from planner.pipeline import prepare
from planner.solver.lexicographic import solve_stages
from planner.studies.robust import _answer

from ..cli.command import TINY, run
from ..model.wide_cases import wide_document
from ..random_scenarios import random_document
from ..small_scenarios import need, scenario
from ..world import WORLD, Document


def two_of_three(**more: Any) -> Document:
    """AAA is cheapest, for the others pay to come: it gives both lots, unless it may leave."""
    return scenario(
        **{
            "pools": {("AAA", "inf"): 2, ("BBB", "tank"): 2},
            "needs": [need("ground", 2)],
            "objectives": ("shortfall", "cost"),
            **more,
        }
    )


@pytest.mark.parametrize("relaxed", [False, True], ids=["whole", "relaxed"])
def test_half_is_kept_by_a_second_nation(relaxed: bool) -> None:
    """Two lots at 1 a month from AAA; a tank of BBB at 1.5 in the place of one, for four months."""
    study = planner.robust(two_of_three(), share=0.5, relaxed=relaxed, data=WORLD)
    assert study.rows == (
        {"case": "AAA", "kept_before": 0.0, "kept_after": 0.5, "in_model": True},
        {"case": "BBB", "kept_before": 1.0, "kept_after": 0.5, "in_model": False},
    )
    price = {row["stage"]: row["change"] for row in study.parts["price"]}
    assert price == {"shortfall": 0.0, "cost": 2.0}
    assert study.answer == (
        "If AAA leaves overnight, 0 % of what is provided is left.",
        "The robust plan keeps 50 % whoever leaves.",
        "Nothing more is missing and it costs EUR 10 million instead of EUR 8 million; "
        "8 lot-months differ.",
    )


def test_money_that_reads_the_same_is_no_price() -> None:
    plan = planner.solve(two_of_three(), data=WORLD)
    kept = {"FRA": 0.3, "GBR": 0.4}
    told = list(_answer(plan, plan, kept, dict.fromkeys(kept, 0.5), ["FRA"], 0.5))
    assert told[0] == "If France leaves overnight, 30 % of what is provided is left."
    assert (
        told[-1] == "Nothing more is missing and it still costs EUR 8 million; 0 lot-months differ."
    )


def test_all_is_kept_of_nothing() -> None:
    """AAA alone gives, for a lead has to: a plan may promise nothing, but for rounding."""
    document = wide_document(90061)
    study = planner.robust(document, share=0.8, data=WORLD)
    assert study.rows == ({"case": "AAA", "kept_before": 0.0, "kept_after": 1.0, "in_model": True},)


def test_what_holds_already_has_no_price() -> None:
    study = planner.robust(
        two_of_three(pools={("AAA", "inf"): 1, ("BBB", "inf"): 1}), share=0.5, data=WORLD
    )
    assert study.answer[-1] == (
        "No single withdrawal leaves less than 50 %: nothing has to change."
    )
    assert [row["in_model"] for row in study.rows] == [False, False]
    assert study.parts["forces"] == ()


def test_a_share_that_takes_giving_less_is_paid_for() -> None:
    """AAA alone has a second lot. To lose no more than half with it, it gives one, or all else."""
    document = two_of_three(pools={("AAA", "inf"): 3, ("BBB", "inf"): 1}, needs=[need("ground", 4)])
    study = planner.robust(document, share=0.5, relaxed=False, data=WORLD)
    price = {row["stage"]: row["change"] for row in study.parts["price"]}
    assert price["shortfall"] == 2.0
    assert {row["case"]: row["kept_after"] for row in study.rows} == {"AAA": 0.5, "BBB": 0.5}


def left_without(
    document: Document, given: Mapping[tuple[str, str, str, str], float], nation: str
) -> float:
    """Weighted requirement-months missing if the others give at most what they gave."""
    problem, _ = prepare(document, data=WORLD)
    model = build(problem)
    for key, lots in model.contribution.items():
        lots.upBound = 0 if key[0] == nation else given.get(key, 0.0)
    plan = solve_stages(model)
    return plan.stages[0].value


@pytest.mark.parametrize(
    ("seed", "share"),
    [(3, 1), (8, 1), (11, 1), (20, 1), (41, 1), (106, 1), (2, 0.5), (7, 0.5), (43, 0)],
)
def test_a_case_in_the_model_is_kept_when_it_is_solved_from_nothing(
    seed: int, share: float
) -> None:
    """Random scenarios without political floors: the copy in the model tells the truth.

    Where only a share may change hands, those who are left keep to it as well. In 41 and 106 the
    plan promises a fraction of a lot less than it gives.
    """
    document = random_document(seed)
    shares = {document["requirements"][0]["effect"]: share}
    document["rules"]["handover_limit"] = {"enabled": True, "shares": shares}
    document["rules"] |= {"lead_floor": {"enabled": False}, "share_limit": {"enabled": False}}
    document["coalition"] |= {"min_nations": 0}
    document["objectives"] = ["shortfall", "cost"]
    document["rules"]["participation_floor"] = {"min_lot_months": 1}
    problem, _ = prepare(document, data=WORLD)
    nations = sorted({pool.nation for pool in problem.pools})
    model = build(problem)
    cases = [add_case(model, {nation}, 0.6) for nation in nations]
    found = solve_stages(model)
    given = {key: round(found[x]) for key, x in model.contribution.items()}
    asked: float = sum(w.demand.weight * w.phase.months for w in problem.wants)
    for nation, case in zip(nations, cases, strict=True):
        assert case.contribution
        left = asked - left_without(document, given, nation)
        assert left >= 0.6 * (asked - found.stages[0].value) - 1e-6


def test_bad_questions_are_input_errors() -> None:
    with pytest.raises(InputError, match="give a share from 0 to 1"):
        planner.robust(two_of_three(), share=1.5, data=WORLD)
    with pytest.raises(InputError, match="no stage shortfall"):
        planner.robust(two_of_three(objectives=("cost",)), data=WORLD)


def test_the_command_tells_the_price(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps(TINY))
    done = run("robust", str(tmp_path / "s.json"), "--share", "0.5")
    assert done.exit_code == 0, done.stderr
    assert "What does it cost to keep 50 % if any one nation leaves?" in done.stdout
    assert "Only giving nothing loses less: France cannot be replaced." in done.stdout


@pytest.mark.slow
def test_every_single_withdrawal_keeps_the_share_of_the_robust_plan() -> None:
    study = planner.robust("tripwire", share=0.8)
    assert any(row["in_model"] for row in study.rows)
    assert all(float(str(row["kept_after"])) >= 0.8 - 1e-4 for row in study.rows)
    assert any(float(str(row["kept_before"])) < 0.8 for row in study.rows)
