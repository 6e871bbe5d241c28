"""A plan in a few numbers: the verdict in one sentence, and what the terminal and files show.

Pure functions of a plan. Nothing here knows a terminal, and every number is the plan's own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from planner.dataset import CONFIDENCES
from planner.result import FigureRow, Plan
from planner.summary.accounts import (
    coming_votes,
    costs_by_kind,
    peak_gaps,
    tier_months,
)
from planner.summary.demands import (
    RequirementLine,
    demand_noun,
    met_share,
    months_of,
    package_noun,
    requirement_lines,
)
from planner.summary.texts import (
    TOLERANCE,
    amount_text,
    counted,
    gap_text,
    is_short,
    listed,
    month_ranges,
    plural,
    share_text,
)

__all__ = [
    "DUTIES",
    "TOLERANCE",
    "Duty",
    "RequirementLine",
    "Troops",
    "amount_text",
    "average_lots",
    "coming_votes",
    "costs_by_kind",
    "counted",
    "gap_text",
    "is_short",
    "listed",
    "met_share",
    "month_ranges",
    "months_of",
    "package_noun",
    "peak_gaps",
    "place_duties",
    "plural",
    "requirement_lines",
    "share_text",
    "tier_months",
    "troops",
    "verdict",
    "weakest_figures",
]

Duty = Literal["deployed", "standing by", "training the host"]
DUTIES: tuple[Duty, ...] = ("deployed", "standing by", "training the host")
NAMED_SHORTFALLS = 3


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


def verdict(plan: Plan) -> str:
    """The answer in one sentence."""
    members = sum(nation.member for nation in plan.nations)
    who = f"{members} nation{'' if members == 1 else 's'}"
    lines = sorted(requirement_lines(plan), key=lambda line: -line.loss)
    short = [line for line in lines if line.shortfall > 0]
    force = share_text(met_share(plan)) + " of the force" if short else "the whole force"
    cost = amount_text(round(sum(nation.cost_eur_m for nation in plan.nations)))
    months = plan.scenario.horizon_months
    could_be_better = bool(short) and plan.status == "unproven"
    keep = "in the best plan found keep up" if could_be_better else "can keep up"
    text = f"{who} {keep} {force} for {months} months, for EUR {cost} million"
    if plan.relaxed:
        text = f"if units could be split into fractions, {text}"
    if short:
        named = [_shortfall_text(plan, line) for line in short[:NAMED_SHORTFALLS]]
        if len(short) > NAMED_SHORTFALLS:
            named.append(f"and {len(short) - NAMED_SHORTFALLS} more")
        text += ": short of " + "; ".join(named)
    return text[0].upper() + text[1:] + f" — {_proof_text(plan)}."


def average_lots(plan: Plan, duty: Duty) -> dict[tuple[str, str], float]:
    """(unit type, nation) -> lots on this duty, averaged over the horizon's months."""
    duties = place_duties(plan)
    length = {phase.id: phase.end_month - phase.start_month for phase in plan.phases}
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
    at_peak = [p for p in plan.phases if peak > 0 and deployed[p.id] >= peak - TOLERANCE]
    months = sum(p.end_month - p.start_month for p in plan.phases)
    total = sum(deployed[p.id] * (p.end_month - p.start_month) for p in plan.phases)
    return Troops(
        peak=peak,
        peak_months=months_of(at_peak),
        average=total / months,
        standby_peak=max(people["standing by"].values(), default=0.0),
        training_peak=max(people["training the host"].values(), default=0.0),
    )


def weakest_figures(plan: Plan, count: int) -> list[FigureRow]:
    """The least certain figures that much rests on.

    Weakest confidence first, then the widest range for the value, times the share of the cost that
    the figure's nation carries (a general factor touches all of it).
    """
    shares = {nation.nation: nation.burden_share for nation in plan.nations}

    def doubt(figure: FigureRow) -> tuple[int, float, str, str]:
        size = max(abs(figure.value), abs(figure.high))
        width = (figure.high - figure.low) / size if size else 0.0
        owners = [n for n in (figure.nation, *figure.name.split("_")) if n in shares]
        weight = shares[owners[0]] if owners else 1.0
        return -_rank(figure.confidence), -width * weight, figure.name, figure.nation

    return sorted(plan.figures, key=doubt)[:count]


def place_duties(plan: Plan) -> dict[str, Duty]:
    """Location -> what forces do there. Only those deployed are in the theatre."""
    abroad: dict[str, Duty] = {"standby": "standing by", "training": "training the host"}
    return {place.id: abroad.get(place.kind, "deployed") for place in plan.scenario.locations}


def _shortfall_text(plan: Plan, line: RequirementLine) -> str:
    months = line.short_months
    horizon = plan.scenario.horizon_months
    open_end = months == tuple(range(months[0], horizon))
    when = f"from month {months[0]}" if open_end else f"in months {month_ranges(months)}"
    if len(months) == 1:
        when = f"in month {months[0]}"
    noun = demand_noun(plan, line, line.shortfall)
    if line.within_days:
        noun += f" within {line.within_days} days"
    named = f"{line.id}, {line.where}" if line.sector else line.id
    name = "" if named == noun else f" ({named})"
    return f"{amount_text(line.shortfall)} {noun}{name} {when}"


def _proof_text(plan: Plan) -> str:
    unproved = [stage for stage in plan.stages if stage.proof == "time_limit"]
    if unproved:
        named = listed([f"{stage.name} (gap {gap_text(stage.gap_share)})" for stage in unproved])
        return f"not proved the best, the solver was stopped in {named}"
    if plan.status == "unproven":
        return "not proved the best"
    open_stages = [stage for stage in plan.stages if stage.gap_share >= TOLERANCE]
    if not open_stages:
        return "proved the best possible"
    gap = gap_text(max(stage.gap_share for stage in open_stages))
    named = listed([stage.name for stage in open_stages])
    least = plan.status == "shortfall" and any(
        stage.name == "shortfall" and stage not in open_stages for stage in plan.stages
    )
    return ("proved the least shortfall, " if least else "") + f"{named} within {gap} of the best"


def _rank(confidence: str) -> int:
    return next((i for i, name in enumerate(CONFIDENCES) if name == confidence), -1)
