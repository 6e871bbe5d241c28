"""Command: headquarters and the lead."""

from __future__ import annotations

from collections import defaultdict
from math import ceil

from planner.model.core import ForceModel, Term
from planner.problem.problem import DEPLOYED
from planner.problem.records import PhaseRow
from planner.scenario.fields import stated

OPERATION = "operation"


def headquarters_floor(m: ForceModel) -> None:
    """Battlegroups are led by division headquarters, several divisions by a corps headquarters.

    Formula:   battlegroups[k] <= span_d divisions[k];  divisions[k] - 1 <= (span_c - 1) corps[k]
    Symbols:   battlegroups, divisions, corps: deployed lots of all nations in phase k ·
               span_d battlegroups a division can lead · span_c divisions a corps can lead
    Rows:      two per phase
    Binds when: the headquarters that are ready lead as much as they can
    Source:    planning_factors.csv brigades_per_division, divisions_per_corps
    """
    rule = m.problem.scenario.rules.headquarters_floor
    types = m.problem.unit_types
    if not rule.enabled or not any(unit.is_battlegroup for unit in types.values()):
        return
    for phase in m.problem.phases:
        battlegroups: list[Term] = []
        divisions: list[Term] = []
        corps: list[Term] = []
        for pool in m.pools:
            unit = types[pool[1]]
            for x, _ in m.deployed(pool, phase):
                if unit.is_battlegroup:
                    battlegroups.append((x, 1))
                if "division_hq" in unit.effects:
                    divisions.append((x, unit.effects["division_hq"]))
                if "corps_hq" in unit.effects:
                    corps.append((x, unit.effects["corps_hq"]))
        span = stated(
            rule.battlegroups_per_division, "headquarters_floor.battlegroups_per_division"
        )
        terms = battlegroups + [(x, -span * value) for x, value in divisions]
        m.require("headquarters_floor", ("division", phase.id), terms, "<=", 0)
        more = stated(rule.divisions_per_corps, "headquarters_floor.divisions_per_corps") - 1
        terms = divisions + [(x, -more * value) for x, value in corps]
        m.require("headquarters_floor", ("corps", phase.id), terms, "<=", 1)


def framework_floor(m: ForceModel) -> None:
    """Battlegroups of a sector form brigades, each led by a framework nation with its core there.

    Formula:   battlegroups[l,k] <= most sum over g of brigades[g,l,k] + (least - 1) apart[l,k];
               sum over g of brigades[g,l,k] <= many (1 - apart[l,k]);
               core brigades[g,l,k] <= z[g,l,k];
               sum over l of brigades[g,l,k] <= sum over n of framed[n,u,k];
               core framed[n,u,k] <= x[n,u,deployed,k]
    Symbols:   battlegroups of all nations in a sector · brigades of the sector whose core is of the
               group g of pools · apart 1 if there is none, as they are fewer than least · framed
               brigades that a framework nation gives the core of, of type u of the group ·
               least, most battlegroups of a brigade · core battlegroups of one type in its core ·
               many brigades that all who may be there could form and lead · in fractions apart is 1
    Rows:      two per sector and phase, one more per group there; one per group, and one per pool
               of a framework nation, in each phase
    Binds when: others would plug in where no framework nation has a core
    Source:    the forward presence in the Baltic states: a framework nation and contributors;
               facts.csv eastern_flank_lead, lead_capable; brigades of two to five battlegroups

    Brigades have no nation here, and lots in a group are alike: framed cores are given to the
    sectors' brigades afterwards, and each finds its place, since both are counted by group. Any
    number of battlegroups from least on makes brigades, so more of them are never in the way; a
    plan shows as few brigades as that takes.
    """
    if not m.problem.scenario.rules.framework_floor.enabled:
        return
    there: dict[tuple[str, str], list[str]] = defaultdict(list)
    for group, place, phase_id in m.placement:
        if m.is_battlegroup(m.groups[group]):
            there[place, phase_id].append(group)
    for (place, phase_id), groups in there.items():
        _formed(m, place, phase_id, groups)
    core = m.problem.scenario.rules.framework_floor.core_battlegroups
    formed: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for (group, place, phase_id), brigades in m.brigades.items():
        key = ("core", group, place, phase_id)
        lots = m.placement[group, place, phase_id]
        m.require("framework_floor", key, [(lots, 1), (brigades, -core)], ">=", 0)
        formed[group, phase_id].append((brigades, 1))
    for (group, phase_id), row in formed.items():
        pools = ((*pool, phase_id) for pool in m.groups[group].pools)
        framed = [(m.framed[pool], -1) for pool in pools if pool in m.framed]
        m.require("framework_floor", ("framed", group, phase_id), [*row, *framed], "<=", 0)
    for (nation, unit_type, phase_id), cores in m.framed.items():
        given = m.contribution[nation, unit_type, DEPLOYED, phase_id]
        key = ("nation", nation, unit_type, phase_id)
        m.require("framework_floor", key, [(given, 1), (cores, -core)], ">=", 0)


