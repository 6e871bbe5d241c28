"""Tables as spreadsheets and editors leave them: columns, separators, blank rows, spoilt files."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

import planner

from .data_folder import TABLES, DataFolder, shipped_columns


@pytest.mark.parametrize("table", [*TABLES, "air_defence_systems"])
def test_header_without_rows(folder: DataFolder, table: str) -> None:
    folder.write(table, folder.rows(table)[:1])
    (issue,) = folder.issues()
    assert issue.where == f"{table}.csv"
    assert "no rows" in issue.problem


NEEDED_COLUMNS = [
    (table, column)
    for table, column in shipped_columns()
    if not column.endswith("_basis")
    and (table, column) not in {("facts", "nation"), ("facts", "as_of")}
]
FIRST_OF_ITS_TABLE = dict(reversed(NEEDED_COLUMNS)).items()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        pytest.param(*pair, marks=() if pair in FIRST_OF_ITS_TABLE else pytest.mark.slow)
        for pair in NEEDED_COLUMNS
    ],
)
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
