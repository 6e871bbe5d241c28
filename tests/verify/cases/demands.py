"""Plans past the rules of demands.py: requirements, threats, presences, stations and areas."""

from __future__ import annotations

from planner.verify import demands

from ...world import Document
from ..edits import CITY, STATION, Case, add, demand, drop, put, rule, top

CASES: list[Case] = [
    (
        demands.effect_floor,
        "line p1",
        set(),
        [put("requirements", {"id": "line", "phase": "p1"}, supplied=4)],
    ),
    (
        demands.effect_floor,
        "air p2",
        set(),
        [put("requirements", {"id": "air", "phase": "p2"}, shortfall=1)],
    ),
    (
        demands.effect_floor,
        "reserve p1",
        set(),
        [put("requirements", {"id": "reserve"}, need=7)],
    ),
    (demands.effect_floor, "ready p2", set(), [drop("requirements", id="ready", phase="p2")]),
    (
        demands.effect_floor,
        "ready p2",
        set(),
        [add("requirements", {"id": "ready"}, phase="p2")],
    ),
    (demands.effect_floor, "fuel p2", set(), [add("requirements", {"id": "fuel"}, phase="p2")]),
    (
        demands.effect_floor,
        "line p1",
        set(),
        [put("requirements", {"id": "line"}, within_days=9)],
    ),
    # 9 days: the forces at home come too late
    (
        demands.effect_floor,
        "reserve p1",
        {"stage_value"},
        [
            lambda plan: plan["scenario"]["requirements"][1].update(within_days=9),
            put("requirements", {"id": "reserve"}, within_days=9),
        ],
    ),
    # 11 days from sector to sector: the south comes too late
    (
        demands.effect_floor,
        "reserve p2",
        {"stage_value"},
        [rule("rules.effect_floor.sector_transit_days", 11)],
    ),
]

GROWN_CASES: list[Case] = [
    *(
        (
            demands.force_ratio_floor,
            "attack p2",
            set(),
            [put("force_ratios", {"phase": "p2"}, **{name: value})],
        )
        for name, value in {
            "location": "south",
            "within_days": 9,
            "attackers": 26,
            "ratio": 1.5,
            "need": 8,
            "coalition": 7,
            "host": 0,
            "trained": 2,
            "shortfall": 1,
        }.items()
    ),
    (demands.force_ratio_floor, "attack p1", set(), [drop("force_ratios", phase="p1")]),
    (
        demands.force_ratio_floor,
        "other p1",
        set(),
        [add("force_ratios", {}, id="other", need=1)],
    ),
    (
        demands.force_ratio_floor,
        "attack p1",
        {"stage_value"},
        [demand("force_ratio_floor.threats", host_battlegroups=0)],
    ),
    (
        demands.force_ratio_floor,
        "attack p1",
        {"stage_value"},
        [demand("force_ratio_floor.threats", unit="troops")],
    ),
    (
        demands.force_ratio_floor,
        "attack p2",  # 4 days: no brigade of the host comes from elsewhere
        {"stage_value"},
        [demand("force_ratio_floor.threats", within_days=4)],
    ),
    *(
        (
            demands.presence_floor,
            "wire p1",
            set(),
            [put("presences", {"phase": "p1"}, **{name: value})],
        )
        for name, value in {
            "nations": ["FRA", "GBR"],
            "need": 1,
            "nuclear_powers": [],
            "nuclear_need": 0,
            "shortfall": 0,
        }.items()
    ),
    (
        demands.presence_floor,
        "wire p2",
        {"stage_value"},
        [demand("presence_floor.presences", min_lots=4)],
    ),
    (
        demands.presence_floor,
        "wire p2",
        set(),
        [put("nations", {"nation": "FRA"}, nuclear=False)],
    ),
    (
        demands.presence_floor,
        "wire p2",
        {"stage_value"},
        [demand("presence_floor.presences", nations=3)],
    ),
    (demands.air_cover_floor, "station p1", set(), [put("cover", STATION, package="site")]),
    (demands.air_cover_floor, "station p2", set(), [put("cover", STATION, shortfall=0)]),
    (demands.air_cover_floor, "station p1", set(), [put("cover", STATION, need=2)]),
    (
        demands.air_cover_floor,
        "fighters wide p1",
        set(),
        [put("packages", {"id": "patrol"}, needs={"fighters": 3})],
    ),
    (
        demands.air_cover_floor,
        "tanking wide p2",
        {"stage_value"},
        [put("cover", STATION | {"phase": "p2"}, supplied=1, shortfall=0)],
    ),
    (
        demands.air_cover_floor,
        "station p1",
        {"stage_value"},
        [demand("air_cover_floor.stations", objective=1)],
    ),
    (demands.air_cover_floor, "station p2", set(), [drop("cover", id="station", phase="p2")]),
    (demands.air_cover_floor, "station p1", set(), [drop("packages", id="patrol")]),
    (demands.air_defence_floor, "city p1", set(), [put("cover", CITY, shortfall=0)]),
    (
        demands.air_defence_floor,
        "city p1",
        {"stage_value"},
        [put("cover", CITY | {"phase": "p1"}, supplied=-1, shortfall=2)],
    ),
    (
        demands.air_defence_floor,
        "isr wide p2",
        set(),
        [put("packages", {"id": "site"}, needs={"isr": 5})],
    ),
    (
        demands.air_defence_floor,
        "isr wide p1",
        {"stage_value"},
        [put("cover", CITY | {"phase": "p1"}, supplied=1, shortfall=0)],
    ),
]


def level(demand: str, need: float, sustained: float, *worst: str, start: int = 0) -> Document:
    """The level at which a demand is kept up."""
    row: Document = {"demand": demand, "from_month": start, "need": need, "sustained": sustained}
    return row | {"worst_phases": list(worst)}


AIR = level("air", 6, 4, "p1", "p2")
CASES += [
    (demands.sustained_floor, "air", set(), [top(sustained=[AIR | {"sustained": 5}])]),
    (demands.sustained_floor, "air", set(), [top(sustained=[AIR | {"need": 7}])]),
    (demands.sustained_floor, "air", set(), [top(sustained=[AIR | {"worst_phases": ["p1"]}])]),
    (demands.sustained_floor, "air", set(), [top(sustained=[AIR | {"from_month": 6}])]),
    (demands.sustained_floor, "sustained", set(), [top(sustained=[AIR, AIR])]),
    (demands.sustained_floor, "nothing", set(), [top(sustained=[AIR, level("nothing", 1, 1)])]),
    # line counts from month 6 then
    (
        demands.sustained_floor,
        "line",
        set(),
        [top(sustained=[level("line", 3, 3)]), rule("steady_from_month", 6)],
    ),
    # asked for, every demand has its row
    (
        demands.sustained_floor,
        "fuel",
        {"stage_value", "contingent_balance", "turnover_balance", "cjsor_balance"},
        [top(sustained=[AIR]), rule("objectives", ["sustained", "shortfall", "cost"])],
    ),
]
