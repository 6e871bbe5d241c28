"""What a plan means at home and abroad: votes to come, NATO's tiers, gaps without the US."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import ceil

from planner.plan.forces import ContributionRow, TourRow
from planner.plan.politics import MandateRow, NatoLedgerRow, UsGapRow
from planner.problem.nations import Nation
from planner.problem.problem import Problem
from planner.problem.purchases import cheapest
from planner.reference.identifiers import US
from planner.rounding import SMALL

Contributions = tuple[ContributionRow, ...]


def mandates(problem: Problem, contributions: Contributions) -> Iterator[MandateRow]:
    """Votes on forces in the theatre: the decision to send them, and every renewal due while they
    are there. Dates count from the scenario's start_date."""
    people: dict[str, list[float]] = {}
    spans = {phase.id: range(phase.start_month, phase.end_month) for phase in problem.phases}
    for row in contributions:
        if problem.locations[row.location].in_theatre:
            months = people.setdefault(row.nation, [0.0] * problem.scenario.horizon_months)
            for month in spans[row.phase]:
                months[month] += row.lots * problem.unit_types[row.unit_type].personnel
    for code, present in sorted(people.items()):
        nation = problem.nation[code]
        if not (nation.sovereign or code == US):
            continue
        first = next((m for m, persons in enumerate(present) if persons > 0), None)
        if first is None:
            continue
        last = max(m for m, persons in enumerate(present) if persons > 0)
        votes = _votes(nation, first, last)
        for month, end in zip(votes, (*votes[1:], len(present)), strict=True):
            yield MandateRow(
                nation=code,
                month=month,
                date=problem.scenario.date_of(month),
                event="decision" if month == first else "renewal",
                personnel=round(max(present[month:end])),
            )


def _votes(nation: Nation, first: int, last: int) -> list[int]:
    """The months in which a nation votes on forces that are there from a first to a last month:
    at equal distances, or just once more, as the French parliament when they stay."""
    if nation.renewal_months:
        return list(range(first, last + 1, nation.renewal_months))
    again = first + nation.vote_months
    return [first, again] if first < again <= last else [first]


def nato_ledger(
    problem: Problem, contributions: Contributions, tours: tuple[TourRow, ...]
) -> Iterator[NatoLedgerRow]:
    """Which tier every lot comes out of, month by month, in runs of equal months.

    Used are lots on tour, in dwell or standing by: the undeclared first, then tiers 3, 2 and 1.
    """
    horizon = problem.scenario.horizon_months
    used: dict[tuple[str, str], list[float]] = {}
    spans = {phase.id: range(phase.start_month, phase.end_month) for phase in problem.phases}
    pools = {(p.nation, p.unit_type): p for p in problem.pools}
    for tour in tours:
        pool = pools[tour.nation, tour.unit_type]
        months = used.setdefault((tour.nation, tour.unit_type), [0.0] * horizon)
        over = min(pool.end_month, tour.end_month + pool.dwell_months)
        for month in range(tour.start_month, over):
            months[month] += tour.lots
    for row in contributions:
        if problem.locations[row.location].kind == "standby":
            months = used.setdefault((row.nation, row.unit_type), [0.0] * horizon)
            for month in spans[row.phase]:
                months[month] += row.lots
    for key, months in sorted(used.items()):
        pool, start = pools[key], 0
        if not any(pool.nato_tiers):
            continue
        pairs = list(zip(months, pool.lots, strict=True))
        tiers = {pair: _tiers(*pair, pool.nato_tiers) for pair in set(pairs)}
        entries = [tiers[pair] for pair in pairs]
        for month in range(1, horizon + 1):
            if month == horizon or entries[month] != entries[start]:
                taken = entries[start]
                if sum(taken) > SMALL:
                    yield NatoLedgerRow(
                        nation=key[0],
                        unit_type=key[1],
                        start_month=start,
                        end_month=month,
                        used=sum(taken),
                        undeclared=taken[0],
                        tier_3=taken[1],
                        tier_2=taken[2],
                        tier_1=taken[3],
                    )
                start = month


def _tiers(used: float, lots: int, tiers: tuple[int, int, int]) -> tuple[float, ...]:
    """Lots taken from the undeclared, tier 3, tier 2 and tier 1."""
    first, second, third = tiers
    third = min(third, max(0, lots - first - second))
    rest = max(0, lots - first - second - third)
    taken: list[float] = []
    for size in (rest, third, second):
        taken.append(round(min(used, size), 9))
        used -= taken[-1]
    return (*taken, round(max(0.0, used), 9))


def us_gaps(problem: Problem, contributions: Contributions) -> Iterator[UsGapRow]:
    """US lots in a plan: what Europe does not replace, and the cheapest purchase that would.

    With the stage us_dependence these are the fewest possible; without it, what the plan happens
    to use. To keep a lot deployed for years, (tour + dwell) / tour must be owned.
    """
    lots: dict[tuple[str, str, bool], float] = defaultdict(float)
    for row in contributions:
        lots[row.unit_type, row.phase, row.nation == US] += row.lots
    pools = {p.unit_type: p for p in problem.pools if p.nation == US}
    for phase in problem.phases:
        for unit_type, pool in sorted(pools.items()):
            given = lots[unit_type, phase.id, True]
            if given <= SMALL:
                continue
            cycle = (pool.tour_months + pool.dwell_months) / pool.tour_months
            owned = ceil(given * cycle - SMALL)
            offer = cheapest(problem.catalogue, unit_type)
            yield UsGapRow(
                unit_type=unit_type,
                phase=phase.id,
                us_lots=given,
                european_lots=lots[unit_type, phase.id, False],
                lots_to_own=owned,
                option=offer.id if offer else "",
                price_eur_m=owned * offer.price_eur_m if offer else None,
                ready_month=offer.ready_month if offer else None,
            )


TABLES = {"us_gaps": us_gaps}
"""tables of the plan that follow from the contributions alone"""
