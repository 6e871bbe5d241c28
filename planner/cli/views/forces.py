"""The force in a terminal: who gives what, how it rotates, what goes without support."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.layout import VISIBLE, Room, chunks, grid, lots_text, place_titles
from planner.cli.terminal import printable
from planner.summary.key_numbers import (
    DUTIES,
    amount_text,
    average_lots,
    lowered,
    month_ranges,
    months_of,
    troops,
)

if TYPE_CHECKING:
    from planner.problem.records import PhaseRow

NAMES_WIDTH, NATION_WIDTH = 30, 5
"""columns for the names of the unit types and the sum, and for one nation"""


def contributions(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """A line a unit type with the lots of each nation, and the average a month."""
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
    for chunk in chunks(nations, (room.columns - NAMES_WIDTH) // NATION_WIDTH):
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


def _lots_rows(
    plan: planner.Plan, lots: dict[tuple[str, str], float], nations: list[str], total: bool
) -> Iterator[list[str]]:
    for unit in plan.unit_types:
        cells = [lots.get((unit.id, nation), 0.0) for nation in nations]
        everyone = sum(n for (unit_type, _), n in lots.items() if unit_type == unit.id)
        if any(n >= VISIBLE for n in cells) or (total and everyone >= VISIBLE):
            first = [f" {unit.id}", *([lots_text(everyone)] if total else [])]
            yield first + [lots_text(n) for n in cells]


def rotation(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """How often lots change, by unit type."""
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
    yield Text(
        ", ".join(parts) + f". Tours that start over the horizon: {amount_text(tours)} lots."
    )


def unsupported(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """A line a place, with the months in which battlegroups go without their support."""
    if not plan.unsupported:
        return
    table = grid("without support", ">battlegroups", "in months", "lack")
    phases, places = {phase.id: phase for phase in plan.phases}, place_titles(plan)
    titles = {unit.id: lowered(unit.title) for unit in plan.unit_types}
    alike: dict[tuple[str, str, str], list[PhaseRow]] = {}
    for row in plan.unsupported:
        lacks = ", ".join(titles.get(name, name) for name in row.lacks)
        key = (row.location, amount_text(row.battlegroups), lacks)
        alike.setdefault(key, []).append(phases[row.phase])
    for (place, amount, lacks), when in alike.items():
        table.add_row(Text(printable(places[place])), amount, month_ranges(months_of(when)), lacks)
    yield Text()
    yield table
