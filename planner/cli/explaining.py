"""``planner explain``, ``compare`` and ``robust``: why, what changed, and what holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import planner
from planner.cli import terminal
from planner.cli.counting import CountLine
from planner.cli.solving import ScenarioArgument, source_of
from planner.cli.studying import PlanOption, WholeOption, plan_or_scenario, study_command

BothOption = Annotated[
    str,
    typer.Argument(metavar="SCENARIO|PLAN.json", help="A scenario, or a plan that was saved."),
]


@study_command()
def explain_command(
    scenario: ScenarioArgument = "guarantor",
    plan: PlanOption = None,
    demand: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this demand; default: all that are short."),
    ] = None,
    whole: WholeOption = False,
    seconds: Annotated[
        float, typer.Option(min=1, max=3600, metavar="SECONDS", help="For the asks of one demand.")
    ] = 15,
    **common: Any,
) -> planner.Study:
    """Why demands are short, and the fewest things to ask of nations that would close each."""
    return planner.explain(
        plan_or_scenario(plan, scenario),
        demands=demand or (),
        relaxed=None if plan is not None else not whole,
        seconds=seconds,
        progress=CountLine("gap"),
        **common,
    )


@study_command()
def compare_command(
    a: BothOption,
    b: BothOption,
    whole: WholeOption = False,
    seconds: Annotated[
        float, typer.Option(min=1, max=3600, metavar="SECONDS", help="To bring B near A.")
    ] = 20,
    **common: Any,
) -> planner.Study:
    """What changed from A to B, in the question and the answer; --set changes B.

    Of plans, --whole and --relaxed say nothing: both are compared as they were saved.
    """
    with terminal.ProgressLine() as progress:
        return planner.compare(
            _subject(a),
            _subject(b),
            relaxed=not whole,
            seconds=seconds,
            solving=progress,
            **common,
        )


@study_command()
def robust_command(
    scenario: ScenarioArgument = "guarantor",
    share: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="To be kept, 0 to 1.")
    ] = 0.75,
    whole: WholeOption = False,
    **common: Any,
) -> planner.Study:
    """A plan that keeps a share of what it provides if any one nation leaves, and its price."""
    with terminal.ProgressLine() as progress:
        return planner.robust(
            source_of(scenario), share=share, relaxed=not whole, solving=progress, **common
        )


def _subject(text: str) -> planner.Plan | planner.Document | str:
    """A plan where a JSON file holds one, else a scenario."""
    path = Path(text)
    if path.suffix == ".json" and path.is_file() and b'"verdict"' in path.read_bytes():
        return planner.read_plan(path)
    return source_of(text)
