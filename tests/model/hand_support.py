"""Hand-solved cases of support, and of company groups, which go with battlegroups."""

from __future__ import annotations

from collections.abc import Iterator

from planner.model import forces as s

from ..small_scenarios import SECTORS, need, scenario
from ..world import Document
from .hand_solved import Case, Cases


def case_support() -> Iterator[Case]:
    # One eng supports two inf or three tanks: with n eng, 3 inf + 2 tank <= 6 n (times the least
    # common multiple 6). Two eng, six battlegroups wanted, 4 inf and 3 tank: 3 tank and 2 inf use
    # 6 + 6 = 12 exactly, so five of six: 1 month x 1/6. Three eng: 3 inf and 3 tank use 15 of 18.
    def document(engineers: int) -> Document:
        return scenario(
            horizon=1,
            pools={("AAA", "inf"): 4, ("AAA", "tank"): 3, ("BBB", "eng"): engineers},
            needs=(need("ground", 6),),
            rules={"support_floor": {"enabled": True}},
        )

    yield Case(
        "two types share the engineers",
        document(2),
        (1 / 6,),
        (0,),
        ("eng", "north", "p0"),
        "+6 z__eng_deployed_0__north__p0 -3 z__inf_deployed_1__north__p0"
        " -2 z__tank_deployed_2__north__p0 >= 0",
        document(3),
        (0,),
    )

    # Support is counted place by place: one inf in each of two sectors needs one eng in each,
    # though one could support both. (Tanks could give ground, so the common multiple is still 6.)
    def sectors(engineers: int) -> Document:
        return scenario(
            horizon=1,
            pools={("AAA", "inf"): 2, ("AAA", "eng"): engineers},
            needs=(need("ground", 1, weight=2), need("ground", 1, "south")),
            locations=SECTORS,
            rules={"support_floor": {"enabled": True}},
        )

    yield Case(
        "each sector has its own",
        sectors(1),
        (1,),
        (0,),
        ("eng", "south", "p0"),
        "+6 z__eng_deployed_0__south__p0 -3 z__inf_deployed_1__south__p0 >= 0",
        sectors(2),
        (0,),
    )


def case_unsupported() -> Iterator[Case]:
    # As above, but the stage support counts what is missing: all six battlegroups are there. Two
    # eng leave 3 inf + 2 tank <= 12: with 4 inf and 2 tank (16) two inf go without, with 3 inf and
    # 3 tank (15) one does: 1 month x 1. Without the rule nobody has to.
    def document(engineers: int, inf: int = 4, tank: int = 3, wanted: int = 6) -> Document:
        pools = {("AAA", "inf"): inf, ("AAA", "tank"): tank, ("BBB", "eng"): engineers}
        return scenario(
            horizon=1,
            pools={pool: lots for pool, lots in pools.items() if lots},
            needs=(need("ground", wanted),),
            rules={"support_floor": {"enabled": True}},
            objectives=("shortfall", "support"),
        )

    yield Case(
        "who has no engineers is counted",
        document(2),
        (0, 1),
        (0, 0),
        ("eng", "north", "p0"),
        "+3 unsupported__inf__north__p0 +2 unsupported__tank__north__p0"
        " +6 z__eng_deployed_0__north__p0 -3 z__inf_deployed_1__north__p0"
        " -2 z__tank_deployed_2__north__p0 >= 0",
        document(3),
        (0, 0),
    )
    # No eng at all: three tank and one inf go without, 4 months. Only what is there can: else three
    # inf without support would do for all, their 3 x 3 for 3 + 2 x 3.
    yield Case(
        "only who is there goes without",
        document(0, 1, 3, 4),
        (0, 4),
        (0, 0),
        ("there", "inf", "north", "p0"),
        "-1 unsupported__inf__north__p0 +1 z__inf_deployed_0__north__p0 >= 0",
        document(2, 1, 3, 4),
        (0, 0),
    )


def case_company() -> Iterator[Case]:
    # Five flags wanted, one battlegroup and four company groups there are. Two companies go with
    # the battlegroup: three flags, 4 months x 2/5 missed. Without the rule, or with four to a
    # battlegroup, all five are there.
    def document(companies: int) -> Document:
        return scenario(
            pools={("AAA", "inf"): 1, ("BBB", "coy"): 4},
            needs=(need("presence", 5),),
            rules={"company_limit": {"per_battlegroup": companies}},
        )

    yield Case(
        "a battlegroup takes two in",
        document(2),
        (8 / 5,),
        (0,),
        ("north", "p0"),
        "+1 z__coy_deployed_0__north__p0 -2 z__inf_deployed_1__north__p0 <= 0",
        document(4),
        (0,),
    )


CASES: Cases = {
    s.support_floor: [*case_support(), *case_unsupported()],
    s.company_limit: [*case_company()],
}
