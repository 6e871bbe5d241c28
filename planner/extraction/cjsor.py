"""The statement of requirements of a plan: line by line what is asked for, offered and unfilled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from planner.extraction.asked import Line, Lines, amount
from planner.extraction.demands import tidy
from planner.plan.cjsor import CjsorRow
from planner.plan.demands import DemandRow, SustainedRow
from planner.plan.forces import ContributionRow
from planner.problem.problem import Problem
from planner.rounding import SMALL
from planner.scenario.demands import Demand


class Statement:
    """The lines and their parts, in the order of the scenario; then support and headquarters."""

    def __init__(
        self,
        problem: Problem,
        contributions: tuple[ContributionRow, ...],
        rows: Iterable[DemandRow],
        levels: Iterable[SustainedRow],
    ) -> None:
        self.problem = problem
        self.contributions = contributions
        self._pools = {(pool.nation, pool.unit_type): pool for pool in problem.pools}
        self._giving: dict[str, list[tuple[ContributionRow, float]]] = {}
        answers = {(row.id, row.phase): row for row in rows}
        self.lines = Lines(problem, contributions, answers).lines
        self.levels = {row.demand: row for row in levels}
        self._take_out_what_nested_lines_ask()

    def rows(self) -> Iterator[CjsorRow]:
        """Every line that asks for something, and below it its parts.

        Nations that must be somewhere are a line of their own where no more is asked for there.
        """
        wanted = [x for x in self.lines.values() if self._need(x) > SMALL or x.packages]
        types = {x.capability: self._types(x.capability) for x in wanted}
        parents = {id(x): self._parent(x, wanted, types) for x in wanted}
        blocks: list[list[CjsorRow]] = []
        for line in self.lines.values():
            parts = list(self._parts(line))
            if line not in wanted:
                blocks += [[part] for part in parts]
            elif parents[id(line)] is None:
                inside = (x for x in wanted if parents[id(x)] is line)
                below = (row for x in inside for row in (self._row(x), *self._parts(x)))
                blocks.append([self._row(line), *below, *parts])
        for number, (first, *parts) in enumerate(blocks, 1):
            yield first.model_copy(update={"serial": str(number)})
            for index, part in enumerate(parts, 1):
                yield part.model_copy(update={"serial": f"{number}.{index}"})

    def _take_out_what_nested_lines_ask(self) -> None:
        """From the smallest reach up: own need and shortfall, beyond those of nested lines."""
        done: list[Line] = []
        for line in sorted(self.lines.values(), key=lambda line: len(line.places)):
            nested = [
                x
                for x in done
                if (x.capability, x.places <= line.places) == (line.capability, True)
            ]
            line.own_places = line.places.difference(*(x.places for x in nested)) or line.places
            there = self._there(line.capability, line.places)
            for phase, asked in line.asked.items():
                inside = sum(x.own.get(phase, 0.0) for x in nested)
                lacking = sum(x.short.get(phase, 0.0) for x in nested)
                line.own[phase] = max(0.0, asked - inside)
                missing = asked - sum(there[phase].values()) - lacking
                line.short[phase] = min(line.own[phase], max(0.0, missing))
            done.append(line)

    # --- rows

    def _gives(self, capability: str) -> list[tuple[ContributionRow, float]]:
        """What is given of an effect: the contributions that have it, and how much."""
        if capability not in self._giving:
            each = {u.id: amount(u, capability) for u in self.problem.unit_types.values()}
            self._giving[capability] = [
                (row, each[row.unit_type] * row.lots)
                for row in self.contributions
                if each[row.unit_type]
            ]
        return self._giving[capability]

    def _there(
        self, capability: str, places: frozenset[str]
    ) -> defaultdict[str, defaultdict[str, float]]:
        """Phase -> nation -> amount at these places."""
        there: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for row, given in self._gives(capability):
            if row.location in places:
                there[row.phase][row.nation] += given
        return there

    def _counted(self, line: Line) -> list[str]:
        phases = (p for p in self.problem.phases if p.start_month >= line.start)
        return [p.id for p in phases if p.id in line.asked]

    def _need(self, line: Line) -> float:
        return max((line.own[phase] for phase in self._counted(line)), default=0.0)

    def _parent(
        self, line: Line, lines: Iterable[Line], types: Mapping[str, frozenset[str]]
    ) -> Line | None:
        """The line whose unit types are those of this one and others: heavy battlegroups are
        battlegroups. ``types``: by capability."""
        mine = types[line.capability]
        found = (x for x in lines if x.places == line.places and mine < types[x.capability])
        return max(found, key=lambda x: len(types[x.capability]), default=None)

    def _types(self, capability: str) -> frozenset[str]:
        return frozenset(u.id for u in self.problem.unit_types.values() if amount(u, capability))

    def _row(self, line: Line) -> CjsorRow:
        counted = self._counted(line)
        need = self._need(line)
        unfilled = max((line.short[phase] for phase in counted), default=0.0)
        late = f" within {line.days} days" if line.days else ""
        return CjsorRow(
            serial="",
            demand=", ".join(line.demands),
            capability=line.capability + late,
            location=" or ".join(dict.fromkeys(line.demands.values())),
            need=tidy(need),
            offered_by=tuple(self._offers(line, counted)),
            sustained=tidy(need - unfilled),
            unfilled=tidy(unfilled),
            caveats=tuple(self._caveats(line)),
            readiness_days=self._readiness(line, counted),
        )

    def _offers(self, line: Line, counted: list[str]) -> Iterator[str]:
        there = self._there(line.capability, line.own_places)
        nations = sorted({n for phase in counted for n, v in there[phase].items() if v > SMALL})
        least = {n: min(there[phase][n] for phase in counted) for n in nations}
        for nation in sorted(nations, key=lambda n: (-tidy(least[n]), n)):
            always = least[nation] > SMALL
            yield f"{nation} {tidy(least[nation]):g}" if always else f"{nation} at times"

    def _caveats(self, line: Line) -> Iterator[str]:
        nations: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.problem.refusals:
            unit = self.problem.unit_types.get(row.unit_type)
            if unit and amount(unit, line.capability) and row.location in line.own_places:
                nations[row.reason.removeprefix(f"{row.nation} ")].add(row.nation)
        for reason, names in sorted(nations.items()):
            yield f"{reason}: {', '.join(sorted(names))}"

    def _readiness(self, line: Line, counted: list[str]) -> int | None:
        days: list[int] = []
        for row, given in self._gives(line.capability):
            if row.phase in counted and row.location in line.own_places and given > SMALL:
                place = self.problem.locations[row.location]
                pool = self._pools[row.nation, row.unit_type]
                moving = pool.decision_days + pool.notice_days + pool.transit_days
                alert = place.notice_days + place.transit_days
                days.append(alert if place.kind == "standby" else moving)
        return max(days, default=None)

    def _parts(self, line: Line) -> Iterator[CjsorRow]:
        """What packages take of the line, and nations that must be there with it."""
        for name, demand in line.packages.items():
            take = self.problem.packages[demand.package].needs[line.capability]
            if name in self.levels:
                need, kept = self.levels[name].need, self.levels[name].sustained
                yield self._part(demand, line.capability, take * need, take * kept)
        for presence in line.presences:
            if presence.id in self.levels:
                level = self.levels[presence.id]
                capability = f"nations with {presence.effect}"
                yield self._part(presence, capability, level.need, level.sustained)

    def _part(self, demand: Demand, capability: str, need: float, kept: float) -> CjsorRow:
        return CjsorRow(
            serial="",
            demand=demand.id,
            capability=capability,
            location=demand.location,
            need=tidy(need),
            offered_by=(),
            sustained=tidy(kept),
            unfilled=tidy(need - kept),
            caveats=(),
            readiness_days=None,
        )
