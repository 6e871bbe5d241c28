"""verify_plan: a sound plan passes, and every rule catches a plan that goes past it.

The plan is made by hand: 12 months in two phases, two sectors, the whole theatre, and forces at
home at 10 days. Its figures are worked out on paper, beside them in ``sound``. One requirement
(6 fighters of which 4 are there) is short, so that shortfalls have figures as well.
"""

from __future__ import annotations

import ast
import copy
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from planner import verify
from planner.errors import InputError
from planner.result import (
    Command,
    Confidence,
    ContributionRow,
    NationRow,
    PhaseRow,
    Plan,
    PoolRow,
    RequirementRow,
    SolverInfo,
    StageRow,
    TourRow,
    UnitTypeRow,
)
from planner.schema import Scenario
from planner.verify import CHECKS, coalition, forces, reported, verify_plan
from planner.verify.ledger import open_ledger

Document = dict[str, Any]
Edit = Callable[[Document], None]

SCENARIO: Document = {
    "name": "by_hand",
    "horizon_months": 12,
    "coalition": {
        "min_nations": 3,
        "us_backstop": True,
        "lead_nations": ["FRA", "GBR"],
        "include": ["POL"],
        "exclude": ["ITA"],
    },
    "locations": [
        {"id": "north", "kind": "theatre"},
        {"id": "south", "kind": "theatre"},
        {"id": "wide", "kind": "theatre_wide"},
        {"id": "home", "kind": "standby", "notice_days": 6, "transit_days": 4},
    ],
    "requirements": [
        {"id": "line", "effect": "ground", "location": "north", "threshold": 3},
        {
            "id": "reserve",
            "effect": "ground",
            "location": "north",
            "threshold": 7,
            "objective": 8,
            "within_days": 10,
        },
        {"id": "ready", "effect": "ground", "location": "home", "threshold": 2},
        {"id": "air", "effect": "fighters", "location": "wide", "threshold": 6, "weight": 2},
        {
            "id": "fuel",
            "effect": "tanking",
            "location": "wide",
            "threshold": 1,
            "to_month": 6,
            "within_days": 2,
        },
    ],
    "requirement_level": "objective",
    "rules": {
        "personnel_limit": {"on": True, "ceilings": {"GBR": 3500}},
        "share_limit": {"on": True, "max_share": {"ground": 0.5}},
        "us_enabler_limit": {"max_lots": {"tanker": 1}},
        "nato_reserve_limit": {"mode": "forbidden"},
        "pledge_floor": {"pledges": [{"nation": "POL", "unit_type": "fighter", "lots": 1}]},
    },
    "objectives": ["shortfall", "us_dependence", "nato_draw", "burden", "burden_excess", "cost"],
}


def unit(
    name: str, personnel: int, cost: float, effects: dict[str, int], **more: Any
) -> UnitTypeRow:
    fields: Document = {
        "title": name,
        "lot": "lot",
        "domain": "land",
        "role": "combat",
        "placement": "sector",
        "us_enabler": False,
        "tonnes": 10,
        "tour_months": None,
        "dwell_months": None,
        "supported_by": {},
        "commitments": False,
    } | more
    return UnitTypeRow(
        id=name, personnel=personnel, cost_eur_m_month=cost, effects=effects, **fields
    )


def pool(nation: str, unit_type: str, lots: int, tour: int, dwell: int, **places: int) -> PoolRow:
    return PoolRow(
        nation=nation,
        unit_type=unit_type,
        tour_months=tour,
        dwell_months=dwell,
        lots=(lots,) * 12,
        nato_earmark=2 if (nation, unit_type) == ("FRA", "battlegroup") else 0,
        locations=places,
        confidence="estimated",
    )


def both(nation: str, unit_type: str, location: str, lots: float) -> list[ContributionRow]:
    """The same lots in both phases."""
    names = {"nation": nation, "unit_type": unit_type, "location": location, "lots": lots}
    return [ContributionRow.model_validate(names | {"phase": phase}) for phase in ("p1", "p2")]


