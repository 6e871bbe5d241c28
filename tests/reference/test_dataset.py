"""The loader: which folder, what the tables say of each other, and the recording view."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner.cli.app import app
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue

from ..source import ROOT
from .data_folder import DataFolder


def test_headquarters_in_a_circle(folder: DataFolder) -> None:
    """Battlegroups need headquarters: a headquarters must not need battlegroups."""
    line = folder.line("unit_types", "division_hq")
    folder.change("unit_types", line, supported_by="battlegroup_light:3")
    (issue,) = folder.issues()
    assert "circle" in issue.problem


def test_folder_name_that_is_too_long() -> None:
    with pytest.raises(planner.DataError, match="no folder reference/"):
        planner.load_dataset("x" * 5000)


def test_unknown_support_type(folder: DataFolder) -> None:
    folder.change("unit_types", 3, supported_by="medical_rol2:3")
    (issue,) = folder.issues()
    assert "'medical_rol2'" in issue.problem
    assert issue.where.startswith("unit_types.csv")


def test_support_in_a_circle(folder: DataFolder) -> None:
    for unit, other in (
        ("engineer_battalion", "logistics_battalion"),
        ("logistics_battalion", "engineer_battalion"),
    ):
        folder.change("unit_types", folder.line("unit_types", unit), supported_by=f"{other}:3")
    assert "logistics_battalion" in str(folder.issues())


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("facts", ("FRA", "aew")),
        ("planning_factors", ("tour_length_FRA",)),
        ("unit_types", ("aew",)),
        ("benchmarks", ("bap_2014",)),
        ("packages", ("cap_pair",)),
        ("procurement", ("joint_male",)),
    ],
)
def test_row_that_stands_twice(folder: DataFolder, table: str, key: tuple[str, ...]) -> None:
    rows = folder.rows(table)
    rows.append(rows[folder.line(table, *key) - 1])
    folder.write(table, rows)
    (issue,) = folder.issues()
    assert issue.where == f"{table}.csv:{len(rows)}"
    assert "second time" in issue.problem


def test_misspelt_item_of_a_nation(folder: DataFolder) -> None:
    line = folder.line("facts", "FRA", "brigade_heavy")
    folder.change("facts", line, item="brigade_hevy")
    (issue,) = folder.issues()
    assert issue.where == f"facts.csv:{line}"
    assert issue.hint == "did you mean 'brigade_heavy'?"


def test_item_of_few_nations_beside_its_near_namesake_passes(folder: DataFolder) -> None:
    """A nation that has both means both."""
    rows = folder.rows("facts")
    row = list(rows[folder.line("facts", "FRA", "fighter_4g") - 1])
    row[1] = "fighter_6g"
    folder.write("facts", [*rows, row])
    assert planner.load_dataset(folder.path).fact("FRA", "fighter_6g")


def test_misspelt_nation(folder: DataFolder) -> None:
    line = folder.line("facts", "FRA", "brigade_heavy")
    folder.change("facts", line, nation="FRE")
    (issue,) = folder.issues()
    assert issue.where == f"facts.csv:{line}"
    assert "FRE has no stance" in issue.problem
    assert issue.hint == "did you mean 'FRA'?"


def test_all_problems_at_once(folder: DataFolder) -> None:
    folder.change("facts", 2, value="abc")
    folder.change("facts", 9, confidence="certain")
    folder.change("planning_factors", 4, low="nan")
    folder.change("unit_types", 5, personnel="-1", role="hero")
    folder.table("benchmarks").unlink()
    wheres = [issue.where for issue in folder.issues()]
    assert {"facts.csv:2", "facts.csv:9", "planning_factors.csv:4"} <= set(wheres)
    assert wheres.count("unit_types.csv:5") == 2
    assert any(where.endswith("benchmarks.csv") for where in wheres)


def test_error_is_readable(folder: DataFolder) -> None:
    line = folder.line("facts", "AUS", "aew")
    folder.change("facts", line, confidence="sure")
    with pytest.raises(planner.DataError) as caught:
        planner.load_dataset(folder.path)
    expected = f"facts.csv:{line}: confidence is 'sure' (allowed: reported, estimated, assumption)"
    assert str(caught.value) == expected


def test_folder_without_tables(tmp_path: Path) -> None:
    with pytest.raises(planner.DataError, match="no folder reference/"):
        planner.load_dataset(tmp_path)
    with pytest.raises(planner.DataError, match="no folder reference/"):
        planner.data_dir(tmp_path / "nowhere")


def test_environment_variable(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.change("facts", folder.line("facts", "AUS", "aew"), value="7", high="7")
    monkeypatch.setenv("PLANNER_DATA", str(folder.path))
    assert planner.data_dir() == folder.path
    assert planner.load_dataset().value("AUS", "aew") == 7
    shipped = ROOT / "data"
    assert planner.load_dataset(shipped).value("AUS", "aew") == 6  # the argument comes first
    monkeypatch.setenv("PLANNER_DATA", "")
    assert planner.data_dir() == shipped
    monkeypatch.setenv("PLANNER_DATA", str(folder.path / "reference"))
    with pytest.raises(planner.DataError):
        planner.load_dataset()


def test_what_was_read_is_remembered_until_a_file_changes(folder: DataFolder) -> None:
    """A change a billionth of a second later is seen; an error is not kept."""
    line = folder.line("facts", "AUS", "aew")
    read = planner.load_dataset(folder.path)
    assert planner.load_dataset(folder.path) is read
    table = folder.table("facts")
    before = table.stat()
    folder.change("facts", line, value="7", high="7")
    os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert planner.load_dataset(folder.path).value("AUS", "aew") == 7
    folder.change("facts", line, value="x")
    for _ in range(2):
        with pytest.raises(planner.DataError):
            planner.load_dataset(folder.path)
    folder.change("facts", line, value="6", high="6")
    assert planner.load_dataset(folder.path).value("AUS", "aew") == 6
    assert planner.load_dataset(folder.path) is not read


def test_option_of_the_command(folder: DataFolder) -> None:
    result = CliRunner().invoke(app, ["data", "check", "--data", str(folder.path)])
    assert result.exit_code == 0
    assert "valid" in result.output
    folder.change("facts", 2, value="abc")
    result = CliRunner().invoke(app, ["data", "check", "--data", str(folder.path)])
    assert result.exit_code == 2
    assert "facts.csv:2" in result.output


def test_a_recording_view_remembers_what_was_read(shipped: Dataset) -> None:
    read: dict[SourcedValue, None] = {}
    view = shipped.recording(read)
    assert (view.nations, view.fact_items, view.effects) == (
        shipped.nations,
        shipped.fact_items,
        shipped.effects,
    )
    assert ("FRA", "nuclear") in view.facts
    assert len(view.factors) == len(shipped.factors)
    assert view.fact("FRA", "no_such_item") is None
    assert view.value("XMM", "nuclear") == 0
    assert read == {}  # to ask what there is reads nothing
    assert view.value("FRA", "nuclear") == 1
    assert view.factor("standby_cost_share") is shipped.factor("standby_cost_share")
    assert view.factors.get("tour_length_FRA") is shipped.factors["tour_length_FRA"]
    assert view.value("FRA", "nuclear") == 1
    assert [(f.nation, f.name) for f in read] == [
        ("FRA", "nuclear"),
        ("", "standby_cost_share"),
        ("", "tour_length_FRA"),
    ]
    with pytest.raises(planner.DataError, match="no factor named 'no_such'"):
        view.factor("no_such")
