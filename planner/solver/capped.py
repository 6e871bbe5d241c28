"""Solves stages of a model while others may not exceed a value: the tool of fronts and variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import floor
from typing import NamedTuple

from planner.errors import SolverTimeout
from planner.model.core import ForceModel, Term
from planner.rounding import SMALL
from planner.solver.backend import ProgressMonitor
from planner.solver.highs import HighsBackend
from planner.solver.lexicographic import Run, Solution
from planner.solver.second import SecondRuns
from planner.solver.stage import Stage, cap_of, stage_row

Cap = tuple[list[Term], float]
"""an objective, and the most that it may be; at 0 its variables are 0"""


class Blocked(NamedTuple):
    """Why there is no such plan: a stage that cannot be as low, or the rules themselves."""

    stage: str
    """empty: a hard rule stands against it"""
    least: float
    """of the stage, as far as is proved"""
    most: float
    """what it was to be at most"""


def cap_at(stage: Stage, value: float) -> Cap:
    """A stage at no more than a value, but for rounding and for less than a lot.

    In whole lots that is the last of its own values up to there: half a step above one between two
    would let the next one in.
    """
    if stage.step:
        value = stage.step * floor(value / stage.step * (1 + SMALL) + SMALL)
    return stage.terms, cap_of(replace(stage, gap_share=0.0), value, value)


def weighted(terms: list[Term], whole: bool, gap_share: float) -> Stage:
    """An objective of its own, which takes any value."""
    return Stage("weighted", "", terms, gap_share, None, whole)


def solve_capped(
    model: ForceModel,
    stages: Sequence[Stage],
    caps: Iterable[Cap] = (),
    within: Iterable[tuple[Stage, float]] = (),
) -> Solution | Blocked:
    """Solve stages in order under caps, from nothing, with HiGHS; or why there is no plan.

    ``caps`` hold from the start. ``within``: stages, each minimised in turn to see whether it can
    be as low as a value, and then held there; where that is doubtful, it is far easier than to hold
    all at once. The time limit of the scenario is for all of them together, half of what is left
    for each before the last. Raises SolverTimeout when no such plan is found in time, SolverError
    as ``solve_stages``.
    """
    watch = ProgressMonitor(None, None)
    backend = HighsBackend(model, model.problem.scenario.solve, watch)
    for terms, most in caps:
        if terms:
            backend.cap(terms, most)
    with SecondRuns(watch, model.problem.scenario.solve.time_limit_s) as second:
        answer = _solve(Run(model, backend, watch, second), backend, stages, list(within))
        second.settle()
    return answer


def _solve(
    run: Run, backend: HighsBackend, stages: Sequence[Stage], tested: list[tuple[Stage, float]]
) -> Solution | Blocked:
    model, watch = run.model, run.watch
    options = model.problem.scenario.solve
    # any plan at all, before the stages: what is infeasible here says nothing of the rules
    first = next((stage for stage in [*(s for s, _ in tested), *stages] if stage.terms), stages[0])
    gap = 1.0 if model.whole else first.gap_share
    found = backend.minimise(first.terms, gap, options.time_limit_s, first.absolute_gap)
    if found.status == "infeasible":
        return Blocked("", 0.0, 0.0)
    if found.values is None:
        raise SolverTimeout(_no_plan(options.time_limit_s))
    run.vector = found.values
    for stage, value in ((stage, value) for stage, value in tested if stage.terms):
        best, (terms, most) = run.solve(stage, last=False), cap_at(stage, value)
        if best.bound > most + SMALL * max(1.0, most):
            return Blocked(stage.name, best.bound, value)
        if model.whole and best.value > most:
            raise SolverTimeout(_no_plan(options.time_limit_s))
        backend.cap(terms, max(best.value, most))
    rows = []
    for number, stage in enumerate(stages, 1):
        began = watch.elapsed()
        outcome = run.solve(stage, number == len(stages))
        spent = watch.elapsed() - began
        rows.append(stage_row(stage, outcome, spent, held=run.held, relaxed=not model.whole))
        if stage.terms and number < len(stages):
            backend.cap(stage.terms, cap_of(stage, rows[-1].value, rows[-1].bound))
    return run.solution(rows)


def _no_plan(seconds: float) -> str:
    problem = f"no plan was found within {seconds:g} s under the caps"
    return f"{problem}: raise solve.time_limit_s, or solve in fractions"
