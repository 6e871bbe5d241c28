"""Command: headquarters and the lead."""

from __future__ import annotations

from planner.model.core import ForceModel, Term
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
    """Every brigade has a framework nation that gives its headquarters and its core.

    Formula:   sum over n of battlegroups[n,l,k] <= size sum over n of framed_brigades[n,l,k];
               core framed_brigades[n,l,k] <= battlegroups[n,l,k]
    Symbols:   battlegroups of a nation in a sector · frame brigades that the nation leads there ·
               size battlegroups of the largest brigade · core battlegroups that it gives to each
    Rows:      one per sector and phase, and one per framework nation that could be there
    Binds when: others would plug in where no framework nation has a core
    Source:    the forward presence in the Baltic states: a framework nation and contributors;
               planning_factors.csv battlegroups_per_brigade; facts.csv eastern_flank_lead
    """
    rule = m.problem.scenario.rules.framework_floor
    if not rule.enabled:
        return
    size = stated(rule.battlegroups_per_brigade, "framework_floor.battlegroups_per_brigade")
    nations = [nation.code for nation in m.problem.nations]
    for location in m.problem.scenario.locations:
        if location.kind != "theatre":
            continue
        for phase in m.problem.phases:
            there = {n: m.stationed(n, location.id, phase.id) for n in nations}
            row = [term for terms in there.values() for term in terms]
            for nation in nations:
                frame = m.framed_brigades.get((nation, location.id, phase.id))
                if frame is not None:
                    row.append((frame, -size))
                    core = [*there[nation], (frame, -rule.core_battlegroups)]
                    key = (nation, location.id, phase.id)
                    m.require("framework_floor", key, core, ">=", 0)
            m.require("framework_floor", ("brigades", location.id, phase.id), row, "<=", 0)


def lead_floor(m: ForceModel) -> None:
    """One member that can lead does lead, the operation and each component asked for.

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
                terms += m.deployed(pool, phase, m.problem.months(phase))
    return terms
