"""The tables of a report: cells are text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from planner.output.cells import flat
from planner.plan.plan import Plan
from planner.study import Cell, Study, is_number
from planner.summary.bystanders import bystanders
from planner.summary.gaps import demand_levels
from planner.summary.key_numbers import (
    DUTIES,
    average_lots,
    battlegroups_by_sector,
    people_where,
)
from planner.summary.nations import nation_name
from planner.summary.nouns import in_words
from planner.summary.overview import stage_proofs, weak_figures
from planner.summary.politics import coming_votes, costs_by_kind
from planner.summary.texts import VISIBLE, amount_text, month_ranges, nations_lots

NAMED_UNITS = 4
SHOWN_LOTS = 0.1
"""fewer lots on average are told as less than that"""
WEAKEST = 12
VOTES = 15
STUDY_ROWS = 25
NONE = "–"
PRECISE_BELOW = 10
"""numbers of studies that are smaller, shares among them, are told with three digits"""
MOST_LETTERS = 90
"""of a cell of a study"""


class Column(NamedTuple):
    """A column; ``number``: set to the right."""

    name: str
    number: bool


class Line(NamedTuple):
    """A row; ``strong``: in bold."""

    cells: Sequence[str]
    strong: bool = False


class Table(NamedTuple):
    """A table of a report."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Line]
    note: str = ""


def table(title: str, columns: str, rows: Sequence[Line], note: str = "") -> Table:
    """A table from the names of its columns, parted by |; > before a name: numbers."""
    named = [Column(name.removeprefix(">"), name.startswith(">")) for name in columns.split("|")]
    return Table(title, named, rows, note)


def gaps(plan: Plan) -> Table:
    """What is kept up of what is asked for, the shortest first; what limits it, where known."""
    levels = [level for level in demand_levels(plan) if level.months]
    columns = "demand|where|>need|>kept up|>missing|in months"
    limited = any(level.limits for level in levels)
    rows = []
    for level in levels:
        place = level.where or "whole theatre"
        cells = (level.demand, place, level.need, level.kept_up, level.missing, level.months)
        rows.append(Line((*cells, level.limits or NONE) if limited else cells, level.short))
    return table("Demand by demand", f"{columns}|what limits it" if limited else columns, rows)


def givers(plan: Plan) -> Table:
    """Who gives what: the units of which a nation gives most, with people, money and fair share."""
    given: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for duty in DUTIES:
        for (unit_type, nation), lots in average_lots(plan, duty).items():
            given[nation][unit_type] += lots
    rows = []
    for row in sorted(plan.nations, key=lambda row: (-row.cost_eur_m, row.nation)):
        named = _units(plan, given[row.nation])
        if named or row.member:
            ratio = f"{row.burden_share / row.fair_share:.1f} ×" if row.fair_share else NONE
            cells = (
                nation_name(row.nation),
                in_words(row.role),
                named or "nothing",
                f"{row.personnel_peak:,}",
                f"{row.cost_eur_m:,.0f}",
                ratio,
            )
            rows.append(Line(cells))
    return table(
        "Who gives what",
        "nation|role|units, average of all months|>people at peak|>EUR m|>of its fair share",
        rows,
        "Units are lots: battlegroups, flights of four, batteries, single large aircraft; those "
        f"that stand by or train are included. People: {people_where(plan)}.",
    )


def _units(plan: Plan, lots: dict[str, float]) -> str:
    """The units that take most people, with how many."""
    units = {unit.id: unit for unit in plan.unit_types}
    given = [unit for unit, n in lots.items() if n >= VISIBLE]
    order = sorted(given, key=lambda unit: -lots[unit] * units[unit].personnel)
    named = [f"{units[x].title.partition(' (')[0]} {_lots(lots[x])}" for x in order]
    more = f" and {len(named) - NAMED_UNITS} more" if named[NAMED_UNITS:] else ""
    return ", ".join(named[:NAMED_UNITS]) + more


