"""Checks of command: headquarters, framework nations, leads and the tree of formations.

Letters: x lots contributed · n nation · u unit type · l location · k phase.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import ceil, floor

from planner.plan.command import FormationRow
from planner.rounding import SMALL
from planner.scenario.fields import stated
from planner.verify.index import Check, Entry, PlanIndex, Violation, row_key, sovereign, total
from planner.verify.reading import uses_ground_in_place, wants

THEATRE = ("theatre", "theatre_wide")
LEVELS = ("operation", "component", "corps", "division", "brigade", "unit")


def headquarters_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """Division headquarters span the battlegroups; a corps headquarters from two divisions on.

    Formula: battlegroups <= span x divisions; divisions - 1 <= (corps span - 1) x corps
    """
    contributions = set(ledger.plan.contributions)
    for row in ledger.plan.command.headquarters:
        if row not in contributions:
            yield Violation(f"command {row_key(row)}", "this headquarters is not contributed")
    rule = ledger.plan.scenario.rules.headquarters_floor
    if not rule.enabled or not any(unit.is_battlegroup for unit in ledger.units.values()):
        return
    span = stated(rule.battlegroups_per_division, "headquarters_floor.battlegroups_per_division")
    corps_span = stated(rule.divisions_per_corps, "headquarters_floor.divisions_per_corps")
    for phase, entries in ledger.in_phase.items():
        deployed = [e for e in entries if e.deployed]
        battlegroups = sum(e.lots for e in deployed if e.unit.is_battlegroup)
        divisions, corps = total(deployed, "division_hq"), total(deployed, "corps_hq")
        if ledger.over(battlegroups, span * divisions):
            yield Violation(phase, f"{battlegroups:g} battlegroups, {divisions:g} division HQs")
        if ledger.over(divisions - 1, (corps_span - 1) * corps):
            yield Violation(phase, f"{divisions:g} division HQs, {corps:g} corps HQs")


def framework_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """The battlegroups of a sector can form brigades, each led by a framework nation with its core.

    Formula: b = sum over n, u of battlegroups x[n,u,l,k] < least, or ceil(b / most) <= sum over
    framework n, u of floor(x[n,u,l,k] / core) (relaxed: b <= least - 1 + most x that sum, nothing
    rounded); deployed headquarters x[n,u,l,k] of role command are of framework nations
    """
    rule = ledger.plan.scenario.rules.framework_floor
    for phase, entries in ledger.in_phase.items() if rule.enabled else ():
        for place in ledger.places.values():
            there = [e for e in entries if e.place is place and e.unit.is_battlegroup]
            if place.kind in THEATRE:
                yield from _formable(ledger, f"{place.id} {phase}", there)
        for e in entries:
            if e.unit.role == "command" and not _framework(ledger, e.nation):
                problem = f"{e.nation} leads with a {e.unit.id} and is no framework nation"
                yield Violation(f"{e.place.id} {phase}", problem)
    for nation in rule.nations:
        if nation in ledger.nations and not _framework(ledger, nation):
            yield Violation(nation, "is named by the scenario and is no framework nation")


def _framework(ledger: PlanIndex, nation: str) -> bool:
    return nation in ledger.nations and ledger.nations[nation].framework


def _formable(ledger: PlanIndex, key: str, there: list[Entry]) -> Iterator[Violation]:
    """Are there cores enough for the battlegroups of a sector?"""
    rule = ledger.plan.scenario.rules.framework_floor
    whole = sum(e.lots for e in there)
    cores = [e.lots / rule.core_battlegroups for e in there if _framework(ledger, e.nation)]
    needed = (whole - rule.least_battlegroups + 1) / rule.most_battlegroups
    if not ledger.plan.relaxed:
        cores = [floor(core + SMALL) for core in cores]
        formed = whole > rule.least_battlegroups - 1 + SMALL
        needed = ceil(whole / rule.most_battlegroups - SMALL) if formed else 0
    if ledger.over(needed, sum(cores)):
        problem = f"{whole:g} battlegroups, framework nations for {sum(cores):g} brigades"
        yield Violation(key, problem)


def lead_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """One lead-capable member leads the operation, and one each component asked for.

    Formula: sum over lead-capable n of lead[n,c] = 1, lead[n,c] <= member[n]; the lead of a
    component deploys sum over its u,k of months[k] x[n,u,l,k] >= min_lot_months; the lead of the
    operation, and of the land component, has sum over battlegroups u, l of the theatre of
    x[n,u,l,k] >= lead_battlegroups in every k in which a demand can use ground forces in place and
    that starts after n's battlegroups may first be in the theatre (relaxed: the largest share of a
    lead counts, so the minima are divided by the number of candidates)
    """
    scenario, command = ledger.plan.scenario, ledger.plan.command
    rule, lead = scenario.rules.lead_floor, command.lead_nation
    asked = rule.components if rule.enabled else {}
    for component in command.component_leads:
        if component not in asked:
            yield Violation(component, "the scenario asks for no lead of this component")
    if not rule.enabled:
        return
    leads = [n.nation for n in ledger.plan.nations if n.role == "lead"]
    if leads != [lead]:
        yield Violation(
            "role", f"nations with the role lead: {leads or 'none'}; lead nation: {lead}"
        )
    members = {n.nation for n in ledger.plan.nations if n.member and sovereign(n.nation)}
    if lead not in members:
        yield Violation("member", f"the lead nation {lead} is not a member")
    if lead not in scenario.coalition.lead_nations:
        yield Violation("lead_nations", f"{lead} is not among {scenario.coalition.lead_nations}")
    for component, able in asked.items():
        nation = command.component_leads.get(component)
        if nation not in able:
            yield Violation(component, f"{nation} leads it and is not among {able}")
        if nation not in members:
            yield Violation(component, f"{nation} leads it and is not a member")
        given = sum(
            e.lot_months
            for e in ledger.entries
            if e.nation == nation
            and e.deployed
            and (e.unit.is_battlegroup if component == "land" else e.unit.domain == component)
        )
        least = rule.min_lot_months / (max(1, len(able)) if ledger.plan.relaxed else 1)
        if ledger.over(least, given):
            yield Violation(component, f"{nation} gives {given:g} lot-months, at least {least:g}")
    yield from _present(ledger, "operation", lead, scenario.coalition.lead_nations)
    if "land" in asked:
        yield from _present(ledger, "land", command.component_leads.get("land"), asked["land"])


def _present(
    ledger: PlanIndex, role: str, nation: str | None, able: tuple[str, ...]
) -> Iterator[Violation]:
    """Battlegroups of who leads, phase by phase."""
    least = float(ledger.plan.scenario.rules.lead_floor.lead_battlegroups)
    if ledger.plan.relaxed:
        least /= max(1, len(able))
    opens = [
        month
        for (owner, unit_type), pool in ledger.pools.items()
        if owner == nation and unit_type in ledger.units and ledger.units[unit_type].is_battlegroup
        for name, month in pool.locations.items()
        if name in ledger.places and ledger.places[name].kind in THEATRE
    ]
    asked = {w.phase.id for w in wants(ledger) if uses_ground_in_place(ledger, w.demand)}
    for phase in ledger.plan.phases:
        if phase.id not in asked or phase.start_month < min(opens, default=0):
            continue
        there = sum(
            e.lots
            for e in ledger.in_phase[phase.id]
            if e.nation == nation and e.in_theatre and e.unit.is_battlegroup
        )
        if ledger.over(least, there):
            problem = f"{nation} leads it with {there:g} battlegroups there, at least {least:g}"
            yield Violation(f"{role} {phase.id}", problem)


def formations(ledger: PlanIndex) -> Iterator[Violation]:
    """The tree of formations hangs together, and all forces in the theatre are in it once.

    Formula: the parent of a row is a row of its phase at a higher level, the operation has none;
    sum of the rows' lots by n, u, l, k = x[n,u,l,k] in the theatre; a corps or division is led by
    lots of a headquarters of its kind; a brigade has units; in a whole plan there are brigades only
    where framework_floor is on: each has least to most battlegroups and is led by a framework
    nation that gives core of one type, and only a sector of fewer than least battlegroups has none
    """
    rows = ledger.plan.command.formations
    levels = {(row.phase, row.id): row.level for row in rows}
    parents = {(row.phase, row.parent) for row in rows}
    for (phase, name), count in Counter((row.phase, row.id) for row in rows).items():
        if count > 1:
            yield Violation(f"{phase} {name}", f"there are {count} rows")
    lots: defaultdict[tuple[str, str, str, str], float] = defaultdict(float)
    for row in rows:
        key = f"{row.phase} {row.id}"
        if row.phase not in ledger.in_phase:
            yield Violation(key, "there is no such phase")
        above = levels.get((row.phase, row.parent))
        if row.level == "operation":
            if row.parent:
                yield Violation(key, f"the operation is below {row.parent}")
        elif above is None:
            yield Violation(key, f"there is no {row.parent or 'parent'} above it")
        elif LEVELS.index(above) >= LEVELS.index(row.level):
            yield Violation(key, f"a {row.level} is below a {above}")
        yield from _filled(ledger, row, (row.phase, row.id) in parents)
        if row.unit_type or row.lots:
            lots[row.nation, row.unit_type, row.location, row.phase] += row.lots
    if not ledger.plan.relaxed:
        yield from _brigades(ledger)
    for e in ledger.entries:
        if e.in_theatre:
            place = (e.nation, e.unit.id, e.place.id, e.phase.id)
            if ledger.differs(told := lots.pop(place, 0.0), e.lots):
                yield Violation(" ".join(place), f"{told:g} lots in the tree, {e.lots:g} given")
    for place, told in lots.items():
        yield Violation(" ".join(place), f"{told:g} lots in the tree, none given")


def _brigades(ledger: PlanIndex) -> Iterator[Violation]:
    """Brigades in the tree, and battlegroups that should be in one."""
    rule = ledger.plan.scenario.rules.framework_floor
    rows = ledger.plan.command.formations
    units: defaultdict[tuple[str, str], list[FormationRow]] = defaultdict(list)
    for row in rows:
        units[row.phase, row.parent].append(row)
    brigades = {(row.phase, row.id): row.location for row in rows if row.level == "brigade"}
    if not rule.enabled:
        for phase, name in brigades:
            yield Violation(f"{phase} {name}", "a brigade, where no formation is decided")
        return
    apart: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        if (row.phase, row.id) in brigades:
            yield from _sized(ledger, row, units[row.phase, row.id])
        unit = ledger.units.get(row.unit_type)
        if unit and unit.is_battlegroup and (row.phase, row.parent) not in brigades:
            apart[row.phase, row.location] += row.lots
    sectors = {(phase, place) for (phase, _), place in brigades.items()}
    for (phase, place), lots in apart.items():
        most = 0 if (phase, place) in sectors else rule.least_battlegroups - 1
        if ledger.over(lots, most):
            yield Violation(f"{phase} {place}", f"{lots:g} battlegroups in no brigade")


def _sized(ledger: PlanIndex, row: FormationRow, units: list[FormationRow]) -> Iterator[Violation]:
    """Size, leader and core of a brigade."""
    rule, key = ledger.plan.scenario.rules.framework_floor, f"{row.phase} {row.id}"
    least, most, whole = rule.least_battlegroups, rule.most_battlegroups, sum(u.lots for u in units)
    if ledger.over(whole, most) or ledger.over(least, whole):
        yield Violation(key, f"a brigade of {whole:g}, {least} to {most} are possible")
    if not _framework(ledger, row.nation):
        yield Violation(key, f"{row.nation or 'nobody'} leads it and is no framework nation")
    core = max((unit.lots for unit in units if unit.nation == row.nation), default=0.0)
    if ledger.over(rule.core_battlegroups, core):
        yield Violation(key, f"{row.nation} gives {core:g} of one type to its core")


def _filled(ledger: PlanIndex, row: FormationRow, has_children: bool) -> Iterator[Violation]:
    """A headquarters has lots of its kind, a unit has lots, a brigade has units."""
    key, unit = f"{row.phase} {row.id}", ledger.units.get(row.unit_type)
    if row.level in ("corps", "division", "unit") and row.lots <= 0:
        yield Violation(key, f"a {row.level} without lots")
    if row.level in ("corps", "division") and unit and f"{row.level}_hq" not in unit.effects:
        yield Violation(key, f"a {row.unit_type} is no headquarters of a {row.level}")
    if row.level == "brigade" and not has_children:
        yield Violation(key, "a brigade without units")


CHECKS: tuple[Check, ...] = (lead_floor, headquarters_floor, framework_floor, formations)
