"""Does the plan hold if figures are worse than told, offers are withdrawn, or forces are late?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

import planner
from planner.errors import InputError, Issue
from planner.model.groups import Pool
from planner.plan.plan import Plan
from planner.reference.dataset import Dataset
from planner.scenario.composition import Source
from planner.solver.answer import Answer
from planner.studies.doubt import DerivedPools, derived_pools, group_of, triangular, wilson
from planner.studies.scale_out import Count, one_by_one
from planner.studies.session import FLOORS_NOTE, SAME, STAGE, Session, start_session
from planner.study import Row, Study, number
from planner.summary.texts import percent_text, share_text

MOST_DRAWS = 100_000
ENOUGH = 0.9
"""of what the plan supplies: a plan that keeps so much is said to hold"""
LITTLE = 1e-4
"""in units of a demand: no more is missed"""
COLUMNS = {
    "demand": "the demand; all: what the whole plan supplies",
    "holds": "share of draws in which no phase misses more of it than the plan does (all: in which "
    f"{share_text(ENOUGH)} of what the plan supplies is kept), if all others give at most what "
    "they promised, 0-1",
    "holds_low": "its 95 % interval (Wilson), lower end",
    "holds_high": "upper end",
    "holds_anew": "the same, once everybody has planned anew",
    "holds_anew_low": "its 95 % interval, lower end",
    "holds_anew_high": "upper end",
    "draw": "number of the draw",
    "kept": "share of what the plan supplies that is kept, as promised, 0-1",
    "kept_anew": "share that is kept once all have planned anew, 0-1",
    "withdrawn": "nations that withdraw what they offered",
    "late": "nations whose forces are ready late",
    "lots_fewer": "lots that all pools have fewer than told, in the average month; below 0: more",
}


@dataclass(frozen=True, slots=True)
class Draw:
    """One state of the world."""

    pools: dict[Pool, tuple[int, ...]]
    """lots a month, where they are not as told"""
    withdrawn: tuple[str, ...]
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What a draw leaves of the plan, and what a new plan reaches."""

    draw: Draw
    as_promised: Answer
    anew: Answer


def stress(
    source: Source | Plan = "guarantor",
    *,
    draws: int = 1000,
    seed: int = 0,
    withdraw: float = 0.05,
    slip: float = 0.1,
    slip_months: int = 3,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
    progress: Count | None = None,
) -> Study:
    """Draw worlds in which figures and promises fail, and see what is left of the plan in each.

    Every figure that pools rest on is drawn from a triangle between its low and high; figures of
    one item err together in all nations. Each nation withdraws, and is late, by its own chance.

    Args:
        source: a scenario, whose plan in fractions of lots is found first, or a plan.
        draws: worlds to draw.
        seed: of the draws.
        withdraw: probability that a nation withdraws all that it offers, 0-1.
        slip: probability that a nation's forces are ready late, 0-1.
        slip_months: by so many months.
        sets, directory, data: as in ``planner.solve``.
        progress: called at the start and after every draw: done, in all, 0.

    Returns:
        A Study, a row a demand and one for all; part ``draws``: a row a draw.

    Raises:
        InputError: a probability outside 0-1, or no draws.
    """
    _check(draws, withdraw, slip, slip_months)
    session = start_session(source, sets=sets, directory=directory, data=data, seed=seed)
    derived = derived_pools(session.problem, directory, data)
    worlds = list(_worlds(session, derived, draws, seed, withdraw, slip))
    memo: dict[str, Held] = {}
    held = [_held(session, draw, slip_months, memo) for draw in one_by_one(worlds, progress)]
    _confirm(session, held, slip_months)
    rows = _rows(session, held)
    groups = len({group_of(f, session.problem.nation) for f in derived.figures})
    return Study(
        kind="stress",
        question=f"Does the plan of {session.scenario} hold if figures and promises fail?",
        answer=_sentences(rows, draws),
        columns=COLUMNS,
        rows=tuple(rows),
        parts={"draws": tuple(_draw_row(session, i, one) for i, one in enumerate(held, 1))},
        method=session.method(
            f"{len(derived.figures)} figures in {groups} groups that err together",
            f"a nation withdraws with probability {withdraw:g}; its forces are {slip_months} "
            f"months late with probability {slip:g}",
            "tours and dwell stay as told, and pools that are empty stay empty",
            "where more is missed in all than in the plan, which demand is short is one of several "
            "choices that are equally good",
            FLOORS_NOTE,
        ),
        warnings=session.warnings,
        planner_version=planner.__version__,
        scenario=session.scenario,
    )