def tour(nation: str, unit_type: str, lots: float, start: int, end: int) -> TourRow:
    return TourRow(nation=nation, unit_type=unit_type, lots=lots, start_month=start, end_month=end)


def nation(name: str, role: str, *figures: float, **more: int) -> NationRow:
    peak, person_months, cost, fair, size = figures
    return NationRow(
        nation=name,
        member=role in ("lead", "member"),
        role=role,
        stance=more.get("stance", 3),
        personnel_peak=int(peak),
        personnel_months=person_months,
        cost_eur_m=cost,
        burden_share=cost / 1068,
        fair_share=fair,
        size=size,
        personnel_ceiling=4000,
    )


def needs(name: str, effect: str, location: str, *figures: float, days: int = 0) -> RequirementRow:
    need, supplied, shortfall = figures
    return RequirementRow(
        id=name,
        effect=effect,
        location=location,
        phase="p1",
        within_days=days,
        need=need,
        supplied=supplied,
        shortfall=shortfall,
    )


def stage(name: str, value: float) -> StageRow:
    return StageRow(
        name=name, value=value, bound=value, gap_share=0, proof="optimal", seconds=1, unit="-"
    )


def sound() -> Plan:
    """The plan by hand."""
    headquarters = both("FRA", "division_hq", "wide", 1)
    rows = (
        needs("line", "ground", "north", 3, 3, 0),
        needs("reserve", "ground", "north", 8, 8, 0, days=10),  # north 3 + south 3 + home 2
        needs("ready", "ground", "home", 2, 2, 0),
        needs("air", "fighters", "wide", 6, 4, 2),  # one flight of 4
    )
    return Plan(
        planner_version="0",
        status="shortfall",
        relaxed=False,
        scenario=Scenario.model_validate(SCENARIO),
        phases=(
            PhaseRow(id="p1", start_month=0, end_month=6),
            PhaseRow(id="p2", start_month=6, end_month=12),
        ),
        unit_types=(
            unit(
                "battlegroup",
                1000,
                10,
                {"ground": 1},
                supported_by={"logistics": 3},
                commitments=True,
            ),
            unit("logistics", 500, 4, {}, role="support"),
            unit("division", 400, 5, {}),  # never used: a name like an effect means nothing
            unit("division_hq", 400, 5, {"division_hq": 1}, placement="theatre_wide"),
            unit("corps_hq", 600, 6, {"corps_hq": 1}, placement="theatre_wide"),
            unit("fighter", 100, 3, {"fighters": 4}, placement="theatre_wide"),
            unit("tanker", 30, 2, {"tanking": 1}, placement="theatre_wide", us_enabler=True),
        ),
        pools=(
            pool("FRA", "battlegroup", 8, 6, 6, north=0, south=0),
            pool("FRA", "division_hq", 1, 12, 12, wide=0),
            pool("FRA", "logistics", 2, 6, 6, north=0, south=0),
            pool("GBR", "battlegroup", 6, 6, 6, north=0, south=0),
            pool("GBR", "logistics", 2, 6, 6, north=0, south=0),
            pool("POL", "battlegroup", 2, 6, 6, north=3, home=0),
            pool("POL", "fighter", 3, 4, 8, wide=0, home=0),
            pool("POL", "logistics", 1, 6, 6, home=0),
            pool("USA", "tanker", 2, 6, 6, wide=0),
            pool("DEU", "fighter", 2, 4, 8, wide=0),
            pool("ITA", "fighter", 2, 4, 8, wide=0),
            pool("XMM", "tanker", 2, 6, 6, wide=0),
        ),
        contributions=(
            *both("FRA", "battlegroup", "north", 3),
            *headquarters,
            *both("FRA", "logistics", "north", 1),
            *both("GBR", "battlegroup", "south", 3),
            *both("GBR", "logistics", "south", 1),
            *both("POL", "battlegroup", "home", 2),
            *both("POL", "logistics", "home", 1),
            *both("POL", "fighter", "wide", 1),
            *both("USA", "tanker", "wide", 1)[:1],
        ),
        tours=(
            *(
                tour(who, what, lots, start, start + 6)
                for who in ("FRA", "GBR")
                for what, lots in (("battlegroup", 3), ("logistics", 1))
                for start in (0, 6)
            ),
            tour("FRA", "division_hq", 1, 0, 12),
            *(tour("POL", "fighter", 1, start, start + 4) for start in (0, 4, 8)),
            tour("USA", "tanker", 1, 0, 6),
        ),
        requirements=(
            *rows,
            needs("fuel", "tanking", "wide", 1, 1, 0, days=2),  # ends with month 6
            *(row.model_copy(update={"phase": "p2"}) for row in rows),
        ),
        stages=(
            stage("shortfall", 8),  # weight 2 x 12 months x 2 / 6
            stage("us_dependence", 6),
            stage("nato_draw", 0),
            stage("burden", 0.2),  # POL 180 / 900
            stage("burden_excess", 116 + 56 + 74.4),  # shares of 1056: FRA 352, GBR 352, POL 105.6
            stage("cost", 1068),
        ),
        nations=(
            # 12 (3 x 10 + 4 + 5); people 3 x 1000 + 500 + 400
            nation("FRA", "lead", 3900, 46800, 468, 1 / 3, 3000),
            # 12 (3 x 10 + 4)
            nation("GBR", "member", 3500, 42000, 408, 1 / 3, 3000, stance=2),
            # 12 ((2 x 10 + 4) / 2 + 3)
            nation("POL", "member", 100, 1200, 180, 0.1, 900, stance=1),
            nation("DEU", "none", 0, 0, 0, 0.2, 1800),
            nation("ITA", "none", 0, 0, 0, 1 / 30, 300),
            nation("USA", "us_enablers", 30, 180, 12, 0, 29000),  # 6 x 2
            nation("XMM", "pooled", 0, 0, 0, 0, 1),
        ),
        command=Command(lead_nation="FRA", headquarters=tuple(headquarters)),
        refusals=(),
        standby_cost_share=0.5,
        warnings=(),
        figures=(),
        data_confidence=Confidence(reported=1, estimated=1, assumption=1),
        solver=SolverInfo(name="hand", version="1", seconds=0, columns=0, rows=0, nonzeros=0),
    )


