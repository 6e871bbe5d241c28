"""Where the share of an effect that changes hands between nations is limited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from planner.problem.problem import Problem
from planner.problem.records import PhaseRow


class Handover(NamedTuple):
    """A phase at whose start at most a share of an effect in the theatre may change hands."""

    effect: str
    share: float
    before: PhaseRow
    phase: PhaseRow


def handovers(problem: Problem) -> Iterator[Handover]:
    """All that rules.handover_limit bounds.

    Not where a demand for the effect begins to count: there forces arrive that nobody hands over.
    """
    rule = problem.scenario.rules.handover_limit
    for effect, share in rule.shares.items() if rule.enabled else ():
        asked = _asked_in_place(problem, effect)
        for before, phase in pairwise(problem.phases):
            if asked[phase.id] and asked[phase.id] <= asked[before.id]:
                yield Handover(effect, share, before, phase)


def _asked_in_place(problem: Problem, effect: str) -> defaultdict[str, set[str]]:
    """Phase -> demands for an effect in place in the theatre that count in it."""
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for want in problem.wants:
        there = problem.locations[want.demand.location].in_theatre
        if there and problem.counts(want) and (effect, 0) in problem.use.asks(want.demand):
            asked[want.phase.id].add(want.demand.id)
    return asked
