"""Checks of growth: what is bought, and whom the coalition trains.

Letters: x lots contributed · n nation · u unit type · k phase · t month · i purchase.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from planner.problem.records import PurchaseRow
from planner.rounding import SMALL, SMALL_IN_FRACTIONS
from planner.verify.index import PURCHASED, Check, PlanIndex, Violation, sovereign
from planner.verify.reading import brigades, teams


def procurement_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Bought lots are used only after their lead time, and no more than were bought.

    Formula: lots in their cycle + lots standing by <= sum over i with ready_month <= t of
    bought[i] <= pool lots, rounded up; 0 <= bought <= max_lots; payers' shares sum to 1
    """
    on = ledger.plan.scenario.rules.procurement_limit.enabled
    if not on and ledger.plan.purchases:
        yield Violation("purchases", "the rule is off and there are purchases")
    for option in ledger.plan.purchases:
        yield from _bought(ledger, option)
    for pool in ledger.plan.pools:
        if pool.nation not in PURCHASED:
            continue
        for month in range(ledger.horizon):
            key = f"{pool.nation} {pool.unit_type} month {month}"
            owned = sum(
                option.lots
                for option in ledger.plan.purchases
                if (option.owner, option.unit_type) == (pool.nation, pool.unit_type)
                and option.ready_month <= month
            )
            used, lots = ledger.used(pool, month), ledger.lots_at(pool, month)
            if ledger.over(used, owned):
                yield Violation(key, f"{used:g} lots used, {owned:g} bought and ready")
            if lots not in (ceil(owned - SMALL_IN_FRACTIONS), ceil(owned)):
                yield Violation(key, f"the pool has {lots} lots, {owned:g} are bought and ready")


def _bought(ledger: PlanIndex, option: PurchaseRow) -> Iterator[Violation]:
    rule = ledger.plan.scenario.rules.procurement_limit
    if option.owner not in PURCHASED:
        yield Violation(option.id, f"{option.owner} is no owner of purchases")
    if ledger.over(0, option.lots) or ledger.over(option.lots, option.max_lots):
        yield Violation(option.id, f"{option.lots:g} lots, 0 to {option.max_lots} possible")
    if not ledger.plan.relaxed and abs(option.lots - round(option.lots)) > SMALL:
        yield Violation(option.id, f"{option.lots:g} lots: not a whole number")
    if ledger.differs(sum(option.payers.values()), 1) or min(option.payers.values(), default=0) < 0:
        yield Violation(
            option.id, f"the shares of the payers sum to {sum(option.payers.values()):g}"
        )
    for nation in option.payers:
        if nation not in ledger.nations or not sovereign(nation):
            yield Violation(option.id, f"{nation} pays and is no nation of the plan")
    own = {option.id: option for option in rule.own_options}
    if rule.options and option.id not in (*rule.options, *own):
        yield Violation(option.id, "the scenario does not open it")
    if offer := own.get(option.id):
        asked = (offer.unit_type, offer.price_eur_m, offer.lead_months, offer.max_lots)
        told = (option.unit_type, option.price_eur_m, option.ready_month, option.max_lots)
        if told != asked or not set(option.payers) <= set(offer.members):
            yield Violation(option.id, f"{told}, the scenario says {asked}")


def training_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """Host brigades are trained by the teams that were at work before.

    Formula: brigades[0] = 0; brigades[k] = brigades[k-1] + teams[k-1] months[k-1] / effort
    <= max_brigades; teams[k] = sum of training x over deployed lots
    """
    rule = ledger.plan.scenario.rules.training_balance
    rows = {row.phase: row for row in ledger.plan.training}
    trained = brigades(ledger)
    if sorted(row.phase for row in ledger.plan.training) != sorted(trained):
        yield Violation("phases", f"rows of {sorted(rows)}, one each needed of {sorted(trained)}")
    for phase in ledger.plan.phases if rule.enabled else ():
        row, at_work, ready = rows.get(phase.id), teams(ledger, phase), trained[phase.id]
        if ledger.over(ready, rule.max_brigades):
            yield Violation(phase.id, f"{ready:g} brigades, there are {rule.max_brigades} to train")
        if row and ledger.differs(row.teams, at_work):
            yield Violation(phase.id, f"{row.teams:g} teams, should be {at_work:g}")
        if row and ledger.differs(row.brigades, ready):
            yield Violation(phase.id, f"{row.brigades:g} brigades, should be {ready:g}")


CHECKS: tuple[Check, ...] = (procurement_limit, training_balance)
