"""What nations pay, and how evenly."""

from __future__ import annotations

from planner.model.core import ForceModel, Term
from planner.problem.nations import Nation


def budget_limit(m: ForceModel) -> None:
    """Nobody spends more than its budget, the fund repays no more than it has.

    Formula:   net[n] <= budget[n];  sum over n of repaid[n] <= fund;  repaid[n] <= forces[n];
               sum over n of cost[n] <= total;  net[n] = cost[n] - repaid[n] + fair[n] sum of repaid
    Symbols:   cost EUR million of forces, movement and purchases over the horizon · forces cost
               without movement, which the fund does not repay: arrivals are held from below only,
               and more of them must not earn money · repaid by the common fund · fair share of the
               nation by the burden key, which it pays in
    Rows:      one per national budget, one per repaid nation, one for the fund, one for the total
    Binds when: money runs out before forces do
    Source:    scenario rules.budget_limit
    """
    rule = m.problem.scenario.rules.budget_limit
    if not rule.enabled:
        return
    for nation, budget in rule.national_eur_m.items():
        if nation in m.problem.fair_share:
            m.require("budget_limit", (nation,), m.net_cost_terms(nation), "<=", budget)
    for nation, repaid in m.repaid.items():
        spent = m.cost_terms(nation, movement=False)
        terms = [(repaid, 1.0), *((x, -value) for x, value in spent)]
        m.require("budget_limit", ("repaid", nation), terms, "<=", 0)
    fund = [(repaid, 1.0) for repaid in m.repaid.values()]
    m.require("budget_limit", ("fund",), fund, "<=", rule.common_fund_eur_m)
    if rule.total_eur_m is not None:
        m.require("budget_limit", ("total",), m.cost_terms(), "<=", rule.total_eur_m)


def burden_floor(m: ForceModel) -> None:
    """burden_max is at least the cost of every nation relative to its size.

    Formula:   burden_max size[n] >= net[n] - credit[n];
               above_fair_share[n] >= net[n] - fair[n] sum over n of cost[n] without movement
    Symbols:   net EUR million over the horizon, after the common fund · credit for aid already
               given to Ukraine · size GDP (USD billion), defence budget, active forces, 1, or the
               user's · fair size[n] / size of all nations that could take part
    Rows:      one per nation and burden stage
    Binds when: the nation carries the most, relative to its size
    Source:    scenario rules.burden; facts.csv gdp_2024, defence_budget_2024, forces_active,
               aid_to_ukraine_total
    """
    sovereign = [nation for nation in m.problem.nations if nation.sovereign]
    shared = (n for n in sovereign if m.above_fair_share)
    everyone = [t for n in shared for t in m.cost_terms(n.code, movement=False)]
    for nation in sovereign:
        share, credit = burden_of(m, nation)
        if m.burden_max is not None and share:
            row = [(x, -value) for x, value in share]
            m.require("burden_floor", (nation.code,), [(m.burden_max, 1), *row], ">=", -credit)
        over = m.above_fair_share.get(nation.code)
        if over is not None:
            net, fair = m.net_cost_terms(nation.code), m.problem.fair_share[nation.code]
            values: dict[str, float] = {}
            terms: dict[str, Term] = {}
            for x, value in [*((x, fair * v) for x, v in everyone), *((x, -v) for x, v in net)]:
                values[x.name] = values.get(x.name, 0.0) + value
                terms[x.name] = (x, values[x.name])
            row = [(over, 1), *terms.values()]
            m.require("burden_floor", ("excess", nation.code), row, ">=", 0)


def burden_of(m: ForceModel, nation: Nation) -> tuple[list[Term], float]:
    """A nation's burden, in EUR million per unit of its size: terms, less what it is credited."""
    if nation.size <= 0:
        return [], 0.0
    net = m.net_cost_terms(nation.code)
    return [(x, value / nation.size) for x, value in net], nation.aid_credit_eur_m / nation.size
