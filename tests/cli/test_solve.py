"""``planner solve``: options, files, exit codes and errors."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from planner import Plan, SolverError, SolverTimeout

from .command import COMMAND, fake_solve, run


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
    result = run("solve", "--out", str(tmp_path / name))
    assert result.exit_code == 0
    assert result.stderr == f"written to {tmp_path / name}\n"
    assert os.listdir(tmp_path) == [name]


def test_out_may_be_given_more_than_once(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan, tmp_path: Path
) -> None:
    fake_solve(monkeypatch, tiny_plan)
    paths = [str(tmp_path / name) for name in ("plan.json", "plan.xlsx")]
    result = run("solve", "--out", paths[0], "--out", paths[1])
    assert result.stderr == f"written to {paths[0]}\nwritten to {paths[1]}\n"
    assert sorted(os.listdir(tmp_path)) == ["plan.json", "plan.xlsx"]


def test_the_model_is_written_and_told(tiny: str, tmp_path: Path) -> None:
    mps, plan = tmp_path / "model.mps", tmp_path / "plan"
    for _ in range(2):  # the second time over the first
        result = run("solve", tiny, "--mps", str(mps), "--out", str(plan))
        assert result.exit_code == 0
        assert result.stderr == f"written to {mps}\nwritten to {plan}\n"
    assert "ROWS" in mps.read_text()
    broken = run("solve", tiny, "--mps", str(mps), "--set", "horizon_months=0")
    assert (broken.exit_code, "written" in broken.stderr) == (2, False)


def test_a_bad_out_is_refused_before_solving(
    monkeypatch: pytest.MonkeyPatch, tiny_plan: Plan, tmp_path: Path
) -> None:
    calls = fake_solve(monkeypatch, tiny_plan)
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.doc").touch()
    bad = {"plan.doc": ".json", "no/plan.json": "create it first", "full": "thesis.doc"}
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


def test_the_handler_of_ctrl_c_is_given_back(tiny: str) -> None:
    before = signal.getsignal(signal.SIGINT)
    run("solve", tiny)
    assert signal.getsignal(signal.SIGINT) is before
