"""``planner explain``, ``compare`` and ``robust``: why, what changed, and what holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import planner
from planner.cli.solving import DataOption, ScenarioArgument, SetOption, source_of
from planner.cli.studying import OutOption, WholeOption, check_study, show_study
from planner.cli.tables import CsvOption, JsonOption

BothOption = Annotated[
    str,
    typer.Argument(metavar="SCENARIO|PLAN.json", help="A scenario, or a plan that was saved."),
]


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


def compare_command(
    a: BothOption,
    b: BothOption,
    whole: WholeOption = False,
    seconds: Annotated[
        float, typer.Option(min=1, max=3600, metavar="SECONDS", help="To bring B near A.")
    ] = 20,
    sets: SetOption = None,
    out: OutOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """What changed from A to B, in the question and the answer; --set changes B.

    Of plans, --whole and --relaxed say nothing: both are compared as they were saved.
    """
    check_study(out, as_csv, as_json)
    study = planner.compare(
        _subject(a),
        _subject(b),
        sets=sets or (),
        relaxed=not whole,
        seconds=seconds,
        directory=data,
    )
    show_study(study, out, as_csv, as_json)


def robust_command(
    scenario: ScenarioArgument = "guarantor",
    share: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="To be kept, 0 to 1.")
    ] = 0.75,
    whole: WholeOption = False,
    sets: SetOption = None,
    out: OutOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """A plan that keeps a share of what it provides if any one nation leaves, and its price."""
    check_study(out, as_csv, as_json)
    study = planner.robust(
        source_of(scenario), share=share, sets=sets or (), relaxed=not whole, directory=data
    )
    show_study(study, out, as_csv, as_json)


def _subject(text: str) -> planner.Plan | planner.Document | str:
    """A plan where a JSON file holds one, else a scenario."""
    path = Path(text)
    if path.suffix == ".json" and path.is_file() and b'"verdict"' in path.read_bytes():
        return planner.read_plan(path)
    return source_of(text)
