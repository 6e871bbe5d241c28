"""Solves a ForceModel stage by stage. The only file that names a solver.

Each stage minimises one objective and is then capped at its value, before the next. HiGHS is kept
alive between stages: costs change in place and each stage starts from the plan of the one before.
CBC, through PuLP's command line, is the second solver that checks the first.
"""

from __future__ import annotations

import logging
import math
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from planner.errors import InputError, Issue, SolverError, SolverTimeout
from planner.model import STAGES
from planner.model.core import ForceModel, Term
from planner.progress import CancelCheck, Progress, ProgressCallback
from planner.result import Proof, SolverInfo, StageRow
from planner.schema import SolveOptions

log = logging.getLogger(__name__)

Vector = np.ndarray[Any, np.dtype[np.float64]]
CAP_TOLERANCE = 1e-6
SHORTFALL_GAP = 1e-6
"""the first question, what is missing, is always answered to proof, time allowing"""
ADVISORY_ROWS = ("coalition_floor", "lead_floor", "participation_floor", "pledge_floor")
"""political rules that can contradict each other; relaxed one by one to find a conflict"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one stage came to. ``values`` is None when no plan was found."""

    status: str  # optimal, time_limit, interrupted, infeasible
    value: float
    bound: float
    values: Vector | None


@dataclass(frozen=True, slots=True)
class Solution:
    """Values of the variables by PuLP variable id, and the stages that led to them."""

    values: dict[int, float]
    stages: tuple[StageRow, ...]
    info: SolverInfo

    def __getitem__(self, variable: pulp.LpVariable) -> float:
        return self.values[variable.id]


class Backend(ABC):
    """One solver, holding one model."""

    name: str
    version: str

    @abstractmethod
    def minimise(self, terms: list[Term], gap_share: float, seconds: float) -> Outcome:
        """Minimise an objective within a gap and a time limit, from the last plan."""

    @abstractmethod
    def cap(self, terms: list[Term], value: float) -> None:
        """Keep an objective at most at a value from now on."""


class HighsBackend(Backend):
    """HiGHS through PuLP's exporter, then warm through highspy."""

    name = "HiGHS"

    def __init__(self, model: ForceModel, options: SolveOptions, watch: _Watch) -> None:
        solver = pulp.HiGHS(msg=False, mip=model.whole)
        if not solver.available():
            raise SolverError("HiGHS is not installed: pip install highspy, or use --solver cbc")
        lp = model.lp
        lp.setObjective(pulp.LpAffineExpression.empty())
        solver.createAndConfigureSolver(lp)
        solver.buildSolverModel(lp)
        self._highs: Any = lp.solverModel
        self._whole = model.whole
        self._columns = {v.id: j for j, v in enumerate(lp.exported_variables())}
        self._last: Vector | None = None
        self.version = str(self._highs.version())
        for option, value in (
            ("threads", 1),
            ("random_seed", options.seed),
            ("mip_abs_gap", 1e-6),
            ("mip_heuristic_effort", 0.2),
        ):
            self._highs.setOptionValue(option, value)
        if watch.active:
            self._highs.cbMipInterrupt.subscribe(watch.interrupt)
            self._highs.cbSimplexInterrupt.subscribe(watch.interrupt)
            self._highs.cbMipLogging.subscribe(watch.mip_logging)

    def minimise(self, terms: list[Term], gap_share: float, seconds: float) -> Outcome:
        highs, count = self._highs, len(self._columns)
        index = np.arange(count, dtype=np.int32)
        highs.changeColsCost(count, index, self._dense(terms))
        highs.setOptionValue("mip_rel_gap", gap_share)
        # HiGHS counts a MIP's limit from the start of the run, an LP's from the first run
        limit = seconds if self._whole else highs.getRunTime() + seconds
        highs.setOptionValue("time_limit", limit)
        if not self._whole:
            highs.clearSolver()  # presolve and a cold start beat the basis of another objective
        elif self._last is not None:
            highs.setSolution(count, index, self._last)
        highs.run()
        status = highs.modelStatusToString(highs.getModelStatus()).lower()
        info = highs.getInfo()
        value = info.objective_function_value
        found = info.primal_solution_status == 2 and math.isfinite(value)
        bound = info.mip_dual_bound if self._whole else value if status == "optimal" else -math.inf
        kind = {
            "optimal": "optimal",
            "time limit reached": "time_limit",
            "interrupted by user": "interrupted",
            "infeasible": "infeasible",
            "primal infeasible or unbounded": "infeasible",
        }.get(status)
        if kind is None:
            raise SolverError(f"HiGHS stopped with status {status!r}")
        if found:
            self._last = np.array(highs.getSolution().col_value)
        return Outcome(kind, value, bound, self._last if found else None)

    def cap(self, terms: list[Term], value: float) -> None:
        costs = self._dense(terms)
        index = np.nonzero(costs)[0].astype(np.int32)
        self._highs.addRow(-self._highs.inf, value, len(index), index, costs[index])

    def bound_variable(self, variable: pulp.LpVariable, upper: float) -> None:
        """Give a variable another upper bound."""
        self._highs.changeColBounds(self._columns[variable.id], 0.0, upper)

    def values(self, vector: Vector) -> dict[int, float]:
        """Values by variable id."""
        return {identifier: float(vector[j]) for identifier, j in self._columns.items()}

    def _dense(self, terms: list[Term]) -> Vector:
        costs = np.zeros(len(self._columns))
        for variable, value in terms:
            costs[self._columns[variable.id]] += value
        return costs


