"""A small plan made by hand: two nations, two phases, one battlegroup short in the second."""

from __future__ import annotations

from typing import Any

from planner import Plan, Scenario

EVIL = '=cmd()|"/C calc"!A0'
FORMULAS = ("=1+1", "+1", "-1 apple", "@SUM(A1)", "\t=1", "\r=1")


def small_plan(**changes: Any) -> Plan:
    """A hand-made plan of two nations, one phase short of one battlegroup."""
    scenario = Scenario.model_validate(
        {
            "name": "small",
            "title": "=1+1",
            "horizon_months": 12,
            "locations": [{"id": "east", "kind": "theatre", "title": "Eastern sector"}],
            "requirements": [
                {"id": "g", "effect": "ground", "location": "east", "threshold": 2, "note": EVIL}
            ],
        }
    )
    phases = [{"id": f"p{i}", "start_month": 6 * i, "end_month": 6 * i + 6} for i in (0, 1)]
    unit = {
        "id": "bg",
        "title": "Battlegroup",
        "lot": "battlegroup (1/3 brigade)",
        "domain": "land",
        "role": "combat",
        "placement": "sector",
        "us_enabler": False,
        "personnel": 1000,
        "tonnes": 10.5,
        "tour_months": None,
        "dwell_months": 12,
        "cost_eur_m_month": 1.5,
        "effects": {"ground": 1},
        "supported_by": {},
        "is_battlegroup": True,
    }
    lots = [("FRA", "p0", 1.0), ("GBR", "p0", 1.0), ("FRA", "p1", 1.0)]
    content: dict[str, Any] = {
        "planner_version": "0",
        "status": "shortfall",
        "verdict": "Two nations can keep up three quarters.",
        "relaxed": False,
        "scenario": scenario,
        "phases": phases,
        "unit_types": [unit],
        "pools": [_pool("FRA"), _pool("GBR")],
        "contributions": [
            {"nation": n, "unit_type": "bg", "location": "east", "phase": p, "lots": x}
            for n, p, x in lots
        ],
        "tours": [
            {"nation": "FRA", "unit_type": "bg", "start_month": 0, "end_month": 6, "lots": 1}
        ],
        "requirements": [requirement("p0", 2), requirement("p1", 1)],
        "force_ratios": [],
        "presences": [],
        "cover": [],
        "packages": [],
        "training": [],
        "purchases": [_purchase()],
        "stages": [stage("shortfall", "optimal", 0.0), stage("cost", "within_gap", 0.0009)],
        "nations": [nation("FRA", "lead", 18), nation("GBR", "member", 9)],
        "costs": [{"nation": "FRA", "phase": "p0", "kind": "deployment", "eur_m": 18}],
        "command": {
            "lead_nation": "FRA",
            "component_leads": {"land": "GBR"},
            "headquarters": [],
            "formations": [_formation("operation", ""), _formation("land", "operation")],
        },
        "mandates": [],
        "arrivals": [],
        "lift": [],
        "nato_ledger": [],
        "us_gaps": [],
        "refusals": [],
        "unused": [],
        "standby_cost_share": 0.25,
        "warnings": [{"code": "x", "where": "y", "message": text} for text in FORMULAS],
        "figures": [figure("assumption"), figure("reported")],
        "data_confidence": {"reported": 1, "estimated": 0, "assumption": 1},
        "solver": {
            "name": "HiGHS",
            "version": "1",
            "seconds": 0.1,
            "columns": 3,
            "rows": 4,
            "nonzeros": 5,
        },
    }
    return Plan.model_validate(content | changes)


def _pool(nation: str) -> dict[str, Any]:
    return {
        "nation": nation,
        "unit_type": "bg",
        "tour_months": 6,
        "dwell_months": 12,
        "lots": [3] * 12,
        "nato_earmark": 0,
        "nato_tiers": (0, 0, 0),
        "decision_days": 30,
        "notice_days": 10,
        "transit_days": 5,
        "movement": "rail",
        "movement_cost_eur_m": 0.5,
        "locations": {"east": 0},
        "confidence": "assumption",
    }


def requirement(phase: str, supplied: float) -> dict[str, Any]:
    return {
        "id": "g",
        "effect": "ground",
        "location": "east",
        "phase": phase,
        "within_days": 0,
        "need": 2,
        "supplied": supplied,
        "shortfall": 2 - supplied,
    }


