"""The loader: every wrong cell is found, with file and line; every figure keeps its source."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

import planner
from planner.cli.app import app
from planner.reference.dataset import CONFIDENCES, Dataset, SourcedValue

if TYPE_CHECKING:
    from tests.reference.conftest import DataFolder

TABLES = ("facts", "planning_factors", "unit_types", "benchmarks", "packages", "procurement")
ROOT = Path(planner.__file__).parents[1]


@pytest.fixture(scope="module")
def data() -> Dataset:
    return planner.load_dataset()


# one wrong cell, one complaint: table, column, text, what is said about it
WRONG_CELLS = [
    ("facts", "value", "abc", "value is 'abc', not a number"),
    ("facts", "value", "", "value is '', not a number"),
    ("facts", "value", "nan", "value is 'nan', not a number"),
    ("facts", "low", "-inf", "low is '-inf', not a number"),
    ("facts", "high", "inf", "high is 'inf', not a number"),
    ("facts", "high", "1e308", "high is '1e308', not a number"),
    ("facts", "value", "1,5", "value is '1,5', not a number"),
    ("facts", "low", "999999", "is outside low-high 999999-"),
    ("facts", "value", "-1", "value -1 is outside low-high"),
    ("facts", "value", "٣", "value is '٣', not a number"),
    ("facts", "value", "6_0", "value is '6_0', not a number"),
    ("facts", "value", "0x6", "value is '0x6', not a number"),
    ("facts", "as_of", "", "as_of is '', which is no date"),
    ("facts", "as_of", "last year", "as_of is 'last year', which is no date"),
    ("facts", "as_of", "2024-13", "as_of is '2024-13', which is no date"),
    ("facts", "as_of", "2024-2022", "which ends before it begins"),
    ("facts", "as_of", "٢٠٢٤", "which is no date"),
    ("facts", "item", "aew٣", "item is 'aew٣'"),
    ("unit_types", "personnel", "١٦٠٠", "not a whole number"),
    ("unit_types", "effects", "ground=٣", "effects has 'ground=٣'"),
    ("facts", "confidence", "certain", "confidence is 'certain'"),
    ("facts", "confidence", "", "confidence is ''"),
    ("facts", "source_title", "", "reported, but no source_title"),
    ("planning_factors", "value", "three", "value is 'three', not a number"),
    ("planning_factors", "high", "0", "is outside low-high"),
    ("planning_factors", "confidence", "Reported", "confidence is 'Reported'"),
    ("benchmarks", "year", "2025.5", "year is '2025.5', not a whole number"),
    ("benchmarks", "value", "NaN", "value is 'NaN', not a number"),
    ("unit_types", "personnel", "-1", "personnel is negative"),
    ("unit_types", "personnel", "12.5", "personnel is '12.5', not a whole number"),
    ("unit_types", "personnel", "1e308", "personnel is '1e308', not a whole number"),
    ("unit_types", "tonnes", "heavy", "tonnes is 'heavy', not a number"),
    ("unit_types", "tour_months", "0", "tour_months is 0"),
    ("unit_types", "tour_months", "nationl", "tour_months is 'nationl', not a whole number"),
    ("unit_types", "dwell_months", "-1", "dwell_months is negative"),
    ("unit_types", "notice_days", "", "notice_days is '', not a whole number"),
    ("unit_types", "domain", "sea", "domain is 'sea'"),
    ("unit_types", "placement", "city", "placement is 'city'"),
    ("unit_types", "role", "hero", "role is 'hero'"),
    ("unit_types", "us_enabler", "yes", "us_enabler is 'yes'"),
    ("unit_types", "home_fraction", "0.5", "home_fraction is '0.5'"),
    ("unit_types", "is_battlegroup", "2", "is_battlegroup is '2'"),
    ("unit_types", "movement", "sea", "movement is 'sea'"),
    ("unit_types", "effects", "ground", "effects has 'ground'"),
    ("unit_types", "effects", "ground=0", "effects has 'ground=0'"),
    ("unit_types", "effects", "ground=1.5", "effects has 'ground=1.5'"),
    ("unit_types", "effects", "ground=-1", "effects has 'ground=-1'"),
    ("unit_types", "supported_by", "medical_role2", "supported_by has 'medical_role2'"),
    ("unit_types", "lots_per_fact", "3", "lots_per_fact is '3'"),
    ("unit_types", "personnel_basis", "a guess", "personnel cites a guess"),
    ("unit_types", "personnel_basis", "factor:typo", "personnel cites factor:typo"),
    ("unit_types", "tour_basis", "benchmark:typo", "tour cites benchmark:typo"),
    ("unit_types", "tonnes_basis", "assumption: ", "tonnes cites assumption:"),
]


@pytest.mark.parametrize(("table", "column", "text", "said"), WRONG_CELLS)
def test_wrong_cell(folder: DataFolder, table: str, column: str, text: str, said: str) -> None:
    line = 2 if table != "benchmarks" else 5
    if column == "source_title":
        line = folder.line("facts", "AUS", "aew")
    folder.change(table, line, **{column: text})
    issues = folder.issues()
    assert {issue.where for issue in issues} == {f"{table}.csv:{line}"}
    assert any(said in issue.problem for issue in issues), issues
    assert all(issue.hint for issue in issues)


# cells that mean nothing, or name what is not there
EMPTY_WORDS = [
    ("facts", "item", ""),
    ("facts", "nation", ""),
    ("facts", "nation", "fra"),
    ("planning_factors", "factor", ""),
    ("unit_types", "id", ""),
    ("unit_types", "id", "bad id"),
    ("unit_types", "effects", ""),
    ("unit_types", "effects", "bad name=1"),
    ("unit_types", "effects", "ground=1;ground=2"),
    ("unit_types", "tonnes", "-1"),
    ("unit_types", "system_cost_eur_m_month", "-1"),
    ("unit_types", "fact_item", "brigade_hevy"),
    ("unit_types", "lots_per_fact", "factor:typo"),
    ("unit_types", "availability", "fact:typo"),
    ("unit_types", "availability", "factor:typo"),
    ("unit_types", "availability", "half"),
    ("unit_types", "personnel_basis", "system:typo"),
    ("unit_types", "supported_by", "medical_rol2:3"),
    ("benchmarks", "low", "999999"),
]


@pytest.mark.parametrize(("table", "column", "text"), EMPTY_WORDS)
def test_cell_that_means_nothing(folder: DataFolder, table: str, column: str, text: str) -> None:
    folder.change(table, 2, **{column: text})
    assert f"{table}.csv:2" in {issue.where for issue in folder.issues()}


@pytest.mark.parametrize(
    ("table", "line", "column", "text", "said"),
    [
        ("facts", ("FRA", "home_defence_fraction"), "high", "1.5", "more than 1"),
        ("facts", ("FRA", "stance"), "high", "4", "more than 3"),
        ("facts", ("FRA", "aew"), "high", "1_000", "not a number"),
        ("unit_types", ("battlegroup_heavy",), "fact_item", "brigade_hevy", "cites fact:"),
        ("unit_types", ("fighter_4g",), "effects", "fighters=4;fighters=4", "twice"),
        ("unit_types", ("aew",), "tour_basis", "factor:typo_{nation}", "factor:typo_{nation}"),
        ("benchmarks", ("bap_2004",), "id", "bap 2004", "id is 'bap 2004'"),
    ],
)
def test_more_wrong_cells(
    folder: DataFolder, table: str, line: tuple[str, ...], column: str, text: str, said: str
) -> None:
    number = folder.line(table, *line)
    folder.change(table, number, **{column: text})
    issues = folder.issues()
    assert {issue.where for issue in issues} == {f"{table}.csv:{number}"}
    assert any(said in issue.problem for issue in issues), issues


@pytest.mark.parametrize("table", [*TABLES, "air_defence_systems"])
def test_header_without_rows(folder: DataFolder, table: str) -> None:
    folder.write(table, folder.rows(table)[:1])
    (issue,) = folder.issues()
    assert issue.where == f"{table}.csv"
    assert "no rows" in issue.problem


def test_headquarters_in_a_circle(folder: DataFolder) -> None:
    """Battlegroups need headquarters: a headquarters must not need battlegroups."""
    line = folder.line("unit_types", "division_hq")
    folder.change("unit_types", line, supported_by="battlegroup_light:3")
    (issue,) = folder.issues()
    assert "circle" in issue.problem


def test_folder_name_that_is_too_long() -> None:
    with pytest.raises(planner.DataError, match="no folder reference/"):
        planner.load_dataset("x" * 5000)


def test_superscript_is_no_number(folder: DataFolder) -> None:
    folder.change("unit_types", 2, effects="ground=²")
    assert [issue.where for issue in folder.issues()] == ["unit_types.csv:2"]


def test_negative_fact(folder: DataFolder) -> None:
    folder.change("facts", 2, value="-5", low="-5", high="-5")
    assert [issue.where for issue in folder.issues()] == ["facts.csv:2"]


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


def _columns() -> list[tuple[str, str]]:
    columns: list[tuple[str, str]] = []
    for table in TABLES:
        with (planner.data_dir() / "reference" / f"{table}.csv").open(encoding="utf-8") as file:
            columns += [(table, column) for column in next(csv.reader(file))]
    return columns


NEEDED_COLUMNS = [
    (table, column)
    for table, column in _columns()
    if not column.endswith("_basis")
    and (table, column) not in {("facts", "nation"), ("facts", "as_of")}
]


@pytest.mark.parametrize(("table", "column"), NEEDED_COLUMNS)
def test_missing_column(folder: DataFolder, table: str, column: str) -> None:
    folder.drop(table, column)
    said = [issue for issue in folder.issues() if f"no column {column!r}" in issue.problem]
    assert said
    assert said[0].where.startswith(f"{table}.csv")


@pytest.mark.parametrize("column", ["nation", "as_of"])
def test_missing_column_of_facts(folder: DataFolder, column: str) -> None:
    folder.drop("facts", column)
    assert any(f"no column {column!r}" in issue.problem for issue in folder.issues())


def test_missing_column_is_said_once(folder: DataFolder) -> None:
    folder.drop("facts", "unit")
    assert len(folder.issues()) == 1


@pytest.mark.parametrize("table", TABLES)
def test_spoilt_file(folder: DataFolder, table: str) -> None:
    path = folder.table(table)
    good = path.read_bytes()
    lines = good.splitlines(keepends=True)

    def said(content: bytes | None) -> list[planner.Issue]:
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        return [issue for issue in folder.issues() if path.name in issue.where]

    assert "missing" in said(None)[0].problem
    assert "empty" in said(b"")[0].problem
    assert "not UTF-8" in said(good.replace(b"e", b"\xe9", 1))[0].problem
    assert "20 MB" in said(lines[0] + b"\n" * 20_000_000)[0].problem
    for wrong in (lines[1].replace(b",", b"", 1), lines[1].replace(b",", b",,", 1)):
        (issue,) = said(b"".join([lines[0], wrong, *lines[2:]]))
        assert issue.where == f"{path.name}:2"
        assert "more or fewer cells" in issue.problem


@pytest.fixture
def usual_cells() -> Iterator[None]:
    """Python's own limit of a cell: frictionless lifts it for the whole process."""
    lifted = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(lifted)


