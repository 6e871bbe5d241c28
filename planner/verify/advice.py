"""Check of the advice: what it says of the plan; whether asks help takes another solve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planner.verify.index import Check, PlanIndex, Violation
from planner.verify.levels import sustained_levels


def advice_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """Advice is about demands that are short, once each, with what they miss.

    Formula: missing[r] = most that is missing in a phase that counts;
    saves[r] = weight[r] months[r] missing[r] / need[r]
    """
    levels = {level.demand.id: level for level in sustained_levels(ledger).values()}
    for name, times in Counter(row.demand for row in ledger.plan.advice).items():
        if times > 1:
            yield Violation(name, "there are two pieces of advice for it")
    for row in ledger.plan.advice:
        level = levels.get(row.demand)
        if level is None or level.missing <= 0:
            yield Violation(row.demand, "there is advice, and nothing is missing")
            continue
        if ledger.differs(row.missing, level.missing):
            yield Violation(row.demand, f"missing {row.missing:g}, should be {level.missing:g}")
        saves = level.demand.weight * level.months * level.missing / level.need
        if ledger.differs(row.saves, saves):
            yield Violation(row.demand, f"saves {row.saves:g}, should be {saves:g}")
        if row.confirmed and not row.asks:
            yield Violation(row.demand, "confirmed, though nothing is asked")


CHECKS: tuple[Check, ...] = (advice_balance,)
