"""The plan as a basis: where questions to a kept model that go through all stages start from.

One after the other, all stages but the first would begin far from their optimum. So all stages are
first minimised in a sum in which each weighs a little more than its cap costs the last: its optimum
is the plan. From there, with the first two stages alone, a question finds the nearest plan that has
the least of them, and most of what the later stages made is still in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.rounding import FEASIBLE
from planner.solver.backend import Vector
from planner.solver.kept import KeptModel
from planner.solver.stage import Stage, cap_of

HEAVIER = 1.05
"""weight of a stage in the sum, to what its cap costs the last"""
SECOND = 0.2
"""weight of the second stage beside the first, to the same: so little that the first comes first"""


def all_together(
    kept: KeptModel,
    stages: Sequence[Stage],
    costs: Mapping[str, Vector],
    caps: Mapping[str, int],
    basis: Any,
) -> tuple[Vector, Any] | None:
    """The first two stages in one sum, and the basis of the plan, which is its optimum.

    None where a stage has no optimum.

    Args:
        kept: a model without edits.
        stages: in order, three or more.
        costs, caps: their objectives, and the rows that cap them, by name.
        basis: of the first.
    """
    highs, last = kept.highs, stages[-1].name
    for number, stage in enumerate(stages):
        run = kept.minimise(costs[stage.name], None if number else basis, after=number > 0)
        if run.status != "optimal":
            return None
        if stage.name != last:
            most = max(FEASIBLE, cap_of(stage, run.value, run.value))
            highs.changeRowBounds(caps[stage.name], -highs.inf, most)
    prices = np.abs(highs.getSolution().row_dual)
    priced = [prices[caps[stage.name]] * costs[stage.name] for stage in stages[:-1]]
    for stage in stages[:-1]:
        highs.changeRowBounds(caps[stage.name], -highs.inf, highs.inf)
    kept.minimise(costs[last] + HEAVIER * sum(priced))
    first = priced[0] + SECOND * priced[1]
    run = kept.minimise(first, after=True)
    return (first, highs.getBasis()) if run.status == "optimal" else None
