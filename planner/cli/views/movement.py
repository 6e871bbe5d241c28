"""What moves, in a terminal: freight into every phase, and the arrivals."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.grid import Grid
from planner.cli.layout import NOTHING, VISIBLE, Room, grid, lots_text, phase_months
from planner.summary.key_numbers import share_text

ARRIVALS_SHOWN = 10
MODES = ("rail", "sea", "air")


def movement(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """Freight into every phase, and the arrivals that have the least time to spare."""
    if plan.lift:
        yield _freight(plan)
    arriving = [row for row in plan.arrivals if row.lots >= VISIBLE]
    if not arriving:
        return
    arriving.sort(key=lambda row: (row.slack_days, -row.ready_day, row.nation, row.unit_type))
    table = grid(
        "least slack",
        "unit type",
        ">lots",
        "by",
        ">decision",
        ">notice",
        ">lift",
        ">transit",
        ">days",
        ">due",
        ">slack",
        "longest",
        gap=1,
    )
    for row in arriving[: room.most(ARRIVALS_SHOWN)]:
        steps = (row.decision_days, row.notice_days, row.lift_days, row.transit_days)
        table.add_row(
            row.nation,
            Text(row.unit_type),
            lots_text(row.lots),
            row.movement,
            *(str(days) for days in steps),
            f"{row.ready_day:,}",
            f"{row.due_day:,}",
            f"{row.slack_days:,}",
            row.critical,
            style="bold" if row.slack_days < 0 else "",
        )
    yield Text()
    yield table
    hidden = len(arriving) - room.most(ARRIVALS_SHOWN)
    more = f", and {hidden:,} more: planner show --all" if hidden > 0 else ""
    yield Text(f"Days from month 0{more}.", style="dim")


def _freight(plan: planner.Plan) -> Grid:
    """A line a phase: trains and tonnes, with the share of what could be carried."""
    rows = {(row.phase, str(row.movement)): row for row in plan.lift}
    units = {row.movement: row.unit for row in plan.lift}
    limited = any(row.capacity for row in plan.lift)
    columns: list[str] = []
    for mode in MODES:
        if mode in units:
            columns += [f">{mode}, {units[mode]}", *([">of capacity"] if limited else [])]
    table = grid("freight for months", *columns)
    months = phase_months(plan)
    for phase in plan.phases:
        cells: list[str] = []
        for mode in MODES:
            row = rows.get((phase.id, mode))
            share = row.load / row.capacity if row and row.capacity else None
            if mode in units:
                cells.append(_load(row.load) if row else NOTHING)
                cells += [NOTHING if share is None else share_text(share)] if limited else []
        if any(cell != NOTHING for cell in cells):
            table.add_row(months[phase.id], *cells)
    return table


def _load(amount: float) -> str:
    return "<1" if amount < 0.5 else f"{amount:,.0f}"
