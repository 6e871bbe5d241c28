"""Time limits and cancelling: what was found is kept, and marked."""

from __future__ import annotations

import math
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from planner import Plan, SolverTimeout, solve, verify_plan
from planner.model import STAGES as MODEL_STAGES
from planner.model import build
from planner.progress import Progress
from planner.reference.dataset import Dataset
from planner.solver.backend import ProgressMonitor, StageResult
from planner.solver.highs import HighsBackend

from ..small_scenarios import problem_of
from ..world import WORLD
from .small import small


def stopped(plan: Plan) -> None:
    """A plan that was cut short says so, has every stage, and is sound all the same."""
    assert plan.status == "unproven"
    assert [stage.name for stage in plan.stages] == list(plan.scenario.objectives)
    assert any(stage.proof == "time_limit" for stage in plan.stages)
    assert all(stage.bound <= stage.value for stage in plan.stages)
    assert verify_plan(plan) == []


@pytest.mark.parametrize("seconds", [0.01, 1.0])
def test_time_limit(seconds: float, shipped: Dataset) -> None:
    began = time.monotonic()
    message = rf"within {seconds:g} s.*time_limit_s"
    plan: Plan | None = None
    with suppress_timeout(message):
        plan = solve("guarantor", sets=[f"solve.time_limit_s={seconds}"], data=shipped)
    assert time.monotonic() - began < seconds + 5
    if plan is not None:
        stopped(plan)


@pytest.mark.parametrize(
    ("whole", "advice"),
    [("true", "solve in fractions of lots"), ("false", "fewer nations make the question smaller")],
)
def test_the_advice_of_a_timeout_fits(whole: str, advice: str, shipped: Dataset) -> None:
    sets = ["solve.time_limit_s=0.001", f"solve.whole_units={whole}"]
    with pytest.raises(SolverTimeout) as caught:
        solve("guarantor", sets=sets, data=shipped)
    text = str(caught.value)
    assert text.startswith("no plan was found within 0.001 s: ")
    assert re.search(r"[\d,]{4,} columns and [\d,]{4,} rows", text)
    assert advice in text
    assert ("--relaxed" in text) == (whole == "true")


@contextmanager
def suppress_timeout(message: str) -> Iterator[None]:
    """A time-out is as good as an answer, if it says what to do."""
    try:
        yield
    except SolverTimeout as error:
        if not re.search(message, str(error)):
            raise


@pytest.mark.parametrize("relaxed", ["true", "false"])
def test_cancel_at_once(relaxed: str, shipped: Dataset) -> None:
    began = time.monotonic()
    with pytest.raises(SolverTimeout, match="interrupted"):
        solve(
            "guarantor",
            sets=[f"solve.whole_units={relaxed}"],
            data=shipped,
            cancel=lambda: True,
        )
    assert time.monotonic() - began < 5


def test_cancel_later_keeps_the_plan(shipped: Dataset) -> None:
    """Cancelled as soon as the first stage is done: its plan is kept, and marked."""
    seen: list[str] = []

    def report(progress: Progress) -> None:
        seen.append(progress.stage)

    began = time.monotonic()
    plan = solve(
        "air_shield",
        sets=["solve.mip_gap_share=0", "solve.burden_gap_share=0"],
        data=shipped,
        progress=report,
        cancel=lambda: "burden" in seen,
    )
    assert time.monotonic() - began < 15
    stopped(plan)
    assert plan.stage("shortfall").proof == "optimal"
    assert plan.stage("cost").proof == "time_limit"


def test_cancel_is_not_asked_for_nothing() -> None:
    plan = solve(small(), data=WORLD, cancel=lambda: False)
    assert plan.status in ("met", "shortfall")


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Python's own answer to Ctrl-C, which a shell has its background jobs ignore."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


