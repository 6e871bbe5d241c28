"""Sustainability: what can be kept up, tour after tour."""

from __future__ import annotations

from collections import defaultdict
from math import floor, gcd, lcm

import pulp

from planner.model.core import ForceModel, Term
from planner.problem.handovers import handovers
from planner.problem.nations import Nation
from planner.problem.problem import DEPLOYED, STANDBY
from planner.problem.records import PhaseRow
from planner.reference.identifiers import PROCURED_OWNERS
from planner.scenario.demands import Requirement
from planner.scenario.scenario import APART


def tour_cover_limit(m: ForceModel) -> None:
    """Deployed lots never exceed the lots on tour.

    Formula:   x[n,u,deployed,k(t)] <= sum of y[n,u,t'] over t-T < t' <= t
    Symbols:   x contribution (lots) · y lots that start a tour in an event month, in which one may
               need to start (core.py event_months) · T tour length (months)
    Rows:      one per pool and event month in which a contribution is possible; none where tours
               start with their contributions (ForceModel.tours_start_with_contribution)
    Binds when: every lot on tour is in place
    Source:    national tour lengths: planning_factors.csv tour_length_*
    """
    for pool, row in m.pools.items():
        for month in m.event_months[pool] if pool not in m.tours_start_with_contribution else ():
            if deployed := m.deployed(pool, m.phase_of_month[month]):
                on_tour = m.started_within(pool, month, row.tour_months)
                terms = deployed + [(s, -value) for s, value in on_tour]
                m.require("tour_cover_limit", (*pool, month), terms, "<=", 0)


def pool_limit(m: ForceModel) -> None:
    """Lots on tour, in dwell or standing by never exceed the pool of a member; others give nothing.

    Formula:   sum of y[n,u,t'] over t-T-D < t' <= t, + x[n,u,standby,k(t)] <= q[n,u,t] member[n];
               once a pool has ended for good: x[n,u,deployed,k(t)] + x[n,u,standby,k(t)] <= 0
    Symbols:   y lots that start a tour · T tour, D dwell (months) · x contribution (lots) · q pool
               (lots) · member 1 if the nation takes part; pooled fleets and US: always 1. The last
               lots of a fleet serve until it ends: they need no dwell for a tour that never comes
    Rows:      one per pool and event month
    Binds when: every lot is deployed, recovering or standing by
    Source:    rotation ratios: planning_factors.csv rotation_*; membership sits in this row (and
               not in a big-M row of its own) because that makes the relaxation tight
    """
    for pool, row in m.pools.items():
        member = m.member.get(pool[0])
        for month in m.event_months[pool]:
            terms = m.in_cycle(pool, month) + m.standing_by(pool, month)
            size = row.lots[month]
            if member is not None:
                m.require("pool_limit", (*pool, month), [*terms, (member, -size)], "<=", 0)
            else:
                m.require("pool_limit", (*pool, month), terms, "<=", size)


