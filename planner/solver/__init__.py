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
from planner.solver.backends import (
    ABSOLUTE_GAP,
    NO_LIMIT,
    CbcBackend,
    HighsBackend,
    Outcome,
    Vector,
    Watch,
)
from planner.solver.conflicts import find_conflict

log = logging.getLogger(__name__)

CAP_TOLERANCE = 5e-5
"""how far a later stage may exceed an earlier one: above the solver's own tolerance of 1e-6 on
each of thousands of terms, below any difference of one lot for one month"""
RUN_NODES = 10
"""of the tree in a short run: what a run finds, it mostly finds at the root, in seconds; a run that
took a wrong turn there needs hundreds, and another run is sooner done"""
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
            backend.cap(terms, with_tolerance(allowed))
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


def with_tolerance(value: float) -> float:
    """The most that later stages may make of a stage's value; 0 stays 0."""
    return value + CAP_TOLERANCE * max(1.0, value) if value > 0 else 0.0


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
    also where the stages without a min-max variable start from. The burden stage starts cold: the
    plans before it carry several times the least burden, and to start there costs time.
    """
    options = model.problem.scenario.solve
    if not terms:
        return Outcome("optimal", 0.0, 0.0, vector)
    if watch.stop_asked() or (seconds <= 0 and vector is not None):
        return _keep(backend, terms, vector, 0.0, watch.cancelled, options.time_limit_s)
    gap, deadline = _gap(name, options), time.monotonic() + seconds
    if name == "burden" and model.whole and isinstance(backend, HighsBackend):
        outcome = minimise_largest(model, backend, terms, gap, seconds)
    else:
        if vector is not None and model.whole and isinstance(backend, HighsBackend):
            vector = _improve(model, backend, terms, gap, seconds / 2, vector)
        outcome = backend.minimise(terms, gap, _left(deadline), vector)
    if outcome.status == "infeasible" and vector is None:
        raise InputError(find_conflict(model))
    if outcome.values is None:
        bound = 0.0 if outcome.status == "infeasible" else outcome.bound
        return _keep(backend, terms, vector, bound, watch.cancelled, options.time_limit_s)
    return outcome


def _left(deadline: float) -> float:
    """Seconds until then, for a run of the solver: never none."""
    return max(0.005, deadline - time.monotonic())


def _gap(stage: str, options: SolveOptions) -> float:
    """The share of the best possible within which a stage is solved."""
    if stage == "shortfall":
        return SHORTFALL_GAP
    return options.burden_gap_share if stage.startswith("burden") else options.mip_gap_share


def _improve(
    model: ForceModel,
    backend: HighsBackend,
    terms: list[Term],
    gap_share: float,
    seconds: float,
    vector: Vector,
) -> Vector:
    """A better plan near a plan: half of its contributions are held, the other half is free.

    The burdens that an earlier stage caps leave few plans, which the tree may find late or never.
    Next to the plan at hand there mostly is one within the gap, found in a few short searches; the
    tree then proves it at its root. This only searches: what it finds proves nothing. Halves of the
    phases come first, then halves of the nations, cut so that every two are once in different
    halves. It ends once the linear relaxation says that the plan is good enough; a cut of which
    neither half brought anything is the last of its kind.
    """
    deadline = time.monotonic() + seconds
    value = backend.value(terms, vector)
    target = backend.relaxation(terms, seconds) / (1 - min(gap_share, 0.5))
    gap = gap_share / 3
    phases = [phase.id for phase in model.problem.phases]
    nations = sorted({key[0] for key in model.contribution})
    for part, names in ((3, phases), (0, nations)):
        for bit in range((len(names) - 1).bit_length()):
            before = value
            for half in (0, 1):
                if time.monotonic() >= deadline or value <= target:
                    return vector
                chosen = {name for i, name in enumerate(names) if i >> bit & 1 == half}
                held = [x for key, x in model.contribution.items() if key[part] in chosen]
                left = _left(deadline)
                vector = backend.search(terms, target, gap, left, vector, held, RUN_NODES)
                value = backend.value(terms, vector)
            if value > before * (1 - gap):
                break
    return vector


def minimise_largest(
    model: ForceModel,
    backend: HighsBackend,
    terms: list[Term],
    gap_share: float,
    seconds: float,
) -> Outcome:
    """Minimise the largest of several sums, for which a bound is found sooner than a plan.

    Where only the largest counts, most changes of a plan change nothing, and a search is blind. A
    short run still often finds a plan within the gap. If not, it has found a bound, and the
    question is turned round: of the plans whose largest sum is within the gap of the bound, which
    is cheap? That search sees where it goes (tests/benchmarks compare the two). If there is none,
    the bound goes up. If nodes run out first, both runs are repeated with twice the nodes and other
    random choices. Nodes, not seconds, decide when: the same plan comes out on every machine that
    has the time.
    """
    deadline = time.monotonic() + seconds
    cost = [(variable, value) for variable, value in STAGES["cost"][0](model) if value]
    cost_gap = model.problem.scenario.solve.mip_gap_share
    best = backend.minimise(terms, gap_share, _left(deadline), nodes=RUN_NODES)
    nodes, shift = RUN_NODES, 0
    while best.status in ("optimal", "node_limit") and not _within(best, gap_share):
        if time.monotonic() >= deadline:
            break
        shift += 1
        most = best.bound * (1 + gap_share)
        with backend.at_most(terms, most):
            left = _left(deadline)
            cheap = backend.minimise(cost, cost_gap, left, nodes=nodes, shift=shift)
        if cheap.values is not None:
            # all whole variables are held, and only the largest sum is left to be told
            whole = [v for v in model.lp.variables() if v.cat == "Integer"]
            left = _left(deadline)
            least = backend.search(terms, -math.inf, 0.0, left, cheap.values, whole, RUN_NODES)
            return replace(best, status="optimal", value=backend.value(terms, least), values=least)
        if cheap.status == "infeasible":
            best = replace(best, bound=most)
            if _within(best, gap_share):
                break
        nodes, left = min(NO_LIMIT, 2 * nodes), _left(deadline)
        run = backend.minimise(terms, gap_share, left, best.values, nodes=nodes, shift=shift)
        if run.values is None:  # HiGHS lost the start
            run = replace(run, value=best.value, values=best.values)
        best = replace(run, bound=max(best.bound, run.bound))
    return best


def _within(outcome: Outcome, gap_share: float) -> bool:
    """Is the plan proved within the gap?"""
    distance = outcome.value - outcome.bound
    return outcome.values is not None and distance <= max(ABSOLUTE_GAP, gap_share * outcome.value)


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
    return Outcome("time_limit", backend.value(terms, vector), bound, vector)


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
