"""Sweeps: rows that were worked out by hand, and a sweep that is killed and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import planner

from ..world import WORLD
from .sweeps import long_sweep, one_sector, swept

THRESHOLD = "requirements.ground_north.threshold"
ROOT = Path(planner.__file__).parents[1]


def test_by_hand() -> None:
    """Four lots in four months: up to four are there, at EUR 1 million a lot and month."""
    study = swept(f"{THRESHOLD}=3,4,6", "coalition.exclude=[],[BBB]")
    table = study.table().set_index([THRESHOLD, "coalition.exclude"])
    assert list(table.status) == ["met", "shortfall", "met", "shortfall", "shortfall", "shortfall"]
    missing = [0, 4 / 3, 0, 2, 4 / 3, 8 / 3]
    assert list(table.shortfall) == pytest.approx(missing)
    assert list(table.sustained) == pytest.approx(missing)
    assert list(table.cost_eur_m) == [12, 8, 16, 8, 16, 8]
    assert list(table.members) == [["AAA", "BBB"], ["AAA"]] * 3
    assert set(table.error) == {""}
    assert set(table.columns) <= set(study.columns)
    assert study.answer == (
        "Of 6 points, 2 meet every requirement.",
        f"The least is missing with {THRESHOLD} = 3 and coalition.exclude = []: "
        "0 requirement-months missing, EUR 12 million.",
        "coalition.exclude moves the mean shortfall most, by 1.6 requirement-months.",
    )
    by_value = study.table("by_value").set_index(["field", "value"])
    assert by_value.loc[("coalition.exclude", "[]"), "mean_shortfall"] == pytest.approx(4 / 9)
    assert list(by_value.met) == [1, 1, 0, 2, 0]


def test_a_row_is_a_plan_of_its_own() -> None:
    study = swept(
        f"{THRESHOLD}=0.5..6.0", "rules.participation_floor.min_lot_months=1..8", sample=6
    )
    for row in study.rows:
        sets = [f"{key}={row[key]}" for key in list(row)[:2]]
        plan = planner.solve(one_sector(), sets=sets, data=WORLD)
        assert row["shortfall"] == plan.stage("shortfall").value
        assert row["cost_eur_m"] == plan.stage("cost").value
    assert study.method.solves == 6
    assert len({row["key"] for row in study.rows}) == 6


def test_a_wrong_point_is_a_row_and_a_wrong_grid_an_error() -> None:
    study = swept(f"{THRESHOLD}=2,-1", "coalition.min_nations=1,4")
    assert [row["status"] for row in study.rows] == ["met", "error", "error", "error"]
    assert "coalition_floor" in str(study.rows[1]["error"])
    assert f"--set {THRESHOLD}=-1" in str(study.rows[2]["error"])
    assert study.rows[3]["members"] == []
    assert study.warnings == ("3 points without a plan: see the column error",)
    with pytest.raises(planner.InputError, match="treshold"):
        swept("requirements.ground_north.treshold=1..3")
    with pytest.raises(planner.InputError, match="no 'south' in requirements"):
        swept("requirements.south.threshold=1..3")


def test_keys_tell_apart_data_scenario_and_options() -> None:
    def key(**options: object) -> object:
        return swept(f"{THRESHOLD}=2", **options).rows[0]["key"]

    facts = dict(WORLD.facts)
    facts["AAA", "gdp_2024"] = facts["AAA", "gdp_2024"]._replace(value=101.0)
    keys = [key(), key(relaxed=True), key(sets=["solve.seed=1"]), key(source=one_sector(1))]
    keys.append(key(data=replace(WORLD, facts=facts)))
    assert len(set(keys)) == 5
    assert key() == keys[0]
    assert key(data=replace(WORLD, directory=Path("/elsewhere"))) == keys[0]


def test_the_same_point_twice_is_solved_once(tmp_path: Path) -> None:
    store = tmp_path / "store"
    study = swept(f"{THRESHOLD}=2..3", sample=6, store=store)
    assert len(study.rows) == 6
    assert study.method.solves == 2
    assert len(store.read_text().splitlines()) == 2


@pytest.mark.slow
def test_a_killed_sweep_goes_on(tmp_path: Path) -> None:
    """SIGKILL in the middle: what stood in the store is not solved again, the rows are the same."""
    store = tmp_path / "store"
    code = f"from tests.studies.sweeps import long_sweep; long_sweep(4, store={str(store)!r})"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    while not store.exists() or store.read_bytes().count(b"\n") < 5:
        assert process.poll() is None
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = store.read_bytes()
    lines = kept[: kept.rfind(b"\n") + 1].splitlines()
    assert 5 <= len(lines) < 40
    told: list[tuple[int, int, int]] = []
    study = long_sweep(4, store=store, progress=lambda *n: told.append(n))
    assert told[0] == (len(lines), 40, len(lines))
    assert store.read_bytes().splitlines()[: len(lines)] == lines
    assert len(study.rows) == 40
    assert study.rows[0]["cost_eur_m"] == 4
    assert study.rows[-1]["cost_eur_m"] == 16


@pytest.mark.slow
def test_two_processes_make_the_same_rows() -> None:
    grid = (f"{THRESHOLD}=1..4", "coalition.min_nations=1,4")
    assert swept(*grid, jobs=2).rows == swept(*grid).rows
