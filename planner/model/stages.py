"""The stages of the lexicographic objective. Each returns terms to be minimised."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from planner.errors import ModelBuildError
from planner.model.core import ForceModel, Term
from planner.reference.identifiers import US
from planner.rounding import EXACT, common_step, rational

SAFE_SCALE = 250_000
"""of a sum of lots: the solver lets each be 1e-6 off a whole number, which adds up to a quarter"""


@dataclass(frozen=True, slots=True)
class Grain:
    """How fine the values of an objective are in plans of whole lots."""

    step: float | None
    """every value is a multiple of this; None: the solver could not tell two neighbours apart"""
    least: float
    """what one lot more or less changes at least"""


def grain_of(m: ForceModel, terms: list[Term]) -> Grain | None:
    """How fine the values of an objective are; None where it takes any value, as money does."""
    step, total, least = Fraction(0), Fraction(0), math.inf
    for variable, value in terms:
        grain, factor = m.grain.get(variable.id), rational(value)
        if grain is None or abs(factor - value) > EXACT * value:
            return None
        step = common_step(step, factor * grain)
        total += factor
        least = min(least, float(factor * grain))
    if not step:
        return None
    return Grain(float(step) if total <= SAFE_SCALE * step else None, least)


def sustained(m: ForceModel) -> list[Term]:
    """Weighted share of the demands that is unmet in their worst phase, in requirement-months.

    Formula:   sum over r of weight[r] months[r] step[r] worst[r] / need[r]
    Symbols:   months of the phases that count (Problem.counted_from)
    """
    months: dict[str, int] = {}
    wants = {want.demand.id: want for want in m.wants if want.demand.id in m.worst}
    for want in m.wants:
        if m.problem.counts(want):
            months[want.demand.id] = months.get(want.demand.id, 0) + want.phase.months
    return [
        (m.worst[r][0], m.worst[r][1] * want.demand.weight * months[r] / want.need)
        for r, want in wants.items()
    ]


def shortfall(m: ForceModel) -> list[Term]:
    """Weighted share of the demands that is unmet, in requirement-months.

    Formula:   sum over r,k of weight[r] months[k] shortfall[r,k] / need[r,k]
    """
    return [(m.shortfall[w.key], w.demand.weight * w.phase.months / w.need) for w in m.wants]


def support(m: ForceModel) -> list[Term]:
    """Lot-months of battlegroups, and of what else takes support, without it.

    Formula:   sum over u,l,k of months[k] unsupported[u,l,k]
    """
    months = {phase.id: phase.months for phase in m.problem.phases}
    return [(lots, months[phase]) for (_, _, phase), lots in m.unsupported.items()]


def deterrence(m: ForceModel) -> list[Term]:
    """Value lost below the objectives, in requirement-months: concave, so that the first units
    above a threshold count most.

    Formula:   sum over r,k of weight[r] months[k] / need[r,k]
               x (shortfall[r,k] + sum over i of slope[i] below_objective[r,k,i])
    """
    slopes = m.problem.scenario.rules.deterrence.slopes
    terms = shortfall(m)
    for want in m.wants:
        unit = want.demand.weight * want.phase.months / want.need
        terms += [
            (m.below_objective[(*want.key, i)], unit * slope)
            for i, slope in enumerate(slopes)
            if (*want.key, i) in m.below_objective
        ]
    return terms


def us_dependence(m: ForceModel) -> list[Term]:
    """Lot-months given by the United States.

    Formula:   sum over u,a,k of months[k] x[USA,u,a,k]
    """
    months = {phase.id: phase.months for phase in m.problem.phases}
    return [(x, months[key[3]]) for key, x in m.contribution.items() if key[0] == US]


def nato_draw(m: ForceModel) -> list[Term]:
    """Lot-months taken from the forces earmarked for NATO's plans.

    Formula:   sum over n,u,t of draw[n,u,t] (months until the next event month)
    """
    weights: dict[tuple[str, str, int], int] = {}
    for pool, months in m.event_months.items():
        for month, following in zip(months, [*months[1:], m.horizon], strict=False):
            weights[*pool, month] = following - month
    return [(draw, weights[key]) for key, draw in m.nato_draw.items()]


def burden(m: ForceModel) -> list[Term]:
    """The largest cost of a nation relative to its size.

    Formula:   burden_max, where burden_max size[n] >= net[n] - credit[n] for every nation
    """
    if m.burden_max is None:
        raise ModelBuildError("the burden stage has no variable")
    return [(m.burden_max, 1)]


def burden_excess(m: ForceModel) -> list[Term]:
    """What nations carry above their fair share of the cost, in EUR million.

    Formula:   sum over n of above_fair_share[n],
               where above_fair_share[n] >= net[n] - fair[n] sum over n of cost[n] without movement
    """
    return [(above, 1) for above in m.above_fair_share.values()]


def cost(m: ForceModel) -> list[Term]:
    """Cost of the operation over the horizon, in EUR million.

    Formula:   sum over n,u,a,k of months[k] cost[u,a] x[n,u,a,k]
               + sum over n,u,k of movement[n,u] arrived[n,u,k] + sum over i of price[i] bought[i]
    """
    return m.cost_terms()
