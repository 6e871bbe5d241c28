"""Checks of movement: what was carried into the theatre, and the clock of every arrival.

Letters: x lots contributed · n nation · u unit type · k phase · mode rail, sea or air.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from planner.plan.movement import ArrivalRow, LiftRow
from planner.problem.records import PoolRow
from planner.rounding import SMALL, SMALL_IN_FRACTIONS
from planner.scenario.fields import stated
from planner.verify.index import Check, PlanIndex, Violation

DAYS = 30
MODES = ("rail", "sea", "air")


def lift_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """What arrives in a phase was carried in the months before it, and the table says so truly.

    Formula: sum over n,u of load[u,mode] max(0, x[n,u,k] - x[n,u,k-1]) <= capacity a day x days[k],
    x in the theatre; load: trains = tonnes / tonnes_per_train (rail and sea), tonnes (sea, air);
    days[k] = 30 (start[k] - start[k-1]), at first preparation_days
    """
    limited = ledger.plan.scenario.rules.lift_limit.enabled
    loads: defaultdict[tuple[str, str], float] = defaultdict(float)
    for (phase_id, nation, unit), lots in ledger.arrived().items():
        if pool := ledger.pools.get((nation, unit)):
            for mode in MODES:
                loads[phase_id, mode] += lots * _load(ledger, pool, mode)
    told: dict[tuple[str, str], LiftRow] = {
        (row.phase, row.movement): row for row in ledger.plan.lift
    }
    if len(told) != len(ledger.plan.lift):
        yield Violation("lift", "a phase and mode has more than one row")
    days, before = ledger.plan.scenario.coalition.preparation_days, None
    for phase in ledger.plan.phases:
        if before is not None:
            days = DAYS * (phase.start_month - before)
        before = phase.start_month
        for mode in MODES:
            key, load = f"{phase.id} {mode}", loads[phase.id, mode]
            most = _per_day(ledger)[mode] * days
            if limited and ledger.exceeds(load, most):
                yield Violation(key, f"{load:g} to carry, at most {most:g} possible")
            row = told.pop((phase.id, mode), None)
            reported = row.load if row else 0.0
            if reported < 0 or ledger.apart(reported, load):
                yield Violation(key, f"load {reported:g}, should be {load:g}")
            if row and row.unit != ("trains" if mode == "rail" else "tonnes"):
                yield Violation(key, f"the unit {row.unit} is not that of {mode}")
            if row and (row.capacity is not None) != limited:
                yield Violation(key, f"capacity {row.capacity}, and the rule is on: {limited}")
            if row and row.capacity is not None and ledger.apart(row.capacity, most):
                yield Violation(key, f"capacity {row.capacity:g}, should be {most:g}")
    for phase_id, mode in told:
        yield Violation(f"{phase_id} {mode}", "there is no such phase")


def _per_day(ledger: PlanIndex) -> dict[str, float]:
    rule = ledger.plan.scenario.rules.lift_limit
    return {
        "rail": stated(rule.trains_per_day, "lift_limit.trains_per_day"),
        "sea": stated(rule.sea_tonnes_per_day, "lift_limit.sea_tonnes_per_day"),
        "air": stated(rule.air_tonnes_per_day, "lift_limit.air_tonnes_per_day"),
    }


def _load(ledger: PlanIndex, pool: PoolRow, mode: str) -> float:
    """What one lot takes of a mode."""
    tonnes = ledger.units[pool.unit_type].tonnes
    if mode == "rail" and pool.movement != "air":
        train = ledger.plan.scenario.rules.lift_limit.tonnes_per_train
        return tonnes / stated(train, "lift_limit.tonnes_per_train")
    return tonnes if mode == pool.movement else 0.0


def arrival_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """One row for every arrival, with the days from month 0 until it is there.

    Formula: ready = decision + notice + lift + transit, decision and notice less what was prepared;
    slack = due - ready, due = 30 start[k]; lift 0 where lift_limit is off, else what is carried by
    day f was carried since it was ready: for all s and f, sum of load of those ready on day s or
    later and carried by day f <= capacity a day x (f - s); the last waits no longer than it must
    """
    arrived = ledger.arrived()
    carried: defaultdict[tuple[str, str], list[Freight]] = defaultdict(list)
    there = {(e.phase.id, e.nation, e.unit.id, e.place.id) for e in ledger.entries if e.in_theatre}
    for row in ledger.plan.arrivals:
        key = f"{row.nation} {row.unit_type} {row.phase}"
        lots = arrived.pop((row.phase, row.nation, row.unit_type), 0.0)
        pool = ledger.pools.get((row.nation, row.unit_type))
        if ledger.differs(row.lots, lots):
            yield Violation(key, f"{row.lots:g} lots arrive, should be {lots:g}")
        if pool is None or row.unit_type not in ledger.units or row.phase not in ledger.in_phase:
            continue
        if (row.phase, row.nation, row.unit_type, row.location) not in there:
            yield Violation(key, f"arrives at {row.location}, where it has nothing")
        trains = lots * _load(ledger, pool, "rail")
        if row.movement != pool.movement or ledger.apart(row.trains, trains):
            yield Violation(key, f"{row.trains:g} trains by {row.movement}, should be {trains:g}")
        yield from _clock(ledger, row, pool)
        load = lots * _load(ledger, pool, pool.movement)
        by = row.decision_days + row.notice_days + row.lift_days
        carried[row.phase, pool.movement].append(Freight(_ready(ledger, pool), by, load))
    # what a relaxed plan lets go, of two phases
    twice = 2 * SMALL_IN_FRACTIONS if ledger.plan.relaxed else 0
    for (phase, nation, unit), lots in arrived.items():
        if lots > twice:
            yield Violation(f"{nation} {unit} {phase}", f"{lots:g} lots arrive without a row")
    if ledger.plan.scenario.rules.lift_limit.enabled:
        small = 100 * SMALL if ledger.plan.relaxed else SMALL
        for (phase, mode), freight in carried.items():
            yield from _queue(f"{phase} {mode}", freight, _per_day(ledger)[mode], small)


def arrival_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """What would be late is not there: every lot has come by the start of the phase it arrives in.

    Formula: ready = decision + notice - preparation; max(0, ready) + transit <= due = 30 start[k];
    where lift_limit is on, for all days s, all ways t and each mode, sum of load of the arrivals
    with ready >= s and transit >= t <= capacity a day x max(0, due - t - s); and no row has a
    negative slack
    """
    limited = ledger.plan.scenario.rules.lift_limit.enabled
    due = {phase.id: DAYS * phase.start_month for phase in ledger.plan.phases}
    freight: defaultdict[tuple[str, str], list[tuple[int, int, float]]] = defaultdict(list)
    for (phase, nation, unit), lots in ledger.arrived().items():
        if pool := ledger.pools.get((nation, unit)):
            ready = _ready(ledger, pool)
            if (there := max(0, ready) + pool.transit_days) > due[phase]:
                problem = f"there on day {there}, needed on day {due[phase]}"
                yield Violation(f"{nation} {unit} {phase}", problem)
            load = lots * _load(ledger, pool, pool.movement)
            freight[phase, pool.movement].append((ready, pool.transit_days, load))
    for (phase, mode), rows in freight.items() if limited else ():
        capacity = _per_day(ledger)[mode]
        for s in {ready for ready, _, _ in rows}:
            for t in {way for _, way, _ in rows}:
                load = sum(load for ready, way, load in rows if ready >= s and way >= t)
                most = capacity * max(0, due[phase] - t - s)
                if ledger.exceeds(load, most):
                    problem = f"{load:g} to carry from day {s} to day {due[phase] - t}"
                    yield Violation(f"{phase} {mode}", f"{problem}, at most {most:g} possible")
    for row in ledger.plan.arrivals:
        if row.slack_days < 0:
            key = f"{row.nation} {row.unit_type} {row.phase}"
            yield Violation(key, f"{-row.slack_days} days late")


class Freight(NamedTuple):
    """An arrival: the day from which it can be carried, the day by which it is, and its load."""

    ready: int
    by: int
    load: float


def _ready(ledger: PlanIndex, pool: PoolRow) -> int:
    """Day from month 0, negative in the days of preparation, on which a lot could leave."""
    days = pool.decision_days + pool.notice_days
    return days - ledger.plan.scenario.coalition.preparation_days


def _clock(ledger: PlanIndex, row: ArrivalRow, pool: PoolRow) -> Iterator[Violation]:
    prepared = ledger.plan.scenario.coalition.preparation_days
    start = next(p.start_month for p in ledger.plan.phases if p.id == row.phase)
    steps = {
        "decision": max(0, pool.decision_days - prepared),
        "notice": max(0, pool.notice_days - max(0, prepared - pool.decision_days)),
        "lift": row.lift_days if ledger.plan.scenario.rules.lift_limit.enabled else 0,
        "transit": pool.transit_days,
    }
    key = f"{row.nation} {row.unit_type} {row.phase}"
    figures = {f"{name}_days": days for name, days in steps.items()}
    figures |= {"ready_day": sum(steps.values()), "due_day": DAYS * start}
    figures["slack_days"] = figures["due_day"] - figures["ready_day"]
    for name, figure in figures.items():
        if getattr(row, name) != figure:
            yield Violation(key, f"{name} {getattr(row, name)}, should be {figure}")
    if steps[row.critical] < max(steps.values()):
        yield Violation(key, f"{row.critical} is not the longest step")
    if row.lift_days < 0:
        yield Violation(key, f"lift takes {row.lift_days} days")


def _queue(key: str, freight: list[Freight], per_day: float, small: float) -> Iterator[Violation]:
    """What is carried by a day can have been carried by then, and the last is carried in time.

    ``small``: the part of a load and of a day that is rounding.
    """
    last = max(f.by for f in freight)
    due = 0
    for ready in {f.ready for f in freight}:
        for by in {f.by for f in freight}:
            load = sum(f.load for f in freight if f.ready >= ready and f.by <= by)
            if load > per_day * (max(0, by - ready) * (1 + small) + small) + small:
                problem = f"{load:g} carried by day {by}, ready on day {ready}"
                yield Violation(key, f"{problem}: {per_day:g} a day")
        load = sum(f.load for f in freight if f.ready >= ready)
        due = max(due, ready, ready + ceil(load / per_day - small) if per_day > 0 else last)
    if last > due:
        yield Violation(key, f"the last is carried by day {last}, could be by day {due}")


CHECKS: tuple[Check, ...] = (lift_limit, arrival_balance, arrival_limit)
