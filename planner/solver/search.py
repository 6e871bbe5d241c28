"""Plans near a plan: what a tree search finds late, or never."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.model.core import ForceModel
from planner.solver.backends import HighsBackend, StageResult

if TYPE_CHECKING:
    from planner.solver.lexicographic import Stage

SEARCH_NODES = 10
"""of the tree, in one search"""


def left_until(deadline: float) -> float:
    """Seconds until then, for a run of the solver: never none."""
    return max(0.005, deadline - time.monotonic())


def better(best: StageResult, run: StageResult) -> StageResult:
    """The better plan of two, and the better bound."""
    bound = max(best.bound, run.bound) if run.status != "infeasible" else best.bound
    if run.values is not None and (best.values is None or run.value < best.value):
        return replace(run, bound=bound)
    return replace(best, bound=bound)


def search_near(
    model: ForceModel, backend: HighsBackend, stage: Stage, best: StageResult, deadline: float
) -> StageResult:
    """A better plan near a plan: half of its contributions are held, the other half is free.

    The burdens that an earlier stage caps leave few plans, which the tree may find late or never.
    Next to the plan at hand there mostly is one within the gap, found in a few short searches. This
    only searches: what it finds proves nothing. Halves of the phases come first, then halves of the
    nations, cut so that every two are once in different halves. It ends once the plan is within the
    gap of the bound; a cut of which neither half brought anything is the last of its kind.
    """
    if best.values is None:
        return best
    vector, value = best.values, best.value
    target = best.bound / (1 - min(stage.gap_share, 0.5)) if best.bound > 0 else best.bound
    gap = stage.gap_share / 3
    phases = [phase.id for phase in model.problem.phases]
    nations = sorted({key[0] for key in model.contribution})
    for part, names in ((3, phases), (0, nations)):
        for bit in range((len(names) - 1).bit_length()):
            before = value
            for half in (0, 1):
                if time.monotonic() >= deadline or stage.closed(value, best.bound):
                    return replace(best, value=value, values=vector)
                chosen = {name for i, name in enumerate(names) if i >> bit & 1 == half}
                held = [x for key, x in model.contribution.items() if key[part] in chosen]
                left = left_until(deadline)
                vector = backend.search(stage.terms, target, gap, left, vector, held, SEARCH_NODES)
                value = backend.value(stage.terms, vector)
            if value > before * (1 - gap):
                break
    return replace(best, value=value, values=vector)
