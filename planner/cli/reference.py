"""``planner data``: what the plan's numbers rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

import planner
from planner.cli.figures import show_figures
from planner.cli.grid import Grid
from planner.cli.solving import DataOption, ScenarioArgument, SetOption, source_of
from planner.cli.tables import CsvOption, JsonOption, print_rows
from planner.cli.terminal import PlannerGroup, printable, say_written, show, write_text

if TYPE_CHECKING:
    from planner.reference.pools import DerivedPool

app = typer.Typer(
    cls=PlannerGroup, help="Show, check and list the reference data.", no_args_is_help=True
)


SHOWN = 20
AUDIT_NOTE = (
    "Rests: the share of what the scenario asks for whose pools need the figure. Score: that share "
    "x 1 if reported, 2 if estimated, 3 if assumed, and more for age."
)


class ConfidenceName(StrEnum):
    """How well a figure is known."""

    reported = "reported"
    estimated = "estimated"
    assumption = "assumption"


@app.command("show")
def show_command(
    nation: Annotated[str, typer.Argument(help="Country code, e.g. FRA.")],
    unit_type: Annotated[
        str | None, typer.Argument(help="Unit type, e.g. battlegroup_medium; all if left out.")
    ] = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Show how many units a nation could use, step by step, with every source."""
    dataset = planner.load_dataset(data)
    code = nation.upper()
    _check_known("nation", nation, code, dataset.nations)
    if unit_type is None:
        _show_pools(dataset, code, as_csv, as_json)
        return
    _check_known("unit type", unit_type, unit_type, dataset.unit_types)
    unit = dataset.unit_types[unit_type]
    pool = planner.derive_pool(dataset, code, unit, False)
    if as_csv or as_json:
        print_rows(_rows_of(pool), as_csv, as_json)
        return
    lots = f"{pool.lots} lot{'' if pool.lots == 1 else 's'}, each: {unit.lot}"
    head = Text(f"{code} · {unit.title}: {lots}; weakest figure: {_weakest(pool)}", style="bold")
    show(head, "", _steps(pool), "")
    show_figures([figure._asdict() for figure in pool.figures])


@app.command("template")
def template_command(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="Where to, e.g. mine.xlsx.")],
    scenario: Annotated[
        str, typer.Option(metavar="NAME", help="The scenario to start from.")
    ] = "guarantor",
    data: DataOption = None,
) -> None:
    """Write a workbook with every figure and a scenario, to edit and read back.

    --data OUT.xlsx then takes its figures, planner solve OUT.xlsx its scenario.
    """
    say_written(planner.write_template(out, scenario, data))


@app.command("check")
def check_command(data: DataOption = None) -> None:
    """Check every table and every scenario of the data."""
    dataset = planner.load_dataset(data)
    names = planner.scenario_names(data)
    for name in names:
        planner.check_scenario(name, directory=data)
    counts = {
        "facts": len(dataset.facts),
        "planning factors": len(dataset.factors),
        "unit types": len(dataset.unit_types),
        "benchmarks": len(dataset.benchmarks),
        "scenarios": len(names),
    }
    listed = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    write_text(f"{dataset.directory}: valid ({listed})")


@app.command("sources")
def sources_command(
    confidence: Annotated[
        ConfidenceName | None, typer.Option(help="Only figures of this confidence.")
    ] = None,
    nation: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only facts of this nation.")
    ] = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """List the figures with value, range, date, confidence and source."""
    facts, factors = (planner.list_reference(kind, data) for kind in ("facts", "factors"))
    rows = [*({"nation": "", "as_of": ""} | row for row in factors), *facts]
    if nation is not None:
        _check_known("nation", nation, nation.upper(), {row["nation"] for row in facts})
        rows = [row for row in rows if row["nation"] == nation.upper()]
    if confidence is not None:
        rows = [row for row in rows if row["confidence"] == confidence.value]
    if as_csv or as_json:
        print_rows([{name: row[name] for name in facts[0]} for row in rows], as_csv, as_json)
        return
    show_figures(rows)
    write_text(f"\n{len(rows):,} figures")


@app.command("audit")
def audit_command(
    scenario: ScenarioArgument = "guarantor",
    top: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help=f"Only the first N; in a table {SHOWN} by default."),
    ] = None,
    sets: SetOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """List the figures that decide most for a scenario and are weakest. Solves nothing."""
    found = planner.audit_data(source_of(scenario), sets=sets or (), directory=data)
    rows = found[:top]
    if as_csv or as_json:
        print_rows([asdict(row) for row in rows], as_csv, as_json)
        return
    from planner.summary.key_numbers import share_text

    table = Grid(("figure", ">value", "range", "known", ">rests", ">score", "unit types"))
    rows = rows if top else rows[:SHOWN]
    for row in rows:
        table.add_row(
            printable(f"{row.nation} {row.figure}".strip()),
            f"{row.value:,g}",
            f"{row.low:,g}–{row.high:,g}",
            printable(f"{row.confidence} {row.as_of}".strip()),
            share_text(row.share),
            f"{row.score:.2f}",
            ", ".join(row.unit_types),
        )
    show(table)
    write_text(f"\n{len(rows)} of {len(found)} figures. {AUDIT_NOTE}")


def _check_known(kind: str, given: str, name: str, allowed: Iterable[str]) -> None:
    names = sorted(allowed)
    if name not in names:
        problem, hint = f"no {kind} of that name", planner.suggestion(name, names)
        raise planner.InputError([planner.Issue(given, problem, hint)])


def _weakest(pool: DerivedPool) -> str:
    return pool.confidence if pool.figures else "assumption"


def _steps(pool: DerivedPool) -> Grid:
    table = Grid(("step", ">result"))
    for step in pool.steps:
        table.add_row(printable(step.text), _amount(step.result))
    return table


def _show_pools(dataset: planner.Dataset, nation: str, as_csv: bool, as_json: bool) -> None:
    """Every pool of a nation that owns any of the type, and what takes most of it."""
    derived = [planner.derive_pool(dataset, nation, u, False) for u in dataset.unit_types.values()]
    pools = [pool for pool in derived if pool.owned_lots]
    if as_csv or as_json:
        print_rows([_row_of(pool) for pool in pools], as_csv, as_json)
        return
    table = Grid(("unit type", ">owned", ">to use", ">months away, home", "weakest", "takes most"))
    for pool in pools:
        table.add_row(
            pool.unit_type,
            _amount(pool.owned_lots),
            f"{pool.lots}",
            f"{pool.tour_months}, {pool.dwell_months}",
            pool.confidence,
            printable(pool.takes_most),
        )
    note = f"In lots. Step by step, with sources: planner data show {nation} UNIT_TYPE"
    show(Text(f"{nation} · what it owns, and could use at a time", style="bold"), "", table, note)


def _row_of(pool: DerivedPool) -> dict[str, object]:
    """A pool as plain data."""
    return {
        "unit_type": pool.unit_type,
        "owned_lots": pool.owned_lots,
        "lots": pool.lots,
        "tour_months": pool.tour_months,
        "dwell_months": pool.dwell_months,
        "confidence": pool.confidence,
        "takes_most": pool.takes_most,
    }


def _amount(value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00")


def _rows_of(pool: DerivedPool) -> list[dict[str, object]]:
    """The steps of a pool as plain data, each with the names of its figures."""
    return [
        {
            "step": step.text,
            "result": step.result,
            "figures": [f"{figure.nation} {figure.name}".strip() for figure in step.figures],
        }
        for step in pool.steps
    ]