def put(table: str, where: Document, **values: Any) -> Edit:
    """Change the rows of a table that match."""

    def edit(plan: Document) -> None:
        rows = [row for row in plan[table] if where.items() <= row.items()]
        assert rows, f"no row {where} in {table}"
        for row in rows:
            row.update(values)

    return edit


def add(table: str, like: Document, **values: Any) -> Edit:
    """Add a copy of the first row that matches, with other values."""

    def edit(plan: Document) -> None:
        row = next(row for row in plan[table] if like.items() <= row.items())
        plan[table].append(copy.deepcopy(row) | values)

    return edit


def drop(table: str, **where: Any) -> Edit:
    """Remove the rows that match."""

    def edit(plan: Document) -> None:
        rows = [row for row in plan[table] if not where.items() <= row.items()]
        assert len(rows) < len(plan[table])
        plan[table] = rows

    return edit


def rule(path: str, value: Any) -> Edit:
    """Change a setting of the scenario."""

    def edit(plan: Document) -> None:
        *parents, last = path.split(".")
        part = plan["scenario"]
        for name in parents:
            part = part[name]
        assert last in part
        part[last] = value

    return edit


def top(**values: Any) -> Edit:
    """Change the plan's own fields."""
    return lambda plan: plan.update(values)


FRA_NORTH = {"nation": "FRA", "unit_type": "battlegroup", "location": "north"}
FRA_BATTLEGROUPS = {"nation": "FRA", "unit_type": "battlegroup"}
TANKER = {"nation": "USA", "unit_type": "tanker"}
CAVEAT = {"nation": "GBR", "unit_type": None, "location": None, "reason": "law"}
LATE_PLEDGE = {"nation": "USA", "unit_type": "tanker", "lots": 1, "from_month": 6, "to_month": None}
FLANK_PLEDGE = {"nation": "USA", "unit_type": "tanker", "lots": 2, "from_month": 0, "to_month": 6}

