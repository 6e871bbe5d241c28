"""Hand-solved cases of deterrence: effects, force ratios, presences, air cover, air defence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planner.model import demands as d

from ..small_scenarios import (
    HOME,
    NOTHING,
    SECTOR,
    SECTORS,
    WIDE,
    cover,
    need,
    presence,
    scenario,
    threat,
)
from ..world import Document
from .hand_solved import Case, Cases


def case_effect() -> Iterator[Case]:
    # A lot is four aircraft. Six wanted, one lot there: 2 of 6 missed in each of three months: 1.
    # Two lots: eight, more than asked for.
    def aircraft(lots: int) -> Document:
        return scenario(
            horizon=3,
            pools={("AAA", "jet"): lots},
            needs=(need("fighters", 6, "theatre"),),
            locations=(WIDE,),
        )

    yield Case(
        "effects are counted in whole units of a lot",
        aircraft(1),
        (1,),
        (0,),
        ("fighters_theatre", "p0"),
        "+1 shortfall__fighters_theatre__p0 +4 z__jet_deployed_0__theatre__p0 >= 6",
        aircraft(2),
        (0,),
    )

    # Five in the north within 15 days. Of four lots one is tied to the south, it comes over in 5
    # days; three are tied to standing by, they come in 10 + 5 = 15 days: 10 x 1/5 missed.
    def reserve(threshold: float, days: int) -> Document:
        return scenario(
            horizon=1,
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 3},
            needs=(
                need("ground", threshold, id="reserve", within_days=days, weight=10),
                need("ground", 1, "south", weight=100),
                need("ground", 3, "home"),
            ),
            locations=(*SECTORS, HOME),
        )

    yield Case(
        "neighbours and forces at notice count in time",
        reserve(5, 15),
        (2,),
        (0,),
        ("reserve", "p0"),
        "+1 shortfall__reserve__p0 +1 z__inf_deployed_0__north__p0 +1 z__inf_deployed_0__south__p0"
        " +1 z__inf_standby_1__home__p0 >= 5",
        reserve(3, 15),
        (0,),
    )
    # At 14 days only those in the sectors count. All four go there: 10 x 1/5 missed, and the place
    # at home stays empty: 1. With three at home it would be 10 x 4/5. Dropped, nothing is missed.
    yield Case(
        "a day too late does not count",
        reserve(5, 14),
        (3,),
        (0,),
        ("reserve", "p0"),
        "+1 shortfall__reserve__p0 +1 z__inf_deployed_0__north__p0"
        " +1 z__inf_deployed_0__south__p0 >= 5",
        reserve(1, 14),
        (0,),
    )


def case_effect_objective() -> Iterator[Case]:
    # Threshold two, objective four, valued in two steps of one: 0.5 and 0.25. Three are there, so
    # the last one lacks: 4 months x 0.25 x 1/2 = 0.5. With four: nothing lacks. (The stage
    # shortfall has 0 in both.)
    def document(lots: int) -> Document:
        return scenario(
            pools={("AAA", "inf"): lots},
            needs=(need("ground", 2, objective=4),),
            objectives=("shortfall", "deterrence"),
        )

    yield Case(
        "up to the objective",
        document(3),
        (0, 0.5),
        (0, 0),
        ("ground_north", "p0"),
        "+1 below_objective__ground_north__p0__0 +1 below_objective__ground_north__p0__1"
        " +1 shortfall__ground_north__p0 +1 z__inf_deployed_0__north__p0 >= 4",
        document(4),
        (0, 0),
    )


def case_sustained() -> Iterator[Case]:
    # Two lots, tour 2 and dwell 2, two wanted in each of two phases of two months: each lot serves
    # in one of them, so two and none would do as well as one and one. In the worst phase one of two
    # is missed at least: 4 months x 1/2; and no more than that over all.
    common: dict[str, Any] = {"starts": (0, 2), "needs": (need("ground", 2),)}
    stages: dict[str, Any] = {"objectives": ("sustained", "shortfall"), "cycle": (2, 2)}
    yield Case(
        "one in every phase, not two and none",
        scenario(pools={("AAA", "inf"): 2}, **stages, **common),
        (2, 2),
        (0, 2),
        ("ground_north", "p0"),
        "-1 shortfall__ground_north__p0 +1 worst__ground_north >= 0",
        scenario(pools={("AAA", "inf"): 4}, **stages, **common),
        (0, 0),
    )


def case_force_ratio() -> Iterator[Case]:
    # 9,000 troops are nine battlegroups; 3:1 takes three defenders. The host has one, the coalition
    # one: 3 months x 1/3 missed. 6,000 take two: enough.
    def document(attackers: float, **rule: Any) -> Document:
        attack = threat(attackers, host_battlegroups=1)
        return scenario(
            horizon=3,
            pools={("AAA", "inf"): 1},
            needs=(NOTHING,),
            rules={"force_ratio_floor": {"threats": [attack], **rule}},
        )

    yield Case(
        "three to one at the point of attack",
        document(9000),
        (1,),
        (0,),
        ("attack", "p0"),
        "+1 shortfall__attack__p0 +1 z__inf_deployed_0__north__p0 >= 2",
        document(6000),
        (0,),
    )
    # At 1.5:1 six are needed, two are there: 3 months x 4/6.
    yield Case(
        "the empirical ratio",
        document(9000, ratio=1.5),
        (2,),
        (0,),
        ("attack", "p0"),
        "+1 shortfall__attack__p0 +1 z__inf_deployed_0__north__p0 >= 5",
        document(3000, ratio=1.5),
        (0,),
    )

    # One sector is attacked at a time: a battlegroup of the south comes over in five days, and
    # counts against either attack. Two needed in each sector, one is in each. Within four days
    # one is missing in both: 2 x 1 month x 1/2.
    def neighbours(days: int) -> Document:
        threats = [
            threat(6000, place, id=f"attack_{place}", within_days=days)
            for place in ("north", "south")
        ]
        return scenario(
            horizon=1,
            pools={("AAA", "inf"): 2},
            needs=(need("ground", 1, weight=10), need("ground", 1, "south", weight=10)),
            locations=SECTORS,
            rules={"force_ratio_floor": {"threats": threats}},
        )

    yield Case(
        "too far to come in time",
        neighbours(4),
        (1,),
        (0,),
        ("attack_south", "p0"),
        "+1 shortfall__attack_south__p0 +1 z__inf_deployed_0__south__p0 >= 2",
        neighbours(5),
        (0,),
    )


def case_presence() -> Iterator[Case]:
    # Three nations wanted, two have forces: 3 months x 1/3 missed.
    def flags(nations: int) -> Document:
        return scenario(
            horizon=3,
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 1},
            needs=(NOTHING,),
            rules={"presence_floor": {"presences": [presence(nations)]}},
        )

    yield Case(
        "so many nations",
        flags(3),
        (1,),
        (0,),
        ("nations", "tripwire", "p0"),
        "+1 present__tripwire__AAA__p0 +1 present__tripwire__BBB__p0"
        " +1 shortfall__tripwire__p0 >= 3",
        flags(2),
        (0,),
    )

    # BBB and CCC can stand there; AAA, the one nuclear power, may not: one of two is missing
    # for two months.
    def nuclear(powers: int) -> Document:
        return scenario(
            horizon=2,
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 1, ("CCC", "inf"): 1},
            needs=(NOTHING,),
            caveats=[{"nation": "AAA", "reason": "law"}],
            rules={"presence_floor": {"presences": [presence(2, nuclear_powers=powers)]}},
        )

    yield Case(
        "a nuclear power among them",
        nuclear(1),
        (1,),
        (0,),
        ("nuclear", "tripwire", "p0"),
        "+1 shortfall__tripwire__p0 >= 1",
        nuclear(0),
        (0,),
    )

    # Two lots make a nation present. AAA has three lots, BBB one: 2 months x 1/2 missed; AAA's two
    # cost 4, and meet the two battlegroups wanted. With two from each, which four wanted
    # battlegroups ask for anyway, nothing is missed: 4 lots x 2 months = 8.
    def lots(own: int, others: int, wanted: int) -> Document:
        return scenario(
            horizon=2,
            pools={("AAA", "inf"): own, ("BBB", "inf"): others},
            needs=(need("ground", wanted),),
            rules={"presence_floor": {"presences": [presence(2, min_lots=2)]}},
            objectives=("shortfall", "cost"),
        )

    yield Case(
        "a few soldiers are no presence",
        lots(3, 1, 2),
        (1, 4),
        (0, 4),
        ("lots", "tripwire", "p0", "AAA"),
        "-2 present__tripwire__AAA__p0 +1 z__inf_deployed_0__north__p0 >= 0",
        lots(2, 2, 4),
        (0, 8),
    )


def case_air_cover() -> Iterator[Case]:
    # A station takes four fighters (one lot), a tanker and a radar aircraft. Two stations wanted,
    # forces for two but for one tanker: 2 months x 1/2 missed.
    def document(tankers: int) -> Document:
        return scenario(
            horizon=2,
            pools={("AAA", "jet"): 2, ("AAA", "radar"): 2, ("BBB", "tkr"): tankers},
            needs=(NOTHING,),
            locations=(SECTOR, WIDE),
            rules={"air_cover_floor": {"stations": [cover("station", 2)]}},
        )

    one, two = document(1), document(2)
    row = "-1 packages__station__p0 +1 z__tkr_deployed_2__theatre__p0 >= 0"
    key = ("tankers", "theatre", "p0")
    yield Case("the tankers run out first", one, (1,), (0,), key, row, two, (0,))
    row = "+1 packages__station__p0 +1 shortfall__station__p0 >= 2"
    yield Case("stations", one, (1,), (0,), ("station", "p0"), row, two, (0,))


def case_air_defence() -> Iterator[Case]:
    # A city takes one long-range and two medium-range batteries. Two cities wanted: two long and
    # two medium make one: 4 months x 1/2.
    def cities(medium: int) -> Document:
        return scenario(
            pools={("AAA", "bat"): 2, ("AAA", "sam"): medium},
            needs=(NOTHING,),
            locations=(SECTOR, WIDE),
            rules={"air_defence_floor": {"areas": [cover("city", 2)]}},
        )

    one, two = cities(2), cities(4)
    row = "-2 packages__city__p0 +1 z__sam_deployed_1__theatre__p0 >= 0"
    key = ("gbad_medium", "theatre", "p0")
    yield Case("one layer runs out", one, (2,), (0,), key, row, two, (0,))
    row = "+1 packages__city__p0 +1 shortfall__city__p0 >= 2"
    yield Case("areas", one, (2,), (0,), ("city", "p0"), row, two, (0,))

    # A city and a base share the medium-range batteries: three wanted, two there. The city weighs
    # three times as much, so it has its two and the base none: 1 month x 1.
    def both(medium: int) -> Document:
        areas = [cover("city", 1, weight=3), cover("base", 1)]
        return scenario(
            horizon=1,
            pools={("AAA", "bat"): 2, ("AAA", "sam"): medium},
            needs=(NOTHING,),
            locations=(SECTOR, WIDE),
            rules={"air_defence_floor": {"areas": areas}},
        )

    yield Case(
        "a battery defends one area",
        both(2),
        (1,),
        (0,),
        ("gbad_medium", "theatre", "p0"),
        "-1 packages__base__p0 -2 packages__city__p0 +1 z__sam_deployed_1__theatre__p0 >= 0",
        both(3),
        (0,),
    )


CASES: Cases = {
    d.effect_floor: [*case_effect(), *case_effect_objective()],
    d.sustained_floor: [*case_sustained()],
    d.force_ratio_floor: [*case_force_ratio()],
    d.presence_floor: [*case_presence()],
    d.air_cover_floor: [*case_air_cover()],
    d.air_defence_floor: [*case_air_defence()],
}
