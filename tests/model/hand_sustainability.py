"""Hand-solved cases of sustainability: tours, pools, people, placement, lift."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planner.model import forces as s
from planner.model.movement import lift_limit

from ..small_scenarios import HOME, SECTOR, SECTORS, WIDE, need, scenario
from ..world import Document
from .hand_solved import Case, Cases


def case_tour_cover() -> Iterator[Case]:
    # Two lots, tour 2 and dwell 3 months, wanted: 2 in two phases of two months. Whoever went in
    # month 0 is away until month 5, so one goes in month 0 and one in month 2: one is there, half
    # is missed, 4 months x 1/2 = 2. If lots in place needed no tour, both could stay for ever: 0.
    common: dict[str, Any] = {
        "starts": (0, 2),
        "pools": {("AAA", "inf"): 2},
        "needs": (need("ground", 2),),
    }
    yield Case(
        "half of the pool is away",
        scenario(cycle=(2, 3), **common),
        (2,),
        (0,),
        ("AAA", "inf", 2),
        "+1 x__AAA__inf__deployed__p1 -1 y__AAA__inf__1 -1 y__AAA__inf__2 <= 0",
        scenario(cycle=(2, 0), **common),
        (0,),
    )


def case_pool() -> Iterator[Case]:
    # Two lots, tour 2 and dwell 2, two wanted in each of two phases of two months. A lot serves in
    # one of them: half is missed, 4 months x 1/2. Tours start with the contributions, so the row
    # has them in place of y.
    common: dict[str, Any] = {"starts": (0, 2), "needs": (need("ground", 2),)}
    yield Case(
        "rotation takes the whole pool",
        scenario(pools={("AAA", "inf"): 2}, cycle=(2, 2), **common),
        (2,),
        (0,),
        ("AAA", "inf", 2),
        "-2 member__AAA +1 x__AAA__inf__deployed__p0 +1 x__AAA__inf__deployed__p1 <= 0",
        scenario(pools={("AAA", "inf"): 4}, cycle=(2, 2), **common),
        (0,),
    )
    # Three lots, tour 2 and dwell 2: one in the sector takes two lots by month 2, one is left to
    # stand by, where two are wanted: 4 months x 1/2 = 2. To leave the sector would cost 4.
    common = {
        "locations": (SECTOR, HOME),
        "needs": (need("ground", 1), need("ground", 2, "home")),
        "cycle": (2, 2),
    }
    yield Case(
        "standing by takes from the same pool",
        scenario(pools={("AAA", "inf"): 3}, **common),
        (2,),
        (0,),
        ("AAA", "inf", 2),
        "-3 member__AAA +2 x__AAA__inf__deployed__p0 +1 x__AAA__inf__standby__p0 <= 0",
        scenario(pools={("AAA", "inf"): 4}, **common),
        (0,),
    )
    # Four lots until month 2, then two; tour 2, dwell 2. Two are wanted for the one phase of four
    # months: two would go in month 0 and two more in month 2, but there are two in all then. So one
    # and one: 4 months x 1/2. A loss of lots cuts no phase.
    common = {"needs": (need("ground", 2),), "cycle": (2, 2)}
    yield Case(
        "a pool that shrinks",
        scenario(pools={("AAA", "inf"): (4, 4, 2, 2)}, **common),
        (2,),
        (0,),
        ("AAA", "inf", 2),
        "-2 member__AAA +2 x__AAA__inf__deployed__p0 <= 0",
        scenario(pools={("AAA", "inf"): 4}, **common),
        (0,),
    )
    # Two lots that are retired in month 3, tour 2 and dwell 2, wanted: 2 in two phases of two
    # months. They go at once and are at home until the end, with no dwell to serve after it: the
    # first phase is met. In the second they would have to leave before its end: it is missed, 2
    # months. Of four lots that stay, two would go for each.
    common = {"starts": (0, 2), "needs": (need("ground", 2),), "cycle": (2, 2)}
    yield Case(
        "a fleet that ends serves to its end",
        scenario(pools={("AAA", "inf"): (2, 2, 2, 0)}, **common),
        (2,),
        (0,),
        ("AAA", "inf", 3),
        "+1 x__AAA__inf__deployed__p1 <= 0",
        scenario(pools={("AAA", "inf"): 4}, **common),
        (0,),
    )


def case_rotation() -> Iterator[Case]:
    # Three lots, tour 2 and dwell 4, wanted: 3 in the first two of four months, of weight 3. All
    # could go at once, and be at home for the rest. But a third of 3 lots x 4 months is 4
    # lot-months: two may go, and one of three is missed: 3 x 2 months x 1/3. Dwell 2 keeps up half
    # of 12 lot-months: three may go for two months.
    def sent(dwell: int) -> Document:
        return scenario(
            starts=(0, 2),
            cycle=(2, dwell),
            pools={("AAA", "inf"): 3},
            needs=(need("ground", 3, to_month=2, weight=3),),
            rules={"rotation_limit": {"enabled": True}},
        )

    row = "+1 x__AAA__inf__deployed__p0 <= 2"  # in steps of two months
    yield Case("the first cycle", sent(4), (2,), (0,), ("AAA", "inf"), row, sent(2), (0,))


def case_handover() -> Iterator[Case]:
    # Three wanted in two phases of two months. AAA's three are retired by month 2, BBB's come then:
    # of what is there in the second phase all would be new. Half at most may be: nobody comes, and
    # 2 months are missed. Where the demand counts from month 2 on, BBB's arrive, as nobody does
    # who hands over.
    limit = {"handover_limit": {"enabled": True, "shares": {"ground": 0.5}}}
    pools: dict[tuple[str, str], tuple[int, ...]]
    pools = {("AAA", "inf"): (3, 3, 0, 0), ("BBB", "inf"): (0, 0, 3, 3)}
    common: dict[str, Any] = {"starts": (0, 2), "needs": (need("ground", 3),), "rules": limit}
    yield Case(
        "all at once",
        scenario(pools=pools, **common),
        (2,),
        (0,),
        ("ground", "p1"),
        "+1 joins__ground__BBB__p1 -0.5 x__BBB__inf__deployed__p1 <= 0",
        scenario(pools=pools, steady_from_month=2, **common),
        (0,),
    )
    # One of BBB's is there before, with two of AAA's. Two of three would be new, of two it is one:
    # one is missed in the second phase, 2 months x 1/3. Where a tank comes for the retired lots,
    # AAA hands nothing over: one of BBB's is there, as before.
    pools = {("AAA", "inf"): (2, 2, 0, 0), ("BBB", "inf"): (1, 1, 3, 3)}
    yield Case(
        "who was there before does not join",
        scenario(pools=pools, **common),
        (2 / 3,),
        (0,),
        ("joins", "ground", "BBB", "p1"),
        "-1 joins__ground__BBB__p1 -1 x__BBB__inf__deployed__p0 +1 x__BBB__inf__deployed__p1 <= 0",
        scenario(pools={**pools, ("AAA", "tank"): (0, 0, 2, 2)}, **common),
        (0,),
    )


def case_personnel() -> Iterator[Case]:
    # A lot is 1,000 people, three are wanted for two months, the ceiling is 2,000:
    # 2 months x 1/3 is missed.
    common: dict[str, Any] = {
        "horizon": 2,
        "pools": {("AAA", "inf"): 3},
        "needs": (need("ground", 3),),
    }

    def ceiling(people: int) -> Document:
        return {"personnel_limit": {"enabled": True, "ceilings": {"AAA": people}}}

    yield Case(
        "the user's ceiling",
        scenario(rules=ceiling(2000), **common),
        (2 / 3,),
        (0,),
        ("AAA", "p0"),
        "+1000 x__AAA__inf__deployed__p0 <= 2000",
        scenario(rules=ceiling(3500), **common),
        (0,),
    )
    # Two wanted in the sector and three with those who stand by, who do not count as deployed. The
    # past peak is 1,000: one in the sector and two at home, 2 months x 1/2 missed.
    common["locations"] = (SECTOR, HOME)
    common["needs"] = (need("ground", 2), need("ground", 3, id="reserve", within_days=15))
    peak = "peak_sustained_deployment"
    yield Case(
        "the past peak; standing by is free",
        scenario(
            facts={("AAA", peak): 1000}, rules={"personnel_limit": {"enabled": True}}, **common
        ),
        (1,),
        (0,),
        ("AAA", "p0"),
        "+1000 x__AAA__inf__deployed__p0 <= 1000",
        scenario(
            facts={("AAA", peak): 2000}, rules={"personnel_limit": {"enabled": True}}, **common
        ),
        (0,),
    )


def case_personnel_total() -> Iterator[Case]:
    # Two nations of two lots, 1,000 people each, three lots wanted for two months. The force is
    # capped at 2,000: 2 months x 1/3 is missed. AAA's own ceiling, 0, does not count.
    def document(total: int) -> Document:
        rule = {"enabled": True, "national": False, "total": total}
        return scenario(
            horizon=2,
            pools={("AAA", "inf"): 2, ("BBB", "inf"): 2},
            needs=(need("ground", 3),),
            facts={("AAA", "peak_sustained_deployment"): 0},
            rules={"personnel_limit": rule},
        )

    yield Case(
        "a ceiling for the force",
        document(2000),
        (2 / 3,),
        (0,),
        ("total", "p0"),
        "+1000 x__AAA__inf__deployed__p0 +1000 x__BBB__inf__deployed__p0 <= 2000",
        document(3000),
        (0,),
    )


def case_placement() -> Iterator[Case]:
    # Three lots cannot be two in each of two sectors: 1 month x 1/2 is missed. The nations' shares
    # of a group do not matter: AAA gives one and BBB two.
    def document(lots: int) -> Document:
        return scenario(
            horizon=1,
            pools={("AAA", "inf"): 1, ("BBB", "inf"): lots},
            needs=(need("ground", 2), need("ground", 2, "south")),
            locations=SECTORS,
        )

    yield Case(
        "a lot stands in one place",
        document(2),
        (0.5,),
        (0,),
        ("inf_deployed_0", "p0"),
        "-1 x__AAA__inf__deployed__p0 -1 x__BBB__inf__deployed__p0"
        " +1 z__inf_deployed_0__north__p0 +1 z__inf_deployed_0__south__p0 == 0",
        document(3),
        (0,),
    )


def case_lift() -> Iterator[Case]:
    # Three battlegroups of one tonne wanted in two phases of two months. Prepared for 30 days, at
    # 1/30 tonne a day: one comes by the start, 2 months x 2/3 missed. In the 60 days until the
    # second phase two more come, and none is missed.
    def by_air(tonnes: float) -> Document:
        return scenario(
            starts=(0, 2),
            pools={("AAA", "inf"): 3},
            needs=(need("ground", 3),),
            rules={"lift_limit": {"enabled": True, "air_tonnes_per_day": tonnes}},
            coalition={"preparation_days": 30},
        )

    yield Case(
        "by air, in the days of preparation",
        by_air(1 / 30),
        (4 / 3,),
        (0,),
        ("air", "p0", 0, 30),
        "+1 arrived__AAA__inf__p0 <= 1",
        by_air(1 / 10),
        (0,),
    )
    yield Case(
        "who is there already is not carried again",
        by_air(1 / 30),
        (4 / 3,),
        (0,),
        ("arrived", "AAA", "inf", "p1"),
        "-1 arrived__AAA__inf__p1 -1 x__AAA__inf__deployed__p0 +1 x__AAA__inf__deployed__p1 <= 0",
        by_air(1 / 10),
        (0,),
    )

    # Three batteries of 100 tonnes wanted in months 1 and 2. AAA's comes by rail, BBB's two by sea,
    # 5,000 km, which takes a train from the port as well. A train carries 100 tonnes, two trains
    # come in the 30 days: two batteries, 2 months x 1/3 missed. Ships carry 300 tonnes. They sail
    # for a day, so that they leave by day 29.
    def by_land(trains: float, ships: float) -> Document:
        rule = {"enabled": True, "trains_per_day": trains, "sea_tonnes_per_day": ships}
        return scenario(
            horizon=3,
            starts=(0, 1),
            pools={("AAA", "bat"): 1, ("BBB", "bat"): 2},
            needs=(need("gbad_long", 3, "theatre", from_month=1),),
            locations=(WIDE,),
            facts={("BBB", "distance_to_ukraine_km"): 5000},
            rules={"lift_limit": rule},
            coalition={"preparation_days": 30},
        )

    yield Case(
        "what comes by sea takes trains too",
        by_land(2 / 30, 10),
        (2 / 3,),
        (0,),
        ("rail", "p1", 0, 30),
        "+1 arrived__AAA__bat__p1 +1 arrived__BBB__bat__p1 <= 2",
        by_land(3 / 30, 10),
        (0,),
    )
    # Trains for three, ships for one battery: one by rail and one by sea.
    yield Case(
        "ships",
        by_land(3 / 30, 100 / 29),
        (2 / 3,),
        (0,),
        ("sea", "p1", 0, 29),
        "+100 arrived__BBB__bat__p1 <= 100",
        by_land(3 / 30, 10),
        (0,),
    )

    # Three battlegroups of one tonne are wanted from month 1 on. BBB's two are ready on day 15, and
    # the 15 days that are left carry one. Late is not there: 1 of 3 missed for 2 months.
    def late(tonnes: float) -> Document:
        return scenario(
            horizon=3,
            starts=(0, 1),
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 2},
            needs=(need("ground", 3, from_month=1),),
            facts={("BBB", "authorisation_days"): 15},
            rules={"lift_limit": {"enabled": True, "air_tonnes_per_day": tonnes}},
        )

    yield Case(
        "who is ready late is carried late",
        late(1 / 15),
        (2 / 3,),
        (0,),
        ("air", "p1", 15, 30),
        "+1 arrived__BBB__inf__p1 <= 1",
        late(2 / 15),
        (0,),
    )


CASES: Cases = {
    s.tour_cover_limit: [*case_tour_cover()],
    s.pool_limit: [*case_pool()],
    s.rotation_limit: [*case_rotation()],
    s.handover_limit: [*case_handover()],
    s.personnel_limit: [*case_personnel(), *case_personnel_total()],
    s.placement_balance: [*case_placement()],
    lift_limit: [*case_lift()],
}