# check, issue that must be there, other rules that the same edits break, edits
CASES: list[tuple[Callable[..., Any], str, set[str], list[Edit]]] = [
    (
        forces.whole_lots,
        "FRA battlegroup north p1",
        {"share_limit", "effect_floor", "cost_balance", "stage_value"},
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
    (forces.whole_lots, "nation DEU", set(), [add("nations", {"nation": "DEU"})]),
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
        coalition.permission_limit,
        "FRA battlegroup north p1",
        set(),
        [put("pools", FRA_BATTLEGROUPS, locations={"north": 1})],
    ),
    (
        coalition.permission_limit,
        "GBR logistics south p2",
        set(),
        [put("pools", {"nation": "GBR", "unit_type": "logistics"}, locations={"north": 0})],
    ),
    (
        coalition.permission_limit,
        "GBR battlegroup south p1",
        set(),
        [rule("overrides.caveats", [CAVEAT | {"until_month": 6}])],
    ),
    (
        coalition.permission_limit,
        "POL battlegroup home p2",
        set(),
        [rule("overrides.caveats", [CAVEAT | {"nation": "POL", "location": "home"}])],
    ),
    (
        forces.tour_order_floor,
        "USA tanker 0",
        {"whole_lots", "tour_cover_limit"},
        [put("tours", TANKER, lots=-1)],
    ),
    (
        forces.tour_order_floor,
        "USA tanker 12",
        {"tour_cover_limit"},
        [put("tours", TANKER, start_month=12, end_month=18)],
    ),
    (
        forces.tour_order_floor,
        "USA tanker -2",
        {"tour_cover_limit"},
        [put("tours", TANKER, start_month=-2, end_month=4)],
    ),
    (
        forces.tour_order_floor,
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
            rule("rules.participation_floor.on", False),
        ],
    ),
    (coalition.coalition_floor, "members", set(), [rule("coalition.min_nations", 4)]),
    (coalition.coalition_limit, "GBR", set(), [rule("coalition.exclude", ["GBR"])]),
    (coalition.coalition_limit, "POL", set(), [rule("coalition.include", [])]),
    (
        coalition.lead_floor,
        "role",
        set(),
        [put("nations", {"nation": "GBR"}, role="lead")],
    ),
    (
        coalition.lead_floor,
        "member",
        {"participation_limit", "coalition_floor"},
        [put("nations", {"nation": "FRA"}, member=False)],
    ),
    (coalition.lead_floor, "lead_nations", set(), [rule("coalition.lead_nations", ["GBR"])]),
    (
        coalition.lead_floor,
        "role",
        set(),
        [top(command={"lead_nation": None, "headquarters": []})],
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
        {"tour_cover_limit", "cost_balance", "stage_value"},
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
        forces.headquarters_floor,
        "p1",
        set(),
        [rule("rules.headquarters_floor.battlegroups_per_division", 5)],
    ),
    (
        forces.headquarters_floor,
        "p2",
        set(),
        [put("unit_types", {"id": "division_hq"}, effects={"division_hq": 2})],
    ),
    (
        forces.headquarters_floor,
        "p2",
        set(),
        [
            put("unit_types", {"id": "division_hq"}, effects={"division_hq": 3, "corps_hq": 1}),
            rule("rules.headquarters_floor.divisions_per_corps", 2),
        ],
    ),
    (
        forces.headquarters_floor,
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
        [put("pools", FRA_BATTLEGROUPS, nato_earmark=3)],
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
        reported.effect_floor,
        "line p1",
        set(),
        [put("requirements", {"id": "line", "phase": "p1"}, supplied=4)],
    ),
    (
        reported.effect_floor,
        "air p2",
        set(),
        [put("requirements", {"id": "air", "phase": "p2"}, shortfall=1)],
    ),
    (reported.effect_floor, "reserve p1", set(), [put("requirements", {"id": "reserve"}, need=7)]),
    (reported.effect_floor, "ready p2", set(), [drop("requirements", id="ready", phase="p2")]),
    (reported.effect_floor, "ready p2", set(), [add("requirements", {"id": "ready"}, phase="p2")]),
    (reported.effect_floor, "fuel p2", set(), [add("requirements", {"id": "fuel"}, phase="p2")]),
    (reported.effect_floor, "line p1", set(), [put("requirements", {"id": "line"}, within_days=9)]),
    # 9 days: the forces at home come too late
    (
        reported.effect_floor,
        "reserve p1",
        {"stage_value"},
        [
            lambda plan: plan["scenario"]["requirements"][1].update(within_days=9),
            put("requirements", {"id": "reserve"}, within_days=9),
        ],
    ),
    # 11 days from sector to sector: the south comes too late
    (
        reported.effect_floor,
        "reserve p2",
        {"stage_value"},
        [rule("rules.effect_floor.sector_transit_days", 11)],
    ),
    *(
        (
            reported.cost_balance,
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
        reported.cost_balance,
        "POL cost_eur_m",
        {"stage_value"},
        [top(standby_cost_share=0.6)],
    ),
    *(
        (reported.stage_value, name, set(), [put("stages", {"name": name}, value=low, bound=low)])
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
        reported.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, value=1070, bound=1070)],
    ),
    (reported.stage_value, "cost", set(), [put("stages", {"name": "cost"}, bound=1068.01)]),
    (reported.stage_value, "cost", set(), [put("stages", {"name": "cost"}, gap_share=-0.1)]),
    (
        reported.stage_value,
        "cost",
        set(),
        [put("stages", {"name": "cost"}, gap_share=0.0011, proof="within_gap")],
    ),
    (
        reported.stage_value,
        "burden",
        set(),
        [
            put("stages", {"name": "burden"}, value=0.1962, bound=0.1962),
            rule("solve.burden_gap_share", 0.01),
        ],
    ),
    (reported.stage_value, "order", set(), [drop("stages", name="cost")]),
    (reported.stage_value, "order", set(), [lambda plan: plan["stages"].reverse()]),
    # priced instead of forbidden: 1 of 3 earmarked battlegroups is drawn in months 6 to 11
    (
        reported.stage_value,
        "nato_draw",
        set(),
        [
            rule("rules.nato_reserve_limit.mode", "priced"),
            put("pools", FRA_BATTLEGROUPS, nato_earmark=3),
            put("stages", {"name": "nato_draw"}, value=5, bound=5),
        ],
    ),
    (reported.status_balance, "status", set(), [top(status="met")]),
    (reported.status_balance, "status", set(), [top(status="unproven")]),
    (
        reported.status_balance,
        "status",
        set(),
        [put("stages", {"name": "cost"}, proof="time_limit")],
    ),
]


