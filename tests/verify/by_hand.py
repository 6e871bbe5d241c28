"""The sound plan that the checks are tried on, made by hand.

12 months in two phases, two sectors, the whole theatre, and forces at home at 10 days. Its figures
are worked out on paper, beside them in ``sound``. One requirement (6 fighters of which 4 are there)
is short, so that shortfalls have figures as well.
"""

from __future__ import annotations

from planner import Plan

from ..plan_rows import (
    arrival,
    contribution,
    formation,
    lift,
    mandate,
    nation,
    nato_draw,
    phase,
    plan,
    pool,
    requirement,
    spent,
    stage,
    tour,
    unit_type,
)
from ..world import Document

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
        "framework_floor": {"enabled": True, "most_battlegroups": 3},
        "rotation_limit": {"enabled": False},
        "share_limit": {"enabled": True, "max_share": {"ground": 0.5}},
        "us_enabler_limit": {"max_lots": {"tanker": 1}},
        "nato_reserve_limit": {"mode": "forbidden"},
        "pledge_floor": {"pledges": [{"nation": "POL", "unit_type": "fighter", "lots": 1}]},
    },
    "objectives": ["shortfall", "us_dependence", "nato_draw", "burden", "burden_excess", "cost"],
}


def flyer(
    name: str, personnel: int, cost: float, effects: dict[str, int], us_enabler: bool = False
) -> Document:
    more: Document = {"domain": "air", "placement": "theatre_wide", "us_enabler": us_enabler}
    return unit_type(name, personnel, cost, effects, **more)


def stock(nation: str, unit_type: str, lots: int, tour: int, dwell: int, **places: int) -> Document:
    """The pool of a nation. POL takes six days, GBR comes by sea, FRA has promised battlegroups."""
    more: Document = {"locations": places}
    if nation == "POL":
        more |= {"decision_days": 2, "notice_days": 4}
    if (nation, unit_type) == ("FRA", "battlegroup"):
        more |= {"nato_earmark": 2, "nato_tiers": [1, 1, 1]}
    if nation == "GBR" or unit_type == "tanker":
        more["movement"] = "sea" if nation == "GBR" else "air"
    return pool(nation, unit_type, lots, tour, dwell, **more)


def both(nation: str, unit_type: str, location: str, lots: float) -> list[Document]:
    """The same lots in both phases."""
    return [contribution(nation, unit_type, location, phase, lots) for phase in ("p1", "p2")]


def party(name: str, role: str, *figures: float, stance: int = 3) -> Document:
    """A nation: people at most, person-months, cost, fair share and size; one of five in all."""
    peak, person_months, cost, fair, size = figures
    each = 0 if name in ("USA", "XMM") else 1 / 5
    return nation(
        name,
        role,
        stance=stance,
        personnel_peak=peak,
        personnel_months=person_months,
        cost_eur_m=cost,
        burden_share=cost / 1068,
        fair_share=fair,
        fair_shares={"gdp": fair, "defence_budget": each, "active_forces": each, "equal": each},
        size=size,
        personnel_ceiling=4000,
        past_peak=4000,
        people_times_peak=peak / 4000,
        nuclear=name in ("FRA", "GBR"),
        framework=name in ("FRA", "GBR"),
    )


def demands(phase: str) -> list[Document]:
    return [
        requirement("line", "ground", "north", phase, 3, 3),
        requirement("reserve", "ground", "north", phase, 8, 8, days=10),  # 3 + south 3 + home 2
        requirement("ready", "ground", "home", phase, 2, 2),
        requirement("air", "fighters", "wide", phase, 6, 4),  # one flight of 4
    ]


def tree(phase: str) -> list[Document]:
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


