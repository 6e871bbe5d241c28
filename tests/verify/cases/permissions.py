"""Plans past the rules of permissions.py: where forces may go, from when on, and their cycles."""

from __future__ import annotations

from planner.verify import permissions

from ...world import Document
from ..edits import CAVEAT, FRA_BATTLEGROUPS, GBR, Case, Edit, bid, caveat, put, rule

BOTH = {"offered_as": ["land", "logistics"]}
TROOPS: Document = {"unit_type": "battlegroup"}
CYCLE = {"tour_months": 4, "dwell_months": 8}


def _also(pools: Document, **places: int) -> Edit:
    """Open more places to the pools that match."""

    def edit(plan: Document) -> None:
        for row in plan["pools"]:
            if pools.items() <= row.items():
                row["locations"] |= places

    return edit


CASES: list[Case] = [
    (
        permissions.permission_limit,
        "FRA battlegroup north p1",
        {"first_month_balance"},
        [put("pools", FRA_BATTLEGROUPS, locations={"north": 1})],
    ),
    (
        permissions.permission_limit,
        "GBR logistics south p2",
        set(),
        [put("pools", {"nation": "GBR", "unit_type": "logistics"}, locations={"north": 0})],
    ),
    (
        permissions.permission_limit,
        "GBR battlegroup south p1",
        {"first_month_balance"},
        [rule("overrides.caveats", [CAVEAT | {"until_month": 6}])],
    ),
    (
        permissions.permission_limit,
        "POL battlegroup home p2",
        {"first_month_balance"},
        [rule("overrides.caveats", [CAVEAT | {"nation": "POL", "location": "home"}])],
    ),
    # what GBR offers is not enough, though its stance is
    *(
        (
            permissions.permission_limit,
            key,
            set(),
            [put("nations", GBR, offers=said), put("unit_types", {"id": "logistics"}, **type_of)],
        )
        for key, said, type_of in (
            ("GBR logistics south p1", {"land": 2, "logistics": 1}, {"offered_as": ["logistics"]}),
            ("GBR battlegroup south p2", {"land": 1, "logistics": 2}, BOTH),
            ("GBR battlegroup south p2", {"land": 1, "logistics": 2, "standby": 3}, BOTH),
        )
    ),
    # POL is included: silent, it is held back by nothing, but what it has said stands
    *(
        (permissions.permission_limit, key, set(), [put("nations", {"nation": "POL"}, offers=said)])
        for key, said in (
            ("POL fighter wide p1", {"land": 1, "standby": 2}),
            ("POL battlegroup home p2", {"land": 1, "air": 2}),
        )
    ),
    (
        permissions.first_month_balance,
        "POL battlegroup home",  # from its first bid of any lots on
        {"bid_limit"},
        [rule("overrides.bids", [bid(0, **TROOPS), bid(2, from_month=6, **TROOPS)])],
    ),
    # stance 1, and no longer included by name
    (
        permissions.permission_limit,
        "GBR logistics south p1",
        {"coalition_limit"},
        [put("nations", GBR, stance=1)],
    ),
    *(
        (permissions.placement_limit, f"FRA {unit} {place}", set(), [edit])
        for unit, place, edit in (
            ("battlegroup", "wide", _also(FRA_BATTLEGROUPS, wide=0)),
            ("battlegroup", "east", _also(FRA_BATTLEGROUPS, east=0)),
            ("division_hq", "home", _also({"unit_type": "division_hq"}, home=0)),
            ("division_hq", "north", _also({"unit_type": "division_hq"}, north=0)),
        )
    ),
    (
        permissions.placement_limit,
        "POL fighter wide",
        set(),
        [put("unit_types", {"id": "fighter"}, placement="sector")],
    ),
    (
        permissions.first_month_balance,
        "POL battlegroup home",  # 41 days to decide, 9 of them before month 0: 32, two months
        {"permission_limit"},
        [
            put("pools", {"nation": "POL", "unit_type": "battlegroup"}, decision_days=41),
            put(
                "pools",
                {"nation": "POL", "unit_type": "battlegroup"},
                locations={"north": 2, "home": 1},
            ),
        ],
    ),
    (
        permissions.first_month_balance,
        "DEU fighter wide",  # a day on the way: from month 1 on
        set(),
        [put("pools", {"nation": "DEU"}, transit_days=1)],
    ),
    (
        permissions.first_month_balance,
        "DEU fighter wide",
        set(),
        [put("pools", {"nation": "DEU"}, locations={"wide": 1})],
    ),
    *(
        (permissions.cycle_balance, "POL fighter", set(), edits)
        for edits in (
            [put("unit_types", {"id": "fighter"}, tour_months=3)],
            [put("unit_types", {"id": "fighter"}, dwell_months=9)],
            [rule("overrides.tours", [{"unit_type": "fighter", **CYCLE, "tour_months": 3}])],
            [
                put("unit_types", {"id": "fighter"}, tour_months=4),
                rule(
                    "overrides.tours",
                    [
                        {"unit_type": "fighter", **CYCLE},
                        {"unit_type": "fighter", **CYCLE, "nation": "POL", "dwell_months": 9},
                    ],
                ),
            ],
        )
    ),
    *(
        (permissions.permission_limit, key, {"first_month_balance"}, caveat(**values))
        for key, values in (
            ("GBR battlegroup south p1", {"kind": "no_ground_troops"}),
            ("GBR logistics south p2", {"kind": "no_ground_troops", "location": "south"}),
            ("GBR logistics south p1", {"kind": "standby_only"}),
            ("GBR battlegroup south p2", {"kind": "support_only"}),
            ("FRA division_hq wide p2", {"kind": "air_only", "nation": "FRA"}),
            ("POL fighter wide p1", {"kind": "standby_only", "nation": "POL"}),
        )
    ),
]

GROWN_CASES: list[Case] = [
    (
        permissions.first_month_balance,
        "XCB drone wide",
        set(),
        [put("pools", {"nation": "XCB"}, locations={"wide": 5})],
    ),
    (
        permissions.placement_limit,
        "POL team north",
        set(),
        [put("pools", {"unit_type": "team"}, locations={"camp": 0, "north": 0})],
    ),
]
