"""A kept model in which what changes against given contributions is counted."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.model.core import ForceModel
from planner.solver.answer import Given
from planner.solver.backends import Vector
from planner.solver.kept import KeptModel


def with_changes(
    model: ForceModel, kept: KeptModel, given: Given, vector: Vector
) -> tuple[Any, Vector, Vector]:
    """A copy with two more columns for each contribution: lots more, and lots less, than given.

    Also the objective, lot-months of both where the contribution is open, and a plan made of
    ``vector`` to start from.
    """
    highs, upper = kept.copy(), kept.open_columns
    months = {phase.id: model.problem.months(phase) for phase in model.problem.phases}
    start, prices = list(vector), [0.0] * len(vector)
    for key, x in model.contribution.items():
        column, lots = kept.columns.get(x.id), given.get(key, 0.0)
        if column is None or (upper[column] == 0 and not lots):
            continue
        index = np.array([column, len(start), len(start) + 1], np.int32)
        for sign in (1, -1):
            highs.addCol(0.0, 0.0, highs.inf, 0, [], [])
            start.append(max(0.0, sign * (vector[column] - lots)))
            prices.append(months[key[3]] if upper[column] > 0 else 0)
        highs.addRow(lots, lots, 3, index, np.array([1.0, -1.0, 1.0]))
    return highs, np.array(prices), np.array(start)
