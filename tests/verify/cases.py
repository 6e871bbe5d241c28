"""Plans past a rule: the check, the issue that must be there, other rules that the edits break, and
the edits to the plan by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from planner.verify import (
    accounts,
    coalition,
    command,
    floors,
    forces,
    money,
    movement,
    permissions,
    stages,
)

from .edits import (
    CAVEAT,
    FLANK_PLEDGE,
    FRA_BATTLEGROUPS,
    FRA_NORTH,
    GBR,
    LATE_PLEDGE,
    READY,
    RESERVED,
    TANKER,
    WIRE,
    Document,
    Edit,
    add,
    caveat,
    drop,
    put,
    rule,
    top,
    tree_row,
)

LATE: Document = {"lift_days": 1, "ready_day": 1, "slack_days": -1, "critical": "lift"}
CYCLE = {"tour_months": 4, "dwell_months": 8}


def _also(pools: Document, **places: int) -> Edit:
    """Open more places to the pools that match."""

    def edit(plan: Document) -> None:
        for row in plan["pools"]:
            if pools.items() <= row.items():
                row["locations"] |= places

    return edit


Case = tuple[Callable[..., Any], str, set[str], list[Edit]]

CASES: list[Case] = [
    (
        forces.whole_lots,
        "FRA battlegroup north p1",
        {
            "lift_limit",
            "arrival_balance",
            "formations",
            "mandates",
            "share_limit",
            "effect_floor",
            "cost_balance",
            "stage_value",
        },
        [put("contributions", FRA_NORTH, lots=2.5)],
    ),
    (
        forces.whole_lots,
        "POL fighter 8",
        set(),
        [
            put("tours", {"start_month": 8}, lots=1.5),
            put("pools", {"nation": "POL", "unit_type": "fighter"}, lots=[4] * 12),
        ],
    ),
    (
        forces.whole_lots,
        "GBR battlegroup north p1",
        set(),
        [add("contributions", {"nation": "GBR"}, location="north", lots=0)],
    ),
    (
        forces.whole_lots,
        "contribution FRA battlegroup south p1",
        set(),
        [add("contributions", FRA_NORTH, location="south", lots=0) for _ in "12"],
    ),
    (
        forces.whole_lots,
        "tour USA tanker 0",
        set(),
        [put("tours", TANKER, lots=1), add("tours", TANKER)],
    ),
    (
        forces.whole_lots,
        "FRA corps_hq 0",
        set(),
        [add("tours", {"nation": "FRA"}, unit_type="corps_hq")],
    ),
    (
        forces.whole_lots,
        "FRA battlegroup east p1",
        set(),
        [add("contributions", FRA_NORTH, location="east")],
    ),
    (
        forces.whole_lots,
        "FRA battlegroup north p9",
        set(),
        [add("contributions", FRA_NORTH, phase="p9")],
    ),
    (forces.whole_lots, "nation DEU", {"cost_balance"}, [add("nations", {"nation": "DEU"})]),
    (
        forces.whole_lots,
        "pool FRA submarine",
        set(),
        [add("pools", {"nation": "FRA"}, unit_type="submarine")],
    ),
    (
        forces.whole_lots,
        "requirement fuel",
        {"effect_floor", "stage_value"},
        [lambda plan: plan["scenario"]["requirements"][4].update(location="east")],
    ),
    (
        forces.phase_balance,
        "p2",
        {"cost_balance", "stage_value"},
        [put("phases", {"id": "p2"}, start_month=7), rule("phases", [])],
    ),
    (
        forces.phase_balance,
        "horizon",
        {"cost_balance", "stage_value"},
        [put("phases", {"id": "p2"}, end_month=11)],
    ),
    (
        forces.phase_balance,
        "p3",
        set(),
        [add("phases", {"id": "p2"}, id="p3", start_month=12, end_month=12)],
    ),
    (forces.phase_balance, "month 3", set(), [rule("phases", [{"id": "early", "start": 3}])]),
    (
        forces.phase_balance,
        "month 9",
        set(),
        [lambda plan: plan["scenario"]["requirements"][3].update(to_month=9)],
    ),
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
    (
        forces.tour_balance,
        "USA tanker 0",
        {"whole_lots", "tour_cover_limit"},
        [put("tours", TANKER, lots=-1)],
    ),
    (
        forces.tour_balance,
        "USA tanker 12",
        {"tour_cover_limit"},
        [put("tours", TANKER, start_month=12, end_month=18)],
    ),
    (
        forces.tour_balance,
        "USA tanker -2",
        {"tour_cover_limit"},
        [put("tours", TANKER, start_month=-2, end_month=4)],
    ),
    (
        forces.tour_balance,
        "FRA division_hq 0",
        set(),
        [put("tours", {"unit_type": "division_hq"}, end_month=11)],
    ),
    (
        forces.tour_cover_limit,
        "POL fighter month 7",
        set(),
        [put("tours", {"unit_type": "fighter", "start_month": 4}, start_month=3, end_month=7)],
    ),
    (
        forces.pool_limit,
        "GBR battlegroup month 6",
        set(),
        [put("pools", {"nation": "GBR", "unit_type": "battlegroup"}, lots=[6] * 6 + [5] * 6)],
    ),
    (
        forces.pool_limit,
        "POL battlegroup month 0",
        set(),
        [put("pools", {"nation": "POL", "unit_type": "battlegroup"}, lots=[1] * 12)],
    ),
    (forces.pool_limit, "USA tanker", set(), [put("pools", TANKER, lots=[2] * 11)]),
    (
        forces.pool_limit,
        "XMM tanker",
        set(),
        [put("pools", {"nation": "XMM"}, tour_months=0)],
    ),
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
    (coalition.coalition_limit, "POL", set(), [rule("coalition.include", [])]),
    (
        command.lead_floor,
        "role",
        set(),
        [put("nations", {"nation": "GBR"}, role="lead")],
    ),
    (
        command.lead_floor,
        "member",
        {"participation_limit", "coalition_floor"},
        [put("nations", {"nation": "FRA"}, member=False)],
    ),
    (command.lead_floor, "lead_nations", set(), [rule("coalition.lead_nations", ["GBR"])]),
    (
        command.lead_floor,
        "role",
        set(),
        [lambda plan: plan["command"].update(lead_nation=None)],
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
        forces.support_floor,
        "home p1 logistics",
        set(),
        [put("unit_types", {"id": "battlegroup"}, supported_by={"logistics": 1})],
    ),
    (
        forces.support_floor,
        "south p2 medical",
        set(),
        [put("unit_types", {"id": "battlegroup"}, supported_by={"medical": 3})],
    ),
    (
        command.headquarters_floor,
        "p1",
        set(),
        [rule("rules.headquarters_floor.battlegroups_per_division", 5)],
    ),
    (
        command.headquarters_floor,
        "p2",
        set(),
        [put("unit_types", {"id": "division_hq"}, effects={"division_hq": 2})],
    ),
    (
        command.headquarters_floor,
        "p2",
        set(),
        [
            put("unit_types", {"id": "division_hq"}, effects={"division_hq": 3, "corps_hq": 1}),
            rule("rules.headquarters_floor.divisions_per_corps", 2),
        ],
    ),
    (
        command.headquarters_floor,
        "command FRA division_hq wide p1",
        set(),
        [lambda plan: plan["command"]["headquarters"][0].update(lots=2)],
    ),
    (
        forces.personnel_limit,
        "FRA p1",
        set(),
        [put("nations", {"nation": "FRA"}, personnel_ceiling=3899)],
    ),
    (
        forces.personnel_limit,
        "GBR p2",
        set(),
        [rule("rules.personnel_limit.ceilings", {"GBR": 3499})],
    ),
    (
        forces.personnel_limit,
        "USA p1",
        set(),
        [rule("rules.personnel_limit.ceilings", {"USA": 29})],
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
    (
        floors.effect_floor,
        "line p1",
        set(),
        [put("requirements", {"id": "line", "phase": "p1"}, supplied=4)],
    ),
    (
        floors.effect_floor,
        "air p2",
        set(),
        [put("requirements", {"id": "air", "phase": "p2"}, shortfall=1)],
    ),
    (
        floors.effect_floor,
        "reserve p1",
        set(),
        [put("requirements", {"id": "reserve"}, need=7)],
    ),
    (floors.effect_floor, "ready p2", set(), [drop("requirements", id="ready", phase="p2")]),
    (
        floors.effect_floor,
        "ready p2",
        set(),
        [add("requirements", {"id": "ready"}, phase="p2")],
    ),
    (floors.effect_floor, "fuel p2", set(), [add("requirements", {"id": "fuel"}, phase="p2")]),
    (
        floors.effect_floor,
        "line p1",
        set(),
        [put("requirements", {"id": "line"}, within_days=9)],
    ),
    # 9 days: the forces at home come too late
    (
        floors.effect_floor,
        "reserve p1",
        {"stage_value"},
        [
            lambda plan: plan["scenario"]["requirements"][1].update(within_days=9),
            put("requirements", {"id": "reserve"}, within_days=9),
        ],
    ),
    # 11 days from sector to sector: the south comes too late
    (
        floors.effect_floor,
        "reserve p2",
        {"stage_value"},
        [rule("rules.effect_floor.sector_transit_days", 11)],
    ),
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
    *(
        (stages.stage_value, name, set(), [put("stages", {"name": name}, value=low, bound=low)])
        for name, low in {
            "shortfall": 7.9,
            "us_dependence": 5,
            "nato_draw": -1,
            "burden": 0.19,
            "burden_excess": 230,
            "cost": 1067,
        }.items()
    ),
    (
        stages.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, value=1070, bound=1070)],
    ),
    (stages.stage_value, "cost", set(), [put("stages", {"name": "cost"}, bound=1068.01)]),
    (stages.stage_value, "cost", set(), [put("stages", {"name": "cost"}, gap_share=-0.1)]),
    (
        stages.stage_value,  # within the gap, but the plan's own cost is 1068
        "cost",
        set(),
        [
            put(
                "stages",
                {"name": "cost"},
                value=1069,
                bound=1068,
                gap_share=1 / 1069,
                proof="within_gap",
            )
        ],
    ),
    (
        stages.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, gap_share=0.0005, proof="within_gap")],
    ),
    (
        stages.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, bound=1067.5, gap_share=0.5 / 1068)],
    ),
    (
        stages.stage_value,
        "burden",
        set(),
        [put("stages", {"name": "burden"}, bound=0.19, proof="within_gap")],
    ),
    (
        stages.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, gap_share=0.0011, proof="within_gap")],
    ),
    (
        stages.stage_value,
        "burden",
        set(),
        [
            put("stages", {"name": "burden"}, value=0.1962, bound=0.1962),
        ],
    ),
    (stages.stage_value, "order", set(), [drop("stages", name="cost")]),
    (stages.stage_value, "order", set(), [lambda plan: plan["stages"].reverse()]),
    # priced instead of forbidden: 1 of 3 earmarked battlegroups is drawn in months 6 to 11
    (
        stages.stage_value,
        "nato_draw",
        set(),
        [
            rule("rules.nato_reserve_limit.mode", "priced"),
            *RESERVED,
            put("stages", {"name": "nato_draw"}, value=5, bound=5),
        ],
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
    (
        forces.phase_balance,
        "month 9",
        set(),
        [rule("rules.us_enabler_limit.drawdown", [{"from_month": 9, "share": 0.4}])],
    ),
    (forces.personnel_limit, "total p2", set(), [rule("rules.personnel_limit.total", 7499)]),
    (
        forces.phase_balance,
        "month 3",
        {"first_month_balance"},
        caveat(nation="DEU", until_month=3),
    ),
    (
        forces.phase_balance,
        "month 2",
        {"presence_floor"},
        [rule("rules.presence_floor.presences", [WIRE | {"from_month": 2}])],
    ),
    (
        forces.whole_lots,
        "requirement line",
        {"presence_floor"},
        [rule("rules.presence_floor.presences", [WIRE | {"id": "line"}])],
    ),
    (movement.lift_limit, "p1 rail", set(), [put("lift", {"movement": "rail"}, load=19)]),
    (movement.lift_limit, "p1 sea", set(), [put("lift", {"movement": "sea"}, capacity=80)]),
    (movement.lift_limit, "p1 air", set(), [put("lift", {"movement": "air"}, unit="trains")]),
    (movement.lift_limit, "p1 sea", set(), [drop("lift", movement="sea")]),
    (movement.lift_limit, "p1 rail", set(), [rule("rules.lift_limit.enabled", False)]),
    (
        movement.lift_limit,
        "p1 rail",  # 20 trains, 19.8 possible
        set(),
        [
            rule("rules.lift_limit.trains_per_day", 2.2),
            put("lift", {"movement": "rail"}, capacity=19.8),
        ],
    ),
    *(
        (
            movement.arrival_balance,
            "POL fighter p1",
            set(),
            [put("arrivals", {"unit_type": "fighter"}, **{name: value})],
        )
        for name, value in {"lots": 2, "movement": "sea", "trains": 3, "location": "north"}.items()
    ),
    (movement.arrival_balance, "USA tanker p1", set(), [drop("arrivals", nation="USA")]),
    (movement.arrival_balance, "USA tanker p1", set(), [add("arrivals", TANKER)]),
    (movement.arrival_balance, "USA tanker p2", set(), [add("arrivals", TANKER, phase="p2")]),
    (
        movement.arrival_balance,
        "USA tanker p1",
        set(),
        [put("arrivals", TANKER, lift_days=-1, ready_day=-1, slack_days=1)],
    ),
    # 40 t at 4 a day take 10 days, one more than there are before month 0
    (
        movement.arrival_balance,
        "p1 sea",
        {"lift_limit", "arrival_limit"},
        [
            rule("rules.lift_limit.sea_tonnes_per_day", 4),
            put("lift", {"movement": "sea"}, capacity=36),
        ],
    ),
    (
        movement.arrival_balance,
        "p1 rail",
        {"arrival_limit"},
        [put("arrivals", {"unit_type": "fighter"}, lift_days=1, ready_day=1, slack_days=-1)],
    ),
    (
        movement.arrival_limit,
        "POL fighter p1",
        {"first_month_balance", "arrival_balance"},
        [put("pools", {"nation": "POL", "unit_type": "fighter"}, transit_days=1)],
    ),
    # 14 trains at 4 a day from day -3 on are a day late, said or not
    *(
        (
            movement.arrival_limit,
            key,
            others,
            [
                put("unit_types", {"id": "fighter"}, tonnes=70),
                put("lift", {"movement": "rail"}, load=32),
                put("arrivals", {"unit_type": "fighter"}, trains=14, **clock),
            ],
        )
        for key, others, clock in (
            ("p1 rail", {"arrival_balance"}, {}),
            ("p1 rail", set(), LATE),
            ("POL fighter p1", set(), LATE),
        )
    ),
    (command.formations, "p1 division", set(), [tree_row("division", parent="corps")]),
    (command.formations, "p1 division", set(), [tree_row("division", parent="brigade_1")]),
    (command.formations, "p1 operation", set(), [tree_row("operation", parent="land")]),
    (command.formations, "p1 air", set(), [tree_row("stores_1", id="air")]),
    (command.formations, "p9 fuel", set(), [tree_row("fuel", phase="p9")]),
    (command.formations, "FRA battlegroup north p1", set(), [tree_row("ground_1", lots=2)]),
    *(
        (command.formations, "p1 division", set(), [tree_row("division", **values)])
        for values in ({"lots": 0}, {"lots": 0, "unit_type": "", "location": ""})
    ),
    (
        command.formations,  # a division without its headquarters
        "FRA division_hq wide p1",
        set(),
        [tree_row("division", lots=0, unit_type="", location="")],
    ),
    (command.formations, "p1 division", set(), [tree_row("division", level="corps")]),
    (command.formations, "p1 division", set(), [tree_row("division", unit_type="logistics")]),
    (command.formations, "p1 brigade_1", set(), [tree_row("ground_1", parent="brigade_2")]),
    (command.formations, "p1 brigade_1", set(), [tree_row("brigade_1", parent="brigade_1")]),
    (
        command.formations,  # led twice
        "FRA division_hq wide p1",
        set(),
        [
            lambda plan: plan["command"]["formations"].append(
                plan["command"]["formations"][2] | {"id": "division_2"}
            )
        ],
    ),
    (command.formations, "GBR fighter wide p1", set(), [tree_row("flight", nation="GBR")]),
    (accounts.mandates, "GBR", set(), [drop("mandates", nation="GBR")]),
    (accounts.mandates, "DEU", set(), [add("mandates", {"nation": "GBR"}, nation="DEU")]),
    (accounts.mandates, "FRA", set(), [put("mandates", {"month": 4}, event="decision")]),
    (accounts.mandates, "FRA", set(), [put("mandates", {"month": 4}, month=5, date="2027-04")]),
    (accounts.mandates, "GBR", set(), [put("mandates", GBR, month=1, date="2026-12")]),
    (accounts.mandates, "GBR month 0", set(), [put("mandates", GBR, personnel=3400)]),
    (accounts.mandates, "GBR month 0", set(), [put("mandates", GBR, date="2026-12")]),
    (accounts.mandates, "GBR month 0", set(), [add("mandates", GBR, event="renewal")]),
    (accounts.mandates, "FRA month 4", set(), [rule("start_date", "2026-12")]),
    *(
        (
            accounts.nato_ledger,
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
        accounts.nato_ledger,
        "FRA battlegroup month 5",
        set(),
        [put("nato_ledger", {"start_month": 6}, start_month=5)],
    ),
    (
        accounts.nato_ledger,
        "FRA battlegroup",
        set(),
        [put("pools", FRA_BATTLEGROUPS, nato_earmark=1)],
    ),
    (
        accounts.nato_ledger,
        "ITA tanker",
        set(),
        [add("nato_ledger", {}, nation="ITA", unit_type="tanker")],
    ),
    *(
        (accounts.us_gaps, "tanker p1", set(), [put("us_gaps", {}, **values)])
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
    (accounts.us_gaps, "us_gaps", set(), [add("us_gaps", {})]),
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
    (stages.status_balance, "status", set(), [top(status="met")]),
    (stages.status_balance, "status", set(), [top(status="unproven")]),
    (
        stages.status_balance,
        "status",
        set(),
        [put("stages", {"name": "cost"}, proof="time_limit")],
    ),
]