def _formed(m: ForceModel, sector: str, phase: str, groups: list[str]) -> None:
    """The battlegroups of a sector are in brigades, or are fewer than the least of one."""
    rule, at = m.problem.scenario.rules.framework_floor, (sector, phase)
    most, fewer = rule.most_battlegroups, rule.least_battlegroups - 1
    led = (m.brigades.get((group, *at)) for group in groups)
    brigades: list[Term] = [(v, 1) for v in led if v is not None]
    row: list[Term] = [(m.placement[group, *at], 1) for group in groups]
    row += [(v, -most) for v, _ in brigades]
    apart = m.apart.get(at)
    if apart is not None:
        row.append((apart, -fewer))
        pools = [(*pool, phase) for group in groups for pool in m.groups[group].pools]
        many = min(ceil(_most(m, pools) / most), _most(m, pools, rule.core_battlegroups))
        if brigades:
            none = [*brigades, (apart, many)]
            m.require("framework_floor", ("apart", *at), none, "<=", many)
    m.require("framework_floor", ("brigades", *at), row, "<=", 0 if m.whole else fewer)


def _most(m: ForceModel, pools: list[tuple[str, str, str]], core: int = 0) -> int:
    """Battlegroups that pools could give at most in a phase; or brigades that they could lead."""
    given = {pool: m.contribution.get((pool[0], pool[1], DEPLOYED, pool[2])) for pool in pools}
    lots = {pool: int(x.upBound or 0) for pool, x in given.items() if x is not None}
    return sum(n // core if core else n for pool, n in lots.items() if not core or pool in m.framed)


def lead_floor(m: ForceModel) -> None:
    """One member that can lead does lead each role asked for; who leads on land has troops there.

    Formula:   sum over n of lead[n,c] = 1;  lead[n,c] <= member[n];
               least lead[n,c] <= sum over u of c, k of months[k] x[n,u,deployed,k];
               there lead[n,c] <= battlegroups[n,k]
    Symbols:   lead 1 if the nation leads the operation or the land or air component c · member 1 if
               it takes part · x contribution (lots) · least lot-months of battlegroups (land) or
               aircraft (air) that a component's lead deploys · there battlegroups that who leads
               the operation or the land component has in the theatre in every phase in which ground
               forces are asked for in place, from the first month that it is permitted in
    Rows:      one per role; one or two per nation that can have it, and one a phase
    Binds when: always; it costs something when no lead nation would otherwise take part
    Source:    facts.csv lead_capable; scenario coalition.lead_nations, rules.lead_floor.components
    """
    rule = m.problem.scenario.rules.lead_floor
    if not rule.enabled:
        return
    for role in (OPERATION, *rule.components):
        leads = {nation: v for (nation, r), v in m.lead.items() if r == role}
        m.require("lead_floor", (role,), [(v, 1) for v in leads.values()], "==", 1)
        for nation, v in leads.items():
            key = (role, nation)
            m.require("lead_floor", key, [(v, 1), (m.member[nation], -1)], "<=", 0)
            if role != OPERATION:
                row = [*_component(m, role, nation), (v, -rule.min_lot_months)]
                m.require("lead_floor", ("forces", *key), row, ">=", 0)
            if role != "air" and rule.lead_battlegroups:
                opens = m.problem.opens(nation) or 0
                for phase in m.problem.phases:
                    if phase.id in m.problem.ground_phases and phase.start_month >= opens:
                        row = [*_battlegroups(m, nation, phase), (v, -rule.lead_battlegroups)]
                        m.require("lead_floor", ("present", *key, phase.id), row, ">=", 0)


def _battlegroups(m: ForceModel, nation: str, phase: PhaseRow) -> list[Term]:
    """Battlegroups that a nation has in the theatre."""
    types = m.problem.unit_types
    return [
        term
        for pool in m.pools
        if pool[0] == nation and types[pool[1]].is_battlegroup
        for term in m.deployed(pool, phase)
    ]


def _component(m: ForceModel, component: str, nation: str) -> list[Term]:
    """Lot-months that a nation deploys in a component."""
    terms: list[Term] = []
    for pool in m.pools:
        unit = m.problem.unit_types[pool[1]]
        counts = unit.is_battlegroup if component == "land" else unit.domain == component
        if pool[0] == nation and counts:
            for phase in m.problem.phases:
                terms += m.deployed(pool, phase, phase.months)
    return terms
