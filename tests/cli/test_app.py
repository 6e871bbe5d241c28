"""The command ``planner``: what it prints where, and its exit codes."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

import planner
from planner import Plan, Progress, SolverError, SolverTimeout, verify_plan
from planner.cli import terminal
from planner.cli.app import app
from planner.summary.key_numbers import amount_text

from ..small_plan import all_demands, lots_over, nation, small_plan

COMMAND = [sys.executable, "-m", "planner"]
TINY = {
    "name": "tiny",
    "title": "One battlegroup in the east [bold]\x1b[31m",
    "horizon_months": 12,
    "coalition": {"include": ["FRA", "GBR"], "min_stance": 3, "lead_nations": ["FRA"]},
    "locations": [{"id": "east", "kind": "theatre", "title": "Eastern sector"}],
    "requirements": [
        {"id": "g", "effect": "ground", "location": "east", "from_month": 6, "threshold": 1}
    ],
    "rules": {
        "support_floor": {"enabled": False},
        "headquarters_floor": {"enabled": False},
        "lead_floor": {"enabled": False},
        "participation_floor": {"min_lot_months": 1},
    },
    "objectives": ["shortfall", "cost"],
}
HARD = {**TINY, "requirements": [{**TINY["requirements"][0], "threshold": 500}]}  # type: ignore[index]
RICH: dict[str, Any] = {
    "name": "rich",
    "start_date": "2026-03",
    "horizon_months": 18,
    "coalition": {
        "include": ["FRA", "GBR", "POL"],
        "min_stance": 3,
        "lead_nations": ["FRA"],
        "us_backstop": True,
    },
    "locations": [
        {"id": "east", "kind": "theatre", "title": "Eastern sector"},
        {"id": "all", "kind": "theatre_wide", "title": "Whole theatre"},
        {"id": "camp", "kind": "training", "title": "Training abroad"},
    ],
    "requirements": [
        {"id": "drones", "effect": "isr_male", "location": "all", "from_month": 6, "threshold": 30}
    ],
    "rules": {
        "lift_limit": {"enabled": True},
        "framework_floor": {"enabled": True},
        "participation_floor": {"min_lot_months": 1},
        "lead_floor": {"components": {"air": ["GBR"]}},
        "training_balance": {"enabled": True},
        "burden": {"aid_credit_share": 0.05},
        "budget_limit": {
            "enabled": True,
            "national_eur_m": {"FRA": 300},
            "common_fund_eur_m": 3000,
        },
        "procurement_limit": {
            "enabled": True,
            "options": [],
            "own_options": [
                {
                    "id": "joint_drones",
                    "title": "Drones bought together",
                    "members": ["FRA", "GBR"],
                    "unit_type": "isr_male",
                    "price_eur_m": 20,
                    "lead_months": 6,
                    "max_lots": 4,
                }
            ],
        },
        "force_ratio_floor": {
            "threats": [
                {
                    "id": "attack",
                    "location": "east",
                    "from_month": 12,
                    "within_days": 30,
                    "attackers": 44000,
                    "host_battlegroups": 3,
                }
            ]
        },
        "presence_floor": {
            "presences": [{"id": "flags", "location": "east", "from_month": 6, "nations": 3}]
        },
        "air_cover_floor": {
            "stations": [
                {
                    "id": "patrol",
                    "location": "all",
                    "from_month": 6,
                    "package": "cap_station",
                    "threshold": 1,
                }
            ]
        },
    },
    "objectives": ["shortfall", "us_dependence", "cost"],
}


@pytest.fixture(scope="module")
def rich_plan() -> Plan:
    """A small plan in which every rule has something to say."""
    return planner.solve(RICH)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a scenario that is solved in a moment."""
    path = tmp_path_factory.mktemp("scenario") / "tiny.yaml"
    path.write_text(json.dumps(TINY))
    return str(path)


