"""Plans past the check of cjsor.py: what is asked for, offered and open, line by line."""

from __future__ import annotations

from typing import Any

from planner.verify import cjsor

from ...world import Document
from ..edits import Case, Edit, rule, top


def line(
    serial: str, demand: str, capability: str, need: float, there: float, **more: Any
) -> Document:
    row: Document = {"serial": serial, "demand": demand, "capability": capability}
    row |= {"location": "wide", "need": need, "sustained": there, "unfilled": need - there}
    return row | {"offered_by": [], "caveats": [], "readiness_days": 0} | more


LINE = line("1", "line", "ground", 3, 3, offered_by=["FRA 3"])
AIR = line("4", "air", "fighters", 6, 4, offered_by=["POL 4"], readiness_days=6)
# 8 in ten days, 3 of them in the north; 3 in the south and 2 at home, whose line is its own
RESERVE = line(
    "2", "reserve", "ground within 10 days", 3, 3, offered_by=["GBR 3"], readiness_days=0
)
READY = line("3", "ready", "ground", 2, 2, offered_by=["POL 2"], readiness_days=10)
FUEL = line("5", "fuel", "tanking within 2 days", 1, 1, offered_by=["USA 1"])
SUPPORT = (
    line("6", "support_floor", "logistics", 1, 1, offered_by=["FRA 1"]),
    line("7", "support_floor", "logistics", 1, 1, offered_by=["GBR 1"]),
    line("8", "support_floor", "logistics", 1, 1, offered_by=["POL 1"], readiness_days=10),
)
HEADQUARTERS = line("9", "headquarters_floor", "division_hq", 1, 1, offered_by=["FRA 1"])
SOUND = (LINE, RESERVE, READY, AIR, FUEL, HEADQUARTERS)


def told(*rows: Document) -> list[Edit]:
    return [top(cjsor=list(rows))]


CASES: list[Case] = [
    (cjsor.cjsor_balance, "air fighters", set(), told(AIR | {"need": 7})),
    (cjsor.cjsor_balance, "air fighters", set(), told(AIR | {"sustained": 5})),
    (cjsor.cjsor_balance, "air fighters", set(), told(AIR | {"unfilled": 0})),
    (cjsor.cjsor_balance, "air fighters", set(), told(AIR | {"offered_by": ["DEU 4"]})),
    (cjsor.cjsor_balance, "air fighters", set(), told(AIR | {"offered_by": ["POL at times"]})),
    (cjsor.cjsor_balance, "air fighters", set(), told(AIR | {"readiness_days": 5})),
    (cjsor.cjsor_balance, "air fighters", set(), told(AIR, AIR | {"serial": "5"})),
    (cjsor.cjsor_balance, "serial 4", {"cjsor_balance"}, told(AIR, FUEL | {"serial": "4"})),
    (cjsor.cjsor_balance, "serial 4.1", set(), told(AIR | {"serial": "4.1"})),
    (cjsor.cjsor_balance, "nothing fighters", set(), told(AIR | {"demand": "nothing"})),
    # what the north asks for is not asked for again
    (cjsor.cjsor_balance, "reserve ground within 10 days", set(), told(RESERVE | {"need": 8})),
    (
        cjsor.cjsor_balance,
        "headquarters_floor division_hq",
        set(),
        told(HEADQUARTERS | {"need": 2, "unfilled": 1}),
    ),
    # asked for, every line is there
    (
        cjsor.cjsor_balance,
        "support_floor logistics",
        {"stage_value", "sustained_floor", "contingent_balance", "turnover_balance"},
        [*told(*SOUND), rule("objectives", ["sustained", "shortfall", "cost"])],
    ),
]
