"""All stages of a linear program in one sum: where questions to a kept model start from.

One after the other, all stages but the first would begin far from their optimum. So they are first
minimised together: in a sum in which each weighs a little less than its cap costs the last stage.
Before any edit the optimum of the sum is nearly the plan, and after one it is near the new plan.
It is only a place to start from: every stage is then minimised by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.solver.backends import Vector
from planner.solver.kept import KeptModel
from planner.solver.lexicographic import Stage, cap_of

LIGHTER = 0.9
"""weight of a stage in the sum, to what its cap costs the last: heavier, and more steps lead from
one optimum of the sum to the next"""
LEAST_CAP = 1e-7
"""a stage is capped by a row at 0 too, for its price is wanted"""


def all_together(
    kept: KeptModel,
    stages: Sequence[Stage],
    costs: Mapping[str, Vector],
    caps: Mapping[str, int],
    basis: Any,
) -> tuple[Vector, Any] | None:
    """The sum of all stages, and the basis of its optimum; None where a stage has no optimum.

    Args:
        kept: a model without edits, which stays capped.
        stages: in order.
        costs, caps: their objectives, and the rows that cap them, by name.
        basis: of the first.
    """
    highs, last = kept.highs, stages[-1].name
    for number, stage in enumerate(stages):
        run = kept.minimise(costs[stage.name], None if number else basis, after=number > 0)
        if run.status != "optimal":
            return None
        if stage.name != last:
            most = max(LEAST_CAP, cap_of(stage, run.value, run.value))
            highs.changeRowBounds(caps[stage.name], -highs.inf, most)
    prices = np.abs(highs.getSolution().row_dual)
    together = costs[last].copy()
    for stage in stages[:-1]:
        together += LIGHTER * prices[caps[stage.name]] * costs[stage.name]
        highs.changeRowBounds(caps[stage.name], -highs.inf, highs.inf)
    run = kept.minimise(together, far=True)
    return (together, highs.getBasis()) if run.status == "optimal" else None
