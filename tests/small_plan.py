"""A small plan made by hand: two nations, two phases, one battlegroup short in the second."""

from __future__ import annotations

from typing import Any

from planner import Plan

from . import plan_rows
from .world import Document

EVIL = '=cmd()|"/C calc"!A0'
FORMULAS = ("=1+1", "+1", "-1 apple", "@SUM(A1)", "\t=1", "\r=1")


def small_plan(**changes: Any) -> Plan:
    """A hand-made plan of two nations, one phase short of one battlegroup."""
    content: Document = {
        "verdict": "Two nations can keep up three quarters.",
        "scenario": {
            "name": "small",
            "title": "=1+1",
            "horizon_months": 12,
            "locations": [{"id": "east", "kind": "theatre", "title": "Eastern sector"}],
            "requirements": [
                {"id": "g", "effect": "ground", "location": "east", "threshold": 2, "note": EVIL}
            ],
        },
        "phases": [plan_rows.phase("p0", 0, 6), plan_rows.phase("p1", 6, 12)],
        "unit_types": [
            plan_rows.unit_type(
                "bg",
                1000,
                1.5,
                {"ground": 1},
                title="Battlegroup",
                lot="battlegroup (1/3 brigade)",
                tonnes=10.5,
                dwell_months=12,
                is_battlegroup=True,
            )
        ],
        "pools": [_pool("FRA"), _pool("GBR")],
        "contributions": [
            plan_rows.contribution(nation, "bg", "east", phase)
            for nation, phase in (("FRA", "p0"), ("GBR", "p0"), ("FRA", "p1"))
        ],
        "tours": [plan_rows.tour("FRA", "bg", 1, 0, 6)],
        "requirements": [requirement("p0", 2), requirement("p1", 1)],
        "purchases": [_purchase()],
        "stages": [stage("shortfall", "optimal", 0.0), stage("cost", "within_gap", 0.0009)],
        "nations": [nation("FRA", "lead", 18), nation("GBR", "member", 9)],
        "costs": [plan_rows.spent("FRA", "p0", "deployment", 18)],
        "command": {
            "lead_nation": "FRA",
            "component_leads": {"land": "GBR"},
            "headquarters": [],
            "formations": [
                plan_rows.formation("p0", "operation", "", "operation", "FRA"),
                plan_rows.formation("p0", "land", "operation", "component", "GBR"),
            ],
        },
        "standby_cost_share": 0.25,
        "warnings": [{"code": "x", "where": "y", "message": text} for text in FORMULAS],
        "figures": [figure("assumption"), figure("reported")],
    }
    return plan_rows.plan(**content | changes)


def _pool(nation: str) -> Document:
    delays = {"decision_days": 30, "notice_days": 10, "transit_days": 5}
    more: Document = {"movement_cost_eur_m": 0.5, "confidence": "assumption"}
    return plan_rows.pool(nation, "bg", 3, 6, 12, locations={"east": 0}, **delays, **more)


def requirement(phase: str, supplied: float, need: float = 2) -> Document:
    return plan_rows.requirement("g", "ground", "east", phase, need, supplied)


def stage(name: str, proof: str, gap: float) -> Document:
    more: Document = {"proof": proof, "gap_share": gap, "seconds": 0.1, "unit": "EUR m"}
    return plan_rows.stage(name, 1, **more)


def nation(code: str, role: str, cost: float) -> Document:
    return plan_rows.nation(
        code,
        role,
        personnel_peak=1000,
        personnel_months=12000,
        cost_eur_m=cost,
        burden_share=cost / 27,
        fair_share=0.5,
        fair_shares={"gdp": 0.5, "equal": 0.25},
        nuclear=True,
        framework=True,
    )


def _purchase() -> Document:
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


def figure(confidence: str) -> Document:
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


DEMANDS: Document = {
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
    phases, rows, given = [], [], []
    for start, (end, lots) in months.items():
        name = f"p{start}"
        phases.append(plan_rows.phase(name, start, end))
        rows.append(requirement(name, lots, need))
        given.append(plan_rows.contribution("FRA", "bg", "east", name, lots))
    return small_plan(phases=phases, requirements=rows, contributions=given, **changes)
