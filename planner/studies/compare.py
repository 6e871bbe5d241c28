"""``planner.compare``: what changed between two scenarios or plans, in the question and the answer.

Of many plans with the same stage values a solver gives one by chance: which slot is short, and
which of two like nations gives. So the second plan is solved once more at its own stage values,
as near to the first as possible; what still differs has to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import planner
from planner.errors import InputError, Issue, SolverTimeout
from planner.extraction.build import extract_plan
from planner.model import build
from planner.model.core import ForceModel, Term
from planner.pipeline import prepare, solve
from planner.plan.plan import Plan
from planner.plan.stages import StageRow
from planner.progress import ProgressCallback
from planner.proof import compare_with_data
from planner.reference.dataset import Dataset
from planner.reference.load import load_dataset
from planner.rounding import SMALL
from planner.scenario.composition import Source
from planner.solver.backend import ProgressMonitor
from planner.solver.capped import Blocked, cap_at, solve_capped, weighted
from planner.solver.stage import BURDENS, stage_of
from planner.studies.asks import lots_setting
from planner.studies.plan_differences import (
    UNCHANGED,
    Lots,
    demands_that_differ,
    distance,
    forces_that_differ,
    in_words,
    inputs_that_differ,
    lots_by_month,
    moved,
    nations_that_differ,
    stage_rows,
)
from planner.study import Method, Study
from planner.summary.texts import amount_text, share_text
from planner.verify.verifier import verify_plan

COLUMNS = {
    "stage": "objective, in the order in which both ask for it",
    "unit": "of a, b and change",
    "a": "in the first",
    "b": "in the second",
    "change": "b less a",
    "proof_a": "how far the value of a is proved",
    "proof_b": "how far the value of b is proved",
    "field": "of the scenario, or figure.NATION.name of the data; items of lists by their id",
    "demand": "id of a demand",
    "from_month_a": "from which the worst phase of the demand counts",
    "from_month_b": "from which the worst phase of the demand counts",
    "need_a": "of the demand, in its own units; none where it is not asked for",
    "need_b": "of the demand, in its own units; none where it is not asked for",
    "sustained_a": "what is there in every phase that counts",
    "sustained_b": "what is there in every phase that counts",
    "missing_months_a": "months in which something is missing",
    "missing_months_b": "months in which something is missing",
    "nation": "ISO 3166 code",
    "unit_type": "of the lots",
    "role_a": "lead, member or none",
    "role_b": "lead, member or none",
    "lot_months_a": "lots x months, deployed or standing by",
    "lot_months_b": "lots x months, deployed or standing by",
    "cost_a": "EUR million over the horizon",
    "cost_b": "EUR million over the horizon",
    "people_a": "people deployed at peak",
    "people_b": "people deployed at peak",
}
LOST, MONEY_GAP = 3 * SMALL, 0.01
"""shares of a stage's value: what a relaxed solve loses, and what is no difference of money"""


def compare(
    a: Plan | Source,
    b: Plan | Source,
    *,
    sets: Iterable[str] = (),
    relaxed: bool | None = None,
    seconds: float = 20.0,
    directory: str | Path | None = None,
    data: Dataset | None = None,
    solving: ProgressCallback | None = None,
) -> Study:
    """What changed from one scenario or plan to another: inputs, stages, demands and nations.

    Before they are compared, b is solved again: under caps at its own stage values, with the least
    change of lots from a. What is then still different is no chance of the solver's.

    Args:
        a, b: plans, or scenarios as for ``solve``, which are solved first.
        sets: ``KEY=VALUE`` texts over b.
        relaxed: in fractions of lots or whole, of scenarios; default: as they say.
        seconds: for bringing b near a; without an answer in time b is compared as it is.
        directory, data: as for ``solve``.
        solving: hears how each solve goes, as ``progress`` of ``solve`` does.

    Returns:
        A Study: rows are stages; parts ``inputs``, ``demands``, ``nations`` and ``forces`` hold
        what differs (see ``columns``).

    Raises:
        InputError: a scenario is wrong, or one plan is in whole lots and the other is not.
        SolverError: as for ``solve``.
    """
    watch = ProgressMonitor(None, None)
    raw = data or load_dataset(directory)
    first = _plan(a, (), relaxed, raw, solving)
    second = _plan(b, sets, relaxed, raw, solving)
    if first.relaxed != second.relaxed:
        problem = "one is in whole units, the other in fractions of them"
        hint = "solve both alike (solve.whole_units true, or false, in both)"
        raise InputError([Issue("compare", problem, hint)])
    same = distance(first, second) + moved(first, second) < UNCHANGED
    near = second if same else _near(first, second, seconds, raw)
    notes = [_told(first, second, near)]
    after = near or second
    # what is no stage of b is whatever it is by chance, and so is its cost then
    cost = (
        second.cost_eur_m if any(row.name == "cost" for row in second.stages) else after.cost_eur_m
    )
    parts = {
        "inputs": tuple(inputs_that_differ(first, second)),
        "demands": tuple(demands_that_differ(first, after)),
        "nations": tuple(nations_that_differ(first, after)),
        "forces": tuple(forces_that_differ(first, after)),
    }
    return Study(
        kind="compare",
        question=f"What changed from {first.scenario.name} to {second.scenario.name}?",
        answer=tuple(in_words(parts, first.cost_eur_m, cost)),
        columns=COLUMNS,
        rows=tuple(stage_rows(first, second)),
        parts=parts,
        method=Method(
            relaxed=first.relaxed,
            solver=str(second.solver),
            seed=second.scenario.solve.seed,
            gap_share=max(stage.gap_share for plan in (first, second) for stage in plan.stages),
            solves=1 + sum(not isinstance(source, Plan) for source in (a, b)),
            seconds=round(watch.elapsed(), 2),
            notes=tuple(notes),
        ),
        planner_version=planner.__version__,
        scenario=second.scenario.name,
    )


