"""What carries the force to the theatre."""

from __future__ import annotations

from planner.model.core import ForceModel, Term
from planner.problem.records import PhaseRow


def lift_limit(m: ForceModel) -> None:
    """What arrives in a phase was carried in time, lot by lot: late is not there.

    Formula:   arrived[n,u,k] >= x[n,u,deployed,k] - x[n,u,deployed,k-1];
               sum over n,u by mode, ready on day s or later and last to leave on day d or earlier,
               of load[u] arrived[n,u,k] <= capacity a day x max(0, d - s)
    Symbols:   arrived lots that come on top of the phase before · x contribution (lots) · load
               trains (rail; what comes by sea takes trains from the port too), tonnes (sea, air) ·
               ready: decision and notice are over, and the phase before has begun (first phase:
               preparation has) · last to leave: start of the phase, less the transit
    Rows:      one per pool and phase, and one per mode, phase and two such days, when switched on:
               all can be carried in time if, and only if, every such span of days is long enough
    Binds when: more would come at once than trains, ships or aircraft carry; equipment moves once,
               crews that take over rotate by air
    Source:    planning_factors.csv theatre_trains_per_day, trains_for_heavy_brigade, a400m_payload
    """
    rule = m.problem.scenario.rules.lift_limit
    if not rule.enabled:
        return
    phases = m.problem.phases
    for before, phase in zip([None, *phases], phases, strict=False):
        for pool in m.pools:
            arrived = m.arrived.get((*pool, phase.id))
            if arrived is not None:
                held = m.deployed(pool, before, -1) if before else []
                more = [*m.deployed(pool, phase), *held, (arrived, -1)]
                m.require("lift_limit", ("arrived", *pool, phase.id), more, "<=", 0)
        for mode in m.problem.lift_per_day:
            _carried_in_time(m, phase, mode)


def _carried_in_time(m: ForceModel, phase: PhaseRow, mode: str) -> None:
    """One row for every span between a day of readiness and a last departure.

    Its key counts days since lift opens for the phase.
    """
    capacity, opens = m.problem.lift_per_day[mode], m.problem.lift_opens(phase)
    loads: dict[tuple[int, int], list[Term]] = {}
    for (nation, unit_type, k), arrived in m.arrived.items():
        row = m.pools[nation, unit_type]
        if k == phase.id and (load := m.problem.load(row, mode)):
            ready, last = m.problem.carrying_days(row, phase)
            loads.setdefault((ready, max(last, opens)), []).append((arrived, load))
    for ready in sorted({ready for ready, _ in loads}):
        last_days = sorted({last for other, last in loads if other >= ready})
        for last in last_days:
            terms = [t for (r, d), row in loads.items() if r >= ready and d <= last for t in row]
            most = capacity * max(0, last - ready)
            if most == 0:  # whatever they weigh: a solver forgives a little freight, not a lot
                terms = [(arrived, 1) for arrived, _ in terms]
            key = (mode, phase.id, ready - opens, last - opens)
            m.require("lift_limit", key, terms, "<=", most)