def _lots(lots: float) -> str:
    return "<0.1" if lots < SHOWN_LOTS else amount_text(lots)


def idle(plan: Plan) -> Table:
    """Who could take part and gives nothing, by what keeps it out."""
    rows = [
        Line((", ".join(_with(nation_name(code), left) for code, left in names.items()), reason))
        for reason, names in bystanders(plan).items()
    ]
    return table("Who could take part and gives nothing", "nations|why", rows)


def _with(name: str, more: str) -> str:
    return f"{name} ({more})" if more else name


def sectors(plan: Plan) -> Table:
    """Battlegroups by slot and place in the theatre: who stands where."""
    places = [place for place in plan.scenario.locations if place.kind == "theatre"]
    there = battlegroups_by_sector(plan)
    rows = []
    for phase in plan.phases:
        cells = [nations_lots(there.get((phase.id, place.id), {})) for place in places]
        if any(cells):
            when = month_ranges(range(phase.start_month, phase.end_month))
            date = plan.scenario.date_of(phase.start_month)
            rows.append(Line((when, date, *(cell or NONE for cell in cells))))
    names = "|".join((place.title or place.id).replace("|", "/") for place in places)
    return table("Battlegroups by slot and place", f"months|from|{names}".rstrip("|"), rows)


def votes(plan: Plan) -> Table:
    """Votes of parliaments on which forces in the theatre depend."""
    rows = [
        Line((row.date, str(row.month), nation_name(row.nation), f"{row.personnel:,}"))
        for row in coming_votes(plan, VOTES)
    ]
    return table("Renewals by parliaments ahead", "date|>month|nation|>people until the next", rows)


def costs(plan: Plan) -> Table:
    """Money by kind."""
    kinds = costs_by_kind(plan)
    total = sum(kinds.values())
    rows = [
        Line((kind, f"{eur:,.0f}", f"{eur / total * 100:.0f} %"))
        for kind, eur in kinds.items()
        if eur > VISIBLE
    ]
    if rows:
        rows.append(Line(("all", f"{total:,.0f}", "100 %"), strong=True))
    return table("Cost by kind", "kind|>EUR m|>share", rows)


def stages(plan: Plan) -> Table:
    """Every stage with its value and what is proved."""
    rows = [
        Line((f"{number} {row.stage}", row.value, row.bound, row.unit, row.gap, row.proof))
        for number, row in enumerate(stage_proofs(plan), 1)
    ]
    return table(
        "What was asked, in this order, and what is proved",
        "stage|>value|>bound|unit|>gap|proof",
        rows,
    )


def weakest(plan: Plan) -> Table:
    """The least certain figures that much rests on."""
    rows = [
        Line(
            (
                row.figure,
                row.value,
                row.low_to_high,
                row.unit,
                row.confidence,
                row.rests,
                row.source or NONE,
            )
        )
        for row in weak_figures(plan, WEAKEST)
    ]
    return table(
        "The least certain figures that much rests on",
        "figure|>value|>low to high|unit|confidence|>of what is asked for|source or reason",
        rows,
    )


def study_table(study: Study) -> Table:
    """The main rows of a study; the first of them where there are many."""
    names = list(dict.fromkeys(name for row in study.rows for name in row))
    shown = study.rows[:STUDY_ROWS]
    known = {name: [row[name] for row in shown if row.get(name) is not None] for name in names}
    number = {name: all(map(is_number, cells)) for name, cells in known.items()}
    columns = [Column(name.replace("_", " "), number[name]) for name in names]
    rows = [Line([_text(row.get(name)) for name in names]) for row in shown]
    note = f"The first {STUDY_ROWS} of {len(study.rows)} rows." if study.rows[STUDY_ROWS:] else ""
    return Table("Answer", columns, rows, note)


def _text(value: Cell) -> str:
    if value is None or value == [] or value == {}:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return amount_text(value) if abs(value) >= PRECISE_BELOW else f"{value:.3g}"
    text = str(flat(value))
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
