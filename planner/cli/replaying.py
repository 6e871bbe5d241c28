"""``planner replay``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import planner
from planner.cli.studying import OutOption, SeedOption, check_study, show_study
from planner.cli.tables import CsvOption, JsonOption


def replay_command(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan written as JSON.")],
    draws: Annotated[int, typer.Option(metavar="N", help="Runs.")] = 1000,
    late: Annotated[
        float, typer.Option(metavar="SHARE", help="Probability that an approval is late.")
    ] = 0.2,
    late_months: Annotated[
        int, typer.Option(metavar="MONTHS", help="It is late by one to so many months.")
    ] = 6,
    unready: Annotated[
        float, typer.Option(metavar="SHARE", help="Probability that a lot is not ready.")
    ] = 0.1,
    seed: SeedOption = 0,
    all_months: Annotated[
        bool, typer.Option("--all", help="Print every month, not only the worst of each demand.")
    ] = False,
    out: OutOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
) -> None:
    """Replay a plan month by month with late approvals and lots that are not ready."""
    check_study(out, as_csv, as_json)
    study = planner.replay(
        plan,
        draws=draws,
        late_share=late,
        late_months=late_months,
        unready_share=unready,
        seed=seed,
    )
    show_study(study, out, as_csv, as_json, rows=all_months)
