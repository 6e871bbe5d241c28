"""SCIP, the second solver of a proof: is there a plan below a bound that HiGHS has told?"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from math import inf
from typing import Any, Literal

from planner.errors import SolverError
from planner.model.core import ForceModel, Term
from planner.plan.stages import StageRow
from planner.problem.demands import DemandKey
from planner.rounding import ROUNDING, SMALL_IN_FRACTIONS
from planner.solver.stage import cap_of, stage_of

Verdict = Literal["proved by two", "contradicted", "open"]
Cap = tuple[list[Term], float]
MARGIN = SMALL_IN_FRACTIONS
"""how far below a bound a better plan must be, relative from 1 up, where the stage takes any value:
above the tolerances of both solvers"""
FINE = ROUNDING
"""feasibility tolerance when a plan that contradicts a bound is solved again"""
LEAST_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class StageProof:
    """What a second solver says of a stage.

    ``value`` and ``bound`` as the plan tells them, in the stage's unit; ``found``: the value of a
    better plan, where there is one (``contradicted``), else what SCIP has proved of all plans, at
    most ``bound``.
    """

    stage: str
    value: float
    bound: float
    verdict: Verdict
    found: float


def prove_stages(
    model: ForceModel,
    stages: Iterable[StageRow],
    missing: Mapping[DemandKey, float],
    seconds: float,
) -> list[StageProof]:
    """Ask for a plan better than each told bound, with the stages before it held as in the solve.

    ``missing``: what the plan misses of every demand and phase, for the stages in which that was
    held. ``seconds`` for all stages together, each has its share of what is left. Raises
    SolverError where SCIP is not installed.
    """
    rows, end = list(stages), time.monotonic() + seconds
    caps: list[Cap] = []
    proofs: list[StageProof] = []
    for number, row in enumerate(rows):
        stage = stage_of(model, row.name)
        left = (end - time.monotonic()) / (len(rows) - number)
        held = _held(model, missing) if row.held else []
        margin = MARGIN * max(1.0, abs(row.bound))
        limit = row.bound - (stage.room if stage.step else margin)
        verdict, found = _better(model, stage.terms, row.bound, limit, [*caps, *held], left)
        proofs.append(StageProof(row.name, row.value, row.bound, verdict, found))
        caps.append((stage.terms, cap_of(stage, row.value, row.bound)))
    return proofs


def _held(model: ForceModel, missing: Mapping[DemandKey, float]) -> list[Cap]:
    """No demand misses more in any phase than in the plan."""
    caps: list[Cap] = []
    for want in model.wants:
        short = missing.get(want.key, 0.0)
        caps.append(([(model.shortfall[want.key], 1.0)], short))
    return caps


def _better(
    model: ForceModel,
    terms: list[Term],
    bound: float,
    limit: float,
    caps: list[Cap],
    seconds: float,
) -> tuple[Verdict, float]:
    """Is there a plan better than the bound? What is found is solved again, exactly, with its
    whole variables fixed: what lives on the tolerances of the search is no contradiction."""
    scip, columns = _model(model, terms, caps, limit, seconds)
    scip.optimize()
    none = scip.getStatus() == "infeasible"
    proved = bound if none else max(0.0, min(bound, scip.getDualbound()))
    if _value(scip) >= limit:
        return ("proved by two" if proved >= limit else "open"), proved
    whole = {v.name: round(scip.getVal(columns[v.name])) for v in _whole(model)}
    scip, columns = _model(model, terms, caps, limit, max(1.0, seconds))
    scip.setParam("numerics/feastol", FINE)
    for name, value in whole.items():
        scip.fixVar(columns[name], value)
    scip.optimize()
    again = _value(scip)
    return ("contradicted", again) if again < limit else ("open", proved)


def _value(scip: Any) -> float:
    """Of the best plan; SCIP also keeps plans that are not below the limit, and they count too."""
    return float(scip.getObjVal()) if scip.getNSols() > 0 else inf


def _whole(model: ForceModel) -> list[Any]:
    return [v for v in model.lp.variables() if v.cat == "Integer"]


def _model(
    model: ForceModel, terms: list[Term], caps: list[Cap], limit: float, seconds: float
) -> tuple[Any, dict[str, Any]]:
    """The model as SCIP holds it, looking for objectives below a limit only; columns by name."""
    library = _scip()
    scip = library.Model("force_composition")
    scip.hideOutput()
    whole = {v.name for v in _whole(model)}
    columns = {
        v.name: scip.addVar(v.name, "I" if v.name in whole else "C", v.lowBound, v.upBound)
        for v in model.lp.variables()
    }

    def total(pairs: Iterable[Term]) -> Any:
        return library.quicksum(value * columns[v.name] for v, value in pairs)

    for row in model.rows.values():
        left, right = total(row.items()), -row.constant
        if row.sense == 0:
            scip.addCons(left == right)
        else:
            scip.addCons(left <= right if row.sense < 0 else left >= right)
    for held, most in caps:
        if most > 0:
            scip.addCons(total(held) <= most)
        for v, _ in held if most == 0 else ():
            scip.chgVarUb(columns[v.name], 0)
    scip.setObjective(total(terms), "minimize")
    scip.setObjlimit(limit)
    scip.setParam("limits/time", max(LEAST_SECONDS, seconds))
    return scip, columns


def _scip() -> Any:
    """The library. Raises SolverError where it is not installed."""
    try:
        return import_module("pyscipopt")
    except ImportError:
        problem = "SCIP is not installed: pip install 'force-composition-planner[scip]'"
        raise SolverError(problem) from None
