"""``planner pareto``, ``planner alternatives`` and ``planner fairness``: what can be traded."""

from __future__ import annotations

from typing import Annotated

import typer

import planner
from planner.cli.counting import CountLine
from planner.cli.solving import DataOption, ScenarioArgument, SetOption, source_of
from planner.cli.studying import (
    JobsOption,
    OutOption,
    WholeOption,
    check_study,
    show_study,
)
from planner.cli.tables import CsvOption, JsonOption


def pareto_command(
    scenario: ScenarioArgument = "guarantor",
    x: Annotated[str, typer.Option("--x", metavar="STAGE", help="The one stage.")] = "shortfall",
    y: Annotated[str, typer.Option("--y", metavar="STAGE", help="The other stage.")] = "cost",
    points: Annotated[int, typer.Option(metavar="N", help="Points, evenly spaced in x.")] = 8,
    whole: WholeOption = False,
    jobs: JobsOption = 1,
    sets: SetOption = None,
    out: OutOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """What one stage costs in terms of another: the plans that are best in both."""
    check_study(out, as_csv, as_json)
    study = planner.pareto(
        source_of(scenario),
        x=x,
        y=y,
        points=points,
        sets=sets or (),
        relaxed=not whole,
        directory=data,
        jobs=jobs,
        progress=CountLine("point"),
    )
    show_study(study, out, as_csv, as_json)


def alternatives_command(
    scenario: ScenarioArgument = "guarantor",
    slack: Annotated[
        float, typer.Option(metavar="SHARE", help="Burden and cost may exceed the plan's by it.")
    ] = 0.05,
    whole: WholeOption = False,
    jobs: JobsOption = 1,
    sets: SetOption = None,
    out: OutOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Plans as good as the plan that differ in what governments care about."""
    check_study(out, as_csv, as_json)
    study = planner.alternatives(
        source_of(scenario),
        slack=slack,
        sets=sets or (),
        relaxed=not whole,
        directory=data,
        jobs=jobs,
        progress=CountLine("plan"),
    )
    show_study(study, out, as_csv, as_json)


def fairness_command(
    scenario: ScenarioArgument = "guarantor",
    ratio: Annotated[
        float, typer.Option(metavar="TIMES", help="Of its fair share, that nobody may exceed.")
    ] = 1.5,
    keys: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="KEY", help="Only by this key. Repeatable; default: all."),
    ] = None,
    whole: WholeOption = False,
    jobs: JobsOption = 1,
    sets: SetOption = None,
    out: OutOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """The price of sharing fairly, by every rule and key, in money and in what is missing."""
    check_study(out, as_csv, as_json)
    study = planner.fairness(
        source_of(scenario),
        ratio=ratio,
        keys=keys,
        sets=sets or (),
        relaxed=not whole,
        directory=data,
        jobs=jobs,
        progress=CountLine("rule"),
    )
    show_study(study, out, as_csv, as_json)
