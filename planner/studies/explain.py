"""``planner.explain``: why demands are short, and the fewest asks that close them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import planner
from planner.errors import InputError, Issue
from planner.explanation.finding import Finding, level
from planner.explanation.gap import Gaps
from planner.explanation.levers import Lever, Levers
from planner.explanation.plus_minus import plus_minus_rows
from planner.explanation.why import why_rows
from planner.explanation.words import kept_for, names, sentence
from planner.hints import suggestion
from planner.pipeline import prepare, solve
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.proof import compare_with_data
from planner.reference.dataset import Dataset
from planner.reference.load import load_dataset
from planner.scenario.composition import Source
from planner.scenario.demands import Demand
from planner.solver.backend import ProgressMonitor
from planner.studies.asks import lots_setting
from planner.studies.scale_out import Count, one_by_one
from planner.study import Method, Row, Study
from planner.summary.texts import month_ranges

COLUMNS = {
    "demand": "id of the demand that is short",
    "months": "in which it is short, of those that count",
    "missing": "in its worst phase that counts, in units of the demand",
    "kind": "more: lots from what is kept for other tasks; bid: beyond its bid; offer, join: lots "
    "not offered, join by a nation that takes no part, or that the scenario excludes (answer and "
    "warnings say so); dwell: one tour less at home; ceiling: above past peaks; caveat: lifted; "
    "approval: on day 0; threshold: ask for less; none: nothing helps",
    "nation": "of which it is asked",
    "unit_type": "of the lots",
    "amount": "lots asked for; of a threshold, units of the demand",
    "alone_enough": "does it close the gap without the other asks of the demand?",
    "alternatives": "other asks of as many lots that do as well in its place, each proved",
    "people": "people of the lots asked for",
    "eur_m": "EUR million of the lots asked for, in place for the months that are short; without "
    "purchases",
    "taken_from": "what the nation keeps its other lots for, in lots",
    "proof": "what was proved when the scenario with the asks was solved from nothing",
    "seconds": "that it took",
    "phase": "in which the demand misses most",
    "given": "lots given to the demand in the phase",
    "could_give": "lots of the pool that the rules let be there in the phase",
    "limit": "what holds the pool back",
    "sentence": "the same in words",
    "one_more_saves": "weighted requirement-months that one lot more in the pool saves, relaxed",
    "one_fewer_costs": "weighted requirement-months that one lot fewer costs, relaxed",
}


def explain(
    source: Plan | Source = "guarantor",
    *,
    demands: Iterable[str] = (),
    relaxed: bool | None = None,
    seconds: float = 15.0,
    plus_minus: bool = True,
    progress: Count | None = None,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
) -> Study:
    """Why demands are short, and the fewest things to ask of nations that would close each.

    Asks are whole lots in the model itself, beside what nations give already: lots now kept for
    other tasks, offers and bids not made, nations that join, a shorter dwell, more people than ever
    before, caveats lifted, approvals on day 0. Fewest lots come first, then nations, then people.
    A demand is closed in all phases that count (Problem.counted_from), and what every other demand
    misses is held, phase by phase. Each ask is proved: the scenario with it is solved from nothing.

    Args:
        source: a plan, or a scenario as for ``solve``, which is solved first.
        demands: ids; default: all that are short.
        relaxed: in fractions of lots, or whole; default: as the plan. What is asked is whole.
        seconds: for the asks of one demand.
        plus_minus: also what one lot more or less of every pool changes, in fractions of lots.
        progress: called at the start and after every demand: done, in all, 0.
        sets, directory, data: as for ``solve``.

    Returns:
        A Study: rows are asks (see ``columns``); parts ``why`` and ``plus_minus``.

    Raises:
        InputError: the scenario is wrong, a demand is not known, or the data do not give the plan.
        SolverError: as for ``solve``; or an answer differs when it is solved from nothing.
    """
    watch = ProgressMonitor(None, None)
    raw = data or load_dataset(directory)
    plan = _plan(source, relaxed, sets, raw)
    problem, _ = prepare(plan.scenario, data=raw)
    gaps = Gaps(problem, raw.at(plan.scenario.reference_date), level(plan), seconds)
    chosen = _chosen(gaps, tuple(demands))
    found = [gaps.close(demand) for demand in one_by_one(chosen, progress)]
    rows: list[Row] = []
    for finding in found:
        rows += ask_rows(problem, gaps, finding)
    solves, rechecked = sum(f.solves for f in found), sum(f.rechecked for f in found)
    saved: list[Row] = []
    if plus_minus:
        saved, more, cold = plus_minus_rows(problem)
        solves, rechecked = solves + more, rechecked + cold
    why = tuple(row for demand in chosen for row in why_rows(problem, plan, demand.id))
    return Study(
        kind="explain",
        question=f"Why is {plan.scenario.name} short, and what would close it?",
        answer=tuple(sentence(problem, plan, gaps, finding) for finding in found)
        or ("Nothing that counts is short.",),
        columns=COLUMNS,
        rows=tuple(rows),
        parts={"why": why, "plus_minus": tuple(saved)},
        method=Method(
            relaxed=plan.relaxed,
            solver=str(plan.solver),
            seed=plan.scenario.solve.seed,
            gap_share=max((stage.gap_share for stage in plan.stages), default=0.0),
            solves=solves,
            rechecked=rechecked,
            seconds=round(watch.elapsed(), 2),
            notes=(
                "What every other demand misses is held at today's level, and what goes without "
                "support too; purchases and US forces are not asked for.",
                "One lot more or less: demands count from the same months as today, also where it "
                "is the last lot of a nation.",
            ),
        ),
        warnings=tuple(_doubts(plan, found)),
        planner_version=planner.__version__,
        scenario=plan.scenario.name,
    )


def _plan(source: Plan | Source, relaxed: bool | None, sets: Iterable[str], data: Dataset) -> Plan:
    sets = list(sets)
    if isinstance(source, Plan):
        if not sets and relaxed in (None, source.relaxed):
            if changed := compare_with_data(source, data=data):
                hint = "give the data folder that it was made from (--data)"
                first = Issue("plan", "was not made from these data: nothing is proved of it", hint)
                raise InputError([first, *changed])
            return source
        source = source.scenario
    if relaxed is not None:
        sets.append(lots_setting(relaxed))
    return solve(source, sets=sets, data=data)


def _chosen(gaps: Gaps, named: tuple[str, ...]) -> list[Demand]:
    short = {demand.id: demand for demand in gaps.short()}
    known = {want.demand.id for want in gaps.problem.wants}
    for name in named:
        if name not in known:
            hint = suggestion(name, sorted(known))
            raise InputError([Issue(f"demand {name}", "there is no such demand", hint)])
    return [demand for name, demand in short.items() if not named or name in named]


def ask_rows(problem: Problem, gaps: Gaps, found: Finding) -> list[Row]:
    """The asks for a demand, and at last the threshold that is met without any."""
    common: Row = {
        "demand": found.demand.id,
        "months": month_ranges(found.months),
        "missing": round(found.missing, 6),
    }
    end: Row = {"proof": found.proof, "seconds": found.seconds}
    rows: list[Row] = [
        {**common, **_ask(problem, gaps, found, lever, lots), **end}
        for lever, lots in found.asks.items()
    ]
    if not rows:
        rows.append({**common, **_nobody("none", 0, alone=False), **end})
    lower: Row = {"proof": "today's plan", "seconds": 0.0}
    return [*rows, {**common, **_nobody("threshold", round(found.missing, 6), alone=True), **lower}]


def _nobody(kind: str, amount: float, alone: bool) -> Row:
    """A row that asks nothing of any nation."""
    return {
        "kind": kind,
        "nation": "",
        "unit_type": "",
        "amount": amount,
        "alone_enough": alone,
        "alternatives": [],
        "people": 0,
        "eur_m": 0.0,
        "taken_from": {},
    }


def _ask(problem: Problem, gaps: Gaps, found: Finding, lever: Lever, lots: int) -> Row:
    """What is asked of one nation."""
    unit = problem.unit_types.get(lever.unit_type)
    people = unit.personnel * lots if unit and lever.kind != "dwell" else 0
    cost = 0.0
    if unit and lever.kind != "dwell":
        levers = Levers(problem, gaps.data, found.demand)
        tour, dwell = levers.cycle(levers.derived(lever.nation, lever.unit_type))
        share = tour / (tour + dwell)
        in_place = lots * share if lever.kind == "more" else lots
        cost = in_place * len(found.months) * unit.cost_eur_m_month
    return {
        "kind": lever.kind,
        "nation": lever.nation,
        "unit_type": lever.unit_type,
        "amount": lots,
        "alone_enough": len(found.asks) == 1,
        "alternatives": names(found.instead.get(lever, ())),
        "people": people,
        "eur_m": round(cost, 2),
        "taken_from": kept_for(problem, gaps, found, lever),
    }


def _doubts(plan: Plan, found: list[Finding]) -> Iterable[str]:
    if plan.relaxed:
        yield (
            "found in fractions of lots: whole lots may be missing more, and take more asks "
            "(relaxed=False)"
        )
    open_stages = [s.name for s in plan.stages if s.proof == "time_limit"]
    if open_stages:
        yield f"the plan is not proved the best in {', '.join(open_stages)}"
    coalition = plan.scenario.coalition
    for nation in sorted({lever.nation for finding in found for lever in finding.asks}):
        if nation in coalition.exclude:
            yield f"{nation} is asked to join, though coalition.exclude names it"
    for finding in found:
        if finding.outcome not in ("closed", "nothing"):
            yield f"{finding.demand.id}: {finding.proof}"
