"""Money in a terminal: costs by kind, how fair they are, and what the common fund changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.grid import Grid
from planner.cli.layout import NOTHING, SMALL, Room, grid
from planner.summary.key_numbers import costs_by_kind, percent_text, share_key

if TYPE_CHECKING:
    from planner.plan.coalition import NationRow


def money(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """Costs by kind, how fair they are by every key, and what the fund and credits change."""
    costs = costs_by_kind(plan)
    total = sum(costs.values())
    if total <= SMALL:
        return
    table = grid("cost of", ">EUR m", ">share")
    for kind, amount in costs.items():
        table.add_row(kind, f"{amount:,.0f}", percent_text(amount / total))
    table.add_row("all", f"{total:,.0f}", "100.0 %", style="bold")
    yield table
    yield Text()
    yield _fairness(plan)
    if any(_transfers(row) for row in plan.nations):
        yield Text()
        yield _fund(plan)


def _fairness(plan: planner.Plan) -> Grid:
    """Share of the cost for the fair share, key beside key."""
    carrying = [row for row in plan.nations if row.cost_eur_m > SMALL]
    carrying = [row for row in carrying if any(row.fair_shares.values())]
    keys = list(dict.fromkeys(key for row in carrying for key in row.fair_shares))
    titles = (f">x fair, by {share_key(key)}" for key in keys)
    table = grid("carries", *titles)
    for row in sorted(carrying, key=lambda row: (-row.cost_eur_m, row.nation)):
        shares = [row.fair_shares.get(key, 0.0) for key in keys]
        cells = [f"{row.burden_share / s:.1f}" if s else NOTHING for s in shares]
        table.add_row(row.nation, *cells)
    return table


def _transfers(row: NationRow) -> tuple[float, float, float] | None:
    """What changes hands, or counts as paid already; None when it is nothing."""
    amounts = (row.aid_credit_eur_m, row.fund_paid_eur_m, row.fund_received_eur_m)
    return amounts if max(amounts) > SMALL else None


def _fund(plan: planner.Plan) -> Grid:
    table = grid("EUR m", ">own cost", ">credit for aid", ">into the fund", ">out of the fund")
    for row in sorted(plan.nations, key=lambda row: (-row.cost_eur_m, row.nation)):
        if amounts := _transfers(row):
            cells = (f"{x:,.0f}" if x > SMALL else NOTHING for x in amounts)
            table.add_row(row.nation, f"{row.cost_eur_m:,.0f}", *cells)
    return table
