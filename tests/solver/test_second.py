"""Second runs: what they are asked, what they may not change, and how they end."""

from __future__ import annotations

import math

import pytest

from planner import SolverError
from planner.model import build
from planner.solver.backend import ProgressMonitor, Vector
from planner.solver.highs import HighsBackend
from planner.solver.second import SecondRuns
from planner.solver.stage import stage_of

from ..small_scenarios import problem_of
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
    with SecondRuns(watch) as second:
        told = [(stage, found.value)]
        second.ask(backend, stage, 10.0, found.values, told)
        told.append((stage, found.value + 1))
        backend.cap(stage.terms, 0.0)  # of the first HiGHS alone
        second.settle()
        assert backend.minimise(stage.terms, 0.0, 10.0).status == "infeasible"
    with SecondRuns(watch) as second:
        backend = HighsBackend(model, model.problem.scenario.solve, watch)
        second.ask(backend, stage, 10.0, found.values, told)
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
    second = SecondRuns(watch)

    def interrupted(plan: Vector) -> None:
        with second:
            for _ in range(50):
                second.ask(backend, stage, 3600.0, plan, [(stage, -math.inf)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted(found.values)
    assert all(run.done() for _, _, run in second._runs)
    assert sum(run.cancelled() for _, _, run in second._runs) > 25
