"""Who leaves, and what is left: worked out by hand, and solved again from nothing."""

from __future__ import annotations

from typing import Any

import pytest

import planner
from planner import InputError, dropout
from planner.studies.dropout_words import sentences
from planner.study import Row

from ..cli.command import run
from ..random_scenarios import random_document
from ..small_scenarios import need, scenario, solved
from ..world import WORLD, Document

RELAXED = {"whole_units": False}


def three_nations(**more: Any) -> Document:
    """A need of four: AAA has two, BBB one and one to spare, CCC one that stays at home."""
    usual: dict[str, Any] = {
        "pools": {("AAA", "inf"): 2, ("BBB", "inf"): 2, ("CCC", "tank"): 1},
        "needs": [need("ground", 4)],
        "starts": (0, 2),
        "objectives": ("shortfall", "cost"),
        "solve": RELAXED,
    }
    return scenario(**{**usual, **more})


WITH_A_FUND = {"rules": {"budget_limit": {"enabled": True, "common_fund_eur_m": 2}}}


@pytest.mark.parametrize(
    ("more", "month", "said"),
    [({}, 0, ""), (WITH_A_FUND, 0, "the others do"), (WITH_A_FUND, 2, "as if it stayed")],
)
def test_who_pays_together_is_told_who_pays_then(more: Document, month: int, said: str) -> None:
    study = dropout(three_nations(**more), nations=["AAA"], from_month=month, data=WORLD)
    told = [note for note in study.method.notes if "who leaves pays" in note]
    assert len(told) == (said != "")
    assert said in "".join(told)


def rows_of(study: planner.Study) -> dict[str, Any]:
    return {str(row["leaves"]): row for row in study.rows}


def test_sentences_name_nations() -> None:
    shares: Row = {"kept_overnight": 0.5, "kept_anew": 0.75, "lost": 1.0}
    row: Row = {"leaves": "FRA+GBR", **shares, "pivotal": True, "floors_relaxed": False}
    assert sentences([row, {**row, "leaves": "TUR", "kept_overnight": 0.6}]) == (
        "The worst to lose is France and the United Kingdom: overnight 50 % of what is supplied "
        "is left, planned anew 75 %.",
        "Nobody can make up for France and the United Kingdom (75 % left) or Türkiye (75 % left).",
    )


def test_by_hand() -> None:
    """The cheapest plan is AAA 2 and BBB 2; CCC's tank costs more and can replace one of them."""
    study = dropout(three_nations(), pairs=True, data=WORLD)
    rows = rows_of(study)
    assert list(rows) == ["AAA", "BBB", "AAA+BBB"]
    alone = rows["AAA"]
    assert alone["kept_overnight"] == pytest.approx(0.5)
    assert alone["kept_anew"] == pytest.approx(0.75)
    assert alone["lost"] == pytest.approx(1.0)  # one of four, for four months
    assert alone["first_missing"] == "ground_north from month 0"
    assert alone["replaced_by"] == pytest.approx({"CCC": 4.0})
    assert alone["changes_lot_months"] == pytest.approx(4.0)
    assert (alone["pivotal"], alone["floors_relaxed"], alone["proof"]) == (True, False, "optimal")
    assert rows["AAA+BBB"]["kept_overnight"] == 0
    assert rows["AAA+BBB"]["kept_anew"] == pytest.approx(0.25)
    assert study.answer[0] == (
        "The worst to lose is AAA and BBB: overnight 0 % of what is supplied is left, planned anew "
        "25 %."
    )
    assert study.method.rechecked == 6
    assert study.warnings == ()


def test_nothing_is_lost_where_others_can_step_in() -> None:
    study = dropout(three_nations(needs=[need("ground", 1)]), data=WORLD)
    for row in study.rows:
        assert row["kept_anew"] == 1
        assert (row["lost"], row["pivotal"], row["first_missing"]) == (0, False, "")
    assert "nothing is lost" in study.answer[1]


def test_leaving_later_keeps_what_was_given_before() -> None:
    """Half of the time is over: overnight a quarter of all is lost, planned anew an eighth."""
    row = rows_of(dropout(three_nations(), nations=["aaa"], from_month=2, data=WORLD))["AAA"]
    assert row["kept_overnight"] == pytest.approx(0.75)
    assert row["kept_anew"] == pytest.approx(0.875)
    assert row["first_missing"] == "ground_north from month 2"
    assert row["changes_lot_months"] == pytest.approx(2.0)


