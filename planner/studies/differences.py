"""How two problems differ: in lots alone, or in what else."""

from __future__ import annotations

from typing import Any

from planner.model.groups import Pool
from planner.problem.problem import Problem
from planner.scenario.scenario import Scenario

DAYS = ("decision_days", "notice_days", "transit_days")
MOST_SHOWN = 12
"""pools that a row names"""


def physical(problem: Problem, lots: bool = True) -> tuple[Any, ...]:
    """Everything of a problem that can change what is missing; ``lots``: of pools too.

    Money, people, lift and NATO's earmarks are parts of it only where a rule limits them.
    """
    rules = problem.scenario.rules
    money, people = rules.budget_limit.enabled, rules.personnel_limit.enabled
    drop = {"confidence", "left_lots", "nato_tiers", "tail"}
    drop |= set() if money else {"cost_eur_m_month", "movement_cost_eur_m"}
    drop |= set() if people else {"personnel"}
    drop |= set() if rules.lift_limit.enabled else {*DAYS, "movement", "tonnes"}
    drop |= set() if rules.nato_reserve_limit.mode == "forbidden" else {"nato_earmark"}
    drop |= set() if lots else {"lots"}
    return (
        _scenario(problem),
        _nations(problem),
        [row.model_dump(exclude=drop) for row in problem.pools],
        [row.model_dump(exclude=drop) for row in problem.unit_types.values()],
        problem.phases,
        problem.packages,
        [(row.id, row.max_lots, row.ready_month) for row in problem.purchases],
        [problem.standby_cost_share, *_purchase_prices(problem)] if money else [],
    )


def _scenario(problem: Problem) -> Scenario:
    """The scenario with whole units off, as the kept model has it."""
    scenario = problem.scenario
    options = scenario.solve.model_copy(update={"whole_units": False})
    return scenario.model_copy(update={"solve": options})


def _sizes(problem: Problem) -> dict[Pool, tuple[int, ...]]:
    return {(row.nation, row.unit_type): row.lots for row in problem.pools}


def lots_alone(before: Problem, after: Problem) -> dict[Pool, tuple[int, ...]] | None:
    """Pools of other lots, where nothing else is different; None where something is."""
    now, then = _sizes(after), _sizes(before)
    if now.keys() != then.keys() or before.counted_from != after.counted_from:
        return None
    if physical(after, lots=False) != physical(before, lots=False):
        return None
    return {pool: lots for pool, lots in now.items() if lots != then[pool]}


def changes(before: Problem, after: Problem) -> list[str]:
    """What of a problem is different, in a word each; not lots."""
    one, other = (
        {(row.nation, row.unit_type): row for row in problem.pools} for problem in (before, after)
    )
    both = [(one[pool], other[pool]) for pool in one.keys() & other.keys()]
    rules = before.scenario.rules
    days = DAYS if rules.lift_limit.enabled else ()
    told = {
        "cycles": any(
            (a.tour_months, a.dwell_months) != (b.tour_months, b.dwell_months) for a, b in both
        ),
        "readiness": any(
            a.locations != b.locations or any(getattr(a, n) != getattr(b, n) for n in days)
            for a, b in both
        ),
        "levels": [(w.key, w.need, w.top) for w in before.wants]
        != [(w.key, w.need, w.top) for w in after.wants],
        "lift": rules.lift_limit.enabled and _loads(before) != _loads(after),
        "people": rules.personnel_limit.enabled
        and [u.personnel for u in before.unit_types.values()]
        != [u.personnel for u in after.unit_types.values()],
        "money": rules.budget_limit.enabled and _prices(before) != _prices(after),
        "nations": _nations(before) != _nations(after),
        "packages": before.packages != after.packages,
        "phases": before.phases != after.phases,
        "rules": _scenario(before).rules != _scenario(after).rules,
        "NATO's forces": rules.nato_reserve_limit.mode == "forbidden"
        and any(a.nato_earmark != b.nato_earmark for a, b in both),
    }
    return [word for word, differs in told.items() if differs]


def _nations(problem: Problem) -> list[tuple[Any, ...]]:
    """What of a nation can change what is missing, beside its pools."""
    rules = problem.scenario.rules
    people, money = rules.personnel_limit.enabled, rules.budget_limit.enabled
    return [
        (
            n.code,
            n.nuclear,
            n.framework,
            n.personnel_ceiling if people else 0,
            n.size if money else 0,
        )
        for n in problem.nations
    ]


def _prices(problem: Problem) -> list[Any]:
    """What a lot costs a month, standing by too, and on its way, and how large nations are."""
    lots = [unit.cost_eur_m_month for unit in problem.unit_types.values()]
    return [
        *lots,
        problem.standby_cost_share,
        *(row.movement_cost_eur_m for row in problem.pools),
        *problem.fair_share.values(),
        *_purchase_prices(problem),
    ]


def _loads(problem: Problem) -> list[Any]:
    """What a lot takes on its way, and how it comes."""
    tonnes = [unit.tonnes for unit in problem.unit_types.values()]
    return [*tonnes, *((row.nation, row.unit_type, row.movement) for row in problem.pools)]


def _purchase_prices(problem: Problem) -> list[Any]:
    """What a lot that is bought costs, and who pays which share of it."""
    return [(row.price_eur_m, row.payers) for row in problem.purchases]


def pools_changed(before: Problem, low: Problem | None, high: Problem | None) -> list[str]:
    """Pools whose lots differ: at low, as told, at high."""
    sizes = [_sizes(problem) if problem else {} for problem in (low, before, high)]
    found: list[str] = []
    for pool in sorted({pool for known in sizes for pool in known}):
        lots = [max(known.get(pool, (0,))) for known in sizes]
        ends = (low, high)
        if any(p is not None and n != lots[1] for p, n in zip(ends, lots[::2], strict=True)):
            found.append(f"{pool[0]} {pool[1]} {lots[0]}, {lots[1]}, {lots[2]}")
    more = len(found) - MOST_SHOWN
    return found if more <= 0 else [*found[:MOST_SHOWN], f"and {more} more"]
