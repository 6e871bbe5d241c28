"""Rows that a command prints: as a table for a reader, as CSV or as JSON, with every column."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

import planner
from planner.cli import terminal

CsvOption = Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]
Rows = Sequence[Mapping[str, Any]]
"""rows that all have the same columns, in the same order"""


def check_format(as_csv: bool, as_json: bool) -> None:
    """Raises InputError when both are asked for."""
    if as_csv and as_json:
        raise planner.InputError([planner.Issue("--csv, --json", "are two formats", "choose one")])


def print_rows(
    rows: Rows, as_csv: bool = False, as_json: bool = False, columns: Sequence[str] = ()
) -> None:
    """Print a table. In CSV and on a screen what is nested is text: ``FRA=0.6; GBR=0.4``.

    ``columns``: their names, which the rows cannot tell where there is none.
    """
    check_format(as_csv, as_json)
    if as_json:
        terminal.write_text(json.dumps(list(rows), indent=1, ensure_ascii=False))
    elif as_csv:
        from planner.output.cells import csv_text, flat

        header = list(rows[0]) if rows else list(columns)
        cells = [[flat(value) for value in row.values()] for row in rows]
        terminal.write_text(csv_text([header, *cells], end="\n"))
    else:
        _show(rows)


def _show(rows: Rows) -> None:
    from planner.cli.grid import Grid

    if not rows:
        terminal.write_text("none")
        return
    numbers = {name for name in rows[0] if all(_is_number(row[name]) for row in rows)}
    grid = Grid([f">{name}" if name in numbers else name for name in rows[0]])
    for row in rows:
        grid.add_row(*map(_cell, row.values()))
    terminal.show(grid)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _cell(value: object) -> str:
    from planner.output.cells import flat

    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    return terminal.printable(str(flat(value)))