def test_a_plan_in_whole_lots() -> None:
    """In whole lots 2.5 take three: BBB gives two of them, and replaces AAA's one."""
    document = three_nations(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 2, ("CCC", "tank"): 1},
        needs=[need("ground", 3)],
        solve={},
    )
    study = dropout(solved(document), whole=True, data=WORLD)
    rows = rows_of(study)
    assert not study.method.relaxed
    assert rows["AAA"]["kept_overnight"] == pytest.approx(2 / 3)
    assert rows["AAA"]["kept_anew"] == 1
    assert rows["AAA"]["replaced_by"] == {"CCC": 4.0}
    assert rows["BBB"]["kept_anew"] == pytest.approx(2 / 3)
    again = dropout(document, whole=True, data=WORLD)
    assert (rows_of(again), again.method.solves) == (rows, study.method.solves)


@pytest.mark.slow
def test_processes_share_the_groups() -> None:
    document = three_nations(solve={})
    one, two = (dropout(document, whole=True, jobs=jobs, data=WORLD) for jobs in (1, 2))
    assert (two.rows, two.method.solves) == (one.rows, one.method.solves)
    assert {row["proof"] for row in one.rows} == {"optimal"}


def test_floors_that_cannot_hold_are_told() -> None:
    document = three_nations(coalition={"min_stance": 3, "lead_nations": ["AAA"], "min_nations": 3})
    study = dropout(document, nations=["CCC"], data=WORLD)
    assert study.rows[0]["floors_relaxed"] is True
    assert study.answer[-1].startswith("The floors on members, leads or pledges cannot hold")


@pytest.mark.parametrize("seed", [2, 8, 11])
def test_a_plan_made_anew_is_that_of_the_scenario_without_them(seed: int) -> None:
    """Against planner.solve, on random scenarios: without BBB, and with floors off."""
    document = random_document(seed)
    quiet = {"participation_floor": {"min_lot_months": 1}, "lead_floor": {"enabled": False}}
    document = {
        **document,
        "rules": {**document["rules"], **quiet},
        "coalition": {**document["coalition"], "min_nations": 0},
        "objectives": ["shortfall"],
        "solve": RELAXED,
    }
    before = planner.solve(document, data=WORLD).stage("shortfall").value
    gone = {**document, "coalition": {**document["coalition"], "exclude": ["BBB"]}}
    gone["overrides"] = {
        name: [row for row in rows if row.get("nation") != "BBB"]
        for name, rows in document["overrides"].items()
    }
    after = planner.solve(gone, data=WORLD).stage("shortfall").value
    row = dropout(document, nations=["BBB"], data=WORLD).rows[0]
    assert row["lost"] == pytest.approx(after - before, abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"nations": ["AAA+XXX"]}, "XXX: could not take part"),
        ({"from_month": 3}, "no phase starts in month 3"),
        ({"sets": ["objectives=[cost]"]}, "no stage 'shortfall'"),
    ],
)
def test_what_is_refused(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        dropout(three_nations(), data=WORLD, **arguments)


@pytest.mark.slow
def test_the_command_prints_and_writes(tmp_path: Any) -> None:
    out = tmp_path / "x.json"
    done = run("dropout", "tripwire", "--nations", "FRA,GBR+DEU", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "The worst to lose is" in done.stdout
    assert [row["leaves"] for row in planner.read_study(out).rows] == ["FRA", "GBR+DEU"]
    assert run("dropout", "tripwire", "--nations", "XXX").exit_code == 2


def test_what_is_not_proved_is_not_told_as_proved() -> None:
    """In whole lots a search may end before it is known whether others can step in."""
    row: Row = {"leaves": "AAA", "kept_overnight": 0.5, "kept_anew": 0.9, "lost": 0.4}
    open_case = {**row, "pivotal": False, "floors_relaxed": False}
    proved = {**open_case, "leaves": "BBB", "pivotal": True}
    assert sentences([open_case, proved])[1:] == (
        "Nobody can make up for BBB (90 % left).",
        "No plan found in time makes up for AAA (90 % left); there may be one.",
    )
