"""Finds the data, reads every reference table, and checks them against each other.

Errors are collected and raised once as a ``DataError`` that names file and line.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from planner.errors import MAX_ISSUES, DataError, Issue
from planner.reference.cross_checks import check_tables, row_bases
from planner.reference.csv_reader import Row, Table, read_sheet, read_table
from planner.reference.dataset import Dataset, FactKey
from planner.reference.figure import SourcedValue
from planner.reference.packages import PACKAGES, PROCUREMENT
from planner.reference.sheets import Sheets, is_workbook
from planner.reference.tables import (
    BENCHMARKS,
    FACTORS,
    FACTS,
    FLEET_CHANGES,
    TABLES,
    UNIT_TYPES,
)


def data_dir(directory: str | os.PathLike[str] | None = None) -> Path:
    """The folder that holds ``reference/`` and ``scenarios/``.

    The argument, else the environment variable PLANNER_DATA, else the data shipped with the
    package; the shipped one too for a workbook, whose sheets take the place of its tables. Raises
    DataError when the folder is missing.
    """
    chosen = directory or os.environ.get("PLANNER_DATA")
    if chosen and not is_workbook(chosen):
        path = Path(chosen)
    else:
        installed = Path(__file__).parents[1] / "data"
        path = installed if installed.is_dir() else Path(__file__).parents[2] / "data"
    if not os.path.isdir(path / "reference"):  # Path.is_dir raises for a name that is too long
        raise DataError(
            [Issue(str(path), "no folder reference/ here", "point --data at a data folder")]
        )
    return path


def data_book(directory: str | os.PathLike[str] | None = None) -> Path | None:
    """The workbook that tables are read from, where the data are one and not a folder."""
    chosen = directory or os.environ.get("PLANNER_DATA")
    return Path(chosen) if chosen and is_workbook(chosen) else None


def load_dataset(directory: str | os.PathLike[str] | None = None) -> Dataset:
    """Read and check every reference table, from a data folder or from a workbook.

    All tables of a folder are required; sheets that a workbook lacks are read from the shipped
    tables. What was read last is remembered, and read anew once a file has changed. Raises
    DataError that lists every wrong row with file and line, or sheet and cell.
    """
    root, book = data_dir(directory) / "reference", data_book(directory)
    files = [root / f"{table.name}.csv" for table in TABLES]
    state = tuple(map(_state, [book, *files] if book else files))
    with _reading:
        if state not in _last:
            dataset = _read(root, book)
            _last.clear()
            _last[state] = dataset
        return _last[state]


_reading = threading.Lock()
_last: dict[tuple[tuple[object, ...], ...], Dataset] = {}
"""what was read last, by what the files were before it was"""


def _state(file: Path) -> tuple[object, ...]:
    """Differs between two files, and between a file before and after a change."""
    try:
        told = file.stat()
    except OSError:
        return (file,)
    return file, told.st_ino, told.st_size, told.st_mtime_ns


def _read(root: Path, book: Path | None) -> Dataset:
    """The tables of a folder, or of a workbook and that folder."""
    sheets = Sheets(book) if book else None
    issues: list[Issue] = []

    rows: dict[str, dict[Any, Row]] = {}
    for table in TABLES:
        if sheets and table.name in sheets.names:
            rows[table.name] = read_sheet(sheets, table, issues)
        else:
            rows[table.name] = read_table(root / f"{table.name}.csv", table, issues)
    if len(issues) < MAX_ISSUES:
        check_tables(rows)
    if issues:
        raise DataError(issues)

    def records[Record](table: Table[Record]) -> dict[Any, Record]:
        return {key: table.of(row) for key, row in rows[table.name].items()}

    newest, older = _by_date(records(FACTS).values())
    unit_types = rows[UNIT_TYPES.name].items()
    return Dataset(
        book or root,
        newest,
        records(FACTORS),
        {key: UNIT_TYPES.of(row, bases=dict(row_bases(row))) for key, row in unit_types},
        records(BENCHMARKS),
        records(PACKAGES),
        records(PROCUREMENT),
        older,
        tuple(records(FLEET_CHANGES).values()),
    )


def _by_date(
    figures_read: Iterable[SourcedValue],
) -> tuple[dict[FactKey, SourcedValue], dict[FactKey, tuple[SourcedValue, ...]]]:
    """The newest figure of every nation and item, and its older figures, the oldest first."""
    history: dict[FactKey, list[SourcedValue]] = {}
    for figure in figures_read:
        history.setdefault((figure.nation, figure.name), []).append(figure)
    for figures in history.values():
        if len(figures) > 1:
            figures.sort(key=lambda figure: figure.start)
    newest = {key: figures[-1] for key, figures in history.items()}
    return newest, {key: tuple(f[:-1]) for key, f in history.items() if len(f) > 1}
