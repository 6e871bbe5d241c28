"""``planner rule-costs`` and ``planner scenarios --compare``: plans side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import planner
from planner.cli.counting import CountLine
from planner.cli.solving import ScenarioArgument, source_of
from planner.cli.studying import JobsOption, WholeOption, check_study, show_study, study_command


@study_command()
def rule_costs_command(
    scenario: ScenarioArgument = "guarantor",
    rules: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="NAME", help="Only this rule. Repeatable."),
    ] = None,
    whole: WholeOption = False,
    jobs: JobsOption = 1,
    **common: Any,
) -> planner.Study:
    """Solve a scenario with each of its rules off in turn: what each rule costs."""
    return planner.rule_costs(
        source_of(scenario),
        rules=rules or (),
        whole=whole,
        jobs=jobs,
        progress=CountLine("rule"),
        **common,
    )


def show_scenarios(
    whole: bool, jobs: int, out: str | None, as_csv: bool, as_json: bool, data: Path | None
) -> None:
    """Solve every shipped scenario, and show the study."""
    check_study(out, as_csv, as_json)
    progress = CountLine("scenario")
    study = planner.compare_scenarios(whole=whole, directory=data, jobs=jobs, progress=progress)
    show_study(study, out, as_csv, as_json)
