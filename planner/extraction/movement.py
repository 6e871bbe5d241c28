"""Movement: the clock of every contribution from the decision to its arrival, and the freight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import ceil, inf

from planner.extraction.demands import shown_from
from planner.plan.forces import ContributionRow
from planner.plan.movement import MODES, ArrivalRow, LiftRow, MovementStep
from planner.problem.problem import Problem
from planner.problem.records import PhaseRow, PoolRow
from planner.reference.pools import DAYS_PER_MONTH
from planner.rounding import ROUNDING, SMALL

SMALL_OF_A_DAY = 1e-4
"""in fractions, many lots that are each a little too much make a little of a day"""


def arrived(
    problem: Problem, contributions: tuple[ContributionRow, ...]
) -> Iterator[tuple[PhaseRow, PoolRow, float]]:
    """Lots that a pool has in the theatre in a phase and not in the one before."""
    pools = {(p.nation, p.unit_type): p for p in problem.pools}
    held: dict[tuple[str, str], float] = {}
    small = shown_from(problem.scenario.solve.whole_units)
    there: dict[str, dict[tuple[str, str], float]] = {
        phase.id: defaultdict(float) for phase in problem.phases
    }
    for row in contributions:
        if problem.locations[row.location].in_theatre:
            there[row.phase][row.nation, row.unit_type] += row.lots
    for phase in problem.phases:
        now = there[phase.id]
        for key, lots in sorted(now.items()):
            if lots - held.get(key, 0.0) > small:
                yield phase, pools[key], lots - held.get(key, 0.0)
        held = now


def lift(problem: Problem, contributions: tuple[ContributionRow, ...]) -> Iterator[LiftRow]:
    """Freight into every phase by mode, and what could be carried."""
    loads: dict[tuple[str, str], float] = defaultdict(float)
    for phase, pool, lots in arrived(problem, contributions):
        for mode in MODES:
            loads[phase.id, mode] += lots * problem.load(pool, mode)
    limited = problem.scenario.rules.lift_limit.enabled
    for phase in problem.phases:
        for mode in MODES:
            if load := loads[phase.id, mode]:
                most = problem.lift_per_day[mode] * problem.lift_days(phase)
                yield LiftRow(
                    phase=phase.id,
                    movement=mode,
                    unit="trains" if mode == "rail" else "tonnes",
                    load=round(load, 6),
                    capacity=round(most, 6) if limited else None,
                )


def arrivals(problem: Problem, contributions: tuple[ContributionRow, ...]) -> Iterator[ArrivalRow]:
    """The clock of every arrival, by phase and readiness.

    Days from month 0: decision and notice (less what was prepared), waiting for lift, transit. Lift
    takes days where the rule lift_limit is on; it works in the days of preparation too, for those
    that are ready then. ``due_day`` is the start of the phase.
    """
    prepared = problem.scenario.coalition.preparation_days
    all_rows = sorted(arrived(problem, contributions), key=_readiest)
    places = _first_places(problem, contributions)
    for phase in problem.phases:
        rows = [(pool, lots) for at, pool, lots in all_rows if at.id == phase.id]
        due = DAYS_PER_MONTH * phase.start_month
        for (pool, lots), carried in zip(rows, _carried_by(problem, rows), strict=True):
            spared = min(prepared, pool.decision_days + pool.notice_days)
            decision = max(0, pool.decision_days - spared)
            notice = pool.notice_days - max(0, spared - pool.decision_days)
            steps: dict[MovementStep, int] = {
                "decision": decision,
                "notice": notice,
                "lift": max(0, carried - decision - notice),
                "transit": pool.transit_days,
            }
            ready = sum(steps.values())
            yield ArrivalRow(
                nation=pool.nation,
                unit_type=pool.unit_type,
                location=places[pool.nation, pool.unit_type, phase.id],
                phase=phase.id,
                lots=lots,
                movement=pool.movement,
                trains=round(lots * problem.load(pool, "rail"), 6),
                decision_days=decision,
                notice_days=notice,
                lift_days=steps["lift"],
                transit_days=pool.transit_days,
                ready_day=ready,
                due_day=due,
                slack_days=due - ready,
                critical=max(steps, key=lambda step: steps[step]),
            )


def _readiest(row: tuple[PhaseRow, PoolRow, float]) -> tuple[int, int, str, str]:
    phase, pool, _ = row
    days = pool.decision_days + pool.notice_days
    return phase.start_month, days, pool.nation, pool.unit_type


def _carried_by(problem: Problem, rows: list[tuple[PoolRow, float]]) -> list[int]:
    """Day from month 0 by which lift has been found for each arrival of a phase.

    Those with the longest way go first, once they are ready: whatever order there is in which none
    is late, this one has none late (earliest due date, Jackson 1955).
    """
    prepared = problem.scenario.coalition.preparation_days
    small = SMALL if problem.scenario.solve.whole_units else SMALL_OF_A_DAY
    ready = [float(pool.decision_days + pool.notice_days - prepared) for pool, _ in rows]
    done = list(ready)
    for mode in MODES if problem.scenario.rules.lift_limit.enabled else ():
        left = {
            i: lots * problem.load(pool, mode) / problem.lift_per_day[mode]
            for i, (pool, lots) in enumerate(rows)
            if pool.movement == mode
        }
        day = min((ready[i] for i in left), default=0.0)
        while left:
            waiting = [i for i in left if ready[i] <= day]
            later = min((ready[i] for i in left if ready[i] > day), default=inf)
            if not waiting:
                day = later
                continue
            first = min(waiting, key=lambda i: (-rows[i][0].transit_days, i))
            work = min(left[first], later - day)
            day, left[first] = day + work, left[first] - work
            if left[first] <= ROUNDING:
                done[first] = day
                del left[first]
    return [ceil(day - small) for day in done]


def _first_places(
    problem: Problem, contributions: tuple[ContributionRow, ...]
) -> dict[tuple[str, str, str], str]:
    """Nation, unit type and phase -> where lots of it are in the theatre, the first by name."""
    carried = (row for row in contributions if problem.locations[row.location].in_theatre)
    by_place = sorted(carried, key=lambda row: row.location, reverse=True)
    return {(row.nation, row.unit_type, row.phase): row.location for row in by_place}


TABLES = {"arrivals": arrivals, "lift": lift}
"""tables of the plan that follow from the contributions alone"""
