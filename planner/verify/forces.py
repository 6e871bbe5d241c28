"""Checks of the forces: tours and pools, support and people.

Letters: x lots contributed · T tour and D dwell in months · q lots in the pool · n nation
· u unit type · l location · k phase · t month.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from planner.plan.forces import UnsupportedRow
from planner.rounding import SMALL
from planner.verify.index import PURCHASED, Check, PlanIndex, Violation, row_key, sovereign


def tour_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """Tours are whole: so many months, used throughout or not; none begins before month 0.

    Formula: lots of a tour > 0; 0 <= start < horizon; end = start + T; a tour may begin before its
    lots are first used, and T months and then D of dwell count against the pool (pool_limit)
    """
    for tour in ledger.plan.tours:
        key = row_key(tour)
        pool = ledger.pools.get((tour.nation, tour.unit_type))
        if tour.lots <= 0:
            yield Violation(key, f"{tour.lots:g} lots start")
        if not 0 <= tour.start_month < ledger.horizon:
            yield Violation(key, f"starts outside the {ledger.horizon} months of the plan")
        if pool and tour.end_month != tour.start_month + pool.tour_months:
            end = tour.start_month + pool.tour_months
            yield Violation(key, f"ends in month {tour.end_month}, a tour ends in month {end}")


def tour_cover_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Deployed lots never exceed the lots on tour.

    Formula: sum over deployed l of x[n,u,l,k(t)] <= lots of tours with start <= t < start + T
    """
    for key in ledger.pools:
        pairs = zip(ledger.deployed[key], ledger.on_tour[key], strict=True)
        for month, (deployed, on_tour) in enumerate(pairs):
            if ledger.over(deployed, on_tour):
                where = f"{key[0]} {key[1]} month {month}"
                yield Violation(where, f"{deployed:g} lots deployed, {on_tour:g} on tour")


def pool_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Lots on tour, in dwell or standing by never exceed the pool.

    Formula: lots of tours with t-T-D < start <= t + sum over standby l of x[n,u,l,k(t)] <= q[n,u,t]
    once q is 0 for good, nothing is deployed or stands by, and dwell does not matter
    """
    for pool in ledger.plan.pools:
        where = f"{pool.nation} {pool.unit_type}"
        if len(pool.lots) != ledger.horizon:
            yield Violation(where, f"{len(pool.lots)} months of lots, not {ledger.horizon}")
        if pool.tour_months < 1 or pool.dwell_months < 0:
            yield Violation(where, f"tour {pool.tour_months} and dwell {pool.dwell_months} months")
        for month, used in enumerate(ledger.in_use[pool.nation, pool.unit_type]):
            if ledger.over(used, lots := ledger.lots_at(pool, month)):
                problem = f"{used:g} lots on tour, in dwell or standing by; the pool has {lots}"
                yield Violation(f"{where} month {month}", problem)


def rotation_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Over the whole time, no pool gives more than its cycle can keep up.

    Formula: sum over k of months (x deployed + x standing by T / (T + D)) <= max(longest phase,
    T / (T + D) sum over t of q[n,u,t]), over the phases and months from the later of the pool's
    first permitted month and steady_from_month; not for what is bought
    """
    if not ledger.plan.scenario.rules.rotation_limit.enabled:
        return
    for key, pool in ledger.pools.items():
        if pool.nation in PURCHASED:
            continue
        permitted = min(pool.locations.values(), default=0)
        start = max(permitted, ledger.plan.scenario.steady_from_month or 0)
        share = pool.tour_months / max(1, pool.tour_months + pool.dwell_months)
        phases = [phase for phase in ledger.plan.phases if phase.start_month >= start]
        longest = max((p.months for p in phases), default=0)
        most = max(longest, share * sum(pool.lots[start:]))
        first = min((p.start_month for p in phases), default=ledger.horizon)
        given = sum(ledger.deployed[key][first:]) + share * sum(ledger.standby[key][first:])
        if ledger.over(given, most):
            problem = f"{given:g} lot-months, its cycle keeps up {most:g}"
            yield Violation(f"{pool.nation} {pool.unit_type}", problem)


def support_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """Support goes with the forces of each sector and of each place where forces stand by; what
    is there without it is told, once, with what it lacks, and only where the stage support is.

    Formula: sum over u of (x[u,l,k] - unsupported[u,l,k]) / supported_by[u,v] <= x[v,l,k], x being
    the sum over n; 0 < unsupported[u,l,k] <= x[u,l,k];
    lacks = the v with sum over u of x[u,l,k] / supported_by[u,v] > x[v,l,k]
    """
    there: defaultdict[Stood, float] = defaultdict(float)
    needed: defaultdict[Stood, float] = defaultdict(float)
    enabled = ledger.plan.scenario.rules.support_floor.enabled
    for e in ledger.entries if enabled else ():
        there[e.place.id, e.phase.id, e.unit.id] += e.lots
        for support, ratio in e.unit.supported_by.items() if e.place.kind != "theatre_wide" else ():
            key = (e.place.id, e.phase.id, support)
            needed[key] += e.lots / ratio if ratio > 0 else math.inf
    short = {key for key, need in needed.items() if ledger.over(need, there[key])}
    for row in ledger.plan.unsupported:
        for problem in _told_unsupported(ledger, row, there, short):
            yield Violation(f"{row.location} {row.phase} {' '.join(row.unit_types)}", problem)
        for support, ratio in _support_of(ledger, row).items():
            needed[row.location, row.phase, support] -= row.battlegroups / ratio
    for key, need in needed.items():
        if ledger.over(need, there[key]):
            problem = f"{there[key]:g} lots of support, {need:g} needed"
            yield Violation(" ".join(key), problem)


