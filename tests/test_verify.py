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
from typing import Any, Literal

import pytest

from planner import verify
from planner.errors import InputError
from planner.result import (
    ArrivalRow,
    Command,
    Confidence,
    ContributionRow,
    CostRow,
    FormationRow,
    LiftRow,
    MandateRow,
    NationRow,
    NatoLedgerRow,
    PhaseRow,
    Plan,
    PoolRow,
    RequirementRow,
    SolverInfo,
    StageRow,
    TourRow,
    UnitTypeRow,
    UsGapRow,
)
from planner.schema import Scenario
from planner.verify import (
    CHECKS,
    accounts,
    coalition,
    command,
    deterrence,
    forces,
    growth,
    money,
    movement,
    reported,
    verify_plan,
)
from planner.verify.demands import in_time
from planner.verify.ledger import open_ledger

Document = dict[str, Any]
Edit = Callable[[Document], None]

SCENARIO: Document = {
    "name": "by_hand",
    "start_date": "2026-11",
    "horizon_months": 12,
    "coalition": {
        "preparation_days": 5,
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
        "lift_limit": {
            "on": True,
            "trains_per_day": 4,
            "tonnes_per_train": 5,
            "sea_tonnes_per_day": 20,
            "air_tonnes_per_day": 10,
        },
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
    declared = (1, 1, 1) if (nation, unit_type) == ("FRA", "battlegroup") else (0, 0, 0)
    return PoolRow(
        nation=nation,
        unit_type=unit_type,
        tour_months=tour,
        dwell_months=dwell,
        lots=(lots,) * 12,
        nato_earmark=sum(declared[:2]),
        nato_tiers=declared,
        decision_days=2 if nation == "POL" else 0,
        notice_days=4 if nation == "POL" else 0,
        transit_days=3,
        movement="sea" if nation == "GBR" else "air" if unit_type == "tanker" else "rail",
        movement_cost_eur_m=0,
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
    each = 0 if name in ("USA", "XMM") else 1 / 5
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
        fair_shares={"gdp": fair, "defence_budget": each, "active_forces": each, "equal": each},
        size=size,
        personnel_ceiling=4000,
        nuclear=name in ("FRA", "GBR"),
        framework=name in ("FRA", "GBR"),
        aid_credit_eur_m=0,
        fund_received_eur_m=0,
        fund_paid_eur_m=0,
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


def spent(nation: str, phase: str, kind: str, amount: float) -> CostRow:
    row = {"nation": nation, "phase": phase, "kind": kind, "eur_m": amount}
    return CostRow.model_validate(row)


def vote(
    nation: str,
    month: int,
    date: str,
    people: int,
    event: Literal["decision", "renewal"] = "decision",
) -> MandateRow:
    return MandateRow(nation=nation, month=month, date=date, event=event, personnel=people)


def formation(
    phase: str, name: str, parent: str, level: str, nation: str, *unit: str | float
) -> FormationRow:
    location, unit_type, lots = unit or ("", "", 0)
    row = {"phase": phase, "id": name, "parent": parent, "level": level, "nation": nation}
    return FormationRow.model_validate(
        row | {"location": location, "unit_type": unit_type, "lots": lots}
    )


def tree(phase: str) -> list[FormationRow]:
    return [
        formation(phase, "operation", "", "operation", "FRA"),
        formation(phase, "land", "operation", "component", ""),
        formation(phase, "division", "land", "division", "FRA", "wide", "division_hq", 1),
        formation(phase, "brigade_1", "division", "brigade", "FRA"),
        formation(phase, "ground_1", "brigade_1", "unit", "FRA", "north", "battlegroup", 3),
        formation(phase, "brigade_2", "division", "brigade", "GBR"),
        formation(phase, "ground_2", "brigade_2", "unit", "GBR", "south", "battlegroup", 3),
        formation(phase, "stores_1", "land", "unit", "FRA", "north", "logistics", 1),
        formation(phase, "stores_2", "land", "unit", "GBR", "south", "logistics", 1),
        formation(phase, "air", "operation", "component", ""),
        formation(phase, "flight", "air", "unit", "POL", "wide", "fighter", 1),
    ]


def arrival(
    nation: str,
    unit_type: str,
    location: str,
    movement: Literal["rail", "sea", "air"],
    lots: float,
    trains: float,
    *,
    lift: int,
    notice: int = 0,
) -> ArrivalRow:
    """In the first phase; transit takes 3 days."""
    return ArrivalRow(
        nation=nation,
        unit_type=unit_type,
        location=location,
        phase="p1",
        lots=lots,
        movement=movement,
        trains=trains,
        decision_days=0,
        notice_days=notice,
        lift_days=lift,
        transit_days=3,
        ready_day=notice + lift + 3,
        due_day=0,
        slack_days=-(notice + lift + 3),
        critical="transit",
    )


def freight(
    phase: str, movement: Literal["rail", "sea", "air"], unit: str, load: float, capacity: float
) -> LiftRow:
    return LiftRow(phase=phase, movement=movement, unit=unit, load=load, capacity=capacity)


def tiers(
    nation: str, unit_type: str, start: int, end: int, used: float, taken: tuple[float, ...]
) -> NatoLedgerRow:
    undeclared, third, second, first = taken
    return NatoLedgerRow(
        nation=nation,
        unit_type=unit_type,
        start_month=start,
        end_month=end,
        used=used,
        undeclared=undeclared,
        tier_3=third,
        tier_2=second,
        tier_1=first,
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
            unit("division_hq", 400, 5, {"division_hq": 1}, role="command"),
            unit("corps_hq", 600, 6, {"corps_hq": 1}, role="command"),
            unit("fighter", 100, 3, {"fighters": 4}, domain="air"),
            unit("tanker", 30, 2, {"tanking": 1}, domain="air", us_enabler=True),
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
        force_ratios=(),
        presences=(),
        cover=(),
        packages=(),
        training=(),
        purchases=(),
        costs=(
            *(spent("FRA", phase, "deployment", 234) for phase in ("p1", "p2")),
            *(spent("GBR", phase, "deployment", 204) for phase in ("p1", "p2")),
            *(spent("POL", phase, "deployment", 18) for phase in ("p1", "p2")),
            *(spent("POL", phase, "readiness", 72) for phase in ("p1", "p2")),
            spent("USA", "p1", "deployment", 12),
        ),
        command=Command(
            lead_nation="FRA",
            component_leads={},
            headquarters=tuple(headquarters),
            formations=(
                *tree("p1"),
                *tree("p2"),
                formation("p1", "fuel", "air", "unit", "USA", "wide", "tanker", 1),
            ),
        ),
        mandates=(
            vote("FRA", 0, "2026-11", 3900),
            vote("FRA", 4, "2027-03", 3900, "renewal"),
            vote("FRA", 8, "2027-07", 3900, "renewal"),
            vote("GBR", 0, "2026-11", 3500),
            vote("POL", 0, "2026-11", 100),
            vote("USA", 0, "2026-11", 30),
        ),
        arrivals=(
            # 2 trains a lot, 4 trains a day
            arrival("FRA", "battlegroup", "north", "rail", 3, 6, lift=2),
            arrival("FRA", "division_hq", "wide", "rail", 1, 2, lift=2),  # 8 trains
            arrival("FRA", "logistics", "north", "rail", 1, 2, lift=3),  # 10
            arrival("GBR", "battlegroup", "south", "sea", 3, 6, lift=2),  # 30 t at 20 t a day
            arrival("GBR", "logistics", "south", "sea", 1, 2, lift=2),
            # 2 days to decide and 4 of notice, 5 of them before month 0
            arrival("POL", "fighter", "wide", "rail", 1, 2, lift=3, notice=1),  # 12
            arrival("USA", "tanker", "wide", "air", 1, 0, lift=1),
        ),
        lift=(
            # 5 days before month 0
            freight("p1", "rail", "trains", 20, 20),
            freight("p1", "sea", "tonnes", 40, 100),
            freight("p1", "air", "tonnes", 10, 50),
        ),
        nato_ledger=(
            tiers("FRA", "battlegroup", 0, 6, 3, (3, 0, 0, 0)),
            tiers("FRA", "battlegroup", 6, 12, 6, (5, 1, 0, 0)),  # 3 on tour, 3 in dwell
        ),
        us_gaps=(
            UsGapRow(
                unit_type="tanker",
                phase="p1",
                us_lots=1,
                european_lots=0,
                lots_to_own=2,  # 12 / 6
                option="",
                price_eur_m=None,
                ready_month=None,
            ),
        ),
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

GBR = {"nation": "GBR"}
TAUGHT = {"kind": "training", "phase": "p1"}
READY = {"kind": "readiness", "phase": "p2"}
WIRE = {"id": "wire", "location": "north", "nations": 1}


def tree_row(name: str, **values: Any) -> Edit:
    """Change the first formation of that id."""

    def edit(plan: Document) -> None:
        next(row for row in plan["command"]["formations"] if row["id"] == name).update(values)

    return edit


RESERVED: list[Edit] = [
    put("pools", FRA_BATTLEGROUPS, nato_earmark=3, nato_tiers=[1, 2, 0]),
    put("nato_ledger", {"start_month": 6}, tier_3=0, tier_2=1),
]
"""one more lot earmarked: 5 of the 6 that are used are free"""


def caveat(**values: Any) -> list[Edit]:
    return [rule("overrides.caveats", [CAVEAT | values])]


# check, issue that must be there, other rules that the same edits break, edits
CASES: list[tuple[Callable[..., Any], str, set[str], list[Edit]]] = [
    (
        forces.whole_lots,
        "FRA battlegroup north p1",
        {
            "lift_limit",
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
            rule("rules.participation_floor.on", False),
        ],
    ),
    (coalition.coalition_floor, "members", set(), [rule("coalition.min_nations", 4)]),
    (coalition.coalition_limit, "GBR", set(), [rule("coalition.exclude", ["GBR"])]),
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
        {"tour_cover_limit", "lift_limit", "formations", "cost_balance", "stage_value"},
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
        deterrence.effect_floor,
        "line p1",
        set(),
        [put("requirements", {"id": "line", "phase": "p1"}, supplied=4)],
    ),
    (
        deterrence.effect_floor,
        "air p2",
        set(),
        [put("requirements", {"id": "air", "phase": "p2"}, shortfall=1)],
    ),
    (
        deterrence.effect_floor,
        "reserve p1",
        set(),
        [put("requirements", {"id": "reserve"}, need=7)],
    ),
    (deterrence.effect_floor, "ready p2", set(), [drop("requirements", id="ready", phase="p2")]),
    (
        deterrence.effect_floor,
        "ready p2",
        set(),
        [add("requirements", {"id": "ready"}, phase="p2")],
    ),
    (deterrence.effect_floor, "fuel p2", set(), [add("requirements", {"id": "fuel"}, phase="p2")]),
    (
        deterrence.effect_floor,
        "line p1",
        set(),
        [put("requirements", {"id": "line"}, within_days=9)],
    ),
    # 9 days: the forces at home come too late
    (
        deterrence.effect_floor,
        "reserve p1",
        {"stage_value"},
        [
            lambda plan: plan["scenario"]["requirements"][1].update(within_days=9),
            put("requirements", {"id": "reserve"}, within_days=9),
        ],
    ),
    # 11 days from sector to sector: the south comes too late
    (
        deterrence.effect_floor,
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
            *RESERVED,
            put("stages", {"name": "nato_draw"}, value=5, bound=5),
        ],
    ),
    *(
        (coalition.permission_limit, key, set(), caveat(**values))
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
        "USA tanker wide p1",
        set(),
        [rule("rules.us_enabler_limit.dial", [{"from_month": 5, "share": 0}])],
    ),
    (forces.personnel_limit, "total p2", set(), [rule("rules.personnel_limit.total", 7499)]),
    (forces.phase_balance, "month 3", set(), caveat(nation="DEU", until_month=3)),
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
    (movement.lift_limit, "p1 rail", set(), [rule("rules.lift_limit.on", False)]),
    (
        movement.lift_limit,
        "p1 rail",  # 20 trains, 19.9 possible
        set(),
        [
            rule("rules.lift_limit.trains_per_day", 3.98),
            put("lift", {"movement": "rail"}, capacity=19.9),
            put("arrivals", {"nation": "FRA", "unit_type": "division_hq"}, lift_days=3),
        ],
    ),
    *(
        (
            movement.lift_limit,
            "POL fighter p1",
            set(),
            [put("arrivals", {"unit_type": "fighter"}, **{name: value})],
        )
        for name, value in {
            "lots": 2,
            "movement": "sea",
            "trains": 3,
            "location": "north",
            "decision_days": 1,
            "notice_days": 0,
            "lift_days": 2,
            "transit_days": 2,
            "ready_day": 6,
            "due_day": 30,
            "slack_days": 0,
            "critical": "notice",
        }.items()
    ),
    (movement.lift_limit, "USA tanker p1", set(), [drop("arrivals", nation="USA")]),
    (movement.lift_limit, "USA tanker p1", set(), [add("arrivals", TANKER)]),
    (movement.lift_limit, "USA tanker p2", set(), [add("arrivals", TANKER, phase="p2")]),
    (command.formations, "p1 division", set(), [tree_row("division", parent="corps")]),
    (command.formations, "p1 division", set(), [tree_row("division", parent="brigade_1")]),
    (command.formations, "p1 operation", set(), [tree_row("operation", parent="land")]),
    (command.formations, "p1 air", set(), [tree_row("stores_1", id="air")]),
    (command.formations, "p9 fuel", set(), [tree_row("fuel", phase="p9")]),
    (command.formations, "FRA battlegroup north p1", set(), [tree_row("ground_1", lots=2)]),
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
    (reported.status_balance, "status", set(), [top(status="met")]),
    (reported.status_balance, "status", set(), [top(status="unproven")]),
    (
        reported.status_balance,
        "status",
        set(),
        [put("stages", {"name": "cost"}, proof="time_limit")],
    ),
]


ATTACK, STATION, CITY = {"id": "attack"}, {"id": "station"}, {"id": "city"}


def purchase(**values: Any) -> Edit:
    return put("purchases", {"id": "drones"}, **values)


def demand(part: str, **values: Any) -> Edit:
    """Change the first demand of a list of the rules."""

    def edit(plan: Document) -> None:
        name, _, field = part.partition(".")
        plan["scenario"]["rules"][name][field][0].update(values)

    return edit


# the same, for the plan with growth
GROWN_CASES: list[tuple[Callable[..., Any], str, set[str], list[Edit]]] = [
    *(
        (
            deterrence.force_ratio_floor,
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
    (deterrence.force_ratio_floor, "attack p1", set(), [drop("force_ratios", phase="p1")]),
    (
        deterrence.force_ratio_floor,
        "other p1",
        set(),
        [add("force_ratios", {}, id="other", need=1)],
    ),
    (
        deterrence.force_ratio_floor,
        "attack p1",
        {"stage_value"},
        [demand("force_ratio_floor.threats", host_battlegroups=0)],
    ),
    (
        deterrence.force_ratio_floor,
        "attack p1",
        {"stage_value"},
        [demand("force_ratio_floor.threats", unit="troops")],
    ),
    (
        deterrence.force_ratio_floor,
        "attack p2",  # 4 days: no brigade of the host comes from elsewhere
        {"stage_value"},
        [demand("force_ratio_floor.threats", within_days=4)],
    ),
    *(
        (
            deterrence.presence_floor,
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
        deterrence.presence_floor,
        "wire p2",
        {"stage_value"},
        [demand("presence_floor.presences", min_lots=4)],
    ),
    (
        deterrence.presence_floor,
        "wire p2",
        set(),
        [put("nations", {"nation": "FRA"}, nuclear=False)],
    ),
    (
        deterrence.presence_floor,
        "wire p2",
        {"stage_value"},
        [demand("presence_floor.presences", nations=3)],
    ),
    (deterrence.air_cover_floor, "station p1", set(), [put("cover", STATION, package="site")]),
    (deterrence.air_cover_floor, "station p2", set(), [put("cover", STATION, shortfall=0)]),
    (deterrence.air_cover_floor, "station p1", set(), [put("cover", STATION, need=2)]),
    (
        deterrence.air_cover_floor,
        "fighters wide p1",
        set(),
        [put("packages", {"id": "patrol"}, needs={"fighters": 3})],
    ),
    (
        deterrence.air_cover_floor,
        "tanking wide p2",
        {"stage_value"},
        [put("cover", STATION | {"phase": "p2"}, supplied=1, shortfall=0)],
    ),
    (
        deterrence.air_cover_floor,
        "station p1",
        {"stage_value"},
        [demand("air_cover_floor.stations", objective=1.5)],
    ),
    (deterrence.air_cover_floor, "station p2", set(), [drop("cover", id="station", phase="p2")]),
    (deterrence.air_cover_floor, "station p1", set(), [drop("packages", id="patrol")]),
    (deterrence.air_defence_floor, "city p1", set(), [put("cover", CITY, shortfall=0)]),
    (
        deterrence.air_defence_floor,
        "city p1",
        {"stage_value"},
        [put("cover", CITY | {"phase": "p1"}, supplied=-1, shortfall=2)],
    ),
    (
        deterrence.air_defence_floor,
        "isr wide p2",
        set(),
        [put("packages", {"id": "site"}, needs={"isr": 5})],
    ),
    (
        deterrence.air_defence_floor,
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
    (growth.procurement_limit, "drones", set(), [purchase(owner="FRA")]),
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
    (growth.procurement_limit, "XCB drone month 6", {"phase_balance"}, [purchase(ready_month=9)]),
    (
        growth.procurement_limit,
        "XCB drone month 5",
        set(),
        [put("pools", {"nation": "XCB"}, lots=[0] * 5 + [2] * 7)],
    ),
    (growth.procurement_limit, "purchases", set(), [rule("rules.procurement_limit.on", False)]),
    (
        growth.procurement_limit,
        "drones",
        set(),
        [rule("rules.procurement_limit.free", []), rule("rules.procurement_limit.options", ["a"])],
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
        [rule("rules.training_balance.on", False)],
    ),
    (
        command.framework_floor,
        "south p1",
        set(),
        [
            put("nations", GBR, framework=False),
            rule("rules.framework_floor.nations", ["FRA"]),
        ],
    ),
    (
        command.framework_floor,
        "north p2",  # one core of 2 in 3: one brigade of 2
        set(),
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
    *(
        (
            command.lead_floor,
            "air",
            set(),
            [lambda plan, leads=leads: plan["command"].update(component_leads=leads)],
        )
        for leads in ({"land": "FRA"}, {"land": "FRA", "air": "FRA"})
    ),
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
        (reported.stage_value, name, set(), [put("stages", {"name": name}, value=low, bound=low)])
        for name, low in {
            "shortfall": 25.9,
            "deterrence": 28.9,
            "burden": 0.19,
            "burden_excess": 230,
            "cost": 1100,
        }.items()
    ),
    (
        reported.stage_value,
        "deterrence",
        set(),
        [rule("rules.deterrence.slopes", [0.6, 0.25])],
    ),
]


def document() -> Document:
    return sound().model_dump(mode="json")


def grown() -> Document:
    """The plan by hand with a camp, a purchase, threats, presences, stations and budgets.

    The level is the threshold: the reserve of 8 is above its need of 7, the air is 2 of 6 short.
    """
    plan = document()
    rules = plan["scenario"]["rules"]
    plan["scenario"]["requirement_level"] = "threshold"
    plan["scenario"]["locations"].append({"id": "camp", "kind": "training"})
    attack = {"location": "north", "unit": "brigades", "within_days": 10, "host_battlegroups": 1}
    levels = {"attackers": 9, "attackers_objective": 12}
    city = {"id": "city", "location": "wide", "package": "site", "threshold": 1}
    station = {"id": "station", "location": "wide", "package": "patrol", "threshold": 1}
    drones = {"id": "drones", "members": ["FRA", "GBR"], "unit_type": "drone", "price_eur_m": 10}
    rules["force_ratio_floor"] |= {"ratio": 3, "battlegroups_per_brigade": 3}
    rules["force_ratio_floor"]["threats"] = [{"id": "attack"} | attack | levels]
    rules["presence_floor"]["presences"] = [{"id": "wire", "location": "north", "nations": 2}]
    rules["air_cover_floor"]["stations"] = [station | {"objective": 2}]
    rules["air_defence_floor"]["areas"] = [city]
    rules["training_balance"] |= {"on": True, "team_months_per_brigade": 6, "max_brigades": 1}
    rules["procurement_limit"] |= {"on": True, "free": [drones | {"lead_months": 6, "max_lots": 3}]}
    rules["framework_floor"] |= {"on": True, "nations": ["FRA", "GBR"]}
    rules["lead_floor"]["components"] = {"land": ["FRA", "GBR"], "air": ["POL"]}
    rules["personnel_limit"]["total"] = 7540  # 3900 + 3500 + 110 + 30
    rules["us_enabler_limit"]["dial"] = [{"from_month": 6, "share": 0}]
    budget = {"on": True, "national_eur_m": {"FRA": 458}, "common_fund_eur_m": 30}
    rules["budget_limit"] |= budget | {"total_eur_m": 1101}
    plan["command"]["component_leads"] = {"land": "FRA", "air": "POL"}
    team = unit("team", 10, 1, {"training": 1}, role="training", placement="training")
    drone = unit("drone", 10, 0, {"isr": 2}, domain="air")
    plan["unit_types"] += [row.model_dump(mode="json") for row in (team, drone)]
    for row in (pool("POL", "team", 2, 6, 6, camp=0), pool("XCB", "drone", 2, 6, 0, wide=6)):
        plan["pools"].append(row.model_dump(mode="json"))
    plan["pools"][-1]["lots"] = [0] * 6 + [2] * 6
    plan["contributions"] += [row.model_dump() for row in both("POL", "team", "camp", 1)]
    plan["contributions"].append(both("XCB", "drone", "wide", 2)[1].model_dump())
    starts = (("POL", "team", 1, 0, 6), ("POL", "team", 1, 6, 12), ("XCB", "drone", 2, 6, 12))
    plan["tours"] += [tour(*row).model_dump() for row in starts]
    plan["purchases"] = [
        {key: drones[key] for key in ("id", "unit_type", "price_eur_m")}
        | {"title": "drones", "coalition": "drones", "owner": "XCB", "max_lots": 3, "lots": 2}
        | {"ready_month": 6, "payers": {"FRA": 0.5, "GBR": 0.5}}
    ]
    plan["packages"] = [
        {"id": "patrol", "title": "-", "needs": {"fighters": 2, "tanking": 0.5}},
        {"id": "site", "title": "-", "needs": {"isr": 4}},
    ]
    _answers(plan)
    _grown_accounts(plan)
    return plan


def _answers(plan: Document) -> None:
    """9 brigades of 3, a third of them to stop: 9; 8 of the coalition, 1 of the host."""
    put("requirements", {"id": "reserve"}, need=7)(plan)
    row = {"id": "attack", "location": "north", "within_days": 10, "attackers": 27, "ratio": 3}
    row |= {"need": 9, "coalition": 8, "host": 1, "shortfall": 0}
    plan["force_ratios"] = [
        row | {"phase": "p1", "trained": 0},
        row | {"phase": "p2", "trained": 3},  # 6 team-months: a brigade of 3
    ]
    row = {"id": "wire", "location": "north", "nations": ["FRA"], "need": 2}
    row |= {"nuclear_powers": ["FRA"], "nuclear_need": 1, "shortfall": 1}
    plan["presences"] = [row | {"phase": phase} for phase in ("p1", "p2")]
    station = {"id": "station", "rule": "air_cover_floor", "package": "patrol", "need": 1}
    city = {"id": "city", "rule": "air_defence_floor", "package": "site", "need": 1}
    plan["cover"] = [
        row | {"location": "wide", "phase": phase, "supplied": kept, "shortfall": max(0, 1 - kept)}
        for row, phase, kept in (
            (station, "p1", 2),  # 4 fighters, and 1 tanker
            (station, "p2", 0),
            (city, "p1", 0),
            (city, "p2", 1),
        )
    ]
    plan["training"] = [
        {"phase": "p1", "teams": 1, "brigades": 0},
        {"phase": "p2", "teams": 1, "brigades": 1},
    ]


def _grown_accounts(plan: Document) -> None:
    """The lift of GBR's stores costs 1, the drones 20 and the teams 12: 1101 in all."""
    put("pools", {"nation": "GBR", "unit_type": "logistics"}, movement_cost_eur_m=1)(plan)
    lift = {"phase": "p2", "nation": "XCB", "unit_type": "drone", "lots": 2, "trains": 4}
    clock = {"notice_days": 0, "lift_days": 1, "ready_day": 4, "due_day": 180, "slack_days": 176}
    add("arrivals", {"unit_type": "fighter"}, **lift, **clock)(plan)
    add("lift", {"movement": "rail"}, phase="p2", load=4, capacity=720)(plan)
    drones = formation("p2", "drones", "air", "unit", "XCB", "wide", "drone", 2)
    plan["command"]["formations"].append(drones.model_dump())
    costs = [spent("POL", phase, "training", 6) for phase in ("p1", "p2")]
    costs += [spent(nation, "p1", "procurement", 10) for nation in ("FRA", "GBR")]
    costs.append(spent("GBR", "p1", "movement", 1))
    plan["costs"] += [row.model_dump() for row in costs]
    bought = nation("XCB", "purchased", 20, 120, 0, 0, 1).model_dump(mode="json")
    plan["nations"].append(bought | {"fair_shares": dict.fromkeys(bought["fair_shares"], 0)})
    cost = {"FRA": 478, "GBR": 419, "POL": 192}
    for row in plan["nations"]:
        row["cost_eur_m"] = cost.get(row["nation"], row["cost_eur_m"])
        row["burden_share"] = row["cost_eur_m"] / 1101
        row["fund_paid_eur_m"] = 30 * row["fair_share"]
    put("nations", {"nation": "FRA"}, fund_received_eur_m=30)(plan)
    people = {"personnel_peak": 110, "personnel_months": 1320}
    put("nations", {"nation": "POL"}, **people, aid_credit_eur_m=15)(plan)
    values = {
        # air 8, wire 12 x 1 / 2, station 6, city 6
        "shortfall": 26,
        # attack 6 (1.5 / 2 + 1.5 / 4) / 9, station 6 (0.5 / 2 + 0.5 / 4)
        "deterrence": 29,
        "burden": 0.2,  # POL (192 + 3 - 15) / 900
        # shares of 1089: FRA 458 - 363, GBR 429 - 363, POL 195 - 108.9
        "burden_excess": 95 + 66 + 86.1,
        "cost": 1101,
    }
    plan["scenario"]["objectives"].insert(1, "deterrence")
    plan["stages"].insert(1, stage("deterrence", 0).model_dump())
    for name, value in values.items():
        put("stages", {"name": name}, value=value, bound=value)(plan)


def broken(plan: Document) -> set[str]:
    """Names of the rules that a plan breaks."""
    return {issue.where.partition(": ")[0] for issue in verify_plan(plan)}


def test_the_sound_plan_passes_in_every_form(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(sound().model_dump_json(), encoding="utf-8")
    for plan in (sound(), document(), MappingProxyType(document()), path, str(path)):
        assert verify_plan(plan) == []


def test_the_plan_with_growth_passes() -> None:
    assert verify_plan(grown()) == []


@pytest.mark.parametrize(
    ("make", "check", "key", "others", "edits"),
    [(document, *case) for case in CASES] + [(grown, *case) for case in GROWN_CASES],
    ids=lambda v: getattr(v, "__name__", None),
)
def test_a_plan_past_a_rule_is_caught(
    make: Callable[[], Document],
    check: Callable[..., Any],
    key: str,
    others: set[str],
    edits: list[Edit],
) -> None:
    plan = make()
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
    *RESERVED,
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
        rule("solve.burden_gap_share", 0.05),
        put("stages", {"name": "burden"}, value=0.1962, bound=0.1962),
        put("stages", {"name": "burden_excess"}, value=241.6, bound=241.6),
    ],
    "a nation without a size": [
        put("nations", {"nation": "ITA"}, size=0, fair_share=0),
        put("nations", {"nation": "DEU"}, size=2100, fair_share=2100 / 9000),
        lambda plan: plan["nations"][3]["fair_shares"].update(gdp=2100 / 9000),
        lambda plan: plan["nations"][4]["fair_shares"].update(gdp=0),
    ],
    "a caveat on the theatre, forces at home": [
        rule("overrides.caveats", [CAVEAT | {"nation": "POL", "unit_type": "battlegroup"}])
    ],
    "a caveat on another unit type": [
        rule("overrides.caveats", [CAVEAT | {"unit_type": "fighter"}])
    ],
    "a caveat on another sector": [rule("overrides.caveats", [CAVEAT | {"location": "north"}])],
    "a caveat on ground troops, forces at home": caveat(nation="POL", kind="no_ground_troops"),
    "a caveat on combat forces, support": caveat(kind="support_only", unit_type="logistics"),
    "a caveat on all but aircraft, aircraft": caveat(nation="POL", kind="air_only"),
    "a caveat on standby, forces at home": caveat(
        nation="POL", kind="standby_only", location="home"
    ),
    "a US dial that is turned up again": [
        rule(
            "rules.us_enabler_limit.dial",
            [{"from_month": 0, "share": 0}, {"unit_type": "tanker", "share": 1}],
        )
    ],
    "a presence of a rule that is off": [
        rule("rules.presence_floor", {"on": False, "presences": [WIRE]})
    ],
    "national ceilings that are off": [
        rule("rules.personnel_limit.national", False),
        put("nations", {"nation": "FRA"}, personnel_ceiling=1),
    ],
    "votes of a nation that need no renewal": [
        drop("mandates", nation="FRA", month=4),
        drop("mandates", nation="FRA", month=8),
    ],
    "no limit on lift": [
        rule("rules.lift_limit.on", False),
        put("lift", {}, capacity=None),
        put("pools", {}, movement_cost_eur_m=5),
    ],
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


def test_a_relaxed_plan_counts_parts_of_brigades_and_of_nations() -> None:
    """2.5 cores of 1 carry 7.5 battlegroups; 3 of the 4 lots of a nation are 0.75 of it."""
    plan = grown()
    rule("rules.framework_floor.core_battlegroups", 2)(plan)
    assert broken(plan) == set()  # one whole core of 2, for 3 battlegroups
    rule("rules.framework_floor.battlegroups_per_brigade", 2)(plan)
    assert broken(plan) == {"framework_floor"}
    plan["relaxed"] = True
    assert broken(plan) == set()
    demand("presence_floor.presences", min_lots=4)(plan)
    put("presences", {}, nations=[], nuclear_powers=[], shortfall=1.25)(plan)
    # 1.25 nations are missing instead of 1: 12 months x 0.25 / 2 more
    for name, value in (("shortfall", 27.5), ("deterrence", 30.5)):
        put("stages", {"name": name}, value=value, bound=value)(plan)
    assert broken(plan) == set()
    plan["relaxed"] = False
    assert broken(plan) == {"framework_floor", "presence_floor", "stage_value"}


def test_the_upper_level_asks_for_the_larger_attack() -> None:
    """27 battlegroups more: 12 to hold 36, where 9 stand at first; the station needs 2."""
    plan = grown()
    rule("requirement_level", "objective")(plan)
    assert broken(plan) >= {"effect_floor", "force_ratio_floor", "air_cover_floor"}
    put("requirements", {"id": "reserve"}, need=8)(plan)
    put("force_ratios", {}, attackers=36, need=12)(plan)
    put("force_ratios", {"phase": "p1"}, shortfall=3)(plan)
    put("cover", STATION, need=2)(plan)
    put("cover", STATION | {"phase": "p2"}, shortfall=2)(plan)
    for name in ("shortfall", "deterrence"):  # the attack 6 x 3 / 12, the station as before
        put("stages", {"name": name}, value=27.5, bound=27.5)(plan)
    assert broken(plan) == set()


def test_forces_at_a_training_camp_are_not_in_the_theatre() -> None:
    plan = grown()
    rule("overrides.caveats", [CAVEAT | {"nation": "POL", "kind": "standby_only"}])(plan)
    assert [issue.where for issue in verify_plan(plan)] == [
        "permission_limit: POL fighter wide p1",
        "permission_limit: POL fighter wide p2",
    ]


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
    empty = ("contributions", "tours", "costs", "mandates", "arrivals", "lift", "nato_ledger")
    plan |= {table: [] for table in (*empty, "us_gaps")}
    plan["command"] = {"lead_nation": None, "component_leads": {}}
    plan["command"] |= {"headquarters": [], "formations": []}
    figures = dict.fromkeys(("personnel_peak", "personnel_months", "cost_eur_m", "burden_share"), 0)
    put("nations", {}, member=False, role="none", **figures)(plan)
    put("nations", {"nation": "USA"}, role="us_enablers")(plan)
    put("nations", {"nation": "XMM"}, role="pooled")(plan)
    for row in plan["requirements"]:
        row.update(supplied=0, shortfall=row["need"])
    put("stages", {}, value=0, bound=0)(plan)
    short = 12 * (1 + 1 + 1 + 2) + 6
    put("stages", {"name": "shortfall"}, value=short, bound=short)(plan)
    assert verify_plan(plan) == []


def test_every_rule_has_a_case() -> None:
    assert {case[0] for case in (*CASES, *GROWN_CASES)} == set(CHECKS)
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
        "framework_floor",
        [
            put("nations", {"nation": "GBR"}, framework=False),
            rule("rules.framework_floor", {"on": True, "nations": ["FRA"]}),
            rule("rules.framework_floor.on", False),
        ],
    ),
    (
        "nato_reserve_limit",
        [
            *RESERVED,
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
    for edit in edits[:-1]:
        edit(plan)
    assert broken(plan) == {name}
    edits[-1](plan)
    assert broken(plan) == set()


def test_rounding_is_no_breach_and_relaxed_plans_have_fractions() -> None:
    plan = document()
    put("contributions", FRA_NORTH, lots=3 + 5e-7)(plan)
    assert broken(plan) == set()
    half = document()
    half["contributions"].append(half["contributions"][-1] | {"phase": "p2", "lots": 0.5})
    half["tours"].append(half["tours"][-1] | {"start_month": 6, "end_month": 12, "lots": 0.5})
    add("us_gaps", {}, phase="p2", us_lots=0.5, lots_to_own=1)(half)
    add("costs", {"nation": "USA"}, phase="p2", eur_m=6)(half)
    fuel = half["command"]["formations"][-1]
    half["command"]["formations"].append(fuel | {"phase": "p2", "lots": 0.5})
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
        ("camp", 30): {"camp"},
    }
    for (location, days), acting in expected.items():
        plan = document()
        plan["scenario"]["locations"].append({"id": "camp", "kind": "training"})
        plan["scenario"]["requirements"][0].update(location=location, within_days=days)
        ledger = open_ledger(Plan.model_validate(plan))
        requirement = ledger.plan.scenario.requirements[0]
        found = {i for i, p in ledger.places.items() if in_time(ledger, requirement, p, days)}
        assert found == acting, (location, days)


def test_forces_at_home_are_never_in_place() -> None:
    """Not even at no notice and next door: a requirement in place counts what is in place."""
    for days, acts in ((0, False), (1, True)):
        plan = document()
        plan["scenario"]["locations"][3].update(notice_days=0, transit_days=0)
        plan["scenario"]["requirements"][0].update(within_days=days)
        ledger = open_ledger(Plan.model_validate(plan))
        requirement = ledger.plan.scenario.requirements[0]
        assert in_time(ledger, requirement, ledger.places["home"], days) == acts


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
ALLOWED = {
    "planner.errors",
    "planner.result",
    "planner.schema",
    "planner.schema.base",
    "planner.schema.rules",
    "pydantic",
}
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
