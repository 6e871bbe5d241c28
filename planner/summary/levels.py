"""The level at which what is asked for is kept up, and what is there beyond it at times.

Demands that ask for the same thing in several sectors are one line: they add up where forces must
be in place; where forces come in time to any of them, one force is enough, and the worst counts. So
it does of those in one place, which all count the same lots; but a package serves one demand only.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from planner.plan.demands import DemandRow
from planner.plan.plan import Plan
from planner.scenario.demands import Demand, PackageDemand, demands_of
from planner.summary.demands import months_of
from planner.summary.nouns import demand_noun
from planner.summary.texts import capital, is_short


class Asked(NamedTuple):
    """What demands that are one line have in common."""

    rule: str
    asked_for: str
    """an effect, battlegroups, nations, or the id of a package"""
    within_days: int
    place: str
    """empty for sectors, else a location"""


@dataclass(frozen=True, slots=True)
class SustainedLevel:
    """Demands of one kind over the horizon, in their own units; those over sectors together."""

    asked: Asked
    demands: tuple[str, ...]
    need: float
    sustained: float
    """what is there in every month from ``from_month`` on, at most the need"""
    from_month: int
    best: float
    """the most of the need that is there in a month"""
    best_months: tuple[int, ...]
    missing_before: float
    """the most that is missing before that counts"""
    months_before: tuple[int, ...]
    loss: float
    """weight x share of the need that is missing x months"""

    @property
    def short(self) -> bool:
        """Is less kept up than is needed?"""
        return self.sustained < self.need

    def noun(self, plan: Plan, amount: float) -> str:
        """What is counted, for so many."""
        return demand_noun(plan, self.asked.rule, self.asked.asked_for, amount)

    def heading(self, plan: Plan) -> str:
        """What is counted, with how soon it has to be there, to begin a line with."""
        days = f" within {self.asked.within_days} days" if self.asked.within_days else ""
        return f"{capital(self.noun(plan, 2))}{days}"


def sustained_levels(plan: Plan) -> list[SustainedLevel]:
    """One line for every kind of thing that is asked for, in the scenario's order."""
    rows: dict[tuple[str, str], list[DemandRow]] = defaultdict(list)
    for row in plan.demand_rows:
        if row.need > 0:
            rows[row.rule, row.id].append(row)
    grouped: dict[Asked, list[tuple[Demand, list[DemandRow]]]] = defaultdict(list)
    for _, demand in demands_of(plan.scenario):
        if found := rows.get((demand.rule, demand.id)):
            grouped[_asked(plan, demand, found[0])].append((demand, found))
    return [_level(plan, asked, group) for asked, group in grouped.items()]


def demand_place(plan: Plan, level: SustainedLevel) -> str:
    """Where it is asked for: a place, or so many sectors; empty for the whole theatre."""
    places = {place.id: place for place in plan.scenario.locations}
    at = {d.id: d.location for _, d in demands_of(plan.scenario) if d.rule == level.asked.rule}
    named = list(dict.fromkeys(at[name] for name in level.demands))
    if len(named) > 1:
        return f"{'any of ' if level.asked.within_days else ''}{len(named)} sectors"
    place = places[named[0]]
    return "" if place.kind == "theatre_wide" else place.title or place.id


def _asked(plan: Plan, demand: Demand, row: DemandRow) -> Asked:
    kinds = {place.id: place.kind for place in plan.scenario.locations}
    place = "" if kinds[demand.location] == "theatre" else demand.location
    return Asked(demand.rule, row.asked_for, getattr(demand, "within_days", 0), place)


def _level(plan: Plan, asked: Asked, group: list[tuple[Demand, list[DemandRow]]]) -> SustainedLevel:
    starts = {row.demand: row.from_month for row in plan.sustained}
    counted: dict[str, list[DemandRow]] = defaultdict(list)
    before: dict[str, list[DemandRow]] = defaultdict(list)
    phases = {phase.id: phase for phase in plan.phases}
    for _, found in group:
        for row in found:
            counts = phases[row.phase].start_month >= starts.get(row.id, 0)
            (counted if counts else before)[row.phase].append(row)
    served = {demand.id: _served(asked, demand) for demand, _ in group}
    needs, missing = _sums(plan, served, counted)
    early_needs, early = _sums(plan, served, before)
    need = max((*needs.values(), *early_needs.values()))
    least, most = min(missing.values(), default=0.0), max(missing.values(), default=0.0)
    if not is_short(most - least, need, plan.relaxed):
        least = most  # but for a solver's tolerance
    best = [k for k, lack in missing.items() if not is_short(lack - least, need, plan.relaxed)]
    lost, late = max(early.values(), default=0.0), [k for k, lack in early.items() if lack > 0]
    return SustainedLevel(
        asked=asked,
        demands=tuple(demand.id for demand, _ in group),
        need=need,
        sustained=need - most,
        from_month=max(starts.get(demand.id, demand.from_month) for demand, _ in group),
        best=need - least,
        best_months=months_of(phases[k] for k in best),
        missing_before=lost,
        months_before=months_of(phases[k] for k in late),
        loss=sum(
            demand.weight * row.shortfall / row.need * phases[row.phase].months
            for demand, found in group
            for row in found
        ),
    )


def _served(asked: Asked, demand: Demand) -> str:
    """What demands have in common that the same forces serve."""
    if isinstance(demand, PackageDemand):
        return demand.id
    return "" if asked.within_days else demand.location


def _sums(
    plan: Plan, served: dict[str, str], rows: dict[str, list[DemandRow]]
) -> tuple[dict[str, float], dict[str, float]]:
    """Phase -> what is needed, and what is missing: the worst of those that one force serves."""
    needs: dict[str, float] = {}
    missing: dict[str, float] = {}
    for phase, found in rows.items():
        asks: defaultdict[str, float] = defaultdict(float)
        lacks: defaultdict[str, float] = defaultdict(float)
        for row in found:
            force = served[row.id]
            lack = row.shortfall if is_short(row.shortfall, row.need, plan.relaxed) else 0.0
            asks[force], lacks[force] = max(asks[force], row.need), max(lacks[force], lack)
        needs[phase], missing[phase] = sum(asks.values()), sum(lacks.values())
    return needs, missing
