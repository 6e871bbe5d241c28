"""Plans past the rules of politics.py: votes, NATO's tiers and US gaps."""

from __future__ import annotations

from planner.verify import politics

from ..edits import FRA_BATTLEGROUPS, GBR, Case, add, drop, put, rule

TANKERS = add(
    "purchases",
    {"id": "drones"},
    id="tankers",
    unit_type="tanker",
    lots=0,
    price_eur_m=30,
)


CASES: list[Case] = [
    (politics.mandates, "GBR", set(), [drop("mandates", nation="GBR")]),
    (politics.mandates, "DEU", set(), [add("mandates", {"nation": "GBR"}, nation="DEU")]),
    (politics.mandates, "FRA", set(), [put("mandates", {"month": 4}, event="decision")]),
    (politics.mandates, "FRA", set(), [put("mandates", {"month": 4}, month=5, date="2027-04")]),
    (politics.mandates, "GBR", set(), [put("mandates", GBR, month=1, date="2026-12")]),
    (politics.mandates, "GBR month 0", set(), [put("mandates", GBR, personnel=3400)]),
    (politics.mandates, "GBR month 0", set(), [put("mandates", GBR, date="2026-12")]),
    (politics.mandates, "GBR month 0", set(), [add("mandates", GBR, event="renewal")]),
    (politics.mandates, "FRA month 4", set(), [rule("start_date", "2026-12")]),
    *(
        (
            politics.nato_ledger,
            "FRA battlegroup month 6",
            set(),
            [put("nato_ledger", {"start_month": 6}, **values)],
        )
        for values in (
            {"undeclared": 6, "tier_3": 0},
            {"tier_3": 0, "tier_2": 1},
            {"tier_3": 0, "tier_1": 1},
            {"used": 5},
            {"start_month": 7},
        )
    ),
    (
        politics.nato_ledger,
        "FRA battlegroup month 5",
        set(),
        [put("nato_ledger", {"start_month": 6}, start_month=5)],
    ),
    (
        politics.nato_ledger,
        "FRA battlegroup",
        set(),
        [put("pools", FRA_BATTLEGROUPS, nato_earmark=1)],
    ),
    (
        politics.nato_ledger,
        "ITA tanker",
        set(),
        [add("nato_ledger", {}, nation="ITA", unit_type="tanker")],
    ),
    *(
        (politics.us_gaps, "tanker p1", set(), [put("us_gaps", {}, **values)])
        for values in (
            {"us_lots": 2},
            {"european_lots": 1},
            {"lots_to_own": 1},
            {"option": "joint_mrtt"},
            {"price_eur_m": 60.0},
            {"ready_month": 12},
            {"phase": "p2"},
        )
    ),
    (politics.us_gaps, "us_gaps", set(), [add("us_gaps", {})]),
]

GROWN_CASES: list[Case] = [
    # two tankers at 30, from month 6 on
    *(
        (politics.us_gaps, "tanker p1", set(), [TANKERS, put("us_gaps", {}, **values)])
        for values in (
            {},
            {"option": "tankers", "price_eur_m": 30, "ready_month": 6},
            {"option": "tankers", "price_eur_m": 60, "ready_month": 7},
            {"option": "drones", "price_eur_m": 20, "ready_month": 6},
            {"option": "airliners", "price_eur_m": 62, "ready_month": 6},
        )
    ),
]
