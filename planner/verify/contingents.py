"""Checks of who stays in the theatre and how much changes hands.

Letters: x lots contributed · n nation · u unit type · l location · k phase · e effect.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from planner.rounding import SMALL
from planner.verify.index import Check, PlanIndex, Violation
from planner.verify.levels import counts_from
from planner.verify.reading import asked_effects, wants


def contingent_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """What a nation keeps in the theatre for good is reported once, and truly.

    Formula: amount[n,e] = least over the phases k that count of g[n,e,k], where it is above 0;
    g[n,e,k] = sum over u, l in the theatre of effect[u,e] x[n,u,l,k]; a phase counts from the
    earliest month from which a demand for e in place counts, or else one at notice. All of them
    with the stage sustained; without it, those that are there are true
    """
    told = {(r.nation, r.effect): r.amount for r in ledger.plan.contingents}
    if len(told) != len(ledger.plan.contingents):
        yield Violation("contingents", "a nation has two rows for an effect")
    found: dict[tuple[str, str], float] = {}
    for effect, start in _counted(ledger).items():
        phases = [p.id for p in ledger.plan.phases if p.start_month >= start]
        there = _there(ledger)[effect]
        for nation in ledger.nations if phases else ():
            least = min(there[phase][nation] for phase in phases)
            if least > 0:
                found[nation, effect] = least
    clear = {key for key, amount in found.items() if amount > _clear(ledger)}
    yield from _compared(ledger, told, found, clear)


def turnover_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """How much of an effect changed hands at the start of a phase is reported once, and truly.

    Formula: share[e,k] = sum over n of max(0, g[n,e,k] - g[n,e,k-1]) / sum over n of g[n,e,k];
    none for the first phase or where nothing is there. All of them with the stage sustained;
    without it, those that are there are true
    """
    told = {(r.phase, r.effect): r.share for r in ledger.plan.turnover}
    if len(told) != len(ledger.plan.turnover):
        yield Violation("turnover", "a phase has two rows for an effect")
    found: dict[tuple[str, str], float] = {}
    clear: set[tuple[str, str]] = set()
    names = [phase.id for phase in ledger.plan.phases]
    for effect in _counted(ledger):
        there = _there(ledger)[effect]
        for last, now in pairwise(names):
            whole = sum(there[now].values())
            if whole > _clear(ledger):
                clear.add((now, effect))
            if whole > 0:
                more = (max(0.0, g - there[last][n]) for n, g in there[now].items())
                found[now, effect] = sum(more) / whole
    yield from _compared(ledger, told, found, clear)


def handover_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Of an effect in the theatre no more than a share changes hands from one phase to the next.

    Formula: sum over n of max(0, g[n,e,k] - g[n,e,k-1]) <= share[e] x sum over n of g[n,e,k], for
    phases k in which demands for e in place count, all of which counted in k-1
    """
    rule = ledger.plan.scenario.rules.handover_limit
    names = [phase.id for phase in ledger.plan.phases]
    for effect, there in _there(ledger).items() if rule.enabled else ():
        share, asked = rule.shares.get(effect, 1.0), _asked(ledger, effect)
        for last, now in pairwise(names):
            whole = sum(there[now].values())
            new = sum(max(0.0, g - there[last][n]) for n, g in there[now].items())
            begins = asked[now] - asked[last]
            if asked[now] and not begins and ledger.over(new, share * whole):
                problem = f"{new:g} of {whole:g} change hands, a share of {share:g} at most"
                yield Violation(f"{effect} {now}", problem)


def _asked(ledger: PlanIndex, effect: str) -> defaultdict[str, set[str]]:
    """Phase -> demands that ask for an effect in place in the theatre, and count."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    starts = counts_from(ledger)
    for want in wants(ledger):
        home = ledger.places.get(want.demand.location)
        in_theatre = home is not None and home.kind in ("theatre", "theatre_wide")
        counts = want.phase.start_month >= starts[want.demand.id]
        if in_theatre and counts and (effect, 0) in asked_effects(ledger, want.demand):
            found[want.phase.id].add(want.demand.id)
    return found


def _clear(ledger: PlanIndex) -> float:
    """What is more than this is there, and not the rounding of a plan in fractions of lots."""
    return 100 * SMALL if ledger.plan.relaxed else SMALL


def _compared(
    ledger: PlanIndex,
    told: Mapping[tuple[str, str], float],
    found: Mapping[tuple[str, str], float],
    clear: Collection[tuple[str, str]],
) -> Iterator[Violation]:
    """``clear``: those that may not be left out, where the stage sustained asks for all."""
    complete = "sustained" in ledger.plan.scenario.objectives
    for key in dict.fromkeys((*clear, *told)) if complete else told:
        said, true = told.get(key), found.get(key)
        if said is None or true is None:
            yield Violation(" ".join(key), "has no row" if said is None else "nothing is there")
        elif ledger.differs(said, true):
            yield Violation(" ".join(key), f"{said:g}, should be {true:g}")


def _counted(ledger: PlanIndex) -> dict[str, int]:
    """Effect -> first month that counts."""
    months: dict[bool, dict[str, list[int]]] = {True: {}, False: {}}
    for demand in dict.fromkeys(want.demand for want in wants(ledger)):
        home = ledger.places.get(demand.location)
        in_theatre = home is not None and home.kind in ("theatre", "theatre_wide")
        for effect, days in asked_effects(ledger, demand):
            months[days == 0 and in_theatre].setdefault(effect, []).append(
                counts_from(ledger)[demand.id]
            )
    return {e: min(starts) for e, starts in (months[False] | months[True]).items()}


@lru_cache(maxsize=1)  # asked by both checks of the same plan
def _there(ledger: PlanIndex) -> dict[str, dict[str, defaultdict[str, float]]]:
    """Effect that counts -> phase -> nation -> amount in the theatre."""
    there: dict[str, dict[str, defaultdict[str, float]]] = {
        effect: {phase.id: defaultdict(float) for phase in ledger.plan.phases}
        for effect in _counted(ledger)
    }
    for entry in ledger.entries:
        if entry.in_theatre:
            for effect, one in entry.unit.effects.items():
                if effect in there:
                    there[effect][entry.phase.id][entry.nation] += entry.lots * one
    return there


CHECKS: tuple[Check, ...] = (contingent_balance, turnover_balance, handover_limit)
