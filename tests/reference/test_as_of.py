"""Dates of figures, from their start."""

from __future__ import annotations

import csv

import pytest

import planner
from planner.reference.as_of import start_of


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2024", (2024, 1, 1)),
        ("2024-12", (2024, 12, 1)),
        ("2024-02-29", (2024, 2, 29)),
        ("2014-2022", (2014, 1, 1)),
        ("2024-2024", (2024, 1, 1)),
        ("2024-11/2025-01", (2024, 11, 1)),
        ("2024-12 to 2026-01", (2024, 12, 1)),
        ("2009/2024", (2009, 1, 1)),
        ("c.2015", (2015, 1, 1)),
        ("2024 (estimate)", (2024, 1, 1)),
        ("undated", (0, 0, 0)),
    ],
)
def test_start(text: str, start: tuple[int, int, int]) -> None:
    assert start_of(text) == start


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no date"),
        ("soon", "is no date"),
        ("Dec 2024", "is no date"),
        ("24-12", "is no date"),
        ("2024-1", "is no date"),
        ("2024-13", "is no date"),
        ("2023-02-29", "is no date"),
        ("2024-12-31-", "is no date"),
        ("2024-12 2026-01", "is no date"),
        ("٢٠٢٤", "is no date"),
        ("0024", "is not between 1900 and 2100"),
        ("2024-3000", "is not between 1900 and 2100"),
        ("2024-2022", "ends before it begins"),
        ("2026-01/2024-12", "ends before it begins"),
    ],
)
def test_what_is_no_date(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        start_of(text)


def test_every_shipped_fact_has_a_date() -> None:
    with (planner.data_dir() / "reference" / "facts.csv").open(encoding="utf-8") as file:
        starts = [start_of(row["as_of"]) for row in csv.DictReader(file)]
    assert max(starts) >= (2025, 1, 1)