def _plan(
    source: Plan | Source,
    sets: Iterable[str],
    relaxed: bool | None,
    data: Dataset,
    solving: ProgressCallback | None,
) -> Plan:
    sets = list(sets)
    if isinstance(source, Plan):
        if not sets:
            return source
        source = source.scenario
    if relaxed is not None:
        sets.append(lots_setting(relaxed))
    return solve(source, sets=sets, data=data, progress=solving)


# --- the second plan, near the first


def _near(a: Plan, b: Plan, seconds: float, data: Dataset) -> Plan | None:
    """The plan with the stage values of b that has the lots of a, as far as it can."""
    if compare_with_data(b, data=data):
        return None
    problem, warnings = prepare(b.scenario, data=data)
    options = problem.scenario.solve.model_copy(update={"time_limit_s": seconds})
    scenario = problem.scenario.model_copy(update={"solve": options})
    model = build(replace(problem, scenario=scenario))
    terms = [*_distance(model, lots_by_month(a)), *_elsewhere(model, a)]
    if not terms:
        return None
    caps = [cap_at(stage_of(model, row.name), row.value * _room(row, b)) for row in b.stages]
    try:
        found = solve_capped(model, [weighted(terms, model.whole, 0.01)], caps)
    except SolverTimeout:
        return None
    if isinstance(found, Blocked):
        return None
    near = extract_plan(model, replace(found, stages=b.stages, info=b.solver), warnings)
    near = near.model_copy(update={"scenario": b.scenario})
    # its stages are told as those of b, of which it may differ by the room that it was given
    broken = [issue for issue in verify_plan(near) if not issue.where.startswith("stage_value")]
    closer = distance(a, near) + moved(a, near) < distance(a, b) + moved(a, b)
    return near if closer and not broken else None


def _room(row: StageRow, plan: Plan) -> float:
    """How far a stage may exceed its told value, as a factor: burdens as in the solve itself, where
    later stages may use their gap; cost by what is no difference of money; fractions by what is
    lost from stage to stage."""
    lost = LOST if plan.relaxed else 0.0
    if row.name in BURDENS:
        return 1 + plan.scenario.solve.burden_gap_share + lost
    return 1 + (MONEY_GAP if row.name == "cost" else lost)


def _distance(model: ForceModel, wanted: Lots) -> list[Term]:
    """Lot-months by which contributions differ from what is wanted: two rows for each."""
    terms: list[Term] = []
    for key, lots in model.contribution.items():
        nation, unit_type, posture, name = key
        phase = next(phase for phase in model.problem.phases if phase.id == name)
        months = wanted.get((nation, unit_type, posture), [])[phase.start_month : phase.end_month]
        mean = sum(months) / phase.months
        apart = model.variable("apart_from", key)
        model.require("near", ("above", *key), [(apart, 1), (lots, -1)], ">=", -mean)
        model.require("near", ("below", *key), [(apart, 1), (lots, 1)], ">=", mean)
        terms.append((apart, float(phase.months)))
    return terms


def _elsewhere(model: ForceModel, a: Plan) -> list[Term]:
    """What is missing of demands where nothing was, or less: it moves between slots by chance."""
    missing = a.missing
    spans = {phase.id: phase for phase in a.phases}
    terms: list[Term] = []
    for want in model.problem.wants:
        before = missing.get(want.key)
        if before is not None and spans[want.phase.id] == want.phase:
            more = model.variable("moved", want.key)
            row = [(more, 1.0), (model.shortfall[want.key], -1.0)]
            model.require("near", ("moved", *want.key), row, ">=", -before)
            terms.append((more, float(want.phase.months)))
    return terms


def _told(a: Plan, b: Plan, near: Plan | None) -> str:
    if near is b:
        return "all lots are the same"
    before = amount_text(distance(a, b))
    if near is None:
        return f"b is compared as it was solved: {before} lot-months differ, some of them by chance"
    after = amount_text(distance(a, near))
    return (
        f"b was solved again at its own stage values (cost within {share_text(MONEY_GAP)}), "
        f"near a: {after} lot-months differ, of {before} before"
    )
