"""What is left if a nation, a pair or a group of them leaves, overnight or planned anew."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, count
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

import planner
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.scenario.composition import Source
from planner.solver.answer import Answer
from planner.solver.edits import known_nations
from planner.solver.live import WhatIf
from planner.studies.dropout_words import sentences
from planner.studies.scale_out import Count, Task, one_by_one, run_all
from planner.studies.session import (
    FLOORS_NOTE,
    SAME,
    STAGE,
    Session,
    start_session,
)
from planner.study import Row, Study

LOT_MONTHS = 1e-3
"""fewer are no change of a plan"""
COLUMNS = {
    "leaves": "nations that leave, together where joined by +",
    "kept_overnight": "share of what the plan supplies that is left if all others give at most "
    "what they promised, 0-1",
    "kept_anew": "share that is left once the others have planned anew, 0-1",
    "lost": "what is missed more than before once planned anew, in weighted requirement-months",
    "first_missing": "demand, and month, of which first more is missed, planned anew",
    "replaced_by": "nation -> lot-months that it gives more than promised, in the plan that "
    "changes least",
    "changes_lot_months": "lot-months given more or less than promised by those who stay, in that "
    "plan; in whole lots another may change less, where time ran out",
    "pivotal": "more is missed without them, however the others plan: that is proved",
    "floors_relaxed": "without them no plan holds the floors on members, leads and pledges",
    "proof": "optimal; time_limit: what is kept is at least this; infeasible: no plan at all",
}
OTHERS_PAY = "who leaves pays for nothing that is bought or repaid: the others do, or nobody buys"
STILL_PAYS = "who leaves pays its part of what is bought and repaid as if it stayed"


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one group that leaves."""

    group: tuple[str, ...]
    overnight: Answer
    anew: Answer
    repaired: Answer
    floors_hold: bool


def dropout(
    source: Source | Plan = "guarantor",
    *,
    nations: Iterable[str] | None = None,
    pairs: bool = False,
    from_month: int = 0,
    whole: bool = False,
    seconds: float = 5.0,
    jobs: int = 1,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
    progress: Count | None = None,
) -> Study:
    """What is left if nations leave from a month on.

    Three solves each: the others give at most what they promised (overnight); all is planned anew;
    and, of the plans that are as good (or as good as before), the one that changes least.

    Args:
        source: a scenario, whose plan is then found first, or a plan.
        nations: codes, groups joined by ``+`` (``FRA+GBR``); default: all who give something.
        pairs: also every two of them.
        from_month: a month at which a phase starts; what was given before stays.
        whole: in whole lots, at most ``seconds`` a solve; else in fractions of lots.
        jobs: processes, in whole lots; fractions of lots take a few seconds in one.
        sets, directory, data: as in ``planner.solve``.
        progress: called at the start and after every group: done, in all, 0.

    Returns:
        A Study, a row a group.

    Raises:
        InputError: an unknown nation, or a month in which no phase starts.
    """
    session = start_session(
        source, sets=sets, directory=directory, data=data, whole=whole, seconds=seconds
    )
    groups = _groups(session, nations, pairs)
    if whole:
        rows = _whole_rows(session, groups, from_month, seconds, jobs, progress)
    else:
        with session.live.floors_off():
            before = session.live.least(STAGE, alone=True)
        cases = [_case(session, group, from_month) for group in one_by_one(groups, progress)]
        _confirm(session, cases, from_month)
        rows = [_row(session, case, before.value) for case in cases]
    when = "leaves" if from_month == 0 else f"leaves from month {from_month} on"
    notes = [FLOORS_NOTE]
    if from_month:
        notes.append(f"what was given before month {from_month} stays as it was")
    if session.problem.pays_jointly:
        notes.append(STILL_PAYS if from_month else OTHERS_PAY)
    return Study(
        kind="dropout",
        question=f"What is left of {session.scenario} if somebody {when}?",
        answer=sentences(rows),
        columns=COLUMNS,
        rows=tuple(rows),
        method=session.method(*notes),
        warnings=session.warnings,
        planner_version=planner.__version__,
        scenario=session.scenario,
    )


def _groups(session: Session, nations: Iterable[str] | None, pairs: bool) -> list[tuple[str, ...]]:
    """Those who leave together: every name alone, and every two of them."""
    named = session.members if nations is None else list(nations)
    groups = [tuple(dict.fromkeys(name.upper().split("+"))) for name in named]
    known_nations(session.problem, [code for group in groups for code in group])
    if pairs:
        groups += [tuple(dict.fromkeys((*a, *b))) for a, b in combinations(groups, 2)]
    return list(dict.fromkeys(groups))


@contextmanager
def _gone(session: Session, group: Sequence[str], month: int) -> Iterator[None]:
    """A group is gone from a month on, floors are off, and what was given before stays."""
    live = session.live
    with ExitStack() as edits:
        edits.enter_context(live.floors_off())
        edits.enter_context(live.without(*group, from_month=month))
        if month:
            edits.enter_context(live.kept_until(month, session.given))
        yield


