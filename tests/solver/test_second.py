"""Second runs: what they are asked, what they may not change, and how they end."""

from __future__ import annotations

import gc
import math
import time

import highspy
import numpy as np
import pytest

from planner import SolverError, solve
from planner.model import build
from planner.solver.backend import ProgressMonitor, StageResult, Vector
from planner.solver.highs import HighsBackend
from planner.solver.second import SecondRuns
from planner.solver.stage import stage_of

from ..small_scenarios import problem_of
from ..world import WORLD
from .small import small


def test_a_second_run_doubts_the_bounds_told_before_it() -> None:
    """What was told later is not doubted, and what is capped later does not bind the second run."""
    model = build(problem_of(small(pools={("AAA", "inf"): 1, ("BBB", "inf"): 2})))
    watch = ProgressMonitor(None, None)
    backend = HighsBackend(model, model.problem.scenario.solve, watch)
    stage = stage_of(model, "shortfall")
    found = backend.minimise(stage.terms, 0.0, 10.0)
    assert found.values is not None
    assert found.value > 1
    with SecondRuns(watch, 3600.0) as second:
        told = [(stage, found.value)]
        second.ask(backend, stage, time.monotonic() + 10, found.values, told)
        told.append((stage, found.value + 1))
        backend.cap(stage.terms, 0.0)  # of the first HiGHS alone
        second.settle()
        assert backend.minimise(stage.terms, 0.0, 10.0).status == "infeasible"
    with SecondRuns(watch, 3600.0) as second:
        backend = HighsBackend(model, model.problem.scenario.solve, watch)
        second.ask(backend, stage, time.monotonic() + 10, found.values, told)
        with pytest.raises(SolverError, match="contradicts itself in stage shortfall"):
            second.settle()


def test_an_error_of_the_stages_ends_the_second_runs() -> None:
    """They would run for an hour."""
    model = build(problem_of(small()))
    watch = ProgressMonitor(None, None)
    backend = HighsBackend(model, model.problem.scenario.solve, watch)
    stage = stage_of(model, "cost")
    found = backend.minimise(stage.terms, 0.5, 10.0)
    assert found.values is not None
    second = SecondRuns(watch, 3600.0)

    def interrupted(plan: Vector) -> None:
        with second:
            for _ in range(50):
                second.ask(backend, stage, time.monotonic() + 3600, plan, [(stage, -math.inf)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted(found.values)
    assert all(run.done() for _, _, run in second._runs)
    assert sum(run.cancelled() for _, _, run in second._runs) > 25


@pytest.mark.parametrize("limit_s", [0.0, 3600.0])
def test_a_caller_who_waits_for_second_runs_may_stop_them(
    limit_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor do they run past the time limit, though each has waited for the ones before it."""
    model = build(problem_of(small()))
    watch = ProgressMonitor(None, lambda: limit_s > 0)
    backend = HighsBackend(model, model.problem.scenario.solve, watch)
    seen: list[tuple[float, bool]] = []

    def long(self: HighsBackend, terms: object, gap: float, left: float, plan: Vector) -> object:
        until = time.monotonic() + min(left, 5.0)
        while time.monotonic() < until and not self._calls.watch.stop_asked():
            time.sleep(0.005)
        seen.append((left, self._calls.watch.cancelled))
        return StageResult("interrupted", math.inf, -math.inf, None)

    monkeypatch.setattr(HighsBackend, "second_run", long)
    plan = np.zeros(len(backend.columns))
    with SecondRuns(watch, limit_s) as second:
        for _ in range(3):
            second.ask(backend, stage_of(model, "cost"), time.monotonic() + 3600, plan, [])
        second.settle()
    assert len(seen) == 3
    assert seen[-1][1] == (limit_s > 0)
    assert all(left <= max(limit_s, 0.005) for left, _ in seen)


def test_no_solver_outlives_its_solve() -> None:
    """With what it holds of a model: nothing waits for Python to look for cycles."""

    def alive() -> int:
        return sum(isinstance(each, highspy.Highs) for each in gc.get_objects())

    document = small(pools={("AAA", "inf"): 1, ("BBB", "inf"): 2})
    solve(document, data=WORLD)
    gc.collect()
    before = alive()
    gc.disable()
    try:
        for _ in range(2):
            solve(document, data=WORLD)
        assert alive() == before
    finally:
        gc.enable()
