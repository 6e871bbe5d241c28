"""Which doubtful figure would change the answer, one at a time, from its low to its high."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import planner
from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.problem.build import build_problem, with_overrides
from planner.problem.feasibility import check_rules
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.reference.figure import CONFIDENCES, SourcedValue
from planner.reference.identifiers import HOST, US
from planner.reference.load import load_dataset
from planner.scenario.coalition import candidates
from planner.scenario.composition import Source, read_document, validate
from planner.scenario.cross_checks import check_names
from planner.scenario.scenario import Scenario
from planner.scenario.text_reader import Document
from planner.solver.live import WhatIf
from planner.studies.differences import changes, lots_alone, physical, pools_changed
from planner.studies.doubt import changed
from planner.studies.scale_out import Count, one_by_one
from planner.studies.session import SAME, Session, same, start_session
from planner.study import Row, Study, number
from planner.summary.texts import amount_text

COLUMNS = {
    "figure": "name, with the nation whose it is, and the month from which a fleet has it",
    "value": "as told",
    "low": "the least that it may be",
    "high": "the most",
    "confidence": "reported, estimated or assumption",
    "pools_changed": "pools of which low or high changes the lots: lots at low, as told, at high",
    "changes": "what else it changes: cycles, readiness, levels, people, lift, money, nations, "
    "packages, phases, rules, NATO's forces",
    "sustained_low": "weighted requirement-months missing with the figure at its low (stage "
    "sustained, or shortfall where that is not asked for); empty: no plan",
    "sustained_high": "the same at its high",
    "swing": "difference between the most and the least that is missing, told value included",
    "matters": "is there a difference, or no plan at one end?",
}


@dataclass(frozen=True, slots=True)
class End:
    """A figure at one end of its range."""

    problem: Problem | None
    """None: the numbers contradict each other"""
    missing: float | None
    """None: no plan"""
    differs: bool = True
    """is anything different that can change what is missing?"""


def weak_figures(
    source: Source = "guarantor",
    *,
    confidence: Collection[str] | None = None,
    nations: Iterable[str] | None = None,
    seed: int = 0,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
    progress: Count | None = None,
) -> Study:
    """Set every doubtful figure to its low and its high, one at a time, and see what is missing.

    Those of nations that take no part, too, where they keep them out: what they offer, and own.
    The problem is derived anew each time, and solved, in fractions of lots, only where a pool, a
    cycle, a level or something else that is not money changes: in place where it is lots alone.

    Args:
        source: a scenario.
        confidence: of reported, estimated, assumption; default: all.
        nations: facts of these nations only, and no factors; default: all, and factors.
        seed: of the sample that is solved again from nothing.
        sets, directory, data: as in ``planner.solve``.
        progress: called at the start and after every figure: done, in all, 0.

    Returns:
        A Study, a row a figure that changes the problem, the largest swing first.

    Raises:
        InputError: an unknown confidence or nation.
    """
    every = data or load_dataset(directory)
    confidence = CONFIDENCES if confidence is None else confidence
    _check(confidence, nations, every)
    document = read_document(source, sets, directory)
    scenario = validate(document)
    session = start_session(source, sets=sets, directory=directory, data=data, seed=seed)
    stage = "sustained" if "sustained" in scenario.objectives else "shortfall"
    base = session.live.least(stage, alone=True).value
    every = every.at(scenario.reference_date)
    asked = [
        figure
        for figure in (*session.problem.figures, *_of_others(session.problem, every))
        if figure.low < figure.high
        and figure.confidence in confidence
        and (nations is None or figure.nation in nations)
    ]
    rows: list[Row] = []
    ends: list[tuple[End, End]] = []
    for figure in one_by_one(asked, progress):
        low, high = (
            _end(session, (document, scenario), every, {figure: value}, stage, base)
            for value in (figure.low, figure.high)
        )
        if row := _row(session.problem, figure, low, high, base):
            rows.append(row)
            ends.append((low, high))
    _confirm(session, [end for pair in ends for end in pair], stage)
    rows.sort(key=lambda row: (not row["matters"], -number(row, "swing"), str(row["figure"])))
    return Study(
        kind="weak_figures",
        question=f"Which doubtful figure would change what {session.scenario} keeps up?",
        answer=_sentences(rows, len(asked)),
        columns=COLUMNS,
        rows=tuple(rows),
        method=session.method(
            f"{len(asked)} figures have a low and a high; {len(asked) - len(rows)} of them change "
            "nothing but money",
            "one figure at a time: two that are wrong together are a question for stress",
        ),
        warnings=session.warnings,
        planner_version=planner.__version__,
        scenario=session.scenario,
    )


def _check(confidence: Collection[str], nations: Iterable[str] | None, data: Dataset) -> None:
    issues = [
        Issue("confidence", f"{name!r} is none", suggestion(name, CONFIDENCES))
        for name in confidence
        if name not in CONFIDENCES
    ]
    issues += [
        Issue("nations", f"no nation {code!r} in facts.csv", suggestion(code, data.nations))
        for code in nations or ()
        if code not in data.nations
    ]
    if issues:
        raise InputError(issues)


def _of_others(problem: Problem, data: Dataset) -> list[SourcedValue]:
    """What is read of nations that take no part, to see whether they may: what they offer, and
    own where they offer it."""
    scenario, read = problem.scenario, dict[SourcedValue, None]()
    data = with_overrides(data, scenario.overrides).recording(read)
    candidates(scenario, data, problem.unit_types)
    left_out = set(data.nations) - {HOST, US, *scenario.coalition.exclude} - problem.nation.keys()
    return [figure for figure in read if figure.nation in left_out]


def _end(
    session: Session,
    given: tuple[Document, Scenario],
    data: Dataset,
    values: Mapping[SourcedValue, float],
    stage: str,
    base: float,
) -> End:
    """The problem with another value of a figure, and what is missing then."""
    (document, scenario), data = given, changed(data, values)
    try:
        problem = build_problem(scenario, data)
        if physical(problem) == physical(session.problem):
            return End(problem, base, differs=False)
        check_names(scenario, data, document)
        check_rules(problem, document)
    except InputError:
        return End(None, None)
    lots = lots_alone(session.problem, problem)
    if lots is not None:
        with suppress(InputError):  # no place in the model: from nothing
            answer = session.live.what_if(pools=lots, stage=stage, alone=True)
            return End(problem, answer.value if answer.vector is not None else None)
    return End(problem, _anew(session, problem, stage))


def _anew(session: Session, problem: Problem, stage: str) -> float | None:
    """What is missing in a problem, solved from nothing; None: no plan."""
    session.anew += 1
    try:
        return WhatIf(problem).least(stage, alone=True).value
    except InputError:
        return None


def _confirm(session: Session, ends: Sequence[End], stage: str) -> None:
    """A random sample of the values, each from a model that is built anew."""
    solved = [(end.problem, end.missing) for end in ends if end.problem is not None]
    count = min(len(solved), max(10, len(solved) // 50))
    rng = np.random.default_rng(session.seed)
    for i in rng.choice(len(solved), count, replace=False) if solved else ():
        problem, told = solved[i]
        value = _anew(session, problem, stage)
        session.rechecked += 1
        both = value is not None and told is not None and same(told, value)
        session.differed += not (both or value is told is None)


def _row(before: Problem, figure: SourcedValue, low: End, high: End, base: float) -> Row | None:
    """What a figure changes; None where it changes nothing."""
    found = [] if low.problem and high.problem else ["contradiction"]
    problems = [end.problem for end in (low, high) if end.problem is not None]
    for problem in problems:
        found += changes(before, problem)
    pools = pools_changed(before, low.problem, high.problem)
    if not low.differs and not high.differs:
        return None
    levels = [value for value in (low.missing, high.missing, base) if value is not None]
    swing = max(levels) - min(levels)
    no_plan = low.missing is None or high.missing is None
    return {
        "figure": _name(figure, before),
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "confidence": figure.confidence,
        "pools_changed": pools,
        "changes": list(dict.fromkeys(found)),
        "sustained_low": None if low.missing is None else round(low.missing, 6),
        "sustained_high": None if high.missing is None else round(high.missing, 6),
        "swing": round(swing, 6),
        "matters": no_plan or swing > SAME * max(1.0, base),
    }


def _name(figure: SourcedValue, problem: Problem) -> str:
    """The name of a figure with its nation; of what is planned for a fleet, with the month."""
    name = f"{figure.nation} {figure.name}".strip()
    now = [f for f in problem.figures if (f.nation, f.name) == (figure.nation, figure.name)]
    first = figure.start == min(f.start for f in (*now, figure))
    return name if first else f"{name} from {figure.as_of}"


def _sentences(rows: Sequence[Row], asked: int) -> tuple[str, ...]:
    """How many matter, and the three that matter most."""
    decisive = [row for row in rows if row["matters"]]
    if not decisive:
        return (f"None of {asked} doubtful figures changes what is kept up.",)
    assumed = sum(row["confidence"] == "assumption" for row in decisive)
    told = [
        f"Of {asked} doubtful figures {len(decisive)} "
        f"{'changes' if len(decisive) == 1 else 'change'} what is kept up; {assumed} of these "
        f"{'is an assumption' if assumed == 1 else 'are assumptions'}."
    ]
    for row in decisive[:3]:
        ends = [
            "no plan" if row[name] is None else amount_text(number(row, name))
            for name in ("sustained_low", "sustained_high")
        ]
        told.append(
            f"{row['figure']} ({row['confidence']}) between {row['low']:g} and {row['high']:g}: "
            f"{ends[0]} to {ends[1]} requirement-months missing."
        )
    return tuple(told)