def rotation_limit(m: ForceModel) -> None:
    """Over the whole time, no pool gives more lot-months than its cycle can keep up.

    Formula:   sum over k of months[k] (x[n,u,deployed,k] + share x[n,u,standby,k])
               <= max(longest phase, share sum over t of q[n,u,t]);  share = T / (T + D);
               both sides in whole steps, and in whole lots the right one rounded down
    Symbols:   x contribution (lots) · q pool (lots) · T tour, D dwell (months) · k, t from when the
               pool may first be used, or from scenario steady_from_month
    Rows:      one per pool of a nation or common fleet; what is bought is new, and fresh
    Binds when: a cycle is longer than the horizon, so that all lots could go once and none again
    Source:    rotation ratios: planning_factors.csv rotation_*. Without it a plan of three years
               uses up what has to last for more, and its last slots are a surge
    """
    if not m.problem.scenario.rules.rotation_limit.enabled:
        return
    for pool, row in m.pools.items():
        if pool[0] in PROCURED_OWNERS:
            continue
        start, cycle = m.problem.rotates_from(row), row.tour_months + row.dwell_months
        used: list[tuple[pulp.LpVariable, int]] = []
        for phase in m.problem.phases:
            if phase.start_month >= start:
                for posture, share in ((DEPLOYED, cycle), (STANDBY, row.tour_months)):
                    used += [(x, phase.months * share) for x, _ in m.lots(pool, posture, phase)]
        if used:
            step = gcd(*(value for _, value in used))
            most = m.problem.lot_months(row) * cycle / step
            terms = [(x, value // step) for x, value in used]
            m.require("rotation_limit", pool, terms, "<=", floor(most) if m.whole else float(most))


def handover_limit(m: ForceModel) -> None:
    """At most a share of an effect in the theatre changes hands from one phase to the next.

    Formula:   joins[e,n,k] >= g[e,n,k] - g[e,n,k-1];
               sum over n of joins[e,n,k] <= share[e] x sum over n of g[e,n,k];
               g[e,n,k] = sum over u of effect[u,e] x[n,u,deployed,k]
    Symbols:   joins what a nation has of an effect in the theatre beyond the phase before · x
               contribution (lots) · share 0-1 · k a phase in which demands for the effect in place
               count, of which none begins to count
    Rows:      one per effect and such phase, and one more per nation, when switched on
    Binds when: nations would take turns by more at a time than is handed over well
    Source:    scenario rules.handover_limit; table ``turnover`` of a plan shows that share

    Not counted are forces that arrive where a demand begins to count; what stands by, trains the
    host or is at sea; a unit that relieves another of its nation; and moves between sectors. What
    else is more than before counts, and the start of a phase within a slot as that of a slot. More
    lots never stand in the way: joins is continuous, and no row holds what is in a pool.
    """
    for effect, share, before, phase in handovers(m.problem):
        held, now = in_theatre(m, effect, before), in_theatre(m, effect, phase)
        row: list[Term] = []
        for nation, there in now.items():
            joins = m.joins[effect, nation, phase.id]
            more = [*there, *((x, -value) for x, value in held.get(nation, ())), (joins, -1)]
            m.require("handover_limit", ("joins", effect, nation, phase.id), more, "<=", 0)
            row += [(joins, 1), *((x, -share * value) for x, value in there)]
        m.require("handover_limit", (effect, phase.id), row, "<=", 0)


def in_theatre(m: ForceModel, effect: str, phase: PhaseRow) -> dict[str, list[Term]]:
    """Nation -> what it has of an effect in the theatre in a phase."""
    found: dict[str, list[Term]] = {}
    for pool in m.pools:
        unit = m.problem.unit_types[pool[1]]
        value = unit.effects.get(effect, 0) if unit.placement not in APART else 0
        if value and (lots := m.deployed(pool, phase, value)):
            found.setdefault(pool[0], []).extend(lots)
    return found


def personnel_limit(m: ForceModel) -> None:
    """No nation, and not the force, has more people deployed than its ceiling.

    Formula:   sum over u of personnel[u] x[n,u,deployed,k] <= ceiling[n];  over all n <= total
    Symbols:   personnel persons a lot · x contribution (lots) · ceiling, total persons
    Rows:      one per member nation and phase, and one per phase with a total, when switched on;
               one more for whole battlegroups: a ceiling of 5,000 holds 6 of 827, not 6.05
    Binds when: the nation reaches its past peak, or the user's ceiling
    Source:    facts.csv peak_sustained_deployment times rules.personnel_limit.times_peak: more has
               never been kept up; a named ceiling stands as it is
    """
    rule = m.problem.scenario.rules.personnel_limit
    if not rule.enabled:
        return
    for phase in m.problem.phases:
        people: defaultdict[str, list[Term]] = defaultdict(list)
        for pool in m.pools:
            people[pool[0]] += m.deployed(pool, phase, m.problem.unit_types[pool[1]].personnel)
        for nation in m.problem.nations:
            named = nation.code in rule.ceilings
            if named or (rule.national and nation.sovereign):
                terms, key = people[nation.code], (nation.code, phase.id)
                m.require("personnel_limit", key, terms, "<=", nation.personnel_ceiling)
                _whole_battlegroups(m, nation, phase)
        if rule.total is not None:
            everyone = [term for row in people.values() for term in row]
            m.require("personnel_limit", ("total", phase.id), everyone, "<=", rule.total)


def _whole_battlegroups(m: ForceModel, nation: Nation, phase: PhaseRow) -> None:
    """What a ceiling says of whole battlegroups: no more than it holds of the smallest kind.

    No whole plan is lost, and the relaxation keeps no fraction of a battlegroup.
    """
    if not m.whole:
        return
    types = m.problem.unit_types
    pools = [p for p in m.pools if p[0] == nation.code and types[p[1]].is_battlegroup]
    lots = [term for pool in pools for term in m.deployed(pool, phase)]
    least = min((types[unit_type].personnel for _, unit_type in pools), default=0)
    if lots and least:
        most = floor(nation.personnel_ceiling / least)
        m.require("personnel_limit", ("lots", nation.code, phase.id), lots, "<=", most)


def support_floor(m: ForceModel) -> None:
    """Support goes with the battlegroups of each location, or they are counted as unsupported.

    Formula:   z[v,l,k] >= sum over u of (z[u,l,k] - unsupported[u,l,k]) / ratio[u,v];
               unsupported[u,l,k] <= z[u,l,k]
    Symbols:   z lots of a type at a location, all nations · v support type · ratio lots of u that
               one lot of v supports · unsupported lots of u that have not all of their support,
               where the stage support counts them, else 0; one number for all u of like ratios
    Rows:      one per support type, location (sectors and standby) and phase; one per kind of u
               ("there"); one more for what a sector must have in place, in whole lots
               (ForceModel.require_lots): 4 battlegroups at 3 a lot take 2
    Binds when: engineers, logistics, Role 2 or SHORAD run out before the battlegroups
    Source:    unit_types.csv supported_by; multiplied by the least common multiple of the ratios
    """
    if not m.problem.scenario.rules.support_floor.enabled:
        return
    types = m.problem.unit_types
    supports = sorted({v for unit in types.values() for v in unit.supported_by})
    for support in supports:
        ratios = {u: t.supported_by[support] for u, t in types.items() if support in t.supported_by}
        scale = lcm(*ratios.values())
        each = {u: -(scale // ratio) for u, ratio in ratios.items()}
        each[support] = each.get(support, 0) + scale
        for (location, phase), there in m.standing.items():
            terms: list[Term] = [(z, each.get(unit.id, 0)) for unit, z in there]
            if any(value < 0 for _, value in terms):
                terms += _unsupported(m, ratios, location, phase, scale)
                m.require("support_floor", (support, location, phase), terms, ">=", 0)
        _support_of_needs(m, support, ratios)
    alike = m.problem.alike_in_support
    for (first, location, phase), lots in m.unsupported.items():
        stand = m.standing[location, phase]
        terms = [(z, 1) for unit, z in stand if alike.get(unit.id) == first]
        key = ("there", first, location, phase)
        m.require("support_floor", key, [*terms, (lots, -1)], ">=", 0)


def _unsupported(
    m: ForceModel, ratios: dict[str, int], location: str, phase: str, scale: float
) -> list[Term]:
    """Support that the lots without it would take, times ``scale``."""
    return [
        (lots, scale / ratios[first])
        for (first, place, k), lots in m.unsupported.items()
        if (place, k) == (location, phase) and first in ratios
    ]


def _support_of_needs(m: ForceModel, support: str, ratios: dict[str, int]) -> None:
    """Whole support lots for what a sector must have in place, whoever provides it."""
    for want in m.wants if m.whole else ():
        here = m.problem.locations[want.demand.location]
        if not isinstance(want.demand, Requirement) or here.kind != "theatre":
            continue
        helped: dict[str, float] = {}
        lots: list[Term] = []
        for unit, z in m.standing.get((here.id, want.phase.id), ()):
            if unit.id == support:
                lots.append((z, 1))
            if effect := unit.effects.get(want.demand.effect):
                helped[unit.id] = effect * ratios.get(unit.id, 0)
        if want.demand.within_days == 0 and helped and min(helped.values()) > 0:
            key, step = ("lots", support, *want.key), max(helped.values())
            unmet = m.unmet(want) + _unsupported(m, ratios, here.id, want.phase.id, step)
            m.require_lots("support_floor", key, lots, step, unmet, m.target(want))


def company_limit(m: ForceModel) -> None:
    """Company groups go with battlegroups, so many with each at a location.

    Formula:   sum over company groups u of z[u,l,k] <= per_battlegroup x sum over battlegroups u of
               z[u,l,k]
    Symbols:   z lots of a type at a location, all nations · company groups: types with the effect
               presence and not ground
    Rows:      one per location and phase in which a company group could stand
    Binds when: more flags are wanted than the battlegroups there can take in
    Source:    scenario rules.company_limit; half of the companies of a battlegroup of four, as the
               nations that join a framework nation give to NATO's battlegroups
    """
    rule, shown = m.problem.scenario.rules.company_limit, m.problem.company_groups
    for key, there in m.standing.items() if rule.enabled else ():
        hosts = -rule.per_battlegroup
        terms = [(z, 1 if unit.id in shown else hosts * unit.is_battlegroup) for unit, z in there]
        if any(unit.id in shown for unit, _ in there):
            m.require("company_limit", key, terms, "<=", 0)


def placement_balance(m: ForceModel) -> None:
    """What nations give is what stands at the locations.

    Formula:   sum over l of z[g,l,k] = sum over pools (n,u) of g of x[n,u,a,k]
    Symbols:   z lots of a group at a location · x contribution (lots) in posture a
    Rows:      one per group of pools and phase
    Binds when: always
    Source:    by definition: lots of one type are alike
    """
    for group in m.groups.values():
        for phase in m.problem.phases:
            terms: list[Term] = [
                (m.placement[key], 1)
                for location in group.first_month
                if (key := (group.id, location, phase.id)) in m.placement
            ]
            for pool in group.pools:
                terms += [(x, -1) for x, _ in m.lots(pool, group.posture, phase)]
            m.require("placement_balance", (group.id, phase.id), terms, "==", 0)
