"""``planner data``: what the plan's numbers rest on."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

import planner
from planner.cli.solving import DataOption
from planner.cli.terminal import PlannerGroup, printable, show, write_text

if TYPE_CHECKING:
    from planner.reference.dataset import SourcedValue
    from planner.reference.pools import DerivedPool

app = typer.Typer(
    cls=PlannerGroup, help="Show, check and list the reference data.", no_args_is_help=True
)


class ConfidenceName(StrEnum):
    """How well a figure is known."""

    reported = "reported"
    estimated = "estimated"
    assumption = "assumption"


@app.command("show")
def show_command(
    nation: Annotated[str, typer.Argument(help="Country code, e.g. FRA.")],
    unit_type: Annotated[str, typer.Argument(help="Unit type, e.g. battlegroup_medium.")],
    data: DataOption = None,
) -> None:
    """Show how many units a nation could use, step by step, with every source."""
    dataset = planner.load_dataset(data)
    code = nation.upper()
    _check_known("nation", nation, code, dataset.nations)
    _check_known("unit type", unit_type, unit_type, dataset.unit_types)
    unit = dataset.unit_types[unit_type]
    pool = planner.derive_pool(dataset, code, unit, False)
    lots = f"{pool.lots} lot{'' if pool.lots == 1 else 's'}, each a {unit.lot}"
    head = Text(f"{code} · {unit.title}: {lots}; weakest figure: {_weakest(pool)}", style="bold")
    show(head, "", _steps_table(pool), "")
    _show_figures(pool.figures)


@app.command("check")
def check_command(data: DataOption = None) -> None:
    """Check every table and every scenario of the data."""
    dataset = planner.load_dataset(data)
    names = planner.scenario_names(data)
    for name in names:
        planner.load_scenario(name, directory=data)
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
    data: DataOption = None,
) -> None:
    """List the figures with value, range, date, confidence and source."""
    dataset = planner.load_dataset(data)
    figures = [*dataset.facts.values(), *dataset.factors.values()]
    if nation is not None:
        _check_known("nation", nation, nation.upper(), dataset.nations)
        figures = [figure for figure in figures if figure.nation == nation.upper()]
    if confidence is not None:
        figures = [figure for figure in figures if figure.confidence == confidence.value]
    figures.sort(key=lambda figure: (figure.nation, figure.name))
    _show_figures(figures)
    write_text(f"\n{len(figures):,} figures")


def _check_known(kind: str, given: str, name: str, allowed: Iterable[str]) -> None:
    names = list(allowed)
    if name not in names:
        problem, hint = f"no {kind} of that name", planner.suggestion(name, names)
        raise planner.InputError([planner.Issue(given, problem, hint)])


def _weakest(pool: DerivedPool) -> str:
    return pool.confidence if pool.figures else "assumption"


def _steps_table(pool: DerivedPool) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("step", ratio=1)
    table.add_column("result", justify="right")
    for step in pool.steps:
        table.add_row(step.text, f"{step.result:,.2f}".removesuffix(".00"))
    return table


def _show_figures(figures: Iterable[SourcedValue]) -> None:
    """A table of figures, and below it their sources by number, each on a line of its own."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    figures = list(figures)
    names = [f"{figure.nation} {figure.name}".strip() for figure in figures]
    widest = min(40, max(map(len, names), default=0))
    table.add_column("figure", min_width=widest, overflow="fold")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("low–high", justify="right", no_wrap=True)
    table.add_column("unit")
    table.add_column("as of", min_width=7, max_width=9)
    table.add_column("confidence", no_wrap=True)
    table.add_column("source", justify="right", no_wrap=True)
    sources: dict[str, int] = {}
    for name, figure in zip(names, figures, strict=True):
        source = printable(_source_text(figure))
        number = sources.setdefault(source, len(sources) + 1)
        exact = figure.low == figure.high
        table.add_row(
            name,
            f"{figure.value:,.10g}",
            "" if exact else f"{figure.low:,.10g}–{figure.high:,.10g}",
            printable(figure.unit),
            printable(figure.as_of),
            figure.confidence,
            str(number),
        )
    show(table, "")
    write_text("\n".join(f"{number:>3}  {source}" for source, number in sources.items()))


def _source_text(figure: SourcedValue) -> str:
    """Title and address of a source, or the reasoning of an assumption."""
    if not figure.source_title:
        return f"{figure.source}: {figure.note}" if figure.note else figure.source
    address = f"\n     {figure.source_url}" if figure.source_url else ""
    return figure.source_title + address
