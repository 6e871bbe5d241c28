"""``planner chart``."""

from __future__ import annotations

from pathlib import Path

import planner

from ..small_plan import small_plan
from .command import run


def test_a_chart_is_written_and_its_finding_told(tmp_path: Path) -> None:
    plan = str(planner.write_plan(small_plan(), tmp_path / "plan.json"))
    out = str(tmp_path / "cover.svg")
    done = run("chart", plan, "cover", "--out", out, "--width", "400")
    assert done.exit_code == 0
    assert done.stdout == "Too few battlegroups\n"
    assert f"written to {out}" in done.stderr
    assert 'width="400"' in (tmp_path / "cover.svg").read_text()[:300]


def test_a_chart_that_is_not_there(tmp_path: Path) -> None:
    plan = str(planner.write_plan(small_plan(), tmp_path / "plan.json"))
    done = run("chart", plan, "covr", "--out", str(tmp_path / "x.svg"))
    assert done.exit_code == 2
    assert "no chart 'covr'" in done.stderr
    assert not (tmp_path / "x.svg").exists()
