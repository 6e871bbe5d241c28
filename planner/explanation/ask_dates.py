"""Rows that hold forces back until a caveat is lifted, or a decision made on day 0, by an ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from planner.model.core import ForceModel, Term
from planner.model.groups import Group, Pool
from planner.problem.problem import POSTURES, Problem
from planner.problem.records import PhaseRow, PoolRow

Row = tuple[tuple[str | int, ...], list[Term], float]
"""key, terms, and what they may be at most"""
Asks = Callable[[str, str], list[Term]]
"""kind and nation -> lots asked for"""


def date_rows(
    model: ForceModel, closed: Problem, opened: Mapping[str, Problem], asks: Asks
) -> Iterator[Row]:
    """What may not be where, or carried when, in a model in which it may, unless it is asked for.

    ``closed``: the problem of the model, with no ask granted that changes dates; ``opened``: with
    those of a kind granted.
    """
    dates = _Dates(model, closed, opened, asks)
    for phase in model.problem.phases if opened else ():
        for pool in model.pools:
            yield from dates.permitted(pool, phase)
        for group in model.groups.values():
            yield from dates.placed(group, phase)
        for mode in closed.lift_per_day if closed.scenario.rules.lift_limit.enabled else ():
            yield from dates.carried(phase, mode)


class _Dates:
    def __init__(
        self, model: ForceModel, closed: Problem, opened: Mapping[str, Problem], asks: Asks
    ) -> None:
        self.model, self.closed, self.asks = model, closed, asks
        self._pools = _pools(closed)
        self._opened = {kind: _pools(problem) for kind, problem in opened.items()}

    def permitted(self, pool: Pool, phase: PhaseRow) -> Iterator[Row]:
        """What is nowhere in a posture without an ask; one of each kind where it takes both."""
        for posture in POSTURES:
            given = self.model.lots(pool, posture, phase)
            if not given or self._is_open(self._pools, pool, posture, phase):
                continue
            asks = {kind: _less(self.asks(kind, pool[0])) for kind in self._opened}
            alone = [
                term
                for kind, pools in self._opened.items()
                if self._is_open(pools, pool, posture, phase)
                for term in asks[kind]
            ]
            for kind, terms in {"either": alone}.items() if alone else asks.items():
                yield ("open", *pool, posture, phase.id, kind), [*given, *terms], 0

    def placed(self, group: Group, phase: PhaseRow) -> Iterator[Row]:
        """At a place are those who may go there without an ask, and as many as are asked for."""
        for place in group.first_month:
            there = self.model.placement.get((group.id, place, phase.id))
            terms: list[Term] = []
            asks: list[Term] = []
            for pool in group.pools:
                row = self._pools.get(pool)
                if row and row.locations.get(place, phase.end_month) <= phase.start_month:
                    terms += _less(self.model.lots(pool, group.posture, phase))
                else:
                    asks += [t for kind in self._opened for t in _less(self.asks(kind, pool[0]))]
            if there is not None and asks:
                yield ("placed", group.id, place, phase.id), [(there, 1), *terms, *asks], 0

    def carried(self, phase: PhaseRow, mode: str) -> Iterator[Row]:
        """Those who decide on day 0 only if asked are carried from their own days on."""
        freight = []
        for row in self.closed.pools:
            arrived = self.model.arrived.get((row.nation, row.unit_type, phase.id))
            if arrived is not None and (load := self.closed.load(row, mode)):
                ready, last = self.closed.carrying_days(row, phase)
                freight.append(
                    (ready, max(last, self.closed.lift_opens(phase)), row, arrived, load)
                )
        for first in sorted({ready for ready, *_ in freight}):
            for end in sorted({last for _, last, *_ in freight}):
                span = [f for f in freight if f[0] >= first and f[1] <= end]
                most = sum(max(row.lots) * load for _, _, row, _, load in span)
                nations = sorted({row.nation for _, _, row, *_ in span})
                asks = [t for nation in nations for t in self.asks("approval", nation)]
                if asks:
                    terms = [(arrived, load) for *_, arrived, load in span]
                    terms += [(unit, -most) for unit, _ in asks]
                    capacity = self.closed.lift_per_day[mode] * max(0, end - first)
                    yield ("carried", phase.id, mode, first, end), terms, capacity

    def _is_open(
        self, pools: Mapping[Pool, PoolRow], pool: Pool, posture: str, phase: PhaseRow
    ) -> bool:
        row = pools.get(pool)
        return row is not None and any(
            self.closed.posture(place) == posture and month <= phase.start_month
            for place, month in row.locations.items()
        )


def _pools(problem: Problem) -> dict[Pool, PoolRow]:
    return {(row.nation, row.unit_type): row for row in problem.pools}


def _less(terms: list[Term]) -> list[Term]:
    return [(variable, -value) for variable, value in terms]
