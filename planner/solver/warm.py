"""The stages of a kept model, each solved from a basis near its optimum.

A stage that is asked for alone, or as the second, starts from the basis that the first had before
any edit; more stages from the basis of the plan (planner.solver.together). In fractions of lots a
stage that has its least is then held there by its duals, which leaves the later ones little to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import numpy as np

from planner.errors import InputError, Issue, SolverError
from planner.hints import suggestion
from planner.model.core import ForceModel, Term
from planner.rounding import ROUNDING
from planner.solver.answer import NO_PLAN, Answer, AnswerReader, Given, no_answer
from planner.solver.backend import StageResult, Vector
from planner.solver.changes import with_changes
from planner.solver.conflicts import find_conflict
from planner.solver.kept import KeptModel, run_cold, sparse
from planner.solver.optimum import Optimum, Prices, prices_at_zero
from planner.solver.stage import BURDENS, Stage, cap_of, stage_of
from planner.solver.together import all_together
from planner.solver.unmoved import UneditedPlan

ALONE = 2
"""so many stages are sooner minimised without the sum"""


class WarmStages:
    """The stages of a scenario on a kept model: costs, caps of earlier stages, the first basis."""

    def __init__(self, model: ForceModel, kept: KeptModel, seconds: float) -> None:
        self.model, self.kept, self.seconds = model, kept, seconds
        names = model.problem.scenario.objectives
        self.stages: list[Stage] = [stage_of(model, name) for name in names]
        self.costs = {stage.name: self.dense(stage.terms) for stage in self.stages}
        self.caps = {
            stage.name: kept.add_free_row(sparse(self.costs[stage.name])) for stage in self.stages
        }
        self.reader = AnswerReader(kept, model)
        self._bases: dict[str, Any] = {}
        """of stages that are solved first, before any edit"""
        self._unedited: tuple[Any, dict[str, Vector]] | None = None
        """the model and its stages before any edit, until its plan is known"""
        self._sum: tuple[Vector, Any] | None = None
        """of the first two stages, and the basis of the plan"""
        self._plan: UneditedPlan | None = None
        self.optimum = Optimum(kept)
        self._zeros: dict[str, ExitStack] = {}
        self.solves = 0

    def dense(self, terms: Sequence[Term]) -> Vector:
        """An objective as a vector over the columns."""
        costs = np.zeros(len(self.kept.upper))
        for variable, value in terms:
            column = self.kept.columns.get(variable.id)
            if column is not None:
                costs[column] += value
        return costs

    def price(self, name: str, costs: Vector) -> None:
        """Another objective of a stage, and of its cap."""
        if not np.array_equal(costs, self.costs[name]):
            self.costs[name] = costs
            self.kept.set_cells(self.caps[name], sparse(costs))

    def first(self) -> None:
        """Solve the first stage, and remember its basis. Raises InputError where no plan exists."""
        name = self.stages[0].name
        run = self.kept.minimise_cold(self.costs[name])
        if run.vector is None:
            raise InputError(find_conflict(self.model))
        self._bases[name] = self.kept.highs.getBasis()
        if len(self.stages) > ALONE:
            self.kept.begin()
            self._unedited = self.kept.copy(), dict(self.costs)

    def _find_plan(self) -> None:
        """The plan before any edit, its basis and its proof; found when it is first needed."""
        if self._unedited is None:  # known, or being found
            return
        (highs, costs), self._unedited = self._unedited, None
        edited, self.costs, solves = self.costs, costs, self.solves
        with self.kept.unedited(highs):
            basis = self._bases[self.stages[0].name]
            self._sum = all_together(self.kept, self.stages, costs, self.caps, basis)
            if self._sum:
                proof: dict[str, Prices] = {}
                answer = self._least(self.stages, *self._begin(self.stages, None), proof)
                if answer.vector is not None and len(proof) == len(self.stages):
                    self._plan = UneditedPlan(answer.stages, answer.vector, costs, proof)
                self.free()
        self.costs, self.solves = edited, solves

    def basis(self, name: str) -> Any:
        """A basis to begin from where a stage comes first; found when it is first asked for."""
        if name not in self._bases and not self.model.whole:
            with self.kept.fresh():
                self.kept.minimise_cold(self.costs[name])
                self._bases[name] = self.kept.highs.getBasis()
        return self._bases.get(name)

    def until(self, name: str, alone: bool = False) -> list[Stage]:
        """The stages up to one, or it alone. Raises InputError where there is no such stage."""
        names = [stage.name for stage in self.stages]
        if name not in names:
            problem = f"the scenario has no stage {name!r}"
            raise InputError([Issue("objectives", problem, suggestion(name, names))])
        last = names.index(name) + 1
        return self.stages[last - 1 : last] if alone else self.stages[:last]

    def least(
        self, name: str, alone: bool, cold: bool, start: Vector | None, onward: bool
    ) -> Answer:
        """The least value of a stage, once those before it have their least, or of it alone."""
        stages = self.until(name, alone)
        try:
            if self.model.whole:
                return self._least(stages, start, None)
            if cold:
                with self.kept.fresh():
                    return self._least(stages, None, None, {})
            if len(stages) > ALONE:
                self._find_plan()
                if self._plan and self._plan.still_best(self.kept, self.costs, name):
                    values = {stage.name: self._plan.values[stage.name] for stage in stages}
                    return self.reader.read(values, values[name], "optimal", self._plan.vector)
            return self._least(stages, *self._begin(stages, start, onward), {})
        finally:
            self.free()

    def nearest(
        self, given: Given, name: str, alone: bool, known: Answer | None, enough: float
    ) -> Answer:
        """The plan that changes the fewest lot-months, its last stage the least, or ``enough``.

        ``known``: in whole lots, the answer to the same question; it is not looked for again.
        """
        stages = self.until(name, alone)
        try:
            if self.model.whole and known:
                best = known
                for stage in stages:
                    self._cap(stage, known.stages[stage.name], known.stages[stage.name])
            else:
                best = self._least(stages, *self._begin(stages, None))
            if best.vector is None:
                return best
            if enough > best.value:
                self._cap(stages[-1], enough, enough)
            return self._near(given, best, best.vector)
        finally:
            self.free()

    def extreme(self, costs: Vector, within: Mapping[str, float]) -> float:
        """The least of an objective where stages are at most at values; infinity: no plan."""
        try:
            for stage in self.stages:
                if stage.name in within:
                    self._cap(stage, within[stage.name], within[stage.name])
            run = self.kept.minimise(costs, self.basis(self.stages[0].name))
            self.solves += 1
            if run.status != "optimal":
                run = run_cold(self.kept.copy(), costs)
            return run.value
        finally:
            self.free()

    def free(self) -> None:
        """Take the caps off again."""
        for zeros in self._zeros.values():
            zeros.close()
        self._zeros.clear()
        self.optimum.let_go()
        inf = self.kept.highs.inf
        for row in self.caps.values():
            self.kept.set_row(row, -inf, inf)

    # --- inside

    def _begin(
        self, stages: list[Stage], start: Vector | None, onward: bool = False
    ) -> tuple[Vector | None, Any]:
        """The plan or the basis from which the first of these stages is minimised."""
        if self.model.whole:
            return start, None
        if len(stages) > ALONE:
            self._find_plan()
            if self._sum:
                costs, basis = self._sum
                run = self.kept.minimise(costs, None if onward else basis)
                if run.status == "optimal":
                    return run.vector, None
        return None, None if onward else self.basis(stages[0].name)

    def _least(
        self,
        stages: list[Stage],
        start: Vector | None,
        basis: Any,
        proof: dict[str, Prices] | None = None,
    ) -> Answer:
        """Each stage in turn, with those before it capped; the caps stay on, the last too.

        ``proof``: then the stages are held by their duals, without the tolerance of a cap, and what
        has a price is put there.
        """
        values: dict[str, float] = {}
        vector, bound, told = start, 0.0, "optimal"
        for stage in stages:
            result, here = self._one(stage, vector, basis)
            basis = None
            self.solves += 1
            if result.values is None:
                return (
                    NO_PLAN if result.status == "infeasible" else no_answer(values, result.status)
                )
            vector, bound = result.values, result.bound
            values[stage.name] = result.value
            if not stage.closed(result.value, result.bound):
                told = "time_limit"
            if proof is None or not self._hold(stage, result, here, proof):
                self._cap(stage, result.value, bound)
        return self.reader.read(values, bound, told, vector)

    def _hold(
        self, stage: Stage, result: StageResult, here: bool, proof: dict[str, Prices]
    ) -> bool:
        """Hold a stage by the duals of its run, which go into the proof; False: it needs a cap."""
        if here:
            proof[stage.name] = self.optimum.prices()
        elif result.value == 0:
            proof[stage.name] = prices_at_zero(self.costs[stage.name])
        room = stage.name in BURDENS and stage.gap_share > 0  # as in cap_of
        if not here or result.value == 0 or room:
            return False
        self.optimum.hold(proof[stage.name])
        return True

    def _one(self, stage: Stage, start: Vector | None, basis: Any) -> tuple[StageResult, bool]:
        """One stage, from a basis, or from where the one before it ended.

        Also whether the kept model is at its optimum.
        """
        if self.model.whole:
            return self._whole(stage, start), False
        costs = self.costs[stage.name]
        if start is not None and np.all(costs >= 0) and costs @ start < ROUNDING:
            return StageResult("optimal", 0.0, 0.0, start), False  # nothing is below 0
        run = self.kept.minimise(costs, basis, after=start is not None)
        here = run.status == "optimal"
        if not here:  # believed only from nothing
            run = run_cold(self.kept.copy(), costs)
        if run.status not in ("optimal", "infeasible"):
            raise SolverError(f"HiGHS stopped with status {run.status!r}")
        value = 0.0 if abs(run.value) < ROUNDING else run.value
        return StageResult(run.status, value, value, run.vector), here

    def _whole(self, stage: Stage, start: Vector | None) -> StageResult:
        """One stage in whole lots, in so many seconds, from a plan if there is one."""
        found = self.kept.backend.minimise(
            stage.terms, stage.gap_share, self.seconds, stage.absolute_gap, start=start
        )
        if found.values is None:
            return found
        value, bound = stage.snapped(found.value), stage.snapped(found.bound, up=True)
        return StageResult(found.status, value, min(value, max(bound, 0.0)), found.values)

    def _cap(self, stage: Stage, value: float, bound: float) -> None:
        """Keep a stage at its value; at 0, its columns are fixed."""
        most = cap_of(stage, value, bound)
        self._zeros.pop(stage.name, ExitStack()).close()
        if most == 0:
            lid = np.where(self.costs[stage.name] != 0, 0.0, np.inf)
            self._zeros[stage.name] = ExitStack()
            self._zeros[stage.name].enter_context(self.kept.lid(lid))
        else:
            self.kept.set_row(self.caps[stage.name], -self.kept.highs.inf, most)

    def _near(self, given: Given, best: Answer, vector: Vector) -> Answer:
        """The plan that changes the fewest lot-months of what is given, under the caps."""
        highs, prices, start = with_changes(self.model, self.kept, given, vector)
        if self.model.whole:
            run = run_cold(highs, prices, self.seconds, start)
        else:
            run = run_cold(highs, prices)
        self.solves += 1
        if run.vector is None:
            return no_answer(best.stages, run.status)
        proof = best.proof if run.status == "optimal" else "time_limit"
        found = self.reader.read(best.stages, run.value, proof, run.vector[: len(vector)])
        return replace(found, value=run.value)
