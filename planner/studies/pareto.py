"""What one stage costs in terms of another: the front of plans that are best in both.

The epsilon-constraint method (Haimes, Lasdon and Wismer 1971): the one stage is held at evenly
spaced values and the other minimised, then the first under the second, so that no point is weakly
efficient only (as AUGMECON does; Mavrotas 2009). Every point is solved from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

import planner
from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.model import STAGES
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.rounding import SMALL_IN_FRACTIONS
from planner.scenario.composition import Source
from planner.scenario.stages import ObjectiveName
from planner.solver.backend import ProgressMonitor
from planner.studies.asks import (
    Ask,
    amount_of,
    answer,
    must,
    nation_costs,
    read_problem,
    stage_values,
)
from planner.studies.scale_out import Count, Task, run_all
from planner.study import Method, Row, Study
from planner.summary.nouns import in_words
from planner.summary.texts import counted

UNWANTED = ("support", "us_dependence", "nato_draw")
"""stages of a scenario that are kept at what they are at the best x, all along the front"""
SAME = SMALL_IN_FRACTIONS
"""relative from 1 up: values that differ by less are one"""
MOVED = 0.01
"""of its cost, or EUR 1 million: a nation that carries so much more or less has changed"""


def pareto(
    source: Source = "guarantor",
    *,
    x: str = "shortfall",
    y: str = "cost",
    points: int = 8,
    sets: Iterable[str] = (),
    relaxed: bool = True,
    directory: str | Path | None = None,
    data: Dataset | None = None,
    jobs: int = 1,
    progress: Count | None = None,
) -> Study:
    """The front between two stages, from the best x to the best y.

    Args:
        source, sets, directory, data: as in ``solve``.
        x, y: names of stages, as in ``objectives``; all but UNWANTED of the others are free.
        points: at most so many, evenly spaced in x; those that another one dominates are dropped.
        relaxed: in fractions of lots; else in whole lots, with gaps of at most a third of the
            spacing.
        jobs, progress: as in ``run_all``.

    Returns:
        A Study: a row a point, by x: ``point, x, y, x_bound, y_bound, slope, changed_nations``.

    Raises:
        InputError: no such stage, or the scenario is wrong.
        SolverTimeout, SolverError: as in ``solve``.
    """
    watch = ProgressMonitor(None, None)
    _check(x, y, points)
    problem = read_problem(source, sets, relaxed, directory, data)
    objectives = problem.scenario.objectives
    kept = tuple(name for name in UNWANTED if name in objectives and name not in (x, y))
    left = must(answer(problem, Ask((x, *kept, y))))
    most = stage_values(left, kept)
    right = must(answer(problem, Ask((y, x, *kept), most)))
    found = [_point(left, x, y), _point(right, x, y)]
    asks = list(_between(left, right, (x, y), most, kept, points))
    task = Task(_solved)
    items = {str(number): ask for number, ask in enumerate(asks)}
    made = run_all(task, items, (problem, x, y), jobs=jobs, progress=progress)
    found += [_Point(**cast(dict[str, Any], row)) for row in made.values()]
    front = _front(found)
    return Study(
        kind="pareto",
        question=f"What does less {in_words(x)} mean for {in_words(y)} in {problem.scenario.name}?",
        answer=tuple(_answer(front, x, y, len(found))),
        columns=_columns(x, y),
        rows=_rows(front),
        method=Method(
            relaxed=relaxed,
            solver=str(left.solver),
            seed=problem.scenario.solve.seed,
            gap_share=max(point.gap_share for point in found),
            solves=len(found),
            seconds=watch.elapsed(),
            notes=_notes(kept, objectives, x, y),
        ),
        warnings=tuple(_warnings(found)),
        planner_version=planner.__version__,
        scenario=problem.scenario.name,
    )


def _check(x: str, y: str, points: int) -> None:
    names = get_args(ObjectiveName)
    issues = [
        Issue(where, f"no stage {name!r}", suggestion(name, names))
        for where, name in (("x", x), ("y", y))
        if name not in names
    ]
    if not issues and x == y:
        issues.append(Issue("x, y", f"both are {x}", "name two stages"))
    if points < 2:
        issues.append(Issue("points", f"{points} points make no front", "at least 2"))
    if issues:
        raise InputError(issues)


def _between(
    left: Plan,
    right: Plan,
    names: tuple[str, str],
    most: dict[str, float],
    kept: tuple[str, ...],
    points: int,
) -> Iterable[Ask]:
    """What is asked for the points between the two ends."""
    x, y = names
    ends = [(plan.stage(x).value, plan.stage(y).value) for plan in (left, right)]
    (x_low, y_high), (x_high, y_low) = ends
    if _same(x_low, x_high) or _same(y_low, y_high):
        return
    third = 1 / (3 * (points - 1))
    gaps = {
        name: min(plan.scenario.solve.mip_gap_share, third * (high - low) / high)
        for name, plan, low, high in ((x, left, x_low, x_high), (y, left, y_low, y_high))
    }
    for step in range(1, points - 1):
        value = x_low + (x_high - x_low) * step / (points - 1)
        yield Ask((y, x, *kept), {**most, x: value}, gap_share=gaps)


class _Point(NamedTuple):
    """A plan, as the front sees it."""

    x: float
    y: float
    x_bound: float
    y_bound: float
    gap_share: float
    stopped: bool
    """a stage ran out of time"""
    costs: dict[str, float]
    """nation -> EUR million"""


def _point(plan: Plan, x: str, y: str) -> _Point:
    one, two = plan.stage(x), plan.stage(y)
    gap = max(one.gap_share, two.gap_share)
    stopped = "time_limit" in (one.proof, two.proof)
    return _Point(one.value, two.value, one.bound, two.bound, gap, stopped, nation_costs(plan))


def _solved(shared: tuple[Problem, str, str], ask: Ask) -> Row:
    """One point, as a row that travels between processes."""
    problem, x, y = shared
    return _point(must(answer(problem, ask)), x, y)._asdict()


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= SAME * max(1.0, abs(a), abs(b))


def _front(found: Sequence[_Point]) -> list[_Point]:
    """The points by x, each with less y than all before it."""
    front: list[_Point] = []
    for point in sorted(found, key=lambda point: (point.x, point.y)):
        last = front[-1] if front else None
        if last and (_same(point.x, last.x) or _same(point.y, last.y) or point.y > last.y):
            continue
        front.append(point)
    return front


def _rows(front: Sequence[_Point]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for number, point in enumerate(front):
        following = front[number + 1] if number + 1 < len(front) else None
        rows.append(
            {
                "point": number + 1,
                "x": point.x,
                "y": point.y,
                "x_bound": point.x_bound,
                "y_bound": point.y_bound,
                "slope": _slope(point, following) if following else None,
                "changed_nations": _changed(front[number - 1], point) if number else [],
            }
        )
    return tuple(rows)


def _slope(point: _Point, following: _Point) -> float:
    """How much more y one x less takes."""
    return (point.y - following.y) / (following.x - point.x)


def _changed(before: _Point, now: _Point) -> list[str]:
    """Nations that carry more or less than at the point before."""
    return [
        nation
        for nation in sorted({*before.costs, *now.costs})
        if abs(now.costs.get(nation, 0.0) - (old := before.costs.get(nation, 0.0)))
        > max(1.0, MOVED * old)
    ]


def _columns(x: str, y: str) -> dict[str, str]:
    return {
        "point": "number, by x",
        "x": f"{in_words(x)}, {STAGES[x][1]}",
        "y": f"{in_words(y)}, {STAGES[y][1]}",
        "x_bound": "no plan with this y has less x",
        "y_bound": "no plan with this x has less y",
        "slope": "y for one x less, between the next point and this one",
        "changed_nations": "nations that carry more or less than at the point before",
    }


def _notes(kept: tuple[str, ...], objectives: Sequence[str], x: str, y: str) -> tuple[str, ...]:
    free = [in_words(name) for name in objectives if name not in (*kept, x, y)]
    notes = []
    if kept:
        held = ", ".join(map(in_words, kept))
        notes.append(f"Kept at what they are at the least {in_words(x)}: {held}.")
    if free:
        notes.append(f"Free to change along the front: {', '.join(free)}.")
    return tuple(notes)


def _warnings(found: Sequence[_Point]) -> Iterator[str]:
    if stopped := sum(point.stopped for point in found):
        yield (
            f"{counted(stopped, 'point')} out of time: there may be better plans, down to the "
            "bounds; raise solve.time_limit_s"
        )


def _answer(front: Sequence[_Point], x: str, y: str, count: int) -> Iterable[str]:
    def at(point: _Point) -> str:
        return f"{amount_of(x, point.x)} at {amount_of(y, point.y)}"

    first, last = front[0], front[-1]
    if len(front) == 1:
        yield f"There is nothing to choose, one plan is best in both: {at(first)}."
        return
    yield f"From {at(first)}, to {at(last)}: {counted(len(front), 'point')} of {count} are best."
    steep, flat = _slope(first, front[1]), _slope(front[-2], last)
    one = f"To lower {in_words(x)} by one takes"
    yield (
        f"{one} {amount_of(y, flat)} more where most of it is left, and {amount_of(y, steep)} more "
        "where least is."
    )
