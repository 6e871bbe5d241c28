"""Who stands where in a terminal, slot by slot: nations by slot, and sectors by slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.grid import Grid
from planner.cli.layout import NOTHING, VISIBLE, Room, chunks, grid, phase_months
from planner.cli.terminal import printable
from planner.summary.key_numbers import (
    amount_text,
    battlegroups_by_sector,
    demand_noun,
    listed,
    lowered,
    nations_lots,
    plural,
)

if TYPE_CHECKING:
    from planner.problem.records import PhaseRow

LEGEND = (
    " Always: in every slot. Past peak: people at peak over the most that the nation has kept "
    "abroad since 2000.{missing} Changed: share whose nation had not as many there in the slot "
    "before."
)
NATION_WIDTH, SLOT_WIDTH, CEILING_WIDTH = 8, 6, 29
"""columns for the nations, for one slot, and for people and ceilings"""


def slots(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """By nation and slot what there is of the effect that takes most people, battlegroups as a
    rule, with people at peak and ceilings; battlegroups by sector. Every effect if all is shown."""
    effects = sorted({row.effect for row in plan.turnover}, key=lambda e: (-_people(plan, e), e))
    for number, effect in enumerate(effects[: room.most(1)]):
        yield from [Text()] if number else []
        noun = demand_noun(plan, "effect_floor", effect, 2)
        head = f"{noun[0].upper()}{noun[1:]} in the theatre, by months from month 0"
        missing = " Missing: place by place." if _asked(plan, effect)[0] else ""
        legend = "" if number else LEGEND.format(missing=missing)
        yield Text(f"{head}{_size(plan, effect)}.{legend}", style="dim")
        there = _there(plan, effect)
        shown = [p for p in plan.phases if any(n >= VISIBLE for n in there[p.id].values())]
        parts = chunks(shown, (room.columns - NATION_WIDTH - CEILING_WIDTH) // SLOT_WIDTH)
        for place, part in enumerate(parts):
            yield from [Text()] if place else []
            yield _by_nation(plan, effect, there, part)
    if "ground" in effects[: room.most(1)]:
        yield from _by_sector(plan)


def _size(plan: planner.Plan, effect: str) -> str:
    """How many people a battlegroup takes, and others that are given and have the effect too."""
    given = {row.unit_type for row in plan.contributions}
    units = [unit for unit in plan.unit_types if unit.effects.get(effect)]
    people = [round(u.personnel / u.effects[effect]) for u in units if u.is_battlegroup]
    if not people:
        return ""
    low, high = min(people), max(people)
    told = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    third = f"each of {told} people, a third of a brigade"
    others = [u for u in units if not u.is_battlegroup and u.id in given]
    if not others:
        return f", {third}"
    also = (f"{plural(lowered(unit.title), 2)} of {unit.personnel:,}" for unit in others)
    return f": battlegroups, {third}, and {listed(tuple(also))}"


def _people(plan: planner.Plan, effect: str) -> float:
    """People x phases in all units that have the effect."""
    people = {unit.id: unit.personnel for unit in plan.unit_types if effect in unit.effects}
    return sum(row.lots * people.get(row.unit_type, 0) for row in plan.contributions)


def _there(plan: planner.Plan, effect: str) -> dict[str, dict[str, float]]:
    """Phase -> nation -> amount of an effect in the theatre."""
    one = {unit.id: unit.effects.get(effect, 0) for unit in plan.unit_types}
    kinds = {place.id: place.kind for place in plan.scenario.locations}
    there: dict[str, dict[str, float]] = {p.id: defaultdict(float) for p in plan.phases}
    for row in plan.contributions:
        if kinds[row.location] in ("theatre", "theatre_wide") and one[row.unit_type]:
            there[row.phase][row.nation] += row.lots * one[row.unit_type]
    return there


def _by_nation(
    plan: planner.Plan,
    effect: str,
    there: dict[str, dict[str, float]],
    phases: list[PhaseRow],
) -> Grid:
    months = phase_months(plan)
    names = (f">{months[p.id]}\n{_date(plan, p.start_month)}" for p in phases)
    table = grid("nation", *names, ">always", ">people at peak", ">ceiling", ">past peak", gap=1)
    always = {r.nation: r.amount for r in plan.contingents if r.effect == effect}
    sums: dict[str, float] = defaultdict(float)
    for amounts in there.values():
        for nation, amount in amounts.items():
            sums[nation] += amount
    people = {row.nation: row for row in plan.nations}
    for nation in sorted(sums, key=lambda n: (-sums[n], n)):
        row = people.get(nation)
        ratio = row.people_times_peak if row else 0.0
        table.add_row(
            nation,
            *(_amount(there[p.id].get(nation, 0.0)) for p in phases),
            _amount(always.get(nation, 0.0)),
            f"{row.personnel_peak:,}" if row else "",
            f"{row.personnel_ceiling:,}" if row and row.personnel_ceiling else NOTHING,
            f"{ratio:.1f} x" if ratio else NOTHING,
            style="bold" if ratio > 1 else "",
        )
    table.add_row("there", *(_amount(sum(there[p.id].values())) for p in phases), style="bold")
    asked, missing = _asked(plan, effect)
    if asked:
        table.add_row("asked", *(_amount(asked.get(p.id, 0.0)) for p in phases))
        table.add_row("missing", *(_amount(missing.get(p.id, 0.0)) for p in phases))
    new = _changed(plan, effect, there)
    table.add_row("changed", *(new.get(p.id, NOTHING) for p in phases))
    return table


def _changed(plan: planner.Plan, effect: str, there: dict[str, dict[str, float]]) -> dict[str, str]:
    """Phase -> share that changed hands, where anything was there in the phase before."""
    share = {row.phase: row.share for row in plan.turnover if row.effect == effect}
    return {
        phase.id: f"{share[phase.id] * 100:.0f} %"
        for before, phase in pairwise(plan.phases)
        if phase.id in share and sum(there[before.id].values()) >= VISIBLE
    }


def _date(plan: planner.Plan, month: int) -> str:
    """Month above year: narrow columns."""
    year, number = plan.scenario.date_of(month).split("-")
    return f"{date(int(year), int(number), 1):%b}\n{year}"


def _amount(amount: float) -> str:
    return NOTHING if amount < VISIBLE else amount_text(amount)


def _asked(plan: planner.Plan, effect: str) -> tuple[dict[str, float], dict[str, float]]:
    """By phase what is asked for in place, and missing: sectors add up."""
    asked: dict[str, float] = defaultdict(float)
    missing: dict[str, float] = defaultdict(float)
    for row in plan.requirements:
        if row.effect == effect and row.within_days == 0:
            asked[row.phase] += row.need
            missing[row.phase] += row.shortfall
    return asked, missing


def _by_sector(plan: planner.Plan) -> Iterator[RenderableType]:
    """A line a slot: the battlegroups of every sector by nation, the largest first."""
    sectors = [place for place in plan.scenario.locations if place.kind == "theatre"]
    if len(sectors) < 2:
        return
    there = battlegroups_by_sector(plan)
    table = grid("months", "from", *(printable(place.title or place.id) for place in sectors))
    months = phase_months(plan)
    for phase in plan.phases:
        cells = [nations_lots(there.get((phase.id, place.id), {})) for place in sectors]
        if any(cells):
            table.add_row(months[phase.id], plan.scenario.date_of(phase.start_month), *cells)
    yield Text()
    yield table
