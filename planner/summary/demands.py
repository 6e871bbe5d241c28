"""The demands of a plan: one line each over the whole horizon, and the share that is met.

Requirements, threats, presences and cover are demands alike: something needed, supplied, missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from planner.plan.demands import DemandRow
from planner.plan.plan import Plan
from planner.problem.records import PhaseRow
from planner.rounding import SMALL
from planner.scenario.demands import Demand, demands_of
from planner.summary.nouns import demand_noun
from planner.summary.texts import amount_text, is_short


@dataclass(frozen=True, slots=True)
class DemandLine:
    """A demand over the whole horizon. Amounts in units of the effect; months short."""

    id: str
    rule: str
    """effect_floor, force_ratio_floor, presence_floor, air_cover_floor or air_defence_floor"""
    effect: str
    """the effect, or battlegroups, nations, or the id of a package"""
    where: str
    sector: bool
    """is for one sector, not for the whole theatre"""
    within_days: int
    need: float
    lowest: float
    levels: tuple[tuple[float, tuple[int, ...]], ...]
    """what is missing and the months in which so much is, the worst first; none when met"""
    weight: float
    loss: float
    """weight x share of the need that is missing x months"""


def demand_lines(plan: Plan) -> list[DemandLine]:
    """One line a demand, kind by kind in the scenario's order; none for those that never hold."""
    places = {place.id: place for place in plan.scenario.locations}
    phases = {phase.id: phase for phase in plan.phases}
    grouped: dict[tuple[str, str], list[DemandRow]] = defaultdict(list)
    for row in _rows(plan):
        grouped[row.rule, row.id].append(row)
    lines: list[DemandLine] = []
    for (rule, name), demand in _demands(plan).items():
        rows = grouped.get((rule, name))
        if not rows:
            continue
        place = places[demand.location]
        short = [row for row in rows if is_short(row.shortfall, row.need, plan.relaxed)]
        missing = sum(r.shortfall / r.need * len(months_of([phases[r.phase]])) for r in short)
        lines.append(
            DemandLine(
                id=name,
                rule=rule,
                effect=rows[0].asked_for,
                where=place.title or place.id,
                sector=place.kind == "theatre",
                within_days=getattr(demand, "within_days", 0),
                need=max(row.need for row in rows),
                lowest=min(row.supplied for row in rows),
                levels=levels((row.shortfall, phases[row.phase]) for row in short),
                weight=demand.weight,
                loss=demand.weight * missing,
            )
        )
    return lines


def levels(
    amounts: Iterable[tuple[float, PhaseRow]],
) -> tuple[tuple[float, tuple[int, ...]], ...]:
    """Amounts and the months in which they hold, the largest first; alike is what reads alike."""
    alike: dict[str, list[PhaseRow]] = defaultdict(list)
    largest: dict[str, float] = {}
    for amount, phase in amounts:
        text = amount_text(amount)
        alike[text].append(phase)
        largest[text] = max(amount, largest.get(text, amount))
    order = sorted(alike, key=lambda text: -largest[text])
    return tuple((largest[text], months_of(alike[text])) for text in order)


def nothing_is_missing(plan: Plan) -> bool:
    """Is every demand met, with nothing forgiven but the last digits of the solver?"""
    digits = 10 * SMALL if plan.relaxed else SMALL
    return all(row.shortfall <= digits * max(1.0, row.need) for row in _rows(plan))


def is_asked(plan: Plan) -> bool:
    """Does any demand need anything?"""
    return bool(_rows(plan))


def without_any(plan: Plan) -> list[str]:
    """What is counted of demands of which nothing is there in some month, each demand once."""
    empty = (r for r in _rows(plan) if r.supplied < SMALL < r.shortfall)
    asked = {(row.rule, row.id): row.asked_for for row in empty}
    return [demand_noun(plan, rule, asked_for, 2) for (rule, _), asked_for in asked.items()]


def met_share(plan: Plan) -> float:
    """Share of all demands that is met: each scaled by its need, weighted, months counted."""
    demands = _demands(plan)
    length = {phase.id: phase.months for phase in plan.phases}
    asked = missing = 0.0
    for row in _rows(plan):
        weight = demands[row.rule, row.id].weight * length[row.phase]
        asked += weight
        missing += weight * min(1.0, row.shortfall / row.need)
    return 1 - missing / asked if asked else 1.0


def months_of(phases: Iterable[PhaseRow]) -> tuple[int, ...]:
    """All months of these phases, in order."""
    return tuple(sorted(m for phase in phases for m in range(phase.start_month, phase.end_month)))


def _demands(plan: Plan) -> dict[tuple[str, str], Demand]:
    """(rule, id) -> what the scenario asks for."""
    return {(demand.rule, demand.id): demand for _, demand in demands_of(plan.scenario)}


def _rows(plan: Plan) -> list[DemandRow]:
    """Every demand in every phase in which something is needed."""
    return [row for row in plan.demand_rows if row.need > 0]
