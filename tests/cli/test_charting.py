"""``planner chart``."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner

from ..small_plan import small_plan
from ..test_study import study
from .command import run


def test_a_chart_is_written_and_its_finding_told(tmp_path: Path) -> None:
    plan = str(planner.write_plan(small_plan(), tmp_path / "plan.json"))
    out = str(tmp_path / "cover.svg")
    done = run("chart", plan, "cover", "--out", out, "--width", "400")
    assert done.exit_code == 0
    assert done.stdout == "Too few battlegroups\n"
    assert f"written to {out}" in done.stderr
    assert ' width="400"' in (tmp_path / "cover.svg").read_text()


def test_a_chart_that_is_not_there(tmp_path: Path) -> None:
    plan = str(planner.write_plan(small_plan(), tmp_path / "plan.json"))
    done = run("chart", plan, "covr", "--out", str(tmp_path / "x.svg"))
    assert done.exit_code == 2
    assert "no chart 'covr'" in done.stderr
    assert not (tmp_path / "x.svg").exists()


def test_a_report_with_a_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(plan: planner.Plan, studies: list[planner.Study]) -> str:
        return " ".join([plan.verdict, *(study.question for study in studies)])

    monkeypatch.setattr("planner.output.report.report_html", told)
    plan = str(planner.write_plan(small_plan(), tmp_path / "plan.json"))
    answer = str(planner.write_study(study(), tmp_path / "study.json"))
    out = tmp_path / "report.html"
    done = run("report", plan, "--study", answer, "--out", str(out))
    assert done.exit_code == 0
    assert f"written to {out}" in done.stderr
    assert out.read_text() == f"{small_plan().verdict} {study().question}"


def test_the_help_names_every_chart() -> None:
    told = " ".join(run("chart", "--help").stdout.replace("│", " ").split())
    assert [name for name in planner.Plan.charts if name not in told] == []
