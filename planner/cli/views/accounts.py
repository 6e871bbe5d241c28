"""The accounts in a terminal: missing support, money, votes, NATO's forces, what the US fills."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.grid import Grid
from planner.cli.layout import NOTHING, Room, grid, phase_months, place_titles
from planner.cli.terminal import printable
from planner.summary.key_numbers import (
    amount_text,
    coming_votes,
    costs_by_kind,
    peak_gaps,
    tier_months,
)

if TYPE_CHECKING:
    from planner.plan.coalition import NationRow

VOTES_SHOWN = 12
_KEY_TITLES = {
    "gdp": "GDP",
    "defence_budget": "budget",
    "active_forces": "active forces",
    "equal": "nation",
}
SMALL = 0.05
"""EUR million, or lot-months: less is not worth a line"""


def unsupported(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """A line a place and phase in which battlegroups go without their support."""
    if not plan.unsupported:
        return
    table = grid("without support", ">battlegroups", "in months", "lack")
    months, places = phase_months(plan), place_titles(plan)
    for row in plan.unsupported:
        table.add_row(
            Text(printable(places[row.location])),
            amount_text(row.battlegroups),
            months[row.phase],
            ", ".join(row.lacks),
        )
    yield Text()
    yield table


def money(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """Costs by kind, how fair they are by every key, and what the fund and credits change."""
    costs = costs_by_kind(plan)
    total = sum(costs.values())
    if total <= SMALL:
        return
    table = grid("cost of", ">EUR m", ">share")
    for kind, amount in costs.items():
        table.add_row(kind, f"{amount:,.0f}", f"{amount / total * 100:.1f} %")
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
    titles = (f">x fair, by {_KEY_TITLES.get(key, key)}" for key in keys)
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


def votes(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """The next renewals of mandates, and the people that depend on them."""
    shown = coming_votes(plan, room.most(VOTES_SHOWN))
    if not shown:
        return
    table = grid("renewal", ">month", "nation", ">people in the theatre that depend on it")
    for row in shown:
        table.add_row(row.date, str(row.month), row.nation, f"{row.personnel:,}")
    yield table
    hidden = len(coming_votes(plan, len(plan.mandates))) - len(shown)
    if hidden:
        yield Text(f"… and {hidden} more: planner show --all", style="dim")


def nato(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """Lots x months that the operation takes out of every tier, by nation."""
    tiers = tier_months(plan)
    if not tiers:
        return
    table = grid("lot-months out of", ">tier 1", ">tier 2", ">tier 3", ">undeclared")
    for nation, months in tiers.items():
        if max(months.values()) > SMALL:
            table.add_row(nation, *(_amount(x) for x in months.values()))
    sums = [sum(months[tier] for months in tiers.values()) for tier in next(iter(tiers.values()))]
    table.add_row("all", *map(_amount, sums), style="bold")
    yield table
    yield Text("Lots on tour, in dwell or standing by of types that NATO counts.", style="dim")


def _amount(amount: float) -> str:
    return NOTHING if amount < SMALL else "<1" if amount < 1 else f"{amount:,.0f}"


def gaps(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """What the United States fills at its peak, and what would replace it."""
    rows = peak_gaps(plan)
    if not rows:
        return
    table = grid(
        "unit type",
        "peak in months",
        ">US lots",
        ">European",
        ">to own",
        "option",
        ">EUR m",
        ">from month",
    )
    months = phase_months(plan)
    for row in rows:
        table.add_row(
            Text(row.unit_type),
            months[row.phase],
            amount_text(row.us_lots),
            amount_text(row.european_lots),
            amount_text(row.lots_to_own),
            Text(row.option or "none known"),
            NOTHING if row.price_eur_m is None else f"{row.price_eur_m:,.0f}",
            NOTHING if row.ready_month is None else str(row.ready_month),
        )
    yield table
    known = sum(row.price_eur_m or 0.0 for row in rows)
    if known:
        yield Text(f"EUR {known:,.0f} million would buy what is known to be on offer.")
