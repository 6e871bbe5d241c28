"""A workbook to edit and read back: every reference table, and a scenario field by field."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.errors import InputError, Issue
from planner.files import write_file
from planner.output.targets import check_parent
from planner.output.workbook import MAX_WIDTH, Book
from planner.reference.figure import CONFIDENCES
from planner.reference.load import data_book, data_dir
from planner.reference.sheets import ENDING, Sheets, cell_text, is_workbook
from planner.scenario.composition import load_scenario
from planner.scenario.sheet import EXTENDS, HEADER, SHEET, flat_fields
from planner.scenario.validation import field_at

TABLES = (
    "facts",
    "planning_factors",
    "fleet_changes",
    "unit_types",
    "packages",
    "procurement",
    "air_defence_systems",
    "benchmarks",
)
ABOUT = (
    "Figures and a scenario of the force-composition planner, to edit and read back.",
    "Change what you like, save, and run: planner solve FILE.xlsx --data FILE.xlsx",
    "Sheet scenario: one field a row. extends says what it starts from; a row that you delete or "
    "leave empty stays as it is there. Values are written as in YAML: true, 3, [FRA, GBR].",
    "The other sheets are the reference tables: one figure a row, with its range, source and "
    "confidence. A sheet that you delete is read from the tables that come with the planner.",
    "What is wrong is told by sheet and cell: planner data check --data FILE.xlsx",
)
MEANING = "meaning"
WIDTHS = {"title": 34, "source_title": 34, "source_url": 24, "note": 44, "item": 30, "factor": 40}
NARROW = 13
LAST_ROW = 20_000
"""up to which cells are checked as they are typed"""


def write_template(
    path: str | Path, scenario: str = "guarantor", directory: str | Path | None = None
) -> Path:
    """Write a workbook with every reference table and a scenario; return where it is.

    ``load_dataset`` reads the tables back unchanged, ``load_scenario`` the scenario. Raises
    InputError for a path that cannot be written, a scenario that is not there, or wrong data.
    """
    if not is_workbook(path):
        problem = f"a template cannot be written as {Path(path).suffix!r}"
        raise InputError([Issue(str(path), problem, f"give a file that ends in {ENDING}")])
    check_parent(path)
    chosen = load_scenario(scenario, directory=directory)
    book = Book()
    about = book.sheet("read me", landscape=False)
    about.set_column(0, 0, 90)
    for row, text in enumerate(ABOUT):
        book.cell(about, row, 0, text, text_wrap=True, bold=row == 0)
    fields = flat_fields(chosen.model_dump(mode="json"))
    rows = [[EXTENDS, scenario, "the scenario that this one starts from"]]
    rows += [[key, text, _meaning(key)] for key, text in fields]
    _sheet(book, SHEET, [*HEADER, MEANING], rows, (46, 34, 80))
    tables = _tables(directory)
    for name in TABLES:
        header, *body = tables[name]
        _sheet(book, name, header, body, [WIDTHS.get(column, NARROW) for column in header])
    target = Path(path).resolve()
    write_file(target, book.content())
    return target


def _tables(directory: str | Path | None) -> dict[str, list[list[str]]]:
    """Table -> header and rows as texts, from the data folder or the workbook."""
    root, book = data_dir(directory) / "reference", data_book(directory)
    sheets = Sheets(book) if book else None
    tables = {}
    for name in TABLES:
        if sheets and name in sheets.names:
            tables[name] = [cells for _, cells in sheets.rows(name)]
        else:
            text = (root / f"{name}.csv").read_text(encoding="utf-8-sig")
            tables[name] = list(csv.reader(io.StringIO(text, newline="")))
    return tables


def _meaning(key: str) -> str:
    """What a field is, in the words of its description; an id in a key is none of its names."""
    parts = key.split(".")
    for path in (parts, [*parts[:1], *parts[2:]]):
        field = field_at(path)
        if field is not None and field.description:
            return " ".join(field.description.split())
    return ""


def _sheet(
    book: Book,
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> None:
    """A sheet whose heading stays in sight; what reads as a number is one."""
    sheet = book.sheet(name)
    for column, (title, width) in enumerate(zip(header, widths, strict=True)):
        book.cell(sheet, 0, column, title, bold=True, bottom=1)
        sheet.set_column(column, column, min(width, 2 * MAX_WIDTH))
        if title == "confidence":
            choice = {"validate": "list", "source": list(CONFIDENCES)}
            sheet.data_validation(1, column, LAST_ROW, column, choice)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            value = _value(text)
            look: dict[str, Any] = {"num_format": "General"} if value is not text else {}
            if text:
                book.cell(sheet, number, column, value, **look)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(header) - 1)
    sheet.repeat_rows(0)


def _value(text: str) -> str | float:
    """A number where the text is just how a number reads back, else the text.

    >>> _value("0.25"), _value("2024"), _value("2024-12"), _value("007"), _value("1e400")
    (0.25, 2024.0, '2024-12', '007', '1e400')
    """
    try:
        number = float(text)
    except ValueError:
        return text
    return number if cell_text(number) == text and abs(number) < 1e15 else text
