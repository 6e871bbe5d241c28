"""What the commands of studies share: options, and how a study is printed and written."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

import planner
from planner.cli import terminal
from planner.cli.solving import DataOption, SetOption, source_of
from planner.cli.tables import CsvOption, JsonOption, check_format, print_rows

WholeOption = Annotated[
    bool, typer.Option("--whole/--relaxed", help="In whole lots, or in fractions: faster.")
]
SeedOption = Annotated[int, typer.Option(metavar="N", help="Seed of what is drawn by chance.")]
JobsOption = Annotated[int, typer.Option(min=1, max=64, metavar="N", help="Processes to use.")]
PlanOption = Annotated[
    Path | None,
    typer.Option("--plan", metavar="PLAN.json", help="Start from this plan, not from a scenario."),
]
Command = Callable[..., None]
OutOption = Annotated[
    str | None,
    typer.Option("--out", metavar="PATH", help="Write the study: .json, .xlsx or .csv."),
]


def study_command(parts: bool = True) -> Callable[[Callable[..., planner.Study]], Command]:
    """Make a command of a function that answers with a study: the options that all have, once.

    The function takes its own options, and ``sets`` and ``directory`` for the library as they are.
    ``parts``: whether the text shows the other tables as well.
    """

    def made(answer: Callable[..., planner.Study]) -> Command:
        @wraps(answer)
        def command(**given: Any) -> None:
            out, as_csv, as_json = (given.pop(name) for name in ("out", "as_csv", "as_json"))
            check_study(out, as_csv, as_json)
            common = {"sets": given.pop("sets") or (), "directory": given.pop("data")}
            show_study(answer(**given, **common), out, as_csv, as_json, parts=parts)

        answer.__annotations__.pop("return")  # not an option, and to look it up loads the library
        own = inspect.signature(answer, eval_str=True).parameters.values()
        named = inspect.Parameter.POSITIONAL_OR_KEYWORD
        every = [one for one in own if one.kind is named]
        every += inspect.signature(_common_options, eval_str=True).parameters.values()
        command.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in every}
        return command

    return made


def _common_options(
    sets: SetOption = None,
    out: OutOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """The options of every study."""


def plan_or_scenario(plan: Path | None, scenario: str) -> str | planner.Document | planner.Plan:
    """What a study starts from: the saved plan where one is given, else the scenario."""
    return source_of(scenario) if plan is None else planner.read_plan(plan)


def check_study(out: str | None, as_csv: bool, as_json: bool) -> None:
    """Refuse, before a long study, what could not be written or printed after it."""
    check_format(as_csv, as_json)
    if out is not None:
        planner.check_study_target(out)


def show_study(
    study: planner.Study,
    out: str | None,
    as_csv: bool,
    as_json: bool,
    rows: bool = True,
    parts: bool = True,
) -> None:
    """Write a study where ``out`` says; print its text and tables, or CSV or JSON alone.

    ``rows``, ``parts``: whether the text has the main table, and the others, as well.
    """
    check_format(as_csv, as_json)
    try:
        if out is not None:
            terminal.say_written(planner.write_study(study, out))
    finally:  # a full disk must not cost the answer as well
        if as_json:
            terminal.write_text(study.model_dump_json(indent=1))
        elif as_csv:
            print_rows(study.rows, as_csv=True)
        else:
            _print(study, rows, parts)


def _print(study: planner.Study, rows: bool, parts: bool) -> None:
    terminal.write_text(terminal.printable(study.text()))
    for name, table in study.tables.items():
        main = name == "rows"
        if table and (rows if main else parts):
            terminal.write_text("" if main else f"\n{name.replace('_', ' ')}")
            print_rows(table)
