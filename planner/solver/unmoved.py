"""Whether the plan of a kept model is still the best one after an edit, told without solving.

It is, up to a stage, where the edit allows it and the duals of these stages hold on to nothing that
the edit loosens: the same duals then prove the same least values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.rounding import FEASIBLE
from planner.solver.backend import Vector
from planner.solver.kept import KeptModel
from planner.solver.optimum import Prices


@dataclass(frozen=True)
class UneditedPlan:
    """A plan that has the least of every stage, and the proof."""

    values: dict[str, float]
    """of the stages, in order"""
    vector: Vector
    costs: dict[str, Vector]
    prices: dict[str, Prices]

    def still_best(self, kept: KeptModel, costs: Mapping[str, Vector], last: str) -> bool:
        """Is it the best of the model as it is edited now, up to a stage?"""
        names = list(self.values)
        names, moved = names[: names.index(last) + 1], kept.moved()
        return (
            all(costs[name] is self.costs[name] for name in names)
            and self._allowed(kept, moved)
            and not any(_loosened(kept, moved, self.prices[name]) for name in names)
        )

    def _allowed(self, kept: KeptModel, moved: set[int]) -> bool:
        lower, upper = kept.sent
        vector = self.vector[: len(lower)]
        if np.any(vector < lower - FEASIBLE) or np.any(vector > upper + FEASIBLE):
            return False
        for row in moved:
            amount = sum(vector[column] * value for column, value in kept.row(row).items())
            low, high = kept.row_bounds[row]
            if not low - FEASIBLE <= amount <= high + FEASIBLE:
                return False
        return True


def _loosened(kept: KeptModel, moved: set[int], prices: Prices) -> bool:
    """Does the edit loosen a bound that has a price, or change the coefficients of such a row?"""
    for side in (0, 1):
        columns = prices.columns[prices.at_lower == (side == 0)]
        now, own = kept.sent[side][columns], kept.own_sent[side][columns]
        if np.any(now < own if side == 0 else now > own):
            return True
    at_lower = dict(zip(prices.rows.tolist(), prices.rows_at_lower.tolist(), strict=True))
    for row in moved & at_lower.keys():
        (low, high), (own_low, own_high) = kept.row_bounds[row], kept.own_bounds[row]
        if kept.rewritten_row(row) or (low < own_low if at_lower[row] else high > own_high):
            return True
    return False