def sound() -> Plan:
    """The plan by hand."""
    headquarters = both("FRA", "division_hq", "wide", 1)
    return plan(
        scenario=SCENARIO,
        phases=[phase("p1", 0, 6), phase("p2", 6, 12)],
        unit_types=(
            unit_type(
                "battlegroup",
                1000,
                10,
                {"ground": 1},
                supported_by={"logistics": 3},
                is_battlegroup=True,
            ),
            unit_type("logistics", 500, 4, {}, role="support"),
            unit_type("division", 400, 5, {}),  # never used: a name like an effect means nothing
            unit_type(
                "division_hq",
                400,
                5,
                {"division_hq": 1},
                role="command",
                placement="theatre_wide",
            ),
            unit_type(
                "corps_hq", 600, 6, {"corps_hq": 1}, role="command", placement="theatre_wide"
            ),
            flyer("fighter", 100, 3, {"fighters": 4}),
            flyer("tanker", 30, 2, {"tanking": 1}, us_enabler=True),
        ),
        pools=(
            stock("FRA", "battlegroup", 8, 6, 6, north=0, south=0),
            stock("FRA", "division_hq", 1, 12, 12, wide=0),
            stock("FRA", "logistics", 2, 6, 6, north=0, south=0),
            stock("GBR", "battlegroup", 6, 6, 6, north=0, south=0),
            stock("GBR", "logistics", 2, 6, 6, north=0, south=0),
            stock("POL", "battlegroup", 2, 6, 6, north=0, home=0),
            stock("POL", "fighter", 3, 4, 8, wide=0, home=0),
            stock("POL", "logistics", 1, 6, 6, home=0),
            stock("USA", "tanker", 2, 6, 6, wide=0),
            stock("DEU", "fighter", 2, 4, 8, wide=0),
            stock("ITA", "fighter", 2, 4, 8, wide=0),
            stock("XMM", "tanker", 2, 6, 6, wide=0),
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
            *demands("p1"),
            requirement("fuel", "tanking", "wide", "p1", 1, 1, days=2),  # ends with month 6
            *demands("p2"),
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
            party("FRA", "lead", 3900, 46800, 468, 1 / 3, 3000),
            # 12 (3 x 10 + 4)
            party("GBR", "member", 3500, 42000, 408, 1 / 3, 3000, stance=2),
            # 12 ((2 x 10 + 4) / 2 + 3)
            party("POL", "member", 100, 1200, 180, 0.1, 900, stance=1),
            party("DEU", "none", 0, 0, 0, 0.2, 1800),
            party("ITA", "none", 0, 0, 0, 1 / 30, 300),
            party("USA", "us_enablers", 30, 180, 12, 0, 29000),  # 6 x 2
            party("XMM", "pooled", 0, 0, 0, 0, 1),
        ),
        costs=(
            *(spent("FRA", phase, "deployment", 234) for phase in ("p1", "p2")),
            *(spent("GBR", phase, "deployment", 204) for phase in ("p1", "p2")),
            *(spent("POL", phase, "deployment", 18) for phase in ("p1", "p2")),
            *(spent("POL", phase, "readiness", 72) for phase in ("p1", "p2")),
            spent("USA", "p1", "deployment", 12),
        ),
        command={
            "lead_nation": "FRA",
            "component_leads": {},
            "headquarters": headquarters,
            "formations": [
                *tree("p1"),
                *tree("p2"),
                formation("p1", "fuel", "air", "unit", "USA", "wide", "tanker", 1),
            ],
        },
        mandates=(
            mandate("FRA", 0, "2026-11", 3900),
            mandate("FRA", 4, "2027-03", 3900, "renewal"),
            mandate("FRA", 8, "2027-07", 3900, "renewal"),
            mandate("GBR", 0, "2026-11", 3500),
            mandate("POL", 0, "2026-11", 100),
            mandate("USA", 0, "2026-11", 30),
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
            lift("p1", "rail", "trains", 20, 36),
            lift("p1", "sea", "tonnes", 40, 180),
            lift("p1", "air", "tonnes", 10, 90),
        ),
        nato_ledger=(
            nato_draw("FRA", "battlegroup", 0, 6, 3, 3, 0, 0, 0),
            nato_draw("FRA", "battlegroup", 6, 12, 6, 5, 1, 0, 0),  # 3 on tour, 3 in dwell
        ),
        us_gaps=(
            {
                "unit_type": "tanker",
                "phase": "p1",
                "us_lots": 1,
                "european_lots": 0,
                "lots_to_own": 2,  # 12 / 6
                "option": "",
                "price_eur_m": None,
                "ready_month": None,
            },
        ),
        standby_cost_share=0.5,
    )


def document() -> Document:
    return sound().model_dump(mode="json")
