"""The planner against the second formulation on random cases: a search for wrong answers.

    python -m tests.model.wide_search FIRST COUNT

prints every case on which they differ, and at the end how many there were of what kind.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator

from planner import InputError, Plan, PlannerError, solve, verify_plan

from ..world import WORLD, Document
from .second_formulation import SLACK, Open, SecondFormulation
from .wide_cases import wide_document

TOLERANCE = 1e-5
GIVEN_WAY = 6e-5
"""share by which the planner lets a stage in fractions, or of burdens, give way to later ones"""
NO_PLAN = "no plan"


def differences(document: Document) -> list[str]:
    """What is wrong with the planner's answer; ``[NO_PLAN]`` where both say that there is none.

    The first stage has the least value, each later one the least that the planner's own values of
    those before it leave: no less than with the slack that the planner allows itself.
    """
    try:
        plan = solve(document, data=WORLD)
    except InputError as error:
        best = SecondFormulation(document).best()
        return [NO_PLAN] if best is None else [f"there is a plan of {best}: {error}"]
    except PlannerError as error:
        return [f"{type(error).__name__}: {error}"]
    wrong = [f"verify: {breach}" for breach in verify_plan(plan)]
    wrong += [f"{s.name} is {s.proof}" for s in plan.stages if s.proof != "optimal"]
    reached = [stage.value for stage in plan.stages]
    least = SecondFormulation(document).best(reached)
    if least is None:
        return [*wrong, "there is no plan"]
    if not near(reached, least):
        # SCIP errs as well, with presolve, about once in thousands of cases
        least = SecondFormulation(document, presolve=False).best(reached) or []
        wrong += _stages(document, plan, least)
    return wrong


def _stages(document: Document, plan: Plan, least: list[float]) -> Iterator[str]:
    reached = [stage.value for stage in plan.stages]
    whole = document["solve"].get("whole_units", True)
    slack = GIVEN_WAY if not whole or any("burden" in s.name for s in plan.stages[:-1]) else SLACK
    loose = SecondFormulation(document).best(reached, slack) or []
    for stage, low, high in zip(plan.stages, loose, least, strict=True):
        room = TOLERANCE * max(1.0, abs(stage.value))
        if not min(low, high) - room <= stage.value <= high + room:
            yield f"{stage.name} is {stage.value:.9g}, the least is {high:.9g}"


def near(values: list[float], others: list[float]) -> bool:
    pairs = zip(values, others, strict=True)
    return all(abs(a - b) <= TOLERANCE * max(1.0, abs(b)) for a, b in pairs)


def main(first: int, count: int) -> int:
    """Search so many seeds; returns how many answers were wrong."""
    found: Counter[str] = Counter()
    began = time.monotonic()
    for seed in range(first, first + count):
        document = wide_document(seed)
        kind = "whole" if document["solve"]["whole_units"] else "in fractions"
        try:
            wrong = differences(document)
        except Open as late:
            print(f"{seed}: open, {late}", flush=True)
            found["open"] += 1
            continue
        found[kind] += 1
        found[NO_PLAN] += wrong == [NO_PLAN]
        if wrong and wrong != [NO_PLAN]:
            found["wrong"] += 1
            print(f"{seed} ({kind}): {'; '.join(wrong)}", flush=True)
    counts = ", ".join(f"{found[key]} {key}" for key in ("whole", "in fractions", NO_PLAN, "open"))
    seconds = time.monotonic() - began
    print(f"{first}-{first + count - 1}: {found['wrong']} wrong; {counts}; {seconds:.0f} s")
    return found["wrong"]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])) > 0)
