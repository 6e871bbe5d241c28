"""Hand-solved cases of commitment: members, shares, pledges, NATO's reserve, the US."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planner.model import coalition as c

from ..small_scenarios import WIDE, need, scenario
from ..world import Document
from .hand_solved import Case, Cases


def case_participation() -> Iterator[Case]:
    # Two members wanted, one battlegroup for four months (two phases of two): AAA alone costs 4.
    # Each gives at least 6 lot-months: 12 instead of 4. With 2 lot-months each they share the four.
    # Without the rule a member need not give anything.
    def document(least: int) -> Document:
        return scenario(
            starts=(0, 2),
            pools={("AAA", "inf"): 2, ("BBB", "inf"): 2},
            needs=(need("ground", 1),),
            rules={"participation_floor": {"min_lot_months": least}},
            coalition={"min_nations": 2},
            objectives=("shortfall", "cost"),
        )

    yield Case(
        "a member gives a minimum",
        document(6),
        (0, 12),
        (0, 4),
        ("BBB",),
        "-6 member__BBB +2 x__BBB__inf__deployed__p0 +2 x__BBB__inf__deployed__p1 >= 0",
        document(2),
        (0, 4),
    )


def case_coalition() -> Iterator[Case]:
    # One battlegroup for two months: AAA's inf alone costs 2. Two members: each gives something,
    # and BBB has only a tank: 2 + 3 = 5.
    def document(members: int) -> Document:
        return scenario(
            horizon=2,
            pools={("AAA", "inf"): 1, ("BBB", "tank"): 1},
            needs=(need("ground", 1),),
            coalition={"min_nations": members},
            objectives=("shortfall", "cost"),
        )

    row = "+1 member__AAA +1 member__BBB >= 2"
    yield Case("two members", document(2), (0, 5), (0, 2), (), row, document(1), (0, 2))


def case_share() -> Iterator[Case]:
    # Four battlegroups wanted, AAA has four and BBB one. At most half from AAA: one each, 2 of 4
    # missed in each of two months: 1. At most 0.8: AAA three (of four, 3 <= 3.2).
    def document(share: float) -> Document:
        return scenario(
            horizon=2,
            pools={("AAA", "inf"): 4, ("BBB", "inf"): 1},
            needs=(need("ground", 4),),
            rules={"share_limit": {"enabled": True, "max_share": {"ground": share}}},
        )

    yield Case(
        "no more than half",
        document(0.5),
        (1,),
        (0,),
        ("ground", "AAA", "p0"),
        "+0.5 x__AAA__inf__deployed__p0 -0.5 x__BBB__inf__deployed__p0 <= 0",
        document(0.8),
        (0,),
    )


def case_pledge() -> Iterator[Case]:
    # One battlegroup wanted for four months, AAA pledges three from month 2: 2 x 1 + 2 x 3 = 8
    # instead of 4.
    def document(lots: int) -> Document:
        pledge = {"nation": "AAA", "unit_type": "inf", "lots": lots, "from_month": 2}
        return scenario(
            pools={("AAA", "inf"): 3},
            needs=(need("ground", 1),),
            rules={"pledge_floor": {"pledges": [pledge]}},
            objectives=("shortfall", "cost"),
        )

    yield Case(
        "a pledge from a month on",
        document(3),
        (0, 8),
        (0, 4),
        (0, "AAA", "inf", "p0_m2"),
        "+1 x__AAA__inf__deployed__p0_m2 >= 3",
        document(1),
        (0, 4),
    )


def case_bid() -> Iterator[Case]:
    # Two battlegroups wanted for four months, AAA has three and bids one: half is missed, 4 x 1/2.
    # With two bid at once nothing is.
    def document(lots: int) -> Document:
        source = scenario(pools={("AAA", "inf"): 3}, needs=(need("ground", 2),))
        source["overrides"]["bids"] = [{"nation": "AAA", "unit_type": "inf", "lots": lots}]
        return source

    yield Case(
        "no more than is bid",
        document(1),
        (2,),
        (0,),
        ("AAA", "inf", "p0"),
        "+1 x__AAA__inf__deployed__p0 <= 1",
        document(2),
        (0,),
    )


def case_reserve() -> Iterator[Case]:
    # AAA owns four lots, half of its forces are earmarked for NATO: two lots. Wanted: three for
    # four months, tour 4. Forbidden: two come, 4 months x 1/3 missed. With a quarter of the forces
    # earmarked, one lot, three are free.
    def document(mode: str, earmarked: int, *stages: str) -> Document:
        return scenario(
            pools={("AAA", "inf"): 4},
            needs=(need("ground", 3),),
            cycle=(4, 0),
            facts={("AAA", "owned_inf"): 4, ("AAA", "nfm_tier12_troops"): earmarked},
            rules={"nato_reserve_limit": {"mode": mode}},
            objectives=("shortfall", *stages),
        )

    yield Case(
        "forbidden",
        document("forbidden", 500),
        (4 / 3,),
        (0,),
        ("AAA", "inf", 0),
        "+1 x__AAA__inf__deployed__p0 <= 2",
        document("forbidden", 250),
        (0,),
    )
    # Priced: all three go, one lot is drawn for four months.
    yield Case(
        "priced",
        document("priced", 500, "nato_draw"),
        (0, 4),
        (0, 0),
        ("AAA", "inf", 0),
        "-1 draw_nato__AAA__inf__0 +1 y__AAA__inf__0 <= 2",
        document("priced", 250, "nato_draw"),
        (0, 0),
    )


def case_us() -> Iterator[Case]:
    # Two radars wanted, the US has three, one is allowed: 1 month x 1/2 missed, and 1 lot-month
    # from the US; with two or more: nothing missed, 2 lot-months.
    def document(**limit: Any) -> Document:
        return scenario(
            horizon=1,
            pools={("USA", "radar"): 3},
            needs=(need("aew", 2, "theatre"),),
            locations=(WIDE,),
            rules={"us_enabler_limit": limit},
            coalition={"us_backstop": True},
            objectives=("shortfall", "us_dependence"),
        )

    row, key = "+1 x__USA__radar__deployed__p0 <= 1", ("radar", "p0")
    one, three = document(max_lots={"radar": 1}), document(max_lots={"radar": 3})
    yield Case("a maximum", one, (0.5, 1), (0, 2), key, row, three, (0, 2))
    # Half of three is one whole lot.
    half, all_of_it = document(drawdown=[{"share": 0.5}]), document(drawdown=[{"share": 1}])
    yield Case("the drawdown", half, (0.5, 1), (0, 2), key, row, all_of_it, (0, 2))


CASES: Cases = {
    c.participation_floor: [*case_participation()],
    c.coalition_floor: [*case_coalition()],
    c.share_limit: [*case_share()],
    c.pledge_floor: [*case_pledge()],
    c.bid_limit: [*case_bid()],
    c.nato_reserve_limit: [*case_reserve()],
    c.us_enabler_limit: [*case_us()],
}
