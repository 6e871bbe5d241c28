"""Check of the statement of requirements: what is asked for, offered and open, line by line.

Letters: x lots contributed · n nation · u unit type · l location · k phase · r demand · e effect.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from math import ceil
from typing import NamedTuple

from planner.plan.cjsor import CjsorRow
from planner.problem.records import UnitTypeRow
from planner.rounding import SMALL
from planner.scenario.demands import PackageDemand, Presence, Threat
from planner.scenario.fields import stated
from planner.verify.index import Check, Entry, PlanIndex, Violation
from planner.verify.levels import Level, counts_from, sustained_levels
from planner.verify.reading import asked_effects, brigades, defenders, in_time, wants

Able = dict[str, list[tuple[Entry, float]]]
"""phase -> the entries that give some of a capability, and how much"""


class Ask(NamedTuple):
    """What a demand or a rule asks for of a capability in a phase, from some places."""

    capability: str
    places: frozenset[str]
    name: str
    location: str
    days: int
    start: int
    phase: str
    lots: float
    part: bool = False
    """is a package, whose parts add up with those of others"""


class Line(NamedTuple):
    """What a row should say."""

    need: float
    sustained: float
    nations: frozenset[str]
    always: frozenset[str]
    days: int | None


def cjsor_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """Every line of the statement of requirements is told once, and truly.

    Formula: A[e,P,k] = max(largest demand, sum over packages of take x need) for the places P from
    which lots act in time; own[P] = max(0, A[P] - sum of own over smaller P of the same e inside);
    short[P] = max(0, A[P] - sum over l in P of effect x - sum of short inside); need = most own,
    unfilled = most short over the phases that count; support asks for lots / ratio and
    headquarters_floor for battlegroups / span, rounded up. All lines with the stage sustained;
    without it, those that are there are true
    """
    told: defaultdict[tuple[str, str], list[CjsorRow]] = defaultdict(list)
    serials = Counter(row.serial for row in ledger.plan.cjsor)
    for row in ledger.plan.cjsor:
        told[row.demand, row.capability].append(row)
        if serials[row.serial] > 1 or row.serial.partition(".")[0] not in serials:
            yield Violation(f"serial {row.serial}", "is not unique, or is a part of no line")
    expected = _expected(ledger)
    complete = "sustained" in ledger.plan.scenario.objectives
    for key in dict.fromkeys((*expected, *told)) if complete else told:
        name = " ".join(key)
        lines, rows = expected.get(key, []), told.get(key, [])
        if len(lines) != len(rows):
            yield Violation(name, f"{len(rows)} rows, should be {len(lines)}")
        for line, row in zip(lines, rows, strict=False):
            yield from (Violation(name, problem) for problem in _problems(ledger, line, row))


def _problems(ledger: PlanIndex, line: Line, row: CjsorRow) -> Iterator[str]:
    figures = (
        ("need", row.need, line.need),
        ("sustained", row.sustained, line.sustained),
        ("unfilled", row.unfilled, line.need - line.sustained),
    )
    for name, said, true in figures:
        if ledger.differs(said, true):
            yield f"{name} {said:g}, should be {true:g}"
    offered = {text.partition(" ")[0]: text.partition(" ")[2] for text in row.offered_by}
    if set(offered) != line.nations:
        yield f"offered by {', '.join(offered)}, should be {', '.join(sorted(line.nations))}"
    elif {n for n, said in offered.items() if said != "at times"} != line.always:
        yield f"always there are {', '.join(sorted(line.always)) or 'none'}"
    if row.readiness_days != line.days:
        yield f"ready in {row.readiness_days} days, should be {line.days}"


def _expected(ledger: PlanIndex) -> dict[tuple[str, str], list[Line]]:
    """(demands, capability) -> the line, and the part of it where it has one."""
    grouped: dict[tuple[str, frozenset[str]], list[Ask]] = {}
    for ask in (*_demands(ledger), *_support(ledger), *_headquarters(ledger)):
        grouped.setdefault((ask.capability, ask.places), []).append(ask)
    able_of = _able(ledger)
    expected: dict[tuple[str, str], list[Line]] = {}
    done: list[tuple[str, frozenset[str], dict[str, float], dict[str, float]]] = []
    for (capability, places), asks in sorted(grouped.items(), key=lambda item: len(item[0][1])):
        inside = [row for row in done if row[0] == capability and row[1] <= places]
        able = able_of[capability]
        own, short = _beyond(ledger, able, places, asks, inside)
        done.append((capability, places, own, short))
        start = min(ask.start for ask in asks)
        counted = [p.id for p in ledger.plan.phases if p.start_month >= start and p.id in own]
        need = max((own[phase] for phase in counted), default=0.0)
        open_ = max((short[phase] for phase in counted), default=0.0)
        at = places.difference(*(row[1] for row in inside)) or places
        if need > SMALL or any(ask.part for ask in asks):
            days = min(ask.days for ask in asks)
            names = ", ".join(dict.fromkeys(ask.name for ask in asks))
            key = names, f"{capability} within {days} days" if days else capability
            given = _given(ledger, able, at, counted)
            expected.setdefault(key, []).append(Line(need, need - open_, *given))
    for key, line in _parts(ledger):
        expected.setdefault(key, []).append(line)
    return expected


def _able(ledger: PlanIndex) -> dict[str, Able]:
    """Capability -> phase -> the entries that give some of it, and how much."""
    able: defaultdict[str, Able] = defaultdict(lambda: {phase: [] for phase in ledger.in_phase})
    for e in ledger.entries:
        for capability in e.unit.effects or (e.unit.id,):
            if each := _one(e.unit, capability):
                able[capability][e.phase.id].append((e, e.lots * each))
    return able


def _beyond(
    ledger: PlanIndex,
    able: Able,
    places: frozenset[str],
    asks: Iterable[Ask],
    inside: Iterable[tuple[str, frozenset[str], dict[str, float], dict[str, float]]],
) -> tuple[dict[str, float], dict[str, float]]:
    """By phase what is asked for, and what is short, beyond the lines inside."""
    largest: defaultdict[str, float] = defaultdict(float)
    taken: defaultdict[str, float] = defaultdict(float)
    for ask in asks:
        if ask.part:
            taken[ask.phase] += ask.lots
        else:
            largest[ask.phase] = max(largest[ask.phase], ask.lots)
    own: dict[str, float] = {}
    short: dict[str, float] = {}
    for phase in dict.fromkeys((*largest, *taken)):
        asked = max(largest[phase], taken[phase])
        there = sum(given for e, given in able[phase] if e.place.id in places)
        own[phase] = max(0.0, asked - sum(row[2].get(phase, 0.0) for row in inside))
        lacking = asked - there - sum(row[3].get(phase, 0.0) for row in inside)
        short[phase] = max(0.0, lacking) if ledger.over(lacking, 0) else 0.0
    return own, short


def _one(unit: UnitTypeRow, capability: str) -> int:
    return unit.effects.get(capability, int(not unit.effects and unit.id == capability))


def _given(
    ledger: PlanIndex,
    able: Able,
    places: frozenset[str],
    phases: list[str],
) -> tuple[frozenset[str], frozenset[str], int | None]:
    """Nations that are there, those that always are, and the days of the slowest of them."""
    at = [[e for e, given in able[k] if e.place.id in places and given > SMALL] for k in phases]
    there = [{e.nation for e in entries} for entries in at]
    days: list[int] = []
    for entries in at:
        for e in entries:
            if pool := ledger.pools.get((e.nation, e.unit.id)):
                waits = pool.decision_days + pool.notice_days + pool.transit_days
                days.append(waits if e.deployed else e.place.notice_days + e.place.transit_days)
    nations = frozenset().union(*there)
    return nations, nations.intersection(*there), max(days, default=None)


def _demands(ledger: PlanIndex) -> Iterator[Ask]:
    trained = brigades(ledger)
    takes = {package.id: package.needs for package in ledger.plan.packages}
    for want in wants(ledger):
        demand, start = want.demand, counts_from(ledger)[want.demand.id]
        for effect, days in asked_effects(ledger, demand):
            places = frozenset(
                i for i, p in ledger.places.items() if in_time(ledger, demand, p, days)
            )
            lots, part = want.need, isinstance(demand, PackageDemand)
            if isinstance(demand, PackageDemand):
                lots *= takes[demand.package][effect]
            elif isinstance(demand, Threat):
                lots -= sum(defenders(ledger, demand, want.phase, trained)[1:])
            elif isinstance(demand, Presence):
                lots = 0.0
            at = demand.location
            yield Ask(effect, places, demand.id, at, days, start, want.phase.id, lots, part)


def _support(ledger: PlanIndex) -> Iterator[Ask]:
    """What lots outside theatre-wide places take of support, in whole lots."""
    if not ledger.plan.scenario.rules.support_floor.enabled:
        return
    needed: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for e in ledger.entries:
        for support, ratio in e.unit.supported_by.items():
            if e.place.kind != "theatre_wide" and ratio > 0:
                needed[e.phase.id, e.place.id, support] += e.lots / ratio
    for (phase, place, support), lots in needed.items():
        if support in ledger.units:
            effects = ledger.units[support].effects
            names = [effect for effect, one in effects.items() if one == 1]
            capability = names[0] if len(names) == len(effects) == 1 else support
            yield from _of_rule(ledger, "support_floor", capability, {place}, phase, lots)


def _headquarters(ledger: PlanIndex) -> Iterator[Ask]:
    rule = ledger.plan.scenario.rules.headquarters_floor
    if not rule.enabled:
        return
    span = stated(rule.battlegroups_per_division, "headquarters_floor.battlegroups_per_division")
    corps_span = stated(rule.divisions_per_corps, "headquarters_floor.divisions_per_corps")
    places = {i for i, p in ledger.places.items() if p.kind in ("theatre", "theatre_wide")}
    for phase, entries in ledger.in_phase.items():
        there = [e for e in entries if e.in_theatre]
        led = sum(e.lots for e in there if e.unit.is_battlegroup) / span
        divisions = sum(e.lots * _one(e.unit, "division_hq") for e in there)
        corps = (divisions - 1) / max(1, corps_span - 1)
        for name, lots in (("division_hq", led), ("corps_hq", corps)):
            yield from _of_rule(ledger, "headquarters_floor", name, places, phase, lots)


def _of_rule(
    ledger: PlanIndex, rule: str, capability: str, places: set[str], phase: str, lots: float
) -> Iterator[Ask]:
    if lots > SMALL:
        start = next(p.start_month for p in ledger.plan.phases if p.id == phase)
        whole = float(ceil(lots - SMALL))
        yield Ask(capability, frozenset(places), rule, "", 0, start, phase, whole)


def _parts(ledger: PlanIndex) -> Iterator[tuple[tuple[str, str], Line]]:
    """What packages take, and nations that must be there."""
    takes = {package.id: package.needs for package in ledger.plan.packages}

    def part(level: Level, each: float) -> Line:
        need = level.need * each
        nobody: frozenset[str] = frozenset()
        return Line(need, need - level.missing * each, nobody, nobody, None)

    for name, level in sustained_levels(ledger).items():
        if isinstance(level.demand, PackageDemand):
            for effect, each in takes.get(level.demand.package, {}).items():
                yield (name, effect), part(level, each)
        elif isinstance(level.demand, Presence):
            yield (name, f"nations with {level.demand.effect}"), part(level, 1)


CHECKS: tuple[Check, ...] = (cjsor_balance,)
