"""Advice: the fewest asks for the gaps of a plan that weigh most."""

from __future__ import annotations

from planner.explanation.finding import Finding, level
from planner.explanation.gap import Gaps
from planner.explanation.words import ALOUD, asked, names, sentence
from planner.plan.advice import AdviceRow
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.progress import CancelCheck
from planner.reference.dataset import Dataset
from planner.scenario.demands import Demand
from planner.solver.backend import ProgressMonitor

MOST = 3
"""pieces of advice"""
SCREENED = 5
"""gaps that are looked at for so many that are closed by a short ask"""
NATIONS = 2
"""of a short ask, which can be read aloud"""
BOX_S = 5.0
"""seconds to confirm asks in whole lots, all together, and to find those for one gap; a quarter of
the time limit at most"""
SHORTEST_S = 0.5


def advise(
    problem: Problem, plan: Plan, data: Dataset, cancel: CancelCheck | None = None
) -> tuple[AdviceRow, ...]:
    """What closes three of the gaps that weigh most, each with every other demand held.

    Gaps that a short ask closes are preferred. Asks are found in fractions of lots, next to what
    the plan misses, and confirmed in whole lots where the plan is whole, the smallest first; what
    is not confirmed in time says so. ``data``: of any date.
    """
    seconds = max(SHORTEST_S, min(BOX_S, plan.scenario.solve.time_limit_s / 4))
    data = data.at(plan.scenario.reference_date)
    gaps = Gaps(problem, data, level(plan), seconds, cancel)
    chosen = _chosen(gaps, plan, cancel)
    watch = ProgressMonitor(None, cancel)
    for found in sorted(chosen, key=lambda found: sum(found.asks.values())):
        if watch.stop_asked():
            return ()
        if gaps.whole and found.outcome != "nothing":
            left = seconds - watch.elapsed()
            if left > SHORTEST_S:
                gaps.confirm(found, left)
            if left <= SHORTEST_S or found.outcome == "unconfirmed":
                found.outcome = "unconfirmed"
                found.proof = f"not confirmed in whole lots in the {seconds:g} s for all asks"
    return tuple(_row(problem, plan, gaps, found) for found in chosen)


def _chosen(gaps: Gaps, plan: Plan, cancel: CancelCheck | None) -> list[Finding]:
    """What closes the gaps to be told of, the one that weighs most first."""
    found: list[Finding] = []
    short = sorted(gaps.short(), key=lambda demand: (-_saves(plan, demand), demand.id))
    for demand in short[:SCREENED]:
        if cancel is not None and cancel():
            return []
        if sum(map(_is_short, found)) == MOST:
            break
        found.append(gaps.screen(demand))
    first = sorted(range(len(found)), key=lambda i: (not _is_short(found[i]), i))[:MOST]
    return [found[i] for i in sorted(first)]


def _is_short(found: Finding) -> bool:
    """Does somebody close the gap, and is it soon said who?"""
    return 0 < len(found.asks) <= ALOUD and len({ask.nation for ask in found.asks}) <= NATIONS


def _row(problem: Problem, plan: Plan, gaps: Gaps, found: Finding) -> AdviceRow:
    return AdviceRow(
        demand=found.demand.id,
        missing=_missing(plan, found.demand),
        saves=_saves(plan, found.demand),
        asks=tuple(
            f"{name} {lots}"
            for name, lots in zip(names(list(found.asks)), found.asks.values(), strict=True)
        ),
        asked=tuple(asked(problem, gaps, found)),
        nations=tuple(sorted({ask.nation for ask in found.asks})),
        sentence=sentence(problem, plan, gaps, found),
        confirmed=bool(found.asks) and found.outcome == "closed",
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
    months = sum(p.months for p in counted if p.start_month >= row.from_month)
    return demand.weight * months * _missing(plan, demand) / row.need
