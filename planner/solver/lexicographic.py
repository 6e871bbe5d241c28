"""Solves a ForceModel stage by stage; no package but this one runs a solver.

Each stage minimises one objective and is then capped at its value, before the next. HiGHS is kept
alive between stages, its costs and caps changed in place. No bound is believed because one run says
so: no plan in hand, from any search, may beat it, nor the plan of a second run with other settings.
CBC, through PuLP's command line, is the second solver that checks the first.
"""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pulp

from planner.errors import InputError, SolverTimeout
from planner.model.core import ForceModel
from planner.plan.stages import SolverInfo, StageRow
from planner.rounding import EXACT
from planner.solver.backend import (
    NO_LIMIT,
    Backend,
    ProgressMonitor,
    StageResult,
    Vector,
    left_until,
    no_plan,
)
from planner.solver.burden import lower_the_largest, lower_the_one
from planner.solver.cbc import CbcBackend
from planner.solver.conflicts import find_conflict
from planner.solver.highs import HighsBackend
from planner.solver.mps import write_mps
from planner.solver.search import better, search_from, search_near, search_phases, search_support
from planner.solver.second import SecondRuns, Told, contradiction
from planner.solver.stage import MISSING, MONEY, Stage, cap_of, stage_of, stage_row

FIRST_NODES = 10
"""of the tree in the first run of a later stage: most stages close at the root, and a run that took
a wrong turn there needs hundreds of nodes; another run is sooner done"""
RUN_SHARE = 0.75
"""most of the time left that one run may take: the rest is for a search near the plan at hand"""
CAP_ROUNDS = 1
"""runs of a later stage in which what is missing may still move between demands; then it is held
demand by demand. Each run may visit four times the nodes of the one before"""
FIRST = {**dict.fromkeys(MONEY, search_phases), "burden": lower_the_one}
"""by stage: what comes before the tree. Money takes any value: a tree is late to find the plan that
a search near the plan so far finds at once"""
THEN = {"support": search_support}
"""by stage: what comes after a first run that leaves it open"""
LEVEL_ROUND = 2
"""run of the burden stage, from 0, after which one level after another is asked for instead"""


@dataclass(frozen=True, slots=True)
class Solution:
    """Values of the variables by PuLP variable id, and the stages that led to them."""

    values: dict[int, float]
    stages: tuple[StageRow, ...]
    info: SolverInfo

    def __getitem__(self, variable: pulp.LpVariable) -> float:
        return self.values.get(variable.id, 0.0)  # a variable in no row is 0


def solve_stages(
    model: ForceModel, watch: ProgressMonitor | None = None, mps: str | Path | None = None
) -> Solution:
    """Solve all stages of the scenario in order.

    ``watch``: hears progress and asks whether to stop; its clock runs since before the model was
    built, which counts against the time limit. ``mps``: also write the model there, with the first
    stage as its objective. Raises InputError naming the rules when hard rules contradict each
    other, SolverTimeout when time ran out before any plan, SolverError when there is no solver, it
    failed, or it contradicts itself.
    """
    options = model.problem.scenario.solve
    names = model.problem.scenario.objectives
    watch = watch or ProgressMonitor(None, None)
    watch.built_s = watch.elapsed()
    backend: Backend = (
        CbcBackend(model, options)
        if options.solver == "cbc"
        else HighsBackend(model, options, watch)
    )
    if mps is not None:
        write_mps(model, mps)
    with SecondRuns(watch, options.time_limit_s) as second:
        run = Run(model, backend, watch, second)
        asked = [stage_of(model, name) for name in names]
        stages: list[StageRow] = []
        for number, stage in enumerate(asked, 1):
            following = next((later for later in asked[number:] if later.terms), None)
            watch.stage(stage.name, number, len(names))
            began = watch.elapsed()
            outcome = run.solve(stage, number == len(names), following)
            spent = watch.elapsed() - began
            row = stage_row(stage, outcome, spent, held=run.held, relaxed=not model.whole)
            stages.append(row)
            if stage.terms and number < len(names):
                backend.cap(stage.terms, cap_of(stage, row.value, row.bound))
        if run.vector is None:  # no stage had anything to decide
            run.any_plan()
        second.settle()
    return run.solution(stages)


