"""Scenarios with one gap each, whose fewest asks can be told by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import planner
from planner import Plan, Study
from planner.explanation.ask_model import grant
from planner.explanation.asked import asked
from planner.explanation.levers import Lever, Levers
from planner.pipeline import prepare
from planner.problem.build import with_overrides
from planner.problem.problem import Problem
from planner.studies.explain import explain

from ..small_scenarios import HOME, SECTOR, SECTORS, WIDE, cover, need, scenario
from ..world import WORLD, Document, figure

Ask = tuple[str, str, str, int]
"""kind, nation, unit type, lots"""
OFFERS = replace(
    WORLD, facts={**WORLD.facts, ("BBB", "offer_air"): figure("offer_air", 3.0, "BBB")}
)
"""the small world, in which BBB has offered aircraft: where its stance is low, nothing else"""
SHORT_OF_ONE: Document = {"pools": {("AAA", "inf"): 1}, "needs": [need("ground", 2)]}


def short(objectives: tuple[str, ...] = ("sustained", "shortfall"), **more: Any) -> Document:
    """A scenario that asks what is kept up first."""
    return scenario(**{**SHORT_OF_ONE, "objectives": objectives, **more})


def owns(**lots: int) -> dict[tuple[str, str], float]:
    """Facts: ``AAA_inf=3`` owns three."""
    return {tuple_of(name): float(n) for name, n in lots.items()}


def tuple_of(name: str) -> tuple[str, str]:
    nation, _, unit = name.partition("_")
    return nation, f"owned_{unit}"


CASES: dict[str, tuple[Document, set[Ask]]] = {
    # one lot is missing, and AAA owns three of which one is in the pool
    "a lot kept at home": (
        short(facts=owns(AAA_inf=3)),
        {("more", "AAA", "inf", 1)},
    ),
    # two of the four that AAA owns are earmarked, one is in the pool: one more goes to NATO too
    "NATO's lots first": (
        short(
            needs=[need("ground", 1)],
            facts={**owns(AAA_inf=4), ("AAA", "nfm_tier12_troops"): 500},
            rules={"nato_reserve_limit": {"mode": "forbidden"}},
        ),
        {("more", "AAA", "inf", 2)},
    ),
    # an area takes one long-range and two medium-range batteries: one of each is missing
    "two kinds for one package": (
        short(
            pools={("AAA", "bat"): 1, ("AAA", "sam"): 1},
            needs=[need("gbad_long", 0, "theatre", id="nothing")],
            locations=[WIDE],
            rules={"air_defence_floor": {"areas": [cover("city", 2)]}},
            facts=owns(AAA_bat=2, AAA_sam=4),
        ),
        {("more", "AAA", "bat", 1), ("more", "AAA", "sam", 3)},
    ),
    # two lots one month on and two off fill four months of six; one off, all of them
    "a shorter dwell": (
        short(
            horizon=6,
            starts=range(6),
            pools={("AAA", "inf"): 2},
            needs=[need("ground", 1)],
            cycle=(1, 2),
            facts=owns(AAA_inf=2),
        ),
        {("dwell", "AAA", "inf", 2)},
    ),
    "more people than before": (
        short(
            pools={("AAA", "inf"): 2},
            rules={"personnel_limit": {"enabled": True, "ceilings": {"AAA": 1000}}},
        ),
        {("ceiling", "AAA", "inf", 1)},
    ),
    "a lot not offered": (
        short(
            facts={**owns(BBB_inf=2, BBB_jet=1), ("BBB", "stance"): 1},
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 2, ("BBB", "jet"): 1},
            needs=[need("ground", 2), need("fighters", 4, "theatre")],
            locations=[SECTOR, WIDE],
        ),
        {("offer", "BBB", "inf", 1)},
    ),
    "a nation that is left out": (
        short(
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 2, ("BBB", "tank"): 1},
            facts=owns(BBB_inf=2, BBB_tank=1),
            coalition={"exclude": ["BBB"]},
            needs=[need("ground", 3)],
        ),
        {("join", "BBB", "inf", 2)},
    ),
    "a larger bid": (short(pools={("AAA", "inf"): 3}), {("bid", "AAA", "inf", 1)}),
    "a bid of nothing": (short(pools={("AAA", "inf"): 3}), {("bid", "AAA", "inf", 2)}),
    "a caveat": (
        short(
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 1},
            caveats=[{"nation": "BBB", "reason": "its parliament"}],
        ),
        {("caveat", "BBB", "", 1)},
    ),
    # what is not in the pool, or of a nation that is left out, may not go there either
    "a caveat and a lot kept at home": (
        short(
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 0},
            facts=owns(BBB_inf=1),
            caveats=[{"nation": "BBB", "reason": "its parliament"}],
        ),
        {("caveat", "BBB", "", 1), ("more", "BBB", "inf", 1)},
    ),
    "a caveat of a nation that is left out": (
        short(
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 1},
            facts=owns(BBB_inf=1),
            caveats=[{"nation": "BBB", "reason": "its parliament"}],
            coalition={"exclude": ["BBB"]},
        ),
        {("caveat", "BBB", "", 1), ("join", "BBB", "inf", 1)},
    ),
    "a caveat of one place": (
        short(
            pools={("AAA", "inf"): 1},
            caveats=[{"nation": "AAA", "location": "north", "reason": "its parliament"}],
            needs=[need("ground", 1)],
            locations=SECTORS,
        ),
        {("caveat", "AAA", "", 1)},
    ),
    # ready on day 20, one lot is carried by month 1; from day 0 on three would be
    "time to be carried": (
        short(
            pools={("BBB", "inf"): 2},
            starts=(0, 1),
            needs=[need("ground", 2, from_month=1)],
            facts={("BBB", "authorisation_days"): 20},
            rules={"lift_limit": {"enabled": True, "air_tonnes_per_day": 0.1}},
        ),
        {("approval", "BBB", "", 1)},
    ),
    # with an early decision AAA, which leads, would have to be there in month 0 as well
    "a lead that is late": (
        short(
            pools={("AAA", "inf"): 1, ("CCC", "inf"): 0},
            starts=(0, 1),
            facts={**owns(CCC_inf=1), ("AAA", "authorisation_days"): 30},
            rules={"lead_floor": {"enabled": True, "lead_battlegroups": 1}},
            steady_from_month=1,
        ),
        {("more", "CCC", "inf", 1)},
    ),
    # BBB decides for two months, in which its lot is missing
    "an early decision": (
        short(
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 1},
            starts=(0, 2),
            facts={("BBB", "authorisation_days"): 60},
            steady_from_month=0,
        ),
        {("approval", "BBB", "", 1)},
    ),
    # the south lacks two: what closes it is not taken from the north
    "other demands are held": (
        short(
            pools={("AAA", "inf"): 2},
            needs=[need("ground", 2, weight=2), need("ground", 2, "south")],
            locations=SECTORS,
            facts=owns(AAA_inf=9),
        ),
        {("more", "AAA", "inf", 2)},
    ),
    # of a reserve at 15 days one lot is missing, and standing by does for it
    "standing by": (
        short(
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 0},
            needs=[need("ground", 2, id="reserve", within_days=15)],
            locations=[SECTOR, HOME],
            facts=owns(BBB_inf=1),
        ),
        {("more", "BBB", "inf", 1)},
    ),
}
for name, bid in (("a larger bid", 1), ("a bid of nothing", 0)):
    bids = [{"nation": "AAA", "unit_type": "inf", "lots": bid}]
    CASES[name][0]["overrides"]["bids"] = bids


def explained(document: Document, **options: Any) -> Study:
    return explain(document, data=OFFERS, **options)


def asks_of(study: Study, demand: str | None = None) -> set[Ask]:
    """What is asked for a demand; a lowered threshold is no ask."""
    return {
        (str(r["kind"]), str(r["nation"]), str(r["unit_type"]), int(str(r["amount"])))
        for r in study.rows
        if r["kind"] not in ("threshold", "none") and demand in (None, r["demand"])
    }


def granted(document: Document, demand: str, asks: set[Ask]) -> Plan:
    """The plan of the scenario in which the asks are granted, solved from nothing."""
    problem, _ = prepare(document, data=OFFERS)
    chosen = _chosen(problem, demand, asks)
    data = OFFERS.at(problem.scenario.reference_date)
    known = with_overrides(data, problem.scenario.overrides)
    assert grant(problem, chosen, data).pools
    return planner.solve(asked(problem, chosen, known), data=OFFERS)


def _chosen(problem: Problem, demand: str, asks: set[Ask]) -> dict[Lever, int]:
    wanted = next(w.demand for w in problem.wants if w.demand.id == demand)
    data = OFFERS.at(problem.scenario.reference_date)
    levers = {lever.key: lever for lever in Levers(problem, data, wanted).find()}
    return {levers[kind, nation, unit]: lots for kind, nation, unit, lots in asks}