@pytest.mark.parametrize(
    ("heard", "error"),
    [
        ("progress", ZeroDivisionError),
        ("cancel", ZeroDivisionError),
        ("cancel", KeyboardInterrupt),
        ("signal", KeyboardInterrupt),
    ],
)
@pytest.mark.usefixtures("ctrl_c")
def test_an_error_of_the_caller_s_own_comes_back(heard: str, error: type[BaseException]) -> None:
    """And so does Ctrl-C: no failure of HiGHS's own is told, which then runs again."""
    calls: list[str] = []

    def fails(_: object = None) -> bool:
        calls.append(heard)
        if len(calls) == 1 and heard == "signal":
            signal.raise_signal(signal.SIGINT)
        elif len(calls) == 1:
            raise error
        return False

    def reports(_: Progress) -> None:
        fails()

    model = build(problem_of(small()))
    watch = ProgressMonitor(reports, None) if heard == "progress" else ProgressMonitor(None, fails)
    backend = HighsBackend(model, model.problem.scenario.solve, watch)
    backend.highs.setOptionValue("presolve", "off")
    terms = MODEL_STAGES["cost"][0](model)
    with pytest.raises(error):
        backend.minimise(terms, 0.0, 10.0, start=np.zeros(len(backend.columns)))
    assert calls
    assert backend.minimise(terms, 0.0, 10.0).status == "optimal"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_look_at_what_has_no_plan_has_the_time_that_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = build(problem_of(small(pools={("AAA", "inf"): 1})))
    backend = HighsBackend(model, model.problem.scenario.solve, ProgressMonitor(None, None))
    shortfall = MODEL_STAGES["shortfall"][0](model)
    backend.cap(shortfall, 0.0)
    highs, limits = backend.highs, list[float]()
    usual = highs.setOptionValue

    def late(name: str, value: Any) -> None:
        if name == "time_limit":
            limits.append(value)
            time.sleep(0.1)
        usual(name, value)

    monkeypatch.setattr(highs, "setOptionValue", late)
    assert backend.minimise(shortfall, 0.0, 10.0).status == "infeasible"
    first, second = limits
    assert second <= first - 0.1


@pytest.mark.parametrize("whole", [True, False])
def test_all_the_time_is_for_a_first_plan(whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of what is left goes to a stage only once there is a plan to go on from."""
    minimise = HighsBackend.minimise
    seconds: list[float] = []

    def timed(self: HighsBackend, *args: Any, **options: Any) -> StageResult:
        seconds.append(args[2])
        return minimise(self, *args, **options)

    monkeypatch.setattr(HighsBackend, "minimise", timed)
    document = small(objectives=("shortfall", "burden", "cost"))
    document["solve"] |= {"time_limit_s": 100, "whole_units": whole}
    assert solve(document, data=WORLD).status == "met"
    assert 90 < seconds[0] <= 100
    assert seconds[1] <= 50  # of the burden stage, after which another comes
    assert seconds[-1] > 90


def test_a_bound_is_kept_without_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost stage finds no plan in time: the plan before it has a gap to the bound found."""
    minimise = HighsBackend.minimise
    calls: list[StageResult] = []

    def late(self: HighsBackend, *args: Any, **options: Any) -> StageResult:
        outcome = minimise(self, *args, **options)
        calls.append(outcome)
        if len(calls) == 1 or options["nodes"] == 1:
            return outcome
        return StageResult("time_limit", math.inf, outcome.value / 2, None)

    monkeypatch.setattr(HighsBackend, "minimise", late)
    monkeypatch.setattr(HighsBackend, "relaxation", lambda self, terms, seconds: 0.0)
    plan = solve(small(objectives=("shortfall", "cost")), data=WORLD)
    stopped(plan)
    assert 0 < plan.stage("cost").bound < plan.stage("cost").value


def test_a_relaxation_has_its_time_whenever_it_comes() -> None:
    """HiGHS counts the time limit of a linear problem from its first run, that of others anew."""
    model = build(problem_of(small()))
    backend = HighsBackend(model, model.problem.scenario.solve, ProgressMonitor(None, None))
    terms = MODEL_STAGES["cost"][0](model)
    began = time.monotonic()
    while time.monotonic() - began < 1:
        whole = backend.minimise(terms, 0.0, 10.0)
    assert -math.inf < backend.relaxation(terms, 0.5) <= whole.value
    assert backend.minimise(terms, 0.0, 10.0).value == pytest.approx(whole.value)
