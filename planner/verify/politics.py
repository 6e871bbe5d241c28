"""Checks of politics: votes to come, NATO's tiers, and the gaps that the US fills.

Letters: x lots contributed · n nation · u unit type · k phase · t month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from math import ceil

from planner.plan.politics import MandateRow, NatoLedgerRow
from planner.problem.records import PoolRow
from planner.rounding import SMALL, SMALL_IN_FRACTIONS
from planner.verify.index import US, Check, PlanIndex, Violation, sovereign


def mandates(ledger: PlanIndex) -> Iterator[Violation]:
    """Every nation with forces in the theatre votes when they go, and people are counted truly.

    Formula: first row of n = first month with people in the theatre, a decision, the others
    renewals at equal distances; personnel = max over the months to the next row of people
    """
    rows: defaultdict[str, list[MandateRow]] = defaultdict(list)
    for row in ledger.plan.mandates:
        rows[row.nation].append(row)
    people: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * ledger.horizon)
    for e in ledger.entries:
        if e.in_theatre and (sovereign(e.nation) or e.nation == US):
            for month in range(e.phase.start_month, min(e.phase.end_month, ledger.horizon)):
                people[e.nation][month] += e.personnel
    for nation in dict.fromkeys((*people, *rows)):
        present, votes = people[nation], rows[nation]
        first = next((month for month, n in enumerate(present) if n > 0), None)
        if first is None or not votes:
            if first is not None or votes:
                yield Violation(
                    nation, f"{len(votes)} votes, {max(present):g} people in the theatre"
                )
            continue
        months = [row.month for row in votes]
        events = ["decision", *("renewal" for _ in votes[1:])]
        if months[0] != first or [row.event for row in votes] != events:
            yield Violation(nation, f"votes in {months}, forces go in month {first}")
        if len({b - a for a, b in pairwise(months)}) > 1:
            yield Violation(nation, f"votes in {months}, not at equal distances")
        for row, end in zip(votes, (*months[1:], ledger.horizon), strict=True):
            key, most = f"{nation} month {row.month}", max(present[row.month : end], default=0.0)
            if not row.month < end <= ledger.horizon:
                yield Violation(key, f"the next vote is in month {end}")
            if abs(row.personnel - most) > 1:
                yield Violation(key, f"{row.personnel} people, should be {most:g}")
            if row.date != _date(ledger, row.month):
                yield Violation(key, f"in {row.date}, should be {_date(ledger, row.month)}")


def _date(ledger: PlanIndex, month: int) -> str:
    """Year and month, so many months from the start of the scenario."""
    scenario = ledger.plan.scenario
    year, first = (scenario.start_date or scenario.reference_date).split("-")
    months = 12 * int(year) + int(first) - 1 + month
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def nato_ledger(ledger: PlanIndex) -> Iterator[Violation]:
    """Every lot in use is taken from one tier: the undeclared first, then tiers 3, 2 and 1.

    Formula: used[t] = lots in their cycle + lots standing by = undeclared + tier_3 + tier_2 +
    tier_1, each at most its size, in this order; undeclared size = max(0, lots - tiers);
    earmark = tier 1 + tier 2; one row for every month of use
    """
    rows: defaultdict[tuple[str, str], list[NatoLedgerRow]] = defaultdict(list)
    for row in ledger.plan.nato_ledger:
        rows[row.nation, row.unit_type].append(row)
    for pool in ledger.plan.pools:
        where = f"{pool.nation} {pool.unit_type}"
        if pool.nato_earmark != sum(pool.nato_tiers[:2]) or min(pool.nato_tiers) < 0:
            yield Violation(where, f"earmark {pool.nato_earmark}, tiers {pool.nato_tiers}")
        told = rows.pop((pool.nation, pool.unit_type), [])
        in_tiers = any(pool.nato_tiers)
        before: tuple[float, int, list[NatoLedgerRow]] | None = None
        for month in range(ledger.horizon) if in_tiers or told else ():
            used = ledger.used(pool, month) if in_tiers else 0.0
            lots = ledger.lots_at(pool, month)
            now = [row for row in told if row.start_month <= month < row.end_month]
            if (used, lots, now) == before:
                continue  # what is wrong is told of its first month
            before = (used, lots, now)
            if len(now) > 1 or (not now and ledger.over(used, 0)):
                yield Violation(f"{where} month {month}", f"{len(now)} rows for {used:g} lots used")
            for row in now:
                got = (row.undeclared, row.tier_3, row.tier_2, row.tier_1)
                taken = _taken(used, lots, pool)
                if any(map(ledger.differs, (row.used, *got), (used, *taken))):
                    problem = f"{row.used:g} used, {got} by tier; should be {used:g}, {taken}"
                    yield Violation(f"{where} month {month}", problem)
    for nation, unit in rows:
        yield Violation(f"{nation} {unit}", "there is no such pool")


def _taken(used: float, lots: int, pool: PoolRow) -> tuple[float, ...]:
    first, second, third = pool.nato_tiers
    third = min(third, max(0, lots - first - second))
    taken: list[float] = []
    left = used
    for size in (max(0, lots - first - second - third), third, second):
        taken.append(min(size, left))
        left -= taken[-1]
    return (*taken, max(0.0, left))


def us_gaps(ledger: PlanIndex) -> Iterator[Violation]:
    """What the US gives and Europe does not is reported for every enabler and phase.

    Formula: us_lots = sum over l of x[USA,u,l,k]; european_lots = the same over all other n;
    lots_to_own = us_lots (T + D) / T, rounded up; price = lots_to_own x price of the option, which
    is one option's price and month throughout the plan, and that of the purchase of this name
    """
    rows = {(row.unit_type, row.phase): row for row in ledger.plan.us_gaps}
    if len(rows) != len(ledger.plan.us_gaps):
        yield Violation("us_gaps", "a unit type and phase has more than one row")
    ours: defaultdict[tuple[str, str], float] = defaultdict(float)
    theirs: defaultdict[tuple[str, str], float] = defaultdict(float)
    for e in ledger.entries:
        (theirs if e.nation == US else ours)[e.unit.id, e.phase.id] += e.lots
    for key in dict.fromkeys((*theirs, *rows)):
        where, row, given = " ".join(key), rows.get(key), theirs[key]
        if row is None:
            if ledger.over(given, 0):
                yield Violation(where, f"{given:g} US lots and no row")
            continue
        if ledger.differs(row.us_lots, given):
            yield Violation(where, f"{row.us_lots:g} US lots, should be {given:g}")
        if ledger.differs(row.european_lots, ours[key]):
            yield Violation(where, f"{row.european_lots:g} others' lots, should be {ours[key]:g}")
        if pool := ledger.pools.get((US, key[0])):
            owned = given * (pool.tour_months + pool.dwell_months) / max(1, pool.tour_months)
            if row.lots_to_own not in {ceil(owned - s) for s in (SMALL_IN_FRACTIONS, SMALL, 0)}:
                yield Violation(where, f"{row.lots_to_own} lots to own, {owned:g} are needed")
    yield from _prices(ledger)


def _prices(ledger: PlanIndex) -> Iterator[Violation]:
    """The cheapest purchase that would replace the US lots, as far as the plan lists purchases."""
    offers: dict[str, tuple[str, float, int]] = {
        p.id: (p.unit_type, p.price_eur_m, p.ready_month) for p in ledger.plan.purchases
    }
    for row in ledger.plan.us_gaps:
        where, option = f"{row.unit_type} {row.phase}", row.option
        cheapest = min((o[1] for o in offers.values() if o[0] == row.unit_type), default=None)
        if row.price_eur_m is None or row.ready_month is None or not option:
            if option or row.price_eur_m is not None or row.ready_month is not None:
                yield Violation(where, f"option {option or 'none'}, price {row.price_eur_m}")
            if cheapest is not None:
                yield Violation(
                    where, f"no option, one could be bought at EUR {cheapest:g} m a lot"
                )
            continue
        each = row.price_eur_m / row.lots_to_own if row.lots_to_own else 0.0
        unit, price, month = offers.setdefault(option, (row.unit_type, each, row.ready_month))
        if unit != row.unit_type or ledger.apart(price, each):
            yield Violation(where, f"{option} at EUR {each:g} m a lot, it is {unit} at {price:g}")
        if month != row.ready_month:
            yield Violation(where, f"{option} in month {row.ready_month}, should be {month}")
        if cheapest is not None and ledger.exceeds(each, cheapest):
            yield Violation(where, f"EUR {each:g} m a lot, another is EUR {cheapest:g} m")


CHECKS: tuple[Check, ...] = (nato_ledger, mandates, us_gaps)
