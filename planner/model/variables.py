"""Creates the variables. A variable that is not permitted is not created."""

from __future__ import annotations

from planner.model.core import ForceModel


def contributions(m: ForceModel) -> None:
    """x[n,u,a,k]: whole lots of a pool, deployed or standing by (a), constant through a phase."""
    for group in m.groups.values():
        for pool in group.pools:
            row = m.pools[pool]
            opens = min(row.locations[location] for location in group.first_month)
            for phase in m.problem.phases:
                most = max(row.lots[phase.start_month : phase.end_month])
                useful = any((group.id, i, phase.id) in m.placement for i in group.first_month)
                if useful and phase.start_month >= opens and most > 0:
                    key = (*pool, group.posture, phase.id)
                    m.contribution[key] = m.variable("x", key, upper=most, whole=True)


def placements(m: ForceModel) -> None:
    """z[g,l,k]: whole lots of a group of pools at a location, where they serve something."""
    for group in m.groups.values():
        for location, first_month in group.first_month.items():
            for phase in m.problem.phases:
                if phase.start_month >= first_month and m.problem.serves(
                    group.unit_type, location, phase
                ):
                    key = (group.id, location, phase.id)
                    m.placement[key] = m.variable("z", key, whole=True)


def tours_started(m: ForceModel) -> None:
    """S[n,u,t]: tours started up to and including month t, an event month of a pool."""
    for pool in m.pools:
        if any(m.deployed(pool, phase) for phase in m.problem.phases):
            for month in m.event_months[pool]:
                m.started[*pool, month] = m.variable("S", (*pool, month))


def shortfalls(m: ForceModel) -> None:
    """short[r,k]: the unmet part of a requirement, at most the need."""
    for requirement, phase, need in m.needs:
        key = (requirement.id, phase.id)
        m.short[key] = m.variable("short", key, upper=need)


def memberships(m: ForceModel) -> None:
    """member[n], lead[n]: binaries of the nations that could take part, and could lead."""
    contributors = {nation for nation, _ in m.pools}
    for nation in m.problem.nations:
        if nation.sovereign and nation.code in contributors:
            m.member[nation.code] = m.variable("member", (nation.code,), 1, whole=True)
            if m.problem.scenario.rules.lead_floor.on and nation.lead_capable:
                m.lead[nation.code] = m.variable("lead", (nation.code,), 1, whole=True)


def fairness(m: ForceModel) -> None:
    """burden_max and over[n], where a burden stage asks for them."""
    objectives = m.problem.scenario.objectives
    if "burden" in objectives:
        m.burden_max = m.variable("burden_max", ())
    if "burden_excess" in objectives:
        for nation in m.member:
            m.burden_over[nation] = m.variable("over", (nation,))


def nato_draws(m: ForceModel) -> None:
    """draw_nato[n,u,t]: lots taken from those earmarked for NATO, where their use is priced."""
    rule = m.problem.scenario.rules.nato_reserve_limit
    if rule.mode != "priced" or "nato_draw" not in m.problem.scenario.objectives:
        return
    for pool, row in m.pools.items():
        if row.nato_earmark > 0:
            for month in m.event_months[pool]:
                key = (*pool, month)
                m.nato_draw[key] = m.variable("draw_nato", key)
