"""Reads a table cell by cell: every wrong row and cell is reported with its place.

That is file and line of a CSV table, sheet and cell of a workbook.

A table is described by the class of its rows: a field is a column, and its type has the parser of
the cells (cells.py).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, get_type_hints

from planner.errors import MAX_ISSUES, Issue
from planner.reference.cells import Parser, WrongCell
from planner.reference.sheets import Sheets, place

Line = tuple[str, dict[str, str], Mapping[str, str]]
"""where a row is, its texts by column, and where its cells are"""
MAX_FILE_BYTES = 20_000_000


@dataclass(frozen=True)
class Table[Record]:
    """A table: its file or sheet, the class of its rows, and the columns of its key.

    ``renamed``: field -> its column, where that has another name; ``without``: fields that are no
    columns here. Fields that are neither text nor Annotated with a parser are none anywhere.
    """

    name: str
    record: type[Record]
    key: tuple[str, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> dict[str, tuple[str, Parser]]:
        """Column -> field, and the parser of its cells."""
        found: dict[str, tuple[str, Parser]] = {}
        for name, hint in get_type_hints(self.record, include_extras=True).items():
            parsers = [str] if hint is str else getattr(hint, "__metadata__", ())
            if parsers and name not in self.without:
                found[self.renamed.get(name, name)] = name, parsers[0]
        return found

    def of(self, row: Row, **more: Any) -> Record:
        """The record of a sound row, with what its columns do not hold."""
        return self.record(**row.values, **more)


@dataclass(slots=True)
class Row:
    """A row: its place, its text by column, and the values of its fields.

    ``values`` lacks the cells that are wrong; ``sound`` says that there are none.
    """

    where: str
    cells: dict[str, str]
    values: dict[str, Any]
    sound: bool
    issues: list[Issue]
    places: Mapping[str, str]
    """column -> where its cell is, if nearer than the row"""

    def complain(self, problem: str, hint: str) -> None:
        """Report the row."""
        self.issues.append(Issue(self.where, problem, hint))


def read_table(path: Path, table: Table[Any], issues: list[Issue]) -> dict[Any, Row]:
    """All rows of a table by key, wrong ones included; empty when the file cannot be read."""
    return _parsed(path.name, _lines(path, table.columns, issues), table, issues)


def read_sheet(sheets: Sheets, table: Table[Any], issues: list[Issue]) -> dict[Any, Row]:
    """All rows of a sheet by key, as ``read_table`` reads them."""
    lines = _sheet_lines(sheets, table.name, table.columns, issues)
    return _parsed(table.name, lines, table, issues)


def _parsed(
    name: str, lines: Iterable[Line], table: Table[Any], issues: list[Issue]
) -> dict[Any, Row]:
    rows: dict[Any, Row] = {}
    key, before, columns = itemgetter(*table.key), len(issues), table.columns
    for where, cells, places in lines:
        if len(issues) - before >= MAX_ISSUES:
            issues.append(Issue(where, "is not read: too many errors before", "correct them first"))
            break
        values: dict[str, Any] = {}
        row = Row(where, cells, values, True, issues, places)
        for column, (name_of_field, parse) in columns.items():
            try:
                values[name_of_field] = parse(cells[column])
            except WrongCell as wrong:
                row.sound = False
                at = places.get(column, where)
                issues.append(Issue(at, f"{column} {wrong.problem}", wrong.hint))
        found = key(cells)
        if found in rows:
            first = rows[found].where
            row.complain(f"{found} stands here a second time, after {first}", "keep one row")
        else:
            rows[found] = row
    if not rows and len(issues) == before:
        issues.append(Issue(name, "the table has no rows", "restore the rows"))
    return rows


def _sheet_lines(
    sheets: Sheets, name: str, columns: Collection[str], issues: list[Issue]
) -> Iterator[Line]:
    """Cells of every row below the first, which names the columns."""
    rows = sheets.rows(name)
    _, header = next(rows, (1, []))
    wrong = list(_wrong_header(header, columns))
    issues += (Issue(place(name, 1, 0), problem, hint) for problem, hint in wrong)
    for number, cells in rows if not wrong else ():
        places = {column: place(name, number, i) for i, column in enumerate(header)}
        if any(cells[len(header) :]):
            at = place(name, number, len(header))
            issues.append(Issue(at, "stands beside the table", "move it below a heading"))
        padded = [*cells, *[""] * len(header)]
        yield place(name, number, 0), dict(zip(header, padded, strict=False)), places


def _lines(path: Path, columns: Collection[str], issues: list[Issue]) -> Iterator[Line]:
    """The cells of every row that has as many as the header, at ``file:line``."""
    name, text = path.name, _text(path, issues)
    if separator := _other_separator(text, columns):
        problem = f"the table is separated by {separator}"
        issues.append(Issue(f"{name}:1", problem, "save it separated by ','"))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, nowhere = 1, dict[str, str]()
    try:
        header = [column.strip() for column in next(reader, [])]
        wrong = list(_wrong_header(header, columns)) if text else []
        issues += (Issue(f"{name}:1", problem, hint) for problem, hint in wrong)
        line = reader.line_num + 1
        for cells in reader if not wrong else ():
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):  # an empty line, or a blank row of a spreadsheet
                pass
            elif len(cells) == len(header):
                yield f"{name}:{line}", dict(zip(header, stripped, strict=False)), nowhere
            else:
                problem = "the row has more or fewer cells than the header"
                issues.append(Issue(f"{name}:{line}", problem, "quote commas"))
            line = reader.line_num + 1
    except csv.Error as error:
        problem = f"cannot be read from here on: {error}"
        issues.append(Issue(f"{name}:{line}", problem, "close the quote or cut the cell"))


def _wrong_header(header: list[str], columns: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a header, and what to do."""
    for column in columns:
        if column not in header:
            yield f"the table has no column {column!r}", "add the column"
    for column, times in Counter(filter(None, header)).items():
        if times > 1:
            yield f"the column {column!r} stands here twice", "keep one"


def _other_separator(text: str, columns: Collection[str]) -> str:
    """The separator of a header that names the columns, but not with commas between."""
    header = text.partition("\n")[0]
    for separator, shown in ((";", "';'"), ("\t", "tabs"), ("|", "'|'")):
        cells = [cell.strip().strip('"') for cell in header.split(separator)]
        if len(cells) > 1 and len(set(cells) & set(columns)) > 1:
            return shown
    return ""


def _text(path: Path, issues: list[Issue]) -> str:
    """The text of a file, with or without a byte-order mark; empty after a complaint."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            issues.append(Issue(path.name, "larger than 20 MB", "split or trim the table"))
            return ""
        text = path.read_bytes().decode("utf-8-sig")
        if "\0" in text:
            issues.append(Issue(path.name, "holds NUL characters", "save the file as UTF-8"))
            return ""
        if not text.strip():
            issues.append(Issue(path.name, "the file is empty", "restore the header and rows"))
        return text if text.strip() else ""
    except FileNotFoundError:
        issues.append(Issue(str(path), "the file is missing", "restore it or use another --data"))
    except UnicodeDecodeError as error:
        issues.append(Issue(path.name, f"not UTF-8 text: {error}", "save the file as UTF-8"))
    except OSError as error:
        issues.append(Issue(str(path), f"cannot be read: {error.strerror}", "put the table there"))
    return ""
