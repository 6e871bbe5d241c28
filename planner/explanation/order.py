"""Which asks come first, which do in place of others, and how they are held in the model."""

from __future__ import annotations

from collections.abc import Iterable

from planner.explanation.ask_model import AskModel, Variable
from planner.explanation.levers import Lever
from planner.model.core import Term
from planner.problem.problem import Problem
from planner.rounding import LEAST_SHARE
from planner.solver.trial import Bounds

PERSON = LEAST_SHARE
"""weight of a person beside a nation: fewest lots first, then nations, then people"""


def size(lever: Lever) -> int:
    """Lots that one unit of an ask stands for: a shorter dwell is asked of a whole pool."""
    return lever.most if lever.kind == "dwell" else 1


def politics(asking: AskModel, problem: Problem) -> list[Term]:
    """Nations first, those outside the coalition twice, and three times where the scenario itself
    excludes them, then people."""
    coalition = problem.scenario.coalition
    terms: list[Term] = [(one, 1.0) for one in asking.asks.values()]
    for lever in asking.lots:
        unit = problem.unit_types.get(lever.unit_type)
        if unit and lever.kind != "dwell":
            terms += asking.terms(lever, unit.personnel * PERSON)
        if lever.kind == "join":
            more = 1.0 + (lever.nation in coalition.exclude)
            terms.append((asking.lots[lever][0], more))
    return terms


def granted(asking: AskModel, asks: dict[Lever, int]) -> dict[Variable, Bounds]:
    """Asks held at so many lots, and no other asks."""
    bounds: dict[Variable, Bounds] = {}
    for lever, units in asking.lots.items():
        lots = len(units) if lever.kind == "dwell" and lever in asks else asks.get(lever, 0)
        for number, unit in enumerate(units):
            bounds[unit] = (1.0, 1.0) if number < lots else (0.0, 0.0)
    return bounds


def alike(
    problem: Problem, levers: Iterable[Lever], ask: Lever, lots: int, rest: dict[Lever, int]
) -> list[Lever]:
    """Asks of as many lots that do for an ask: of types with an effect in common."""
    types = problem.unit_types
    effects = set(types[ask.unit_type].effects) if ask.unit_type else set()
    found = [
        lever
        for lever in levers
        if lever != ask
        and lever not in rest
        and (lever.most == lots if lever.kind == "dwell" else lever.most >= lots)
        and (not effects or not lever.unit_type or effects & set(types[lever.unit_type].effects))
    ]
    return sorted(found, key=lambda lever: (lever.kind != ask.kind, lever.key))