def document() -> Document:
    return sound().model_dump(mode="json")


def broken(plan: Document) -> set[str]:
    """Names of the rules that a plan breaks."""
    return {issue.where.partition(": ")[0] for issue in verify_plan(plan)}


def test_the_sound_plan_passes_in_every_form(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(sound().model_dump_json(), encoding="utf-8")
    for plan in (sound(), document(), MappingProxyType(document()), path, str(path)):
        assert verify_plan(plan) == []


@pytest.mark.parametrize(
    ("check", "key", "others", "edits"), CASES, ids=lambda v: getattr(v, "__name__", None)
)
def test_a_plan_past_a_rule_is_caught(
    check: Callable[..., Any], key: str, others: set[str], edits: list[Edit]
) -> None:
    plan = document()
    for edit in edits:
        edit(plan)
    issues = verify_plan(plan)
    assert f"{check.__name__}: {key}" in {issue.where for issue in issues}
    assert {issue.where.partition(": ")[0] for issue in issues} == {check.__name__, *others}
    assert all(issue.problem for issue in issues)
    assert verify_plan(plan) == issues


SPARE = {"id": "spare", "effect": "ground", "location": "north", "threshold": 0}
PRICED = [
    rule("rules.nato_reserve_limit.mode", "priced"),
    put("pools", FRA_BATTLEGROUPS, nato_earmark=3),
    put("stages", {"name": "nato_draw"}, value=6, bound=6),
]
STILL_SOUND: dict[str, list[Edit]] = {
    "a requirement of nothing": [lambda plan: plan["scenario"]["requirements"].append(SPARE)],
    "a requirement to the end": [
        lambda plan: plan["scenario"]["requirements"][3].update(to_month=12)
    ],
    "earmarked lots at a price": PRICED,
    "a gap as large as allowed": [
        put("stages", {"name": "cost"}, gap_share=0.001, bound=1067, proof="within_gap")
    ],
    "burdens that a later stage let rise by a fiftieth": [
        put("stages", {"name": "burden"}, value=0.1962, bound=0.1962),
        put("stages", {"name": "burden_excess"}, value=241.6, bound=241.6),
    ],
    "a nation without a size": [
        put("nations", {"nation": "ITA"}, size=0, fair_share=0),
        put("nations", {"nation": "DEU"}, size=2100, fair_share=2100 / 9000),
    ],
    "a caveat on the theatre, forces at home": [
        rule("overrides.caveats", [CAVEAT | {"nation": "POL", "unit_type": "battlegroup"}])
    ],
    "a caveat on another unit type": [
        rule("overrides.caveats", [CAVEAT | {"unit_type": "fighter"}])
    ],
    "a caveat on another sector": [rule("overrides.caveats", [CAVEAT | {"location": "north"}])],
    "a caveat of another nation": [rule("overrides.caveats", [CAVEAT | {"nation": "DEU"}])],
    "as many divisions as a corps can lead": [
        put("unit_types", {"id": "division_hq"}, effects={"division_hq": 2, "corps_hq": 1}),
        rule("rules.headquarters_floor.divisions_per_corps", 2),
    ],
    "no dwell": [put("pools", {"unit_type": "fighter"}, dwell_months=0)],
    "an empty pool in a relaxed plan": [
        add("pools", TANKER, nation="GBR", lots=[0] * 12),
        top(relaxed=True),
    ],
}


@pytest.mark.parametrize("edits", STILL_SOUND.values(), ids=STILL_SOUND)
def test_a_plan_at_a_rule_is_sound(edits: list[Edit]) -> None:
    plan = document()
    for edit in edits:
        edit(plan)
    assert verify_plan(plan) == []


def test_a_caveat_ends_with_its_month() -> None:
    plan = document()
    rule("overrides.caveats", [CAVEAT | {"until_month": 6}])(plan)
    assert [issue.where for issue in verify_plan(plan)] == [
        "permission_limit: GBR battlegroup south p1",
        "permission_limit: GBR logistics south p1",
    ]


def test_a_plan_in_which_nobody_gives_anything() -> None:
    plan = document()
    rule("coalition.min_nations", 0)(plan)
    rule("rules.lead_floor.on", False)(plan)
    rule("rules.pledge_floor.on", False)(plan)
    plan |= {"contributions": [], "tours": []}
    plan["command"] = {"lead_nation": None, "headquarters": []}
    figures = dict.fromkeys(("personnel_peak", "personnel_months", "cost_eur_m", "burden_share"), 0)
    put("nations", {}, member=False, role="none", **figures)(plan)
    for row in plan["requirements"]:
        row.update(supplied=0, shortfall=row["need"])
    put("stages", {}, value=0, bound=0)(plan)
    short = 12 * (1 + 1 + 1 + 2) + 6
    put("stages", {"name": "shortfall"}, value=short, bound=short)(plan)
    assert verify_plan(plan) == []


def test_every_rule_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(CHECKS)
    assert len(set(CHECKS)) == len(CHECKS)


def test_every_rule_tells_its_formula() -> None:
    assert [check.__name__ for check in CHECKS if "Formula: " not in (check.__doc__ or "")] == []


SWITCHES = [
    (
        "participation_floor",
        [
            rule("rules.participation_floor.min_lot_months", 49),
            rule("rules.participation_floor.on", False),
        ],
    ),
    ("lead_floor", [rule("coalition.lead_nations", []), rule("rules.lead_floor.on", False)]),
    (
        "support_floor",
        [
            put("unit_types", {"id": "battlegroup"}, supported_by={"medical": 3}),
            rule("rules.support_floor.on", False),
        ],
    ),
    (
        "headquarters_floor",
        [
            rule("rules.headquarters_floor.battlegroups_per_division", 5),
            rule("rules.headquarters_floor.on", False),
        ],
    ),
    (
        "personnel_limit",
        [
            rule("rules.personnel_limit.ceilings", {"GBR": 1}),
            rule("rules.personnel_limit.on", False),
        ],
    ),
    (
        "share_limit",
        [rule("rules.share_limit.max_share", {"ground": 0}), rule("rules.share_limit.on", False)],
    ),
    (
        "nato_reserve_limit",
        [
            put("pools", FRA_BATTLEGROUPS, nato_earmark=3),
            rule("rules.nato_reserve_limit.mode", "free"),
        ],
    ),
    (
        "pledge_floor",
        [rule("rules.pledge_floor.pledges", [FLANK_PLEDGE]), rule("rules.pledge_floor.on", False)],
    ),
]


@pytest.mark.parametrize(("name", "edits"), SWITCHES, ids=[name for name, _ in SWITCHES])
def test_a_rule_that_is_switched_off_is_silent(name: str, edits: list[Edit]) -> None:
    plan = document()
    edits[0](plan)
    assert broken(plan) == {name}
    edits[1](plan)
    assert broken(plan) == set()


def test_rounding_is_no_breach_and_relaxed_plans_have_fractions() -> None:
    plan = document()
    put("contributions", FRA_NORTH, lots=3 + 5e-7)(plan)
    assert broken(plan) == set()
    half = document()
    half["contributions"].append(half["contributions"][-1] | {"phase": "p2", "lots": 0.5})
    half["tours"].append(half["tours"][-1] | {"start_month": 6, "end_month": 12, "lots": 0.5})
    put("nations", {"nation": "USA"}, cost_eur_m=18, personnel_months=270)(half)
    for row in half["nations"]:
        row["burden_share"] = row["cost_eur_m"] / 1074
    for name, value in (("us_dependence", 9), ("cost", 1074)):
        put("stages", {"name": name}, value=value, bound=value)(half)
    assert broken(half) == {"whole_lots"}
    half["relaxed"] = True
    assert broken(half) == set()


def test_a_fractional_member_owes_a_fraction_of_the_minimum() -> None:
    plan = document()
    rule("rules.participation_floor.min_lot_months", 60)(plan)
    put("pools", {"nation": "GBR"}, lots=[12] * 12)(plan)
    put("pools", {"nation": "POL"}, lots=[4] * 12)(plan)
    assert broken(plan) == {"participation_floor"}  # GBR and POL give 48, FRA gives 60
    plan["relaxed"] = True  # GBR uses 6 of 12 and owes 30, POL uses 3 of 4 and owes 45
    assert broken(plan) == set()
    rule("rules.participation_floor.min_lot_months", 65)(plan)  # POL owes 48.75, FRA 65
    assert [i.where for i in verify_plan(plan)] == [
        "participation_floor: FRA",
        "participation_floor: POL",
    ]


def test_stages_may_stop_when_the_time_is_over() -> None:
    plan = document()
    plan["stages"] = plan["stages"][:4]
    put("stages", {"name": "burden"}, proof="time_limit", bound=0.1, gap_share=0.5)(plan)
    top(status="unproven")(plan)
    assert broken(plan) == set()


def test_a_met_plan_is_met() -> None:
    plan = document()
    rule("requirement_level", "threshold")(plan)
    plan["scenario"]["requirements"][3].update(threshold=4)
    put("requirements", {"id": "air"}, need=4, shortfall=0)(plan)
    put("requirements", {"id": "reserve"}, need=7)(plan)
    put("stages", {"name": "shortfall"}, value=0, bound=0)(plan)
    assert broken(plan) == {"status_balance"}
    top(status="met")(plan)
    assert broken(plan) == set()


def test_who_can_act_for_a_requirement_in_time() -> None:
    """In place: the sector alone. In days: theatre-wide lots, near sectors, forces at notice."""
    places = {"north", "south", "wide", "home"}
    expected = {
        ("north", 0): {"north"},
        ("north", 1): {"north", "wide"},
        ("north", 5): {"north", "wide", "south"},
        ("north", 10): places,
        ("wide", 0): {"north", "south", "wide"},
        ("wide", 9): {"north", "south", "wide"},
        ("wide", 10): places,
        ("home", 0): {"home"},
        ("home", 30): {"home"},
    }
    for (location, days), acting in expected.items():
        plan = document()
        plan["scenario"]["requirements"][0].update(location=location, within_days=days)
        ledger = open_ledger(Plan.model_validate(plan))
        requirement = ledger.plan.scenario.requirements[0]
        found = {i for i, p in ledger.places.items() if reported._in_time(ledger, requirement, p)}
        assert found == acting, (location, days)


def test_forces_at_home_are_never_in_place() -> None:
    """Not even at no notice and next door: a requirement in place counts what is in place."""
    for days, acts in ((0, False), (1, True)):
        plan = document()
        plan["scenario"]["locations"][3].update(notice_days=0, transit_days=0)
        plan["scenario"]["requirements"][0].update(within_days=days)
        ledger = open_ledger(Plan.model_validate(plan))
        requirement = ledger.plan.scenario.requirements[0]
        assert reported._in_time(ledger, requirement, ledger.places["home"]) == acts


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_plan_with_numbers_that_are_none(value: float) -> None:
    rows = sound().tours
    plan = sound().model_copy(update={"tours": (rows[0].model_copy(update={"lots": value}),)})
    assert [issue.where for issue in verify_plan(plan)] == ["numbers: tours.0.lots"]


def test_an_absurd_whole_number_is_an_issue() -> None:
    plan = document()
    put("pools", TANKER, lots=[10**400] * 12)(plan)
    assert verify_plan(plan)[0].where == "numbers: pools.8.lots.0"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"plan: 1", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not a plan"),
        (b"3", "is not a plan"),
        (b"null", "is not a plan"),
        (b"{}", "Field required"),
    ],
)
def test_a_file_that_is_no_plan(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem) as caught:
        verify_plan(path)
    for issue in caught.value.issues:
        assert issue.where.startswith(str(path))
        assert issue.hint


