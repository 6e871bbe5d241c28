"""The plan in a terminal: what an analyst reads first. Readable without colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

import planner
from planner.cli.grid import Grid
from planner.cli.layout import NOTHING, VISIBLE, grid, lots_text, missing_cells, section
from planner.cli.terminal import printable
from planner.cli.views import accounts as accounts_view
from planner.cli.views import forces as force_view
from planner.summary.key_numbers import (
    DUTIES,
    TOLERANCE,
    amount_text,
    average_lots,
    bystanders,
    coming_votes,
    counted,
    figure_dates,
    gap_text,
    month_ranges,
    requirement_lines,
    troops,
    weakest_figures,
)

NAMES_WIDTH, NATION_WIDTH = 30, 5
"""columns for the names of the unit types and the sum, and for one nation"""
WARNINGS_SHOWN = 12
FIGURES_SHOWN = 5


def plan_view(plan: planner.Plan, width: int) -> Group:
    """Everything that ``planner solve`` prints, on so many columns."""
    return Group(
        *_heading(plan),
        *section("Requirements", *_requirements(plan)),
        *section("Deterrence", *force_view.deterrence(plan)),
        *section("Who gives what", *_contributions(plan, width)),
        *section("Command", *force_view.command(plan)),
        *section("Who carries how much", _burden(plan), *_bystanders(plan)),
        *section("Money", *accounts_view.money(plan)),
        *section("Rotation", _rotation(plan)),
        *section("Movement", *force_view.movement(plan)),
        *section("Votes ahead", *accounts_view.votes(plan)),
        *section("NATO's forces", *accounts_view.nato(plan)),
        *section("US gaps", *accounts_view.gaps(plan)),
        *section("Growth", *force_view.growth(plan)),
        *section("How sure the data are", _confidence(plan), _weakest(plan)),
        *section("How sure the plan is", _stages(plan), _solver(plan)),
        *_warnings(plan),
    )


def _heading(plan: planner.Plan) -> Iterator[RenderableType]:
    scenario = plan.scenario
    title = f"{scenario.title} ({scenario.name})" if scenario.title else scenario.name
    yield Text(printable(title), style="bold")
    zero = "ceasefire" if scenario.timing == "post_deal" else "decision"
    yield Text(
        f"reference date {scenario.reference_date} · {counted(scenario.horizon_months, 'month')}, "
        f"month 0 is the {zero} · needs are the {scenario.requirement_level}s"
    )
    yield Text(figure_dates(plan), style="dim")
    yield Text()
    style = {"met": "bold green", "shortfall": "bold red"}.get(plan.status, "bold yellow")
    yield Text(printable(plan.verdict), style=style)


def _requirements(plan: planner.Plan) -> Iterator[Grid]:
    """A line a demand, and one more for every other amount that is missing in some months."""
    table = grid("requirement", "where", "when", ">need", ">lowest", ">missing", "in months")
    for line in requirement_lines(plan):
        named = (
            Text(line.id),
            Text(printable(line.where)),
            f"in {counted(line.within_days, 'day')}" if line.within_days else "in place",
            amount_text(line.need),
            amount_text(line.lowest),
        )
        for cells in missing_cells(named, line.levels):
            table.add_row(*cells, style="bold" if line.levels else "")
    if table.rows:
        yield table


def _contributions(plan: planner.Plan, width: int) -> Iterator[RenderableType]:
    groups = {duty: average_lots(plan, duty) for duty in DUTIES}
    cost = {row.nation: row.cost_eur_m for row in plan.nations}
    active = {nation for lots in groups.values() for (_, nation), n in lots.items() if n > 0}
    nations = sorted(active, key=lambda nation: (-cost.get(nation, 0.0), nation))
    if not nations:
        yield Text("Nobody gives anything.")
        return
    note = f"Lots, average of the {plan.scenario.horizon_months} months."
    lead = plan.command.lead_nation
    yield Text(note + (f" {lead}* leads." if lead else ""), style="dim")
    for chunk in _chunks(nations, max(1, (width - NAMES_WIDTH) // NATION_WIDTH)):
        first = chunk[0] == nations[0]
        names = [f">{nation}*" if nation == lead else f">{nation}" for nation in chunk]
        table = grid("", *([">all"] if first else []), *names, gap=1)
        for label, lots in groups.items():
            rows = list(_lots_rows(plan, lots, chunk, first))
            if rows:
                table.add_row(Text(label, style="italic dim"))
            for row in rows:
                table.add_row(*row)
        yield table
    several = {u.id: u.lot for u in plan.unit_types if " of " in u.lot and _is_given(plan, u.id)}
    if several:
        listed = ", ".join(f"{unit} a {lot}" for unit, lot in several.items())
        yield Text(printable(f"A lot is one unit or aircraft, but {listed}."), style="dim")


def _is_given(plan: planner.Plan, unit_type: str) -> bool:
    return any(row.unit_type == unit_type and row.lots > 0 for row in plan.contributions)


def _chunks(nations: list[str], most: int) -> list[list[str]]:
    """Nations in as few tables as fit the width, all of about the same size."""
    tables = -(-len(nations) // most)
    size = -(-len(nations) // tables)
    return [nations[start : start + size] for start in range(0, len(nations), size)]


def _lots_rows(
    plan: planner.Plan, lots: dict[tuple[str, str], float], nations: list[str], total: bool
) -> Iterator[list[str]]:
    for unit in plan.unit_types:
        cells = [lots.get((unit.id, nation), 0.0) for nation in nations]
        everyone = sum(n for (unit_type, _), n in lots.items() if unit_type == unit.id)
        if any(n >= VISIBLE for n in cells) or (total and everyone >= VISIBLE):
            first = [f" {unit.id}", *([lots_text(everyone)] if total else [])]
            yield first + [lots_text(n) for n in cells]


def _burden(plan: planner.Plan) -> Grid:
    key = plan.scenario.rules.burden.key.replace("_", " ")
    table = grid(
        "nation",
        "role",
        ">people at peak",
        ">EUR m",
        ">of the cost",
        f">fair, by {key}",
        ">carries",
    )
    carrying = [row for row in plan.nations if row.cost_eur_m > 0 or row.member]
    for row in sorted(carrying, key=lambda row: (-row.cost_eur_m, row.nation)):
        ratio = row.burden_share / row.fair_share if row.fair_share else None
        table.add_row(
            row.nation,
            row.role,
            f"{row.personnel_peak:,}",
            f"{row.cost_eur_m:,.0f}",
            f"{row.burden_share * 100:.1f} %",
            f"{row.fair_share * 100:.1f} %" if row.fair_share else NOTHING,
            NOTHING if ratio is None else f"{ratio:.1f} x fair",
        )
    table.add_row(
        "all",
        counted(sum(row.member for row in carrying), "member"),
        "",
        f"{sum(row.cost_eur_m for row in carrying):,.0f}",
        f"{sum(row.burden_share for row in carrying) * 100:.1f} %",
        f"{sum(row.fair_share for row in carrying) * 100:.1f} %",
        style="bold",
    )
    return table


def _bystanders(plan: planner.Plan) -> Iterator[RenderableType]:
    """Nations that give nothing, by what keeps them out, and the permissions that are missing."""
    if reasons := bystanders(plan):
        yield Text("Could take part, but give nothing:", style="dim")
    for reason, names in reasons.items():
        yield Padding(Text(printable(f"{reason}: {', '.join(names)}")), (0, 0, 0, 2), expand=False)
    if plan.refusals:
        (reason, times), *_ = Counter(row.reason for row in plan.refusals).most_common(1)
        yield Text(
            f"Not allowed: {len(plan.refusals):,} combinations of nation, unit type and place; "
            f"most often ({times:,}): {printable(reason)}."
        )


def _rotation(plan: planner.Plan) -> Text:
    force = troops(plan)
    parts = [f"{force.peak:,.0f} people in the theatre at peak"]
    if force.peak_months:
        parts[0] += f" (months {month_ranges(force.peak_months)})"
    parts.append(f"{force.average:,.0f} on average")
    if force.standby_peak > 0:
        parts.append(f"up to {force.standby_peak:,.0f} more standing by")
    if force.training_peak > 0:
        parts.append(f"up to {force.training_peak:,.0f} training the host abroad")
    tours = sum(row.lots for row in plan.tours)
    return Text(
        ", ".join(parts) + f". Tours that start over the horizon: {amount_text(tours)} lots."
    )


def _confidence(plan: planner.Plan) -> Text:
    counts = plan.data_confidence
    total = counts.reported + counts.estimated + counts.assumption
    return Text(
        f"{total:,} figures: {counts.reported:,} reported, {counts.estimated:,} estimated, "
        f"{counts.assumption:,} assumed."
    )


def _weakest(plan: planner.Plan) -> RenderableType:
    figures = weakest_figures(plan, FIGURES_SHOWN)
    if not figures:
        return Text()
    table = grid("weakest", ">value", ">low–high", "unit", "confidence")
    for row in figures:
        table.add_row(
            Text(f"{row.nation} {row.name}".strip()),
            f"{row.value:,.10g}",
            f"{row.low:,.10g}–{row.high:,.10g}",
            Text(printable(row.unit)),
            row.confidence,
        )
    return table


def _stages(plan: planner.Plan) -> Grid:
    table = grid("stage", ">value", "unit", ">bound", ">gap", "proof", ">seconds")
    for number, row in enumerate(plan.stages, 1):
        table.add_row(
            f"{number} {row.name}",
            _value_text(row.value),
            Text(row.unit),
            _value_text(row.bound),
            gap_text(row.gap_share),
            row.proof.replace("_", " "),
            f"{row.seconds:,.1f}",
        )
    return table


def _value_text(value: float) -> str:
    if abs(value) < TOLERANCE:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def _solver(plan: planner.Plan) -> Text:
    info = plan.solver
    return Text(
        f"{info.name} {info.version}: {info.columns:,} columns, {info.rows:,} rows, "
        f"{info.nonzeros:,} nonzeros, {info.seconds:,.1f} s in all.",
        style="dim",
    )


def _warnings(plan: planner.Plan) -> Iterator[RenderableType]:
    """What the reader should know; not the renewals that stand under "Votes ahead"."""
    shown = {f"mandate of {row.nation}" for row in coming_votes(plan, accounts_view.VOTES_SHOWN)}
    rows = [w for w in plan.warnings if w.code != "mandate_renewal" or w.where not in shown]
    lines = [
        Padding(Text(printable(f"{row.where}: {row.message}")), (0, 0, 0, 2), expand=False)
        for row in rows[:WARNINGS_SHOWN]
    ]
    hidden = len(rows) - len(lines)
    more = [Text(f"  … and {hidden} more, in the plan's file")] if hidden else []
    yield from section(f"Warnings ({len(rows)})", *lines, *more)
