"""Commitment: what governments decide, promise and forbid.

Caveats and permissions have no rows: a contribution that is not permitted has no variable
(problem/permissions.py), and the reason is reported.
"""

from __future__ import annotations

from planner.model.core import ForceModel, Term
from planner.model.groups import Pool
from planner.problem.problem import POSTURES
from planner.problem.records import PhaseRow
from planner.reference.identifiers import US


def participation_floor(m: ForceModel) -> None:
    """A member gives at least a minimum.

    Formula:   sum over u,a,k of months[k] x[n,u,a,k] >= minimum member[n]
    Symbols:   x contribution (lots, deployed or standing by) · months length of the phase ·
               minimum lot-months · member 1 if the nation takes part
    Rows:      one per nation that could be a member
    Binds when: a nation is needed for the number of members more than for its forces
    Source:    scenario rules.participation_floor: one lot for one six-month slot by default; one
               lot for one month when switched off, so that no member gives nothing
    """
    minimum = m.problem.scenario.rules.participation_floor.least
    months = {phase.id: phase.months for phase in m.problem.phases}
    given: dict[str, list[Term]] = {nation: [] for nation in m.member}
    for (nation, _, _, phase), x in m.contribution.items():
        if nation in given:
            given[nation].append((x, months[phase]))
    for nation, terms in given.items():
        terms.append((m.member[nation], -minimum))
        m.require("participation_floor", (nation,), terms, ">=", 0)


def coalition_floor(m: ForceModel) -> None:
    """The coalition has at least so many members.

    Formula:   sum over n of member[n] >= minimum
    Symbols:   member 1 if the nation takes part · minimum coalition.min_nations
    Rows:      one
    Binds when: fewer nations could do the job
    Source:    scenario; the op-ed speaks of a dozen (benchmarks.csv oped_coalition)
    """
    minimum = m.problem.scenario.coalition.min_nations
    if minimum > 0:
        m.require("coalition_floor", (), [(v, 1) for v in m.member.values()], ">=", minimum)


def share_limit(m: ForceModel) -> None:
    """No nation provides more than a share of an effect in the theatre.

    Formula:   effect given by n in phase k <= share (effect given by all in phase k)
    Symbols:   effect: sum of effect[u,e] x[n,u,deployed,k] · share 0-1
    Rows:      one per effect, nation and phase, when switched on
    Binds when: the largest contributor may not give more, though it could
    Source:    scenario rules.share_limit
    """
    rule = m.problem.scenario.rules.share_limit
    if not rule.enabled:
        return
    for effect, share in rule.max_share.items():
        for phase in m.problem.phases:
            terms: dict[str, list[Term]] = {}
            for pool in m.pools:
                value = m.problem.unit_types[pool[1]].effects.get(effect, 0)
                if value:
                    terms.setdefault(pool[0], []).extend(m.deployed(pool, phase, value))
            for nation in terms:
                row = [
                    (x, value * ((1.0 if owner == nation else 0.0) - share))
                    for owner, given in terms.items()
                    for x, value in given
                ]
                m.require("share_limit", (effect, nation, phase.id), row, "<=", 0)


def pledge_floor(m: ForceModel) -> None:
    """Pledges are kept.

    Formula:   sum over a of x[n,u,a,k] >= lots     for every pledge and phase in which it holds
    Symbols:   x contribution (lots, deployed or standing by) · lots pledged
    Rows:      one per pledge and phase
    Binds when: a nation would otherwise give less than it promised
    Source:    scenario rules.pledge_floor
    """
    rule = m.problem.scenario.rules.pledge_floor
    if not rule.enabled:
        return
    for index, pledge in enumerate(rule.pledges):
        pool = (pledge.nation, pledge.unit_type)
        end = pledge.end(m.horizon)
        for phase in m.problem.phases:
            if pledge.from_month <= phase.start_month < end:
                terms = _given(m, pool, phase)
                key = (index, *pool, phase.id)
                m.require("pledge_floor", key, terms, ">=", pledge.lots)


def bid_limit(m: ForceModel) -> None:
    """A nation gives no more of a unit type than it bids.

    Formula:   sum over a of x[n,u,a,k] <= lots[n,u,k]
    Symbols:   x contribution (lots, deployed or standing by) · lots of the bid that holds in the
               phase, 0 before the first
    Rows:      one per pool with a bid and phase
    Binds when: the pool could give more at a time than its nation bids
    Source:    scenario overrides.bids
    """
    overrides = m.problem.scenario.overrides
    bids = {(bid.nation, bid.unit_type) for bid in overrides.bids}
    for pool in (pool for pool in m.pools if pool in bids):
        for phase in m.problem.phases:
            most = overrides.most_bid(*pool, phase.start_month)
            terms = _given(m, pool, phase)
            if most is not None and terms:
                m.require("bid_limit", (*pool, phase.id), terms, "<=", most)


def _given(m: ForceModel, pool: Pool, phase: PhaseRow) -> list[Term]:
    """Contribution of a pool in a phase, deployed or standing by."""
    return [term for posture in POSTURES for term in m.lots(pool, posture, phase)]


def nato_reserve_limit(m: ForceModel) -> None:
    """Lots earmarked for NATO's plans are used only at a price, or not at all.

    Formula:   sum of y[n,u,t'] over t-T-D < t' <= t, + x[n,u,standby,k(t)]
               <= max(0, q[n,u,t] - earmark[n,u]) + draw[n,u,t]
    Symbols:   left side: lots on tour, in dwell or standing by · q pool · earmark lots of the
               New Force Model tiers 1 and 2 · draw lots taken from them (0 when forbidden)
    Rows:      one per pool with an earmark and event month, when forbidden, or when priced and
               the stage nato_draw is asked for
    Binds when: the operation reaches into forces promised to NATO
    Source:    planning_factors.csv NFM_share_of_active_forces; facts.csv nfm_tier12_troops
    """
    mode = m.problem.scenario.rules.nato_reserve_limit.mode
    for pool, row in m.pools.items():
        if row.nato_earmark <= 0 or (mode != "forbidden" and not m.nato_draw):
            continue
        for month in m.event_months[pool]:
            terms = m.in_cycle(pool, month) + m.standing_by(pool, month)
            draw = m.nato_draw.get((*pool, month))
            if draw is not None:
                terms.append((draw, -1))
            free = max(0, row.lots[month] - row.nato_earmark)
            m.require("nato_reserve_limit", (*pool, month), terms, "<=", free)


def us_enabler_limit(m: ForceModel) -> None:
    """The United States gives enablers only, and only so many as allowed.

    Formula:   sum over a of x[USA,u,a,k] <= min(max_lots[u], whole lots of share[u,k] q[USA,u])
    Symbols:   x contribution (lots) · max_lots the user's maximum · q pool · share of the pool that
               the drawdown leaves in the phase, 1 before its first step
    Rows:      one per enabler with a maximum or a drawdown and phase, when the backstop is on. With
               the backstop off, and for other unit types, there is no variable
    Binds when: the maximum or the drawdown is below what would be used
    Source:    scenario coalition.us_backstop, rules.us_enabler_limit
    """
    limit = m.problem.scenario.rules.us_enabler_limit
    for pool, row in m.pools.items():
        for phase in m.problem.phases if pool[0] == US else ():
            month = phase.start_month  # phases are cut at the steps of the drawdown
            if pool[1] not in limit.max_lots and limit.share(pool[1], month) >= 1:
                continue
            most = limit.most(pool[1], month, max(row.lots))
            terms = _given(m, pool, phase)
            m.require("us_enabler_limit", (pool[1], phase.id), terms, "<=", most)
