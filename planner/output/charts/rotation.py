"""Rotation: which nations stand there in which slot, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import altair as alt

from planner.output.charts.months import Months, slots
from planner.output.charts.style import (
    INK,
    LACK,
    NARROW,
    ON_LACK,
    SHADES,
    VERMILION,
    Marks,
    Row,
    Words,
    data,
    finished,
    nation_label,
    nations_text,
    spelled,
    tenths_text,
    text_width,
    words_only,
)
from planner.plan.plan import Plan
from planner.problem.records import PhaseRow
from planner.summary.demands import months_of
from planner.summary.key_numbers import place_duties
from planner.summary.nations import nation_name
from planner.summary.nouns import effect_noun
from planner.summary.texts import VISIBLE, capital, counted, is_short, month_ranges

ROW_HEIGHT = 24
GROUPS = 3
"""effects shown at most"""
MISSING = "missing"
HEAD = "head"


class Turns(NamedTuple):
    """An effect in the theatre: by nation and phase what is there, by phase what is missing."""

    effect: str
    there: dict[str, dict[str, float]]
    missing: dict[str, float]


def rotation(plan: Plan, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A row a nation, a cell a slot: so many units, for up to three effects; then what is missing.

    First what takes most people, as a rule battlegroups; then what is short.
    """
    groups = [_turns(plan, effect) for effect in _effects(plan)]
    words = _words(plan, groups)
    if not groups:
        return words_only(words, width, bare)
    narrow = width < NARROW
    names = [nation_label(nation, narrow) for group in groups for nation in group.there]
    months = Months(plan, width - 40 - max(text_width(name) for name in [*names, MISSING]))
    rows, cells = [], []
    for number, group in enumerate(groups):
        rows.append(f"{number}|{HEAD}|")
        for nation in group.there:
            rows.append(f"{number}|{nation}|{nation_label(nation, narrow)}")
            cells += _cells(plan, group, nation, rows[-1], months)
        if group.missing:
            rows.append(f"{number}|{MISSING}|{MISSING}")
            cells += _missing(plan, group, rows[-1], months)
    chart = alt.layer(_headings(plan, groups, rows), slots(cells, months, _axis(rows), 3))
    return finished(chart, words, width, bare, len(rows) * ROW_HEIGHT)


def _axis(rows: list[str]) -> alt.Y:
    """Rows by keys: the number of the group, what the row is, and its label."""
    is_missing = f"split(datum.value, '|')[1] === '{MISSING}'"
    colour = alt.condition(is_missing, alt.value(ON_LACK), alt.value(INK))
    axis = alt.Axis(
        labelExpr="split(datum.label, '|')[2]", labelColor=colour, title=None, grid=False
    )
    scale = alt.Scale(paddingInner=0.15, paddingOuter=0)
    return alt.Y("name:N", sort=rows, axis=axis, scale=scale)


def _headings(plan: Plan, groups: list[Turns], rows: list[str]) -> Marks:
    """The name of each effect in a row of its own."""
    heads = [
        {"name": f"{number}|{HEAD}|", "text": capital(effect_noun(plan, group.effect, 2))}
        for number, group in enumerate(groups)
    ]
    marks = alt.Chart(data(heads)).mark_text(align="left", fontWeight="bold", dy=4, color=INK)
    return marks.encode(x=alt.value(2), y=_axis(rows), text=alt.Text("text:N"))


def _effects(plan: Plan) -> list[str]:
    """The effect that takes most people in the theatre, then the shortest, then the largest."""
    people: dict[str, float] = defaultdict(float)
    duties = place_duties(plan)
    effects = {unit.id: unit.effects for unit in plan.unit_types}
    personnel = {unit.id: unit.personnel for unit in plan.unit_types}
    for row in plan.contributions:
        if duties[row.location] == "deployed":
            for effect in effects[row.unit_type]:
                people[effect] += row.lots * personnel[row.unit_type]
    asked = {row.effect for row in plan.requirements if not row.within_days}
    packages = {row.package for row in plan.cover}
    asked |= {effect for row in plan.packages if row.id in packages for effect in row.needs}
    lost: dict[str, float] = defaultdict(float)
    for short in plan.requirements:
        if not short.within_days and is_short(short.shortfall, short.need, plan.relaxed):
            lost[short.effect] += short.shortfall / short.need
    shown = [effect for effect in people if people[effect] > 0 and (effect in asked or not asked)]
    largest = sorted(shown, key=lambda effect: (-people[effect], effect))
    return [*largest[:1], *sorted(largest[1:], key=lambda effect: -lost[effect])][:GROUPS]


