"""Solves a ForceModel stage by stage. The only package that names a solver.

Each stage minimises one objective and is then capped at its value, before the next. HiGHS is kept
alive between stages, its costs and caps changed in place.
CBC, through PuLP's command line, is the second solver that checks the first.
"""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pulp

from planner.errors import InputError, Issue, SolverTimeout
from planner.model import STAGES
from planner.model.core import ForceModel, Term
from planner.progress import CancelCheck, ProgressCallback
from planner.result import Proof, SolverInfo, StageRow
from planner.schema import SolveOptions
from planner.solver.backends import CbcBackend, HighsBackend, Outcome, Vector, Watch
from planner.solver.conflicts import find_conflict

log = logging.getLogger(__name__)

CAP_TOLERANCE = 5e-5
"""how far a later stage may exceed an earlier one: above the solver's own tolerance of 1e-6 on
each of thousands of terms, below any difference of one lot for one month"""
SHORTFALL_GAP = 1e-6
"""the first question, what is missing, is always answered to proof, time allowing"""


@dataclass(frozen=True, slots=True)
class Solution:
    """Values of the variables by PuLP variable id, and the stages that led to them."""

    values: dict[int, float]
    stages: tuple[StageRow, ...]
    info: SolverInfo

    def __getitem__(self, variable: pulp.LpVariable) -> float:
        return self.values.get(variable.id, 0.0)  # a variable in no row is 0


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
    watch = Watch(progress, cancel)
    backend: HighsBackend | CbcBackend = (
        CbcBackend(model, options)
        if options.solver == "cbc"
        else HighsBackend(model, options, watch)
    )
    if mps is not None:
        write_mps(model, mps)
    size = (model.lp.numVariables(), model.lp.numConstraints())
    stages: list[StageRow] = []
    vector: Vector | None = None
    for number, name in enumerate(names, 1):
        make, unit = STAGES[name]
        terms = [(variable, value) for variable, value in make(model) if value]
        watch.stage(name, number, len(names))
        began = watch.elapsed()
        left = (options.time_limit_s - began) / (len(names) - number + 1)
        outcome = _solve_stage(model, backend, watch, name, terms, left, vector)
        vector = outcome.values
        spent = watch.elapsed() - began
        row = _stage_row(name, unit, outcome, _gap(name, options), spent, relaxed=not model.whole)
        stages.append(row)
        log.debug("stage %s: %s", name, row)
        if terms and number < len(names):
            allowed = row.value
            if name.startswith("burden"):
                allowed = max(allowed, row.bound * (1 + options.burden_gap_share))
            slack = CAP_TOLERANCE * max(1.0, allowed) if allowed > 0 else 0.0
            backend.cap(terms, allowed + slack)
    if vector is None:
        raise InputError(
            [Issue("objectives", "none of them has anything to decide", "add shortfall or cost")]
        )
    info = SolverInfo(
        name=backend.name,
        version=backend.version,
        seconds=round(watch.elapsed(), 3),
        columns=size[0],
        rows=size[1],
        nonzeros=sum(len(row.items()) for row in model.rows.values()),
    )
    return Solution(backend.values(vector), tuple(stages), info)


def _solve_stage(
    model: ForceModel,
    backend: HighsBackend | CbcBackend,
    watch: Watch,
    name: str,
    terms: list[Term],
    seconds: float,
    vector: Vector | None,
) -> Outcome:
    """One stage, in so many seconds.

    Without time left, or without an answer, the plan so far (``vector``) is kept and valued. It is
    also where the stages without a min-max variable start from. With burdens held within 1 %, the
    cost stage of ``guarantor`` found no plan of its own in 40 s; from the plan of the burden stage
    it is proved within 1 % as soon as the bound is. The burden stage starts cold: the plans before
    it carry three times the burden, and to start there cost time.
    """
    options = model.problem.scenario.solve
    if not terms:
        return Outcome("optimal", 0.0, 0.0, vector)
    if watch.stop_asked() or (seconds <= 0 and vector is not None):
        return _keep(backend, terms, vector, 0.0, watch.cancelled, options.time_limit_s)
    gap, seconds = _gap(name, options), max(0.005, seconds)
    if name == "burden" and model.whole and isinstance(backend, HighsBackend):
        outcome = _minimise_largest(backend, terms, gap, seconds)
    else:
        outcome = backend.minimise(terms, gap, seconds, vector)
    if outcome.status == "infeasible" and vector is None:
        raise InputError(find_conflict(model))
    if outcome.values is None:
        bound = 0.0 if outcome.status == "infeasible" else outcome.bound
        return _keep(backend, terms, vector, bound, watch.cancelled, options.time_limit_s)
    return outcome


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
    backend: HighsBackend | CbcBackend,
    terms: list[Term],
    vector: Vector | None,
    bound: float,
    cancelled: bool,
    seconds: float,
) -> Outcome:
    """The plan so far, valued, with a bound. Raises SolverTimeout when there is none."""
    if vector is None:
        raise SolverTimeout(_no_plan(cancelled, seconds))
    values = backend.values(vector)
    value = sum(values.get(variable.id, 0.0) * factor for variable, factor in terms)
    return Outcome("time_limit", value, bound, vector)


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
    if not target.parent.is_dir():
        raise InputError([Issue(str(path), "the folder does not exist", "create it first")])
    aside = target.with_name(target.name + ".part")
    try:
        model.lp.writeMPS(str(aside), with_objsense=True)
        aside.replace(target)
    except (OSError, pulp.PulpError) as error:
        aside.unlink(missing_ok=True)
        problem = f"cannot be written: {error}"
        raise InputError([Issue(str(path), problem, "choose another place")]) from None
