"""HiGHS, kept alive between stages."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

import numpy as np
import pulp

from planner.errors import SolverError
from planner.model.core import ForceModel, Term
from planner.rounding import ABSOLUTE_GAP, HELD, VALUE_TOLERANCE
from planner.scenario.scenario import SolveOptions
from planner.solver.backend import (
    NO_LIMIT,
    Backend,
    ProgressMonitor,
    StageResult,
    Vector,
    left_until,
)
from planner.solver.calls import Calls
from planner.solver.installed import highs_version

log = logging.getLogger(__name__)

CHOOSE, PRIMAL = 0, 4
"""simplex strategies of HiGHS: its own choice, and primal simplex"""
DEVEX = 1
"""edge weights of HiGHS that are estimated"""


DOUBTED_RULES = 1 << 13 | 1 << 16
"""of HiGHS's presolve, off: parallel rows and columns, and enumeration. With both, HiGHS 1.16.0
more often calls a stage infeasible of which there is a plan. Without them it still does, rarely
(tests/solver/test_highs.py has one): it is never believed of presolve alone"""


class HighsBackend(Backend):
    """HiGHS: PuLP exports the model once, then highspy changes it in place."""

    name = "HiGHS"

    def __init__(self, model: ForceModel, options: SolveOptions, watch: ProgressMonitor) -> None:
        self.version = highs_version()
        solver = pulp.HiGHS(msg=False, mip=model.whole)
        lp = model.lp
        lp.setObjective(pulp.LpAffineExpression.empty())
        solver.createAndConfigureSolver(lp)
        solver.buildSolverModel(lp)
        self.highs: Any = lp.solverModel
        self._solved = False
        self._whole = bool(lp.isMIP())
        self.columns = {v.id: j for j, v in enumerate(lp.exported_variables())}
        self._seed = options.seed
        for option, value in (
            ("threads", 1),
            ("mip_heuristic_effort", 0.2),
            ("presolve", "on"),
            ("presolve_rule_off", DOUBTED_RULES),
            # stages in fractions start from the plan before: bounds that are shifted, and put back
            # in the end, cost iterations
            ("primal_simplex_bound_perturbation_multiplier", 0.0),
        ):
            self.highs.setOptionValue(option, value)
        self._hear(watch)

    def _hear(self, watch: ProgressMonitor) -> None:
        self._calls = calls = Calls(watch)
        self.highs.cbMipInterrupt.subscribe(calls.mip)
        if watch.active:
            self.highs.cbSimplexInterrupt.subscribe(calls.simplex)
            self.highs.cbMipLogging.subscribe(calls.progress)

    def twin(self, watch: ProgressMonitor) -> HighsBackend:
        """Another HiGHS with the same model, caps and options, which may run beside this one."""
        other = copy(self)
        other.highs = type(self.highs)()
        other.highs.passOptions(self.highs.getOptions())
        other.highs.passModel(self.highs.getLp())
        other._hear(watch)
        return other

    def minimise(
        self,
        terms: list[Term],
        gap_share: float,
        seconds: float,
        absolute_gap: float = ABSOLUTE_GAP,
        start: Vector | None = None,
        nodes: int = NO_LIMIT,
        shift: int = 0,
        enough: float = math.inf,
        confirm: bool = True,
    ) -> StageResult:
        """Also: start from a plan; stop after so many nodes of the tree; shift the random seed.

        ``enough``: stop at a bound of this value, which is all that is asked for. ``confirm``: that
        there is no plan is believed only where presolve has no part in it. A run that fails is done
        again without presolve.
        """
        deadline = time.monotonic() + seconds
        highs, count = self.highs, len(self.columns)
        index = np.arange(count, dtype=np.int32)
        highs.changeColsCost(count, index, self._dense(terms))
        highs.setOptionValue("mip_rel_gap", gap_share)
        highs.setOptionValue("mip_abs_gap", absolute_gap)
        highs.setOptionValue("mip_max_nodes", nodes)
        highs.setOptionValue("random_seed", (self._seed + shift) % NO_LIMIT)
        _, relaxed = highs.getOptionValue("solve_relaxation")
        whole = self._whole and not relaxed
        # HiGHS counts a MIP's limit from the start of the run, an LP's from the first run
        limit = seconds if whole else highs.getRunTime() + seconds
        highs.setOptionValue("time_limit", limit)
        warm = not self._whole and self._solved
        # an LP starts from the plan before: it keeps every cap, and only the costs are new
        highs.setOptionValue("simplex_strategy", PRIMAL if warm else CHOOSE)
        if not warm:
            highs.clearSolver()
        if start is not None and whole:
            highs.setSolution(count, index, start)
        with self._calls.heard(enough):
            highs.run()
        status = highs.modelStatusToString(highs.getModelStatus()).lower()
        info = highs.getInfo()
        told = info.objective_function_value
        found = info.primal_solution_status == 2 and math.isfinite(told)
        values = np.array(highs.getSolution().col_value) if found else None
        value = float(self._dense(terms) @ values) if values is not None else math.inf
        bound = info.mip_dual_bound if whole else told if status == "optimal" else -math.inf
        if values is not None and told < value - VALUE_TOLERANCE * max(1.0, abs(value)):
            # HiGHS 1.16 at times tells a better value than that of the plan it gives, after a start
            log.info("HiGHS told %g for a plan of %g: its bound is dropped", told, value)
            bound = -math.inf
        if bound == math.inf and status != "infeasible":
            bound = -math.inf  # that there is no plan is told by the status alone
        failed = status == "solve error"
        if failed and start is not None:
            return StageResult("node_limit", math.inf, -math.inf, None)  # a search that failed
        self._solved = status == "optimal"
        kind = {
            "optimal": "optimal",
            "time limit reached": "time_limit",
            "solution limit reached": "node_limit",
            "target for objective reached": "target",
            "interrupted by user": "interrupted",
            "infeasible": "infeasible",
            "primal infeasible or unbounded": "infeasible",
        }.get(status)
        _, presolve = highs.getOptionValue("presolve")
        if presolve == "on" and (failed or (kind == "infeasible" and confirm)):
            left = left_until(deadline)
            with self._option("presolve", "off", "on"):
                return self.minimise(terms, gap_share, left, absolute_gap, start, nodes, shift)
        if kind is None:
            raise SolverError(f"HiGHS stopped with status {status!r}")
        return StageResult(kind, value, bound, values)

    def value(self, terms: list[Term], vector: Vector) -> float:
        """The value of an objective in a plan."""
        return float(self._dense(terms) @ vector)

    def relaxation(self, terms: list[Term], seconds: float) -> float:
        """The least value in fractions of lots: a bound; -infinity without an answer."""
        with self._option("solve_relaxation", True, False):
            found = self.minimise(terms, 0.0, seconds)
        return found.value if found.status == "optimal" else -math.inf

    def second_run(
        self, terms: list[Term], gap_share: float, seconds: float, start: Vector | None
    ) -> StageResult:
        """A short run with other settings, from a plan: no presolve, another seed, the root of the
        tree."""
        with self._option("presolve", "off", "on"):
            return self.minimise(terms, gap_share, seconds, start=start, nodes=1, shift=1)

    def search(
        self,
        terms: list[Term],
        target: float,
        gap_share: float,
        seconds: float,
        start: Vector,
        held: list[pulp.LpVariable],
        nodes: int,
    ) -> Vector:
        """A plan no worse than ``start`` with some variables held at its values.

        Stops at a plan of the target's value. No bound is taken from here.
        """
        index = np.array([self.columns[v.id] for v in held if v.id in self.columns], np.int32)
        values = np.round(start[index])
        with (
            self._bounds(index, values, values),
            self._option("objective_target", target, -self.highs.inf),
        ):
            found = self.minimise(terms, gap_share, seconds, start=start, nodes=nodes)
        return start if found.values is None else found.values

    def within(
        self, variable: pulp.LpVariable, most: float, seconds: float, nodes: int
    ) -> StageResult:
        """A plan in which a variable is at most so much: any, proved to be none, or not known."""
        index = np.array([self.columns[variable.id]], np.int32)
        with self._bounds(index, np.zeros(1), np.array([most])):
            return self.minimise([], 0.0, seconds, nodes=nodes)

    @contextmanager
    def at_nothing(self, terms: list[Term]) -> Iterator[None]:
        """For a while: an objective is 0."""
        index = np.nonzero(self._dense(terms))[0].astype(np.int32)
        with self._bounds(index, np.zeros(len(index)), np.zeros(len(index))):
            yield

    def hold(self, variables: list[pulp.LpVariable], vector: Vector) -> None:
        """From now on: variables are at most what they are in a plan."""
        columns = [self.columns[v.id] for v in variables if v.id in self.columns]
        index = np.array(columns, np.int32)
        most = np.maximum(0.0, vector[index])
        whole = np.abs(most - np.round(most)) < HELD
        most = np.where(whole, np.round(most), most + HELD)
        self.highs.changeColsBounds(len(index), index, np.zeros(len(index)), most)

    @contextmanager
    def _bounds(self, index: Any, lower: Vector, upper: Vector) -> Iterator[None]:
        """For a while: other bounds of some columns."""
        lp = self.highs.getLp()
        before = np.array(lp.col_lower_)[index], np.array(lp.col_upper_)[index]
        self.highs.changeColsBounds(len(index), index, lower, upper)
        try:
            yield
        finally:
            self.highs.changeColsBounds(len(index), index, *before)

    @contextmanager
    def _option(self, name: str, value: Any, usual: Any) -> Iterator[None]:
        """For a while: another value of an option."""
        self.highs.setOptionValue(name, value)
        try:
            yield
        finally:
            self.highs.setOptionValue(name, usual)

    def cap(self, terms: list[Term], value: float) -> None:
        costs = self._dense(terms)
        index = np.nonzero(costs)[0].astype(np.int32)
        if value == 0:
            zeros = np.zeros(len(index))
            self.highs.changeColsBounds(len(index), index, zeros, zeros)
            return
        self.highs.addRow(-self.highs.inf, value, len(index), index, costs[index])

    def values(self, vector: Vector) -> dict[int, float]:
        """Values by variable id."""
        return {identifier: float(vector[j]) for identifier, j in self.columns.items()}

    def _dense(self, terms: list[Term]) -> Vector:
        costs = np.zeros(len(self.columns))
        for variable, value in terms:
            column = self.columns.get(variable.id)
            if column is not None:  # PuLP exports no variable that stands in no row
                costs[column] += value
        return costs
