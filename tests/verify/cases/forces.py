"""Plans past the rules of forces.py: whole lots, phases, tours, pools, support and people."""

from __future__ import annotations

from planner.verify import forces, rows

from ...world import Document
from ..edits import FRA_NORTH, TANKER, WIRE, Case, add, caveat, put, rule, top

COUNTED = rule("objectives", ["shortfall", "support", "us_dependence", "cost"])
FEW = put("unit_types", {"id": "battlegroup"}, supported_by={"logistics": 1})
"""a logistics lot for every battlegroup: of two or three one has it"""


def without(location: str, phase: str, lots: float, *lacks: str) -> Document:
    """Battlegroups without support; unless named, it is logistics."""
    row: Document = {"location": location, "phase": phase, "unit_types": ["battlegroup"]}
    return row | {"battlegroups": lots, "lacks": list(lacks or ("logistics",))}


CASES: list[Case] = [
    (rows.whole_lots, "relaxed", set(), [rule("solve.whole_units", False)]),
    (
        rows.figures_balance,
        "data_confidence reported",
        set(),
        [top(data_confidence={"reported": 1, "estimated": 0, "assumption": 1})],
    ),
    (
        rows.whole_lots,
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
        rows.whole_lots,
        "POL fighter 8",
        set(),
        [
            put("tours", {"start_month": 8}, lots=1.5),
            put("pools", {"nation": "POL", "unit_type": "fighter"}, lots=[4] * 12),
        ],
    ),
    (
        rows.whole_lots,
        "GBR battlegroup north p1",
        set(),
        [add("contributions", {"nation": "GBR"}, location="north", lots=0)],
    ),
    (
        rows.whole_lots,
        "contribution FRA battlegroup south p1",
        set(),
        [add("contributions", FRA_NORTH, location="south", lots=0) for _ in "12"],
    ),
    (
        rows.whole_lots,
        "tour USA tanker 0",
        set(),
        [put("tours", TANKER, lots=1), add("tours", TANKER)],
    ),
    (
        rows.whole_lots,
        "FRA corps_hq 0",
        set(),
        [add("tours", {"nation": "FRA"}, unit_type="corps_hq")],
    ),
    (
        rows.whole_lots,
        "FRA battlegroup east p1",
        set(),
        [add("contributions", FRA_NORTH, location="east")],
    ),
    (
        rows.whole_lots,
        "FRA battlegroup north p9",
        set(),
        [add("contributions", FRA_NORTH, phase="p9")],
    ),
    (rows.whole_lots, "nation DEU", {"cost_balance"}, [add("nations", {"nation": "DEU"})]),
    (
        rows.whole_lots,
        "pool FRA submarine",
        set(),
        [add("pools", {"nation": "FRA"}, unit_type="submarine")],
    ),
    (
        rows.whole_lots,
        "requirement fuel",
        {"effect_floor", "stage_value"},
        [lambda plan: plan["scenario"]["requirements"][4].update(location="east")],
    ),
    (
        rows.phase_balance,
        "p2",
        {"cost_balance", "stage_value"},
        [put("phases", {"id": "p2"}, start_month=7), rule("phases", [])],
    ),
    (
        rows.phase_balance,
        "horizon",
        {"cost_balance", "stage_value"},
        [put("phases", {"id": "p2"}, end_month=11)],
    ),
    (
        rows.phase_balance,
        "p3",
        set(),
        [add("phases", {"id": "p2"}, id="p3", start_month=12, end_month=12)],
    ),
    (rows.phase_balance, "month 3", set(), [rule("phases", [{"id": "early", "start": 3}])]),
    (
        rows.phase_balance,
        "month 9",
        set(),
        [lambda plan: plan["scenario"]["requirements"][3].update(to_month=9)],
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
    (  # a fleet that has ended, and is still there
        forces.pool_limit,
        "GBR battlegroup month 6",
        set(),
        [put("pools", {"nation": "GBR", "unit_type": "battlegroup"}, lots=[6] * 6 + [0] * 6)],
    ),
    (forces.pool_limit, "USA tanker", set(), [put("pools", TANKER, lots=[2] * 11)]),
    (
        forces.pool_limit,
        "XMM tanker",
        set(),
        [put("pools", {"nation": "XMM"}, tour_months=0)],
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
    *(
        (forces.support_floor, "home p1 battlegroup", others, [*edits, top(unsupported=rows)])
        for others, edits, rows in (
            ({"stage_value"}, [COUNTED, FEW], [without("home", "p1", 3)]),  # two are there
            ({"stage_value"}, [COUNTED, FEW], [without("home", "p1", 1, "medical")]),
            ({"stage_value"}, [COUNTED], [without("home", "p1", 1)]),  # nothing lacks
            ({"stage_value"}, [COUNTED, FEW], 2 * [without("home", "p1", 1)]),
            ({"stage_value"}, [COUNTED, FEW], [without("home", "p1", 0)]),
            (set(), [FEW], [without("home", "p1", 1), without("home", "p2", 1)]),  # no stage
        )
    ),
    (
        forces.support_floor,
        "home p1 fighter",
        {"stage_value"},
        [COUNTED, top(unsupported=[without("home", "p1", 1) | {"unit_types": ["fighter"]}])],
    ),
    (  # one of the two that stand by, and two of three in each sector, have none
        forces.support_floor,
        "north p2 logistics",
        {"stage_value"},
        [COUNTED, FEW, top(unsupported=[without("north", "p2", 1), without("home", "p1", 1)])],
    ),
    (  # fighters that show presence, with no battlegroup at their place
        forces.company_limit,
        "wide p2",
        set(),
        [put("unit_types", {"id": "fighter"}, effects={"fighters": 4, "presence": 1})],
    ),
    (
        forces.personnel_limit,
        "FRA p1",
        set(),
        [
            put("nations", {"nation": "FRA"}, personnel_ceiling=3899, past_peak=3899),
            put("nations", {"nation": "FRA"}, people_times_peak=3900 / 3899),
        ],
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
        rows.phase_balance,
        "month 9",
        set(),
        [rule("rules.us_enabler_limit.drawdown", [{"from_month": 9, "share": 0.4}])],
    ),
    (forces.personnel_limit, "total p2", set(), [rule("rules.personnel_limit.total", 7499)]),
    (
        rows.phase_balance,
        "month 3",
        {"first_month_balance"},
        caveat(nation="DEU", until_month=3),
    ),
    (
        rows.phase_balance,
        "month 2",
        {"presence_floor"},
        [rule("rules.presence_floor.presences", [WIRE | {"from_month": 2}])],
    ),
    (
        rows.whole_lots,
        "requirement line",
        {"presence_floor"},
        [rule("rules.presence_floor.presences", [WIRE | {"id": "line"}])],
    ),
    (
        forces.rotation_limit,  # one lot, half of whose cycle is on tour: 12 months of 12
        "FRA division_hq",
        set(),
        [rule("rules.rotation_limit.enabled", True)],
    ),
    (
        forces.ceiling_balance,
        "POL",
        set(),
        [put("nations", {"nation": "POL"}, personnel_ceiling=3999)],
    ),
    (
        forces.ceiling_balance,
        "DEU",
        set(),
        [put("nations", {"nation": "DEU"}, people_times_peak=0.1)],
    ),
    (forces.ceiling_balance, "ITA", set(), [put("nations", {"nation": "ITA"}, past_peak=4001)]),
]

GROWN_CASES: list[Case] = [
    (forces.personnel_limit, "total p1", set(), [rule("rules.personnel_limit.total", 7539)]),
]
