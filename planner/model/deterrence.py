"""Deterrence: the effects that must be there, in place or in time."""

from __future__ import annotations

import pulp

from planner.model.core import ForceModel, Term


def effect_floor(m: ForceModel) -> None:
    """A requirement is met, or its unmet part is counted.

    Formula:   sum over u,l that can act for r of effect[u,e] z[u,l,k] + short[r,k] >= need[r,k]
    Symbols:   z lots of a type at a location, all nations · effect whole units of e a lot ·
               short unmet part · need threshold or objective of the requirement (units of e)
    Rows:      one per requirement and phase in which it holds
    Binds when: no more of the effect is given than asked for
    Source:    in place: lots at the location (theatre_wide: all in the theatre); within R days also
               neighbouring sectors and standby forces whose notice + transit is at most R. One
               sector is attacked at a time, so a lot may count for the reinforcement of several
    """
    places: dict[tuple[str, str], dict[str, list[pulp.LpVariable]]] = {}
    for (group, location, phase_id), z in m.placement.items():
        site = (m.groups[group].unit_type, location)
        places.setdefault(site, {}).setdefault(phase_id, []).append(z)
    for requirement, phase, need in m.needs:
        terms: list[Term] = [(m.short[requirement.id, phase.id], 1)]
        for (unit_type, location), by_phase in places.items():
            if m.problem.acts_for(requirement, unit_type, location):
                effect = m.problem.unit_types[unit_type].effects[requirement.effect]
                terms += [(z, effect) for z in by_phase.get(phase.id, [])]
        m.require("effect_floor", (requirement.id, phase.id), terms, ">=", need)
