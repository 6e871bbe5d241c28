"""The same as in cases.py, for the plan with growth."""

from __future__ import annotations

from planner.verify import (
    accounts,
    command,
    floors,
    forces,
    growth,
    money,
    movement,
    permissions,
    stages,
)

from .cases import Case
from .edits import (
    CITY,
    GBR,
    STATION,
    TAUGHT,
    Edit,
    add,
    demand,
    drop,
    purchase,
    put,
    rule,
    tree_row,
)

TANKERS = add(
    "purchases",
    {"id": "drones"},
    id="tankers",
    unit_type="tanker",
    lots=0,
    price_eur_m=30,
)


def led_by(**leads: str) -> Edit:
    """The nations that lead the components are these."""
    return lambda plan: plan["command"].update(component_leads=leads)


GROWN_CASES: list[Case] = [
    # two tankers at 30, from month 6 on
    *(
        (accounts.us_gaps, "tanker p1", set(), [TANKERS, put("us_gaps", {}, **values)])
        for values in (
            {},
            {"option": "tankers", "price_eur_m": 30, "ready_month": 6},
            {"option": "tankers", "price_eur_m": 60, "ready_month": 7},
            {"option": "drones", "price_eur_m": 20, "ready_month": 6},
            {"option": "airliners", "price_eur_m": 62, "ready_month": 6},
        )
    ),
    *(
        (
            floors.force_ratio_floor,
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
    (floors.force_ratio_floor, "attack p1", set(), [drop("force_ratios", phase="p1")]),
    (
        floors.force_ratio_floor,
        "other p1",
        set(),
        [add("force_ratios", {}, id="other", need=1)],
    ),
    (
        floors.force_ratio_floor,
        "attack p1",
        {"stage_value"},
        [demand("force_ratio_floor.threats", host_battlegroups=0)],
    ),
    (
        floors.force_ratio_floor,
        "attack p1",
        {"stage_value"},
        [demand("force_ratio_floor.threats", unit="troops")],
    ),
    (
        floors.force_ratio_floor,
        "attack p2",  # 4 days: no brigade of the host comes from elsewhere
        {"stage_value"},
        [demand("force_ratio_floor.threats", within_days=4)],
    ),
    *(
        (
            floors.presence_floor,
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
        floors.presence_floor,
        "wire p2",
        {"stage_value"},
        [demand("presence_floor.presences", min_lots=4)],
    ),
    (
        floors.presence_floor,
        "wire p2",
        set(),
        [put("nations", {"nation": "FRA"}, nuclear=False)],
    ),
    (
        floors.presence_floor,
        "wire p2",
        {"stage_value"},
        [demand("presence_floor.presences", nations=3)],
    ),
    (floors.air_cover_floor, "station p1", set(), [put("cover", STATION, package="site")]),
    (floors.air_cover_floor, "station p2", set(), [put("cover", STATION, shortfall=0)]),
    (floors.air_cover_floor, "station p1", set(), [put("cover", STATION, need=2)]),
    (
        floors.air_cover_floor,
        "fighters wide p1",
        set(),
        [put("packages", {"id": "patrol"}, needs={"fighters": 3})],
    ),
    (
        floors.air_cover_floor,
        "tanking wide p2",
        {"stage_value"},
        [put("cover", STATION | {"phase": "p2"}, supplied=1, shortfall=0)],
    ),
    (
        floors.air_cover_floor,
        "station p1",
        {"stage_value"},
        [demand("air_cover_floor.stations", objective=1)],
    ),
    (floors.air_cover_floor, "station p2", set(), [drop("cover", id="station", phase="p2")]),
    (floors.air_cover_floor, "station p1", set(), [drop("packages", id="patrol")]),
    (floors.air_defence_floor, "city p1", set(), [put("cover", CITY, shortfall=0)]),
    (
        floors.air_defence_floor,
        "city p1",
        {"stage_value"},
        [put("cover", CITY | {"phase": "p1"}, supplied=-1, shortfall=2)],
    ),
    (
        floors.air_defence_floor,
        "isr wide p2",
        set(),
        [put("packages", {"id": "site"}, needs={"isr": 5})],
    ),
    (
        floors.air_defence_floor,
        "isr wide p1",
        {"stage_value"},
        [put("cover", CITY | {"phase": "p1"}, supplied=1, shortfall=0)],
    ),
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
    *(
        (
            movement.arrival_balance,
            "XCB drone p2",
            set(),
            [put("arrivals", {"unit_type": "drone"}, **{name: value})],
        )
        for name, value in {
            "decision_days": 1,
            "notice_days": 20,
            "transit_days": 2,
            "ready_day": 16,
            "due_day": 30,
            "slack_days": 0,
            "critical": "transit",
        }.items()
    ),
    # 4 trains at 4 a day, from day 11 on
    *(
        (
            movement.arrival_balance,
            "p2 rail",
            set(),
            [
                put(
                    "arrivals",
                    {"unit_type": "drone"},
                    lift_days=days,
                    ready_day=14 + days,
                    slack_days=166 - days,
                )
            ],
        )
        for days in (0, 2)
    ),
    (
        movement.arrival_balance,
        "XCB drone p2",
        {"lift_limit", "cost_balance", "stage_value"},
        [rule("rules.lift_limit.enabled", False)],
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
    (
        command.framework_floor,
        "south p1",
        {"formations"},
        [
            put("nations", GBR, framework=False),
            rule("rules.framework_floor.nations", ["FRA"]),
        ],
    ),
    (
        command.framework_floor,
        "north p2",  # one core of 2 in 3: one brigade of 2
        {"formations"},
        [
            rule("rules.framework_floor.core_battlegroups", 2),
            rule("rules.framework_floor.battlegroups_per_brigade", 2),
        ],
    ),
    (
        command.framework_floor,
        "DEU",
        set(),
        [rule("rules.framework_floor.nations", ["FRA", "GBR", "DEU"])],
    ),
    (
        command.formations,
        "p1 brigade_1",  # led by a nation that gives nothing to it
        set(),
        [tree_row("brigade_1", nation="GBR")],
    ),
    (
        command.formations,
        "p1 brigade_2",
        set(),
        [tree_row("brigade_2", nation="POL")],
    ),
    (
        command.formations,
        "p1 brigade_2",  # two brigades in one
        set(),
        [tree_row("ground_1", parent="brigade_2"), tree_row("stores_1", parent="brigade_1")],
    ),
    (command.lead_floor, "air", set(), [led_by(land="FRA")]),
    (command.lead_floor, "air", set(), [led_by(land="FRA", air="FRA")]),
    (
        command.lead_floor,
        "land",
        set(),
        [rule("rules.lead_floor.components", {"air": ["POL"]})],
    ),
    (command.lead_floor, "air", set(), [rule("rules.lead_floor.min_lot_months", 13)]),
    (forces.personnel_limit, "total p1", set(), [rule("rules.personnel_limit.total", 7539)]),
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
    *(
        (stages.stage_value, name, set(), [put("stages", {"name": name}, value=low, bound=low)])
        for name, low in {
            "shortfall": 25.9,
            "deterrence": 28.9,
            "burden": 0.19,
            "burden_excess": 230,
            "cost": 1100,
        }.items()
    ),
    (
        stages.stage_value,
        "deterrence",
        set(),
        [rule("rules.deterrence.slopes", [0.6, 0.25])],
    ),
]
