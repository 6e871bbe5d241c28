"""A linear program kept in HiGHS: its bounds, coefficients and costs are edited in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import zip_longest
from typing import Any

import numpy as np

from planner.errors import InputError, Issue
from planner.model.core import ForceModel, Key
from planner.scenario.scenario import SolveOptions
from planner.solver.backend import ProgressMonitor, Vector
from planner.solver.highs import CHOOSE, DEVEX, DOUBTED_RULES, PRIMAL, HighsBackend
from planner.solver.rewriting import Written


@dataclass(slots=True)
class Run:
    """What HiGHS made of one objective. ``vector`` is None where there is no solution."""

    status: str
    value: float
    vector: Vector | None


class KeptModel:
    """The matrix of a model in HiGHS. Every edit is undone at the end of its ``with`` block.

    The upper bound of a column is the least of its own and of those that edits lay over it.
    """

    def __init__(self, model: ForceModel, options: SolveOptions) -> None:
        self.backend = HighsBackend(model, options, ProgressMonitor(None, None))
        self.highs: Any = self.backend.highs
        # few steps lead from a basis to the next: what is perturbed makes more of them, and exact
        # weights of steepest edges are to be worked out anew for each
        self.highs.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
        self.highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
        self.highs.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)
        self.columns = self.backend.columns
        lp = self.highs.getLp()
        self.upper: Vector = np.array(lp.col_upper_)
        self._zero: Vector = np.array(lp.col_lower_)
        self._lids: list[Vector] = []
        self._floors: list[Vector] = []
        self.sent = self._zero.copy(), self.upper.copy()
        """lower and upper bounds of the columns that hold now"""
        self.row_bounds = list(zip(lp.row_lower_, lp.row_upper_, strict=True))
        self._rows = list(model.rows.values())
        self.row_of: dict[tuple[str, Key], int] = {key: i for i, key in enumerate(model.rows)}
        self._cells: dict[int, dict[int, float]] = {}
        self.begin()
        self._costs = np.zeros(len(self.upper))
        self._seed = options.seed

    # --- columns

    def placed(self, variables: Mapping[Any, Any]) -> tuple[list[Any], Any]:
        """Of variables that stand in some row: their keys, and their columns."""
        places = {key: self.columns.get(v.id) for key, v in variables.items()}
        found = {key: column for key, column in places.items() if column is not None}
        return list(found), np.array(list(found.values()), np.int32)

    @contextmanager
    def lid(self, most: Vector) -> Iterator[None]:
        """For a while: columns are at most this (infinity: no lid)."""
        self._lids.append(most)
        self.send_columns()
        try:
            yield
        finally:
            self._lids.pop()
            self.send_columns()

    @contextmanager
    def floor(self, least: Vector) -> Iterator[None]:
        """For a while: columns are at least this, as far as their upper bounds allow."""
        self._floors.append(least)
        self.send_columns()
        try:
            yield
        finally:
            self._floors.pop()
            self.send_columns()

    def send_columns(self) -> None:
        """Tell HiGHS the bounds that have changed."""
        upper = np.minimum.reduce([self.upper, *self._lids])
        lower = np.minimum(np.maximum.reduce([self._zero, *self._floors]), upper)
        changed = np.nonzero((lower != self.sent[0]) | (upper != self.sent[1]))[0]
        if len(changed):
            index = changed.astype(np.int32)
            self.highs.changeColsBounds(len(index), index, lower[index], upper[index])
            self.sent = lower, upper

    @property
    def open_columns(self) -> Vector:
        """The upper bounds that hold now."""
        return self.sent[1]

    # --- rows

    def set_row(self, row: int, lower: float, upper: float) -> None:
        """Other bounds of a row."""
        if self.row_bounds[row] != (lower, upper):
            self.row_bounds[row] = lower, upper
            self.highs.changeRowBounds(row, lower, upper)

    def row(self, row: int) -> dict[int, float]:
        """Coefficients of a row by column."""
        if row not in self._cells:
            pairs = self._rows[row].items() if row < len(self._rows) else ()
            self._cells[row] = {self.columns[v.id]: value for v, value in pairs}
        return self._cells[row]

    def set_cells(self, row: int, values: dict[int, float]) -> None:
        """Other coefficients of a row, by column; those not named become 0."""
        changed = {column for column, _ in values.items() ^ self.row(row).items()}
        for column in changed:
            self.highs.changeCoeff(row, column, values.get(column, 0.0))
        self._own_cells.setdefault(row, self._cells[row])
        self._cells[row] = values

    def begin(self) -> None:
        """What is edited from now on can be told from what is there now."""
        self.own_sent, self.own_bounds = self.sent, list(self.row_bounds)
        self._own_upper, self._own_cells = self.upper, dict[int, dict[int, float]]()

    @contextmanager
    def unedited(self, highs: Any) -> Iterator[None]:
        """For a while: the model as it was at the beginning, in a HiGHS that was copied then."""
        now = dict(vars(self))
        self.sent, self.row_bounds, self.upper = (
            self.own_sent,
            list(self.own_bounds),
            self._own_upper,
        )
        self._lids, self._floors = [], []
        try:
            with self.fresh(highs):
                yield
        finally:
            vars(self).update(now)

    def rewritten_row(self, row: int) -> bool:
        """Has a row other coefficients than at the beginning?"""
        return row in self._own_cells and self._cells[row] != self._own_cells[row]

    def moved(self) -> set[int]:
        """Rows that are not what they were at the beginning."""
        bounds = enumerate(zip_longest(self.row_bounds, self.own_bounds))
        found = {row for row, (now, own) in bounds if now != own}
        return found | {row for row in self._own_cells if self.rewritten_row(row)}

    def add_free_row(self, values: dict[int, float]) -> int:
        """A new row without bounds; its number."""
        row = len(self.row_bounds)
        index = np.array(list(values), np.int32)
        inf = self.highs.inf
        self.highs.addRow(-inf, inf, len(index), index, np.array(list(values.values())))
        self.row_bounds.append((-inf, inf))
        self._cells[row] = dict(values)
        return row

    @contextmanager
    def freed(self, rows: Iterable[int]) -> Iterator[None]:
        """For a while: rows ask for nothing."""
        inf = self.highs.inf
        with ExitStack() as undo:
            for row in rows:
                undo.callback(self.set_row, row, *self.row_bounds[row])
                self.set_row(row, -inf, inf)
            yield

    @contextmanager
    def rewritten(
        self, upper: Mapping[int, float], rows: Mapping[tuple[str, Key], Written]
    ) -> Iterator[None]:
        """For a while: other upper bounds by variable id, and rows as written."""
        with ExitStack() as undo:
            undo.callback(self.send_columns)
            undo.callback(setattr, self, "upper", self.upper)
            self.upper = self.upper.copy()
            for identifier, most in upper.items():
                if identifier in self.columns:
                    self.upper[self.columns[identifier]] = most
            self.send_columns()
            for (rule, key), written in rows.items():
                self._write(rule, key, written, undo)
            yield

    def _write(self, rule: str, key: Key, written: Written, undo: ExitStack) -> None:
        """Put a written row in the place of the one that stands there."""
        values, sense, rhs = written
        row = self.row_of.get((rule, key))
        if row is None:
            if values:
                where = " ".join((rule, *map(str, key)))
                problem = "has no row in the model that is open"
                raise InputError([Issue(where, problem, "solve the changed scenario")])
            return
        if (now := self.row(row)) != values:
            undo.callback(self.set_cells, row, now)
            self.set_cells(row, values)
        inf = self.highs.inf
        lower, upper = -inf if sense == "<=" else rhs, inf if sense == ">=" else rhs
        if (lower, upper) != self.row_bounds[row]:
            undo.callback(self.set_row, row, *self.row_bounds[row])
            self.set_row(row, lower, upper)

    # --- runs

    def minimise(self, costs: Vector, basis: Any = None, after: bool = False) -> Run:
        """Minimise a linear program from a basis.

        ``after``: another objective of the same program, from the solution at hand.
        """
        changed = np.nonzero(costs != self._costs)[0].astype(np.int32)
        if len(changed):
            self.highs.changeColsCost(len(changed), changed, costs[changed])
            self._costs = costs.copy()
        self.highs.setOptionValue("simplex_strategy", PRIMAL if after else CHOOSE)
        if basis is not None:
            self.highs.setBasis(basis)
        self.highs.run()
        return _outcome(self.highs, costs)

    def minimise_cold(self, costs: Vector) -> Run:
        """Minimise from nothing."""
        self._costs = costs.copy()
        return run_cold(self.highs, costs)

    @contextmanager
    def fresh(self, highs: Any = None) -> Iterator[None]:
        """For a while: a new HiGHS, by default with the model as it is edited now, and no basis."""
        before = self.highs, self._costs
        self.highs, self._costs = highs or self.copy(), np.zeros(len(self.upper))
        index = np.arange(len(self._costs), dtype=np.int32)
        self.highs.changeColsCost(len(index), index, self._costs)
        try:
            yield
        finally:
            self.highs, self._costs = before

    def copy(self) -> Any:
        """A new HiGHS with the model as it is edited now, and no basis."""
        highspy: Any = import_module("highspy")
        other = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "on"),
            ("presolve_rule_off", DOUBTED_RULES),
            ("random_seed", self._seed),
        ):
            other.setOptionValue(option, value)
        other.passModel(self.highs.getLp())
        return other


def sparse(costs: Vector) -> dict[int, float]:
    """The columns that an objective prices."""
    return {int(j): float(costs[j]) for j in np.nonzero(costs)[0]}


def run_cold(
    highs: Any, costs: Vector, seconds: float | None = None, start: Vector | None = None
) -> Run:
    """Minimise with a HiGHS of its own, from nothing; in whole lots from a plan, if given."""
    index = np.arange(len(costs), dtype=np.int32)
    highs.changeColsCost(len(index), index, costs)
    highs.clearSolver()
    if seconds is not None:
        highs.setOptionValue("time_limit", seconds)
    if start is not None:
        highs.setSolution(len(index), index, start)
    highs.run()
    return _outcome(highs, costs)


def _outcome(highs: Any, costs: Vector) -> Run:
    status = highs.modelStatusToString(highs.getModelStatus()).lower()
    if status in ("infeasible", "primal infeasible or unbounded"):
        return Run("infeasible", np.inf, None)
    if highs.getInfo().primal_solution_status != 2:
        return Run(status, np.inf, None)
    vector = np.array(highs.getSolution().col_value)
    return Run(status, float(costs @ vector[: len(costs)]), vector)