@pytest.mark.usefixtures("usual_cells")
def test_cell_larger_than_the_csv_module_takes(folder: DataFolder) -> None:
    folder.change("facts", 3, note="x" * 200_000)
    assert folder.issues()[0].where.startswith("facts.csv")


@pytest.mark.usefixtures("usual_cells")
def test_quote_that_is_never_closed(folder: DataFolder) -> None:
    path = folder.table("facts")
    text = path.read_text(encoding="utf-8").replace('"', "")
    path.write_text(text.replace("AUS,aew,", 'AUS,"aew,', 1), encoding="utf-8")
    assert folder.issues()[0].where.startswith("facts.csv")


def test_folder_in_place_of_a_file(folder: DataFolder) -> None:
    folder.table("benchmarks").unlink()
    folder.table("benchmarks").mkdir()
    assert any("benchmarks.csv" in issue.where for issue in folder.issues())


def test_line_separator_inside_a_cell(folder: DataFolder) -> None:
    folder.change("facts", 3, note="first\u2028second")
    assert len(planner.load_dataset(folder.path).facts) == len(planner.load_dataset().facts)


def test_windows_line_ends_and_breaks_in_cells(folder: DataFolder) -> None:
    folder.change("facts", 3, note="first\nsecond")
    folder.change("facts", 5, value="abc")
    path = folder.table("facts")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert folder.issues()[0].where == "facts.csv:6"  # the line in the file, not the row


