"""Files of a plan: read back unchanged, text never a formula, and whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from planner import InputError, Plan, plan_to_csv, plan_to_json, plan_to_xlsx, write_plan
from planner.output.plan_tables import EXPORTED
from planner.output.targets import CSV_NAMES

from ..small_plan import EVIL, FORMULAS, small_plan, stage


def _records(plan: Plan, name: str) -> tuple[Any, ...]:
    return plan.command.formations if name == "formations" else getattr(plan, name)


def test_json_reads_back_as_the_same_plan() -> None:
    plan = small_plan()
    assert Plan.model_validate_json(plan_to_json(plan)) == plan


def test_csv_reads_back_with_every_row() -> None:
    plan = small_plan()
    tables = plan_to_csv(plan)
    assert list(tables) == ["summary", *EXPORTED]
    for name, record in EXPORTED.items():
        rows = list(csv.DictReader(io.StringIO(tables[name], newline="")))
        assert len(rows) == len(_records(plan, name))
        assert all(list(row) == list(record.model_fields) for row in rows)
    pools = list(csv.DictReader(io.StringIO(tables["pools"])))
    assert json.loads(pools[0]["lots"]) == [3] * 12
    assert pools[0]["locations"] == "east=0"
    nations = list(csv.DictReader(io.StringIO(tables["nations"])))
    assert nations[0]["fair_shares"] == "gdp=0.5; equal=0.25"
    purchases = list(csv.DictReader(io.StringIO(tables["purchases"])))
    assert purchases[0]["payers"] == "FRA=0.6; GBR=0.4"
    formations = list(csv.DictReader(io.StringIO(tables["formations"])))
    assert [(row["id"], row["nation"]) for row in formations] == [
        ("operation", "FRA"),
        ("land", "GBR"),
    ]
    units = list(csv.DictReader(io.StringIO(tables["unit_types"])))
    assert units[0]["tour_months"] == ""
    assert float(units[0]["tonnes"]) == 10.5


def test_text_in_csv_is_never_a_formula() -> None:
    tables = plan_to_csv(small_plan())
    cells = [
        cell for text in tables.values() for row in csv.reader(io.StringIO(text)) for cell in row
    ]
    assert "'=1+1" in cells
    assert f"'{EVIL}" in cells
    assert {f"'{text}" for text in FORMULAS} <= set(cells)
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_negative_numbers_in_csv_stay_numbers() -> None:
    negative = stage("cost", "optimal", 0) | {"value": -1.5}
    rows = csv.DictReader(io.StringIO(plan_to_csv(small_plan(stages=[negative]))["stages"]))
    assert next(rows)["value"] == "-1.5"


def _book(plan: Plan) -> Any:
    return openpyxl.load_workbook(io.BytesIO(plan_to_xlsx(plan)))


def test_workbook_has_a_summary_and_every_table_that_is_not_empty() -> None:
    plan = small_plan()
    book = _book(plan)
    filled = [name for name in EXPORTED if _records(plan, name) and name != "nations"]
    brief = ["summary", "nations", "people by month", "battlegroups by month", "charts"]
    assert book.sheetnames == [*brief, *filled]
    assert book["summary"]["A1"].value == "=1+1"
    assert book["summary"]["A2"].value == plan.verdict
    summary = dict(book["summary"].iter_rows(min_row=7, max_col=2, values_only=True))
    assert summary["figures assumed"] == 1
    assert summary["component leads"] == "land=GBR"
    for name in ("nations", *filled):
        sheet = book[name]
        assert len(list(sheet[1])) == len(EXPORTED[name].model_fields)
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.freeze_panes == "A2"
        assert sheet.max_row == len(_records(plan, name)) + 1


def test_workbook_tells_units_shares_and_dates() -> None:
    book = _book(small_plan())
    kept = [[cell.value for cell in row] for row in book["summary"]["A4:G5"]]
    assert kept[0][2:6] == ["need", "kept up", "missing", "kept up share (%)"]
    assert kept[1] == ["Battlegroups", "Eastern sector", 2, 1, 1, 0.5, "6–11"]
    assert book["summary"]["F5"].number_format == "0.0%"
    nations = {cell.value: cell.column_letter for cell in book["nations"][1]}
    assert book["nations"][f"{nations['burden share (%)']}2"].number_format == "0.0%"
    assert {"cost (EUR m)", "people at peak", "ceiling (people)"} <= set(nations)
    given = book["contributions"]
    assert [cell.value for cell in given[1]][3:] == ["months", "lots"]
    date = small_plan().scenario.date_of
    assert given["D2"].value == f"0–5 ({date(0)} to {date(5)})"


def test_workbook_has_nations_by_month_and_charts() -> None:
    book = _book(small_plan())
    rows = list(book["people by month"].values)
    assert rows[0][1:] == tuple(small_plan().scenario.date_of(month) for month in range(12))
    assert rows[1] == ("France", *[1000] * 12)
    assert rows[2] == ("United Kingdom", *[1000] * 6, *[0] * 6)
    assert rows[3] == ("all", *[2000] * 6, *[1000] * 6)
    assert len(book["charts"]._charts) == 3


def test_every_sheet_prints_on_pages_of_its_width() -> None:
    for sheet in _book(small_plan()):
        assert sheet.print_area, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_workbook_of_nothing_has_a_summary() -> None:
    tables = ("contributions", "tours", "requirements", "costs", "nations", "warnings", "figures")
    empty: dict[str, Any] = {name: [] for name in tables}
    assert _book(small_plan(**empty)).sheetnames[0] == "summary"


def test_text_in_a_workbook_is_never_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(plan_to_xlsx(small_plan())))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = {cell.value: cell for cell in cells if cell.data_type == "s"}
    for text in ("=1+1", EVIL, "+44 title"):
        assert texts[text].quotePrefix


def test_characters_that_excel_forbids_are_replaced() -> None:
    warnings = [{"code": "x", "where": "bell", "message": "a\x07b" + "c" * 40_000}]
    book = openpyxl.load_workbook(io.BytesIO(plan_to_xlsx(small_plan(warnings=warnings))))
    assert book["warnings"]["C2"].value.startswith("a�bc")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("_x0041_", "_x0041_"),
        ("_x005F_x0041_", "_x005F_\u2060x0041_"),
        ("a_x000a_x000A_b", "a_x000a_\u2060x000A_b"),
        ("_x41_ and _X0041_", "_x41_ and _X0041_"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("=SUM(A1)_x0041_", "=SUM(A1)_x0041_"),
        ("+1", "+1"),
        ("-1", "-1"),
        ("@x", "@x"),
        ("#N/A", "#N/A"),
        (" spaces ", " spaces "),
        ("\ttab", "\ttab"),
        ("<r><t>x</t></r>", "<r><t>x</t></r> "),
        ("🚁" * 20_000, "🚁" * 16_383),  # two units of 32,767 each
    ],
    ids=repr,
)
def test_text_in_a_workbook_reads_back(text: str, shown: str) -> None:
    """As Excel reads it: ``_x0041_`` in the file would be an A (ECMA-376, ST_Xstring)."""
    warnings = [{"code": "x", "where": "here", "message": text}]
    content = plan_to_xlsx(small_plan(warnings=warnings))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        tree = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))  # noqa: S314 our own
    texts = ["".join(part.itertext()) for part in tree]
    escape = re.compile("_x([0-9A-Fa-f]{4})_")
    assert shown in [escape.sub(lambda m: chr(int(m.group(1), 16)), text) for text in texts]
    cell = openpyxl.load_workbook(io.BytesIO(content))["warnings"]["C2"]
    assert cell.data_type == "s"


@pytest.mark.parametrize("name", ["plan.json", "plan.XLSX", "folder"])
def test_writing_leaves_only_the_plan(tmp_path: Path, name: str) -> None:
    for _ in range(2):  # the second time over the first
        assert write_plan(small_plan(), tmp_path / name) == tmp_path / name
        assert os.listdir(tmp_path) == [name]
    if name == "folder":
        assert set(os.listdir(tmp_path / name)) == CSV_NAMES


def test_written_json_is_the_plan(tmp_path: Path) -> None:
    path = write_plan(small_plan(), tmp_path / "plan.json")
    assert Plan.model_validate_json(path.read_bytes()) == small_plan()


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    write_plan(small_plan(), tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").is_file()


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.doc").write_text("precious")
    with pytest.raises(InputError, match=r"thesis\.doc"):
        write_plan(small_plan(), folder)
    assert os.listdir(folder) == ["thesis.doc"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("plan.doc", "cannot be written as '.doc'"),
        ("no/plan.json", "there is no folder"),
        ("x" * 300 + ".json", "File name too long"),
    ],
)
def test_an_unusable_path_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        write_plan(small_plan(), tmp_path / name)
    assert os.listdir(tmp_path) == []


def test_the_current_folder_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="the folder you are in"):
        write_plan(small_plan(), ".")


@pytest.mark.parametrize("name", ["plan.json", "plan.xlsx", "folder"])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    target = write_plan(small_plan(status="unproven"), tmp_path / name)
    before = _contents(tmp_path)

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(InputError, match="No space left on device") as caught:
        write_plan(small_plan(), target)
    assert caught.value.issues[0].where == str(target)
    assert _contents(tmp_path) == before


@pytest.mark.parametrize("ending", [".json", ".xlsx", ""])
def test_threads_write_plans_of_their_own(tmp_path: Path, ending: str) -> None:
    plans = [small_plan(planner_version=f"0.{i}") for i in range(4)]

    def write(number: int) -> None:
        write_plan(plans[number % 4], tmp_path / f"{number % 4}{ending}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(24)))  # six writers for every place
    assert sorted(os.listdir(tmp_path)) == [f"{i}{ending}" for i in range(4)]
    for i, plan in enumerate(plans):
        target = tmp_path / f"{i}{ending}"
        if ending == ".json":
            assert Plan.model_validate_json(target.read_bytes()) == plan
        elif ending == ".xlsx":
            book = openpyxl.load_workbook(target)
            assert f"0.{i}" in {row[1] for row in book["summary"].values}
        else:
            assert f"planner version,0.{i}" in (target / "summary.csv").read_text()


def test_processes_of_one_number_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers that share a folder all have process 1."""
    monkeypatch.setattr(os, "getpid", lambda: 1)
    stranger = tmp_path / ".planner-1.tmp"
    stranger.write_text("of another container")
    write_plan(small_plan(), tmp_path / "plan.json")
    assert sorted(os.listdir(tmp_path)) == [stranger.name, "plan.json"]


def test_a_written_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    plan = write_plan(small_plan(), tmp_path / "plan.json")
    assert plan.stat().st_mode == (tmp_path / "usual").stat().st_mode
    (tmp_path / "usual folder").mkdir()
    folder = write_plan(small_plan(), tmp_path / "folder")
    assert folder.stat().st_mode == (tmp_path / "usual folder").stat().st_mode


def test_a_folder_comes_back_when_the_swap_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = write_plan(small_plan(status="unproven"), tmp_path / "folder")
    before, replace = _contents(tmp_path), os.replace

    def second_fails(source: Any, destination: Any) -> None:
        if Path(destination) == target:
            raise OSError(errno.EACCES, "Permission denied")
        replace(source, destination)

    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(InputError, match="Permission denied"):
        write_plan(small_plan(), target)
    assert _contents(tmp_path) == before


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
