"""Plans past the checks of contingents.py: who stays in the theatre, and how much changes hands."""

from __future__ import annotations

from planner.verify import contingents

from ...world import Document
from ..edits import FRA_NORTH, Case, put, rule, top


def kept(nation: str, effect: str, amount: float) -> Document:
    return {"nation": nation, "effect": effect, "amount": amount}


def changed(effect: str, share: float, phase: str = "p2") -> Document:
    return {"phase": phase, "effect": effect, "share": share}


FRA, POL = kept("FRA", "ground", 3), kept("POL", "fighters", 4)
SUSTAINED = rule("objectives", ["sustained", "shortfall", "cost"])
LEVELS = {"sustained_floor", "stage_value", "cjsor_balance"}
CASES: list[Case] = [
    (
        contingents.contingent_balance,
        "FRA ground",
        set(),
        [top(contingents=[kept("FRA", "ground", 2)])],
    ),
    # two battlegroups stand by at home, none in the theatre
    (
        contingents.contingent_balance,
        "POL ground",
        set(),
        [top(contingents=[kept("POL", "ground", 2)])],
    ),
    # the tanker leaves with month 6
    (
        contingents.contingent_balance,
        "USA tanking",
        set(),
        [top(contingents=[kept("USA", "tanking", 1)])],
    ),
    (contingents.contingent_balance, "contingents", set(), [top(contingents=[FRA, FRA])]),
    (
        contingents.contingent_balance,
        "GBR ground",
        LEVELS | {"turnover_balance"},
        [SUSTAINED, top(contingents=[FRA, POL])],
    ),
    (contingents.turnover_balance, "p2 ground", set(), [top(turnover=[changed("ground", 0.5)])]),
    (contingents.turnover_balance, "p2 tanking", set(), [top(turnover=[changed("tanking", 0)])]),
    (
        contingents.turnover_balance,
        "p1 ground",
        set(),
        [top(turnover=[changed("ground", 1, "p1")])],
    ),
    (contingents.turnover_balance, "turnover", set(), [top(turnover=[changed("ground", 0)] * 2)]),
    (
        contingents.turnover_balance,
        "p2 fighters",
        LEVELS,
        [
            SUSTAINED,
            top(contingents=[FRA, kept("GBR", "ground", 3), POL]),
            top(turnover=[changed("ground", 0)]),
        ],
    ),
    # of six battlegroups one comes with the second phase
    (
        contingents.handover_limit,
        "ground p2",
        {
            "share_limit",
            "lift_limit",
            "arrival_balance",
            "formations",
            "effect_floor",
            "cost_balance",
            "mandates",
            "stage_value",
        },
        [
            rule("rules.handover_limit", {"enabled": True, "shares": {"ground": 0.16}}),
            put("contributions", FRA_NORTH | {"phase": "p1"}, lots=2),
        ],
    ),
]
