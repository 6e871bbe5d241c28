"""The stages of the lexicographic objective. Each returns terms to be minimised."""

from __future__ import annotations

from planner.errors import ModelBuildError
from planner.model.core import ForceModel, Term
from planner.problem import US


def shortfall(m: ForceModel) -> list[Term]:
    """Weighted share of the requirements that is unmet, in requirement-months.

    Formula:   sum over r,k of weight[r] months[k] short[r,k] / need[r,k]
    """
    months = {phase.id: m.problem.months(phase) for phase in m.problem.phases}
    return [
        (m.short[r.id, phase.id], r.weight * months[phase.id] / need) for r, phase, need in m.needs
    ]


def us_dependence(m: ForceModel) -> list[Term]:
    """Lot-months given by the United States.

    Formula:   sum over u,a,k of months[k] x[USA,u,a,k]
    """
    months = {phase.id: m.problem.months(phase) for phase in m.problem.phases}
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

    Formula:   burden_max, where burden_max >= cost[n] / size[n] for every nation
    """
    if m.burden_max is None:
        raise ModelBuildError("the burden stage has no variable")
    return [(m.burden_max, 1)]


def burden_excess(m: ForceModel) -> list[Term]:
    """What nations carry above their fair share of the cost, in EUR million.

    Formula:   sum over n of over[n], where over[n] >= cost[n] - fair[n] (cost of all)
    """
    return [(over, 1) for over in m.burden_over.values()]


def cost(m: ForceModel) -> list[Term]:
    """Cost of the operation over the horizon, in EUR million.

    Formula:   sum over n,u,a,k of months[k] cost[u,a] x[n,u,a,k]
    """
    return m.cost_terms()


def burden_floor(m: ForceModel) -> None:
    """burden_max is at least the cost of every nation relative to its size.

    Formula:   burden_max size[n] >= cost[n];  over[n] >= cost[n] - fair[n] sum over n of cost[n]
    Symbols:   cost EUR million over the horizon · size GDP (USD billion), defence budget, active
               forces or 1 · fair size[n] / size of all nations that could take part
    Rows:      one per nation and burden stage
    Binds when: the nation carries the most, relative to its size
    Source:    scenario rules.burden.key; facts.csv gdp_2024, defence_budget_2024, forces_active
    """
    sovereign = [nation for nation in m.problem.nations if nation.sovereign]
    total_size = sum(nation.size for nation in sovereign)
    if m.burden_max is not None:
        for nation in sovereign:
            terms = [(x, -value) for x, value in m.cost_terms(nation.code)]
            if terms and nation.size > 0:
                row = [(x, value / nation.size) for x, value in terms]
                m.require("burden_floor", (nation.code,), [(m.burden_max, 1), *row], ">=", 0)
    if m.burden_over:
        everyone = [t for n in sovereign for t in m.cost_terms(n.code)]
        for nation in sovereign:
            if nation.code in m.burden_over:
                fair = nation.size / total_size if total_size else 0.0
                mine = {x.name: value for x, value in m.cost_terms(nation.code)}
                row = [(x, fair * value - mine.get(x.name, 0.0)) for x, value in everyone]
                key = ("excess", nation.code)
                m.require("burden_floor", key, [(m.burden_over[nation.code], 1), *row], ">=", 0)
