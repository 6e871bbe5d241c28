"""What changed between two plans, by hand; chance is no change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import InputError, Study
from planner.studies.plan_differences import in_words
from planner.study import Row

from ..cli.command import TINY, run
from ..small_scenarios import SECTORS, need, scenario
from ..world import WORLD, Document


def with_lots(lots: int, **more: Any) -> Document:
    return scenario(
        **{
            "pools": {("AAA", "inf"): lots, ("BBB", "inf"): 1},
            "needs": [need("ground", 2)],
            "objectives": ("sustained", "shortfall", "cost"),
            **more,
        }
    )


def compared(a: Document, b: Document, **options: Any) -> Study:
    return planner.compare(a, b, data=WORLD, **options)


@pytest.mark.parametrize("relaxed", [False, True], ids=["whole", "relaxed"])
def test_what_changed_is_told_part_by_part(relaxed: bool) -> None:
    study = compared(with_lots(0), with_lots(1, name="more"), relaxed=relaxed)
    assert study.question == "What changed from small to more?"
    assert study.answer == (
        "More is kept up of ground_north (2 of 2, before 1).",
        "AAA gives forces, and did not before.",
        "It costs EUR 8 million, before EUR 4 million.",
    )
    values = [(row["stage"], row["a"], row["b"], row["change"]) for row in study.rows]
    assert values == [
        ("sustained", 2.0, 0.0, -2.0),
        ("shortfall", 2.0, 0.0, -2.0),
        ("cost", 4.0, 8.0, 4.0),
    ]
    fields = {row["field"]: (row["a"], row["b"]) for row in study.parts["inputs"]}
    assert fields["name"] == ("small", "more")
    assert fields["overrides.pools.AAA_inf_0.lots"] == (0, 1)
    (row,) = study.parts["forces"]
    assert (row["nation"], row["lot_months_a"], row["lot_months_b"]) == ("AAA", 0.0, 4.0)


def test_a_level_that_reads_the_same_is_not_told() -> None:
    needs: Row = {"need_a": 4.0, "need_b": 4.0, "sustained_b": 4.0}
    near: Row = {"demand": "a", "sustained_a": 3.97, **needs}
    far: Row = {"demand": "b", "sustained_a": 3.0, **needs}
    less: Row = {"demand": "c", "need_a": 4.0, "need_b": 2.0, "sustained_a": 4.0}
    less |= {"sustained_b": 2.0}
    new: Row = {"nation": "GBR", "lot_months_a": 0.0, "lot_months_b": 1.0}
    lead: Row = {**new, "role_a": "", "role_b": "lead"}
    parts: dict[str, tuple[Row, ...]] = {"demands": (near, far, less), "nations": (lead,)}
    assert list(in_words(parts, 1.0, 1.0)) == [
        "More is kept up of b (4 of 4, before 3).",
        "Less is kept up of c (2 of 2, before 4 of 4).",
        "The United Kingdom gives forces, and did not before.",
        "The United Kingdom leads.",
    ]


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_every_caveat_of_a_nation_is_an_input(first: bool) -> None:
    """Two of one nation, of which the one is new."""
    north, south = (
        {"nation": "AAA", "location": place, "reason": "law"} for place in ("north", "south")
    )
    a = with_lots(2, locations=SECTORS, caveats=[south])
    b = with_lots(2, locations=SECTORS, caveats=[north, south] if first else [south, north])
    fields = {str(row["field"]) for row in compared(a, b).parts["inputs"]}
    assert {field.rpartition(".")[0] for field in fields} == {
        "overrides.caveats.AAA_north_forbidden"
    }


def test_the_cost_is_of_the_plan_whose_nations_are_told() -> None:
    """No stage of b asks for the cost: what it gives beyond a is chance, and taken out before."""
    asked = {"pools": {("AAA", "inf"): 3}, "objectives": ("sustained", "shortfall")}
    pledge = {"nation": "AAA", "unit_type": "inf", "lots": 3}
    more = planner.solve(
        with_lots(0, **asked, rules={"pledge_floor": {"pledges": [pledge]}}), data=WORLD
    )
    plain = planner.solve(with_lots(0, **asked), data=WORLD)
    b = more.model_copy(update={"scenario": plain.scenario})
    a = planner.solve(
        with_lots(0, **asked) | {"objectives": [*asked["objectives"], "cost"]}, data=WORLD
    )
    assert (a.cost_eur_m, b.cost_eur_m) == (8, 12)
    assert planner.compare(a, b, data=WORLD).answer == ("Nothing in the answer changes.",)


def test_it_is_told_that_a_demand_counts_from_another_month() -> None:
    """Until month 2 nothing counts where BBB waits for a vote, though it has a lot only then."""
    vote = {"nation": "BBB", "until_month": 2, "reason": "a vote"}
    asked: Document = {
        "needs": [need("ground", 4)],
        "pools": {("AAA", "inf"): 2, ("BBB", "inf"): (0, 0, 1, 1)},
        "starts": (0, 2),
    }
    study = compared(with_lots(2, caveats=[vote], **asked), with_lots(2, **asked))
    (row,) = study.parts["demands"]
    assert (row["from_month_a"], row["from_month_b"]) == (2, 0)
    assert study.answer == (
        "Less is kept up of ground_north (2 of 4, before 3).",
        "Demand ground_north counts from another month than before.",
    )


def test_nothing_changes_where_the_question_is_the_same() -> None:
    study = compared(with_lots(1), with_lots(1))
    assert study.answer == ("Nothing in the answer changes.",)
    assert not any(study.parts.values())


@pytest.mark.parametrize("relaxed", [False, True], ids=["whole", "relaxed"])
@pytest.mark.parametrize("seed", range(4))
def test_chance_is_no_change(relaxed: bool, seed: int) -> None:
    """Two like nations, two like sectors, three lots of four: who gives, and where one is missing,
    is the solver's chance. The note differs, and nothing else."""
    like = {
        "pools": {("AAA", "inf"): 2, ("BBB", "inf"): 2, ("CCC", "inf"): 2},
        "needs": [need("ground", 2), need("ground", 2, "south")],
        "locations": SECTORS,
        "starts": (0, 2),
        "cycle": (2, 2),
        "horizon": 4,
    }
    a = with_lots(0, **like)
    b = with_lots(0, **like, solve={"seed": seed + 1}, name="again")
    study = compared(a, b, relaxed=relaxed)
    assert study.answer == ("Nothing in the answer changes.",)
    assert [row["field"] for row in study.parts["inputs"]] == ["name", "solve.seed"]


def test_whole_and_relaxed_do_not_compare() -> None:
    one = planner.solve(with_lots(0), data=WORLD)
    other = planner.solve(with_lots(1), data=WORLD, sets=["solve.whole_units=false"])
    with pytest.raises(InputError, match="solve both alike"):
        planner.compare(one, other, data=WORLD)


def test_the_command_compares_a_plan_with_a_scenario(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps(TINY))
    plan = planner.solve(TINY, sets=["solve.whole_units=false"])
    planner.write_plan(plan, tmp_path / "p.json")
    done = run("compare", str(tmp_path / "p.json"), str(tmp_path / "s.json"), "--set", "name=other")
    assert done.exit_code == 0, done.stderr
    assert "What changed from tiny to other?" in done.stdout
    assert "Nothing in the answer changes." in done.stdout
