"""Advice: the fewest asks for the gaps of a plan that weigh most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.explanation.gap import Finding, Gaps, level
from planner.explanation.words import names, sentence
from planner.plan.advice import AdviceRow
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.progress import CancelCheck
from planner.reference.dataset import Dataset
from planner.scenario.demands import Demand

MOST = 3
"""pieces of advice"""
BOX_S = 5.0
"""seconds to find asks, and as many to confirm them; a quarter of the time limit at most"""
SHORTEST_S = 0.5


def advise(
    problem: Problem, plan: Plan, data: Dataset, cancel: CancelCheck | None = None
) -> tuple[AdviceRow, ...]:
    """What closes the three gaps that weigh most, each with every other demand held.

    Asks are found in fractions of lots, next to what the plan misses, and confirmed in whole lots
    where the plan is whole; what is not confirmed in time says so. ``data``: of any date.
    """
    return tuple(_rows(problem, plan, data.at(plan.scenario.reference_date), cancel))


def _rows(
    problem: Problem, plan: Plan, data: Dataset, cancel: CancelCheck | None
) -> Iterator[AdviceRow]:
    seconds = max(SHORTEST_S, min(BOX_S, plan.scenario.solve.time_limit_s / 4))
    today = level(plan)
    whole = Gaps(problem, data, today, seconds, cancel)
    quick = Gaps(_in_fractions(problem), data, today, seconds, cancel)
    weights = {demand.id: _saves(plan, demand) for demand in whole.short()}
    short = sorted(whole.short(), key=lambda demand: (-weights[demand.id], demand.id))
    for demand in short[:MOST]:
        if cancel is not None and cancel():
            return
        found = _found(whole, quick, demand)
        confirmed = bool(found.asks) and found.proof.startswith("closed")
        yield AdviceRow(
            demand=demand.id,
            missing=_missing(plan, demand),
            saves=weights[demand.id],
            asks=tuple(
                f"{name} {lots}"
                for name, lots in zip(names(list(found.asks)), found.asks.values(), strict=True)
            ),
            sentence=sentence(problem, plan, whole, found),
            confirmed=confirmed,
            proof=found.proof,
        )


def _found(whole: Gaps, quick: Gaps, demand: Demand) -> Finding:
    """Asks found in fractions and confirmed in the plan's own lots; found in these if not."""
    found = quick.close(demand, instead=False)
    if not whole.whole:
        return found
    if found.asks:
        whole.confirm(found)
        if found.proof.startswith("closed"):
            return found
    again = whole.close(demand, instead=False)
    return again if again.asks or not found.asks else found


def _in_fractions(problem: Problem) -> Problem:
    options = problem.scenario.solve.model_copy(update={"whole_units": False})
    return replace(problem, scenario=problem.scenario.model_copy(update={"solve": options}))


def _missing(plan: Plan, demand: Demand) -> float:
    row = next(row for row in plan.sustained if row.demand == demand.id)
    return row.need - row.sustained


def _saves(plan: Plan, demand: Demand) -> float:
    """Weighted requirement-months that a demand misses, by its worst phase that counts."""
    row = next(row for row in plan.sustained if row.demand == demand.id)
    spans = {phase.id: phase for phase in plan.phases}
    counted = (spans[r.phase] for r in plan.demand_rows if r.id == demand.id)
    months = sum(p.end_month - p.start_month for p in counted if p.start_month >= row.from_month)
    return demand.weight * months * _missing(plan, demand) / row.need
