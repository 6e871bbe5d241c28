"""``planner.robust``: the plan that keeps a share of what it provides if any nation leaves.

The worst case is put into the model as a second copy of the lots, the plan is solved again, and all
cases are tried anew, until none is worse than asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import planner
from planner.errors import InputError, Issue
from planner.explanation.finding import given_in
from planner.extraction.build import extract_plan
from planner.model import build
from planner.model.cases import add_case, asked
from planner.pipeline import prepare
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.problem.records import PlanWarning
from planner.progress import ProgressCallback
from planner.reference.dataset import Dataset
from planner.reference.load import load_dataset
from planner.rounding import SMALL_IN_FRACTIONS
from planner.scenario.composition import Source
from planner.solver.backend import ProgressMonitor
from planner.solver.lexicographic import solve_stages
from planner.solver.live import WhatIf
from planner.studies.asks import lots_setting
from planner.studies.plan_differences import distance, forces_that_differ
from planner.study import Method, Row, Study
from planner.summary.nations import in_sentence
from planner.summary.texts import amount_text, capital, listed, money_text, share_text

Kept = dict[str, float]
"""nation that leaves -> share of what the plan provides that is left"""
TOLERANCE = 1e-4
"""share by which a case may miss what is asked: the tolerance of a relaxed solve"""
MOST_CASES = 12
COLUMNS = {
    "case": "nation that leaves overnight; the others give no more than they promised",
    "kept_before": "share of the weighted requirement-months of the scenario's own plan that is "
    "left, 0-1",
    "kept_after": "the same of the robust plan",
    "in_model": "is the case in the model of the robust plan?",
    "stage": "objective",
    "unit": "of before, after and change",
    "before": "value of the scenario's own plan",
    "after": "value of the robust plan",
    "change": "the price: after less before",
    "nation": "ISO 3166 code",
    "unit_type": "of the lots",
    "lot_months_a": "lots x months in the scenario's own plan",
    "lot_months_b": "lots x months in the robust plan",
}


def robust(
    source: Source = "guarantor",
    *,
    share: float = 0.75,
    sets: Iterable[str] = (),
    relaxed: bool = True,
    directory: str | Path | None = None,
    data: Dataset | None = None,
    solving: ProgressCallback | None = None,
) -> Study:
    """A plan that keeps a share of what it provides if any one nation leaves overnight.

    What is kept: the others give at most what they promised, placed anew; coalition, lead,
    participation and pledge floors ask for nothing. In each round the worst case joins the model
    (lots of the case <= lots of the plan), until every single withdrawal keeps the share.

    Args:
        source: a scenario, as for ``solve``.
        share: of the weighted requirement-months that the plan provides, 0 to 1.
        sets, directory, data: as for ``solve``.
        solving: hears how each solve goes, as ``progress`` of ``solve`` does.
        relaxed: in fractions of lots; else whole, which only small scenarios finish.

    Returns:
        A Study: rows are cases, with what is kept before and after; parts ``price`` (stages) and
        ``forces`` (who gives more or less than in the scenario's own plan).

    Raises:
        InputError: the scenario is wrong, has no stage shortfall, or the share is not 0 to 1.
        SolverError: as for ``solve``.
    """
    watch = ProgressMonitor(None, None)
    problem, warnings = _posed(source, share, sets, relaxed, data or load_dataset(directory))
    live = WhatIf(problem, relaxed=relaxed)
    before = after = _plan(problem, warnings, [], share, solving)
    kept_before = kept_after = _kept(live, before)
    cases: list[str] = []
    rounds = 1
    while (worst := _worst(kept_after, share)) and len(cases) < MOST_CASES:
        if worst in cases:
            break
        cases.append(worst)
        after, rounds = _plan(problem, warnings, cases, share, solving), rounds + 1
        kept_after = _kept(live, after)
    kept_before |= {n: 1.0 for n in kept_after if n not in kept_before}
    rows = tuple(_rows(kept_before, kept_after, cases))
    return Study(
        kind="robust",
        question=f"What does it cost to keep {share_text(share)} if any one nation leaves?",
        answer=tuple(_answer(before, after, kept_before, kept_after, cases, share)),
        columns=COLUMNS,
        rows=rows,
        parts={
            "price": tuple(_price(before, after)),
            "forces": tuple(forces_that_differ(before, after)) if cases else (),
        },
        method=Method(
            relaxed=relaxed,
            solver=str(after.solver),
            seed=problem.scenario.solve.seed,
            gap_share=max((stage.gap_share for stage in after.stages), default=0.0),
            solves=rounds + live.solves,
            rechecked=len(rows),
            seconds=round(watch.elapsed(), 2),
            notes=(
                "Overnight: the others give at most what they promised; coalition, lead, "
                "participation and pledge floors are off in a case.",
            ),
        ),
        warnings=tuple(_doubts(kept_after, share, relaxed)),
        planner_version=planner.__version__,
        scenario=problem.scenario.name,
    )


def _posed(
    source: Source, share: float, sets: Iterable[str], relaxed: bool, data: Dataset
) -> tuple[Problem, tuple[PlanWarning, ...]]:
    """The problem and its warnings. Raises InputError where the question makes no sense."""
    if not 0 <= share <= 1:
        raise InputError([Issue("share", f"is {share:g}", "give a share from 0 to 1")])
    problem, warnings = prepare(source, sets=[*sets, lots_setting(relaxed)], data=data)
    if "shortfall" not in problem.scenario.objectives:
        said = "has no stage shortfall, which tells the rest"
        raise InputError([Issue("objectives", said, "add it to objectives")])
    return problem, warnings


def _plan(
    problem: Problem,
    warnings: tuple[PlanWarning, ...],
    cases: list[str],
    share: float,
    solving: ProgressCallback | None,
) -> Plan:
    """The plan of a problem that keeps the share in every case."""
    model = build(problem)
    for nation in cases:
        add_case(model, {nation}, share)
    return extract_plan(model, solve_stages(model, ProgressMonitor(solving, None)), warnings)


def _kept(live: WhatIf, plan: Plan) -> Kept:
    """What is left if each nation that gives forces leaves overnight; from nothing each."""
    given, all_of_it = given_in(plan), asked(live.problem)
    provided = all_of_it - plan.stage("shortfall").value
    nothing = provided <= SMALL_IN_FRACTIONS * all_of_it
    found: Kept = {}
    for nation in sorted(
        {nation for nation, _, _, _ in given if live.problem.nation[nation].sovereign}
    ):
        left = live.what_if(without=[nation], at_most=given, floors=False, alone=True, cold=True)
        found[nation] = 1.0 if nothing else max(0.0, all_of_it - left.value) / provided
    return found


def _worst(kept: Kept, share: float) -> str | None:
    """The nation whose leaving leaves least, if that is less than asked."""
    nation = min(kept, key=lambda n: (kept[n], n), default=None)
    return nation if nation is not None and kept[nation] < share - TOLERANCE else None


def _rows(before: Kept, after: Kept, cases: list[str]) -> Iterator[Row]:
    for nation in sorted({*before, *after}, key=lambda n: (before.get(n, 1.0), n)):
        yield {
            "case": nation,
            "kept_before": round(before.get(nation, 1.0), 4),
            "kept_after": round(after.get(nation, 1.0), 4),
            "in_model": nation in cases,
        }


def _price(before: Plan, after: Plan) -> Iterator[Row]:
    for old, new in zip(before.stages, after.stages, strict=True):
        yield {
            "stage": old.name,
            "unit": old.unit,
            "before": round(old.value, 6),
            "after": round(new.value, 6),
            "change": round(new.value - old.value, 6),
        }


def _answer(
    before: Plan, after: Plan, kept: Kept, now: Kept, cases: list[str], share: float
) -> Iterator[str]:
    worst = min(kept, key=lambda nation: (kept[nation], nation), default=None)
    if worst is None:
        yield "Nobody gives anything."
        return
    left = share_text(kept[worst])
    yield f"If {in_sentence(worst)} leaves overnight, {left} of what is provided is left."
    if not cases:
        yield f"No single withdrawal leaves less than {share_text(share)}: nothing has to change."
        return
    if not now:
        yield f"Only giving nothing loses less: {in_sentence(*cases)} cannot be replaced."
        return
    least = round(min(now.values()), 4)
    yield f"The robust plan keeps {share_text(least)} whoever leaves."
    parts = [
        _more(before, after, "shortfall", "more requirement-months are missing"),
        _more(before, after, "support", "more lot-months go without support"),
        _cost(before, after),
    ]
    text = listed([part for part in parts if part])
    yield f"{capital(text)}; {amount_text(distance(before, after))} lot-months differ."


def _more(before: Plan, after: Plan, stage: str, what: str) -> str:
    """How much worse a stage is, in words; nothing where it is not."""
    values = [row.value for plan in (before, after) for row in plan.stages if row.name == stage]
    if len(values) < 2 or values[1] - values[0] <= TOLERANCE * max(1.0, values[0]):
        return "nothing more is missing" if stage == "shortfall" else ""
    return f"{amount_text(values[1] - values[0])} {what}"


def _cost(before: Plan, after: Plan) -> str:
    new, old = money_text(after.cost_eur_m), money_text(before.cost_eur_m)
    return f"it still costs {new}" if new == old else f"it costs {new} instead of {old}"


def _doubts(kept: Kept, share: float, relaxed: bool) -> Iterator[str]:
    if relaxed:
        yield "found in fractions of lots: whole lots may keep less"
    if (nation := _worst(kept, share)) is not None:
        left = share_text(kept[nation])
        yield f"if {in_sentence(nation)} leaves, only {left} is kept, in the best plan found"
