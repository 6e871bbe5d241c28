"""Advice: the fewest asks for the gaps of a plan that weigh most."""

from __future__ import annotations

from collections.abc import Iterator

from planner.explanation.finding import level
from planner.explanation.gap import Gaps
from planner.explanation.words import asked, names, sentence
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
    gaps = Gaps(problem, data, level(plan), seconds, cancel)
    weights = {demand.id: _saves(plan, demand) for demand in gaps.short()}
    short = sorted(gaps.short(), key=lambda demand: (-weights[demand.id], demand.id))
    for demand in short[:MOST]:
        if cancel is not None and cancel():
            return
        found = gaps.close(demand, instead=False)
        confirmed = bool(found.asks) and found.proof.startswith("closed")
        yield AdviceRow(
            demand=demand.id,
            missing=_missing(plan, demand),
            saves=weights[demand.id],
            asks=tuple(
                f"{name} {lots}"
                for name, lots in zip(names(list(found.asks)), found.asks.values(), strict=True)
            ),
            asked=tuple(asked(problem, gaps, found)),
            sentence=sentence(problem, plan, gaps, found),
            confirmed=confirmed,
            proof=found.proof,
        )


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
