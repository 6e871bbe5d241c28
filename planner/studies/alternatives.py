"""Plans that are as good as the plan, or nearly, and differ in what governments care about.

Modelling to generate alternatives (Brill, Chang and Hopkins 1982): every stage is held at the
plan's value, money within a slack, and another question is asked: who else could lead, who could be
left out, how much could come from small nations, how different could it be?
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import planner
from planner.errors import InputError, Issue, SolverTimeout
from planner.explanation.finding import given_in
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.rounding import SMALL_IN_FRACTIONS
from planner.scenario.composition import Source
from planner.solver.answer import GivenKey
from planner.solver.backend import ProgressMonitor
from planner.solver.capped import Blocked
from planner.studies.alternatives_words import (
    DIFFERENT,
    IF_THE_SAME,
    SMALL_NATIONS,
    notes_of,
    phrase_of,
)
from planner.studies.asks import (
    MONEY,
    Ask,
    amount_of,
    answer,
    must,
    nation_costs,
    number_of,
    price_of,
    read_problem,
    worst_proof,
)
from planner.studies.scale_out import Count, Task, run_all
from planner.study import Method, Row, Study
from planner.summary.nations import in_sentence
from planner.summary.texts import capital, counted, share_text

LEFT_OUT = 3
"""nations that carry most, each left out in turn"""
NONE, OPEN = "no such plan", "not found in time"
COLUMNS = {
    "name": "what is asked for",
    "lead": "nation that leads the operation",
    "members": "nations that take part",
    "cost_eur_m": "EUR million over the horizon",
    "nations": "nation -> share of the cost",
    "distance": "share of what is given, by cost, that others or other units give: 0 the plan, 1 "
    "nothing in common",
    "gap_share": "the largest gap of a stage, as a share of its value",
    "proof": "optimal or within_gap: as far as asked, no plan at these values goes further; "
    f"time_limit: perhaps one does; {NONE}: that is proved; {OPEN}",
    "against": "why there is no such plan",
    "nation": "who gives it in every plan",
    "unit_type": "what",
    "least_lots": "lots, averaged over the horizon: the least of all plans",
    "most_lots": "and the most",
}


def alternatives(
    source: Source = "guarantor",
    *,
    slack: float = 0.05,
    sets: Iterable[str] = (),
    relaxed: bool = True,
    directory: str | Path | None = None,
    data: Dataset | None = None,
    jobs: int = 1,
    progress: Count | None = None,
) -> Study:
    """Plans at the plan's own stage values that differ from it in a named direction.

    Args:
        source, sets, directory, data: as in ``solve``.
        slack: share by which burden and cost may exceed the plan's; other stages may not.
        relaxed: in fractions of lots; else in whole lots.
        jobs, progress: as in ``run_all``.

    Returns:
        A Study: the plan and a row a direction; its part ``shared`` has what all of them give.

    Raises:
        InputError: the scenario is wrong, or the slack is below 0.
        SolverTimeout, SolverError: as in ``solve``, of the plan itself.
    """
    watch = ProgressMonitor(None, None)
    if not 0 <= slack <= 10:
        raise InputError([Issue("slack", f"{slack:g} is no share", "0.05 is five per cent")])
    problem = read_problem(source, sets, relaxed, directory, data)
    objectives = problem.scenario.objectives
    base = must(answer(problem, Ask(objectives)))
    most = {
        stage.name: stage.value * (1 + slack if stage.name in MONEY else 1) for stage in base.stages
    }
    asks = dict(_directions(problem, base, most))
    task = Task(_solved)
    made = run_all(task, asks, problem, jobs=jobs, progress=progress)
    found = {name: _Variant(**cast(dict[str, Any], row)) for name, row in made.items()}
    variants = {"as planned": _variant(problem, base), **found}
    rows = tuple(_row(name, variant, variants["as planned"]) for name, variant in variants.items())
    return Study(
        kind="alternatives",
        question=f"Which other plans are as good for {problem.scenario.name}?",
        answer=tuple(_answer(variants, asks)),
        columns=COLUMNS,
        rows=rows,
        parts={"shared": tuple(_shared(problem, variants.values()))},
        method=Method(
            relaxed=relaxed,
            solver=str(base.solver),
            seed=problem.scenario.solve.seed,
            gap_share=max(variant.gap_share for variant in variants.values()),
            solves=len(variants),
            seconds=watch.elapsed(),
            notes=tuple(notes_of(problem, slack)),
        ),
        planner_version=planner.__version__,
        scenario=problem.scenario.name,
    )


# --- what is asked


def _directions(problem: Problem, base: Plan, most: dict[str, float]) -> Iterator[tuple[str, Ask]]:
    """Name -> what is asked."""
    stages = problem.scenario.objectives
    lead = base.command.lead_nation
    if lead is not None:
        yield f"led by another than {lead}", Ask(stages, most, not_leading=(lead,))
    carrying = sorted(
        (row for row in base.nations if row.member and row.cost_eur_m > 0),
        key=lambda row: (-row.cost_eur_m, row.nation),
    )
    for row in carrying[:LEFT_OUT]:
        yield f"without {row.nation}", Ask(stages, most, without=(row.nation,))
    weights = _weights(problem)
    mean = 1 / len(problem.fair_share) if problem.fair_share else 0.0
    large = {nation for nation, share in problem.fair_share.items() if share > mean}
    if large:
        least = {key: value for key, value in weights.items() if key[0] in large}
        yield SMALL_NATIONS, Ask(stages, most, least=least)
    given = given_in(base)
    least = {key: value for key, value in weights.items() if key in given}
    if least:
        yield DIFFERENT, Ask(stages, most, least=least)


def _weights(problem: Problem) -> dict[GivenKey, float]:
    """What a lot costs, for all that could be given: EUR million through a phase."""
    return {
        (pool.nation, pool.unit_type, posture, phase.id): phase.months
        * problem.cost(pool.unit_type, posture)
        for pool in problem.pools
        for posture in sorted({problem.posture(place) for place in pool.locations})
        for phase in problem.phases
    }


# --- what is found


@dataclass(frozen=True)
class _Variant:
    """A plan as rows tell it; without one, ``proof`` says why."""

    proof: str
    lead: str | None = None
    members: list[str] = field(default_factory=list)
    cost_eur_m: float = 0.0
    costs: dict[str, float] = field(default_factory=dict)
    gap_share: float = 0.0
    lots: dict[str, float] = field(default_factory=dict)
    """``nation unit_type`` -> lot-months"""
    values: dict[str, float] = field(default_factory=dict)
    """the same, EUR million"""

    against: str = ""
    """why there is no plan"""

    @property
    def exists(self) -> bool:
        """Is there a plan?"""
        return self.proof not in (NONE, OPEN)


def _solved(problem: Problem, ask: Ask) -> Row:
    """One direction, as a row that travels between processes."""
    try:
        found = answer(problem, ask)
    except SolverTimeout:
        return asdict(_Variant(OPEN))
    if isinstance(found, Blocked):
        return asdict(_Variant(NONE, against=_against(found)))
    return asdict(_variant(problem, found))


def _against(found: Blocked) -> str:
    """Why there is no plan, as the end of a sentence."""
    if not found.stage:
        return "the rules forbid it"
    least, most = amount_of(found.stage, found.least), number_of(found.stage, found.most)
    return f"at least {least}, more than the {most} allowed"


def _variant(problem: Problem, plan: Plan) -> _Variant:
    months = {phase.id: phase.months for phase in problem.phases}
    lots: defaultdict[str, float] = defaultdict(float)
    values: defaultdict[str, float] = defaultdict(float)
    for row in plan.contributions:
        pool = f"{row.nation} {row.unit_type}"
        cost = problem.cost(row.unit_type, problem.posture(row.location))
        lots[pool] += row.lots * months[row.phase]
        values[pool] += row.lots * months[row.phase] * cost
    costs = nation_costs(plan)
    return _Variant(
        proof=worst_proof(plan),
        lead=plan.command.lead_nation,
        members=[row.nation for row in plan.nations if row.member],
        cost_eur_m=sum(costs.values()),
        costs=costs,
        gap_share=max(stage.gap_share for stage in plan.stages),
        lots=dict(lots),
        values=dict(values),
    )


def _row(name: str, variant: _Variant, base: _Variant) -> Row:
    total = variant.cost_eur_m
    return {
        "name": name,
        "lead": variant.lead,
        "members": variant.members,
        "cost_eur_m": round(total, 6) if variant.exists else None,
        "nations": {n: round(cost / total, 4) for n, cost in variant.costs.items() if total},
        "distance": round(_distance(variant, base), 4) if variant.exists else None,
        "gap_share": variant.gap_share,
        "proof": variant.proof,
        "against": variant.against,
    }


def _distance(one: _Variant, two: _Variant) -> float:
    """The share of what either gives, by its cost, that the other does not."""
    pools = {*one.values, *two.values}
    apart = sum(abs(one.values.get(p, 0.0) - two.values.get(p, 0.0)) for p in pools)
    total = sum(one.values.values()) + sum(two.values.values())
    return apart / total if total else 0.0


def _shared(problem: Problem, variants: Iterable[_Variant]) -> Iterator[Row]:
    """What is given in every plan: the least, and the most."""
    plans = [variant.lots for variant in variants if variant.exists]
    horizon = problem.scenario.horizon_months
    for pool in sorted(plans[0]):
        given = [plan.get(pool, 0.0) / horizon for plan in plans]
        if min(given) > 0.005:
            nation, unit_type = pool.split(" ", 1)
            bounds = {"least_lots": round(min(given), 3), "most_lots": round(max(given), 3)}
            yield {"nation": nation, "unit_type": unit_type, **bounds}


def _answer(variants: dict[str, _Variant], asks: dict[str, Ask]) -> Iterator[str]:
    """What all have in common, then direction by direction."""
    plans = [variant for variant in variants.values() if variant.exists]
    always = sorted(set.intersection(*(set(plan.members) for plan in plans)))
    if always:
        every = f"all {counted(len(plans), 'plan')}" if len(plans) > 1 else "the only plan"
        yield f"{capital(in_sentence(*always))} take{'s' * (len(always) == 1)} part in {every}."
    else:
        yield f"No nation takes part in all of {counted(len(plans), 'plan')}."
    for name, ask in asks.items():
        variant, phrase = variants[name], phrase_of(name, ask)
        if variant.proof == NONE:
            yield f"There is no such plan {phrase}: {variant.against}."
        elif variant.proof == OPEN:
            yield f"Whether there is a plan {phrase} was not found in time."
        elif name in IF_THE_SAME and _distance(variant, plans[0]) < SMALL_IN_FRACTIONS:
            yield IF_THE_SAME[name]
        else:
            price = price_of(variant.cost_eur_m - plans[0].cost_eur_m)
            apart = share_text(_distance(variant, plans[0]))
            yield f"There is a plan {phrase}, for {price}: {apart} of it is different."