def _turns(plan: Plan, effect: str) -> Turns:
    duties = place_duties(plan)
    one = {unit.id: unit.effects.get(effect, 0) for unit in plan.unit_types}
    there: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in plan.contributions:
        if duties[row.location] == "deployed" and one[row.unit_type]:
            there[row.nation][row.phase] += row.lots * one[row.unit_type]
    missing: dict[str, float] = defaultdict(float)
    for short in plan.requirements:
        lacks = is_short(short.shortfall, short.need, plan.relaxed)
        if short.effect == effect and not short.within_days and lacks:
            missing[short.phase] += short.shortfall
    length = {phase.id: phase.months for phase in plan.phases}
    sums = {n: sum(v * length[p] for p, v in by.items()) for n, by in there.items()}
    seen = [n for n, by in there.items() if max(by.values()) >= VISIBLE]
    order = sorted(seen, key=lambda nation: (-sums[nation], nation))
    return Turns(effect, {nation: there[nation] for nation in order}, dict(missing))


def _cells(plan: Plan, group: Turns, nation: str, name: str, months: Months) -> list[Row]:
    most = max(max(by.values()) for by in group.there.values())
    cells = []
    for phase in plan.phases:
        amount = group.there[nation].get(phase.id, 0.0)
        if amount >= VISIBLE:
            shade = min(len(SHADES) - 1, int(amount / most * len(SHADES)))
            fill, ink = SHADES[shade]
            noun = counted(amount, effect_noun(plan, group.effect, 1))
            tip = f"{nation_name(nation)}, months {month_ranges(months_of([phase]))}: {noun}"
            text = [tenths_text(amount)]
            cells.append(_cell(phase, name, text, months, fill, fill, ink, tip))
    return cells


def _missing(plan: Plan, group: Turns, name: str, months: Months) -> list[Row]:
    cells = []
    for phase in plan.phases:
        if lack := group.missing.get(phase.id, 0.0):
            text = tenths_text(lack)
            tip = f"months {month_ranges(months_of([phase]))}: {text} missing"
            texts = [f"{text} missing", text]
            cells.append(_cell(phase, name, texts, months, LACK, VERMILION, ON_LACK, tip))
    return cells


def _cell(
    phase: PhaseRow,
    name: str,
    texts: list[str],
    months: Months,
    fill: str,
    line: str,
    ink: str,
    tip: str,
) -> Row:
    start, end = phase.start_month, phase.end_month
    return {
        "name": name,
        "start": start,
        "end": end,
        "middle": (start + end) / 2,
        "text": months.fitting(texts, start, end, 11),
        "fill": fill,
        "line": line,
        "ink": ink,
        "tip": tip,
    }


def _dwells(plan: Plan, groups: list[Turns]) -> list[int]:
    """Months at home after a tour, of the pools that the rows show, sorted; 0 is left out."""
    effects = {group.effect for group in groups}
    types = {unit.id for unit in plan.unit_types if effects & set(unit.effects)}
    given = {(row.nation, row.unit_type) for row in plan.contributions if row.unit_type in types}
    pools = (pool for pool in plan.pools if (pool.nation, pool.unit_type) in given)
    return sorted({pool.dwell_months for pool in pools if pool.dwell_months})


def _words(plan: Plan, groups: list[Turns]) -> Words:
    dwell = _dwells(plan, groups)
    subtitle = "Units in the theatre by nation and slot; darker is more. "
    if dwell:
        text = str(dwell[0]) if len(dwell) == 1 else f"{dwell[0]} to {dwell[-1]}"
        subtitle += f"After a tour a unit stays at home for {text} months."
    if not groups:
        return Words("Nobody stands in the theatre", subtitle, "No row: nobody is there.")
    first = groups[0]
    noun = effect_noun(plan, first.effect, 2)
    always = {row.nation for row in plan.contingents if row.effect == first.effect}
    turns = [nation for nation in first.there if nation not in always]
    stay = [nation for nation in first.there if nation in always]
    keep = f"{nations_text(len(stay))} keep{'s' * (len(stay) == 1)} {noun} there throughout"
    take = f"take{'s' * (len(turns) == 1)} turns"
    if not turns:
        title = keep
    elif not stay:
        title = f"{nations_text(len(turns))} {take} with the {noun}"
    else:
        title = f"{keep}, {spelled(len(turns))} {take}"
    if first.missing:
        title += f"; up to {tenths_text(max(first.missing.values()))} missing"
    rows = "; ".join(f"{effect_noun(plan, x.effect, 2)}: {_told(plan, x)}" for x in groups)
    return Words(capital(title), subtitle, f"Table of nations by slot. {capital(rows)}.")


def _told(plan: Plan, group: Turns) -> str:
    """Nation by nation the fewest and the most that are there, from when the first is."""
    phases = [phase.id for phase in plan.phases]
    first = min(phases.index(phase) for by in group.there.values() for phase in by)
    texts = []
    for nation, by in group.there.items():
        amounts = [by.get(phase, 0.0) for phase in phases[first:]]
        low, high = tenths_text(min(amounts)), tenths_text(max(amounts))
        texts.append(f"{nation} {low}" if low == high else f"{nation} {low} to {high}")
    return ", ".join(texts)
