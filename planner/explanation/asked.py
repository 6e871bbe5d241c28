"""The scenario in which nations have done what they were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.explanation.levers import Lever
from planner.problem.problem import Problem
from planner.problem.records import PoolRow
from planner.reference.dataset import Dataset
from planner.scenario.scenario import (
    Bid,
    FactOverride,
    PhaseSpec,
    PoolOverride,
    Scenario,
    TourOverride,
)

Asks = Mapping[Lever, int]
"""what is asked -> lots"""


def shorter_dwell(pool: PoolRow) -> int:
    """Months at home where a nation sends its units one tour earlier."""
    return pool.dwell_months - pool.tour_months


def asked(problem: Problem, asks: Asks, data: Dataset) -> Scenario:
    """The settled scenario of a problem with overrides that do what is asked, and no more.

    Phases stay as they are, so that demands can be held slot by slot. ``data``: with the overrides
    of the scenario.
    """
    scenario = problem.scenario
    overrides = scenario.overrides
    changes: dict[str, Any] = {
        "pools": _pools(problem, asks),
        "bids": _bids(problem, asks, data),
        "tours": _tours(problem, asks),
        "caveats": tuple(
            caveat for caveat in overrides.caveats if caveat.nation not in _nations(asks, "caveat")
        ),
        "facts": (
            *(fact for fact in overrides.facts if not _decides_now(fact, asks)),
            *(
                FactOverride(nation=nation, item="authorisation_days", value=0)
                for nation in sorted(_nations(asks, "approval"))
            ),
        ),
    }
    phases = tuple(PhaseSpec(id=phase.id, start=phase.start_month) for phase in problem.phases)
    return scenario.model_copy(
        update={
            "phases": phases,
            "overrides": overrides.model_copy(update=changes),
            "coalition": _coalition(scenario, asks),
            "rules": scenario.rules.model_copy(
                update={"personnel_limit": _ceilings(problem, asks)},
            ),
        }
    )


def _nations(asks: Asks, kind: str) -> set[str]:
    return {lever.nation for lever, lots in asks.items() if lever.kind == kind and lots}


def _of_kind(asks: Asks, *kinds: str) -> dict[tuple[str, str], int]:
    """Nation and unit type -> lots asked for."""
    return {
        (lever.nation, lever.unit_type): lots
        for lever, lots in asks.items()
        if lever.kind in kinds and lots
    }


def _pools(problem: Problem, asks: Asks) -> tuple[PoolOverride, ...]:
    """Pools with so many lots more in every month."""
    more = _of_kind(asks, "more")
    pools = {(pool.nation, pool.unit_type): pool.lots for pool in problem.pools}
    kept = (o for o in problem.scenario.overrides.pools if (o.nation, o.unit_type) not in more)
    found = list(kept)
    for (nation, unit_type), lots in more.items():
        have = pools.get((nation, unit_type), (0,))
        for month, now in enumerate(have):
            if month == 0 or now != have[month - 1]:
                found.append(
                    PoolOverride(
                        nation=nation, unit_type=unit_type, lots=now + lots, from_month=month
                    )
                )
    return tuple(found)


def _bids(problem: Problem, asks: Asks, data: Dataset) -> tuple[Bid, ...]:
    """Bids with so many lots more, and new ones; who joins bids only what was asked."""
    more, new = _of_kind(asks, "bid"), _of_kind(asks, "offer", "join")
    found = [
        bid.model_copy(update={"lots": bid.lots + more.get((bid.nation, bid.unit_type), 0)})
        for bid in problem.scenario.overrides.bids
    ]
    joins = _nations(asks, "join")
    others = {
        (nation, unit_type): 0
        for nation in joins
        for unit_type in problem.unit_types
        if data.value(nation, data.unit_types[unit_type].fact_item) > 0
    }
    for (nation, unit_type), lots in sorted({**others, **new}.items()):
        if not any((b.nation, b.unit_type) == (nation, unit_type) for b in found):
            found.append(Bid(nation=nation, unit_type=unit_type, lots=lots))
    return tuple(found)


def _decides_now(fact: FactOverride, asks: Asks) -> bool:
    """Does the scenario say when a nation decides that is asked to do so on day 0?"""
    return fact.item == "authorisation_days" and fact.nation in _nations(asks, "approval")


def _tours(problem: Problem, asks: Asks) -> tuple[TourOverride, ...]:
    """Cycles with a shorter dwell, in place of what the scenario sets for these pools."""
    pools = {(pool.nation, pool.unit_type): pool for pool in problem.pools}
    sooner = _of_kind(asks, "dwell")
    kept = (o for o in problem.scenario.overrides.tours if (o.nation, o.unit_type) not in sooner)
    return (
        *kept,
        *(
            TourOverride(
                nation=nation,
                unit_type=unit_type,
                tour_months=pools[nation, unit_type].tour_months,
                dwell_months=shorter_dwell(pools[nation, unit_type]),
            )
            for nation, unit_type in sooner
        ),
    )


def _coalition(scenario: Scenario, asks: Asks) -> Any:
    joins, coalition = _nations(asks, "join"), scenario.coalition
    only = tuple(sorted({*coalition.only, *joins})) if coalition.only else ()
    exclude = tuple(nation for nation in coalition.exclude if nation not in joins)
    return coalition.model_copy(update={"only": only, "exclude": exclude})


def _ceilings(problem: Problem, asks: Asks) -> Any:
    rule = problem.scenario.rules.personnel_limit
    ceilings = dict(rule.ceilings)
    for (nation, unit_type), lots in _of_kind(asks, "ceiling").items():
        now = ceilings.get(nation, problem.nation[nation].personnel_ceiling)
        ceilings[nation] = now + lots * problem.unit_types[unit_type].personnel
    return rule.model_copy(update={"ceilings": ceilings})