@pytest.mark.parametrize("table", [*TABLES, "air_defence_systems"])
def test_blank_rows_of_spreadsheets(folder: DataFolder, table: str) -> None:
    """As many empty cells as columns, fewer, or blanks: skipped as an empty line is."""
    rows = folder.rows(table)
    width = len(rows[0])
    blank = [[""] * width, [" "] * width, [""] * 3, [""] * (width + 2)]
    folder.write(table, [rows[0], *blank, *rows[1:], *blank])
    assert planner.load_dataset(folder.path).facts == planner.load_dataset().facts
    folder.write(table, [rows[0], *blank])
    assert "no rows" in folder.issues()[0].problem


def test_line_after_blank_rows(folder: DataFolder) -> None:
    rows = folder.rows("facts")
    rows[1][rows[0].index("value")] = "abc"
    folder.write("facts", [rows[0], [""] * len(rows[0]), *rows[1:]])
    assert folder.issues()[0].where == "facts.csv:3"


@pytest.mark.parametrize("table", [*TABLES, "air_defence_systems"])
def test_column_that_stands_twice(folder: DataFolder, table: str) -> None:
    rows = folder.rows(table)
    name = rows[0][1]
    folder.write(table, [[*row, name if n == 0 else row[0]] for n, row in enumerate(rows)])
    (issue,) = folder.issues()
    assert issue.where == f"{table}.csv:1"
    assert issue.problem == f"the column {name!r} stands here twice"


