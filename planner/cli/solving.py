"""``planner solve``, ``check`` and ``verify``."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import planner
from planner.cli import terminal
from planner.cli.showing import show_plan

STDIN = "stdin"
MOST_BYTES = 10_000_000
"""read from stdin: more than a scenario may have"""


def complete_scenario(incomplete: str) -> list[str]:
    """Names of shipped scenarios that begin so, for the shell; none where the data are missing."""
    try:
        return [name for name in planner.scenario_names() if name.startswith(incomplete)]
    except planner.InputError:
        return []


ScenarioArgument = Annotated[
    str,
    typer.Argument(
        help="A name (see planner scenarios), the path of a YAML, JSON or Excel file, or -.",
        autocompletion=complete_scenario,
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change a field of the scenario, e.g. coalition.us_backstop=true. Repeatable.",
    ),
]
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Another data folder or workbook (or set PLANNER_DATA)."
    ),
]


class SolverName(StrEnum):
    """Solvers that can be asked for."""

    highs = "highs"
    cbc = "cbc"


def solve_command(
    scenario: ScenarioArgument = "guarantor",
    relaxed: Annotated[
        bool, typer.Option("--relaxed", help="Allow fractions of units: a fast upper limit.")
    ] = False,
    sets: SetOption = None,
    out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH",
            help="Write the plan: .json, .xlsx, .html (a report), .png, .svg, or a folder of CSV. "
            "Repeatable.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the plan as JSON, and nothing else.")
    ] = False,
    time_limit: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="Build and solve for so long at most, then keep the best plan so far.",
        ),
    ] = None,
    gap: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="Stop a stage when proved this near, e.g. 0.01."),
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed of the solver.")] = None,
    solver: Annotated[SolverName | None, typer.Option(help="Which solver to use.")] = None,
    mps: Annotated[
        str | None, typer.Option(metavar="PATH", help="Also write the model as an MPS file.")
    ] = None,
    require_met: Annotated[
        bool, typer.Option("--require-met", help="Exit 3 unless every requirement is met.")
    ] = False,
    no_advice: Annotated[
        bool, typer.Option("--no-advice", help="Do not look for the asks that would help most.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Print every section of the plan, with every row.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Solve a scenario: who gives what, when, and what is missing."""
    options = {
        "whole_units": "false" if relaxed else None,
        "time_limit_s": time_limit,
        "mip_gap_share": gap,
        "seed": seed,
        "solver": solver,
    }
    given = [f"solve.{name}={value}" for name, value in options.items() if value is not None]
    _check_targets(out, mps)
    plan = _solve(scenario, [*(sets or []), *given], data, mps, not no_advice)
    try:
        for path in out or ():
            terminal.say_written(planner.write_plan(plan, path))
    finally:  # a full disk must not cost the answer as well
        show_plan(plan, as_json, everything=everything)
    if require_met and plan.status != "met":
        raise typer.Exit(terminal.NOT_MET)


def check_command(
    scenario: ScenarioArgument, sets: SetOption = None, data: DataOption = None
) -> None:
    """Check a scenario against the data without solving it."""
    warnings = planner.check_scenario(source_of(scenario), sets=sets or (), directory=data)
    lines = [f"warning: {w.where}: {w.message} [{w.code}]" for w in warnings]
    count = f", {len(warnings)} warning{'s' if len(warnings) > 1 else ''}" if warnings else ""
    terminal.write_text(terminal.printable("\n".join([*lines, f"{_name(scenario)}: valid{count}"])))


