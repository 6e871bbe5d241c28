"""``planner chart`` and ``planner report``: a saved plan to look at."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

import planner
from planner.cli import terminal


def complete_chart(incomplete: str) -> list[str]:
    """Names of charts that begin so, for the shell."""
    return [name for name in planner.Plan.charts if name.startswith(incomplete)]


def chart_command(
    source: Annotated[
        Path, typer.Argument(metavar="FILE.json", help="A plan or a study written as JSON.")
    ],
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Of a plan: cover, contributions, rotation, contingents, burden or map; a study "
            "has one chart, which needs no name.",
            autocompletion=complete_chart,
        ),
    ] = "",
    *,
    out: Annotated[
        str, typer.Option(metavar="PATH", help="Where to: .png, .svg or .json (Vega-Lite).")
    ],
    width: Annotated[
        int, typer.Option(metavar="PIXELS", help="How wide; labels are short below 500.")
    ] = 900,
) -> None:
    """Draw a chart of a saved plan, or the chart of a saved study."""
    read = planner.read_plan(source) if name in planner.Plan.charts else _read(source)
    drawn = planner.chart(read, name, width)
    terminal.say_written(planner.write_chart(drawn, out))
    terminal.write_text(terminal.printable(drawn.usermeta["title"]))


def _read(path: Path) -> planner.Plan | planner.Study:
    """A study if it is one, else a plan; the error is that of a plan."""
    with suppress(planner.InputError):
        return planner.read_study(path)
    return planner.read_plan(path)


def report_command(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan written as JSON.")],
    out: Annotated[str, typer.Option(metavar="PATH", help="Where to, e.g. report.html.")],
    study: Annotated[
        list[Path] | None,
        typer.Option(metavar="STUDY.json", help="A study to tell of in it. Repeatable."),
    ] = None,
) -> None:
    """Write a report of a saved plan: one HTML page without scripts, to mail and print."""
    studies = [planner.read_study(path) for path in study or ()]
    read = planner.read_plan(plan)
    terminal.say_written(planner.write_report(read, out, studies))
    terminal.write_text(terminal.printable(read.verdict))
