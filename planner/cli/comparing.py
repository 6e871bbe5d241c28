"""Tables of studies, which solve many times: what scenarios keep up, and what rules cost."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

import planner
from planner.cli import solving, terminal
from planner.cli.grid import Grid
from planner.cli.tables import CsvOption, JsonOption, check_format, print_rows

RELAXED = "Relaxed: fractions of units are allowed, an upper limit of what whole units keep up."
WHOLE = "In whole units."
ONE_AT_A_TIME = (
    "Missing: weighted requirement-months in the worst phase. People: in the theatre, on average. "
    "A rule that costs nothing alone may bind where another is off as well."
)


def print_scenarios(whole: bool, as_csv: bool, as_json: bool, data: Path | None) -> None:
    """Solve every shipped scenario and print one row each."""
    check_format(as_csv, as_json)
    with terminal.Interrupt() as interrupt, terminal.ProgressLine() as progress:
        answers = planner.compare_scenarios(
            None, whole, data, progress=progress, cancel=interrupt.asked
        )
        stopped = interrupt.asked()
    if as_csv or as_json:
        print_rows([asdict(answer) for answer in answers], as_csv, as_json)
    else:
        terminal.show(_scenarios(answers))
        terminal.write_text(f"\n{WHOLE if whole else RELAXED}")
    if stopped:
        print("planner: interrupted; later scenarios are missing", file=sys.stderr)
        raise typer.Exit(terminal.INTERRUPTED)


def rule_costs_command(
    scenario: solving.ScenarioArgument = "guarantor",
    whole: Annotated[
        bool, typer.Option("--whole", help="In whole units, up to a minute a rule.")
    ] = False,
    rules: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="NAME", help="Only this rule. Repeatable."),
    ] = None,
    sets: solving.SetOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: solving.DataOption = None,
) -> None:
    """Solve a scenario with each of its rules off in turn: what each rule costs."""
    check_format(as_csv, as_json)
    source = solving.source_of(scenario)
    with terminal.Interrupt() as interrupt, terminal.ProgressLine() as progress:
        rows = planner.rule_costs(
            source,
            sets=sets or (),
            rules=rules or (),
            whole=whole,
            directory=data,
            progress=progress,
            cancel=interrupt.asked,
        )
        stopped = interrupt.asked()
    if as_csv or as_json:
        print_rows([asdict(row) for row in rows], as_csv, as_json)
    else:
        terminal.show(_rule_costs(rows))
        terminal.write_text(f"\n{WHOLE if whole else RELAXED} {ONE_AT_A_TIME}")
    if stopped:
        print("planner: interrupted; later rules are missing", file=sys.stderr)
        raise typer.Exit(terminal.INTERRUPTED)


def _rule_costs(rows: Sequence[planner.RuleCost]) -> Grid:
    """What is missing, what is kept up, and what changes; with all rules on, nothing does."""
    from planner.summary.key_numbers import amount_text

    columns = (">missing", ">battlegroups", ">aircraft", ">batteries", ">people", ">EUR m")
    grid = Grid(("off", *columns, "changes"))
    for row in rows:
        amounts = (row.sustained, row.battlegroups, row.aircraft, row.batteries)
        money = (f"{row.people_mean:,.0f}", f"{row.cost_eur_m:,.0f}")
        name = "nothing" if not row.off else row.rule
        grid.add_row(name, *map(amount_text, amounts), *money, row.changes)
    return grid


def _scenarios(answers: Sequence[planner.ScenarioAnswer]) -> Grid:
    """Forces as kept up of needed, people in the theatre."""
    from planner.summary.key_numbers import share_text

    grid = Grid(
        (
            "scenario",
            "battlegroups",
            "aircraft",
            "batteries",
            ">people at peak",
            ">on average",
            ">EUR m a year",
            "worst",
            "weakest point",
            "proof",
        )
    )
    for row in answers:
        worst = f"{row.worst_demand} ({share_text(row.sustained_share)})"
        grid.add_row(
            row.scenario,
            _of(row.battlegroups, row.battlegroups_needed),
            _of(row.aircraft, row.aircraft_needed),
            _of(row.batteries, row.batteries_needed),
            f"{row.people_peak:,.0f}",
            f"{row.people_mean:,.0f}",
            f"{row.cost_eur_m_year:,.0f}",
            worst if row.worst_demand else "all is kept up",
            row.scarcest,
            "" if row.proof == "proved" else row.proof,
        )
    return grid


def _of(kept: float, needed: float) -> str:
    """2 of 3, or nothing where nothing is asked for."""
    from planner.summary.key_numbers import amount_text

    return f"{amount_text(kept)} of {amount_text(needed)}" if needed else ""
