"""What a solver has to do, what it tells, and what the caller hears while it runs."""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from planner.model.core import ForceModel, Term
from planner.progress import CancelCheck, Progress, ProgressCallback

Vector = np.ndarray[Any, np.dtype[np.float64]]

NO_LIMIT = 2_147_483_647
"""of nodes: the largest whole number of HiGHS"""


@dataclass(frozen=True, slots=True)
class StageResult:
    """What one stage came to. ``values`` is None when no plan was found."""

    status: str  # optimal, target, node_limit, time_limit, interrupted, infeasible
    value: float
    bound: float
    values: Vector | None


def left_until(deadline: float) -> float:
    """Seconds until then, for a run of the solver: never none."""
    return max(0.005, deadline - time.monotonic())


class ProgressMonitor:
    """Hears HiGHS while it runs: passes progress on, and asks whether to stop."""

    def __init__(self, progress: ProgressCallback | None, cancel: CancelCheck | None) -> None:
        self._progress, self._cancel = progress, cancel
        self.active = progress is not None or cancel is not None
        self.cancelled = False
        self.started = time.monotonic()
        self.built_s = 0.0
        """seconds that went into building the model"""
        self._asked = 0.0
        self._now = Progress("", 0, 0, None, None, None, 0.0)

    def stage(self, name: str, number: int, count: int) -> None:
        self._now = Progress(name, number, count, None, None, None, self.elapsed())
        self.report()

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def stop_asked(self) -> bool:
        """Ask the caller, at most ten times a second."""
        now = time.monotonic()
        if self._cancel is not None and not self.cancelled and now - self._asked > 0.1:
            self._asked = now
            self.cancelled = bool(self._cancel())
        return self.cancelled

    def report(self) -> None:
        if self._progress is not None:
            self._progress(replace(self._now, elapsed_s=self.elapsed()))

    def mip_logging(self, event: Any) -> None:
        out = event.data_out
        value, bound, gap = out.mip_primal_bound, out.mip_dual_bound, out.mip_gap
        self._now = replace(
            self._now,
            incumbent=value if math.isfinite(value) else None,
            bound=bound if math.isfinite(bound) else None,
            gap_share=gap if math.isfinite(gap) else None,
        )
        self.report()


def no_plan(model: ForceModel, watch: ProgressMonitor) -> str:
    """That no plan was found in time: what took the time, and what helps."""
    if watch.cancelled:
        return "interrupted before any plan was found"
    limit, built = model.problem.scenario.solve.time_limit_s, watch.built_s
    size = f"{model.lp.numVariables():,} columns and {model.lp.numConstraints():,} rows"
    slow = f"{watch.elapsed() - built:,.2f} s went into solving {size}"
    if built > limit / 2:
        slow = f"{built:,.2f} s went into building {size}"
    hint = "longer phases, a shorter horizon or fewer nations make the question smaller"
    if model.whole:
        hint = "solve in fractions of lots, which is faster (solve.whole_units=false, --relaxed)"
    return (
        f"no plan was found within {min(limit, watch.elapsed()):.3g} s: {slow}; "
        f"raise solve.time_limit_s (--time-limit), or: {hint}"
    )


class Backend(ABC):
    """One solver, holding one model."""

    name: str
    version: str

    @abstractmethod
    def minimise(
        self, terms: list[Term], gap_share: float, seconds: float, absolute_gap: float
    ) -> StageResult:
        """Minimise an objective within a gap, relative or absolute, and a time limit."""

    @abstractmethod
    def cap(self, terms: list[Term], value: float) -> None:
        """Keep an objective at most at a value from now on; at 0, its terms are fixed."""

    @abstractmethod
    def values(self, vector: Vector) -> dict[int, float]:
        """Values by variable id."""

    def value(self, terms: list[Term], vector: Vector) -> float:
        """The value of an objective in a plan."""
        values = self.values(vector)
        return sum(values.get(variable.id, 0.0) * factor for variable, factor in terms)
