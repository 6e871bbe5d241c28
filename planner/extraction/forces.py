"""What stays, how much changes hands, and what goes without its support."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import ceil

from planner.extraction.demands import LotsAt, shown_from, tidy
from planner.model.core import ForceModel
from planner.plan.forces import ContingentRow, ContributionRow, TurnoverRow, UnsupportedRow
from planner.problem.problem import Problem
from planner.rounding import SMALL
from planner.solver.lexicographic import Solution

Amounts = dict[str, dict[str, float]]
"""phase -> nation -> what it has in the theatre, in units of an effect"""


def counted_effects(problem: Problem) -> dict[str, int]:
    """Effect that a demand asks for -> month from which it counts: that of the earliest of them.

    Of the demands that want it in place in the theatre; where none does, of those at notice.
    """
    in_place: dict[str, int] = {}
    at_notice: dict[str, int] = {}
    for demand in dict.fromkeys(want.demand for want in problem.wants):
        month = problem.counted_from[demand.id]
        there = problem.locations[demand.location].in_theatre
        for effect, days in problem.use.asks(demand):
            found = in_place if there and days == 0 else at_notice
            found[effect] = min(month, found.get(effect, month))
    return at_notice | in_place


def contingents(
    problem: Problem, contributions: Iterable[ContributionRow]
) -> Iterator[ContingentRow]:
    """The least of every effect that a nation has in the theatre over the phases that count."""
    rows, small = tuple(contributions), shown_from(problem.scenario.solve.whole_units)
    amounts_of = _amounts(problem, rows)
    for effect, start in counted_effects(problem).items():
        there = amounts_of[effect]
        counted = [there[p.id] for p in problem.phases if p.start_month >= start]
        for nation in sorted({name for amounts in counted for name in amounts}):
            least = min(amounts.get(nation, 0.0) for amounts in counted)
            if least > small:
                yield ContingentRow(nation=nation, effect=effect, amount=tidy(least))


def turnover(problem: Problem, contributions: Iterable[ContributionRow]) -> Iterator[TurnoverRow]:
    """Share of every effect whose nation was not there with as much in the phase before."""
    rows, small = tuple(contributions), shown_from(problem.scenario.solve.whole_units)
    amounts_of = _amounts(problem, rows)
    for effect in counted_effects(problem):
        there = amounts_of[effect]
        for before, phase in pairwise(problem.phases):
            amounts, whole = there[phase.id], sum(there[phase.id].values())
            if whole > small:
                new = (max(0.0, v - there[before.id].get(n, 0.0)) for n, v in amounts.items())
                yield TurnoverRow(phase=phase.id, effect=effect, share=tidy(sum(new) / whole))


def _amounts(problem: Problem, rows: Iterable[ContributionRow]) -> dict[str, Amounts]:
    """What is in the theatre of every effect that counts."""
    found: dict[str, Amounts] = {
        effect: {phase.id: {} for phase in problem.phases} for effect in counted_effects(problem)
    }
    for row in rows:
        if problem.locations[row.location].in_theatre:
            for effect, one in problem.unit_types[row.unit_type].effects.items():
                if one and effect in found:
                    at = found[effect][row.phase]
                    at[row.nation] = at.get(row.nation, 0.0) + one * row.lots
    return found


def unsupported(model: ForceModel, solution: Solution, lots: LotsAt) -> Iterator[UnsupportedRow]:
    """Battlegroups without support, by place and phase, with the support types that lack.

    As many as the support that is there leaves without: a solver that stops early, or in a stage
    before that counts them, may have left room for more.
    """
    types, alike = model.problem.unit_types, model.problem.alike_in_support
    left: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for (_, unit_type, place, phase), value in lots.items():
        left[unit_type, place, phase] += value
        for support, ratio in types[unit_type].supported_by.items():
            left[support, place, phase] -= value / ratio
    lacks = {key: -value for key, value in left.items() if value < -SMALL}
    room = {key: solution[variable] for key, variable in model.unsupported.items()}
    for (first, place, phase), most in room.items():
        takes = types[first].supported_by
        least = max(lacks.get((v, place, phase), 0.0) * ratio for v, ratio in takes.items())
        others = (k for k in room if k != (first, place, phase) and k[1:] == (place, phase))
        if least and any(room[key] > SMALL for key in others):
            least = most  # how they share what is there is the solver's
        without = ceil(least - SMALL) if model.whole else least
        if without > shown_from(model.whole):
            yield UnsupportedRow(
                location=place,
                phase=phase,
                unit_types=tuple(name for name, like in alike.items() if like == first),
                battlegroups=tidy(min(without, most)),
                lacks=tuple(v for v in sorted(takes) if (v, place, phase) in lacks),
            )


TABLES = {"contingents": contingents, "turnover": turnover}
"""tables of the plan that follow from the contributions alone"""
