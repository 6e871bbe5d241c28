"""Second runs: they doubt the bounds that the first ones told, beside the stages that follow."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Self

from planner.errors import SolverError
from planner.rounding import DOUBT
from planner.solver.backend import Backend, ProgressMonitor, StageResult, Vector, left_until
from planner.solver.highs import HighsBackend
from planner.solver.stage import Stage

Told = tuple[Stage, float]
"""a stage, and the bound that the solver told of it"""
ASKED_AFTER = 0.1
"""seconds after which a caller who waits for second runs is asked again whether to stop"""


def contradiction(backend: Backend, told: Sequence[Told], plan: Vector) -> None:
    """Raise SolverError if a plan is better than a bound that the solver has told."""
    for stage, bound in told:
        value = backend.value(stage.terms, plan)
        if value < bound - max(DOUBT * max(1.0, abs(bound)), 0.5 * stage.absolute_gap):
            raise SolverError(
                f"{backend.name} {backend.version} contradicts itself in stage "
                f"{stage.name}: it proved {bound:g}, and found a plan of {value:g}. Nothing of "
                "it is to be believed; try another solve.seed, or solve.solver cbc"
            )


class SecondRuns:
    """Short runs with other settings, in a thread of their own: none may beat a bound.

    They change nothing of what the first runs find; only the end waits for them, until the caller
    wants to stop, or the time limit has come.
    """

    def __init__(self, watch: ProgressMonitor, limit_s: float) -> None:
        """``limit_s``: when the last of them ends, by the clock of ``watch``."""
        self._watch, self._limit_s = watch, limit_s
        self._ended = ended = threading.Event()
        self._stopped = lambda: ended.is_set() or watch.cancelled
        self._thread = ThreadPoolExecutor(1, "second-run")
        self._runs: list[tuple[HighsBackend, list[Told], Future[StageResult]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends those that still run, without what they found."""
        self._ended.set()
        self._thread.shutdown(cancel_futures=True)

    def ask(
        self, backend: HighsBackend, stage: Stage, deadline: float, plan: Vector, told: list[Told]
    ) -> None:
        """Is there a better plan of a stage than this one, under the caps that hold now?"""
        twin = backend.twin(ProgressMonitor(None, self._stopped))
        run = self._thread.submit(self._run, twin, stage, deadline, plan)
        self._runs.append((backend, list(told), run))

    def settle(self) -> None:
        """Wait for all of them. Raises SolverError where a plan beats a bound told before it."""
        for backend, told, run in self._runs:
            while not run.done():
                self._watch.stop_asked()
                wait([run], timeout=ASKED_AFTER)
            plan = run.result().values
            if plan is not None:
                contradiction(backend, told, plan)

    def _run(self, twin: HighsBackend, stage: Stage, deadline: float, plan: Vector) -> StageResult:
        """In the thread: a run may have waited for others, and has the time that is left."""
        left = left_until(min(deadline, self._watch.started + self._limit_s))
        return twin.second_run(stage.terms, stage.gap_share, left, plan)