def _check(draws: int, withdraw: float, slip: float, slip_months: int) -> None:
    issues = [
        Issue(name, f"{value:g} is no probability", "give a number from 0 to 1")
        for name, value in (("withdraw", withdraw), ("slip", slip))
        if not 0 <= value <= 1
    ]
    if not 1 <= draws <= MOST_DRAWS:
        issues.append(Issue("draws", f"{draws:,} draws", f"give 1 to {MOST_DRAWS:,}"))
    if slip_months < 0:
        issues.append(Issue("slip_months", f"{slip_months} months", "give 0 or more"))
    if issues:
        raise InputError(issues)


def _worlds(
    session: Session, derived: DerivedPools, draws: int, seed: int, withdraw: float, slip: float
) -> Iterator[Draw]:
    """The draws, in an order that depends on the seed alone."""
    rng = np.random.default_rng(seed)
    nations = sorted(n.code for n in session.problem.nations if n.sovereign)
    groups = {figure: group_of(figure, session.problem.nation) for figure in derived.figures}
    names = sorted(set(groups.values()))
    doubtful = sorted({pool for pools in derived.figures.values() for pool in pools})
    for _ in range(draws):
        quantile = dict(zip(names, rng.random(len(names)), strict=True))
        gone, slow = rng.random(len(nations)) < withdraw, rng.random(len(nations)) < slip
        values = {f: triangular(f, float(quantile[group])) for f, group in groups.items()}
        yield Draw(
            pools=derived.lots(values, doubtful),
            withdrawn=tuple(n for n, out in zip(nations, gone, strict=True) if out),
            late=tuple(n for n, out in zip(nations, slow, strict=True) if out),
        )


@contextmanager
def _world(session: Session, draw: Draw, slip_months: int) -> Iterator[None]:
    """A draw has come true."""
    live = session.live
    late = [(p.nation, p.unit_type) for p in session.problem.pools if p.nation in draw.late]
    with ExitStack() as edits:
        edits.enter_context(live.floors_off())
        if draw.pools:
            edits.enter_context(live.pools(draw.pools))
        if draw.withdrawn:
            edits.enter_context(live.without(*draw.withdrawn))
        if late and slip_months:
            edits.enter_context(live.late(late, slip_months))
        yield


def _held(session: Session, draw: Draw, slip_months: int, memo: dict[str, Held]) -> Held:
    """What a draw leaves; draws that are alike are solved once."""
    key = repr(draw)
    if key not in memo:
        with _world(session, draw, slip_months):
            with session.live.at_most(session.given):
                as_promised = _like_the_plan(session)
            memo[key] = Held(draw, as_promised, _like_the_plan(session))
    return memo[key]


def _like_the_plan(session: Session) -> Answer:
    """What is missing at least; demand by demand no more than in the plan, if that can be.

    Which demand is short is one of several choices that are equally good: a plan that misses no
    more in all need not be one that misses something else.
    """
    best = session.live.least(STAGE, alone=True)
    moved = any(not _no_more_missed(session, name, best) for name, _ in best.missing)
    if not moved or best.value > session.missing + SAME * max(1.0, session.missing):
        return best
    wants = (want.key for want in session.problem.wants)
    most = {key: session.missing_of.get(key, 0.0) + LITTLE / 2 for key in wants}
    with session.live.missing_at_most(most):
        held = session.live.least(STAGE, alone=True)
    return best if held.vector is None else replace(held, value=best.value)


