"""What is kept up, who stands where and the statement of requirements, in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner import Plan, write_plan

from ..small_plan import nation, requirement, small_plan
from ..world import Document
from .command import fake_solve, run


def squeezed(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def kept(nation: str, amount: float) -> Document:
    return {"nation": nation, "effect": "ground", "amount": amount}


def row(serial: str, capability: str, need: float, there: float, **more: Any) -> Document:
    line: Document = {"serial": serial, "demand": "g", "capability": capability, "location": "east"}
    line |= {"need": need, "sustained": there, "unfilled": need - there, "offered_by": []}
    return line | {"caveats": [], "readiness_days": None} | more


CJSOR = [
    row("1", "ground", 2, 1, offered_by=["FRA 1", "GBR at times"], readiness_days=45),
    row("1.1", "ground_heavy", 1, 1, caveats=["law forbids it: GBR"]),
]


NATION = nation("FRA", "lead", 18) | {"past_peak": 500, "people_times_peak": 2}


@pytest.fixture
def plan() -> Plan:
    """FRA keeps one battlegroup there; GBR brings one in the first of two slots."""
    scenario = small_plan().scenario.model_dump() | {"start_date": "2026-11"}
    turnover = [{"phase": "p1", "effect": "ground", "share": 0}]
    return small_plan(
        scenario=scenario,
        nations=[NATION, NATION | {"nation": "GBR", "role": "member"}],
        contingents=[kept("FRA", 1)],
        turnover=turnover,
        cjsor=CJSOR,
    )


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> str:
    fake_solve(monkeypatch, plan)
    return squeezed(run("solve").stdout)


def test_the_level_stands_with_what_is_there_at_times(shown: str) -> None:
    assert "kept up of level from month at times in months" in shown
    assert "battlegroups, Eastern sector 2 1 0 (2026-11) 2 0–5" in shown


def test_nations_stand_slot_by_slot_beside_their_ceilings(shown: str) -> None:
    assert "0–5 6–11\nNov May\nnation 2026 2027 always people at peak ceiling past peak" in shown
    assert "FRA 1 1 1 1,000 5,000 2.0 x" in shown
    assert "GBR 1 · · 1,000 5,000 2.0 x" in shown
    assert "there 2 1\nasked 2 2\nmissing · 1\nchanged · 0 %" in shown


def test_the_first_to_be_there_take_over_from_nobody(
    monkeypatch: pytest.MonkeyPatch, plan: Plan
) -> None:
    late = [row for row in plan.contributions if row.phase == "p1"]
    new = {"phase": "p1", "effect": "ground", "share": 1}
    content = plan.model_dump() | {"contributions": late, "turnover": [new]}
    fake_solve(monkeypatch, Plan.model_validate(content))
    assert "missing 1\nchanged ·" in squeezed(run("solve").stdout)


def test_what_is_smaller_than_a_battlegroup_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, plan: Plan
) -> None:
    (group,) = plan.unit_types
    small = {"id": "coy", "title": "Company group", "is_battlegroup": False, "personnel": 220}
    company = plan.contributions[0].model_copy(update={"unit_type": "coy"})
    content = plan.model_dump() | {
        "unit_types": [group, group.model_copy(update=small)],
        "contributions": [*plan.contributions, company],
        "pools": [*plan.pools, plan.pools[0].model_copy(update={"unit_type": "coy"})],
    }
    fake_solve(monkeypatch, Plan.model_validate(content))
    shown = " ".join(run("solve").stdout.split())
    assert (
        "from month 0: battlegroups, each of 1,000 people, a third of a brigade, and company "
        "groups of 220. Always"
    ) in shown


def test_sectors_stand_slot_by_slot(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    scenario = plan.scenario.model_dump()
    scenario["locations"] += ({"id": "south", "kind": "theatre", "title": "South"},)
    rows = [entry.model_dump() for entry in plan.contributions]
    rows.append(rows[1] | {"location": "south", "lots": 3})
    changes = plan.model_dump() | {"scenario": scenario, "contributions": rows}
    fake_solve(monkeypatch, Plan.model_validate(changes))
    shown = squeezed(run("solve").stdout)
    assert (
        "months from Eastern sector South\n0–5 2026-11 FRA 1, GBR 1 GBR 3\n6–11 2027-05 FRA 1"
        in shown
    )


def test_many_slots_stand_in_several_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"p{number}" for number in range(24)]
    phases = [{"id": n, "start_month": i, "end_month": i + 1} for i, n in enumerate(names)]
    place = {"nation": "FRA", "unit_type": "bg", "location": "east", "lots": 1}
    turnover = [{"phase": name, "effect": "ground", "share": 0} for name in names[1:]]
    fake_solve(
        monkeypatch,
        small_plan(
            phases=phases,
            contributions=[place | {"phase": name} for name in names],
            requirements=[requirement(name, 1) for name in names],
            turnover=turnover,
        ),
    )
    shown = run("solve").stdout
    assert squeezed(shown).count("\nthere 1 1 1 1 1 1 1 1\n") == 3
    assert max(map(len, shown.splitlines())) <= 100


def test_words_of_the_slots_are_explained_once(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    turnover = [row.model_dump() for row in plan.turnover]
    turnover += [row | {"effect": "fighters"} for row in turnover]
    fake_solve(monkeypatch, Plan.model_validate(plan.model_dump() | {"turnover": turnover}))
    shown = run("solve", "--all").stdout
    assert shown.count("in the theatre, by months from month 0") == 2
    assert shown.count("Past peak:") == 1


def test_the_statement_is_shown_on_request(tmp_path: Path, plan: Plan, shown: str) -> None:
    assert "CJSOR ─" not in shown
    path = write_plan(plan, tmp_path / "plan.json")
    asked = squeezed(run("show", str(path), "--section", "cjsor").stdout)
    assert "line capability where need kept up unfilled days offered by" in asked
    assert "1 ground Eastern 2 1 1 45 FRA 1; at" in asked
    assert "1.1 ground Eastern 1 1 ·" in asked
    assert "law forbids" in asked
    assert "CJSOR ─" in run("show", str(path), "--all").stdout