class CbcBackend(Backend):
    """CBC through PuLP: every stage is a fresh run of the command."""

    name = "CBC"
    version = "command line"

    def __init__(self, model: ForceModel, options: SolveOptions) -> None:
        self._lp, self._whole = model.lp, model.whole
        self._options = [f"randomSeed {options.seed}"] if options.seed else []
        self._caps = 0
        if not pulp.COIN_CMD(msg=False).available():
            raise SolverError(
                "CBC is not installed: pip install 'force-composition-planner[cbc]', or use HiGHS"
            )

    def minimise(self, terms: list[Term], gap_share: float, seconds: float) -> Outcome:
        self._lp.setObjective(pulp.lpSum_vars_coefs(terms))
        solver = pulp.COIN_CMD(
            msg=False,
            mip=self._whole,
            timeLimit=max(0.01, seconds),
            gapRel=gap_share,
            options=self._options,
        )
        try:
            stats = self._lp.solve(solver)
        except pulp.PulpSolverError as error:
            raise SolverError(f"CBC failed: {error}") from error
        if stats.status == pulp.LpSolveStatus.Infeasible:
            return Outcome("infeasible", math.inf, math.inf, None)
        proved = stats.status in (pulp.LpSolveStatus.Optimal, pulp.LpSolveStatus.GapLimit)
        if not stats.has_solution:
            return Outcome("time_limit", math.inf, -math.inf, None)
        values = np.array([v.varValue or 0.0 for v in self._lp.exported_variables()])
        value = float(pulp.value(self._lp.objective))
        bound = stats.best_bound if stats.best_bound is not None else value if proved else 0.0
        return Outcome("optimal" if proved else "time_limit", value, min(bound, value), values)

    def cap(self, terms: list[Term], value: float) -> None:
        self._caps += 1
        self._lp.addConstraint(pulp.lpSum_vars_coefs(terms) <= value, f"cap__{self._caps}")

    def values(self, vector: Vector) -> dict[int, float]:
        """Values by variable id."""
        return {v.id: float(x) for v, x in zip(self._lp.exported_variables(), vector, strict=True)}


class _Watch:
    """Hears HiGHS while it runs: passes progress on, and asks whether to stop."""

    def __init__(self, progress: ProgressCallback | None, cancel: CancelCheck | None) -> None:
        self._progress, self._cancel = progress, cancel
        self.active = progress is not None or cancel is not None
        self.cancelled = False
        self.started = time.monotonic()
        self._asked = 0.0
        self._now = Progress("", 0, 0, None, None, None, 0.0)

    def stage(self, name: str, number: int, count: int) -> None:
        self._now = Progress(name, number, count, None, None, None, self.elapsed())
        self.report()

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def stop_asked(self) -> bool:
        """Ask the caller, at most ten times a second."""
        now = time.monotonic()
        if self._cancel is not None and not self.cancelled and now - self._asked > 0.1:
            self._asked = now
            self.cancelled = bool(self._cancel())
        return self.cancelled

    def report(self) -> None:
        if self._progress is not None:
            self._progress(replace(self._now, elapsed_s=self.elapsed()))

    def interrupt(self, event: Any) -> None:
        if self.stop_asked():
            event.interrupt()

    def mip_logging(self, event: Any) -> None:
        out = event.data_out
        value, bound, gap = out.mip_primal_bound, out.mip_dual_bound, out.mip_gap
        self._now = replace(
            self._now,
            incumbent=value if math.isfinite(value) else None,
            bound=bound if math.isfinite(bound) else None,
            gap_share=gap if math.isfinite(gap) else None,
        )
        self.report()


