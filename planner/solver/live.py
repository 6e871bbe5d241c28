"""WhatIf: a model that is built once, kept in HiGHS, edited in place and put back.

Nations that leave, pools, levels and prices change bounds, coefficients and costs. Tours,
permissions and months of change are the structure: for those solve the scenario (planner.solve).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

import numpy as np

from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.model import STAGES, build
from planner.model.core import ForceModel, Pool
from planner.problem.problem import Problem
from planner.solver.backends import Vector
from planner.solver.edits import (
    Lots,
    check_months,
    check_pools,
    known_nations,
    phases_from,
    with_level,
    with_lots,
)
from planner.solver.kept import KeptModel
from planner.solver.rewriting import (
    Rewriting,
    edited,
    rewriting,
    write_demand,
    write_pools,
    write_prices,
)
from planner.solver.warm import Answer, Given, WarmStages

FLOORS = ("coalition_floor", "lead_floor", "participation_floor", "pledge_floor")
"""political floors: with them off, whatever is left of a coalition is a plan"""


class WhatIf:
    """A model kept in HiGHS. Edits are context managers; ``least`` solves under those that hold.

    >>> with planner.open("air_shield") as live:                         # doctest: +SKIP
    ...     with live.without("FRA"), live.threshold("gbad_long", 3):
    ...         print(live.least("shortfall").value)
    ...     print(live.what_if(pools={("DEU", "gbad_long"): 4}).value)

    Args:
        problem: what ``planner.pipeline.prepare`` gives.
        relaxed: in fractions of lots; else whole lots, each stage in at most ``seconds``.
        room: lots by which a pool may grow in place where the model has no column for it yet.
        seconds: of each stage, in whole lots.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        relaxed: bool = True,
        room: Mapping[Pool, int] | None = None,
        seconds: float = 20.0,
    ) -> None:
        self.problem, self.relaxed = problem, relaxed
        options = problem.scenario.solve.model_copy(update={"whole_units": not relaxed})
        scenario = problem.scenario.model_copy(update={"solve": options})
        sizes = {(row.nation, row.unit_type): row.lots for row in problem.pools}
        room = {pool: more for pool, more in (room or {}).items() if more > 0}
        check_pools(self.problem, room)
        wide = {pool: [n + more for n in sizes[pool]] for pool, more in room.items()}
        self.model: ForceModel = build(
            edited(problem, scenario=scenario, pools=with_lots(problem, wide))
        )
        self.problem = self.model.problem
        self._names = {variable.name: variable for variable in self.model.lp.variables()}
        self._kept = KeptModel(self.model, options)
        self._stages = WarmStages(self.model, self._kept, seconds)
        self._base = ExitStack()
        if room:
            self._base.enter_context(self.pools({pool: sizes[pool] for pool in room}))
        if relaxed:
            self._stages.first()

    @property
    def solves(self) -> int:
        """Stages solved so far."""
        return self._stages.solves

    def __enter__(self) -> WhatIf:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.highs.clear()

    @contextmanager
    def without(self, *nations: str, from_month: int = 0) -> Iterator[None]:
        """Nations give nothing from a month on, at which a phase starts; their pledges lapse."""
        gone, later = known_nations(self.problem, nations), phases_from(self.problem, from_month)
        most = self._no_lid()
        rows: list[int] = []
        for (nation, _, _, phase), x in self.model.contribution.items():
            if nation in gone and phase in later:
                self._put(most, x.id, 0.0)
        if from_month == 0:
            leads = (v for (nation, _), v in self.model.lead.items() if nation in gone)
            members = (v for nation, v in self.model.member.items() if nation in gone)
            for variable in (*leads, *members):
                self._put(most, variable.id, 0.0)
        for (rule, key), row in self._kept.row_of.items():
            if rule == "pledge_floor" and key[1] in gone and key[3] in later:
                rows.append(row)
        with self._kept.lid(most), self._kept.freed(rows):
            yield

    @contextmanager
    def pools(self, lots: Mapping[Pool, Lots]) -> Iterator[None]:
        """Pools of other sizes. Raises InputError where the model has no place for them."""
        check_pools(self.problem, lots)
        rows = with_lots(self.problem, lots)
        check_months(self.model, [row for row in rows if (row.nation, row.unit_type) in lots])
        problem = edited(self.problem, pools=rows)
        draft = rewriting(self.model, problem, self._names)
        draft.upper = {x.id: 0.0 for key, x in self.model.contribution.items() if key[:2] in lots}
        write_pools(draft, lots)
        with self._rewritten(draft):
            yield

    @contextmanager
    def threshold(self, demand: str, amount: float) -> Iterator[None]:
        """Another minimum of a demand (attackers of a threat, nations of a presence).

        A minimum above the objective raises the objective with it. In fractions of lots only.
        """
        if not self.relaxed:
            problem = "changes rows of whole lots, and cannot be edited in place"
            raise InputError([Issue(demand, problem, "open the scenario relaxed, or solve it")])
        scenario = with_level(self.problem.scenario, demand, amount)
        draft = rewriting(self.model, edited(self.problem, scenario=scenario), self._names)
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
        draft = rewriting(self.model, edited(self.problem, unit_types=types), self._names)
        write_prices(draft)
        with self._rewritten(draft, ("cost",)):
            yield

    @contextmanager
    def at_most(self, given: Given, nations: Iterable[str] | None = None) -> Iterator[None]:
        """Contributions are at most these; ``nations``: of these nations only."""
        asked = None if nations is None else known_nations(self.problem, nations)
        most = self._no_lid()
        for key, x in self.model.contribution.items():
            if asked is None or key[0] in asked:
                self._put(most, x.id, given.get(key, 0.0))
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
        later = phases_from(self.problem, month)
        most, least = self._no_lid(), np.zeros(len(self._no_lid()))
        for key, x in self.model.contribution.items():
            if key[3] not in later:
                self._put(most, x.id, given.get(key, 0.0))
                self._put(least, x.id, given.get(key, 0.0))
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
        """Political floors (FLOORS) ask for nothing."""
        rows = [row for (rule, _), row in self._kept.row_of.items() if rule in FLOORS]
        with self._kept.freed(rows):
            yield

    def what_if(
        self,
        *,
        without: Iterable[str] = (),
        from_month: int = 0,
        pools: Mapping[Pool, Lots] | None = None,
        thresholds: Mapping[str, float] | None = None,
        costs: Mapping[str, float] | None = None,
        at_most: Given | None = None,
        floors: bool = True,
        stage: str = "shortfall",
        alone: bool = False,
        cold: bool = False,
    ) -> Answer:
        """One question in one call: the least value of a stage under all of these edits."""
        with ExitStack() as edits:
            if nations := tuple(without):
                edits.enter_context(self.without(*nations, from_month=from_month))
            if pools:
                edits.enter_context(self.pools(pools))
            for demand, amount in (thresholds or {}).items():
                edits.enter_context(self.threshold(demand, amount))
            if costs:
                edits.enter_context(self.costs(costs))
            if at_most is not None:
                edits.enter_context(self.at_most(at_most))
            if not floors:
                edits.enter_context(self.floors_off())
            return self.least(stage, alone=alone, cold=cold)
        raise AssertionError("unreachable")

    def least(
        self,
        stage: str = "shortfall",
        *,
        alone: bool = False,
        cold: bool = False,
        start: Answer | None = None,
    ) -> Answer:
        """The least value of a stage, once those before it have their least.

        Args:
            stage: one of the scenario's objectives. Raises InputError for another.
            alone: leave the stages before it out.
            cold: with a new HiGHS and no basis, to confirm a number that is found in place.
            start: in whole lots: an answer to begin from, which the edits must still allow.
        """
        return self._stages.least(stage, alone, cold, start.vector if start else None)

    def nearest(
        self,
        given: Given,
        stage: str = "shortfall",
        *,
        alone: bool = False,
        start: Answer | None = None,
        enough: float = 0.0,
    ) -> Answer:
        """The plan with the least values up to a stage that changes the fewest lot-months.

        Its value is the lot-months that are more or less than ``given``, of contributions that the
        edits leave open. ``enough``: a value of the stage below which nothing more is gained.
        Other arguments as in ``least``.
        """
        return self._stages.nearest(given, stage, alone, start.vector if start else None, enough)

    @contextmanager
    def _rewritten(self, draft: Rewriting, stages: Iterable[str] = ()) -> Iterator[None]:
        """The rows, bounds and objectives of a rewriting, for a while."""
        before = self.problem
        with self._kept.rewritten(draft.upper, draft.written), ExitStack() as undo:
            for name in set(stages) & self._stages.costs.keys():
                undo.callback(self._stages.price, name, self._stages.costs[name])
                self._stages.price(name, self._stages.dense(STAGES[name][0](draft)))
            self.problem = draft.problem
            undo.callback(setattr, self, "problem", before)
            yield

    def _no_lid(self) -> Vector:
        return np.full(len(self._kept.upper), np.inf)

    def _put(self, vector: Vector, identifier: int, value: float) -> None:
        column = self._kept.columns.get(identifier)
        if column is not None:
            vector[column] = value
