"""The workbook to edit: what is written reads back the same, and errors name sheet and cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import planner
from api.reference import fingerprint
from planner import InputError, load_dataset, load_scenario, write_template
from planner.output.template_workbook import ABOUT, TABLES
from planner.reference import tables
from planner.reference.dataset import Dataset

from ..cli.command import run

CHANGES = (
    *("nation", "item", "month", "value", "low", "high", "unit", "announced", "confidence"),
    *("source_title", "source_url", "note"),
)
CHANGE = ["FRA", "aew", "2029-12", 4, 3, 5, "aircraft", "2026-05", "estimated", "", "", "a note"]
Write = Callable[..., Path]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("template") / "t.xlsx", "tripwire")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A workbook of sheets by name, each a list of rows."""

    def written(**sheets: Iterable[Iterable[Any]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
        book.save(tmp_path / "w.xlsx")
        return tmp_path / "w.xlsx"

    return written


def wrong(use: Callable[[], object]) -> list[tuple[str, str]]:
    """Where and what, of every issue of a refusal."""
    with pytest.raises(InputError) as refused:
        use()
    return [(issue.where, issue.problem) for issue in refused.value.issues]


def test_a_template_reads_back_as_it_was(template: Path, shipped: Dataset) -> None:
    read = load_dataset(template)
    for field in fields(Dataset):
        if field.name != "directory":
            assert getattr(read, field.name) == getattr(shipped, field.name), field.name
    assert load_scenario(template) == load_scenario("tripwire")


def test_a_template_has_every_table_that_is_read() -> None:
    assert sorted(TABLES) == sorted(table.name for table in tables.TABLES)


def test_a_template_tells_what_to_do_and_what_fields_mean(template: Path) -> None:
    book = openpyxl.load_workbook(template, read_only=True)
    assert book.sheetnames == ["read me", "scenario", *TABLES]
    assert [row[0] for row in book["read me"].values] == list(ABOUT)
    told = {row[0]: row[2] for row in book["scenario"].values}
    assert told["extends"] == "the scenario that this one starts from"
    assert len([key for key, meaning in told.items() if meaning]) > len(told) / 2


def test_figures_of_a_workbook_count_and_other_tables_are_the_shipped_ones(write: Write) -> None:
    month = datetime(2030, 1, 1)  # as Excel keeps what is typed as 2030-01
    book = write(fleet_changes=[CHANGES, [*CHANGE[:2], month, 7, 6, 8, *CHANGE[6:]]])
    read = load_dataset(book)
    assert [(c.month, c.value, c.low) for c in read.fleet_changes] == [("2030-01", 7.0, 6.0)]
    assert read.facts == load_dataset().facts
    assert read.directory == book


def test_fields_of_a_workbook_change_the_scenario(write: Write) -> None:
    rows = [
        ("extends", "tripwire"),
        ("name", "mine"),
        ("requirements.fighters.threshold", 50),
        ("requirements.fighters.objective", ""),
        ("coalition.include", "[EST, LVA]"),
        ("coalition.us_backstop", True),
    ]
    read = load_scenario(write(scenario=[("field", "value"), *rows]))
    need = next(need for need in read.requirements if need.id == "fighters")
    assert (read.name, need.threshold, need.objective) == ("mine", 50, 50)
    assert read.coalition.include == ("EST", "LVA")
    assert read.coalition.us_backstop


def test_a_wrong_figure_is_told_by_its_cell(write: Write) -> None:
    few = [*CHANGE[:3], "many", *CHANGE[4:]]
    again = [*CHANGE[:2], "soon", *CHANGE[3:]]
    book = write(fleet_changes=[CHANGES, CHANGE, [], few, [*again, "beside"], CHANGE])
    found = wrong(lambda: load_dataset(book))
    assert ("fleet_changes!D4", "value is 'many', not a number") in found
    assert ("fleet_changes!M5", "stands beside the table") in found
    assert [place for place, problem in found if problem.startswith("month ")] == [
        "fleet_changes!C5"
    ]
    assert any(place == "fleet_changes!A6" and "second time" in what for place, what in found)


def test_a_wrong_field_is_told_by_its_cell(write: Write) -> None:
    rows = [
        ("field", "value"),
        ("extends", "tripwire"),
        ("coalition.min_nations", "many"),
        ("requirements.fighters.threshold", -1),
    ]
    found = wrong(lambda: load_scenario(write(scenario=rows)))
    assert [place.split()[0] for place, _ in found] == ["scenario!B3", "scenario!B4"]
    rows[2] = ("requirements.nothing.threshold", "3")
    ((place, problem),) = wrong(lambda: load_scenario(write(scenario=rows)))
    assert (place, problem) == ("scenario!B3", "there is no 'nothing' in requirements")


@pytest.mark.parametrize(
    ("rows", "where", "problem"),
    [
        ([("a", "b")], "scenario!A1", "does not name its columns"),
        ([("field", "value"), ("name", "x")], "scenario!A2", "does not say what it starts from"),
        ([("field", "value"), ("extends", "")], "scenario!B2", "does not say what it starts from"),
        ([("field", "value"), ("extends", "tripwir")], "tripwir", "no scenario of that name"),
    ],
)
def test_a_sheet_that_is_no_scenario(
    rows: list[tuple[str, str]], where: str, problem: str, write: Write
) -> None:
    assert wrong(lambda: load_scenario(write(scenario=rows))) == [(where, problem)]


def test_what_is_no_workbook(tmp_path: Path, write: Write) -> None:
    text = tmp_path / "text.xlsx"
    text.write_text("nation,item\n")
    assert wrong(lambda: load_dataset(text)) == [(str(text), "is no workbook")]
    ((_, problem),) = wrong(lambda: load_dataset(tmp_path / "none.xlsx"))
    assert problem.startswith("cannot be read")
    ((_, problem),) = wrong(lambda: load_scenario(write(other=[("a",)])))
    assert problem == "has no sheet 'scenario'"
    ((_, problem),) = wrong(lambda: write_template(tmp_path / "t.ods"))
    assert problem == "a template cannot be written as '.ods'"


def test_a_server_knows_one_workbook_from_another(write: Write) -> None:
    before = fingerprint(str(write(fleet_changes=[CHANGES, CHANGE])))
    after = fingerprint(str(write(fleet_changes=[CHANGES, [*CHANGE[:3], 5, 3, 5, *CHANGE[6:]]])))
    assert len({before, after, fingerprint(None)}) == 3


@pytest.mark.slow
def test_the_command_writes_a_template_and_solves_it(tmp_path: Path) -> None:
    out = str(tmp_path / "mine.xlsx")
    assert run("data", "template", out, "--scenario", "franco_british").exit_code == 0
    done = run("check", out, "--data", out)
    assert done.exit_code == 0
    assert "mine.xlsx: valid" in done.stdout.replace("\n", "")


@pytest.mark.slow
@pytest.mark.parametrize("name", planner.scenario_names())
def test_every_shipped_scenario_reads_back(name: str, tmp_path: Path) -> None:
    book = write_template(tmp_path / "t.xlsx", name)
    assert load_scenario(book) == load_scenario(name)
