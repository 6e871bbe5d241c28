"""What the duals of a run say: which bounds make the optimum, and how to stay at it.

A column or row with a price is at a bound in every optimum. Held there, it leaves exactly the
optima of one stage to the next, which needs no cap and no tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from planner.rounding import FEASIBLE
from planner.solver.backend import Vector
from planner.solver.kept import KeptModel


class Prices(NamedTuple):
    """Columns and rows with a price, and for each whether it is its lower bound that has it."""

    columns: Any
    at_lower: Any
    rows: Any
    rows_at_lower: Any


def prices_at_zero(costs: Vector) -> Prices:
    """What makes 0 the least of a sum without negative terms."""
    columns = np.nonzero(costs)[0].astype(np.int32)
    none = np.array([], np.int32)
    return Prices(columns, costs[columns] > 0, none, none > 0)


class Optimum:
    """Holds a kept model at the optimum of what was minimised last."""

    def __init__(self, kept: KeptModel) -> None:
        self.kept = kept
        self._columns: set[int] = set()
        self._rows: set[int] = set()

    def prices(self) -> Prices:
        """Of the last run: what has a price, without what is held already."""
        solution = self.kept.highs.getSolution()
        return Prices(
            *_priced(solution.col_dual, self._columns), *_priced(solution.row_dual, self._rows)
        )

    def hold(self, prices: Prices) -> None:
        """Until it is let go: what has a price stays at its bound. The basis stays as it is."""
        columns, at_lower, rows, rows_at_lower = prices
        lower, upper = self.kept.sent
        at = np.where(at_lower, lower[columns], upper[columns])
        self.kept.highs.changeColsBounds(len(columns), columns, at, at)
        bounds = np.array([self.kept.row_bounds[row] for row in rows]).reshape(-1, 2)
        at = np.where(rows_at_lower, bounds[:, 0], bounds[:, 1])
        self.kept.highs.changeRowsBounds(len(rows), rows, at, at)
        self._columns.update(columns.tolist())
        self._rows.update(rows.tolist())

    def let_go(self) -> None:
        """Give what is held its bounds again."""
        columns, rows = (np.array(sorted(held), np.int32) for held in (self._columns, self._rows))
        lower, upper = self.kept.sent
        self.kept.highs.changeColsBounds(len(columns), columns, lower[columns], upper[columns])
        bounds = np.array([self.kept.row_bounds[row] for row in rows]).reshape(-1, 2).T
        self.kept.highs.changeRowsBounds(len(rows), rows, *np.ascontiguousarray(bounds))
        self._columns.clear()
        self._rows.clear()


def _priced(duals: Sequence[float], held: set[int]) -> tuple[Any, Any]:
    """Places of duals that are not 0, without those held, and which of them are above 0."""
    every = np.array(duals)
    every[list(held)] = 0.0
    index = np.nonzero(np.abs(every) > FEASIBLE)[0].astype(np.int32)
    return index, every[index] > 0
