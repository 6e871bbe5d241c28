"""The least of a largest value: the burden stage, where a tree search is slow."""

from __future__ import annotations

import math
from dataclasses import replace

from planner.model.core import ForceModel
from planner.rounding import LEVEL_TOLERANCE
from planner.solver.backend import StageResult, left_until
from planner.solver.highs import HighsBackend
from planner.solver.stage import Stage

LEAST_RATIO = 100.0
"""of a level to the bound below it: half way, by ratio, to nothing is nowhere"""
LEVEL_NODES = 20
"""of the tree, in the first question whether a level can be kept"""


def lower_the_largest(
    model: ForceModel, backend: HighsBackend, stage: Stage, best: StageResult, deadline: float
) -> StageResult:
    """The least level that no nation's burden exceeds, by halving what is open.

    A level that is fixed turns "nobody carries more" into limits on whole lots, which decide a
    great deal at once, while a level to be minimised takes any value and leaves them open. Each
    question, whether all can stay below a level, is answered by a plan (a lower value), by a proof
    that there is none (a higher bound), or not within its nodes. Levels between the last one that
    stayed open and the best plan come next; when they are within the gap, more nodes are given.
    """
    ((variable, _),) = stage.terms
    nodes, unknown = LEVEL_NODES, best.bound
    while not _one_level(stage, best, best.bound):
        if _one_level(stage, best, unknown):
            nodes, unknown = 4 * nodes, best.bound
        level = (max(unknown, best.value / LEAST_RATIO) * best.value) ** 0.5
        run = backend.within(variable, level, left_until(deadline), nodes)
        if run.values is not None:
            given = list(model.contribution.values())  # its own burdens may lie below the level
            left = left_until(deadline)
            vector = backend.search(stage.terms, -math.inf, 0.0, left, run.values, given, nodes)
            value = backend.value(stage.terms, vector)
            if value >= best.value:  # only the solver's tolerance keeps the level
                return replace(best, status="time_limit")
            best = replace(best, value=value, values=vector)
        elif run.status == "infeasible":
            best, unknown = replace(best, bound=level), level
        elif run.status == "node_limit":
            unknown = level
        else:
            return replace(best, status=run.status)
    same = best.value - best.bound <= LEVEL_TOLERANCE
    return replace(best, status="optimal", bound=best.value if same else best.bound)


def _one_level(stage: Stage, best: StageResult, bound: float) -> bool:
    """Is the best plan so near to a bound that there is nothing between them to ask for?"""
    return stage.closed(best.value, bound) or best.value - bound <= LEVEL_TOLERANCE
