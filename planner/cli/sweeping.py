"""``planner sweep``."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

import planner
from planner.cli import terminal
from planner.cli.counting import CountLine
from planner.cli.solving import ScenarioArgument, source_of
from planner.cli.studying import JobsOption, SeedOption, WholeOption, study_command


@study_command()
def sweep_command(
    scenario: ScenarioArgument = "guarantor",
    grid: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUES",
            help="A field and its values: 3..6, 0.5..2..0.5 or true,false. Repeatable.",
        ),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(metavar="N", help="Draw N points (Latin hypercube), not every combination."),
    ] = None,
    whole: WholeOption = False,
    seed: SeedOption = 0,
    jobs: JobsOption = 1,
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler, tcp://host:8786 (extra cluster)."),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Keep finished rows there, and go on from them."),
    ] = None,
    **common: Any,
) -> planner.Study:
    """Solve a scenario at every point of a grid of its fields, or at a sample of points."""
    try:
        return planner.sweep(
            source_of(scenario),
            grid=grid or (),
            sample=sample,
            seed=seed,
            relaxed=not whole,
            **common,
            jobs=jobs,
            dask=dask,
            store=store,
            progress=CountLine("point"),
        )
    except KeyboardInterrupt:
        more = f"; the same command goes on from {store}" if store else "; --store FILE keeps rows"
        print(terminal.printable(f"\nplanner: interrupted{more}"), file=sys.stderr)
        raise typer.Exit(terminal.INTERRUPTED) from None
