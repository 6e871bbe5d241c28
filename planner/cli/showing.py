"""``planner show``: a saved plan, as ``planner solve`` printed it, or one of its tables."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

import planner
from planner.cli import terminal
from planner.cli.tables import CsvOption, JsonOption, check_format, print_rows


def show_command(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan written as JSON.")],
    section: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this section, e.g. Movement. Repeatable."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every row of every section, not only the first ones.")
    ] = False,
    table: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="One table of the plan, every column, e.g. nations."),
    ] = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
) -> None:
    """Print a saved plan as solve did; or one of its tables, as text, CSV or JSON."""
    check_format(as_csv, as_json)
    if table is None and as_csv:
        problem, hint = "a plan has many tables", "name one with --table, or use solve --out DIR"
        raise planner.InputError([planner.Issue("--csv", problem, hint)])
    if section and (table is not None or as_json):
        problem = "a section is text: it is no table, and not JSON"
        raise planner.InputError([planner.Issue("--section", problem, "leave it out")])
    read = planner.read_plan(plan)
    if table is not None:
        _print_table(read, table, as_csv, as_json)
    else:
        show_plan(read, as_json, _titles(section or []), everything)


def show_plan(
    plan: planner.Plan, as_json: bool, sections: Collection[str] = (), everything: bool = False
) -> None:
    """Print a plan for a reader, or as JSON."""
    if as_json:
        terminal.write_text(planner.plan_to_json(plan))
        return
    from planner.cli.layout import Room
    from planner.cli.views.plan import plan_view

    screen = terminal.console()
    terminal.show(plan_view(plan, Room(screen.width, everything), sections))


def _titles(names: list[str]) -> list[str]:
    """The sections that are meant; capital letters and _ for spaces count for nothing."""
    from planner.cli.views.plan import SECTIONS

    known = {title.casefold(): title for title in SECTIONS}
    for name in names:
        if name.replace("_", " ").casefold() not in known:
            hint = planner.suggestion(name, SECTIONS)
            raise planner.InputError([planner.Issue("--section", f"no section {name!r}", hint)])
    return [known[name.replace("_", " ").casefold()] for name in names]


def _print_table(plan: planner.Plan, name: str, as_csv: bool, as_json: bool) -> None:
    from planner.output.plan_tables import HEADERS, plan_table

    if name not in HEADERS:
        problem, hint = f"no table {name!r}", planner.suggestion(name, HEADERS)
        raise planner.InputError([planner.Issue("--table", problem, hint)])
    print_rows(plan_table(plan, name), as_csv, as_json, HEADERS[name])