@pytest.mark.parametrize(("separator", "shown"), [(";", "';'"), ("\t", "tabs"), ("|", "'|'")])
@pytest.mark.parametrize("table", [*TABLES, "air_defence_systems"])
def test_other_separator(folder: DataFolder, table: str, separator: str, shown: str) -> None:
    rows = folder.rows(table)
    with folder.table(table).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    (issue,) = [issue for issue in folder.issues() if "separated" in issue.problem]
    assert issue.where == f"{table}.csv:1"
    assert issue.problem == f"the table is separated by {shown}"
    assert issue.hint == "save it separated by ','"


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


def test_nul_characters(folder: DataFolder) -> None:
    path = folder.table("facts")
    path.write_bytes(path.read_bytes().replace(b"E-7A", b"E-\x007A", 1))
    assert "NUL" in folder.issues()[0].problem


def test_reading_stops_where_a_table_is_wrong_throughout(folder: DataFolder) -> None:
    rows = folder.rows("facts")
    position = rows[0].index("value")
    folder.write("facts", [rows[0], *([*r[:position], "x", *r[position + 1 :]] for r in rows[1:])])
    issues = folder.issues()
    assert len(issues) == 101
    assert issues[-1].where == "facts.csv:102"
    assert "is not read: too many errors before" in issues[-1].problem
    assert {issue.where.partition(":")[0] for issue in issues[:-1]} == {"facts.csv"}


def test_byte_order_mark_of_spreadsheets(folder: DataFolder) -> None:
    path = folder.table("facts")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert planner.load_dataset(folder.path).value("AUS", "aew") == 6


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


# --- which folder


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


def test_option_of_the_command(folder: DataFolder) -> None:
    result = CliRunner().invoke(app, ["data", "check", "--data", str(folder.path)])
    assert result.exit_code == 0
    assert "valid" in result.output
    folder.change("facts", 2, value="abc")
    result = CliRunner().invoke(app, ["data", "check", "--data", str(folder.path)])
    assert result.exit_code == 2
    assert "facts.csv:2" in result.output


# --- what the shipped tables hold


