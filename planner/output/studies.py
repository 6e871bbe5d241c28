"""A study as files: JSON, an Excel workbook with a sheet a table, or CSV of its main rows."""

from __future__ import annotations

from pathlib import Path

from planner.files import write_file
from planner.output.cells import csv_text, flat
from planner.output.targets import check_file
from planner.output.workbook import Book
from planner.study import Row, Study

ENDINGS = (".json", ".xlsx", ".csv")


def check_study_target(path: str | Path) -> Path:
    """The real path to write a study to. Raises InputError when it could not be written."""
    return check_file(path, "a study", ENDINGS)


def write_study(study: Study, path: str | Path) -> Path:
    """Write a study, whole or not at all; return where it is. Raises InputError."""
    target = check_study_target(path)
    ending = target.suffix.lower()
    if ending == ".json":
        write_file(target, (study.model_dump_json(indent=1) + "\n").encode())
    elif ending == ".csv":
        write_file(target, csv_text(_cells(study.rows)).encode())
    else:
        write_file(target, _workbook(study))
    return target


def _cells(rows: tuple[Row, ...]) -> list[list[object]]:
    """Header and rows; nested cells are text."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    return [list(header), *([flat(row.get(name)) for name in header] for row in rows)]


def _workbook(study: Study) -> bytes:
    book = Book()
    method = study.method.model_dump(mode="json")
    about = [
        ("question", study.question),
        *(("answer", sentence) for sentence in study.answer),
        *((name.replace("_", " "), flat(value)) for name, value in method.items()),
        *(("warning", text) for text in study.warnings),
        *study.columns.items(),
    ]
    book.table_sheet("summary", ("item", "value"), about)
    for name, rows in study.tables.items():
        if rows:
            header, *cells = _cells(rows)
            book.table_sheet(name, [str(column) for column in header], cells)
    return book.content()