@pytest.fixture(scope="module")
def tiny_plan() -> Plan:
    return planner.solve(TINY)


@pytest.fixture(scope="module")
def hard_plan() -> Plan:
    return planner.solve(HARD)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def fake_solve(monkeypatch: pytest.MonkeyPatch, outcome: Plan | Exception) -> list[dict[str, Any]]:
    """Make planner.solve give this outcome; the list fills with the arguments of its calls."""
    calls: list[dict[str, Any]] = []

    def solve(source: str, **options: Any) -> Plan:
        calls.append({"source": source, **options})
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr("planner.pipeline.solve", solve)
    return calls


# --- solve


def test_the_summary_reads_from_the_verdict_down(tiny: str) -> None:
    result = run("solve", tiny)
    assert result.exit_code == 0, result.output
    parts = ["can keep up all that is asked for", "Requirements", "Who gives what", "GBR"]
    parts += ["Who carries how much", "Rotation", "How sure the data", "How sure the plan"]
    places = [result.stdout.find(part) for part in parts]
    assert places == sorted(places)
    assert places[0] > 0
    assert max(map(len, result.stdout.splitlines())) <= terminal.WIDTH
    assert "\x1b" not in result.stdout
    assert "[bold]" in result.stdout
    assert result.stderr == ""


def test_a_shortfall_is_an_answer(monkeypatch: pytest.MonkeyPatch, hard_plan: Plan) -> None:
    fake_solve(monkeypatch, hard_plan)
    result = run("solve")
    assert result.exit_code == 0
    assert "short of" in result.stdout
    assert "battlegroups (g, Eastern sector)" in " ".join(result.stdout.split())


LEVELS = {0: (3, 24.0), 3: (5, 18.0), 5: (8, 3.0), 8: (10, 6.0), 10: (12, 18.0)}
"""first month: (end, battlegroups there), where 24 are asked for"""


