"""Figures of several dates: which of them counts when, and what the tables may not say twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import planner
from planner.pipeline import prepare
from planner.reference.dataset import Dataset, SourcedValue

if TYPE_CHECKING:
    from tests.reference.conftest import DataFolder

TANKS = "main_battle_tank"


def add(folder: DataFolder, item: str, as_of: str, value: float) -> int:
    """One more figure of France; returns its line."""
    cells = dict.fromkeys(("value", "low", "high"), f"{value:g}")
    more = {"unit": "tanks", "confidence": "assumption", "note": "for the test"}
    return folder.append("facts", nation="FRA", item=item, as_of=as_of, **cells, **more)


def tanks(data: Dataset, date: str) -> float:
    return data.at(date).value("FRA", TANKS, -1)


@pytest.fixture
def dated(folder: DataFolder) -> Dataset:
    """Tanks of France: 1 undated, 2 from 2023-05 (a span), 3 from 2024-12, 4 from 2025-02-10."""
    for as_of, value in (("2025-02-10", 4), ("undated", 1), ("2024-12", 3), ("2023-05/2026-01", 2)):
        add(folder, TANKS, as_of, value)
    return planner.load_dataset(folder.path)


@pytest.mark.parametrize(
    ("date", "value"),
    [
        ("1950-01", 1),  # undated is older than all
        ("2023-04", 1),
        ("2023-05", 2),  # a span counts from its start
        ("2024-11", 2),
        ("2024-12", 3),
        ("2025-01", 3),
        ("2025-02", 4),  # the whole month counts
        ("2099-12", 4),
    ],
)
def test_newest_figure_not_after_the_date(dated: Dataset, date: str, value: float) -> None:
    assert tanks(dated, date) == value


def test_as_loaded_the_newest_counts(dated: Dataset) -> None:
    assert dated.value("FRA", TANKS) == 4
    assert [f.value for f in dated.other_dates["FRA", TANKS]] == [1, 2, 3]
    assert dated.unit(TANKS) == "tanks"


def test_a_date_may_be_chosen_again(dated: Dataset) -> None:
    """No figure is lost by a look at another date."""
    there = dated.at("1950-01")
    assert tanks(there, "2025-02") == 4
    assert there.at("2099-12").facts == dated.facts
    assert (there.nations, there.fact_items) == (dated.nations, dated.fact_items)


def test_where_all_figures_are_later_the_earliest_counts(folder: DataFolder) -> None:
    add(folder, TANKS, "2026-03", 9)
    add(folder, TANKS, "2025-03", 8)
    assert tanks(planner.load_dataset(folder.path), "2024-12") == 8


@pytest.mark.parametrize("item", ["stance", "offer_test"])
def test_nothing_is_known_of_a_statement_before_it_is_made(folder: DataFolder, item: str) -> None:
    rows = folder.rows("facts")
    folder.write("facts", [row for row in rows if row[:2] != ["FRA", item]])
    add(folder, item, "2025-02", 3)
    data = planner.load_dataset(folder.path)
    assert data.at("2025-01").fact("FRA", item) is None
    assert data.at("2025-02").value("FRA", item) == 3
    assert item in data.at("2025-01").fact_items
    assert data.at("2025-01").unit(item)


def test_a_figure_set_by_hand_holds_at_every_date(dated: Dataset) -> None:
    own = SourcedValue(TANKS, 7, 7, 7, "tanks", "assumption", "", "", "", "FRA")
    changed = replace(dated, facts={**dated.facts, ("FRA", TANKS): own})
    assert [tanks(changed, date) for date in ("1950-01", "2025-02")] == [7, 7]


def test_same_date_twice(folder: DataFolder) -> None:
    first, second = (add(folder, TANKS, "2024-12", value) for value in (1, 2))
    (issue,) = folder.issues()
    assert issue.where == f"facts.csv:{second}"
    assert f"facts.csv:{first}" in issue.problem
    assert issue.hint


def test_same_first_day_written_differently(folder: DataFolder) -> None:
    first, second = (add(folder, TANKS, as_of, 1) for as_of in ("2024", "2024-01/2025-06"))
    (issue,) = folder.issues()
    assert issue.where == f"facts.csv:{second}"
    assert f"facts.csv:{first}" in issue.problem


def test_a_problem_uses_the_figures_of_its_date(folder: DataFolder) -> None:
    """An aircraft more from 2031 on, and its date stands in the problem."""
    line = folder.line("facts", "GBR", "fighter_4g")
    folder.change("facts", line, as_of="2024-12")
    rows = folder.rows("facts")
    cells = dict(zip(rows[0], rows[line - 1], strict=True))
    folder.append("facts", **cells | {"as_of": "2031-01", "value": "4", "low": "4"})
    for date, value in (("2024-12", float(cells["value"])), ("2031-01", 4)):
        problem, _ = prepare("air_shield", sets=[f"reference_date={date}"], directory=folder.path)
        (figure,) = (f for f in problem.figures if (f.nation, f.name) == ("GBR", "fighter_4g"))
        assert (figure.value, figure.as_of) == (value, date)


def test_one_warning_counts_the_figures_of_a_later_date() -> None:
    problem, warnings = prepare("air_shield", sets=["reference_date=2024-12"])
    (warning,) = (w for w in warnings if w.code == "later_figures")
    later = [f for f in problem.figures if f.as_of and f.start[:2] > (2024, 12)]
    assert warning.message.startswith(f"{len(later)} figure")
    assert warning.where == "reference_date"
    assert not any(f.is_statement for f in later)
    assert not any(
        w.code == "later_figures" for w in prepare("air_shield", sets=["reference_date=2099-12"])[1]
    )
