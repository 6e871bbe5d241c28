"""Cover over time: what is in place of what is asked for, demand by demand and slot by slot."""

from __future__ import annotations

from collections import defaultdict

import altair as alt

from planner.output.charts.months import Months, slots
from planner.output.charts.style import (
    MET,
    NARROW,
    ON_MET,
    VERMILION,
    Row,
    Words,
    finished,
    label,
    rows_axis,
    text_width,
    words_only,
)
from planner.plan.demands import DemandRow
from planner.plan.plan import Plan
from planner.scenario.demands import Demand, demands_of
from planner.summary.demands import months_of
from planner.summary.levels import sustained_levels
from planner.summary.nouns import demand_noun
from planner.summary.texts import amount_text, capital, counted, is_short, listed, month_ranges

ROW_HEIGHT, NARROW_ROW = 26, 30
NAMED = 3


def cover(plan: Plan, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A row a demand, the worst first; a cell a slot: "3 of 4", vermilion where it is too little.

    Units are those of the demand: battlegroups, batteries, aircraft, stations, nations.
    """
    words = _words(plan)
    rows = _demands(plan)
    if not rows:
        return words_only(words, width, bare)
    narrow = width < NARROW
    names = _labels(plan, list(rows), narrow)
    pixels = width - 40 - max(text_width(name) for name in names.values())
    months = Months(plan, pixels)
    cells = [
        _cell(plan, row, names[key], months, narrow) for key, found in rows.items() for row in found
    ]
    y = rows_axis(list(names.values()))
    height = len(names) * (NARROW_ROW if narrow else ROW_HEIGHT)
    return finished(slots(cells, months, y), words, width, bare, height)


def _demands(plan: Plan) -> dict[tuple[str, str], list[DemandRow]]:
    """(rule, id) -> its rows where something is asked for; what misses most comes first."""
    grouped: dict[tuple[str, str], list[DemandRow]] = defaultdict(list)
    for row in plan.demand_rows:
        if row.need > 0:
            grouped[row.rule, row.id].append(row)
    levels = sorted(sustained_levels(plan), key=lambda level: (not level.short, -level.loss))
    return {(x.asked.rule, name): grouped[x.asked.rule, name] for x in levels for name in x.demands}


def _labels(plan: Plan, keys: list[tuple[str, str]], narrow: bool) -> dict[tuple[str, str], str]:
    """What is counted, how soon and where; with the id where two would read alike."""
    demands = {(d.rule, d.id): d for _, d in demands_of(plan.scenario)}
    rows = {(row.rule, row.id): row for row in plan.demand_rows}
    names = {key: label(_name(plan, demands[key], rows[key], narrow), narrow) for key in keys}
    texts = list(names.values())
    return {
        key: name
        if texts.count(name) == 1
        else label(f"{key[1].replace('_', ' ')}: {name}", narrow)
        for key, name in names.items()
    }


def _name(plan: Plan, demand: Demand, row: DemandRow, narrow: bool) -> str:
    places = {place.id: place for place in plan.scenario.locations}
    place = places[demand.location]
    days = getattr(demand, "within_days", 0)
    noun = demand_noun(plan, demand.rule, row.asked_for, 2)
    if demand.rule == "force_ratio_floor":
        noun = "against an attack"
    if narrow:
        short = place.id.replace("_", " ")
        return capital(noun) if place.kind == "theatre_wide" else f"{capital(noun)}, {short}"
    parts = [capital(noun)]
    if days:
        parts.append(f"within {counted(days, 'day')}")
    if place.kind != "theatre_wide":
        parts.append(place.title or place.id)
    return ", ".join(parts)


def _cell(plan: Plan, row: DemandRow, name: str, months: Months, narrow: bool) -> Row:
    phase = next(phase for phase in plan.phases if phase.id == row.phase)
    short = is_short(row.shortfall, row.need, plan.relaxed)
    have, need = amount_text(row.supplied if short else max(row.supplied, row.need)), row.need
    texts = [f"{have} of {amount_text(need)}", f"{have}/{amount_text(need)}", have]
    start, end = phase.start_month, phase.end_month
    missing = f", {amount_text(row.shortfall)} missing" if short else ""
    return {
        "name": name,
        "start": start,
        "end": end,
        "middle": (start + end) / 2,
        "text": months.fitting(texts, start, end, 11 if narrow else 12),
        "fill": VERMILION if short else MET,
        "line": VERMILION if short else MET,
        "ink": "#ffffff" if short else ON_MET,
        "tip": f"{name}, months {month_ranges(months_of([phase]))}: {texts[0]}{missing}",
    }


def _words(plan: Plan) -> Words:
    levels = sustained_levels(plan)
    short = sorted((level for level in levels if level.short), key=lambda level: -level.loss)
    subtitle = (
        "What is in place of what is asked for, by demand and slot; vermilion: too little. "
        "In units of the demand. Blank: not asked for then."
    )
    if not levels:
        return Words("Nothing is asked for", subtitle, "No demand, no picture.")
    if not short:
        early = [level for level in levels if level.missing_before > 0]
        late = " once the force is complete" if early else " in every month"
        title = f"All that is asked for is there{late}"
        return Words(title, subtitle, f"{title}: {counted(len(levels), 'kind of demand')}.")
    nouns = list(dict.fromkeys(level.noun(plan, 2) for level in short))
    named = nouns[:NAMED]
    if more := nouns[NAMED:]:
        named.append(f"{len(more)} more")
    title = f"Too few {listed(named)}"
    if len(short) < len(levels):
        title += "; all else is kept up"
    levels_text = ", ".join(
        f"{amount_text(x.sustained)} of {amount_text(x.need)} {x.noun(plan, x.need)}" for x in short
    )
    return Words(title, subtitle, f"Table of demands by slot. Kept up: {levels_text}.")
