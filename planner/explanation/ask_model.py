"""The model in which asks are variables: whole lots, next to all that nations give already.

It is the model of the scenario in which everything has been granted, with rows that allow no more
than is asked for. What every other demand has today is held, or asks would only move the gap.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from planner.explanation.ask_dates import date_rows
from planner.explanation.asked import asked
from planner.explanation.levers import DATES, Lever
from planner.model import build
from planner.model.core import ForceModel, Term
from planner.problem.build import build_problem, with_overrides
from planner.problem.problem import DEPLOYED, POSTURES, Problem
from planner.problem.records import PoolRow
from planner.reference.dataset import Dataset

Variable = Any
"""of PuLP"""
Today = dict[tuple[str, str], float]
"""(demand, phase) -> what is missing in the plan"""


@dataclass
class AskModel:
    """``lots[lever]`` lots asked for; ``asks[nation]`` 1 if anything is asked of it."""

    model: ForceModel
    lots: dict[Lever, list[Variable]] = field(default_factory=dict)
    asks: dict[str, Variable] = field(default_factory=dict)

    @property
    def whole(self) -> list[Variable]:
        """What is asked for is whole, even where lots are not."""
        return [*(v for units in self.lots.values() for v in units), *self.asks.values()]

    def terms(self, lever: Lever, value: float = 1) -> list[Term]:
        """Lots asked for."""
        return [(unit, value) for unit in self.lots.get(lever, ())]


def grant(problem: Problem, asks: dict[Lever, int], data: Dataset) -> Problem:
    """The problem in which asks are granted. ``data``: without the overrides of the scenario."""
    known = with_overrides(data, problem.scenario.overrides)
    return build_problem(asked(problem, asks, known), data)


def ask_model(problem: Problem, levers: Iterable[Lever], data: Dataset) -> AskModel:
    """The model of a problem with its levers as variables. ``data``: of the reference date."""
    levers = list(levers)
    wide = grant(problem, {lever: lever.most for lever in levers}, data)
    return _Builder(problem, wide, levers, data).build()


class _Builder:
    def __init__(self, problem: Problem, wide: Problem, levers: list[Lever], data: Dataset) -> None:
        self.problem, self.wide = problem, wide
        self.model = build(wide)
        self.found = AskModel(self.model)
        self.base = {(pool.nation, pool.unit_type): pool for pool in problem.pools}
        self.levers: dict[tuple[str, str, str], Lever] = {lever.key: lever for lever in levers}
        kinds = {lever.kind for lever in levers} & set(DATES)
        self._closed = self._but(levers, kinds, data)
        self._opened: dict[str, Problem] = {
            kind: self._but(levers, kinds - {kind}, data) for kind in sorted(kinds)
        }

    def _but(self, levers: Iterable[Lever], kinds: Collection[str], data: Dataset) -> Problem:
        """All granted but asks of some kinds."""
        if not kinds:
            return self.wide
        return grant(self.problem, {x: x.most for x in levers if x.kind not in kinds}, data)

    def build(self) -> AskModel:
        pools = self.model.pools
        owners = {nation for nation, _ in pools}
        for lever in self.levers.values():
            if (lever.nation, lever.unit_type) in pools or (
                not lever.unit_type and lever.nation in owners
            ):
                self._add(lever)
        for pool, row in pools.items():
            self._offered(pool)
            self._cycle(pool, row)
        for key, terms, most in date_rows(self.model, self._closed, self._opened, self._of):
            self._row(key, terms, "<=", most)
        self._people()
        self._count_nations()
        return self.found

    # --- variables

    def _add(self, lever: Lever) -> None:
        """One binary a lot, the first one first: what one lot more keeps up is no straight line."""
        units = [
            self.model.variable("ask", (*lever.key, number), 1, whole=True)
            for number in range(lever.most if lever.kind != "dwell" else 1)
        ]
        self.found.lots[lever] = units
        for number, (one, more) in enumerate(pairwise(units)):
            self._row(("order", *lever.key, number), [(one, 1), (more, -1)], ">=", 0)

    def _of(self, kind: str, nation: str, unit_type: str = "", value: float = 1) -> list[Term]:
        lever = self.levers.get((kind, nation, unit_type))
        return self.found.terms(lever, value) if lever else []

    def _row(self, key: tuple[str | int, ...], terms: list[Term], sense: Any, rhs: float) -> None:
        self.model.require("ask", key, terms, sense, rhs)

    # --- rows

    def _offered(self, pool: tuple[str, str]) -> None:
        """A bid of so many lots; without one, what was given before without it."""
        nation, unit_type = pool
        new = self._of("offer", nation, unit_type) or self._of("join", nation, unit_type)
        more = self._of("bid", nation, unit_type)
        had = self.base.get(pool)
        standby = max(had.lots) if had else 0
        for phase in self.wide.phases:
            given = [t for posture in POSTURES for t in self.model.lots(pool, posture, phase)]
            if not given:
                continue
            if new:
                less = [(v, -value) for v, value in new]
                deployed = self.model.deployed(pool, phase)
                if deployed:
                    self._row(("deployed", *pool, phase.id), [*deployed, *less], "<=", 0)
                first = [(new[0][0], standby)]
                self._row(("offer", *pool, phase.id), [*given, *less, *first], "<=", standby)
            elif more:
                overrides = self.problem.scenario.overrides
                most = overrides.most_bid(*pool, phase.start_month) or 0
                begun = any(b.from_month <= phase.start_month for b in overrides.bids_of(*pool))
                less = [(v, -value if begun else 0) for v, value in more]
                self._row(("bid", *pool, phase.id), [*given, *less], "<=", most)

    def _cycle(self, pool: tuple[str, str], row: PoolRow) -> None:
        """What the pool of today keeps up with the lots that are asked for, and the dwell."""
        m, more, sooner = self.model, self._of("more", *pool), self._of("dwell", *pool)
        if not more and not sooner:
            return
        have = self.base.get(pool)
        lots = have.lots if have else (0,) * len(row.lots)
        earmark, member = row.nato_earmark, m.member.get(pool[0])
        forbidden = self.wide.scenario.rules.nato_reserve_limit.mode == "forbidden"
        if member is not None:
            self._row(("member", *pool), [*more, *sooner, (member, -len(more) - 1)], "<=", 0)
        whole = max(row.lots)
        dwell = have.dwell_months if have else row.dwell_months
        for month in m.event_months[pool]:
            kept = earmark if forbidden else 0
            now, first = max(0, lots[month] - kept), max(0, kept - lots[month])
            less = [(v, -value) for v, value in more[first:]]  # the first ones go to NATO
            cycles = {row.dwell_months: 0, dwell: whole}
            for length, slack in cycles.items():
                tied = m.started_within(pool, month, row.tour_months + length)
                terms = [*tied, *m.standing_by(pool, month), *less]
                if slack:
                    terms += [(v, -slack) for v, _ in sooner]
                rhs: float = now
                if member is not None and now:
                    terms, rhs = [*terms, (member, -now)], 0
                if tied or m.standing_by(pool, month):
                    self._row(("pool", *pool, month, length), terms, "<=", rhs)
        self._rotation(pool, row, lots, dwell)

    def _rotation(
        self, pool: tuple[str, str], row: PoolRow, lots: tuple[int, ...], dwell: int
    ) -> None:
        """Lot-months over the whole time that the cycle keeps up, lot by lot asked for."""
        if not self.wide.scenario.rules.rotation_limit.enabled:
            return
        more, sooner = self._of("more", *pool), self._of("dwell", *pool)
        start = self.wide.rotates_from(row)
        for length in {row.dwell_months, dwell}:
            cycle = row.tour_months + length
            kept = [
                float(cycle * self.wide.lot_months(_sized(row, lots, number, length)))
                for number in range(len(more) + 1)
            ]
            terms: list[Term] = []
            for phase in self.wide.phases:
                if phase.start_month >= start:
                    terms += self.model.deployed(pool, phase, phase.months * cycle)
                    terms += [
                        (x, phase.months * row.tour_months)
                        for posture in POSTURES
                        if posture != DEPLOYED
                        for x, _ in self.model.lots(pool, posture, phase)
                    ]
            most = cycle * sum(p.months for p in self.wide.phases) * (max(row.lots) + 1)
            if terms:
                for (unit, _), before, after in zip(more, kept, kept[1:], strict=False):
                    terms.append((unit, before - after))
                if length == dwell and length != row.dwell_months:
                    terms += [(v, -most) for v, _ in sooner]
                first = kept[0] if any(lots) else 0.0
                if not any(lots) and more:
                    terms.append((more[0][0], -kept[0]))
                self._row(("rotation", *pool, length), terms, "<=", first)

    def _people(self) -> None:
        """Ceilings of people, with the lots that may go above them."""
        types = self.wide.unit_types
        for nation in {lever.nation for lever in self.found.lots if lever.kind == "ceiling"}:
            more = [
                (v, -value * types[lever.unit_type].personnel)
                for lever in self.found.lots
                if (lever.kind, lever.nation) == ("ceiling", nation)
                for v, value in self.found.terms(lever)
            ]
            now = self.problem.nation[nation].personnel_ceiling
            for phase in self.wide.phases:
                people = [
                    term
                    for pool in self.model.pools
                    if pool[0] == nation
                    for term in self.model.deployed(pool, phase, types[pool[1]].personnel)
                ]
                if people:
                    self._row(("people", nation, phase.id), [*people, *more], "<=", now)

    def _count_nations(self) -> None:
        for lever, units in self.found.lots.items():
            if lever.nation not in self.found.asks:
                name = ("of", lever.nation)
                self.found.asks[lever.nation] = self.model.variable("ask", name, 1, whole=True)
            one = self.found.asks[lever.nation]
            self._row(("nation", *lever.key), [(one, 1), (units[0], -1)], ">=", 0)


def _sized(row: PoolRow, lots: tuple[int, ...], more: int, dwell: int) -> PoolRow:
    """The pool with so many lots in every month, and another dwell."""
    size = tuple(now + more for now in lots)
    return row.model_copy(update={"lots": size, "dwell_months": dwell})
