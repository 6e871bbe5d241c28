"""The plan by hand with growth: its figures are worked out on paper, beside them."""

from __future__ import annotations

from ..plan_rows import contribution, formation, spent, stage, tour, unit_type
from ..world import Document
from .by_hand import both, document, flyer, party, stock
from .edits import add, put


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
    team = unit_type("team", 10, 1, {"training": 1}, role="training", placement="training")
    drone = flyer("drone", 10, 0, {"isr": 2})
    plan["unit_types"] += [team, drone]
    plan["pools"] += [stock("POL", "team", 2, 6, 6, camp=0), stock("XCB", "drone", 2, 6, 0, wide=6)]
    plan["pools"][-1]["lots"] = [0] * 6 + [2] * 6
    plan["contributions"] += both("POL", "team", "camp", 1)
    plan["contributions"].append(contribution("XCB", "drone", "wide", "p2", 2))
    starts = (("POL", "team", 1, 0, 6), ("POL", "team", 1, 6, 12), ("XCB", "drone", 2, 6, 12))
    plan["tours"] += [tour(*row) for row in starts]
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
    _grown_politics(plan)
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


def _grown_politics(plan: Document) -> None:
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
    plan["command"]["formations"].append(drones)
    plan["costs"] += [spent("POL", phase, "training", 6) for phase in ("p1", "p2")]
    plan["costs"] += [spent(nation, "p1", "procurement", 10) for nation in ("FRA", "GBR")]
    plan["costs"].append(spent("GBR", "p1", "movement", 1))
    bought = party("XCB", "purchased", 20, 120, 0, 0, 1)
    plan["nations"].append(bought | {"fair_shares": dict.fromkeys(bought["fair_shares"], 0)})
    cost = {"FRA": 478, "GBR": 419, "POL": 192}
    for row in plan["nations"]:
        row["cost_eur_m"] = cost.get(row["nation"], row["cost_eur_m"])
        row["burden_share"] = row["cost_eur_m"] / 1101
        row["fund_paid_eur_m"] = 30 * row["fair_share"]
    put("nations", {"nation": "FRA"}, fund_received_eur_m=30)(plan)
    people = {"personnel_peak": 110, "personnel_months": 1320, "people_times_peak": 0.0275}
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
    plan["stages"].insert(1, stage("deterrence", 0))
    for name, value in values.items():
        put("stages", {"name": name}, value=value, bound=value)(plan)
