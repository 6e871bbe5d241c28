"""Reads sheets of an Excel workbook as texts, cell by cell; a place reads ``facts!C12``."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planner.errors import DataError, Issue

ENDING = ".xlsx"
MAX_FILE_BYTES = 20_000_000
MAX_ROWS, MAX_COLUMNS = 100_000, 200
DIGITS = 15
"""of a number that Excel keeps"""


def is_workbook(path: object) -> bool:
    """Is it the path of a workbook, and not of a folder or text?"""
    return isinstance(path, str | os.PathLike) and str(path).lower().endswith(ENDING)


def place(sheet: str, row: int, column: int) -> str:
    """Where a cell stands; the first column is 0.

    >>> place("facts", 12, 2), place("facts", 1, 27)
    ('facts!C12', 'facts!AB1')
    """
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return f"{sheet}!{letters}{row}"


def cell_text(value: Any) -> str:
    """The text of a cell: a number in full, a date as ``2024-12``, with its day unless the first.

    >>> [cell_text(v) for v in (3.0, 0.25, True, None, " x ", datetime(2024, 12, 1))]
    ['3', '0.25', 'true', '', 'x', '2024-12']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.{DIGITS}g}"
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m" if value.day == 1 else "%Y-%m-%d")
    return str(value).strip()


class Sheets:
    """The sheets of a workbook. Raises DataError where it cannot be read."""

    def __init__(self, path: str | Path) -> None:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException

        given = str(path)
        try:
            if os.path.getsize(path) > MAX_FILE_BYTES:
                raise DataError([Issue(given, "larger than 20 MB", "trim its sheets")])
            content = io.BytesIO(Path(path).read_bytes())
            self._book = openpyxl.load_workbook(content, read_only=True, data_only=True)
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
            raise DataError([Issue(given, problem, "give the path of a workbook")]) from None
        except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError):
            raise DataError([Issue(given, "is no workbook", "save it as .xlsx")]) from None
        self.names: tuple[str, ...] = tuple(self._book.sheetnames)

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Number and cells of every row that is not blank, up to the last cell with a text."""
        for number, values in enumerate(self._book[sheet].iter_rows(values_only=True), 1):
            if number > MAX_ROWS or len(values) > MAX_COLUMNS:
                limits = f"{MAX_ROWS:,} rows of {MAX_COLUMNS} cells"
                problem = f"the sheet has more than {limits}"
                raise DataError([Issue(place(sheet, number, 0), problem, "delete what is empty")])
            cells = list(map(cell_text, values))
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
