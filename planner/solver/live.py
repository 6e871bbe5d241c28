"""WhatIf: a model that is built once, kept in HiGHS, edited in place and put back.

Nations that leave, pools, levels and prices change bounds, coefficients and costs. Tours,
permissions and months of change are the structure: for those solve the scenario (planner.solve).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack

from planner.model import build
from planner.model.core import ForceModel
from planner.model.groups import Pool
from planner.problem.problem import Problem
from planner.solver.answer import Answer, Given
from planner.solver.editing import Edits
from planner.solver.edits import (
    Lots,
    check_pools,
    with_lots,
)
from planner.solver.kept import KeptModel
from planner.solver.rewriting import (
    Rewriting,
    edited,
)
from planner.solver.warm import WarmStages


class WhatIf(Edits):
    """A model kept in HiGHS. Edits are context managers; ``least`` solves under those that hold.

    Under all of them a demand counts from the month from which it counts in the problem; to solve
    a changed scenario anew may count from another month, where who can serve it has changed.

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
        self._pools: dict[tuple[str, str, tuple[int, ...]], Rewriting] = {}
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
        self._base.close()  # it undoes its edits, which takes the model that is cleared next
        self._kept.highs.clear()

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
        onward: bool = False,
    ) -> Answer:
        """The least value of a stage, once those before it have their least.

        Args:
            stage: one of the scenario's objectives. Raises InputError for another.
            alone: leave the stages before it out.
            cold: with a new HiGHS and no basis, to confirm a number that is found in place.
            start: in whole lots: an answer to begin from, which the edits must still allow.
            onward: from the basis of the question before, not of the unedited model: sooner where
                questions follow each other in small steps.
        """
        vector = start.vector if start else None
        return self._stages.least(stage, alone, cold, vector, onward)

    def nearest(
        self,
        given: Given,
        stage: str = "shortfall",
        *,
        alone: bool = False,
        known: Answer | None = None,
        enough: float = 0.0,
    ) -> Answer:
        """The plan with the least values up to a stage that changes the fewest lot-months.

        Its value is the lot-months that are more or less than ``given``, of contributions that the
        edits leave open. ``known``: what ``least`` says of the same edits, which is then not
        looked for again in whole lots. ``enough``: a value of the stage below which nothing more is
        gained. Other arguments as in ``least``.
        """
        return self._stages.nearest(given, stage, alone, known, enough)

    def possible(self) -> bool:
        """Is there any plan under the edits? In whole lots also true where time runs out before."""
        if self.relaxed:
            return self.least(self.problem.scenario.objectives[0]).proof != "infeasible"
        backend = self._kept.backend
        return backend.minimise([], 0.0, self._stages.seconds).status != "infeasible"

    def extreme(
        self,
        weights: Mapping[tuple[str, str, str, str], float],
        within: Mapping[str, float],
        *,
        most: bool = False,
    ) -> float:
        """The least, or the most, of a weighted sum of contributions; in fractions of lots.

        Args:
            weights: by nation, unit type, posture and phase.
            within: stage -> the most that its value may be. A stage's told value is allowed the
                tolerance that later stages have.

        Returns:
            The sum; infinity (or minus infinity, for the most) where no plan is within.
        """
        sign = -1.0 if most else 1.0
        terms = [(self.model.contribution[key], sign * value) for key, value in weights.items()]
        return sign * self._stages.extreme(self._stages.dense(terms), within)
