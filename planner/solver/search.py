"""What a tree search finds late, or never: plans near a plan."""

from __future__ import annotations

import time
from dataclasses import replace

from planner.model.core import ForceModel
from planner.solver.backend import StageResult, left_until
from planner.solver.highs import HighsBackend
from planner.solver.stage import Stage

SEARCH_NODES = 10
"""of the tree, in one search"""


def better(best: StageResult, run: StageResult) -> StageResult:
    """The better plan of two, and the better bound."""
    bound = max(best.bound, run.bound) if run.status != "infeasible" else best.bound
    if run.values is not None and (best.values is None or run.value < best.value):
        return replace(run, bound=bound)
    return replace(best, bound=bound)


def search_near(
    model: ForceModel,
    backend: HighsBackend,
    stage: Stage,
    best: StageResult,
    deadline: float,
    halves: tuple[str, ...] = ("phases", "nations"),
) -> StageResult:
    """A better plan near a plan: half of its contributions are held, the other half is free.

    The burdens that an earlier stage caps leave few plans, which the tree may find late or never.
    Next to the plan at hand there mostly is one within the gap, found in a few short searches. This
    only searches: what it finds proves nothing. Halves of the phases come first, then (where
    ``halves`` says so) of the nations, cut so that every two are once in different halves. It ends
    once the plan is within the gap of the bound; a cut of which neither half brought anything is
    the last of its kind.
    """
    if best.values is None:
        return best
    vector, value = best.values, best.value
    target = _target(stage, best)
    gap = stage.gap_share / 3
    phases = [phase.id for phase in model.problem.phases]
    nations = sorted({key[0] for key in model.contribution})
    parts = {"phases": (3, phases), "nations": (0, nations)}
    for part, names in (parts[name] for name in halves):
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
            if value >= before * (1 - gap):
                break
    return replace(best, value=value, values=vector)


def search_phases(
    model: ForceModel, backend: HighsBackend, stage: Stage, best: StageResult, deadline: float
) -> StageResult:
    """A better plan near a plan, by halves of the phases alone."""
    return search_near(model, backend, stage, best, deadline, ("phases",))


def search_support(
    model: ForceModel, backend: HighsBackend, stage: Stage, best: StageResult, deadline: float
) -> StageResult:
    """A better plan near a plan: units that support others move, then all but battlegroups.

    Where support is short, what stands with it mostly need not change.
    """
    if best.values is None:
        return best
    vector, types = best.values, model.problem.unit_types
    support = {name for unit in types.values() for name in unit.supported_by}
    free = [support, {name for name, unit in types.items() if not unit.is_battlegroup}]
    for names in free:
        held = [x for key, x in model.contribution.items() if key[1] not in names]
        left, target = left_until(deadline), _target(stage, best)
        vector = backend.search(
            stage.terms, target, stage.gap_share / 3, left, vector, held, SEARCH_NODES
        )
    return replace(best, value=backend.value(stage.terms, vector), values=vector)


def search_from(
    backend: HighsBackend, stage: Stage, best: StageResult, deadline: float
) -> StageResult:
    """A better plan, started from a plan, with nothing held. This, too, only searches."""
    if best.values is None:
        return best
    target, left = _target(stage, best), left_until(deadline)
    found = backend.search(
        stage.terms, target, stage.gap_share, left, best.values, [], SEARCH_NODES
    )
    return replace(best, value=backend.value(stage.terms, found), values=found)


def _target(stage: Stage, best: StageResult) -> float:
    """The value that a bound proves within the gap."""
    return best.bound / (1 - min(stage.gap_share, 0.5)) if best.bound > 0 else best.bound
