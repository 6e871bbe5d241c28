"""``planner explain``: why a plan is short, and the fewest asks that close it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import planner
from planner.cli.solving import DataOption, ScenarioArgument, SetOption, source_of
from planner.cli.studying import OutOption, WholeOption, check_study, show_study
from planner.cli.tables import CsvOption, JsonOption


def explain_command(
    scenario: ScenarioArgument = "guarantor",
    plan: Annotated[
        Path | None, typer.Option(metavar="PLAN.json", help="A saved plan, not a scenario.")
    ] = None,
    demand: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this demand; default: all that are short."),
    ] = None,
    whole: WholeOption = False,
    seconds: Annotated[
        float, typer.Option(min=1, max=3600, metavar="SECONDS", help="For the asks of one demand.")
    ] = 15,
    sets: SetOption = None,
    out: OutOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Why demands are short, and the fewest things to ask of nations that would close each."""
    check_study(out, as_csv, as_json)
    study = planner.explain(
        source_of(scenario) if plan is None else planner.read_plan(plan),
        demands=demand or (),
        relaxed=None if plan is not None else not whole,
        seconds=seconds,
        sets=sets or (),
        directory=data,
    )
    show_study(study, out, as_csv, as_json)
