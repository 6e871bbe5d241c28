"""The least of a largest value: the burden stage, where a tree search is slow."""

from __future__ import annotations

import math
from dataclasses import replace

from planner.model.core import ForceModel
from planner.model.money import burden_of
from planner.rounding import LEVEL_TOLERANCE
from planner.solver.backend import StageResult, Vector, left_until
from planner.solver.highs import HighsBackend
from planner.solver.search import better
from planner.solver.stage import Stage

LEAST_RATIO = 100.0
"""of a level to the bound below it: half way, by ratio, to nothing is nowhere"""
LEVEL_NODES = 20
"""of the tree, in the first question whether a level can be kept"""
ALONE_NODES = 10
"""of the tree, where the burden of one nation is lowered alone"""
ALONE_SHARE = 0.75
"""of the largest burden, in fractions of lots, that one nation's is alone, to be asked for alone"""
ALONE_TIME = 0.5
"""most of the time left that this may take"""


def lower_the_one(
    model: ForceModel, backend: HighsBackend, stage: Stage, best: StageResult, deadline: float
) -> StageResult:
    """The least largest burden, where it is one nation's whatever the others give: that one's.

    What bounds one nation's burden bounds the largest. And what one nation gives costs something,
    lot by lot, where a largest of many costs nothing until it is exceeded: there a tree has little
    to go by. The nation is the one that carries most in the plan at hand; it is asked for only if
    its own bound, in fractions of lots, comes near to that of the largest.
    """
    if best.values is None or stage.closed(best.value, best.bound):
        return best
    vector = best.values
    burdens = [burden_of(model, nation) for nation in model.problem.nations if nation.sovereign]
    terms, credit = max(
        (one for one in burdens if one[0]),
        key=lambda one: backend.value(one[0], vector) - one[1],
        default=([], 0.0),
    )
    least = backend.relaxation(stage.terms, left_until(deadline))
    if backend.relaxation(terms, left_until(deadline)) - credit < ALONE_SHARE * least:
        return best
    run = backend.minimise(
        terms,
        stage.gap_share,
        ALONE_TIME * left_until(deadline),
        stage.absolute_gap,
        nodes=ALONE_NODES,
    )
    bound = run.bound - credit
    if run.values is None:
        return better(best, replace(run, bound=bound))
    return better(best, replace(_least(model, backend, stage, run.values, deadline), bound=bound))


def _least(
    model: ForceModel, backend: HighsBackend, stage: Stage, vector: Vector, deadline: float
) -> StageResult:
    """A plan of the same contributions, with the least largest burden that they allow."""
    given, left = list(model.contribution.values()), left_until(deadline)
    vector = backend.search(stage.terms, -math.inf, 0.0, left, vector, given, LEVEL_NODES)
    return StageResult("node_limit", backend.value(stage.terms, vector), -math.inf, vector)


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
            # its own burdens may lie below the level
            found = _least(model, backend, stage, run.values, deadline)
            if found.value >= best.value:  # only the solver's tolerance keeps the level
                return replace(best, status="time_limit")
            best = replace(best, value=found.value, values=found.values)
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
