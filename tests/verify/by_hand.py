"""The sound plan that the checks are tried on, made by hand.

12 months in two phases, two sectors, the whole theatre, and forces at home at 10 days. Its figures
are worked out on paper, beside them in ``sound``. One requirement (6 fighters of which 4 are there)
is short, so that shortfalls have figures as well.
"""

from __future__ import annotations

from planner.plan.command import Command
from planner.plan.figures import Confidence
from planner.plan.plan import Plan
from planner.plan.politics import UsGapRow
from planner.plan.stages import SolverInfo
from planner.problem.records import PhaseRow
from planner.scenario.scenario import Scenario

from .edits import Document
from .rows import (
    arrival,
    both,
    flyer,
    formation,
    freight,
    nation,
    needs,
    pool,
    spent,
    stage,
    tiers,
    tour,
    tree,
    unit,
    vote,
)

SCENARIO: Document = {
    "name": "by_hand",
    "start_date": "2026-11",
    "horizon_months": 12,
    "coalition": {
        "preparation_days": 9,
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
        "personnel_limit": {"enabled": True, "ceilings": {"GBR": 3500}},
        "lift_limit": {
            "enabled": True,
            "trains_per_day": 4,
            "tonnes_per_train": 5,
            "sea_tonnes_per_day": 20,
            "air_tonnes_per_day": 10,
        },
        "effect_floor": {"sector_transit_days": 5},
        "headquarters_floor": {"battlegroups_per_division": 12, "divisions_per_corps": 5},
        "framework_floor": {"battlegroups_per_brigade": 3},
        "share_limit": {"enabled": True, "max_share": {"ground": 0.5}},
        "us_enabler_limit": {"max_lots": {"tanker": 1}},
        "nato_reserve_limit": {"mode": "forbidden"},
        "pledge_floor": {"pledges": [{"nation": "POL", "unit_type": "fighter", "lots": 1}]},
    },
    "objectives": ["shortfall", "us_dependence", "nato_draw", "burden", "burden_excess", "cost"],
}


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
        verdict="",
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
                is_battlegroup=True,
            ),
            unit("logistics", 500, 4, {}, role="support"),
            unit("division", 400, 5, {}),  # never used: a name like an effect means nothing
            unit(
                "division_hq",
                400,
                5,
                {"division_hq": 1},
                role="command",
                placement="theatre_wide",
            ),
            unit("corps_hq", 600, 6, {"corps_hq": 1}, role="command", placement="theatre_wide"),
            flyer("fighter", 100, 3, {"fighters": 4}),
            flyer("tanker", 30, 2, {"tanking": 1}, us_enabler=True),
        ),
        pools=(
            pool("FRA", "battlegroup", 8, 6, 6, north=0, south=0),
            pool("FRA", "division_hq", 1, 12, 12, wide=0),
            pool("FRA", "logistics", 2, 6, 6, north=0, south=0),
            pool("GBR", "battlegroup", 6, 6, 6, north=0, south=0),
            pool("GBR", "logistics", 2, 6, 6, north=0, south=0),
            pool("POL", "battlegroup", 2, 6, 6, north=0, home=0),
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
            # 2 trains a lot
            arrival("FRA", "battlegroup", "north", "rail", 3, 6),
            arrival("FRA", "division_hq", "wide", "rail", 1, 2),
            arrival("FRA", "logistics", "north", "rail", 1, 2),
            arrival("GBR", "battlegroup", "south", "sea", 3, 6),
            arrival("GBR", "logistics", "south", "sea", 1, 2),
            arrival("POL", "fighter", "wide", "rail", 1, 2),
            arrival("USA", "tanker", "wide", "air", 1, 0),
        ),
        lift=(
            # 9 days before month 0
            freight("p1", "rail", "trains", 20, 36),
            freight("p1", "sea", "tonnes", 40, 180),
            freight("p1", "air", "tonnes", 10, 90),
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
        unused=(),
        standby_cost_share=0.5,
        warnings=(),
        figures=(),
        data_confidence=Confidence(reported=1, estimated=1, assumption=1),
        solver=SolverInfo(name="hand", version="1", seconds=0, columns=0, rows=0, nonzeros=0),
    )


def document() -> Document:
    return sound().model_dump(mode="json")
