"""The plan in a terminal: what an analyst reads first. 100 columns, readable without colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

import planner
from planner.cli.terminal import printable
from planner.summary import (
    SHORT,
    TOLERANCE,
    amount_text,
    average_lots,
    gap_text,
    month_ranges,
    requirement_lines,
    troops,
    verdict,
    weakest_figures,
)

NATIONS_A_TABLE = 14
WARNINGS_SHOWN = 12
FIGURES_SHOWN = 5
NOTHING = "·"
VISIBLE = 0.005
"""lots below this are the rounding of a relaxed plan"""


def plan_view(plan: planner.Plan) -> Group:
    """Everything that ``planner solve`` prints."""
    return Group(
        *_heading(plan),
        *_section("Requirements", _requirements(plan)),
        *_section("Who gives what", *_contributions(plan)),
        *_section("Who carries how much", _burden(plan), *_bystanders(plan)),
        *_section("Rotation", _rotation(plan)),
        *_section("How sure the data are", _confidence(plan), _weakest(plan)),
        *_section("How sure the plan is", _stages(plan), _solver(plan)),
        *_warnings(plan),
    )


def _heading(plan: planner.Plan) -> Iterator[RenderableType]:
    scenario = plan.scenario
    title = f"{scenario.title} ({scenario.name})" if scenario.title else scenario.name
    yield Text(printable(title), style="bold")
    zero = "ceasefire" if scenario.timing == "post_deal" else "decision"
    yield Text(
        f"figures of {scenario.reference_date} · {scenario.horizon_months} months, "
        f"month 0 is the {zero} · needs are the {scenario.requirement_level}s"
    )
    yield Text()
    style = {"met": "bold green", "shortfall": "bold red"}.get(plan.status, "bold yellow")
    yield Text(printable(verdict(plan)), style=style)


def _section(title: str, *content: RenderableType) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text(title, style="bold"), align="left", style="dim")
    yield from content


def _table(*columns: str, gap: int = 2) -> Table:
    """A table without lines; a column whose name begins with > is for numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(
            name.removeprefix(">"),
            justify="right" if name.startswith(">") else "left",
            no_wrap=True,
        )
    return table


def _requirements(plan: planner.Plan) -> Table:
    table = _table("requirement", "where", "when", ">need", ">lowest", ">missing", "in months")
    for line in requirement_lines(plan):
        missing = line.shortfall > SHORT
        table.add_row(
            Text(line.id),
            Text(printable(line.where)),
            f"in {line.within_days} days" if line.within_days else "in place",
            amount_text(line.need),
            amount_text(line.lowest),
            amount_text(line.shortfall) if missing else NOTHING,
            month_ranges(line.short_months),
            style="bold" if missing else "",
        )
    return table


def _contributions(plan: planner.Plan) -> Iterator[RenderableType]:
    deployed, standby = average_lots(plan, standby=False), average_lots(plan, standby=True)
    cost = {row.nation: row.cost_eur_m for row in plan.nations}
    active = {nation for lots in (deployed, standby) for (_, nation), n in lots.items() if n > 0}
    nations = sorted(active, key=lambda nation: (-cost.get(nation, 0.0), nation))
    if not nations:
        yield Text("Nobody gives anything.")
        return
    note = f"Lots, average of the {plan.scenario.horizon_months} months."
    lead = plan.command.lead_nation
    yield Text(note + (f" {lead}* leads." if lead else ""), style="dim")
    for chunk in _chunks(nations):
        first = chunk[0] == nations[0]
        names = [f">{nation}*" if nation == lead else f">{nation}" for nation in chunk]
        table = _table("", *([">all"] if first else []), *names, gap=1)
        for label, lots in (("deployed", deployed), ("standing by", standby)):
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


def _chunks(nations: list[str]) -> list[list[str]]:
    """Nations in as few tables as fit the width, all of about the same size."""
    tables = -(-len(nations) // NATIONS_A_TABLE)
    size = -(-len(nations) // tables)
    return [nations[start : start + size] for start in range(0, len(nations), size)]


def _lots_rows(
    plan: planner.Plan, lots: dict[tuple[str, str], float], nations: list[str], total: bool
) -> Iterator[list[str]]:
    for unit in plan.unit_types:
        cells = [lots.get((unit.id, nation), 0.0) for nation in nations]
        everyone = sum(n for (unit_type, _), n in lots.items() if unit_type == unit.id)
        if any(n >= VISIBLE for n in cells) or (total and everyone >= VISIBLE):
            first = [f" {unit.id}", *([_lots_text(everyone)] if total else [])]
            yield first + [_lots_text(n) for n in cells]


def _lots_text(lots: float) -> str:
    return NOTHING if lots < VISIBLE else "<.1" if lots < 0.05 else f"{lots:,.1f}"


def _burden(plan: planner.Plan) -> Table:
    key = plan.scenario.rules.burden.key.replace("_", " ")
    table = _table(
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
        f"{sum(row.member for row in carrying)} members",
        "",
        f"{sum(row.cost_eur_m for row in carrying):,.0f}",
        f"{sum(row.burden_share for row in carrying) * 100:.1f} %",
        f"{sum(row.fair_share for row in carrying) * 100:.1f} %",
        style="bold",
    )
    return table


def _bystanders(plan: planner.Plan) -> Iterator[RenderableType]:
    names = [row.nation for row in plan.nations if not row.member and row.cost_eur_m <= 0]
    if names:
        yield Text(f"Could take part, but are not needed or would not help: {', '.join(names)}.")
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
    table = _table("weakest", ">value", ">low–high", "unit", "confidence")
    for row in figures:
        table.add_row(
            Text(f"{row.nation} {row.name}".strip()),
            f"{row.value:,.10g}",
            f"{row.low:,.10g}–{row.high:,.10g}",
            Text(printable(row.unit)),
            row.confidence,
        )
    return table


def _stages(plan: planner.Plan) -> Table:
    table = _table("stage", ">value", "unit", ">bound", ">gap", "proof", ">seconds")
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
    if not plan.warnings:
        return
    lines = [
        Padding(Text(printable(f"{row.where}: {row.message}")), (0, 0, 0, 2), expand=False)
        for row in plan.warnings[:WARNINGS_SHOWN]
    ]
    hidden = len(plan.warnings) - len(lines)
    more = [Text(f"  … and {hidden} more, in the plan's file")] if hidden else []
    yield from _section(f"Warnings ({len(plan.warnings)})", *lines, *more)