def solve_stages(
    model: ForceModel,
    progress: ProgressCallback | None = None,
    cancel: CancelCheck | None = None,
    mps: str | Path | None = None,
) -> Solution:
    """Solve all stages of the scenario in order.

    ``mps``: also write the model there, with the first stage as its objective. Raises InputError
    naming the rules when hard rules contradict each other, SolverTimeout when time ran out before
    any plan, SolverError when there is no solver or it failed.
    """
    options = model.problem.scenario.solve
    names = model.problem.scenario.objectives
    watch = _Watch(progress, cancel)
    backend: HighsBackend | CbcBackend = (
        CbcBackend(model, options)
        if options.solver == "cbc"
        else HighsBackend(model, options, watch)
    )
    if mps is not None:
        write_mps(model, mps)
    stages: list[StageRow] = []
    vector: Vector | None = None
    for number, name in enumerate(names, 1):
        make, unit = STAGES[name]
        terms = [(variable, value) for variable, value in make(model) if value]
        watch.stage(name, number, len(names))
        began = watch.elapsed()
        left = options.time_limit_s - began
        gap = _gap(name, options)
        if not terms:
            outcome = Outcome("optimal", 0.0, 0.0, vector)
        elif watch.stop_asked() or (left <= 0 and vector is not None):
            outcome = _keep(model, backend, terms, vector)
        else:
            seconds = max(0.005, left / (len(names) - number + 1))
            if name == "burden" and model.whole and isinstance(backend, HighsBackend):
                outcome = _minimise_largest(backend, terms, gap, seconds)
            else:
                outcome = backend.minimise(terms, gap, seconds)
        if outcome.status == "infeasible" and number == 1:
            raise InputError(find_conflict(model))
        if outcome.values is None and outcome.status != "optimal":
            if vector is None:
                raise SolverTimeout(_no_plan(watch.cancelled, options.time_limit_s))
            outcome = _keep(model, backend, terms, vector)
        vector = outcome.values if outcome.values is not None else vector
        spent = watch.elapsed() - began
        stages.append(_stage_row(name, unit, outcome, gap, spent, relaxed=not model.whole))
        log.debug("stage %s: %s", name, stages[-1])
        if terms and number < len(names):
            allowed = outcome.value
            if name.startswith("burden") and stages[-1].bound > 0:
                allowed = max(allowed, stages[-1].bound * (1 + options.burden_gap_share))
            backend.cap(terms, allowed + CAP_TOLERANCE * max(1.0, abs(allowed)))
    if vector is None:
        raise SolverError("the scenario asks for no stage that has anything to decide")
    info = SolverInfo(
        name=backend.name,
        version=backend.version,
        seconds=round(watch.elapsed(), 3),
        columns=model.lp.numVariables(),
        rows=model.lp.numConstraints(),
        nonzeros=sum(len(row.items()) for row in model.rows.values()),
    )
    return Solution(backend.values(vector), tuple(stages), info)


def _gap(stage: str, options: SolveOptions) -> float:
    """The share of the best possible within which a stage is solved."""
    if stage == "shortfall":
        return SHORTFALL_GAP
    return options.burden_gap_share if stage.startswith("burden") else options.mip_gap_share


def _minimise_largest(
    backend: HighsBackend, terms: list[Term], gap_share: float, seconds: float
) -> Outcome:
    """Minimise the largest of several sums, where a solver's own bound is weak.

    First an ordinary run in half the time. If it leaves a gap, the variable is held below what
    would close it: with a number in place of a variable the rows become knapsacks, and HiGHS
    often proves in seconds that there is no such plan, which makes that number a bound.
    """
    variable = terms[0][0]
    began = time.monotonic()
    best = backend.minimise(terms, gap_share, seconds / 2)
    while best.values is not None and best.status == "time_limit":
        left = seconds - (time.monotonic() - began)
        target = best.value * (1 - gap_share)
        if left <= 0 or best.bound >= target:
            break
        backend.bound_variable(variable, target)
        probe = backend.minimise(terms, gap_share, left)
        backend.bound_variable(variable, math.inf)
        if probe.status == "infeasible":
            best = replace(best, bound=target)
            break
        if probe.values is None:
            break
        best = replace(probe, bound=max(best.bound, probe.bound))
    return best