class Run:
    """The stages solved so far: the plan at hand, and every bound told."""

    def __init__(
        self, model: ForceModel, backend: Backend, watch: ProgressMonitor, second: SecondRuns
    ) -> None:
        self.model, self.backend, self.watch, self.second = model, backend, watch, second
        self.vector: Vector | None = None
        self.held = False
        self._told: list[Told] = []
        self._ahead: StageResult | None = None
        """the first run of the next stage that has terms, where it was done with this one"""
        self._end = watch.started + model.problem.scenario.solve.time_limit_s
        self._size = model.lp.numVariables(), model.lp.numConstraints()  # before caps

    def solve(self, stage: Stage, last: bool, following: Stage | None = None) -> StageResult:
        """One stage; without an answer, the plan at hand is kept and valued.

        Half of the time left is for it, as earlier questions matter more; all of it for the
        ``last``, or until there is a plan. ``following``: the next stage that decides anything.
        """
        if not stage.terms:
            return StageResult("optimal", 0.0, 0.0, self.vector)
        left = self._end - time.monotonic()
        if self.watch.stop_asked() or (left <= 0 and self.vector is not None):
            return self._keep(stage, -math.inf)
        deadline = self._end if last else self._end - left / 2
        if self.model.whole and isinstance(self.backend, HighsBackend):
            outcome = self._close(self.backend, stage, deadline, following)
        else:
            first = self.vector is None and not self.model.whole  # fractions: a plan ends the run
            left = left_until(self._end if first else deadline)
            outcome = self.backend.minimise(stage.terms, stage.gap_share, left, stage.absolute_gap)
        if outcome.status == "infeasible" and self.vector is None:
            raise InputError(find_conflict(self.model))
        if outcome.values is None:
            return self._keep(stage, -math.inf if outcome.status == "infeasible" else outcome.bound)
        value, bound = stage.snapped(outcome.value), stage.snapped(outcome.bound, up=True)
        self.vector = vector = outcome.values
        outcome = replace(outcome, value=value, bound=min(bound, value))
        self._told.append((stage, bound))
        contradiction(self.backend, self._told, vector)
        proved = stage.step and outcome.status == "optimal" and outcome.value > 0
        if proved and isinstance(self.backend, HighsBackend):
            self.second.ask(self.backend, stage, deadline, vector, self._told)
        return outcome

    def solution(self, stages: list[StageRow]) -> Solution:
        """The plan at hand, and what led to it."""
        values = {} if self.vector is None else self.backend.values(self.vector)
        info = SolverInfo(
            name=self.backend.name,
            version=self.backend.version,
            seconds=round(self.watch.elapsed(), 3),
            columns=self._size[0],
            rows=self._size[1],
            nonzeros=self.model.nonzeros,
        )
        return Solution(values, tuple(stages), info)

    def any_plan(self) -> None:
        """The cheapest plan that keeps the rules, where no stage has anything to decide."""
        cost = stage_of(self.model, "cost")
        left = left_until(self._end)
        outcome = self.backend.minimise(cost.terms, cost.gap_share, left, cost.absolute_gap)
        if outcome.status == "infeasible":
            raise InputError(find_conflict(self.model))
        if outcome.values is None:
            raise SolverTimeout(no_plan(self.model, self.watch))
        self.vector = outcome.values

    def _close(
        self, backend: HighsBackend, stage: Stage, deadline: float, following: Stage | None
    ) -> StageResult:
        """A stage in whole lots: short cold runs, each followed by a search near the best plan.

        A run ends as soon as its bound proves the plan at hand; it does not take all the time that
        is left, so that there is some to search. One that brings neither a better plan nor bound is
        the last, once what is missing is held.

        Only cold runs of the whole model tell bounds. A run that starts from a plan, and the
        search, which holds a part of it, give plans. Nodes, not seconds, decide when to go on: the
        same plan comes out on every machine that has the time.
        """
        ahead, self._ahead = self._ahead, None
        best = self._at_hand(backend, stage, ahead, deadline)
        searched = stage.name in MONEY or ahead is not None
        if stage.name in FIRST:
            best = FIRST[stage.name](self.model, backend, stage, best, deadline)
        if stage.closed(best.value, best.bound):
            return replace(best, status="optimal")
        if following is not None and abs(best.bound) <= EXACT:
            self._ahead = self._at_nothing(backend, stage, following, deadline)
            if self._ahead is not None:
                return StageResult("optimal", 0.0, 0.0, self._ahead.values)
        nodes = FIRST_NODES
        for shift in itertools.count():
            if shift == CAP_ROUNDS and self._hold(backend, best.values):
                best = search_from(backend, stage, best, deadline)
            run = ahead or backend.minimise(
                stage.terms,
                stage.gap_share,
                left_until(self._end) if best.values is None else RUN_SHARE * left_until(deadline),
                stage.absolute_gap,
                nodes=nodes,
                shift=shift,
                enough=stage.enough(best.value),
            )
            ahead, found = None, better(best, run)
            going_on = run.status in ("node_limit", "optimal")
            done = stage.closed(found.value, found.bound)
            if stage.name == "burden" and going_on and not done and shift == LEVEL_ROUND:
                return lower_the_largest(self.model, backend, stage, found, deadline)
            if stage.name in THEN and shift == 0 and not done:
                found = THEN[stage.name](self.model, backend, stage, found, deadline)
                done = stage.closed(found.value, found.bound)
            gained = found.value < best.value
            if not done and (run.status == "time_limit" or (going_on and (gained or not searched))):
                found = search_near(self.model, backend, stage, found, deadline)
                searched, done = True, stage.closed(found.value, found.bound)
            gained = (found.value, found.bound) != (best.value, best.bound)
            idle = self.held and shift > CAP_ROUNDS and not gained
            best = found
            if done or idle or not going_on:
                return replace(best, status="optimal" if done else run.status)
            nodes = min(NO_LIMIT, 4 * nodes)
        raise AssertionError("unreachable")

    def _at_hand(
        self, backend: HighsBackend, stage: Stage, ahead: StageResult | None, deadline: float
    ) -> StageResult:
        """The plan at hand, if there is one, valued, and the bound of fractions of lots."""
        if self.vector is None:
            return StageResult("node_limit", math.inf, -math.inf, None)
        bound = ahead.bound if ahead else backend.relaxation(stage.terms, left_until(deadline))
        value = backend.value(stage.terms, self.vector)
        return StageResult("node_limit", value, bound, self.vector)

    def _at_nothing(
        self, backend: HighsBackend, stage: Stage, following: Stage, deadline: float
    ) -> StageResult | None:
        """The first run of the following stage, with nothing left over in this one.

        Where fractions of lots come to 0 in a stage, whole ones mostly do. The following stage,
        asked at once, then gives a plan, which proves the 0; and this stage needs no run of its
        own. None: no such plan was found.
        """
        with backend.at_nothing(stage.terms):
            run = backend.minimise(
                following.terms,
                following.gap_share,
                RUN_SHARE * left_until(deadline),
                following.absolute_gap,
                nodes=FIRST_NODES,
                confirm=False,
            )
        return None if run.values is None else run

    def _hold(self, backend: HighsBackend, vector: Vector | None) -> bool:
        """From now on no demand may miss more in any phase than in the plan at hand.

        The cap on the weighted sum lets the relaxation move what is missing to where it is
        cheapest, which whole lots cannot; held demand by demand, its bounds are far better. It
        takes away some freedom, and the plan says so.
        """
        if vector is None or self.held or not any(stage.name in MISSING for stage, _ in self._told):
            return False
        self.held = True
        backend.hold(list(self.model.shortfall.values()), vector)
        return True

    def _keep(self, stage: Stage, bound: float) -> StageResult:
        """The plan so far, valued, with a bound. Raises SolverTimeout when there is none."""
        if self.vector is None:
            raise SolverTimeout(no_plan(self.model, self.watch))
        value = stage.snapped(self.backend.value(stage.terms, self.vector))
        return StageResult("time_limit", value, min(bound, value), self.vector)