def _confirm(session: Session, held: Sequence[Held], slip_months: int) -> None:
    """A random sample of the values, from nothing."""

    def cold(draw: Draw, promised: bool) -> Answer:
        with _world(session, draw, slip_months), ExitStack() as edits:
            if promised:
                edits.enter_context(session.live.at_most(session.given))
            return session.live.least(STAGE, alone=True, cold=True)
        raise AssertionError("unreachable")

    session.confirm(
        [(partial(cold, one.draw, True), one.as_promised.value) for one in held]
        + [(partial(cold, one.draw, False), one.anew.value) for one in held]
    )


def _rows(session: Session, held: Sequence[Held]) -> list[Row]:
    """How often all, and each demand, holds."""
    enough = [session.kept(one.as_promised.value) >= ENOUGH for one in held]
    anew = [session.kept(one.anew.value) >= ENOUGH for one in held]
    rows = [_shares("all", enough, anew)]
    demands = dict.fromkeys(want.demand.id for want in session.problem.wants)
    for demand in demands:
        rows.append(
            _shares(
                demand,
                [_no_more_missed(session, demand, one.as_promised) for one in held],
                [_no_more_missed(session, demand, one.anew) for one in held],
            )
        )
    return rows


def _no_more_missed(session: Session, demand: str, answer: Answer) -> bool:
    """Misses no phase more of a demand than the plan at hand does?"""
    return all(
        amount <= session.missing_of.get(key, 0.0) + LITTLE
        for key, amount in answer.missing.items()
        if key[0] == demand
    )


def _shares(demand: str, promised: Sequence[bool], anew: Sequence[bool]) -> Row:
    row: Row = {"demand": demand}
    for name, hits in (("holds", promised), ("holds_anew", anew)):
        low, high = wilson(sum(hits), len(hits))
        row[name] = round(sum(hits) / len(hits), 6)
        row[f"{name}_low"], row[f"{name}_high"] = round(low, 6), round(high, 6)
    return row


def _draw_row(session: Session, number: int, one: Held) -> Row:
    told = {(row.nation, row.unit_type): sum(row.lots) for row in session.problem.pools}
    fewer = sum(told[pool] - sum(lots) for pool, lots in one.draw.pools.items())
    return {
        "draw": number,
        "kept": round(session.kept(one.as_promised.value), 6),
        "kept_anew": round(session.kept(one.anew.value), 6),
        "withdrawn": list(one.draw.withdrawn),
        "late": list(one.draw.late),
        "lots_fewer": round(fewer / session.problem.scenario.horizon_months, 3),
    }


def _sentences(rows: Sequence[Row], draws: int) -> tuple[str, ...]:
    """How often the plan holds, and the demands that fail most."""
    whole, demands = rows[0], rows[1:]
    told = [
        f"In {_share(whole, 'holds')} of {draws:,} draws the plan as promised keeps "
        f"{share_text(ENOUGH)} of what it supplies; planned anew, in {_share(whole, 'holds_anew')}."
    ]
    weakest = sorted(demands, key=lambda row: (number(row, "holds_anew"), number(row, "holds")))
    if weakest and number(weakest[0], "holds_anew") < 1:
        named = ", ".join(
            f"{row['demand']} ({share_text(number(row, 'holds_anew'))})" for row in weakest[:3]
        )
        told.append(f"Planned anew, the level of the plan is kept least often of {named}.")
    return tuple(told)


def _share(row: Row, name: str) -> str:
    """A share with its interval."""
    share, low, high = (number(row, name + end) for end in ("", "_low", "_high"))
    return f"{percent_text(share)} ({100 * low:.1f} to {percent_text(high)})"