def _keep(
    model: ForceModel,
    backend: HighsBackend | CbcBackend,
    terms: list[Term],
    vector: Vector | None,
) -> Outcome:
    """A stage for which no time was left: the plan so far, valued, with no bound."""
    if vector is None:
        raise SolverTimeout("interrupted before any plan was found")
    values = backend.values(vector)
    value = sum(values[variable.id] * factor for variable, factor in terms)
    return Outcome("time_limit", value, 0.0, vector)


def _no_plan(cancelled: bool, seconds: float) -> str:
    if cancelled:
        return "interrupted before any plan was found"
    return (
        f"no plan was found within {seconds:g} s; raise solve.time_limit_s (--time-limit), or use "
        "--relaxed for the faster linear relaxation"
    )


def _stage_row(
    name: str, unit: str, outcome: Outcome, gap_share: float, seconds: float, relaxed: bool
) -> StageRow:
    value = 0.0 if abs(outcome.value) < 1e-9 else outcome.value
    bound = min(max(outcome.bound, 0.0), value) if math.isfinite(outcome.bound) else 0.0
    gap = (value - bound) / abs(value) if value - bound > 1e-6 else 0.0
    proof: Proof = "optimal" if gap == 0 else "within_gap" if gap <= gap_share else "time_limit"
    if relaxed and outcome.status == "optimal":
        bound, gap, proof = value, 0.0, "optimal"
    return StageRow(
        name=name,
        value=value,
        bound=bound,
        gap_share=gap,
        proof=proof,
        seconds=round(seconds, 3),
        unit=unit,
    )


def write_mps(model: ForceModel, path: str | Path) -> None:
    """Write the model as MPS with the first stage as its objective. Raises InputError."""
    make, _ = STAGES[model.problem.scenario.objectives[0]]
    terms = make(model)
    model.lp.setObjective(pulp.lpSum_vars_coefs(terms))
    target = Path(path)
    aside = target.with_name(target.name + ".part")
    try:
        model.lp.writeMPS(str(aside), with_objsense=True)
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        problem = f"cannot be written: {error.strerror or error}"
        raise InputError([Issue(str(path), problem, "choose another place")]) from None


def find_conflict(model: ForceModel) -> list[Issue]:
    """The rules that contradict each other, when there is no plan at all.

    Every political row gets a slack; the least total slack that allows a plan (a linear
    relaxation) shows which rules cannot hold together, and by how much each would have to give.
    """
    lp = model.lp
    slacks: list[tuple[tuple[str, tuple[str | int, ...]], pulp.LpVariable]] = []
    for number, ((rule, key), row) in enumerate(model.rows.items()):
        if rule in ADVISORY_ROWS:
            for sign in (1, -1):
                slack = lp.add_variable(f"slack__{number}__{sign}".replace("-", "m"), 0)
                row.set_coefficient(slack, sign)
                slacks.append(((rule, key), slack))
    lp.setObjective(pulp.lpSum_vars_coefs([(slack, 1.0) for _, slack in slacks]))
    stats = lp.solve(pulp.HiGHS(msg=False, mip=False))
    if not stats.has_solution or not slacks:
        where = "physical rules"
        return [Issue(where, "no plan satisfies them", "check overrides of pools and tours")]
    issues: list[Issue] = []
    for (rule, key), slack in slacks:
        if (slack.varValue or 0.0) > 1e-6:
            where = f"rule {rule}: {' '.join(map(str, key))}".strip(": ")
            amount = f"{slack.varValue:.3g}"
            problem = f"cannot hold together with the other rules; it would have to give {amount}"
            issues.append(Issue(where, problem, _remedies()[rule]))
    if not issues:
        rules = ", ".join(sorted({rule for (rule, _), _ in slacks}))
        problem = "cannot all hold in whole units, though they do in fractions of lots"
        issues = [Issue(f"rules {rules}", problem, "relax one of them, or use --relaxed")]
    return issues


def _remedies() -> dict[str, str]:
    return {
        "coalition_floor": "lower coalition.min_nations or widen the coalition",
        "lead_floor": "name a lead nation that takes part, or switch rules.lead_floor off",
        "participation_floor": "lower rules.participation_floor.min_lot_months",
        "pledge_floor": "lower the pledge, or raise the pool with overrides.pools",
    }
