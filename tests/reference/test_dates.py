"""Figures of several dates: which of them counts when, and what the tables may not say twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import planner
from planner.pipeline import prepare
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue

if TYPE_CHECKING:
    from tests.reference.data_folder import DataFolder

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
    planned = {("DNK", "fighter_4g")}  # announced by then; what Denmark has now is known
    later = [f for f in problem.figures if f.as_of and f.start[:2] > (2024, 12)]
    assert planned < {(f.nation, f.name) for f in later}
    later = [f for f in later if (f.nation, f.name) not in planned]
    assert warning.message.startswith(f"{len(later)} figure")
    assert warning.where == "reference_date"
    assert not any(f.is_statement for f in later)
    assert not any(
        w.code == "later_figures" for w in prepare("air_shield", sets=["reference_date=2099-12"])[1]
    )


# --- planned changes


def change(folder: DataFolder, **cells: str) -> int:
    """A planned end of the French early-warning aircraft; returns its line."""
    row = {
        "nation": "FRA",
        "item": "aew",
        "month": "2031-06",
        "value": "0",
        "low": "0",
        "high": "1",
        "unit": "aircraft",
        "announced": "2030-01",
        "confidence": "assumption",
        "note": "for the test",
    }
    return folder.append("fleet_changes", **(row | cells))


def test_changes_are_those_announced_by_the_date(folder: DataFolder) -> None:
    folder.write("fleet_changes", folder.rows("fleet_changes")[:1])
    change(folder, month="2032-01", value="1", announced="2030-06")
    change(folder)
    data = planner.load_dataset(folder.path)
    assert data.changes("FRA", "2029-12") == ()
    assert [c.value for c in data.changes("FRA", "2030-01")] == [0]
    assert [c.month for c in data.changes("FRA", "2030-06")] == ["2031-06", "2032-01"]
    assert data.changes("GBR", "2099-12") == ()
    assert data.at("2024-12").fleet_changes == data.fleet_changes


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"item": "aaw"}, "FRA has no fact 'aaw'"),
        ({"nation": "XMM"}, "XMM has no fact 'aew'"),
        ({"announced": "2031-07"}, "before it was announced"),
        ({"high": "0", "value": "1"}, "outside low-high"),
        ({"month": "2031-13"}, "month is '2031-13'"),
        ({"announced": "2031"}, "announced is '2031'"),
        ({"confidence": "reported"}, "no source_title"),
        ({"note": ""}, "assumption, but no note"),
    ],
)
def test_wrong_change(folder: DataFolder, cells: dict[str, str], said: str) -> None:
    line = change(folder, **cells)
    (issue,) = folder.issues()
    assert issue.where == f"fleet_changes.csv:{line}"
    assert said in issue.problem
    assert issue.hint


def test_change_in_the_month_it_is_announced(folder: DataFolder) -> None:
    change(folder, announced="2031-06")
    data = planner.load_dataset(folder.path)
    assert data.changes("FRA", "2031-06")[-1].month == "2031-06"


# --- the shipped figures, by date


@pytest.mark.parametrize(
    ("nation", "item", "date", "value"),
    [
        ("DNK", "fighter_4g", "2024-12", 24),  # retired in January 2026
        ("DNK", "fighter_4g", "2026-01", 0),
        ("GBR", "stance", "2024-12", 2),  # the pledge came on 16 February 2025
        ("GBR", "stance", "2025-02", 3),
        ("ITA", "stance", "2024-12", 2),
        ("ITA", "stance", "2025-09", 1),
        ("TUR", "offer_land", "2024-12", 2),
        ("TUR", "offer_land", "2026-05", 1),
        ("TUR", "offer_sea", "2026-05", 3),
        ("DEU", "gbad_long_committed", "2024-12", 0),  # at Rzeszow in 2025 only
        ("DEU", "gbad_long_committed", "2025-06", 2),
        ("DEU", "gbad_long_committed", "2026-01", 0),
        ("GBR", "gbad_medium_committed", "2024-11", 1),  # Sky Sabre left Poland
        ("GBR", "gbad_medium_committed", "2024-12", 0),
    ],
)
def test_shipped_figure_of_a_date(nation: str, item: str, date: str, value: float) -> None:
    assert planner.load_dataset().at(date).value(nation, item, -1) == value


def test_nations_open_on_land_in_december_2024() -> None:
    data = planner.load_dataset().at("2024-12")
    offers = {n for n in data.nations if data.value(n, "offer_land") >= 2}
    assert offers == {
        "FRA",
        "GBR",
        "NLD",
        "BEL",
        "DNK",
        "EST",
        "LTU",
        "LVA",
        "CAN",
        "SWE",
        "TUR",
        "ITA",
    }
    assert {n for n in data.nations if data.value(n, "stance") >= 2} - {"UKR"} == offers


def test_silence_is_no_figure() -> None:
    """No row for a component on which nobody has spoken."""
    data = planner.load_dataset()
    assert data.fact("POL", "offer_sea") is None
    assert data.fact("UKR", "offer_land") is None


def test_danish_retirement_was_known_in_2023() -> None:
    (last,) = planner.load_dataset().changes("DNK", "2024-12")
    assert (last.month, last.value, last.announced) == ("2026-01", 0, "2023-06")
