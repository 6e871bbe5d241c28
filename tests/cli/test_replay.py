"""``planner replay``: the worst months, or all of them."""

from __future__ import annotations

from pathlib import Path

import planner
from planner import Plan

from .command import run


def test_the_worst_months_are_printed_and_all_on_demand(tiny_plan: Plan, tmp_path: Path) -> None:
    path = str(planner.write_plan(tiny_plan, tmp_path / "plan.json"))
    done = run("replay", path, "--draws", "100", "--late", "0.5", "--unready", "0")
    assert done.exit_code == 0, done.output
    assert "How sure is the cover of tiny when things go wrong?" in done.stdout
    assert "worst_month" in done.stdout
    every = run("replay", path, "--draws", "100", "--all")
    assert len(every.stdout.splitlines()) > len(done.stdout.splitlines()) + 5
    assert len(run("replay", path, "--csv").stdout.splitlines()) == 1 + 6


def test_what_is_no_plan_is_refused(tiny: str) -> None:
    done = run("replay", tiny)
    assert done.exit_code == 2
    assert "tiny.yaml" in done.stderr
