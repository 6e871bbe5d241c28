"""What grows, in a terminal: purchases and the brigades that are trained."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.grid import Grid
from planner.cli.layout import VISIBLE, Room, grid, lots_text
from planner.cli.terminal import printable
from planner.summary.key_numbers import amount_text, month_ranges, share_text


def growth(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """What is bought, and how many brigades of the host are trained."""
    bought = [row for row in plan.purchases if row.lots >= VISIBLE]
    if bought:
        table = grid("bought", ">lots", "unit type", ">EUR m", ">from month", "paid by")
        for row in bought:
            payers = sorted(row.payers.items(), key=lambda item: (-item[1], item[0]))
            listed = ", ".join(f"{n} {share_text(share)}" for n, share in payers)
            table.add_row(
                Text(printable(row.title or row.id)),
                amount_text(row.lots),
                Text(row.unit_type),
                f"{row.lots * row.price_eur_m:,.0f}",
                str(row.ready_month),
                listed,
            )
        yield table
    left = [row.title or row.id for row in plan.purchases if row.lots < VISIBLE]
    if left:
        yield Text(printable(f"Open, but not bought: {', '.join(left)}."))
    if any(row.teams >= VISIBLE for row in plan.training):
        yield from [Text()] if plan.purchases else []
        yield _training(plan)


def _training(plan: planner.Plan) -> Grid:
    """A line for every run of months with the same teams and brigades."""
    table = grid("training in months", ">teams at work", ">host brigades ready when they begin")
    spans = {phase.id: range(phase.start_month, phase.end_month) for phase in plan.phases}
    cells = [(lots_text(row.teams), lots_text(row.brigades), row.phase) for row in plan.training]
    for shown, group in groupby(cells, key=lambda cell: cell[:2]):
        months = [month for *_, phase in group for month in spans[phase]]
        table.add_row(month_ranges(months), *shown)
    return table
