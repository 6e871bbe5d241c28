"""A kept model in which what changes against given contributions is counted."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.model.core import ForceModel
from planner.solver.answer import Given
from planner.solver.backend import Vector
from planner.solver.kept import KeptModel


def with_changes(
    model: ForceModel, kept: KeptModel, given: Given, vector: Vector
) -> tuple[Any, Vector, Vector]:
    """A copy with two more columns for each contribution: lots more, and lots less, than given.

    Also the objective, lot-months of both where the contribution is open, and a plan made of
    ``vector`` to start from.
    """
    highs, upper = kept.copy(), kept.open_columns
    months = {phase.id: phase.months for phase in model.problem.phases}
    columns, lots, prices = [], [], []
    for key, x in model.contribution.items():
        column, promised = kept.columns.get(x.id), given.get(key, 0.0)
        if column is not None and (upper[column] > 0 or promised):
            columns.append(column)
            lots.append(promised)
            prices.append(months[key[3]] if upper[column] > 0 else 0)
    count, first = len(columns), len(vector)
    none, zeros = np.array([], np.int32), np.zeros(2 * count)
    both = np.repeat(np.array(prices, np.float64), 2)
    highs.addCols(2 * count, both, zeros, np.full(2 * count, highs.inf), 0, none, none, zeros[:0])
    index = np.column_stack((columns, first + np.arange(2 * count).reshape(count, 2)))
    values, starts = np.tile([1.0, -1.0, 1.0], count), 3 * np.arange(count, dtype=np.int32)
    at = np.array(lots, np.float64)
    highs.addRows(count, at, at, 3 * count, starts, index.ravel().astype(np.int32), values)
    change = vector[np.array(columns, np.int32)] - at
    more_and_less = np.column_stack((np.maximum(change, 0.0), np.maximum(-change, 0.0))).ravel()
    return (
        highs,
        np.concatenate((np.zeros(first), both)),
        np.concatenate((vector, more_and_less)),
    )
