"""What the commands of studies share: options, and how a study is printed and written."""

from __future__ import annotations

from typing import Annotated

import typer

import planner
from planner.cli import terminal
from planner.cli.tables import check_format, print_rows

WholeOption = Annotated[
    bool, typer.Option("--whole/--relaxed", help="In whole lots, or in fractions: faster.")
]
SeedOption = Annotated[int, typer.Option(metavar="N", help="Seed of what is drawn by chance.")]
JobsOption = Annotated[int, typer.Option(min=1, max=64, metavar="N", help="Processes to use.")]
OutOption = Annotated[
    str | None,
    typer.Option("--out", metavar="PATH", help="Write the study: .json, .xlsx or .csv."),
]


def check_study(out: str | None, as_csv: bool, as_json: bool) -> None:
    """Refuse, before a long study, what could not be written or printed after it."""
    check_format(as_csv, as_json)
    if out is not None:
        planner.check_study_target(out)


def show_study(
    study: planner.Study,
    out: str | None = None,
    as_csv: bool = False,
    as_json: bool = False,
    parts: bool = True,
) -> None:
    """Write a study where ``out`` says; print its text and tables, or CSV or JSON alone.

    ``parts``: print its other tables too, not only the main one.
    """
    check_format(as_csv, as_json)
    try:
        if out is not None:
            terminal.say_written(planner.write_study(study, out))
    finally:  # a full disk must not cost the answer as well
        shown = study if parts or as_json else study.model_copy(update={"parts": {}})
        _print(shown, as_csv, as_json)


def _print(study: planner.Study, as_csv: bool, as_json: bool) -> None:
    if as_json:
        terminal.write_text(study.model_dump_json(indent=1))
    elif as_csv:
        print_rows(study.rows, as_csv=True)
    else:
        terminal.write_text(terminal.printable(study.text()))
        for name, rows in study.tables.items():
            if rows:
                terminal.write_text("" if name == "rows" else f"\n{name.replace('_', ' ')}")
                print_rows(rows)
