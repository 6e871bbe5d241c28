"""The same input gives the same plan, in whatever order its rows stand."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given

from planner import solve
from planner.pipeline import prepare
from planner.reference.dataset import Dataset
from planner.reference.load import data_dir, load_dataset

from ..random_scenarios import random_document
from ..small_scenarios import HOME, SECTORS, WIDE, need
from ..world import Document
from .drawn_scenarios import attempt, rich_documents, same, tried, with_stages


@tried(30, shrink=False)
@given(rich_documents())
def test_same_input_same_plan(document: Document) -> None:
    document = with_stages(document, "shortfall", "burden", "cost")
    first, second = attempt(document), attempt(document)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert same(first) == same(second)


SHUFFLED = ("facts.csv", "unit_types.csv", "planning_factors.csv")


def shuffled(folder: Path, seed: int) -> Dataset:
    """The shipped data with the rows of its tables in another order."""
    rng = random.Random(seed)  # noqa: S311
    shutil.copytree(data_dir() / "reference", folder / "reference")
    for name in SHUFFLED:
        path = folder / "reference" / name
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = list(csv.reader(file))
        rng.shuffle(rows)
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return load_dataset(folder)


SMALL_REAL: Document = {
    "name": "small_real",
    "horizon_months": 12,
    "coalition": {"min_nations": 3, "preparation_days": 60},
    "locations": [*SECTORS, WIDE, HOME],
    "requirements": [
        need("ground", 4, from_month=2),
        need("ground", 3, "south", from_month=2),
        need("ground", 8, id="reserve", within_days=30, from_month=2),
        need("fighters", 12, "theatre", from_month=2),
    ],
    "objectives": ["shortfall", "burden", "cost"],
    "solve": {"burden_gap_share": 0.05, "mip_gap_share": 0.01},
}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    "relaxed",
    [pytest.param(False, id="whole", marks=pytest.mark.slow), pytest.param(True, id="relaxed")],
)
def test_order_of_rows_is_no_matter(
    seed: int, relaxed: bool, shipped: Dataset, tmp_path: Path
) -> None:
    source: str | Document = "air_shield" if relaxed else SMALL_REAL
    sets = [f"solve.whole_units={str(not relaxed).lower()}"]
    other = shuffled(tmp_path, seed)
    assert list(other.facts) != list(shipped.facts)
    assert same(solve(source, sets=sets, data=other)) == same(
        solve(source, sets=sets, data=shipped)
    )


def test_resolved_problem_is_the_same(shipped: Dataset, tmp_path: Path) -> None:
    assert prepare("guarantor", data=shuffled(tmp_path, 3)) == prepare("guarantor", data=shipped)


def test_random_documents_are_the_same() -> None:
    """The seeds of other tests stand for fixed scenarios."""
    assert random_document(3) == random_document(3)
