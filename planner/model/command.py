"""Command: headquarters and the lead."""

from __future__ import annotations

from planner.model.core import ForceModel, Term


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
    if not rule.on or not any(unit.commitments for unit in types.values()):
        return
    for phase in m.problem.phases:
        battlegroups: list[Term] = []
        divisions: list[Term] = []
        corps: list[Term] = []
        for pool in m.pools:
            unit = types[pool[1]]
            for x, _ in m.deployed(pool, phase):
                if unit.commitments:
                    battlegroups.append((x, 1))
                if "division_hq" in unit.effects:
                    divisions.append((x, unit.effects["division_hq"]))
                if "corps_hq" in unit.effects:
                    corps.append((x, unit.effects["corps_hq"]))
        span = rule.battlegroups_per_division
        terms = battlegroups + [(x, -span * value) for x, value in divisions]
        m.require("headquarters_floor", ("division", phase.id), terms, "<=", 0)
        more = rule.divisions_per_corps - 1
        terms = divisions + [(x, -more * value) for x, value in corps]
        m.require("headquarters_floor", ("corps", phase.id), terms, "<=", 1)


def lead_floor(m: ForceModel) -> None:
    """One member that can lead does lead.

    Formula:   sum over n of lead[n] = 1;  lead[n] <= member[n]
    Symbols:   lead 1 if the nation leads the operation · member 1 if it takes part
    Rows:      one, and one per nation that can lead
    Binds when: always; it costs something when no lead nation would otherwise take part
    Source:    facts.csv lead_capable; scenario coalition.lead_nations
    """
    if not m.problem.scenario.rules.lead_floor.on:
        return
    m.require("lead_floor", ("operation",), [(v, 1) for v in m.lead.values()], "==", 1)
    for nation, leads in m.lead.items():
        m.require("lead_floor", (nation,), [(leads, 1), (m.member[nation], -1)], "<=", 0)
