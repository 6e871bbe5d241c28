"""CBC is run where its files are safe, and leaves none behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from planner import InputError, SolverError, check_scenario, solve
from planner.solver import cbc

from ..random_scenarios import random_document
from ..world import WORLD

CBC = ("solve.solver=cbc",)


@pytest.fixture(params=["plain", "with space", "größe é", 'a "quoted" one'])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, of a name that commands stumble over."""
    place = tmp_path / str(request.param)
    place.mkdir()
    for name in ("TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert tempfile.gettempdir() == str(place)
    return place


@pytest.mark.parametrize("whole", ["true", "false"])
def test_any_folder_for_temporary_files_will_do(folder: Path, whole: str) -> None:
    document = random_document(1)
    sets = (*CBC, f"solve.whole_units={whole}", "solve.seed=3")
    plan = solve(document, sets=sets, data=WORLD)
    other = solve(document, sets=[f"solve.whole_units={whole}"], data=WORLD)
    assert plan.solver.name == "CBC"
    assert plan.stages[0].value == pytest.approx(other.stages[0].value, abs=1e-5)
    assert os.listdir(folder) == []


@pytest.mark.parametrize(
    ("script", "told"),
    [("exit 3", "CBC ended with code 3"), ("exit 0", "no answer"), (None, "CBC failed")],
)
def test_a_failure_leaves_nothing_behind(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, told: str
) -> None:
    command = tmp_path / "broken"
    if script is not None:
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)
    monkeypatch.setattr(cbc._Command, "defaultPath", lambda self: str(command))
    monkeypatch.setattr(cbc._Command, "available", lambda self: True)
    with pytest.raises(SolverError, match=told):
        solve(random_document(1), sets=CBC, data=WORLD)
    assert os.listdir(folder) == []


@pytest.mark.parametrize(("solver", "name"), [("cbc", "CBC"), ("highs", "HiGHS")])
def test_a_solver_that_is_not_installed_is_an_input_error(
    solver: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.scenario.cross_checks.find_spec", lambda module: None)
    monkeypatch.setattr("planner.scenario.cross_checks.shutil.which", lambda command: None)
    with pytest.raises(InputError, match=f"{name} is not installed") as refused:
        check_scenario("tripwire", sets=[f"solve.solver={solver}"])
    (issue,) = refused.value.issues
    assert "solve.solver" in issue.where
    assert "pip install" in issue.hint


def test_no_plan_in_fractions_is_an_input_error() -> None:
    """And no time-out, where CBC finds so before its simplex: no lead nation can do it in full."""
    sets = (*CBC, "solve.whole_units=false")
    with pytest.raises(InputError, match="rule lead_floor operation"):
        solve(random_document(9029), sets=sets, data=WORLD)
