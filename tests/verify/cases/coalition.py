"""Plans past the rules of coalition.py: members, shares, pledges, US enablers."""

from __future__ import annotations

from planner.verify import coalition

from ..edits import (
    FLANK_PLEDGE,
    GBR,
    LATE_PLEDGE,
    RESERVED,
    TANKER,
    Case,
    add,
    bid,
    drop,
    put,
    rule,
)

CASES: list[Case] = [
    (
        coalition.participation_limit,
        "DEU",
        {"participation_floor"},
        [put("nations", {"nation": "DEU"}, member=True)],
    ),
    (
        coalition.participation_limit,
        "GBR",
        {"coalition_floor"},
        [put("nations", {"nation": "GBR"}, member=False)],
    ),
    (coalition.participation_limit, "XMM tanker", set(), [drop("nations", nation="XMM")]),
    (
        coalition.participation_floor,
        "POL",
        set(),
        [rule("rules.participation_floor.min_lot_months", 49)],
    ),
    # switched off, the minimum is one lot for one month
    (
        coalition.participation_floor,
        "DEU",
        {"participation_limit"},
        [
            put("nations", {"nation": "DEU"}, member=True),
            rule("rules.participation_floor.enabled", False),
        ],
    ),
    (coalition.coalition_floor, "members", set(), [rule("coalition.min_nations", 4)]),
    (coalition.coalition_limit, "GBR", set(), [rule("coalition.exclude", ["GBR"])]),
    (coalition.coalition_limit, "GBR", set(), [rule("coalition.only", ["FRA", "POL"])]),
    (coalition.coalition_limit, "POL", {"permission_limit"}, [rule("coalition.include", [])]),
    *(
        (coalition.coalition_limit, "GBR", {"permission_limit"}, [put("nations", GBR, **said)])
        for said in ({"offers": {"land": 1}}, {"offers": {"land": 0, "air": 1, "standby": 1}})
    ),
    # of more than is bid: a flight of POL, deployed or standing by, from the first month on
    *(
        (coalition.bid_limit, key, others, [rule("overrides.bids", bids)])
        for key, others, bids in (
            ("POL fighter p1", set(), [bid(0)]),
            ("POL fighter p1", {"first_month_balance"}, [bid(9, from_month=6)]),
            ("POL fighter p2", set(), [bid(0, from_month=6), bid(1)]),
            ("POL battlegroup p1", set(), [bid(1, unit_type="battlegroup")]),
        )
    ),
    (
        coalition.us_enabler_limit,
        "USA tanker wide p1",
        set(),
        [rule("coalition.us_backstop", False)],
    ),
    (
        coalition.us_enabler_limit,
        "USA tanker wide p1",
        set(),
        [put("unit_types", {"id": "tanker"}, us_enabler=False)],
    ),
    (
        coalition.us_enabler_limit,
        "USA tanker p1",
        set(),
        [rule("rules.us_enabler_limit.max_lots", {"tanker": 0})],
    ),
    (
        coalition.us_enabler_limit,
        "XMM tanker wide p2",
        {
            "tour_cover_limit",
            "lift_limit",
            "arrival_balance",
            "formations",
            "cost_balance",
            "stage_value",
        },
        [add("contributions", TANKER, nation="XMM", phase="p2")],
    ),
    (
        coalition.share_limit,
        "FRA ground p1",
        set(),
        [rule("rules.share_limit.max_share", {"ground": 0.49})],
    ),
    (
        coalition.nato_reserve_limit,
        "FRA battlegroup month 6",
        set(),
        RESERVED,
    ),
    (
        coalition.pledge_floor,
        "USA tanker p2",
        set(),
        [rule("rules.pledge_floor.pledges", [LATE_PLEDGE])],
    ),
    (
        coalition.pledge_floor,
        "USA tanker p1",
        set(),
        [rule("rules.pledge_floor.pledges", [FLANK_PLEDGE])],
    ),
    (coalition.participation_limit, "XMM", set(), [put("nations", {"nation": "XMM"}, member=True)]),
    (coalition.participation_limit, "XMM", set(), [put("nations", {"nation": "XMM"}, role="none")]),
    (
        coalition.participation_limit,
        "DEU",
        set(),
        [put("nations", {"nation": "DEU"}, role="member")],
    ),
    (
        coalition.us_enabler_limit,
        "USA tanker p1",
        {"phase_balance"},
        [rule("rules.us_enabler_limit.drawdown", [{"from_month": 5, "share": 0}])],
    ),
    # 0.4 of a pool of two is no whole lot
    (
        coalition.us_enabler_limit,
        "USA tanker p1",
        set(),
        [rule("rules.us_enabler_limit.drawdown", [{"share": 0.4}])],
    ),
]
