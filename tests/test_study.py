"""A study as a record: tables, text, files that are read back."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import planner
from planner import Method, Study


def study() -> Study:
    return Study(
        kind="dropout",
        question="What is left if a nation leaves?",
        answer=("AAA may leave: nothing is missed.", "BBB may not."),
        columns={"leaves": "nation that leaves", "lost": "lot-months"},
        rows=({"leaves": "AAA", "lost": 0.0}, {"leaves": "=BBB", "lost": 2.5}),
        parts={"replaced_by": ({"nation": "CCC", "gives": {"infantry": 1.0}},)},
        method=Method(
            relaxed=True,
            solver="HiGHS 1.16",
            seed=0,
            gap_share=0.0,
            solves=3,
            rechecked=1,
            seconds=0.2,
            notes=("coalition floors are off",),
        ),
        warnings=("one figure is assumed",),
        planner_version=planner.__version__,
        scenario="small",
    )


def test_tables_by_name() -> None:
    assert list(study().table().lost) == [0.0, 2.5]
    assert list(study().table("replaced_by").nation) == ["CCC"]
    with pytest.raises(KeyError, match="no table 'other'; tables: rows, replaced_by"):
        study().table("other")


def test_the_text_tells_question_answer_and_method() -> None:
    assert study().text().splitlines() == [
        "What is left if a nation leaves?",
        "AAA may leave: nothing is missed.",
        "BBB may not.",
        "(3 solves in fractions of lots, 0.2 s, 1 of them rechecked from nothing; HiGHS 1.16)",
        "coalition floors are off",
        "warning: one figure is assumed",
    ]


def test_json_comes_back(tmp_path: Path) -> None:
    path = planner.write_study(study(), tmp_path / "x.json")
    assert planner.read_study(path) == study()
    assert planner.read_study(json.loads(path.read_text())) == study()


def test_what_is_no_study_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(planner.InputError, match="is not a study"):
        planner.read_study({"kind": "dropout"})
    with pytest.raises(planner.InputError, match="cannot be read"):
        planner.read_study(tmp_path / "none.json")


def test_a_file_that_is_no_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"[" * 100_000)
    with pytest.raises(planner.InputError, match="is not a study"):
        planner.read_study(path)
    monkeypatch.setattr("planner.study.MAX_BYTES", 100)
    with pytest.raises(planner.InputError, match="larger than"):
        planner.read_study(path)


def test_workbook_and_csv_hold_no_formula(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(planner.write_study(study(), tmp_path / "x.xlsx"))
    assert book.sheetnames == ["summary", "rows", "replaced_by"]
    cell = book["rows"]["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=BBB", "s", True)
    assert book["replaced_by"]["B2"].value == "infantry=1"
    written = planner.write_study(study(), tmp_path / "x.csv").read_text()
    assert written.splitlines() == ["leaves,lost", "AAA,0.0", "'=BBB,2.5"]


@pytest.mark.parametrize("name", ["x.pdf", "none/x.json"])
def test_places_that_cannot_be_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(planner.InputError):
        planner.write_study(study(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []
