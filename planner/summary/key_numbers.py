"""A plan in a few numbers, and by one name all of the summary that the command shows.

Pure functions of a plan. Nothing here knows a terminal, and every number is the plan's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from planner.plan.figures import FigureRow
from planner.plan.plan import Plan
from planner.rounding import SMALL
from planner.summary.binding import LimitingPart, limiting_parts
from planner.summary.bystanders import bystanders
from planner.summary.demands import (
    DemandLine,
    demand_lines,
    levels,
    met_share,
    months_of,
)
from planner.summary.levels import SustainedLevel, demand_place, sustained_levels
from planner.summary.nouns import demand_noun, effect_noun, in_words, lowered, share_key
from planner.summary.politics import (
    coming_votes,
    costs_by_kind,
    peak_gaps,
    tier_months,
)
from planner.summary.promises import OFFERS_SCALE
from planner.summary.texts import (
    amount_text,
    counted,
    gap_text,
    is_short,
    listed,
    month_ranges,
    nations_lots,
    percent_text,
    plural,
    share_text,
    stage_text,
)

__all__ = [
    "DUTIES",
    "OFFERS_SCALE",
    "DemandLine",
    "Duty",
    "LimitingPart",
    "SustainedLevel",
    "Troops",
    "amount_text",
    "average_lots",
    "battlegroups_by_sector",
    "bystanders",
    "coming_votes",
    "costs_by_kind",
    "counted",
    "demand_lines",
    "demand_noun",
    "demand_place",
    "effect_noun",
    "figure_dates",
    "gap_text",
    "in_words",
    "is_short",
    "levels",
    "limiting_parts",
    "listed",
    "lowered",
    "met_share",
    "month_ranges",
    "months_of",
    "nations_lots",
    "peak_gaps",
    "people_where",
    "percent_text",
    "place_duties",
    "plural",
    "share_key",
    "share_text",
    "stage_text",
    "sustained_levels",
    "tier_months",
    "troops",
    "weakest_figures",
]

Duty = Literal["deployed", "standing by", "training the host", "at sea"]
DUTIES: tuple[Duty, ...] = ("deployed", "at sea", "standing by", "training the host")


@dataclass(frozen=True, slots=True)
class Troops:
    """People in the theatre, standing by, and training the host outside the theatre.

    ``peak_months``: when the most are in the theatre.
    """

    peak: float
    peak_months: tuple[int, ...]
    average: float
    standby_peak: float
    training_peak: float


def average_lots(plan: Plan, duty: Duty) -> dict[tuple[str, str], float]:
    """(unit type, nation) -> lots on this duty, averaged over the horizon's months."""
    duties = place_duties(plan)
    length = {phase.id: phase.months for phase in plan.phases}
    horizon = sum(length.values())
    lots: dict[tuple[str, str], float] = defaultdict(float)
    for row in plan.contributions:
        if duties[row.location] == duty:
            lots[row.unit_type, row.nation] += row.lots * length[row.phase] / horizon
    return dict(lots)


def troops(plan: Plan) -> Troops:
    """How many people are in the theatre, stand by, and train the host, over the horizon."""
    duties = place_duties(plan)
    personnel = {unit.id: unit.personnel for unit in plan.unit_types}
    people = {duty: dict.fromkeys((phase.id for phase in plan.phases), 0.0) for duty in DUTIES}
    for row in plan.contributions:
        people[duties[row.location]][row.phase] += row.lots * personnel[row.unit_type]
    deployed = people["deployed"]
    peak = max(deployed.values(), default=0.0)
    at_peak = [p for p in plan.phases if peak > 0 and deployed[p.id] >= peak - SMALL]
    months = sum(p.months for p in plan.phases)
    total = sum(deployed[p.id] * p.months for p in plan.phases)
    return Troops(
        peak=peak,
        peak_months=months_of(at_peak),
        average=total / months,
        standby_peak=max(people["standing by"].values(), default=0.0),
        training_peak=max(people["training the host"].values(), default=0.0),
    )


def battlegroups_by_sector(plan: Plan) -> dict[tuple[str, str], dict[str, float]]:
    """(phase, sector) -> nation -> battlegroups that it has there."""
    battlegroups = {unit.id for unit in plan.unit_types if unit.is_battlegroup}
    sectors = {place.id for place in plan.scenario.locations if place.kind == "theatre"}
    there: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in plan.contributions:
        if row.unit_type in battlegroups and row.location in sectors:
            there[row.phase, row.location][row.nation] += row.lots
    return {at: dict(lots) for at, lots in there.items()}


def weakest_figures(plan: Plan, count: int) -> list[FigureRow]:
    """The figures that decide most and are least certain, ranked as ``planner data audit`` does."""
    rested_on = (figure for figure in plan.figures if figure.score > 0)
    order = sorted(rested_on, key=lambda f: (-f.score, -f.share, f.nation, f.name))
    return order[:count]


def figure_dates(plan: Plan) -> str:
    """How old the figures are: the first and the last date, and from when half of them are.

    A figure of several years counts from the first. Planning factors have no date. What is planned
    for later, of what is known today, is left out.
    """
    matches = ((f, re.search(r"\d{4}(-\d\d(?!\d))?", f.as_of)) for f in plan.figures)
    found = [((f.nation, f.name), match.group()) for f, match in matches if match]
    known = {key for key, date in found if date <= plan.scenario.reference_date}
    dates = sorted(d for key, d in found if d <= plan.scenario.reference_date or key not in known)
    undated = len(plan.figures) - len(found)
    if not dates:
        return f"{undated:,} figures without a date"
    text = f"figures of {dates[0]}"
    if dates[-1] != dates[0]:
        text += f" to {dates[-1]}, half of them of {dates[len(dates) // 2]} or later"
    return f"{text}; {undated:,} more without a date" if undated else text


def place_duties(plan: Plan) -> dict[str, Duty]:
    """Location -> what forces do there. Only those deployed are in the theatre."""
    elsewhere: dict[str, Duty] = {
        "standby": "standing by",
        "training": "training the host",
        "sea": "at sea",
    }
    return {place.id: elsewhere.get(place.kind, "deployed") for place in plan.scenario.locations}


def people_where(plan: Plan) -> str:
    """Where the people are who count towards a nation's peak and ceiling: those that stand by are
    at home."""
    duties = place_duties(plan)
    found = {duties[row.location] for row in plan.contributions}
    elsewhere = {"at sea": "at sea", "training the host": "training the host abroad"}
    return listed(["in the theatre", *(x for duty, x in elsewhere.items() if duty in found)], "or")
