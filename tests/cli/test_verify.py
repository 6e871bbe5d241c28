"""``planner check`` and ``planner verify``."""

from __future__ import annotations

import json
from pathlib import Path

import planner
from planner import Plan

from .command import run


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
