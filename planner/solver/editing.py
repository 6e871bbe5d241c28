"""The edits of a kept model: context managers that change it in place and put it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import pulp

from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.model import STAGES
from planner.model.core import ForceModel, Key
from planner.model.groups import Pool
from planner.problem.problem import Problem
from planner.problem.records import PoolRow, PurchaseRow
from planner.rounding import SMALL
from planner.solver.answer import Given
from planner.solver.backend import Vector
from planner.solver.conflicts import FLOORS
from planner.solver.edits import (
    Lots,
    check_months,
    check_pools,
    known_nations,
    phases_from,
    with_level,
    with_lots,
    without_payers,
)
from planner.solver.kept import KeptModel
from planner.solver.rewriting import (
    Rewriting,
    Written,
    edited,
    rewriting,
    write_demand,
    write_money,
    write_pools,
)
from planner.solver.warm import WarmStages


class Edits:
    """A kept model that is edited; WhatIf asks it. Each edit holds in its ``with`` block."""

    model: ForceModel
    problem: Problem
    """as it is edited now"""
    relaxed: bool
    _kept: KeptModel
    _stages: WarmStages
    _names: dict[str, pulp.LpVariable]
    _pools: dict[tuple[str, str, tuple[int, ...]], Rewriting]

    @contextmanager
    def without(self, *nations: str, from_month: int = 0) -> Iterator[None]:
        """Nations give nothing from a month on, at which a phase starts; their pledges lapse.

        Those who leave at the start pay nothing either: the others pay for purchases and into the
        common fund, and have all of the fair shares. From those who leave later what they were to
        pay stays: what is bought is ordered at the start, and burdens are of the whole horizon.
        """
        gone, later = known_nations(self.problem, nations), phases_from(self.problem, from_month)
        most = self._no_lid()
        for (nation, _, _, phase), x in self.model.contribution.items():
            if nation in gone and phase in later:
                self._put(most, x.id, 0.0)
        rows = [
            row
            for (rule, key), row in self._kept.row_of.items()
            if rule == "pledge_floor" and key[1] in gone and key[3] in later
        ]
        if from_month > 0:
            with self._kept.lid(most), self._kept.freed(rows):
                yield
            return
        leads = (v for (nation, _), v in self.model.lead.items() if nation in gone)
        members = (v for nation, v in self.model.member.items() if nation in gone)
        repaid = (v for nation, v in self.model.repaid.items() if nation in gone)
        purchases, fair_share = without_payers(self.problem, gone)
        paid = {option.id for option in purchases}
        unpaid = (v for name, v in self.model.bought.items() if name not in paid)
        for variable in (*leads, *members, *repaid, *unpaid):
            self._put(most, variable.id, 0.0)
        with self._kept.lid(most), self._kept.freed(rows), self._paying(purchases, fair_share):
            yield

    @contextmanager
    def _paying(
        self, purchases: tuple[PurchaseRow, ...], fair_share: Mapping[str, float]
    ) -> Iterator[None]:
        """Others pay, where anything is paid together."""
        together = self.model.repaid or self.model.above_fair_share
        if not together and purchases == self.problem.purchases:
            yield
            return
        draft = self._draft(purchases=purchases, fair_share=fair_share)
        write_money(draft)
        with self._rewritten(draft):
            yield

    @contextmanager
    def pools(self, lots: Mapping[Pool, Lots]) -> Iterator[None]:
        """Pools of other sizes. Raises InputError where the model has no place for them."""
        check_pools(self.problem, lots)
        rows = with_lots(self.problem, lots)
        check_months(self.model, [row for row in rows if (row.nation, row.unit_type) in lots])
        upper: dict[int, float] = {}
        written: dict[tuple[str, Key], Written] = {}
        for row in rows:
            if (row.nation, row.unit_type) in lots:
                draft = self._pool_of(row)
                upper |= draft.upper
                written |= draft.written
        with self._kept.rewritten(upper, written), self._asking(edited(self.problem, pools=rows)):
            yield

    def _pool_of(self, row: PoolRow) -> Rewriting:
        """What a pool of this size stands in; remembered."""
        key = (row.nation, row.unit_type, row.lots)
        if key not in self._pools:
            draft = self._draft(pools=(row,))
            pool = (row.nation, row.unit_type)
            own = (x for name, x in self.model.contribution.items() if name[:2] == pool)
            draft.upper = {x.id: 0.0 for x in own}
            write_pools(draft, [pool])
            self._pools[key] = draft
        return self._pools[key]

    @contextmanager
    def threshold(self, demand: str, amount: float) -> Iterator[None]:
        """Another minimum of a demand (attackers of a threat, nations of a presence).

        A minimum above the objective raises the objective with it. Before a deal it is what is
        asked for then: ``rules.pre_deal`` does not multiply it. In fractions of lots only.
        """
        if not self.relaxed:
            problem = "changes rows of whole lots, and cannot be edited in place"
            raise InputError([Issue(demand, problem, "open the scenario relaxed, or solve it")])
        scenario = with_level(self.problem.scenario, demand, amount)
        draft = self._draft(scenario=scenario)
        write_demand(draft, demand)
        with self._rewritten(draft, ("sustained", "shortfall", "deterrence")):
            yield

    @contextmanager
    def costs(self, eur_m_month: Mapping[str, float]) -> Iterator[None]:
        """Other prices of unit types, in EUR million a lot and month deployed."""
        types = dict(self.problem.unit_types)
        for name, price in eur_m_month.items():
            if name not in types:
                problem = "no unit type of that name in this scenario"
                raise InputError([Issue(name, problem, suggestion(name, types))])
            types[name] = types[name].model_copy(update={"cost_eur_m_month": price})
        draft = self._draft(unit_types=types)
        write_money(draft)
        with self._rewritten(draft, ("cost",)):
            yield

    @contextmanager
    def at_most(self, given: Given, nations: Iterable[str] | None = None) -> Iterator[None]:
        """Contributions are at most these; ``nations``: of these nations only."""
        asked = None if nations is None else known_nations(self.problem, nations)
        most = self._no_lid()
        keys, columns = self._stages.reader.given
        most[columns] = [
            given.get(key, 0.0) if asked is None or key[0] in asked else np.inf for key in keys
        ]
        with self._kept.lid(most):
            yield

    @contextmanager
    def missing_at_most(self, missing: Mapping[tuple[str, str], float]) -> Iterator[None]:
        """No demand misses more in any phase than this; nothing where it is not named."""
        most = self._no_lid()
        for key, short in self.model.shortfall.items():
            self._put(most, short.id, missing.get(key, 0.0))
        with self._kept.lid(most):
            yield

    @contextmanager
    def at_least(self, given: Given) -> Iterator[None]:
        """Contributions are at least these."""
        least = np.zeros(len(self._no_lid()))
        for key, lots in given.items():
            if key in self.model.contribution:
                self._put(least, self.model.contribution[key].id, lots)
        with self._kept.floor(least):
            yield

    @contextmanager
    def kept_until(self, month: int, given: Given) -> Iterator[None]:
        """What was given before a month, at which a phase starts, stays as it was."""
        later, room = phases_from(self.problem, month), SMALL if self.relaxed else 0.0
        most, least = self._no_lid(), np.zeros(len(self._no_lid()))
        for key, x in self.model.contribution.items():
            if key[3] not in later:
                self._put(most, x.id, given.get(key, 0.0) + room)
                self._put(least, x.id, max(0.0, given.get(key, 0.0) - room))
        with self._kept.lid(most), self._kept.floor(least):
            yield

    @contextmanager
    def late(self, pools: Iterable[Pool], months: int) -> Iterator[None]:
        """Pools are ready so many months later than they may first be used."""
        first = {
            (row.nation, row.unit_type): min(row.locations.values()) for row in self.problem.pools
        }
        starts = {phase.id: phase.start_month for phase in self.problem.phases}
        slow, most = set(pools), self._no_lid()
        for (nation, unit_type, _, phase), x in self.model.contribution.items():
            pool = (nation, unit_type)
            if pool in slow and starts[phase] < first[pool] + months:
                self._put(most, x.id, 0.0)
        with self._kept.lid(most):
            yield

    @contextmanager
    def floors_off(self) -> Iterator[None]:
        """Political floors ask for nothing: whatever is left of a coalition is a plan."""
        rows = [row for (rule, _), row in self._kept.row_of.items() if rule in FLOORS]
        with self._kept.freed(rows):
            yield

    def _draft(self, **changes: Any) -> Rewriting:
        """The model to be written again for the problem with some changes."""
        problem = edited(self.problem, **changes)
        return rewriting(self.model, problem, self._names, self._kept.columns)

    @contextmanager
    def _rewritten(self, draft: Rewriting, stages: Iterable[str] = ()) -> Iterator[None]:
        """The rows, bounds and objectives of a rewriting, for a while."""
        with self._kept.rewritten(draft.upper, draft.written), ExitStack() as undo:
            for name in set(stages) & self._stages.costs.keys():
                undo.callback(self._stages.price, name, self._stages.costs[name])
                self._stages.price(name, self._stages.dense(STAGES[name][0](draft)))
            undo.enter_context(self._asking(draft.problem))
            yield

    @contextmanager
    def _asking(self, problem: Problem) -> Iterator[None]:
        """Another problem is asked about, for a while."""
        before, self.problem = self.problem, problem
        try:
            yield
        finally:
            self.problem = before

    def _no_lid(self) -> Vector:
        return np.full(len(self._kept.upper), np.inf)

    def _put(self, vector: Vector, identifier: int, value: float) -> None:
        column = self._kept.columns.get(identifier)
        if column is not None:
            vector[column] = value
