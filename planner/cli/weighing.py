"""``planner pareto``, ``planner alternatives`` and ``planner fairness``: what can be traded."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import planner
from planner.cli.counting import CountLine
from planner.cli.solving import ScenarioArgument, source_of
from planner.cli.studying import JobsOption, WholeOption, study_command


@study_command()
def pareto_command(
    scenario: ScenarioArgument = "guarantor",
    x: Annotated[str, typer.Option("--x", metavar="STAGE", help="The one stage.")] = "shortfall",
    y: Annotated[str, typer.Option("--y", metavar="STAGE", help="The other stage.")] = "cost",
    points: Annotated[int, typer.Option(metavar="N", help="Points, evenly spaced in x.")] = 8,
    whole: WholeOption = False,
    jobs: JobsOption = 1,
    **common: Any,
) -> planner.Study:
    """What one stage costs in terms of another: the plans that are best in both."""
    return planner.pareto(
        source_of(scenario),
        x=x,
        y=y,
        points=points,
        relaxed=not whole,
        **common,
        jobs=jobs,
        progress=CountLine("point"),
    )


@study_command()
def alternatives_command(
    scenario: ScenarioArgument = "guarantor",
    slack: Annotated[
        float, typer.Option(metavar="SHARE", help="Burden and cost may exceed the plan's by it.")
    ] = 0.05,
    whole: WholeOption = False,
    jobs: JobsOption = 1,
    **common: Any,
) -> planner.Study:
    """Plans as good as the plan that differ in what governments care about."""
    return planner.alternatives(
        source_of(scenario),
        slack=slack,
        relaxed=not whole,
        **common,
        jobs=jobs,
        progress=CountLine("plan"),
    )


@study_command()
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
    **common: Any,
) -> planner.Study:
    """The price of sharing fairly, by every rule and key, in money and in what is missing."""
    return planner.fairness(
        source_of(scenario),
        ratio=ratio,
        keys=keys,
        relaxed=not whole,
        **common,
        jobs=jobs,
        progress=CountLine("rule"),
    )
