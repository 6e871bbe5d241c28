"""The sound plan that the checks are tried on, made by hand; and one with growth.

12 months in two phases, two sectors, the whole theatre, and forces at home at 10 days. Its figures
are worked out on paper, beside them in ``sound``. One requirement (6 fighters of which 4 are there)
is short, so that shortfalls have figures as well.
"""

from __future__ import annotations

from typing import Any, Literal

from planner.plan.coalition import NationRow
from planner.plan.command import Command, FormationRow
from planner.plan.demands import RequirementRow
from planner.plan.figures import Confidence
from planner.plan.forces import ContributionRow, TourRow
from planner.plan.money import CostRow
from planner.plan.movement import ArrivalRow, LiftRow
from planner.plan.plan import Plan
from planner.plan.politics import MandateRow, NatoLedgerRow, UsGapRow
from planner.plan.stages import SolverInfo, StageRow
from planner.problem.records import PhaseRow, PoolRow, UnitTypeRow
from planner.scenario.scenario import Scenario

from .edits import Document, add, put

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
        "is_battlegroup": False,
    } | more
    return UnitTypeRow(
        id=name, personnel=personnel, cost_eur_m_month=cost, effects=effects, **fields
    )


def flyer(
    name: str, personnel: int, cost: float, effects: dict[str, int], us_enabler: bool = False
) -> UnitTypeRow:
    more: Document = {"domain": "air", "placement": "theatre_wide", "us_enabler": us_enabler}
    return unit(name, personnel, cost, effects, **more)


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
        transit_days=0,
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
) -> ArrivalRow:
    """In the first phase; decided, made ready and carried in the days of preparation."""
    return ArrivalRow(
        nation=nation,
        unit_type=unit_type,
        location=location,
        phase="p1",
        lots=lots,
        movement=movement,
        trains=trains,
        decision_days=0,
        notice_days=0,
        lift_days=0,
        transit_days=0,
        ready_day=0,
        due_day=0,
        slack_days=0,
        critical="decision",
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
    rules["force_ratio_floor"]["troops_per_battlegroup"] = 1000
    rules["force_ratio_floor"]["threats"] = [{"id": "attack"} | attack | levels]
    rules["presence_floor"]["presences"] = [{"id": "wire", "location": "north", "nations": 2}]
    rules["air_cover_floor"]["stations"] = [station | {"objective": 2}]
    rules["air_defence_floor"]["areas"] = [city]
    rules["training_balance"] |= {"enabled": True, "team_months_per_brigade": 6, "max_brigades": 1}
    rules["procurement_limit"] |= {
        "enabled": True,
        "own_options": [drones | {"lead_months": 6, "max_lots": 3}],
    }
    rules["framework_floor"] |= {"enabled": True, "nations": ["FRA", "GBR"]}
    rules["lead_floor"]["components"] = {"land": ["FRA", "GBR"], "air": ["POL"]}
    rules["personnel_limit"]["total"] = 7540  # 3900 + 3500 + 110 + 30
    rules["us_enabler_limit"]["drawdown"] = [{"from_month": 6, "share": 0}]
    budget = {"enabled": True, "national_eur_m": {"FRA": 458}, "common_fund_eur_m": 30}
    rules["budget_limit"] |= budget | {"total_eur_m": 1101}
    plan["command"]["component_leads"] = {"land": "FRA", "air": "POL"}
    team = unit("team", 10, 1, {"training": 1}, role="training", placement="training")
    drone = flyer("drone", 10, 0, {"isr": 2})
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
    # 20 days of notice, 9 of them before month 0; 4 trains at 4 a day
    clock: Document = {"notice_days": 11, "lift_days": 1, "transit_days": 3, "ready_day": 15}
    clock |= {"due_day": 180, "slack_days": 165, "critical": "notice"}
    put("pools", {"nation": "XCB"}, notice_days=20, transit_days=3)(plan)
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
