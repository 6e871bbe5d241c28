"""Plans past the rules of growth.py: purchases and training."""

from __future__ import annotations

from planner.verify import growth

from ..edits import Case, drop, purchase, put, rule

GROWN_CASES: list[Case] = [
    (
        growth.procurement_limit,
        "XCB drone month 6",
        {"cost_balance", "stage_value"},
        [purchase(lots=1)],
    ),
    (growth.procurement_limit, "drones", set(), [purchase(max_lots=1)]),
    (
        growth.procurement_limit,
        "drones",
        {"cost_balance", "budget_limit", "stage_value"},
        [purchase(lots=2.5)],
    ),
    (growth.procurement_limit, "drones", {"first_month_balance"}, [purchase(owner="FRA")]),
    (
        growth.procurement_limit,
        "drones",
        {"cost_balance", "stage_value"},
        [purchase(price_eur_m=9)],
    ),
    (
        growth.procurement_limit,
        "drones",
        {"cost_balance", "stage_value"},
        [purchase(payers={"FRA": 0.5, "GBR": 0.4})],
    ),
    (
        growth.procurement_limit,
        "drones",
        {"cost_balance", "stage_value"},
        [purchase(payers={"FRA": 0.5, "XMM": 0.5})],
    ),
    (
        growth.procurement_limit,
        "XCB drone month 6",
        {"phase_balance", "first_month_balance"},
        [purchase(ready_month=9)],
    ),
    (
        growth.procurement_limit,
        "XCB drone month 5",
        set(),
        [put("pools", {"nation": "XCB"}, lots=[0] * 5 + [2] * 7)],
    ),
    (
        growth.procurement_limit,
        "purchases",
        set(),
        [rule("rules.procurement_limit.enabled", False)],
    ),
    (
        growth.procurement_limit,
        "drones",
        set(),
        [
            rule("rules.procurement_limit.own_options", []),
            rule("rules.procurement_limit.options", ["a"]),
        ],
    ),
    (growth.training_balance, "p2", set(), [put("training", {"phase": "p2"}, brigades=2)]),
    (growth.training_balance, "p1", set(), [put("training", {"phase": "p1"}, brigades=1)]),
    (growth.training_balance, "p1", set(), [put("training", {"phase": "p1"}, teams=2)]),
    (growth.training_balance, "phases", set(), [drop("training", phase="p1")]),
    (growth.training_balance, "p2", set(), [rule("rules.training_balance.max_brigades", 0)]),
    (
        growth.training_balance,
        "p2",
        {"force_ratio_floor", "stage_value"},
        [rule("rules.training_balance.team_months_per_brigade", 7)],
    ),
    (
        growth.training_balance,
        "phases",
        {"force_ratio_floor", "stage_value"},
        [rule("rules.training_balance.enabled", False)],
    ),
]
