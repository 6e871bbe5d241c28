"""What deters, in a terminal: threats at their worst, who is present, and cover kept up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.grid import Grid
from planner.cli.layout import NOTHING, Room, grid, missing_cells, place_titles
from planner.cli.terminal import printable
from planner.summary.key_numbers import (
    amount_text,
    counted,
    is_short,
    levels,
    month_ranges,
    months_of,
)

if TYPE_CHECKING:
    from planner.plan.demands import ForceRatioRow


def deterrence(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """Threats at their worst, who stands where an attack would meet them, and cover kept up."""
    if plan.force_ratios:
        ratio = plan.force_ratios[0].ratio
        yield _threats(plan)
        yield Text(
            f"In battlegroups, in the worst months; the need is the attackers / {ratio:g}.",
            style="dim",
        )
    if plan.presences:
        yield from [Text()] if plan.force_ratios else []
        yield _presences(plan)
        yield Text("° a nuclear power", style="dim")
    if plan.cover:
        yield from [Text()] if plan.force_ratios or plan.presences else []
        yield _cover(plan)
        for package in plan.packages:
            needs = ", ".join(
                f"{amount_text(amount)} {effect.replace('_', ' ')}"
                for effect, amount in package.needs.items()
            )
            yield Text(printable(f"{package.id}: {package.title}; takes {needs}."), style="dim")


def _threats(plan: planner.Plan) -> Grid:
    """For every threat the months in which the defence is weakest; all in which it is too weak."""
    table = grid(
        "threat",
        "where",
        "when",
        ">attackers",
        ">need",
        ">coalition",
        ">host",
        ">trained",
        ">missing",
        "months",
        gap=1,
    )
    places, phases = place_titles(plan), {phase.id: phase for phase in plan.phases}
    last = ""
    for shown, rows in _weakest(plan):
        first = rows[0]
        missing = is_short(first.shortfall, first.need, plan.relaxed)
        named = (
            first.id,
            printable(places[first.location]),
            f"in {counted(first.within_days, 'day')}" if first.within_days else "in place",
        )
        table.add_row(
            *(Text(cell if first.id != last else "") for cell in named),
            *shown[:5],
            shown[5] if missing else NOTHING,
            month_ranges(months_of(phases[row.phase] for row in rows)),
            style="bold" if missing else "",
        )
        last = first.id
    return table


def _weakest(plan: planner.Plan) -> Iterator[tuple[tuple[str, ...], list[ForceRatioRow]]]:
    """Threat by threat: the phases that read alike, the weakest first, then others that lack."""
    for name in dict.fromkeys(row.id for row in plan.force_ratios):
        alike: dict[tuple[str, ...], list[ForceRatioRow]] = defaultdict(list)
        rows = [row for row in plan.force_ratios if row.id == name]
        for row in sorted(rows, key=lambda r: (r.coalition + r.host + r.trained) - r.need):
            amounts = (row.attackers, row.need, row.coalition, row.host, row.trained, row.shortfall)
            alike[tuple(map(amount_text, amounts))].append(row)
        for number, (shown, same) in enumerate(alike.items()):
            if not number or is_short(same[0].shortfall, same[0].need, plan.relaxed):
                yield shown, same


def _presences(plan: planner.Plan) -> Grid:
    """A line for every run of months with the same nations."""
    table = grid("presence", "where", ">need", "months", ">missing", "nations there")
    places = place_titles(plan)
    spans = {phase.id: range(phase.start_month, phase.end_month) for phase in plan.phases}
    last = ""
    for (name, nations), group in groupby(plan.presences, key=lambda row: (row.id, row.nations)):
        rows = list(group)
        first, missing = rows[0], rows[0].shortfall
        lacking = is_short(missing, first.need, plan.relaxed)
        powers = f", {first.nuclear_need}°" if first.nuclear_need else ""
        listed = " ".join(f"{n}°" if n in first.nuclear_powers else n for n in nations)
        named = (name, printable(places[first.location]), f"{first.need}{powers}")
        table.add_row(
            *(Text(cell if name != last else "") for cell in named),
            month_ranges([month for row in rows for month in spans[row.phase]]),
            amount_text(missing) if lacking else NOTHING,
            listed or "none",
            style="bold" if lacking else "",
        )
        last = name
    return table


def _cover(plan: planner.Plan) -> Grid:
    """A line a station or defended area, with what is kept up at the least; more by what lacks."""
    table = grid(
        "cover", "package", "where", ">need", ">lowest", ">average", ">missing", "in months"
    )
    places, phases = place_titles(plan), {phase.id: phase for phase in plan.phases}
    for key in dict.fromkeys((row.rule, row.id) for row in plan.cover):
        rows = [row for row in plan.cover if (row.rule, row.id) == key]
        short = [row for row in rows if is_short(row.shortfall, row.need, plan.relaxed)]
        named = (
            Text(key[1]),
            Text(rows[0].package),
            Text(printable(places[rows[0].location])),
            amount_text(max(row.need for row in rows)),
            amount_text(min(row.supplied for row in rows)),
            amount_text(
                _average(row.supplied for row in rows for _ in months_of([phases[row.phase]]))
            ),
        )
        for cells in missing_cells(named, levels((r.shortfall, phases[r.phase]) for r in short)):
            table.add_row(*cells, style="bold" if short else "")
    return table


def _average(amounts: Iterable[float]) -> float:
    listed = list(amounts)
    return sum(listed) / len(listed)
