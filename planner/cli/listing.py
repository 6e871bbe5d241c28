"""``planner list``, ``planner scenarios`` and ``planner benchmarks``: tables of what there is."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

import planner
from planner.cli import comparing
from planner.cli.solving import DataOption
from planner.cli.studying import JobsOption, OutOption
from planner.cli.tables import CsvOption, JsonOption, Rows, check_format, print_rows
from planner.cli.terminal import printable, show, write_text


class ListKind(StrEnum):
    """What can be listed."""

    nations = "nations"
    unit_types = "unit-types"
    effects = "effects"
    packages = "packages"
    facts = "facts"
    factors = "factors"
    rules = "rules"
    stages = "stages"
    scenarios = "scenarios"
    purchases = "purchases"


def list_command(
    kind: Annotated[ListKind, typer.Argument(help="What to list.")],
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """List what a scenario may name: nations, unit types, figures, rules, stages and more."""
    _print(kind.value, planner.list_reference(kind.value, data), as_csv, as_json)


def scenarios_command(
    compare: Annotated[
        bool, typer.Option("--compare", help="Solve them all, and lay the answers side by side.")
    ] = False,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="With --compare: in whole units, up to a minute each."),
    ] = False,
    jobs: JobsOption = 1,
    out: OutOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """List the scenarios that come with the data, and what they find."""
    if compare:
        comparing.show_scenarios(whole, jobs, out, as_csv, as_json, data)
        return
    for name, given in (("--whole", whole), ("--jobs", jobs > 1), ("--out", out is not None)):
        if given:
            problem = "is for --compare, which solves"
            raise planner.InputError([planner.Issue(name, problem, "add --compare")])
    _print("scenarios", planner.list_reference("scenarios", data), as_csv, as_json)


def benchmarks_command(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the table as in docs/published.md.")
    ] = False,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Hold the model against published figures and judgements."""
    check_format(as_csv, as_json)
    comparisons = planner.compare_with_published(data)
    if markdown:
        write_text(planner.markdown_table(comparisons))
    elif as_csv or as_json:
        names = ("benchmark", "question", "published", "low", "high", "model", "unit", "inside")
        rows = [
            {**{name: getattr(row, name) for name in names}, "why": row.reason}
            for row in comparisons
        ]
        print_rows(rows, as_csv, as_json)
    else:
        print_rows(
            [
                {
                    "question": row.question,
                    "published": row.published,
                    "model": row.shown,
                    "inside": {True: "yes", False: "NO", None: "–"}[row.inside],
                    "why": row.reason,
                }
                for row in comparisons
            ]
        )


def _print(kind: str, rows: Rows, as_csv: bool, as_json: bool) -> None:
    if as_csv or as_json:
        print_rows(rows, as_csv, as_json)
    elif kind == "scenarios":
        _show_scenarios(rows)
    elif kind in ("facts", "factors"):
        from planner.cli.figures import show_figures

        show_figures(rows)
    else:
        print_rows(rows)


def _show_scenarios(rows: Rows) -> None:
    """A title beside each name, and below it what was found."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("name", no_wrap=True)
    table.add_column("title, and what it finds", overflow="fold")
    for row in rows:
        table.add_row(row["name"], printable(row["title"]))
        if row["finds"]:
            table.add_row("", Padding(Text(printable(row["finds"]), style="dim"), (0, 0, 0, 2)))
    show(table)