def _case(session: Session, group: tuple[str, ...], month: int) -> Case:
    live = session.live
    with _gone(session, group, month):
        with live.at_most(session.given):
            overnight = live.least(STAGE, alone=True)
        start = overnight if overnight.vector is not None else None
        anew = live.least(STAGE, alone=True, start=start)
        repaired = anew
        if anew.vector is not None:
            repaired = live.nearest(
                session.given, STAGE, alone=True, known=anew, enough=session.missing
            )
    if anew.value > overnight.value:  # a search in whole lots that ran out of time
        anew = replace(anew, value=overnight.value)
    with live.without(*group, from_month=month):
        floors_hold = live.possible()
    return Case(group, overnight, anew, repaired, floors_hold)


class _Work(NamedTuple):
    """What a process needs to answer for a group in whole lots."""

    token: str
    problem: Problem
    seconds: float
    month: int
    plan: tuple[Any, ...]
    """fields of a Session but the model"""


_tokens = count()
_open: dict[str, WhatIf] = {}
"""the model that this process keeps, by the token of its work"""


def _whole_rows(
    session: Session,
    groups: Sequence[tuple[str, ...]],
    month: int,
    seconds: float,
    jobs: int,
    progress: Count | None,
) -> list[Row]:
    """Rows in whole lots, against what the plan at hand misses: no search finds much less."""
    s = session
    plan = (s.given, s.missing, s.missing_of, s.cost)
    work = _Work(f"{os.getpid()} {next(_tokens)}", s.problem, seconds, month, plan)
    _open[work.token] = s.live
    try:
        task = Task(_whole_row)
        items = {"+".join(group): group for group in groups}
        made = run_all(task, items, work, jobs=jobs, progress=progress)
    finally:
        del _open[work.token]
    elsewhere = sum(int(str(row.pop("solves"))) for row in made.values())
    session.anew += elsewhere if jobs > 1 else 0
    return list(made.values())


def _whole_row(work: _Work, group: tuple[str, ...]) -> Row:
    """The row of a group, and how many solves it took."""
    if work.token not in _open:
        _open.clear()
        _open[work.token] = WhatIf(work.problem, relaxed=False, seconds=work.seconds)
    live = _open[work.token]
    session, before = Session(live, *work.plan), live.solves
    row = _row(session, _case(session, group, work.month), session.missing)
    return row | {"solves": live.solves - before}


def _confirm(session: Session, cases: Sequence[Case], month: int) -> None:
    """Every number that is told, or a sample of many, from nothing."""

    def cold(case: Case, overnight: bool) -> Answer:
        with _gone(session, case.group, month), ExitStack() as edits:
            if overnight:
                edits.enter_context(session.live.at_most(session.given))
            return session.live.least(STAGE, alone=True, cold=True)
        raise AssertionError("unreachable")

    session.confirm(
        [(partial(cold, case, True), case.overnight.value) for case in cases]
        + [(partial(cold, case, False), case.anew.value) for case in cases]
    )


def _row(session: Session, case: Case, before: float) -> Row:
    lost = max(0.0, case.anew.value - before)
    least = SAME * max(1.0, before)
    pivotal = case.anew.bound - before > least
    changes = case.repaired.value
    proved = {case.overnight.proof, case.anew.proof} == {"optimal"}
    return {
        "leaves": "+".join(case.group),
        "kept_overnight": round(session.kept(case.overnight.value), 6),
        "kept_anew": round(session.kept(case.anew.value), 6),
        "lost": round(lost, 6) if isfinite(lost) else None,
        "first_missing": _first_missing(session, case) if lost > least else "",
        "replaced_by": _replaced_by(session, case),
        "changes_lot_months": round(changes, 3) if isfinite(changes) else None,
        "pivotal": pivotal,
        "floors_relaxed": not case.floors_hold,
        "proof": "optimal" if proved else "time_limit" if isfinite(lost) else "infeasible",
    }


def _first_missing(session: Session, case: Case) -> str:
    """The first demand of which more is missed than in the best plan with everybody."""
    phases = {phase.id: phase.start_month for phase in session.problem.phases}
    more = {
        key: amount
        for key, amount in case.repaired.missing.items()
        if amount > session.missing_of.get(key, 0.0) + SAME
    }
    if not more:
        return ""
    demand, phase = min(more, key=lambda key: (phases[key[1]], -more[key], key))
    return f"{demand} from month {phases[phase]}"


def _replaced_by(session: Session, case: Case) -> dict[str, float]:
    """Lot-months that nations give more than promised; most first."""
    months = {phase.id: phase.months for phase in session.problem.phases}
    more: dict[str, float] = {}
    for key, lots in case.repaired.given.items():
        extra = (lots - session.given.get(key, 0.0)) * months[key[3]]
        if extra > LOT_MONTHS and key[0] not in case.group:
            more[key[0]] = more.get(key[0], 0.0) + extra
    return {name: round(more[name], 3) for name in sorted(more, key=lambda n: (-more[n], n))}