def test_every_amount_that_is_missing_has_its_months(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_solve(monkeypatch, lots_over(LEVELS))
    lines = [line.split() for line in run("solve").stdout.splitlines()]
    where = ["g", "Eastern", "sector", "in", "place", "24", "3"]
    first = lines.index([*where, "21", "5–7"])
    assert lines[first + 1 : first + 3] == [["18", "8–9"], ["6", "3–4,", "10–11"]]


def test_threats_and_cover_have_every_amount_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = all_demands(threat=3, presence=1, cover=1)
    for name, better in (("force_ratios", {"coalition": 2}), ("cover", {"supplied": 1.5})):
        (row,) = getattr(plan, name)
        less = row.model_copy(update={"phase": "p0", "shortfall": row.shortfall / 2} | better)
        plan = plan.model_copy(update={name: (less, row)})
    fake_solve(monkeypatch, plan)
    lines = [line.split() for line in run("solve").stdout.splitlines()]
    worst = ["attack", "Eastern", "sector", "in", "place", "9", "6", "0", "2", "1", "3", "6–11"]
    assert lines[lines.index(worst) + 1] == ["9", "6", "2", "2", "1", "1.5", "0–5"]
    towns = ["towns", "area_city", "Eastern", "sector", "2", "1", "1.2", "1", "6–11"]
    assert lines[lines.index(towns) + 1] == ["0.5", "0–5"]


def test_the_heading_has_the_date_asked_for_and_those_of_the_figures(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan
) -> None:
    fake_solve(monkeypatch, tiny_plan)
    shown = run("solve").stdout
    assert "reference date 2024-12 · 12 months, month 0 is the ceasefire" in shown
    assert re.search(
        r"^figures of 20\d\d(-\d\d)? to 20\d\d(-\d\d)?, half of them of 20", shown, re.M
    )


def test_why_nations_give_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    nations = [nation("FRA", "lead", 27)]
    nations += [nation(code, "none", 0) | {"member": False} for code in ("GBR", "NLD")]
    unused = [
        {"nation": code, "unit_type": "bg", "reason_kind": kind, "reason": "why"}
        for code, kind in (("GBR", "not_needed"), ("NLD", "participation_floor"))
    ]
    fake_solve(monkeypatch, small_plan(nations=nations, unused=unused))
    shown = " ".join(run("solve").stdout.split())
    assert (
        "Could take part, but give nothing: cannot give as much as a member must "
        "(participation_floor): NLD not needed: what they have a part in is met, or lacks other "
        "forces: GBR"
    ) in shown
    assert "all 1 member 27" in shown


@pytest.fixture(scope="module")
def sections(rich_plan: Plan) -> dict[str, str]:
    """Heading -> what ``planner solve`` prints below it, spaces squeezed."""
    with pytest.MonkeyPatch.context() as patch:
        fake_solve(patch, rich_plan)
        lines = run("solve").stdout.splitlines()
    assert max(map(len, lines)) <= terminal.WIDTH
    found: dict[str, str] = {}
    for line in lines:
        heading, rule, _ = line.partition(" ──")
        name = heading if rule else list(found or [""])[-1]
        found[name] = found.get(name, "") + ("" if rule else " ".join(line.split()) + "\n")
    return found


def test_sections_stand_in_order(sections: dict[str, str]) -> None:
    names = ["", "Requirements", "Deterrence", "Who gives what", "Command", "Who carries how much"]
    names += ["Money", "Rotation", "Movement", "Votes ahead", "NATO's forces", "US gaps", "Growth"]
    names += ["How sure the data are", "How sure the plan is"]
    assert [name for name in sections if not name.startswith("Warnings")] == names


def test_a_plan_without_more_to_say_has_fewer_sections(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan
) -> None:
    fake_solve(monkeypatch, tiny_plan)
    shown = run("solve").stdout
    for heading in ("Deterrence ─", "US gaps ─", "Growth ─"):
        assert heading not in shown
    assert "of capacity" not in shown


def test_command_shows_the_tree_without_single_support_units(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown = sections["Command"]
    brigades = [row for row in rich_plan.command.formations if row.level == "brigade"]
    assert brigades
    assert "Operation, led by FRA\n├── Land component" in shown
    assert "└── Air component, led by GBR" in shown
    assert f"Brigade, Eastern sector, led by {brigades[0].nation}, " in shown
    assert "support: " in shown
    assert "medical" not in shown


def test_deterrence_shows_threats_presences_and_cover(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown, threat = sections["Deterrence"], rich_plan.force_ratios[0]
    numbers = " ".join(
        amount_text(x)
        for x in (threat.attackers, threat.need, threat.coalition, threat.host, threat.trained)
    )
    assert f"attack Eastern sector in 30 days {numbers}" in shown
    for presence in rich_plan.presences:
        assert all(nation in shown for nation in presence.nations)
    assert "GBR°" in shown
    assert "patrol cap_station Whole theatre 1 1 1 ·\n" in shown
    assert "takes 26 fighters, 3 tankers" in shown


def test_money_shows_kinds_and_fairness_by_every_key(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown = sections["Money"]
    for kind in ("deployment", "training", "movement", "procurement"):
        amount = sum(row.eur_m for row in rich_plan.costs if row.kind == kind)
        assert amount > 0
        assert f"{kind} {amount:,.0f} " in shown
    gbr = next(row for row in rich_plan.nations if row.nation == "GBR")
    keys = ("gdp", "defence_budget", "active_forces", "equal")
    ratios = " ".join(f"{gbr.burden_share / gbr.fair_shares[key]:.1f}" for key in keys)
    assert f"GBR {ratios}\n" in shown
    fra = next(row for row in rich_plan.nations if row.nation == "FRA")
    assert fra.fund_received_eur_m > 0
    amounts = (fra.cost_eur_m, fra.aid_credit_eur_m, fra.fund_paid_eur_m, fra.fund_received_eur_m)
    assert "FRA " + " ".join(f"{amount:,.0f}" for amount in amounts) in shown


def test_movement_shows_freight_and_the_slowest_arrivals(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown = sections["Movement"]
    first = rich_plan.lift[0]
    assert first.movement == "rail"
    assert first.capacity is not None
    assert f"6–11 {first.load:,.0f} {first.load / first.capacity * 100:.0f} %" in shown
    slowest = min(rich_plan.arrivals, key=lambda row: row.slack_days)
    assert f"{slowest.ready_day} {slowest.due_day} {slowest.slack_days} {slowest.critical}" in shown


def test_votes_are_not_warned_of_again(sections: dict[str, str], rich_plan: Plan) -> None:
    shown = sections["Votes ahead"]
    renewals = [row for row in rich_plan.mandates if row.event == "renewal"]
    assert {row.nation for row in renewals} == {"FRA", "USA"}
    for row in renewals:
        assert f"{row.date} {row.month} {row.nation} {row.personnel:,}\n" in shown
    assert any(row.code == "mandate_renewal" for row in rich_plan.warnings)
    assert "mandate of" not in "".join(sections.values())


def test_natos_forces_sum_lots_and_months(sections: dict[str, str], rich_plan: Plan) -> None:
    rows = [row for row in rich_plan.nato_ledger if row.nation == "POL"]
    tier_1, tier_2 = (
        sum(getattr(row, tier) * (row.end_month - row.start_month) for row in rows)
        for tier in ("tier_1", "tier_2")
    )
    assert tier_2 > 0
    first = f"{tier_1:,.0f}" if tier_1 else "·"
    assert f"POL {first} {tier_2:,.0f} " in sections["NATO's forces"]


def test_us_gaps_show_the_peak_and_the_way_out(sections: dict[str, str], rich_plan: Plan) -> None:
    rows = [row for row in rich_plan.us_gaps if row.unit_type == "isr_male"]
    peak = max(rows, key=lambda row: row.us_lots)
    numbers = " ".join(amount_text(x) for x in (peak.us_lots, peak.european_lots))
    (line,) = (line for line in sections["US gaps"].splitlines() if "isr_male" in line)
    owned = amount_text(peak.lots_to_own)
    assert f" {numbers} {owned} joint_drones {peak.price_eur_m:,.0f} 6" in " ".join(line.split())


def test_growth_shows_purchases_and_trained_brigades(
    sections: dict[str, str], rich_plan: Plan
) -> None:
    shown = sections["Growth"]
    bought = rich_plan.purchases[0].lots
    assert f"Drones bought together {bought:.0f} isr_male {bought * 20:,.0f} 6 GBR 54 %" in shown
    assert f"12–17 · {rich_plan.training[-1].brigades:.1f}" in shown
    assert "training the host abroad" in " ".join(sections["Rotation"].split())


def test_require_met_exits_3(
    monkeypatch: pytest.MonkeyPatch, hard_plan: Plan, tiny_plan: Plan
) -> None:
    for plan, code in (
        (tiny_plan, 0),
        (hard_plan, 3),
        (tiny_plan.model_copy(update={"status": "unproven"}), 3),
    ):
        fake_solve(monkeypatch, plan)
        result = run("solve", "--require-met")
        assert result.exit_code == code
        assert "can keep up" in result.stdout


def test_json_is_the_only_thing_on_stdout(tiny: str) -> None:
    done = subprocess.run([*COMMAND, "solve", tiny, "--json"], capture_output=True, check=True)
    plan = Plan.model_validate_json(done.stdout)
    assert plan.status == "met"
    assert plan.scenario.name == "tiny"
    assert done.stderr == b""


def test_options_are_sets(monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan) -> None:
    calls = fake_solve(monkeypatch, tiny_plan)
    options = "--relaxed --time-limit 5 --gap 0.01 --seed 7 --solver cbc --set title=x --data d"
    assert run("solve", "some", *options.split()).exit_code == 0
    assert calls[0]["source"] == "some"
    assert calls[0]["directory"] == Path("d")
    assert calls[0]["sets"] == [
        "title=x",
        "solve.whole_units=false",
        "solve.time_limit_s=5.0",
        "solve.mip_gap_share=0.01",
        "solve.seed=7",
        "solve.solver=cbc",
    ]


def test_set_reaches_the_plan(tiny: str) -> None:
    result = run("solve", tiny, "--set", "requirements.g.threshold=0.5", "--relaxed", "--json")
    plan = Plan.model_validate_json(result.stdout)
    assert plan.scenario.requirements[0].threshold == 0.5
    assert plan.relaxed


@pytest.mark.parametrize("name", ["plan.json", "plan.xlsx", "folder"])
def test_out_writes_the_plan(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan, tmp_path: Path, name: str
) -> None:
    fake_solve(monkeypatch, tiny_plan)
    assert run("solve", "--out", str(tmp_path / name)).exit_code == 0
    assert os.listdir(tmp_path) == [name]


def test_a_bad_out_is_refused_before_solving(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan, tmp_path: Path
) -> None:
    calls = fake_solve(monkeypatch, tiny_plan)
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.doc").touch()
    bad = {"plan.html": ".json", "no/plan.json": "create it first", "full": "thesis.doc"}
    for name, text in bad.items():
        result = run("solve", "--out", str(tmp_path / name))
        assert result.exit_code == 2
        assert text in result.stderr
    assert run("solve", "--mps", str(tmp_path / "no/model.mps")).exit_code == 2
    assert calls == []


def test_a_disk_that_fills_up_does_not_cost_the_answer(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan, tmp_path: Path
) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    fake_solve(monkeypatch, tiny_plan)
    monkeypatch.setattr(os, "fsync", full)
    result = run("solve", "--out", str(tmp_path / "plan.json"))
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert "can keep up" in result.stdout
    assert os.listdir(tmp_path) == []


# --- errors


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["solve", "guarantr"], "did you mean 'guarantor'?"),
        (["solve", "--set", "coalition.min_stanse=1"], "did you mean 'min_stance'?"),
        (["solve", "--time-limit", "-1"], "solve.time_limit_s=-1"),
        (["solve", "no/such.yaml"], "check the path"),
        (["solve", "--data", "/nowhere"], "no folder reference/ here"),
        (["check", "guarantr"], "did you mean 'guarantor'?"),
        (["verify", "/no/plan.json"], "/no/plan.json"),
        (["data", "show", "FRX", "aew"], "did you mean 'FRA'?"),
        (["data", "show", "FRA", "awe"], "did you mean 'aew'?"),
        (["data", "sources", "--nation", "XX"], "no nation of that name"),
        (["solve", "--frob"], "No such option"),
        (["slove"], "Did you mean 'solve'"),
        (["serve", "--port", "0"], "port"),
    ],
)
def test_input_errors_exit_2_and_say_what_to_do(arguments: list[str], text: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert text in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("error", [SolverError("no solver"), SolverTimeout("no plan in time")])
def test_solver_failure_exits_4(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    fake_solve(monkeypatch, error)
    result = run("solve")
    assert result.exit_code == 4
    assert result.stderr == f"planner: {error}\n"


def test_every_issue_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("extends: guarantor\nhorizon_month: 3\ntiming: later\n")
    result = run("check", str(path))
    assert result.exit_code == 2
    assert "bad.yaml:2" in result.stderr
    assert "bad.yaml:3" in result.stderr
    assert result.stderr.count("hint: ") == 2


# --- other commands


def test_check_says_valid(tiny: str) -> None:
    result = run("check", tiny)
    assert result.exit_code == 0
    assert f"{tiny}: valid" in result.stdout


def test_verify_sound_broken_and_unreadable(tiny_plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(planner.plan_to_json(tiny_plan))
    assert run("verify", str(path)).exit_code == 0
    content = json.loads(path.read_text())
    content["contributions"][0]["lots"] += 50
    path.write_text(json.dumps(content))
    broken = run("verify", str(path))
    assert broken.exit_code == 1
    assert "breach: " in broken.stdout
    path.write_text('{"status": ')
    assert run("verify", str(path)).exit_code == 2


def test_verify_says_what_it_takes_as_given_or_rechecks_it(tiny_plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(planner.plan_to_json(tiny_plan))
    given = run("verify", str(path)).stdout
    assert f"taken as given: {len(tiny_plan.pools)} pools, " in given
    data = str(planner.data_dir())
    same = run("verify", str(path), "--data", data)
    assert (same.exit_code, "data: they give the same pools" in same.stdout) == (0, True)
    assert "taken as given" not in same.stdout
    content = json.loads(path.read_text())
    content["unit_types"][0]["title"] = "something else"
    path.write_text(json.dumps(content))
    assert run("verify", str(path)).exit_code == 0
    for more in ([], ["--proof"]):
        other = run("verify", str(path), "--data", data, *more)
        assert other.exit_code == 1
        assert "title something else, the data give" in other.stdout
        assert ("proof: none" in other.stdout) == bool(more)


def test_verify_asks_a_second_solver(tiny_plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(planner.plan_to_json(tiny_plan))
    proved = run("verify", str(path), "--proof", "--seconds", "30")
    assert proved.exit_code == 0
    stages = [stage.name for stage in tiny_plan.stages]
    assert proved.stdout.count(": proved by two (value ") == len(stages)
    content = json.loads(path.read_text())
    content["stages"][-1]["bound"] += 50
    path.write_text(json.dumps(content))
    beaten = run("verify", str(path), "--proof")
    assert beaten.exit_code == 1
    assert f"proof: {stages[-1]}: contradicted (value " in beaten.stdout
    assert "is better than the bound)" in beaten.stdout
    assert run("verify", str(path), "--proof", "--seconds", "0").exit_code == 2


def test_scenarios_lists_names_and_titles() -> None:
    result = run("scenarios")
    assert result.exit_code == 0
    for name in planner.scenario_names():
        assert name in result.stdout


def test_scenarios_tell_what_they_find(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(planner.data_dir(), data)
    finding = "Three nations\x1b[31m are enough."
    (data / "scenarios" / "tiny.yaml").write_text(json.dumps({**TINY, "finds": finding}))
    shown = run("scenarios", "--data", str(data)).stdout
    assert "Three nations�[31m are enough." in shown
    assert shown.index("One battlegroup in the east") < shown.index("Three nations")


def test_a_broken_scenario_does_not_hide_the_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(planner.data_dir(), data)
    (data / "scenarios" / "bad.yaml").write_text("nme: bad\n")
    result = run("scenarios", "--data", str(data))
    assert result.exit_code == 0
    assert "not valid" in result.stdout
    assert "guarantor" in result.stdout


def test_data_show_prints_the_chain_and_its_sources() -> None:
    pool = planner.derive_pool(
        data := planner.load_dataset(), "FRA", data.unit_types["battlegroup_medium"], False
    )
    result = run("data", "show", "fra", "battlegroup_medium")
    assert result.exit_code == 0
    flat = " ".join(result.stdout.split())
    for step in pool.steps:
        assert " ".join(step.text.split()[:4]) in flat
    for figure in pool.figures:
        assert figure.name in flat
        assert figure.source_url in result.stdout


def test_data_check_counts() -> None:
    result = run("data", "check")
    assert result.exit_code == 0
    assert f"facts {len(planner.load_dataset().facts):,}" in result.stdout


def test_data_sources_filters() -> None:
    result = run("data", "sources", "--nation", "FRA", "--confidence", "assumption")
    assert result.exit_code == 0
    facts = planner.load_dataset().facts.values()
    count = sum(f.nation == "FRA" and f.confidence == "assumption" for f in facts)
    assert f"{count} figures" in result.stdout
    assert "reported" not in result.stdout.splitlines()[1]


def test_schemas_accept_what_the_planner_reads_and_writes() -> None:
    scenario = json.loads(run("schema", "scenario").stdout)
    plan = json.loads(run("schema", "plan").stdout)
    assert set(scenario["properties"]) == set(planner.Scenario.model_fields)
    assert set(plan["properties"]) == set(Plan.model_fields)


def test_serve_hands_over_to_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []
    module = pytest.importorskip("api.app")
    monkeypatch.setattr(module, "serve", lambda **options: calls.append(options))
    assert run("serve", "--port", "8123").exit_code == 0
    assert calls == [{"host": "127.0.0.1", "port": 8123, "directory": None}]


def test_version() -> None:
    assert run("--version").stdout == f"planner {planner.__version__}\n"


def test_start_up_loads_no_heavy_library() -> None:
    heavy = "{'pandas', 'openpyxl', 'pulp', 'highspy', 'uvicorn', 'fastapi', 'pydantic'}"
    code = f"import sys, planner.cli.app; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


# --- pipes, terminals and Ctrl-C


def test_a_reader_that_leaves_early_is_no_error(tiny: str) -> None:
    for option in ("--seed=1", "--json"):
        command = f'set -o pipefail; "{sys.executable}" -m planner solve "{tiny}" {option} | true'
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """A command line with ``planner`` in it, run by bash."""
    line = command.replace("planner", f'"{sys.executable}" -m planner', 1)
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False
    )


FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")


@FULL
@pytest.mark.parametrize(
    "arguments", ["scenarios", "schema plan", "--help", "solve --help", "--version", "data sources"]
)
def test_results_that_cannot_be_written(arguments: str) -> None:
    done = shell(f"planner {arguments} > /dev/full")
    assert done.returncode == 2
    assert done.stderr == "planner: standard output: cannot be written: No space left on device\n"


@FULL
@pytest.mark.parametrize("option", ["", "--json"])
def test_a_plan_that_cannot_be_printed(tiny: str, tmp_path: Path, option: str) -> None:
    """What was asked for as a file is there all the same."""
    done = shell(f'planner solve "{tiny}" {option} --out "{tmp_path}/plan.json" > /dev/full')
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert verify_plan(tmp_path / "plan.json") == []


@FULL
def test_errors_that_cannot_be_written_either() -> None:
    assert shell("planner solve nosuch 2> /dev/full").returncode == 2
    assert shell("planner --version > /dev/full 2> /dev/full").returncode == 2


@pytest.mark.parametrize("arguments", ["scenarios", "--help", "check tripwire"])
def test_without_standard_streams(arguments: str) -> None:
    assert shell(f"planner {arguments} >&-").returncode == 0
    assert shell(f"planner {arguments} >&- 2>&-").returncode == 0
    assert shell("planner solve nosuch >&- 2>&-").returncode == 2


def test_reader_of_other_results_leaves_early() -> None:
    for arguments in ("schema plan", "data sources", "scenarios"):
        done = shell(f"planner {arguments} | true")
        assert (done.returncode, done.stderr) == (0, ""), arguments


def test_a_missing_file_is_not_taken_for_standard_output() -> None:
    with pytest.raises(FileNotFoundError), terminal.unwritable_output():
        open("/no/such/file")  # noqa: SIM115


def test_serve_where_another_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = shell(f"planner serve --port {port}")
    assert done.returncode == 2
    address = f"planner: 127.0.0.1:{port}: address already in use"
    assert done.stderr == f"{address}; choose another --host or --port\n"


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a..b"])
def test_serve_at_a_host_that_is_not_here(host: str) -> None:
    done = shell(f"planner serve --host {host} --port 18432")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"planner: {host}:18432: ")


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert terminal.printable("a\x1b[31m\x07b\nc") == "a�[31m�b\nc"


def test_progress_text() -> None:
    text = terminal.progress_text(Progress("burden", 2, 4, 1234.5, 1200.0, 0.028, 3.0), 3.2)
    assert text == "stage 2/4 burden · best 1,234.5 · bound 1,200 · gap 2.8 % · 3 s"
    empty = terminal.progress_text(Progress("cost", 4, 4, None, None, None, 3.0), 3.2)
    assert empty == "stage 4/4 cost · 3 s"


SLOW = """
import sys, time, planner, planner.pipeline, planner.cli.app
plan = planner.Plan.model_validate_json(open(sys.argv.pop(1)).read())
wish = sys.argv.pop(1)
def solve(source, *, progress, cancel, **options):
    print("solving", file=sys.stderr, flush=True)
    for _ in range(200):
        progress(planner.Progress("burden", 2, 4, 2.0, 1.0, 0.5, 0.1))
        time.sleep(0.05)
        if cancel() and wish == "plan":
            return plan.model_copy(update={"status": "unproven"})
        if cancel() and wish == "nothing":
            raise planner.SolverTimeout("stopped")
    return plan
planner.pipeline.solve = solve
planner.cli.app.main()
"""


@pytest.fixture
def slow(tiny_plan: Plan, tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Start ``planner solve`` with a solver that runs for ten seconds unless it is stopped."""
    path = tmp_path / "plan.json"
    path.write_text(planner.plan_to_json(tiny_plan))

    def start(wish: str, *options: str, **streams: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", SLOW, str(path), wish, "solve", *options]
        return subprocess.Popen(command, stdout=subprocess.PIPE, **streams)

    return start


@pytest.mark.parametrize(("wish", "code"), [("plan", 0), ("nothing", 130)])
def test_ctrl_c_gives_the_best_plan_so_far(
    slow: Callable[..., subprocess.Popen[bytes]], wish: str, code: int
) -> None:
    process = slow(wish, "--json", stderr=subprocess.PIPE)
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=20)
    assert process.returncode == code
    assert b"Traceback" not in errors
    if wish == "plan":
        assert Plan.model_validate_json(out).status == "unproven"
    else:
        assert out == b""
        assert b"interrupted before any plan was found" in errors


def test_ctrl_c_twice_ends_at_once(slow: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = slow("deaf", stderr=subprocess.PIPE)
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    while b"again" not in process.stderr.readline():
        pass
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, b"")
    assert time.monotonic() - start < 3
    assert b"Traceback" not in errors


def test_ctrl_c_stops_the_real_solver() -> None:
    process = subprocess.Popen(
        [*COMMAND, "solve", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert process.returncode in (0, 130), errors
    assert b"Traceback" not in errors
    if process.returncode == 0:
        Plan.model_validate_json(out)


def test_progress_shows_on_a_terminal_only(slow: Callable[..., subprocess.Popen[bytes]]) -> None:
    leader, follower = pty.openpty()
    process = slow("plan", "--json", stderr=follower)
    os.close(follower)
    seen, end = b"", time.monotonic() + 10
    while b"gap 50 %" not in seen and time.monotonic() < end:
        if select.select([leader], [], [], 0.2)[0]:
            seen += os.read(leader, 65536)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    os.close(leader)
    assert b"stage 2/4 burden" in seen
    assert process.returncode == 0
    assert Plan.model_validate_json(out).status == "unproven"


def test_the_handler_of_ctrl_c_is_given_back(tiny: str) -> None:
    before = signal.getsignal(signal.SIGINT)
    run("solve", tiny)
    assert signal.getsignal(signal.SIGINT) is before


def test_tiny_is_a_scenario_file(tiny: str) -> None:
    assert yaml.safe_load(Path(tiny).read_text())["name"] == "tiny"
