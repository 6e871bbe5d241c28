"""A model kept in HiGHS, in which some variables are held for a while."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import pulp

from planner.model.core import ForceModel, Term
from planner.rounding import ABSOLUTE_GAP
from planner.solver.backend import ProgressMonitor, StageResult, Vector
from planner.solver.highs import HighsBackend

Bounds = tuple[float, float]


class Trial(HighsBackend):
    """Asks the same model many questions.

    In a relaxed model the variables ``whole`` are whole nevertheless: then every answer is that of
    a small mixed-integer problem, solved from nothing.
    """

    def __init__(
        self,
        model: ForceModel,
        whole: Iterable[pulp.LpVariable] = (),
        watch: ProgressMonitor | None = None,
    ) -> None:
        super().__init__(model, model.problem.scenario.solve, watch or ProgressMonitor(None, None))
        chosen = [self.columns[v.id] for v in whole if v.id in self.columns]
        if chosen and not model.whole:
            index = np.array(chosen, np.int32)
            self.highs.changeColsIntegrality(len(index), index, np.ones(len(index), np.uint8))
            self._whole = True
        self.solves = 0

    def relax(self) -> None:
        """From now on nothing is whole."""
        count = len(self.columns)
        index = np.arange(count, dtype=np.int32)
        self.highs.changeColsIntegrality(count, index, np.zeros(count, np.uint8))
        self._whole = False

    @contextmanager
    def held(self, bounds: Mapping[pulp.LpVariable, Bounds]) -> Iterator[None]:
        """For a while: other bounds of some variables."""
        rows = [(self.columns[v.id], *b) for v, b in bounds.items() if v.id in self.columns]
        index = np.array([row[0] for row in rows], np.int32)
        lower, upper = (np.array([row[i] for row in rows], np.float64) for i in (1, 2))
        with self._bounds(index, lower, upper):
            yield

    def least(
        self,
        terms: list[Term],
        seconds: float,
        cold: bool = False,
        gap: float = ABSOLUTE_GAP,
        start: Vector | None = None,
    ) -> StageResult:
        """The least value of a sum, within an absolute gap; from a plan, if there is one.

        Where nothing is whole it starts from the answer before, unless cold.
        """
        self.solves += 1
        if cold:
            self._solved = False
        return self.minimise(terms, 0.0, max(0.05, seconds), gap, start)

    def found(self, answer: StageResult, variable: pulp.LpVariable) -> float:
        """The value of a variable in an answer; not a number where there is none."""
        column = self.columns.get(variable.id)
        if answer.values is None:
            return math.nan
        return 0.0 if column is None else float(answer.values[column])
