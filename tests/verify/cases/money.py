"""Plans past the rules of money.py: costs, fair shares, budgets and the fund."""

from __future__ import annotations

from planner.verify import money

from ..edits import GBR, READY, TAUGHT, Case, add, drop, put, rule, top

CASES: list[Case] = [
    *(
        (
            money.cost_balance,
            f"FRA {name}",
            set(),
            [put("nations", {"nation": "FRA"}, **{name: value})],
        )
        for name, value in {
            "personnel_peak": 3898,
            "personnel_months": 46800.1,
            "cost_eur_m": 467.9,
            "burden_share": 0.43,
            "fair_share": 0.33,
        }.items()
    ),
    (
        money.cost_balance,
        "POL cost_eur_m",
        {"stage_value"},
        [top(standby_cost_share=0.6)],
    ),
    (
        money.cost_balance,
        "GBR p1 deployment",
        set(),
        [put("costs", {"nation": "GBR", "phase": "p1"}, eur_m=203)],
    ),
    (money.cost_balance, "POL p2 readiness", set(), [put("costs", READY, kind="training")]),
    (money.cost_balance, "POL p1 readiness", set(), [drop("costs", kind="readiness", phase="p1")]),
    (money.cost_balance, "POL p2 readiness", set(), [add("costs", READY, eur_m=0)]),
    (
        money.cost_balance,
        "GBR p1 movement",
        {"stage_value"},
        [put("pools", {"nation": "GBR"}, movement_cost_eur_m=1)],
    ),
    (
        money.cost_balance,
        "ITA fair_shares equal",
        set(),
        [lambda plan: plan["nations"][4]["fair_shares"].update(equal=0.3)],
    ),
    (
        money.cost_balance,
        "fair_shares defence_budget",
        set(),
        [lambda plan: plan["nations"][4]["fair_shares"].update(defence_budget=0.3)],
    ),
    (
        money.cost_balance,
        "USA fair_shares gdp",
        set(),
        [lambda plan: plan["nations"][5]["fair_shares"].update(gdp=0.3)],
    ),
    (
        money.cost_balance,
        "FRA fair_shares defence_budget",
        set(),
        [rule("rules.burden.key", "defence_budget")],
    ),
    (money.cost_balance, "FRA size", set(), [rule("rules.burden.key", "custom")]),
    (
        money.budget_limit,
        "fund",
        {"stage_value"},
        [put("nations", {"nation": "FRA"}, fund_received_eur_m=1)],
    ),
    (
        money.budget_limit,
        "DEU",
        set(),
        [put("nations", {"nation": "DEU"}, fund_paid_eur_m=1)],
    ),
]

GROWN_CASES: list[Case] = [
    (
        money.budget_limit,
        "FRA",
        set(),
        [rule("rules.budget_limit.national_eur_m", {"FRA": 457})],
    ),
    (money.budget_limit, "fund", set(), [rule("rules.budget_limit.common_fund_eur_m", 29)]),
    (money.budget_limit, "total", set(), [rule("rules.budget_limit.total_eur_m", 1100)]),
    (money.budget_limit, "GBR", {"stage_value"}, [put("nations", GBR, fund_paid_eur_m=9)]),
    (
        money.budget_limit,
        "FRA",
        {"stage_value"},
        [
            put("nations", {"nation": "FRA"}, fund_received_eur_m=0),
            put("nations", {"nation": "DEU"}, fund_received_eur_m=30),
        ],
    ),
    (
        money.cost_balance,
        "GBR p1 procurement",
        set(),
        [put("costs", {"nation": "GBR", "kind": "procurement"}, eur_m=9)],
    ),
    (money.cost_balance, "POL p1 training", set(), [put("costs", TAUGHT, kind="deployment")]),
    (money.cost_balance, "GBR p1 movement", set(), [drop("costs", kind="movement")]),
]
