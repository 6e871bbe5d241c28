"""A copy of the data folder whose tables a test may spoil or extend."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import planner


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


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A copy of the shipped data."""
    shutil.copytree(planner.data_dir(), tmp_path / "data")
    return DataFolder(tmp_path / "data")


@pytest.fixture
def add_engineers(folder: DataFolder) -> Callable[..., None]:
    """Adds a unit type that no code knows: mine-clearance companies, owned by FRA and GBR."""

    def add(**changes: str) -> None:
        for nation, value in (("FRA", "8"), ("GBR", "6")):
            folder.append(
                "facts",
                nation=nation,
                item="mine_clearance_company",
                value=value,
                low=value,
                high=value,
                unit="companies",
                as_of="2024-12",
                confidence="assumption",
            )
        row = {
            "id": "mine_clearance",
            "title": "Mine-clearance company",
            "domain": "land",
            "lot": "company",
            "placement": "sector",
            "role": "combat",
            "us_enabler": "0",
            "fact_item": "mine_clearance_company",
            "lots_per_fact": "1",
            "home_fraction": "1",
            "is_battlegroup": "0",
            "personnel": "150",
            "tonnes": "900",
            "tour_months": "national",
            "dwell_months": "national",
            "notice_days": "30",
            "movement": "surface",
            "system_cost_eur_m_month": "0.2",
            "effects": "mine_clearance=2",
            "personnel_basis": "assumption:a company",
            "tour_basis": "factor:tour_length_{nation}",
        }
        folder.append("unit_types", **(row | changes))

    return add
