"""Checks of the demands: what each needs, gets and lacks in a phase is reported once, and truly.

Letters: x lots contributed · n nation · u unit type · l location · k phase · r demand · e effect.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import Any

from planner.plan.demands import CoverRow, ForceRatioRow, PresenceRow, RequirementRow
from planner.scenario.demands import PackageDemand, Presence, Requirement, Threat
from planner.scenario.fields import stated
from planner.verify.index import Check, PlanIndex, Violation
from planner.verify.levels import sustained_levels
from planner.verify.reading import (
    DemandInPhase,
    acting,
    brigades,
    defenders,
    enough,
    present,
    wants,
)

Row = RequirementRow | ForceRatioRow | PresenceRow | CoverRow
Figures = Mapping[str, Any]


def _compared(
    ledger: PlanIndex, rows: Iterable[Row], expected: Iterable[tuple[DemandInPhase, Figures]]
) -> Iterator[Violation]:
    """One row for every want, with the same fields; rows that nothing asks for are empty."""
    told: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        told[row.id, row.phase].append(row)
    for want, figures in expected:
        key = f"{want.demand.id} {want.phase.id}"
        found = told.pop((want.demand.id, want.phase.id), [])
        if len(found) != 1:
            yield Violation(key, f"{len(found)} rows, exactly one needed")
        for row in found:
            fields = {"location": want.demand.location, **figures}
            for name, value in fields.items():
                got = getattr(row, name)
                if not isinstance(value, float):
                    if got != value:
                        yield Violation(key, f"{name} {got}, should be {value}")
                elif ledger.differs(got, value):
                    yield Violation(key, f"{name} {got:g}, should be {value:g}")
    for (name, phase), found in told.items():
        if any(row.need > 0 or row.shortfall > 0 for row in found):
            yield Violation(f"{name} {phase}", "the scenario asks for nothing here")


def effect_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """What each requirement needs, gets and lacks in a phase is reported once, and truly.

    Formula: supplied = sum of effect x over lots that can act in time;
    shortfall = max(0, need - supplied); one row for every phase in which the need holds
    """
    expected = [
        (
            want,
            {
                "effect": want.demand.effect,
                "within_days": want.demand.within_days,
                "need": want.need,
                "supplied": want.supplied,
                "shortfall": want.short,
            },
        )
        for want in wants(ledger)
        if isinstance(want.demand, Requirement)
    ]
    yield from _compared(ledger, ledger.plan.requirements, expected)


def force_ratio_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """Who attacks, who defends, and how many defenders are missing is reported once, and truly.

    Formula: need = attackers / ratio; shortfall = max(0, need - coalition - host - trained), all in
    battlegroups; coalition = sum of ground x over lots that can act in time; trained brigades count
    where the days are at least sector_transit_days
    """
    rule, trained = ledger.plan.scenario.rules.force_ratio_floor, brigades(ledger)
    expected = []
    for want in wants(ledger):
        if isinstance(want.demand, Threat):
            coalition, host, reserve = defenders(ledger, want.demand, want.phase, trained)
            figures: Figures = {
                "within_days": want.demand.within_days,
                "attackers": want.need * stated(rule.ratio, "force_ratio_floor.ratio"),
                "ratio": rule.ratio,
                "need": want.need,
                "coalition": coalition,
                "host": host,
                "trained": reserve,
                "shortfall": want.short,
            }
            expected.append((want, figures))
    yield from _compared(ledger, ledger.plan.force_ratios, expected)


def sustained_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """The level at which every demand is kept up is reported once, and truly.

    Formula: sustained = need - the most that is short in a phase with start >= from_month;
    from_month = latest of the demand's start and the first permitted months of the pools that can
    serve it, or steady_from_month; the demand's start, where it ends before that. A row for every
    demand with the stage sustained; without it, those that are there are true
    """
    told = {row.demand: row for row in ledger.plan.sustained}
    if len(told) != len(ledger.plan.sustained):
        yield Violation("sustained", "a demand has more than one row")
    levels = sustained_levels(ledger)
    asked = "sustained" in ledger.plan.scenario.objectives
    for name in dict.fromkeys((*levels, *told)) if asked else told:
        row, level = told.get(name), levels.get(name)
        if row is None or level is None:
            yield Violation(name, "has no row" if row is None else "nothing is asked for")
            continue
        if row.from_month != level.from_month:
            yield Violation(name, f"from month {row.from_month}, should be {level.from_month}")
        there = level.need - level.missing
        if ledger.differs(row.need, level.need) or ledger.differs(row.sustained, there):
            said = f"{row.sustained:g} of {row.need:g}"
            yield Violation(name, f"{said}, should be {there:g} of {level.need:g}")
        if not set(level.worst_phases) <= set(row.worst_phases) <= set(level.near_phases):
            problem = f"worst in {', '.join(row.worst_phases) or 'none'}"
            yield Violation(name, f"{problem}, should be {', '.join(level.worst_phases) or 'none'}")


def presence_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """Who stands where an attack would meet them is reported once, and truly.

    Formula: n is present if sum over u with the effect of x[n,u,l,k] >= min_lots;
    shortfall = max(0, nations - present, nuclear_powers - present nuclear powers)
    """
    expected = []
    for want in wants(ledger):
        if isinstance(want.demand, Presence):
            there = enough(ledger, want.demand, present(ledger, want.demand, want.phase))
            powers = [n for n in there if n in ledger.nations and ledger.nations[n].nuclear]
            figures: Figures = {
                "nations": tuple(there),
                "need": want.demand.nations,
                "nuclear_powers": tuple(powers),
                "nuclear_need": want.demand.nuclear_powers,
                "shortfall": float(want.short),
            }
            expected.append((want, figures))
    yield from _compared(ledger, ledger.plan.presences, expected)


def air_cover_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """Stations in the air have all that they take, at once; no aircraft serves two.

    Formula: sum over r of take[r,e] p[r,k] <= sum over u of effect[u,e] x[n,u,l,k];
    0 <= p <= top, rounded up; shortfall = max(0, need - p)
    """
    yield from _packages(ledger, "air_cover_floor")


def air_defence_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """Areas that are defended have all layers of batteries; no battery defends two.

    Formula: sum over r of take[r,e] p[r,k] <= sum over u of effect[u,e] x[n,u,l,k];
    0 <= p <= top, rounded up; shortfall = max(0, need - p)
    """
    yield from _packages(ledger, "air_defence_floor")


def _packages(ledger: PlanIndex, rule: str) -> Iterator[Violation]:
    takes = {package.id: package.needs for package in ledger.plan.packages}
    expected: list[tuple[DemandInPhase, Figures]] = []
    taken: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    there: dict[tuple[str, str, str], float] = {}
    for want in wants(ledger):
        if not isinstance(want.demand, PackageDemand) or want.rule != rule:
            continue
        key, cover = f"{want.demand.id} {want.phase.id}", want.demand
        figures = {"package": cover.package, "need": want.need, "shortfall": want.short}
        expected.append((want, figures))
        most = ceil(want.top)  # packages are whole, also where part of one is asked for
        if ledger.over(0, want.supplied) or ledger.over(want.supplied, most):
            yield Violation(key, f"{want.supplied:g} packages, 0 to {most} possible")
        if cover.package not in takes:
            yield Violation(key, f"the package {cover.package} is not in the plan")
        for effect, take in takes.get(cover.package, {}).items():
            place = (effect, cover.location, want.phase.id)
            taken[place] += take * want.supplied
            there[place] = acting(ledger, cover, want.phase, effect, 0)
    rows = [row for row in ledger.plan.cover if row.rule == rule]
    yield from _compared(ledger, rows, expected)
    for place, used in taken.items():
        if ledger.over(used, there[place]):
            yield Violation(" ".join(place), f"{used:g} taken by packages, {there[place]:g} there")


CHECKS: tuple[Check, ...] = (
    effect_floor,
    sustained_floor,
    force_ratio_floor,
    presence_floor,
    air_cover_floor,
    air_defence_floor,
)