def stage(name: str, proof: str, gap: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": 1.0,
        "bound": 1.0,
        "gap_share": gap,
        "proof": proof,
        "seconds": 0.1,
        "unit": "EUR m",
    }


def nation(code: str, role: str, cost: float) -> dict[str, Any]:
    return {
        "nation": code,
        "member": True,
        "role": role,
        "stance": 3,
        "personnel_peak": 1000,
        "personnel_months": 12000.0,
        "cost_eur_m": cost,
        "burden_share": cost / 27,
        "fair_share": 0.5,
        "fair_shares": {"gdp": 0.5, "equal": 0.25},
        "size": 1.0,
        "personnel_ceiling": 5000,
        "nuclear": True,
        "framework": True,
        "aid_credit_eur_m": 0,
        "fund_received_eur_m": 0,
        "fund_paid_eur_m": 0,
    }


def _purchase() -> dict[str, Any]:
    return {
        "id": "launchers",
        "title": EVIL,
        "coalition": "two nations",
        "owner": "FRA",
        "unit_type": "bg",
        "max_lots": 2,
        "lots": 1,
        "ready_month": 6,
        "price_eur_m": 100,
        "payers": {"FRA": 0.6, "GBR": 0.4},
    }


def _formation(name: str, parent: str) -> dict[str, Any]:
    return {
        "phase": "p0",
        "id": name,
        "parent": parent,
        "level": "component" if parent else "operation",
        "nation": "GBR" if parent else "FRA",
        "location": "",
        "unit_type": "",
        "lots": 0,
    }


def figure(confidence: str) -> dict[str, Any]:
    return {
        "nation": "FRA",
        "name": "brigades",
        "value": 2,
        "low": 1,
        "high": 3,
        "unit": "brigades",
        "as_of": "2024",
        "confidence": confidence,
        "source_title": "+44 title",
        "source_url": "",
        "note": EVIL,
    }


DEMANDS: dict[str, Any] = {
    "force_ratio_floor": {"threats": [{"id": "attack", "location": "east", "attackers": 9000}]},
    "presence_floor": {"presences": [{"id": "flags", "location": "east", "nations": 4}]},
    "air_defence_floor": {
        "areas": [{"id": "towns", "location": "east", "package": "area_city", "threshold": 2}]
    },
}


def all_demands(threat: float, presence: int, cover: float) -> Plan:
    """The small plan with one demand of every kind in the second phase, short of so much."""
    content = small_plan().scenario.model_dump() | {"rules": DEMANDS}
    place = {"location": "east", "phase": "p1"}
    ratio = {"id": "attack", "within_days": 0, "attackers": 9, "ratio": 3, "need": 6}
    ratio |= {"coalition": 3 - threat, "host": 2, "trained": 1, "shortfall": threat}
    there = ("FRA", "GBR", "POL", "SWE")[: 4 - presence]
    flags = {"id": "flags", "nations": there, "need": 4, "shortfall": presence}
    flags |= {"nuclear_powers": ("FRA",), "nuclear_need": 1}
    towns = {"id": "towns", "rule": "air_defence_floor", "package": "area_city", "need": 2}
    towns |= {"supplied": 2 - cover, "shortfall": cover}
    return small_plan(
        scenario=content,
        requirements=[requirement("p0", 2), requirement("p1", 2)],
        force_ratios=[place | ratio],
        presences=[place | flags],
        cover=[place | towns],
    )


def lots_over(months: dict[int, tuple[int, float]], need: float = 24, **changes: Any) -> Plan:
    """A plan whose one requirement is supplied so much from month to month; 12 months."""
    phases = [
        {"id": f"p{start}", "start_month": start, "end_month": end}
        for start, (end, _) in months.items()
    ]
    rows = [
        requirement(f"p{start}", 0)
        | {"need": need, "supplied": supplied, "shortfall": max(0.0, need - supplied)}
        for start, (_, supplied) in months.items()
    ]
    there = small_plan().contributions[0].model_dump()
    given = [there | {"phase": f"p{start}", "lots": lots} for start, (_, lots) in months.items()]
    return small_plan(phases=phases, requirements=rows, contributions=given, **changes)
