"""What is left if a nation, a pair or a group of them leaves, overnight or planned anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from math import isfinite
from pathlib import Path

import planner
from planner.plan.plan import Plan
from planner.reference.dataset import Dataset
from planner.scenario.composition import Source
from planner.solver.answer import Answer
from planner.solver.edits import known_nations
from planner.studies.scale_out import Count, one_by_one
from planner.studies.session import (
    FLOORS_NOTE,
    SAME,
    STAGE,
    Session,
    start_session,
)
from planner.study import Row, Study
from planner.summary.texts import listed, share_text

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
    "changes_lot_months": "lot-months given more or less than promised by those who stay",
    "pivotal": "more is missed without them, however the others plan",
    "floors_relaxed": "without them no plan holds the floors on members, leads and pledges",
    "proof": "optimal; time_limit: what is kept is at least this; infeasible: no plan at all",
}


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
    seconds: float = 20.0,
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
        sets, directory, data: as in ``planner.solve``.
        progress: called at the start and after every group: done, in all, 0.

    Returns:
        A Study, a row a group; columns in DROPOUT's ``columns``.

    Raises:
        InputError: an unknown nation, or a month in which no phase starts.
    """
    session = start_session(
        source, sets=sets, directory=directory, data=data, whole=whole, seconds=seconds
    )
    groups = _groups(session, nations, pairs)
    with session.live.floors_off():
        before = session.live.least(STAGE, alone=True)
    cases = [_case(session, group, from_month) for group in one_by_one(groups, progress)]
    if not whole:
        _confirm(session, cases, from_month)
    rows = [_row(session, case, before.value) for case in cases]
    when = "leaves" if from_month == 0 else f"leaves from month {from_month} on"
    notes = [FLOORS_NOTE]
    if from_month:
        notes.append(f"what was given before month {from_month} stays as it was")
    return Study(
        kind="dropout",
        question=f"What is left of {session.scenario} if somebody {when}?",
        answer=_sentences(rows),
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
                session.given, STAGE, alone=True, start=anew, enough=session.missing
            )
    if anew.value > overnight.value:  # a search in whole lots that ran out of time
        anew = replace(anew, value=overnight.value)
    with live.without(*group, from_month=month):
        floors_hold = live.least(STAGE, alone=True).proof != "infeasible"
    return Case(group, overnight, anew, repaired, floors_hold)


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
    pivotal = lost > SAME * max(1.0, before)
    changes = case.repaired.value
    proved = {case.overnight.proof, case.anew.proof} == {"optimal"}
    return {
        "leaves": "+".join(case.group),
        "kept_overnight": round(session.kept(case.overnight.value), 6),
        "kept_anew": round(session.kept(case.anew.value), 6),
        "lost": round(lost, 6) if isfinite(lost) else None,
        "first_missing": _first_missing(session, case) if pivotal else "",
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
    p = session.problem
    months = {phase.id: p.months(phase) for phase in p.phases}
    more: dict[str, float] = {}
    for key, lots in case.repaired.given.items():
        extra = (lots - session.given.get(key, 0.0)) * months[key[3]]
        if extra > LOT_MONTHS and key[0] not in case.group:
            more[key[0]] = more.get(key[0], 0.0) + extra
    return {name: round(more[name], 3) for name in sorted(more, key=lambda n: (-more[n], n))}


def _sentences(rows: Sequence[Row]) -> tuple[str, ...]:
    """The worst to lose, who is replaced, and who is not."""
    if not rows:
        return ("Nobody gives anything, so nobody can leave.",)
    worst = min(rows, key=lambda row: (_number(row, "kept_overnight"), _number(row, "kept_anew")))
    overnight, anew = (share_text(_number(worst, name)) for name in ("kept_overnight", "kept_anew"))
    told = [
        f"The worst to lose is {worst['leaves']}: overnight {overnight} of what is supplied is "
        f"left, planned anew {anew}."
    ]
    free = [str(row["leaves"]) for row in rows if not row["pivotal"]]
    if free:
        told.append(f"Once the others plan anew, nothing is lost without {_any_of(free)}.")
    if missed := [row for row in rows if row["pivotal"]]:
        names = [
            f"{row['leaves']} ({share_text(_number(row, 'kept_anew'))} left)" for row in missed
        ]
        told.append(f"Nobody can make up for {_any_of(names)}.")
    if broken := [str(row["leaves"]) for row in rows if row["floors_relaxed"]]:
        told.append(
            f"The floors on members, leads or pledges cannot hold without {_any_of(broken)}."
        )
    return tuple(told)


def _any_of(names: Sequence[str]) -> str:
    """Names in a sentence: each of them, taken alone."""
    most = 12
    if len(names) > most:
        return f"{', '.join(names[:most])} or any of {len(names) - most} more"
    return listed(names).replace(" and ", " or ")


def _number(row: Row, name: str) -> float:
    value = row[name]
    return float(value) if isinstance(value, int | float) else 0.0