@pytest.mark.parametrize("name", ["missing.json", ".", "no\0such", "x" * 5000])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        verify_plan(tmp_path / name)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "MAX_BYTES", 100)
    path = tmp_path / "plan.json"
    path.write_text(sound().model_dump_json(), encoding="utf-8")
    with pytest.raises(InputError, match="larger than"):
        verify_plan(path)


def test_all_that_is_wrong_with_a_document_is_told_at_once(tmp_path: Path) -> None:
    plan = document()
    del plan["pools"][0]["lots"]
    plan["status"] = "fine"
    plan["extra"] = 1
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    for source, name in ((plan, "plan"), (path, str(path))):
        with pytest.raises(InputError) as caught:
            verify_plan(source)
        where = {issue.where for issue in caught.value.issues}
        assert where == {f"{name}: pools.0.lots", f"{name}: status", f"{name}: extra"}


MODULES = sorted(Path(verify.__file__).parent.rglob("*.py"))
ALLOWED = {"planner.errors", "planner.result", "planner.schema", "pydantic"}
NO_WAY_ROUND = {"importlib", "pkgutil", "runpy", "subprocess", "ctypes"}


def _module(check: Callable[..., Any]) -> str:
    return check.__module__.rpartition(".")[2]


def test_verify_is_checked_whole() -> None:
    assert {path.stem for path in MODULES} >= {"__init__", "ledger", *map(_module, CHECKS)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_verify_shares_nothing_with_the_model(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(node.module or "")
            assert node.module != "pydantic" or [n.name for n in node.names] == ["ValidationError"]
    assert not names & NO_WAY_ROUND
    assert "__import__" not in source
    foreign = {n for n in names if n.partition(".")[0] not in sys.stdlib_module_names}
    ours = {n for n in foreign if n.startswith("planner.verify.")}
    assert ours <= {f"planner.verify.{module.stem}" for module in MODULES}
    assert foreign - ours <= ALLOWED