Stood = tuple[str, str, str]
"""location, phase, unit type"""


def _support_of(ledger: PlanIndex, row: UnsupportedRow) -> dict[str, int]:
    """The support that the types of a row take; none if they do not take the same."""
    takes = [ledger.units[name].supported_by for name in row.unit_types if name in ledger.units]
    same = len(takes) == len(row.unit_types) and all(other == takes[0] for other in takes)
    return {v: ratio for v, ratio in takes[0].items() if ratio > 0} if takes and same else {}


def _told_unsupported(
    ledger: PlanIndex, row: UnsupportedRow, there: Mapping[Stood, float], short: set[Stood]
) -> Iterator[str]:
    """What is wrong with a row of what goes without support."""
    if "support" not in ledger.plan.scenario.objectives:
        yield "without the stage support nothing may lack its support"
    alike = [
        other for other in ledger.plan.unsupported if set(other.unit_types) & set(row.unit_types)
    ]
    if sum((r.location, r.phase) == (row.location, row.phase) for r in alike) > 1:
        yield "is told more than once"
    takes = _support_of(ledger, row)
    if not takes:
        yield "no types that take the same support"
    here = sum(there.get((row.location, row.phase, name), 0.0) for name in row.unit_types)
    if row.battlegroups <= 0 or ledger.over(row.battlegroups, here):
        yield f"{row.battlegroups:g} without support, {here:g} are there"
    lacks = tuple(v for v in sorted(takes) if (row.location, row.phase, v) in short)
    if row.lacks != lacks:
        said = f"lacks {', '.join(row.lacks) or 'nothing'}"
        yield f"{said}, should be {', '.join(lacks) or 'nothing'}"


def ceiling_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """Ceilings, and how they compare with the past, are reported truly.

    Formula: ceiling[n] = times_peak x past_peak, unless the scenario names one (personnel_limit);
    people_times_peak = personnel_peak / past_peak, 0 where no peak is known
    """
    rule = ledger.plan.scenario.rules.personnel_limit
    for row in ledger.plan.nations:
        ceiling = math.floor(rule.times_peak * row.past_peak + SMALL)
        if row.personnel_ceiling != ceiling and row.nation not in rule.ceilings:
            yield Violation(row.nation, f"a ceiling of {row.personnel_ceiling}, not {ceiling}")
        times = row.personnel_peak / row.past_peak if row.past_peak else 0.0
        if abs(row.people_times_peak - times) > 0.001 + (0.5 / row.past_peak if times else 0):
            yield Violation(
                row.nation, f"{row.people_times_peak:g} of its past peak, not {times:g}"
            )


def company_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Company groups go with the battlegroups of their place, so many with each.

    Formula: sum over n and u with presence and without ground of x[n,u,l,k] <= per_battlegroup x
    sum over n and battlegroups u of x[n,u,l,k]
    """
    rule = ledger.plan.scenario.rules.company_limit
    for phase, entries in ledger.in_phase.items() if rule.enabled else ():
        companies: defaultdict[str, float] = defaultdict(float)
        battlegroups: defaultdict[str, float] = defaultdict(float)
        for e in entries:
            if "presence" in e.unit.effects and "ground" not in e.unit.effects:
                companies[e.place.id] += e.lots
            battlegroups[e.place.id] += e.lots if e.unit.is_battlegroup else 0
        for place, lots in companies.items():
            if ledger.over(lots, rule.per_battlegroup * battlegroups[place]):
                problem = f"{lots:g} company groups with {battlegroups[place]:g} battlegroups"
                most = f"at most {rule.per_battlegroup} with each"
                yield Violation(f"{place} {phase}", f"{problem}, {most}")


def personnel_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """No nation, and not the force, has more people deployed than its ceiling.

    Formula: sum over u, deployed l of personnel[u] x[n,u,l,k] <= ceiling[n], for nations whose
    ceiling the scenario names and, unless ``national`` is off, for all sovereign ones; sum over
    all n <= total
    """
    rule = ledger.plan.scenario.rules.personnel_limit
    for row in ledger.plan.nations if rule.enabled else ():
        if not (rule.national and sovereign(row.nation)) and row.nation not in rule.ceilings:
            continue
        ceiling = rule.ceilings.get(row.nation, row.personnel_ceiling)
        for phase, entries in ledger.in_phase.items():
            people = sum(e.personnel for e in entries if e.nation == row.nation)
            if ledger.over(people, ceiling):
                yield Violation(f"{row.nation} {phase}", f"{people:g} people, at most {ceiling}")
    for phase, entries in (
        ledger.in_phase.items() if rule.enabled and rule.total is not None else ()
    ):
        people = sum(e.personnel for e in entries)
        if rule.total is not None and ledger.over(people, rule.total):
            yield Violation(f"total {phase}", f"{people:g} people, at most {rule.total}")


CHECKS: tuple[Check, ...] = (
    tour_balance,
    tour_cover_limit,
    pool_limit,
    rotation_limit,
    support_floor,
    company_limit,
    personnel_limit,
    ceiling_balance,
)
