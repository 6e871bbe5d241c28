"""What a plan costs, by nation, phase and kind."""

from __future__ import annotations

from collections import defaultdict

from planner.extraction.movement import arrived
from planner.plan.forces import ContributionRow
from planner.plan.money import CostKind, CostRow
from planner.problem.problem import Problem
from planner.problem.records import PurchaseRow
from planner.reference.identifiers import TRAINING
from planner.rounding import SMALL


def costs(
    problem: Problem, contributions: tuple[ContributionRow, ...], purchases: tuple[PurchaseRow, ...]
) -> tuple[CostRow, ...]:
    """EUR million by nation, phase and kind. Purchases are paid in the first phase.

    Movement costs count where the rule lift_limit is on, as in the model.
    """
    sums: dict[tuple[str, str, CostKind], float] = defaultdict(float)
    months = {phase.id: phase.months for phase in problem.phases}
    for row in contributions:
        kind: CostKind = "deployment"
        if problem.locations[row.location].kind == "standby":
            kind = "readiness"
        elif TRAINING in problem.unit_types[row.unit_type].effects:
            kind = "training"
        price = problem.cost(row.unit_type, problem.posture(row.location))
        sums[row.nation, row.phase, kind] += row.lots * months[row.phase] * price
    if problem.scenario.rules.lift_limit.enabled:
        for phase, pool, lots in arrived(problem, contributions):
            sums[pool.nation, phase.id, "movement"] += lots * pool.movement_cost_eur_m
    for option in purchases:
        for nation, share in option.payers.items():
            paid = option.lots * option.price_eur_m * share
            sums[nation, problem.phases[0].id, "procurement"] += paid
    order = {phase.id: i for i, phase in enumerate(problem.phases)}
    return tuple(
        CostRow(nation=n, phase=k, kind=kind, eur_m=round(value, 9))
        for (n, k, kind), value in sorted(
            sums.items(), key=lambda s: (s[0][0], order[s[0][1]], s[0][2])
        )
        if value > SMALL
    )
