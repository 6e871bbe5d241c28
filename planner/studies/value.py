"""What each nation is worth to the force, and how far its part is determined at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import planner
from planner.errors import InputError, Issue
from planner.plan.plan import Plan
from planner.problem.problem import DEPLOYED
from planner.reference.dataset import Dataset
from planner.scenario.composition import Source
from planner.solver.answer import Answer
from planner.studies.session import STAGE, Session, start_session
from planner.studies.shapley import Shapley, exact, sampled
from planner.study import Row, Study, number
from planner.summary.nations import in_sentence
from planner.summary.texts import capital, listed, share_text

EXACT_PLAYERS = 10
"""up to so many nations every coalition is solved; more are sampled, unless asked otherwise"""
MOST_PLAYERS = 16
"""of an exact answer: 65,536 coalitions"""
MORE_COST = 0.05
"""a plan that costs so much more is still as good, where nations' parts are asked for"""
COLUMNS = {
    "nation": "code",
    "loss_if_leaves": "what is missed more if it leaves and the others plan anew, in weighted "
    "requirement-months",
    "shapley": "what it adds on average over all orders of joining, in weighted requirement-months",
    "std_error": "of that; 0: exact",
    "alone": "what it would supply alone, with common fleets and the US where they take part",
    "share_of_value": "its part of the sum of all Shapley values, 0-1",
    "share_of_cost": "its part of the cost of the plan at hand, 0-1",
    "under_asked": "share_of_value less share_of_cost: above 0 it is worth more than it carries",
    "least": "people deployed in the average month, at least, in plans that miss no more and cost "
    f"at most {share_text(MORE_COST)} more",
    "most": "the same, at most",
}


