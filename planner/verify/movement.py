"""Checks of movement: what was carried into the theatre, and the clock of every arrival.

Letters: x lots contributed · n nation · u unit type · k phase · mode rail, sea or air.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import ceil

from planner.result import ArrivalRow, LiftRow, PoolRow
from planner.schema.base import stated
from planner.verify.ledger import SMALL, Breach, Ledger

DAYS = 30
MODES = ("rail", "sea", "air")


def lift_limit(ledger: Ledger) -> Iterator[Breach]:
    """What arrives in a phase was carried in the months before it, and the tables say so truly.

    Formula: sum over n,u of load[u,mode] max(0, x[n,u,k] - x[n,u,k-1]) <= capacity a day x days[k],
    x in the theatre; load: trains = tonnes / tonnes_per_train (rail and sea), tonnes (sea, air);
    days[k] = 30 (start[k] - start[k-1]), at first preparation_days
    """
    yield from _carried(ledger)
    yield from _arrivals(ledger)


def _per_day(ledger: Ledger) -> dict[str, float]:
    rule = ledger.plan.scenario.rules.lift_limit
    return {
        "rail": stated(rule.trains_per_day, "lift_limit.trains_per_day"),
        "sea": stated(rule.sea_tonnes_per_day, "lift_limit.sea_tonnes_per_day"),
        "air": stated(rule.air_tonnes_per_day, "lift_limit.air_tonnes_per_day"),
    }


def _load(ledger: Ledger, pool: PoolRow, mode: str) -> float:
    """What one lot takes of a mode."""
    tonnes = ledger.units[pool.unit_type].tonnes
    if mode == "rail" and pool.movement != "air":
        train = ledger.plan.scenario.rules.lift_limit.tonnes_per_train
        return tonnes / stated(train, "lift_limit.tonnes_per_train")
    return tonnes if mode == pool.movement else 0.0


def _carried(ledger: Ledger) -> Iterator[Breach]:
    """Freight by phase and mode: within what can be carried, and as reported."""
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
        yield Breach("lift", "a phase and mode has more than one row")
    days, before = ledger.plan.scenario.coalition.preparation_days, None
    for phase in ledger.plan.phases:
        if before is not None:
            days = DAYS * (phase.start_month - before)
        before = phase.start_month
        for mode in MODES:
            key, load = f"{phase.id} {mode}", loads[phase.id, mode]
            most = _per_day(ledger)[mode] * days
            if limited and ledger.over(load, most):
                yield Breach(key, f"{load:g} to carry, at most {most:g} possible")
            row = told.pop((phase.id, mode), None)
            if (row.load if row else 0.0) < 0 or ledger.differs(row.load if row else 0.0, load):
                yield Breach(key, f"load {row.load if row else 0:g}, should be {load:g}")
            if row and row.unit != ("trains" if mode == "rail" else "tonnes"):
                yield Breach(key, f"the unit {row.unit} is not that of {mode}")
            if row and (row.capacity is not None) != limited:
                yield Breach(key, f"capacity {row.capacity}, and the rule is on: {limited}")
            if row and row.capacity is not None and ledger.differs(row.capacity, most):
                yield Breach(key, f"capacity {row.capacity:g}, should be {most:g}")
    for phase_id, mode in told:
        yield Breach(f"{phase_id} {mode}", "there is no such phase")


def _arrivals(ledger: Ledger) -> Iterator[Breach]:
    """One row for every arrival; lift is waited for behind the rows before it."""
    arrived = ledger.arrived()
    queue: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in ledger.plan.arrivals:
        key = f"{row.nation} {row.unit_type} {row.phase}"
        lots = arrived.pop((row.phase, row.nation, row.unit_type), 0.0)
        pool = ledger.pools.get((row.nation, row.unit_type))
        if ledger.differs(row.lots, lots):
            yield Breach(key, f"{row.lots:g} lots arrive, should be {lots:g}")
        if pool is None or row.unit_type not in ledger.units or row.phase not in ledger.in_phase:
            continue
        queue[row.phase, pool.movement] += lots * _load(ledger, pool, pool.movement)
        places = {
            e.place.id
            for e in ledger.in_phase[row.phase]
            if (e.nation, e.unit.id) == (row.nation, row.unit_type) and e.in_theatre
        }
        if row.location not in places:
            yield Breach(key, f"arrives at {row.location}, where it has nothing")
        trains = lots * _load(ledger, pool, "rail")
        if row.movement != pool.movement or ledger.differs(row.trains, trains):
            yield Breach(key, f"{row.trains:g} trains by {row.movement}, should be {trains:g}")
        yield from _clock(ledger, row, pool, queue[row.phase, pool.movement])
    for (phase, nation, unit), lots in arrived.items():
        yield Breach(f"{nation} {unit} {phase}", f"{lots:g} lots arrive without a row")


def _clock(ledger: Ledger, row: ArrivalRow, pool: PoolRow, queued: float) -> Iterator[Breach]:
    prepared = ledger.plan.scenario.coalition.preparation_days
    start = next(p.start_month for p in ledger.plan.phases if p.id == row.phase)
    steps = {
        "decision": max(0, pool.decision_days - prepared),
        "notice": max(0, pool.notice_days - max(0, prepared - pool.decision_days)),
        "transit": pool.transit_days,
    }
    days = queued / _per_day(ledger)[pool.movement]  # near a whole number either is right
    steps["lift"] = min(
        (ceil(days - SMALL), ceil(days), ceil(days + SMALL)),
        key=lambda d: abs(d - row.lift_days),
    )
    key = f"{row.nation} {row.unit_type} {row.phase}"
    figures = {f"{name}_days": days for name, days in steps.items()}
    figures |= {"ready_day": sum(steps.values()), "due_day": DAYS * start}
    figures["slack_days"] = figures["due_day"] - figures["ready_day"]
    for name, figure in figures.items():
        if getattr(row, name) != figure:
            yield Breach(key, f"{name} {getattr(row, name)}, should be {figure}")
    if steps[row.critical] < max(steps.values()):
        yield Breach(key, f"{row.critical} is not the longest step")
