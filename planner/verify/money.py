"""Checks of money: costs by kind, shares of the burden, budgets and the common fund.

Letters: x lots contributed · n nation · u unit type · l location · k phase · i purchase.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from planner.rounding import SMALL, SMALL_IN_FRACTIONS
from planner.verify.index import Check, PlanIndex, Violation, sovereign
from planner.verify.reading import TRAINING

KEYS = ("gdp", "defence_budget", "active_forces", "equal")


def cost_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """People, cost and shares of each nation add up from its contributions.

    Formula: cost[n] = sum of months x lots x monthly cost (x standby_cost_share at standby)
    + movement x arrivals (if lift is limited) + price x share of bought lots, by phase and kind;
    peak = max over k of people deployed; burden share = cost / total; fair share = size / sum
    """
    yield from _kinds(ledger)
    costs = costs_of(ledger)
    fair = fair_shares(ledger)
    people: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    person_months: defaultdict[str, float] = defaultdict(float)
    for e in ledger.entries:
        people[e.nation][e.phase.id] += e.personnel
        person_months[e.nation] += e.personnel * e.months
    for row in ledger.plan.nations:
        figures = {
            "personnel_peak": (max(people[row.nation].values(), default=0.0), 1.0),
            "personnel_months": (person_months[row.nation], 1e-3),
            "cost_eur_m": (costs[row.nation], 1e-3),
            "burden_share": (_ratio(costs[row.nation], sum(costs.values())), SMALL_IN_FRACTIONS),
            "fair_share": (fair.get(row.nation, 0.0), SMALL_IN_FRACTIONS),
        }
        for name, (figure, tolerance) in figures.items():
            told = getattr(row, name)
            if abs(told - figure) > max(tolerance, SMALL * abs(figure)):
                yield Violation(f"{row.nation} {name}", f"{told:g}, should be {figure:g}")
    yield from _shares(ledger)


def _kinds(ledger: PlanIndex) -> Iterator[Violation]:
    """The cost rows, one a nation, phase and kind."""
    costs = _costs(ledger)
    told: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for row in ledger.plan.costs:
        key: tuple[str, str, str] = (row.nation, row.phase, row.kind)
        if key in told:
            yield Violation(" ".join(key), "there is more than one row")
        told[key] += row.eur_m
    for key in dict.fromkeys((*costs, *told)):
        if abs(told[key] - costs[key]) > max(SMALL_IN_FRACTIONS, SMALL * abs(costs[key])):
            yield Violation(" ".join(key), f"EUR {told[key]:g} m, should be {costs[key]:g}")


def _shares(ledger: PlanIndex) -> Iterator[Violation]:
    """Fair shares by every key: 1 in sum over sovereign nations, 0 for others."""
    rule = ledger.plan.scenario.rules.burden
    nations = [row for row in ledger.plan.nations if sovereign(row.nation)]
    for key in KEYS:
        whole = sum(row.fair_shares.get(key, 0.0) for row in nations)
        if whole and abs(whole - 1) > SMALL_IN_FRACTIONS:
            yield Violation(f"fair_shares {key}", f"they sum to {whole:g}")
    for row in ledger.plan.nations:
        if set(row.fair_shares) != set(KEYS):
            yield Violation(f"{row.nation} fair_shares", f"keys {sorted(row.fair_shares)}")
        expected = dict(row.fair_shares)
        if not sovereign(row.nation):
            expected = dict.fromkeys(KEYS, 0.0)
        else:
            expected["equal"] = 1 / len(nations)
            expected[rule.key] = row.fair_share
            if rule.key == "custom" and row.size != rule.sizes.get(row.nation, 0.0):
                yield Violation(f"{row.nation} size", f"{row.size:g} is not that of the scenario")
        for key, share in row.fair_shares.items():
            if not 0 <= share <= 1 or abs(share - expected.get(key, 0.0)) > SMALL_IN_FRACTIONS:
                told = f"{share:g}, should be {expected.get(key, 0.0):g}"
                yield Violation(f"{row.nation} fair_shares {key}", told)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


@lru_cache(maxsize=1)  # asked by every check of money
def _costs(ledger: PlanIndex) -> defaultdict[tuple[str, str, str], float]:
    """EUR million by nation, phase and kind."""
    costs: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for e in ledger.entries:
        kind, share = "deployment", 1.0
        if e.place.kind == "standby":
            kind, share = "readiness", ledger.plan.standby_cost_share
        elif TRAINING in e.unit.effects:
            kind = "training"
        costs[e.nation, e.phase.id, kind] += e.lot_months * e.unit.cost_eur_m_month * share
    if ledger.plan.scenario.rules.lift_limit.enabled:
        for (phase, nation, unit), lots in ledger.arrived().items():
            if pool := ledger.pools.get((nation, unit)):
                costs[nation, phase, "movement"] += lots * pool.movement_cost_eur_m
    for option in ledger.plan.purchases if ledger.plan.phases else ():
        for nation, share in option.payers.items():
            paid = option.lots * option.price_eur_m * share
            costs[nation, ledger.plan.phases[0].id, "procurement"] += paid
    return costs


def costs_of(ledger: PlanIndex) -> defaultdict[str, float]:
    """EUR million by nation."""
    costs: defaultdict[str, float] = defaultdict(float)
    for (nation, _, _), amount in _costs(ledger).items():
        costs[nation] += amount
    return costs


def net_costs(ledger: PlanIndex) -> dict[str, float]:
    """EUR million of every sovereign nation, after the common fund."""
    costs = costs_of(ledger)
    return {
        row.nation: costs[row.nation] - row.fund_received_eur_m + row.fund_paid_eur_m
        for row in ledger.plan.nations
        if sovereign(row.nation)
    }


def fair_shares(ledger: PlanIndex) -> dict[str, float]:
    """Share by the burden key of every sovereign nation that could take part."""
    sizes = {n.nation: n.size for n in ledger.plan.nations if sovereign(n.nation)}
    return {nation: _ratio(size, sum(sizes.values())) for nation, size in sizes.items()}


def budget_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Nobody spends more than its budget; the fund repays what it has, and is paid in fairly.

    Formula: cost[n] - received[n] + paid[n] <= budget[n]; sum of received <= fund; received[n] <=
    cost[n]; sum of cost <= total; paid[n] = fair share[n] x sum of received
    """
    rule = ledger.plan.scenario.rules.budget_limit
    costs, net, fair = costs_of(ledger), net_costs(ledger), fair_shares(ledger)
    repaid = sum(row.fund_received_eur_m for row in ledger.plan.nations)
    if ledger.exceeds(repaid, rule.common_fund_eur_m if rule.enabled else 0.0):
        yield Violation("fund", f"EUR {repaid:g} m repaid, more than there is")
    for row in ledger.plan.nations:
        received, cost = row.fund_received_eur_m, costs[row.nation]
        if received < 0 or ledger.exceeds(received, cost):
            yield Violation(row.nation, f"receives EUR {received:g} m, its cost is {cost:g}")
        paid = repaid * fair.get(row.nation, 0.0)
        if abs(row.fund_paid_eur_m - paid) > max(SMALL_IN_FRACTIONS, SMALL * paid):
            yield Violation(
                row.nation, f"pays EUR {row.fund_paid_eur_m:g} m in, should be {paid:g}"
            )
    if not rule.enabled:
        return
    for nation, budget in rule.national_eur_m.items():
        if nation in net and ledger.exceeds(net[nation], budget):
            yield Violation(nation, f"spends EUR {net[nation]:g} m, its budget is {budget:g}")
    spent = sum(costs.values())
    if rule.total_eur_m is not None and ledger.exceeds(spent, rule.total_eur_m):
        yield Violation("total", f"EUR {spent:g} m spent, the budget is {rule.total_eur_m:g}")


CHECKS: tuple[Check, ...] = (cost_balance, budget_limit)
