"""A data folder of a test's own, whose tables it may spoil or extend."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

import planner

TABLES = (
    *("facts", "fleet_changes", "planning_factors", "unit_types", "benchmarks"),
    *("packages", "procurement"),
)


@dataclass(frozen=True)
class DataFolder:
    """A data folder of its own, and edits of single cells, rows and columns."""

    path: Path

    def table(self, name: str) -> Path:
        """The file of a table, for example ``facts``."""
        return self.path / "reference" / f"{name}.csv"

    def rows(self, name: str) -> list[list[str]]:
        """All rows of a table; the header is row 0."""
        with self.table(name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, name: str, rows: list[list[str]]) -> None:
        """Write a table anew."""
        with self.table(name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def line(self, name: str, *key: str) -> int:
        """The line of the row that begins with these cells."""
        rows = self.rows(name)
        return next(n for n, row in enumerate(rows, 1) if tuple(row[: len(key)]) == key)

    def change(self, name: str, line: int, **cells: str) -> None:
        """Put other text into cells of a line."""
        rows = self.rows(name)
        for column, text in cells.items():
            rows[line - 1][rows[0].index(column)] = text
        self.write(name, rows)

    def append(self, name: str, **cells: str) -> int:
        """Add a row and return its line; cells that are not named stay empty."""
        rows = self.rows(name)
        assert not set(cells) - set(rows[0])
        rows.append([cells.get(column, "") for column in rows[0]])
        self.write(name, rows)
        return len(rows)

    def drop(self, name: str, column: str) -> None:
        """Take a column out."""
        rows = self.rows(name)
        position = rows[0].index(column)
        self.write(name, [row[:position] + row[position + 1 :] for row in rows])

    def issues(self) -> list[planner.Issue]:
        """What the loader complains about; fails when it does not."""
        with pytest.raises(planner.DataError) as caught:
            planner.load_dataset(self.path)
        return list(caught.value.issues)


def shipped_columns() -> list[tuple[str, str]]:
    """Table and name of every column of the shipped tables."""
    found: list[tuple[str, str]] = []
    for table in TABLES:
        with (planner.data_dir() / "reference" / f"{table}.csv").open(encoding="utf-8") as file:
            found += [(table, column) for column in next(csv.reader(file))]
    return found
