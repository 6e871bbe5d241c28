"""Second runs: they doubt the bounds that the first ones told, beside the stages that follow."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from planner.errors import SolverError
from planner.rounding import DOUBT
from planner.solver.backend import Backend, ProgressMonitor, StageResult, Vector
from planner.solver.highs import HighsBackend
from planner.solver.stage import Stage

Told = tuple[Stage, float]
"""a stage, and the bound that the solver told of it"""


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

    They change nothing of what the first runs find; only the end waits for them.
    """

    def __init__(self, watch: ProgressMonitor) -> None:
        self._watch = watch
        self._ended = threading.Event()
        self._thread = ThreadPoolExecutor(1, "second-run")
        self._runs: list[tuple[HighsBackend, list[Told], Future[StageResult]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends those that still run, without what they found."""
        self._ended.set()
        self._thread.shutdown(cancel_futures=True)

    def ask(
        self, backend: HighsBackend, stage: Stage, seconds: float, plan: Vector, told: list[Told]
    ) -> None:
        """Is there a better plan of a stage than this one, under the caps that hold now?"""
        twin = backend.twin(ProgressMonitor(None, self._stopped))
        run = self._thread.submit(twin.second_run, stage.terms, stage.gap_share, seconds, plan)
        self._runs.append((twin, list(told), run))

    def settle(self) -> None:
        """Wait for all of them. Raises SolverError where a plan beats a bound told before it."""
        for twin, told, run in self._runs:
            plan = run.result().values
            if plan is not None:
                contradiction(twin, told, plan)

    def _stopped(self) -> bool:
        return self._ended.is_set() or self._watch.cancelled
