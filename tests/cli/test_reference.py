"""Commands that list what the planner knows: scenarios, data and schemas."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import planner
from planner import Plan

from .command import TINY, run


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


def test_data_show_tells_of_every_pool_of_a_nation() -> None:
    data = planner.load_dataset()
    rows = {
        row["unit_type"]: row for row in json.loads(run("data", "show", "pol", "--json").stdout)
    }
    owned = {
        u.id: planner.derive_pool(data, "POL", u, False)
        for u in data.unit_types.values()
        if data.value("POL", u.fact_item)
    }
    assert rows.keys() == owned.keys()
    for name, pool in owned.items():
        assert (rows[name]["owned_lots"], rows[name]["lots"]) == (pool.owned_lots, pool.lots)
    heavy = rows["battlegroup_heavy"]  # 27 owned, 1.35 of them not kept at home
    assert (heavy["lots"], heavy["takes_most"]) == (0, "x (1 - 0.95) kept for territorial defence")
    assert "battlegroup_heavy" in run("data", "show", "pol").stdout


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


def test_audit_lists_the_weakest_first() -> None:
    rows = json.loads(run("data", "audit", "--json", "--top", "3").stdout)
    assert len(rows) == 3
    assert [row["score"] for row in rows] == sorted((r["score"] for r in rows), reverse=True)
    shown = run(
        "data", "audit", "tripwire", "--top", "2", "--set", "coalition.exclude=[TUR]"
    ).stdout
    assert "2 of " in shown
    assert "TUR" not in shown
    assert run("data", "audit", "--top", "0").exit_code == 2