def verify_command(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan written as JSON.")],
    data: DataOption = None,
    proof: Annotated[
        bool,
        typer.Option(
            "--proof", help="Ask SCIP for plans better than the told bounds (extra scip)."
        ),
    ] = False,
    seconds: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, max=86_400, help="Time for --proof.")
    ] = 60,
) -> None:
    """Recheck every rule of a plan from its own numbers. Exit 1 if one is broken.

    With --data also whether the data give its pools, unit types, packages, purchases and prices.
    """
    read = planner.read_plan(plan)
    breaches = planner.verify_plan(read)
    lines = [f"breach: {issue}" for issue in breaches]
    failed = bool(breaches)
    if data is None and not proof:
        lines.append(_given(read))
    else:
        differences = planner.compare_with_data(read, directory=data)
        lines += [f"data: {issue}" for issue in differences]
        failed |= bool(differences)
        if not differences:
            lines.append("data: they give the same pools, unit types, packages and prices")
    if proof and differences:
        lines.append("proof: none, the plan was not made from these data")
    elif proof:
        for row in planner.prove_plan(read, seconds=seconds, directory=data):
            lines.append(_proof(row))
            failed |= row.verdict == "contradicted"
    count = f"{len(breaches)} breach{'es' if len(breaches) > 1 else ''}" if breaches else "sound"
    terminal.write_text(terminal.printable("\n".join([*lines, f"{plan}: {count}"])))
    if failed:
        raise typer.Exit(terminal.BREACHED)


def _given(plan: planner.Plan) -> str:
    """What a recheck without the data takes from the plan."""
    from planner.summary.key_numbers import counted

    counts = {
        "pool": len(plan.pools),
        "unit type": len(plan.unit_types),
        "package": len(plan.packages),
        "purchase": len(plan.purchases),
        "nation": len(plan.nations),
    }
    listed = ", ".join(counted(count, name) for name, count in counts.items() if count)
    return f"taken as given: {listed}, with their figures and prices; --data DIR rechecks them"


def _proof(row: planner.StageProof) -> str:
    told = f"value {row.value:g}, bound {row.bound:g}"
    more = {
        "proved by two": "",
        "contradicted": f"; a plan of {row.found:g} is better than the bound",
        "open": f"; SCIP has proved {row.found:g}",
    }[row.verdict]
    return f"proof: {row.stage}: {row.verdict} ({told}{more})"


def _name(scenario: str) -> str:
    return STDIN if scenario == "-" else scenario


def source_of(scenario: str) -> str | planner.Document:
    """What to solve: the name or path that is given, or the text on stdin."""
    if scenario != "-":
        return scenario
    if sys.stdin is None:
        raise planner.InputError([planner.Issue(STDIN, "is closed", "pipe a scenario into it")])
    return planner.parse_bytes(sys.stdin.buffer.read(MOST_BYTES), STDIN)


def _solve(
    scenario: str, sets: list[str], data: Path | None, mps: str | None, advice: bool
) -> planner.Plan:
    """Solve with a progress line; Ctrl-C stops with the best plan so far, or with exit 130."""
    source = source_of(scenario)
    before = _stamp(mps)
    with terminal.Interrupt() as interrupt, terminal.ProgressLine() as progress:
        try:
            return planner.solve(
                source,
                sets=sets,
                directory=data,
                progress=progress,
                cancel=interrupt.asked,
                mps=mps,
                advice=advice,
            )
        except planner.PlannerError as error:
            if not interrupt.asked() or isinstance(error, planner.InputError):
                raise
            print("planner: interrupted before any plan was found", file=sys.stderr)
            raise typer.Exit(terminal.INTERRUPTED) from None
        finally:
            if mps is not None and _stamp(mps) != before:
                terminal.say_written(mps)


def _stamp(path: str | None) -> tuple[int, int] | None:
    """What changes when a file is written; None where there is none."""
    with suppress(OSError, ValueError):
        if path is not None:
            found = os.stat(path)
            return found.st_ino, found.st_mtime_ns
    return None


def _check_targets(out: list[str] | None, mps: str | None) -> None:
    """Refuse, before a long solve, what could not be written after it."""
    from planner.output.targets import check_parent, check_target

    for path in out or ():
        check_target(path)
    if mps is not None:
        check_parent(mps)
