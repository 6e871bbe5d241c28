"""What is asked for, line by line: of every capability, from the places where lots act for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from planner.plan.demands import DemandRow, ForceRatioRow
from planner.plan.forces import ContributionRow
from planner.problem.demands import DemandInPhase
from planner.problem.problem import Problem
from planner.problem.records import UnitTypeRow
from planner.rounding import SMALL
from planner.scenario.demands import Demand, PackageDemand, Presence, Requirement, Threat
from planner.scenario.fields import stated

Key = tuple[str, frozenset[str]]
"""capability, and the places from which lots act for it"""


@dataclass(slots=True, eq=False)
class Line:
    """What is asked for of a capability, phase by phase; places: where lots act for it."""

    capability: str
    places: frozenset[str]
    demands: dict[str, str] = field(default_factory=dict)
    """name -> location"""
    days: int | None = None
    start: int = 0
    asked: dict[str, float] = field(default_factory=dict)
    own: dict[str, float] = field(default_factory=dict)
    """beyond what the lines of places in reach ask for"""
    short: dict[str, float] = field(default_factory=dict)
    own_places: frozenset[str] = frozenset()
    packages: dict[str, PackageDemand] = field(default_factory=dict)
    presences: list[Presence] = field(default_factory=list)


def amount(unit: UnitTypeRow, capability: str) -> float:
    """What one lot gives of an effect; support without any effect counts itself."""
    return unit.effects.get(capability, 1 if unit.id == capability and not unit.effects else 0)


class Lines:
    """What demands, support and headquarters ask for, in the order of the scenario."""

    def __init__(
        self,
        problem: Problem,
        contributions: tuple[ContributionRow, ...],
        answers: Mapping[tuple[str, str], DemandRow],
    ) -> None:
        """``answers``: demand and phase -> its row in the plan."""
        self.problem, self.contributions, self.answers = problem, contributions, answers
        self.lines: dict[Key, Line] = {}
        self._packages = [
            (want, want.demand) for want in problem.wants if isinstance(want.demand, PackageDemand)
        ]
        for want in problem.wants:
            self._add_demand(want)
        self._add_support()
        self._add_headquarters()

    def _line(self, capability: str, places: frozenset[str], start: int) -> Line:
        line = self.lines.setdefault((capability, places), Line(capability, places, start=start))
        line.start = min(line.start, start)
        return line

    def _add_demand(self, want: DemandInPhase) -> None:
        demand, phase, start = want.demand, want.phase.id, self.problem.counted_from[want.demand.id]
        for effect, days in self.problem.use.asks(demand):
            line = self._line(effect, self._reach(demand, days), start)
            line.demands[demand.id] = demand.location
            line.days = days if line.days is None else min(line.days, days)
            if isinstance(demand, PackageDemand):
                line.packages[demand.id] = demand
            elif isinstance(demand, Presence):
                line.presences += [demand] if demand not in line.presences else []
            elif isinstance(demand, Requirement | Threat):
                need, row = want.need, self.answers[want.key]
                if isinstance(row, ForceRatioRow):
                    need -= row.host + row.trained
                line.asked[phase] = max(need, line.asked.get(phase, 0.0))
            taken = sum(
                other.need * self.problem.packages[package.package].needs[effect]
                for other, package in self._packages
                if package.id in line.packages and other.phase.id == phase
            )
            line.asked[phase] = max(taken, line.asked.get(phase, 0.0))

    def _reach(self, demand: Demand, days: int) -> frozenset[str]:
        reaches = self.problem.reaches
        return frozenset(i for i in self.problem.locations if reaches(demand.location, i, days))

    def _add_support(self) -> None:
        """Support of what is at a sector or stands by, rounded up to whole lots."""
        if not self.problem.scenario.rules.support_floor.enabled:
            return
        types = self.problem.unit_types
        asked: defaultdict[tuple[str, str, str], float] = defaultdict(float)
        for row in self.contributions:
            if self.problem.locations[row.location].kind != "theatre_wide":
                for support, ratio in types[row.unit_type].supported_by.items():
                    asked[support, row.location, row.phase] += row.lots / ratio
        for (support, place, phase), lots in asked.items():
            effects = types[support].effects
            capability = next(iter(effects)) if list(effects.values()) == [1] else support
            self._add_rule("support_floor", capability, frozenset({place}), place, phase, lots)

    def _add_headquarters(self) -> None:
        """Divisions for the battlegroups, a corps for several divisions."""
        rule, problem = self.problem.scenario.rules.headquarters_floor, self.problem
        if not rule.enabled:
            return
        span = stated(
            rule.battlegroups_per_division, "headquarters_floor.battlegroups_per_division"
        )
        led = stated(rule.divisions_per_corps, "headquarters_floor.divisions_per_corps")
        theatre = frozenset(i for i, place in problem.locations.items() if place.in_theatre)
        where = " or ".join(i for i, p in problem.locations.items() if p.kind == "theatre_wide")
        for phase in problem.phases:
            rows = (row for row in self.contributions if row.phase == phase.id)
            there = [row for row in rows if row.location in theatre]
            types = problem.unit_types
            battlegroups = sum(r.lots for r in there if types[r.unit_type].is_battlegroup)
            divisions = sum(r.lots * amount(types[r.unit_type], "division_hq") for r in there)
            for capability, asked in (
                ("division_hq", battlegroups / span),
                ("corps_hq", (divisions - 1) / max(1, led - 1)),
            ):
                self._add_rule("headquarters_floor", capability, theatre, where, phase.id, asked)

    def _add_rule(
        self,
        rule: str,
        capability: str,
        places: frozenset[str],
        location: str,
        phase: str,
        asked: float,
    ) -> None:
        """What a rule asks for, whole lots; it counts from the first phase in which it does."""
        if asked <= SMALL:
            return
        start = next(p.start_month for p in self.problem.phases if p.id == phase)
        line = self._line(capability, places, start)
        line.demands[rule] = location
        line.asked[phase] = max(float(ceil(asked - SMALL)), line.asked.get(phase, 0.0))