def test_every_figure_keeps_its_source_and_confidence(data: Dataset) -> None:
    for table, figures in (("facts", data.facts), ("planning_factors", data.factors)):
        with (data.directory / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(figures)
        for row in rows:
            key = (row["nation"], row["item"]) if table == "facts" else row["factor"]
            figure = figures[key]  # type: ignore[index]
            assert (figure.value, figure.low, figure.high) == tuple(
                float(row[column]) for column in ("value", "low", "high")
            )
            for column in ("unit", "confidence", "source_title", "source_url", "note"):
                assert getattr(figure, column) == row[column].strip()
            assert figure.as_of == row.get("as_of", "")
            assert figure.confidence in CONFIDENCES
            assert figure.source == (row["source_title"].strip() or "assumption")
            if figure.confidence == "reported":
                assert figure.source_title
                assert figure.as_of or table == "planning_factors"


def test_figures_without_a_source_say_why(data: Dataset) -> None:
    figures = [*data.facts.values(), *data.factors.values()]
    silent = [f"{f.nation} {f.name}" for f in figures if not f.source_title and not f.note]
    assert silent == []


def test_every_figure_of_a_unit_type_has_a_basis(data: Dataset) -> None:
    for unit in data.unit_types.values():
        needed = {"personnel", "tonnes", "tour", "dwell", "notice", "system_cost", "effects"}
        if unit.supported_by:
            needed.add("supported_by")
        assert set(unit.bases) >= needed, unit.id


def test_every_fact_item_and_factor_that_a_unit_type_names_exists(data: Dataset) -> None:
    for unit in data.unit_types.values():
        assert unit.fact_item in data.fact_items
        for text in (unit.lots_per_fact.removeprefix("1/"), unit.availability):
            kind, _, name = text.partition(":")
            assert name in {"factor": data.factors, "fact": data.fact_items}.get(kind, [""]), text


def test_every_factor_and_benchmark_cited_exists(data: Dataset) -> None:
    """In the scenarios' comments, in the code and in unit_types.csv."""
    factors: set[str] = set()
    benchmarks: set[str] = set()
    for path in (data.directory.parent / "scenarios").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for cited in re.findall(r"\bfactors? ((?:\w+_\w+(?:, | and )?)+)", text):
            factors |= set(re.split(", | and ", cited)) - {""}
        benchmarks |= set(re.findall(r"\bbenchmarks? (\w+_\w+)", text))
    for path in (ROOT / "planner").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        factors |= set(re.findall(r"\.factor\(\s*\"(\w+)\"", text))
        factors |= set(re.findall(r"\(factor (\w+_\w+)\)", text))
    for unit in data.unit_types.values():
        for kind, _, name in (t.partition(":") for b in unit.bases.values() for t in b):
            if kind == "factor":
                factors.add(name.partition("{")[0])
            elif kind == "benchmark":
                benchmarks.add(name)
    assert len(factors) > 25
    assert len(benchmarks) >= 3
    for cited_names, known in ((factors, data.factors), (benchmarks, data.benchmarks)):
        unknown = {n for n in cited_names if n not in known and not n.endswith("_")}
        # tour_length_* stands for every factor that begins so
        unknown |= {n for n in cited_names if not any(k.startswith(n) for k in known)}
        assert unknown == set()


def test_every_system_cited_exists(data: Dataset) -> None:
    with (data.directory / "air_defence_systems.csv").open(encoding="utf-8", newline="") as file:
        systems = {f"{row['system']} {row['class']}" for row in csv.DictReader(file)}
    for unit in data.unit_types.values():
        for kind, _, name in (t.partition(":") for b in unit.bases.values() for t in b):
            if kind == "system":
                assert name in systems


def test_sources_are_public_addresses(data: Dataset) -> None:
    figures = (*data.facts.values(), *data.factors.values())
    addresses = {figure.source_url for figure in figures} - {""}
    addresses |= {benchmark.source_url for benchmark in data.benchmarks.values()} - {""}
    addresses |= {option.source_url for option in data.procurement.values()} - {""}
    assert [a for a in sorted(addresses) if not re.match(r"https?://\w", a)] == []


def test_readme_lists_every_assumption_of_the_project(data: Dataset) -> None:
    readme = (data.directory / "README.md").read_text(encoding="utf-8")
    section = readme.split("### Assumptions that this project added")[1].split("\n## ")[0]
    listed = set(re.findall(r"`(\w+)`", section.replace("planning_factors.csv", "")))
    without_source = {f.name for f in data.factors.values() if not f.source_title}
    assert listed & set(data.factors) == without_source
    for row in section.splitlines():
        names, *cells = [cell.strip() for cell in row.split("|")[1:-1]] or [""]
        numbers = re.findall(r"\d[\d,]*(?:\.\d+)?", cells[0]) if cells else []
        for name, position in zip(re.findall(r"`(\w+)`", names), range(99), strict=False):
            number = numbers[min(position, len(numbers) - 1)].replace(",", "")
            assert float(number) == data.factors[name].value, name


def test_readme_names_only_what_exists(data: Dataset) -> None:
    readme = (data.directory / "README.md").read_text(encoding="utf-8")
    columns = {column for _, column in _columns()} | {"system", "class"}
    known = columns | set(data.factors) | set(data.fact_items) | set(data.unit_types)
    known |= set(CONFIDENCES) | {"national"} | set(data.packages) | set(data.procurement)
    known |= {package.rule for package in data.packages.values()}
    words = set(re.findall(r"`([A-Za-z]+_\w+)`", readme))
    unknown = {w for w in words - known if not w.endswith("_XXX") and "_XXX_" not in w}
    assert unknown - {"PLANNER_DATA"} == set()
    for table in (*TABLES, "air_defence_systems"):
        assert f"| `{table}.csv` |" in readme


# --- a user adds a row and it works


def test_new_unit_type_end_to_end(
    folder: DataFolder, add_engineers: Callable[..., None], tmp_path: Path
) -> None:
    add_engineers()
    data = planner.load_dataset(folder.path)
    assert "mine_clearance" in data.effects
    unit = data.unit_types["mine_clearance"]
    france = planner.derive_pool(data, "FRA", unit, False)
    # 8 companies x (1 - 0.25) = 6; four months in sixteen
    assert (france.lots, france.tour_months, france.dwell_months) == (6, 4, 12)
    # 6 x 0.75 = 4.5, rounded up; six months in thirty
    assert planner.derive_pool(data, "GBR", unit, False).lots == 5
    assert planner.derive_pool(data, "DEU", unit, False).lots == 0
    scenario = {
        "name": "clear_the_fields",
        "horizon_months": 16,
        "coalition": {"include": ["FRA", "GBR"], "min_stance": 3, "preparation_days": 60},
        "locations": [{"id": "east", "kind": "theatre"}],
        "requirements": [
            {
                "id": "fields",
                "effect": "mine_clearance",
                "location": "east",
                "from_month": 4,
                "threshold": 4,
            }
        ],
        "rules": {"participation_floor": {"enabled": False}},
        "solve": {"whole_units": False},
    }
    plan = planner.solve(scenario, directory=folder.path)
    assert plan.status == "met"
    assert {row.unit_type for row in plan.contributions} == {"mine_clearance"}
    assert planner.verify_plan(plan) == []
    assert "mine_clearance_company" in {figure.name for figure in plan.figures}
    with pytest.raises(planner.InputError, match="no unit type has the effect"):
        planner.check_scenario(scenario)  # the shipped data do not have it


def test_new_unit_type_that_needs_and_gives_support(
    folder: DataFolder, add_engineers: Callable[..., None]
) -> None:
    add_engineers(supported_by="medical_role2:4", supported_by_basis="assumption:dangerous work")
    line = folder.line("unit_types", "battlegroup_light")
    folder.change("unit_types", line, supported_by="mine_clearance:3")
    data = planner.load_dataset(folder.path)
    assert data.unit_types["mine_clearance"].supported_by == {"medical_role2": 4}
    assert planner.check_scenario("tripwire", directory=folder.path) is not None


def test_new_nation(folder: DataFolder) -> None:
    """Austria joins with three light brigades: rows of facts, no code."""
    items = {
        "stance": 2,
        "gdp_2024": 520,
        "home_defence_fraction": 0.5,
        "brigade_light": 3,
        "authorisation_days": 30,
        "distance_to_ukraine_km": 600,
    }
    for item, value in items.items():
        text = f"{value:g}"
        unit = "brigades" if item == "brigade_light" else "as elsewhere"
        folder.append(
            "facts",
            nation="AUT",
            item=item,
            value=text,
            low=text,
            high=text,
            unit=unit,
            as_of="2024-12",
            confidence="assumption",
        )
    data = planner.load_dataset(folder.path)
    assert "AUT" in data.nations
    pool = planner.derive_pool(data, "AUT", data.unit_types["battlegroup_light"], False)
    # 3 x 3 x 0.5 = 4.5, no commitments known; tour of six months, one in four
    assert (pool.lots, pool.tour_months, pool.dwell_months) == (5, 6, 18)
    warnings = planner.check_scenario(
        "guarantor", sets=["coalition.include=[AUT]"], directory=folder.path
    )
    assert [w.code for w in warnings if "AUT" in w.message] == []


# --- the recording view


def test_a_recording_view_remembers_what_was_read(data: Dataset) -> None:
    read: dict[SourcedValue, None] = {}
    view = data.recording(read)
    assert (view.nations, view.fact_items, view.effects) == (
        data.nations,
        data.fact_items,
        data.effects,
    )
    assert ("FRA", "nuclear") in view.facts
    assert len(view.factors) == len(data.factors)
    assert view.fact("FRA", "no_such_item") is None
    assert view.value("XMM", "nuclear") == 0
    assert read == {}  # to ask what there is reads nothing
    assert view.value("FRA", "nuclear") == 1
    assert view.factor("standby_cost_share") is data.factor("standby_cost_share")
    assert view.factors.get("tour_length_FRA") is data.factors["tour_length_FRA"]
    assert view.value("FRA", "nuclear") == 1
    assert [(f.nation, f.name) for f in read] == [
        ("FRA", "nuclear"),
        ("", "standby_cost_share"),
        ("", "tour_length_FRA"),
    ]
    with pytest.raises(planner.DataError, match="no factor named 'no_such'"):
        view.factor("no_such")