def value(
    source: Source | Plan = "guarantor",
    *,
    orders: int = 100,
    exactly: bool | None = None,
    seed: int = 0,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
) -> Study:
    """What each nation is worth: its loss, its Shapley value, and the range of its part.

    The worth of a coalition is what it can supply, in fractions of lots and with political floors
    off. Players are the nations that have a pool of use; common fleets and the US stay.

    Args:
        source: a scenario, whose plan in fractions of lots is found first, or a plan.
        orders: of joining, where they are sampled: every second is the reverse of one before.
        exactly: solve every coalition (up to 16 nations); default: up to 10 nations.
        seed: of the orders, and of the sample that is solved again from nothing.
        sets, directory, data: as in ``planner.solve``.

    Returns:
        A Study, a row a nation, the most valuable first.

    Raises:
        InputError: too many nations for an exact answer, or too few orders.
    """
    session = start_session(source, sets=sets, directory=directory, data=data, seed=seed)
    players = sorted(session.live.model.member)
    if exactly is None:
        exactly = len(players) <= EXACT_PLAYERS
    _check(players, orders, exactly)
    asked: dict[frozenset[str], float] = {}

    def worth(coalition: frozenset[str]) -> float:
        if coalition not in asked:
            asked[coalition] = session.asked - _missing(session, players, coalition).value
        return asked[coalition]

    found = exact(players, worth) if exactly else sampled(players, worth, orders // 2, seed)
    every = frozenset(players)
    losses = {p: worth(every) - worth(every - {p}) for p in players}
    alone = {p: worth(frozenset({p})) - worth(frozenset()) for p in players}
    ranges = {p: _range(session, p) for p in players}
    session.confirm(
        [
            (partial(_missing, session, players, coalition, cold=True), session.asked - told)
            for coalition, told in asked.items()
        ]
    )
    shares = _shares_of_cost(session)
    rows = [
        _row(player, found, losses[player], alone[player], shares.get(player, 0.0), ranges[player])
        for player in players
    ]
    rows.sort(key=lambda row: (-number(row, "shapley"), str(row["nation"])))
    how = "every coalition" if exactly else f"{orders // 2 * 2} orders of joining"
    return Study(
        kind="value",
        question=f"What is each nation worth to {session.scenario}?",
        answer=_sentences(rows),
        columns=COLUMNS,
        rows=tuple(rows),
        method=session.method(
            f"Shapley values from {how}: {found.coalitions:,} coalitions solved",
            "coalitions are judged by what they supply, with floors on members, leads and pledges "
            "switched off",
        ),
        warnings=session.warnings,
        planner_version=planner.__version__,
        scenario=session.scenario,
    )


def _check(players: Sequence[str], orders: int, exactly: bool) -> None:
    if exactly and len(players) > MOST_PLAYERS:
        problem = f"{len(players)} nations are {2 ** len(players):,} coalitions"
        raise InputError([Issue("exact", problem, f"at most {MOST_PLAYERS}: sample orders")])
    if orders < 4:
        problem = f"{orders} orders tell no standard error"
        raise InputError([Issue("orders", problem, "give 4 or more")])


def _missing(
    session: Session, players: Sequence[str], coalition: frozenset[str], cold: bool = False
) -> Answer:
    """What is missing where only these nations take part."""
    live = session.live
    out = [player for player in players if player not in coalition]
    with live.floors_off(), live.without(*out):
        return live.least(STAGE, alone=True, cold=cold, onward=True)
    raise AssertionError("unreachable")


def _range(session: Session, nation: str) -> tuple[float, float]:
    """People that a nation deploys in the average month, at least and at most."""
    p = session.problem
    months = {phase.id: phase.months for phase in p.phases}
    weights = {
        key: p.unit_types[key[1]].personnel * months[key[3]] / p.scenario.horizon_months
        for key in session.live.model.contribution
        if key[0] == nation and key[2] == DEPLOYED
    }
    within = {STAGE: session.missing}
    if "cost" in p.scenario.objectives:
        within["cost"] = session.cost * (1 + MORE_COST)
    low = session.live.extreme(weights, within)
    high = session.live.extreme(weights, within, most=True)
    return low, high


def _shares_of_cost(session: Session) -> dict[str, float]:
    """Share of the cost of forces of the plan at hand, by nation."""
    p = session.problem
    months = {phase.id: phase.months for phase in p.phases}
    cost: dict[str, float] = {}
    for (nation, unit_type, posture, phase), lots in session.given.items():
        spent = lots * months[phase] * p.cost(unit_type, posture)
        cost[nation] = cost.get(nation, 0.0) + spent
    total = sum(cost.values())
    return {nation: spent / total for nation, spent in cost.items()} if total else {}


def _row(
    nation: str,
    found: Shapley,
    loss: float,
    alone: float,
    share_of_cost: float,
    people: tuple[float, float],
) -> Row:
    total = sum(found.value.values())
    share = found.value[nation] / total if total > 0 else 0.0
    return {
        "nation": nation,
        "loss_if_leaves": round(max(0.0, loss), 6),
        "shapley": round(found.value[nation], 6) + 0.0,
        "std_error": round(found.std_error[nation], 6),
        "alone": round(max(0.0, alone), 6),
        "share_of_value": round(share, 6) + 0.0,
        "share_of_cost": round(share_of_cost, 6),
        "under_asked": round(share - share_of_cost, 6),
        "least": round(people[0], 1),
        "most": round(people[1], 1),
    }


def _sentences(rows: Sequence[Row]) -> tuple[str, ...]:
    """Who is worth most, who carries less than that, and whose part is open."""
    if not rows or number(rows[0], "shapley") <= 0:
        return ("No nation adds anything to what is asked for.",)
    first = [
        f"{in_sentence(str(row['nation']))} ({share_text(number(row, 'share_of_value'))})"
        for row in rows[:3]
        if number(row, "shapley") > 0
    ]
    told = [f"Most of what is supplied rests on {listed(first)}."]
    spared = max(rows, key=lambda row: number(row, "under_asked"))
    if number(spared, "under_asked") > 0:
        told.append(
            f"{capital(in_sentence(str(spared['nation'])))} is worth "
            f"{share_text(number(spared, 'share_of_value'))} of the "
            f"whole and carries {share_text(number(spared, 'share_of_cost'))} of the cost."
        )
    wide = max(rows, key=lambda row: number(row, "most") - number(row, "least"))
    if number(wide, "most") > number(wide, "least"):
        told.append(
            "Who gives what is not determined by what is kept up: "
            f"{in_sentence(str(wide['nation']))} may have "
            f"{number(wide, 'least'):,.0f} to {number(wide, 'most'):,.0f} people there in "
            "plans that are as good."
        )
    return tuple(told)
