"""Deterrence: what must be there, in place or in time, to make an attack a bad choice.

Every demand is soft: its unmet part is counted by the stage ``shortfall`` and reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd

from planner.model.core import ForceModel, Term
from planner.problem.demands import DemandInPhase
from planner.problem.problem import DEPLOYED
from planner.reference.identifiers import GROUND
from planner.scenario.demands import Demand, PackageDemand, Presence, Requirement, Threat


def _wants[D: Demand](m: ForceModel, rule: str, kind: type[D]) -> Iterator[tuple[DemandInPhase, D]]:
    """The demands of a rule, phase by phase, and their own kind."""
    for want in m.wants:
        if want.rule == rule and isinstance(want.demand, kind):
            yield want, want.demand


def effect_floor(m: ForceModel) -> None:
    """A requirement is met, or its unmet part is counted.

    Formula:   sum over u,l that can act for r of effect[u,e] z[u,l,k] + shortfall[r,k] >= need[r,k]
    Symbols:   z lots of a type at a location, all nations · effect whole units of e a lot ·
               shortfall unmet part · need threshold or objective of the requirement (units of e);
               with the stage deterrence: the objective, and what is lacking up to it joins it
    Rows:      one per requirement and phase in which it holds; one more where lots come in steps
               that do not divide the need (ForceModel.require_lots): of flights of 4 aircraft, 30
               fighters take 8
    Binds when: no more of the effect is given than asked for
    Source:    in place: lots at the location (theatre_wide: all in the theatre); within R days also
               neighbouring sectors and standby forces whose notice + transit is at most R. One
               sector is attacked at a time, so a lot may count for the reinforcement of several
    """
    for want, wanted in _wants(m, "effect_floor", Requirement):
        acting, unmet = _acting(m, want, wanted.effect, wanted.within_days), m.unmet(want)
        m.require("effect_floor", want.key, [*acting, *unmet], ">=", m.target(want))
        if m.whole and acting and all(float(value).is_integer() for _, value in acting):
            step = gcd(*(int(value) for _, value in acting))
            lots: list[Term] = [(z, value / step) for z, value in acting]
            key = ("lots", *want.key)
            m.require_lots("effect_floor", key, lots, step, unmet, m.target(want))


def sustained_floor(m: ForceModel) -> None:
    """What is missing of a demand in its worst phase, from when it counts.

    Formula:   step[r] worst[r] >= shortfall[r,k]
    Symbols:   shortfall unmet part of the demand in a phase · worst steps of the most that is
               missing in any phase · step what can be missing is a multiple of it
    Rows:      one per demand and phase that counts, with the stage sustained: from when the last
               pool that can serve the demand may be there (Problem.counted_from), or from
               scenario steady_from_month
    Binds when: less is there in no other phase
    Source:    a force is kept up at the level that is there in every month, not in the average one
    """
    for want in m.wants:
        if want.demand.id in m.worst and m.problem.counts(want):
            worst, step = m.worst[want.demand.id]
            row: list[Term] = [(worst, step), (m.shortfall[want.key], -1)]
            m.require("sustained_floor", want.key, row, ">=", 0)


def force_ratio_floor(m: ForceModel) -> None:
    """Defenders, the host's included, are at least the attackers divided by the ratio.

    Formula:   sum over u,l that can act of ground[u] z[u,l,k] + host[r] + size trained[k]
               + shortfall[r,k] >= attackers[r] / ratio
    Symbols:   z battlegroups of all nations · host battlegroups of the host at the location ·
               trained host brigades of size battlegroups, a mobile reserve: counted only where R
               is at least sector_transit_days · attackers in battlegroups · ratio attackers a
               defender stops · shortfall missing battlegroups
    Rows:      one per threat and phase in which it holds
    Binds when: the attack that is feared is just held
    Source:    planning_factors.csv attacker_defender_ratio_rule (3:1 at the point of attack), or
               attacker_defender_ratio_empirical; russia_limited_offensive_mass for the attackers
    """
    for want, threat in _wants(m, "force_ratio_floor", Threat):
        terms = _acting(m, want, GROUND, threat.within_days) + m.unmet(want)
        mobile = threat.within_days >= max(1, m.problem.sector_transit_days)
        if mobile and want.phase.id in m.trained:
            terms.append((m.trained[want.phase.id], m.problem.battlegroups_per_brigade))
        needed = m.target(want) - threat.host_battlegroups
        m.require("force_ratio_floor", want.key, terms, ">=", needed)


def presence_floor(m: ForceModel) -> None:
    """Enough nations, nuclear powers among them, stand where an attack would meet them.

    Formula:   sum over n of present[r,n,k] + shortfall[r,k] >= nations[r], and over nuclear n
               >= nuclear[r];  least present[r,n,k] <= sum over u at l with the effect of z[n,u,l,k]
    Symbols:   present 1 if the nation counts as present · z lots of the nation at the location ·
               least lots that make a nation present · shortfall missing nations
    Rows:      two per presence and phase, and one per nation that could be there
    Binds when: fewer nations, or no nuclear power, would otherwise stand there
    Source:    the tripwire argument: an attack must meet the troops of those who answer it;
               facts.csv nuclear
    """
    for want, presence in _wants(m, "presence_floor", Presence):
        name, phase = want.key
        here = {key[1]: v for key, v in m.present.items() if (key[0], key[2]) == (name, phase)}
        for nation, present in here.items():
            lots = stationed(m, nation, presence.location, phase, presence.effect)
            row = [*lots, (present, -presence.min_lots)]
            m.require("presence_floor", ("lots", *want.key, nation), row, ">=", 0)
        short = (m.shortfall[want.key], 1.0)
        terms: list[Term] = [*((v, 1) for v in here.values()), short]
        m.require("presence_floor", ("nations", *want.key), terms, ">=", presence.nations)
        powers: list[Term] = [(v, 1) for n, v in here.items() if m.problem.nation[n].nuclear]
        key = ("nuclear", *want.key)
        m.require("presence_floor", key, [*powers, short], ">=", presence.nuclear_powers)


def air_cover_floor(m: ForceModel) -> None:
    """Stations in the air have the fighters, tankers and AEW that they take, all at once.

    Formula:   p[r,k] + shortfall[r,k] >= need[r,k];  for every effect e of a package:
               sum over u in the theatre of effect[u,e] z[u,l,k] >= sum over r of take[r,e] p[r,k]
    Symbols:   p whole stations kept up (a package may be half a day's) · take units of e for one
               station · z lots · an aircraft serves one station, but a requirement for the same
               effect counts it as well
    Rows:      one per station demand and phase; one per effect, location and phase
    Binds when: fighters, tankers or AEW aircraft run out before the others
    Source:    packages.csv, planning_factors.csv cap_2ship_24_7_fighters_deployed, tankers_per_…
    """
    _kept(m, "air_cover_floor")


def air_defence_floor(m: ForceModel) -> None:
    """Defended areas have all the layers of batteries that their class takes.

    Formula:   p[r,k] + shortfall[r,k] >= need[r,k];  for every effect e of a package:
               sum over u in the theatre of effect[u,e] z[u,l,k] >= sum over r of take[r,e] p[r,k]
    Symbols:   p whole areas defended · take batteries of a layer for one area · z lots
    Rows:      one per area demand and phase; one per effect, location and phase
    Binds when: one layer runs out before the others
    Source:    packages.csv: classes of areas, by judgement
    """
    _kept(m, "air_defence_floor")


def _kept(m: ForceModel, rule: str) -> None:
    """Packages are kept up or missed; at one location they share what is there of every effect."""
    rows: dict[tuple[str, str, str], tuple[DemandInPhase, list[Term]]] = {}
    for want, cover in _wants(m, rule, PackageDemand):
        terms = [(m.packages[want.key], 1.0), *m.unmet(want)]
        m.require(rule, want.key, terms, ">=", m.target(want))
        for effect, take in m.problem.packages[cover.package].needs.items():
            key = (effect, cover.location, want.phase.id)
            rows.setdefault(key, (want, []))[1].append((m.packages[want.key], -take))
    for key, (want, taken) in rows.items():
        m.require(rule, key, [*_acting(m, want, key[0], 0), *taken], ">=", 0)


def _acting(m: ForceModel, want: DemandInPhase, effect: str, within_days: int) -> list[Term]:
    """Lots that can act at the demand's location in time, times their effect."""
    return [
        (z, value)
        for place in m.problem.locations
        if m.problem.reaches(want.demand.location, place, within_days)
        for unit, z in m.standing.get((place, want.phase.id), ())
        if (value := unit.effects.get(effect))
    ]


def stationed(m: ForceModel, nation: str, location: str, phase: str, effect: str) -> list[Term]:
    """Lots of a nation with an effect at a sector, or anywhere in the theatre. Their types are
    placed by nation."""
    p = m.problem
    terms: list[Term] = []
    for (group, place, k), z in m.placement.items():
        at = m.groups[group]
        counts = effect in p.unit_types[at.unit_type].effects
        theirs = at.posture == DEPLOYED and at.pools[0][0] == nation
        if k == phase and counts and theirs and p.reaches(location, place, 0):
            terms.append((z, 1))
    return terms


CONSTRAINTS = (
    effect_floor,
    sustained_floor,
    force_ratio_floor,
    presence_floor,
    air_cover_floor,
    air_defence_floor,
)
"""all of them, for the model and for its cases"""
