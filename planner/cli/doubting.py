"""``planner dropout`` and its kin: what a plan is worth if not all goes as it says."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import planner
from planner.cli.counting import CountLine
from planner.cli.solving import ScenarioArgument, source_of
from planner.cli.studying import (
    JobsOption,
    PlanOption,
    SeedOption,
    WholeOption,
    plan_or_scenario,
    study_command,
)

NationsOption = Annotated[
    str | None,
    typer.Option(metavar="CODES", help="Only these, e.g. FRA,GBR; those joined by + go together."),
]


@study_command()
def dropout_command(
    scenario: ScenarioArgument = "guarantor",
    nations: NationsOption = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="Also every two of them.")] = False,
    from_month: Annotated[
        int, typer.Option(metavar="N", help="Month from which they are gone.")
    ] = 0,
    plan: PlanOption = None,
    whole: WholeOption = False,
    jobs: JobsOption = 1,
    **common: Any,
) -> planner.Study:
    """What is left if a nation leaves: overnight, and once the others have planned anew."""
    return planner.dropout(
        plan_or_scenario(plan, scenario),
        nations=names(nations),
        pairs=pairs,
        from_month=from_month,
        whole=whole,
        jobs=jobs,
        progress=CountLine("case"),
        **common,
    )


def names(given: str | None) -> list[str] | None:
    """Names between commas; None where the option is not given."""
    return None if given is None else [name.strip() for name in given.split(",") if name.strip()]


@study_command(parts=False)
def stress_command(
    scenario: ScenarioArgument = "guarantor",
    draws: Annotated[int, typer.Option(metavar="N", help="Worlds to draw.")] = 1000,
    withdraw: Annotated[
        float, typer.Option(metavar="P", help="Chance that a nation withdraws its offer.")
    ] = 0.05,
    slip: Annotated[
        float, typer.Option(metavar="P", help="Chance that a nation's forces are late.")
    ] = 0.1,
    slip_months: Annotated[int, typer.Option(metavar="N", help="By so many months.")] = 3,
    seed: SeedOption = 0,
    plan: PlanOption = None,
    **common: Any,
) -> planner.Study:
    """Draw worlds in which figures and promises fail: how often does the plan hold?"""
    return planner.stress(
        plan_or_scenario(plan, scenario),
        draws=draws,
        withdraw=withdraw,
        slip=slip,
        slip_months=slip_months,
        seed=seed,
        progress=CountLine("draw"),
        **common,
    )


@study_command()
def weak_figures_command(
    scenario: ScenarioArgument = "guarantor",
    nations: Annotated[
        str | None, typer.Option(metavar="CODES", help="Facts of these nations only.")
    ] = None,
    confidence: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="Of reported, estimated, assumption; default: all."),
    ] = None,
    **common: Any,
) -> planner.Study:
    """Which doubtful figure, at its low or its high, would change what is kept up."""
    return planner.weak_figures(
        source_of(scenario),
        nations=names(nations),
        confidence=names(confidence),
        progress=CountLine("figure"),
        **common,
    )


@study_command()
def value_command(
    scenario: ScenarioArgument = "guarantor",
    orders: Annotated[int, typer.Option(metavar="N", help="Orders of joining to sample.")] = 100,
    exactly: Annotated[
        bool, typer.Option("--exact", help="Solve every coalition, of 16 nations at most.")
    ] = False,
    seed: SeedOption = 0,
    plan: PlanOption = None,
    **common: Any,
) -> planner.Study:
    """What each nation is worth to the force, and how far its part is determined."""
    return planner.value(
        plan_or_scenario(plan, scenario),
        orders=orders,
        exactly=exactly or None,
        seed=seed,
        **common,
    )
