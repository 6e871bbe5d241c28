"""``planner show``: a saved plan, its sections and its tables."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import planner
from planner import Plan
from planner.output.plan_tables import HEADERS

from .command import fake_solve, on_terminal, run


@pytest.fixture(scope="module")
def saved(rich_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(planner.write_plan(rich_plan, tmp_path_factory.mktemp("plans") / "rich.json"))


def test_show_prints_what_solve_printed(
    monkeypatch: pytest.MonkeyPatch, rich_plan: Plan, saved: str
) -> None:
    fake_solve(monkeypatch, rich_plan)
    assert run("show", saved).stdout == run("solve").stdout
    assert run("show", saved, "--json").stdout == run("solve", "--json").stdout


@pytest.mark.parametrize("width", [80, 120])
def test_a_plan_on_a_terminal_loses_nothing(rich_plan: Plan, saved: str, width: int) -> None:
    lines = on_terminal(width, "show", saved, "--all")
    assert max(map(len, lines)) <= width
    shown = "\n".join(lines)
    moved = shown.split("Movement ─")[1].split("Votes ahead ─")[0]
    for arrival in rich_plan.arrivals:
        for cell in (arrival.unit_type, str(arrival.ready_day), arrival.critical):
            assert cell in moved
    for gap in rich_plan.us_gaps:
        assert (gap.option or "none known") in shown
    for nation in rich_plan.nations:
        if nation.cost_eur_m > 0:
            assert f"{nation.cost_eur_m:,.0f}" in shown
    for contribution in rich_plan.contributions:
        assert contribution.unit_type in shown


def test_sections(saved: str) -> None:
    shown = run("show", saved, "--section", "us_gaps", "--section", "Movement").stdout
    headings = [line.split(" ──")[0] for line in shown.splitlines() if "──" in line]
    assert headings == ["Movement", "US gaps"]


def test_all_rows(rich_plan: Plan, saved: str) -> None:
    arguments = ("show", saved, "--section", "movement")
    few, every = run(*arguments).stdout, run(*arguments, "--all").stdout
    assert "more: planner show --all" in few
    assert "more: planner show --all" not in every
    arriving = sum(row.lots > 0.005 for row in rich_plan.arrivals)
    assert len(every.splitlines()) - len(few.splitlines()) == arriving - 10


@pytest.mark.slow
@pytest.mark.parametrize("name", HEADERS)
def test_every_table_in_every_format(rich_plan: Plan, saved: str, name: str) -> None:
    text = run("show", saved, "--table", name, "--csv").stdout
    rows = list(csv.reader(io.StringIO(text)))
    assert tuple(rows[0]) == HEADERS[name]
    listed = json.loads(run("show", saved, "--table", name, "--json").stdout)
    assert len(listed) == len(rows) - 1
    assert all(tuple(row) == HEADERS[name] for row in listed)
    shown = run("show", saved, "--table", name)
    assert shown.exit_code == 0
    if listed:
        words = " ".join(shown.stdout.split())
        assert all(column in words for column, value in listed[0].items() if value)
    else:
        assert shown.stdout == "none\n"


def test_a_table_reads_back(rich_plan: Plan, saved: str) -> None:
    text = run("show", saved, "--table", "contributions", "--csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    given = [(row.nation, row.unit_type, row.phase, row.lots) for row in rich_plan.contributions]
    names = ("nation", "unit_type", "phase")
    assert [(*(row[name] for name in names), float(row["lots"])) for row in rows] == given


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--csv"], "name one with --table"),
        (["--csv", "--json", "--table", "nations"], "choose one"),
        (["--table", "natons"], "did you mean 'nations'?"),
        (["--section", "movment"], "did you mean 'Movement'?"),
        (["--section", "movement", "--json"], "a section is text"),
    ],
)
def test_what_cannot_be_shown(saved: str, options: list[str], said: str) -> None:
    result = run("show", saved, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_what_is_no_plan(tmp_path: Path) -> None:
    assert run("show", str(tmp_path / "no.json")).exit_code == 2
    (tmp_path / "plan.json").write_text("{}")
    result = run("show", str(tmp_path / "plan.json"))
    assert (result.exit_code, "not a plan" in result.stderr) == (2, True)
