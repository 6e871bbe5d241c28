"""Politics in a terminal: votes ahead, NATO's forces, and what the United States fills."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.layout import NOTHING, SMALL, Room, grid, phase_months
from planner.summary.key_numbers import amount_text, coming_votes, peak_gaps, tier_months

VOTES_SHOWN = 12


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
