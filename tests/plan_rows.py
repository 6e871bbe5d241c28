"""Plans made by hand, row by row, as documents: what is not named has a plain value.

Every plan made by hand is written with these, so that a new field has one place.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from planner import Plan
from planner.reference.figure import CONFIDENCES

from .world import Document


def plan(**content: Any) -> Plan:
    """A plan of these tables and fields; a table that is not named is empty."""
    figures = Counter(row["confidence"] for row in content.get("figures", ()))
    common: Document = {
        "planner_version": "0",
        "status": "shortfall",
        "verdict": "",
        "relaxed": False,
        "data_confidence": {name: figures[name] for name in CONFIDENCES},
        "solver": {
            "name": "HiGHS",
            "version": "1",
            "seconds": 0.1,
            "columns": 3,
            "rows": 4,
            "nonzeros": 5,
        },
    }
    return Plan.model_validate(common | content)


def phase(name: str, start: int, end: int) -> Document:
    return {"id": name, "start_month": start, "end_month": end}


def unit_type(
    name: str, personnel: int, cost: float, effects: dict[str, int], **more: Any
) -> Document:
    """A combat unit of the land component, EUR million a lot and month."""
    row: Document = {
        "id": name,
        "title": name,
        "lot": "lot",
        "domain": "land",
        "role": "combat",
        "placement": "sector",
        "us_enabler": False,
        "personnel": personnel,
        "tonnes": 10,
        "tour_months": None,
        "dwell_months": None,
        "cost_eur_m_month": cost,
        "offered_as": ["land"],
        "effects": effects,
        "supported_by": {},
        "is_battlegroup": False,
    }
    return row | more


def pool(nation: str, unit_type: str, lots: int, tour: int, dwell: int, **more: Any) -> Document:
    """So many lots in each of 12 months, by rail, ready at once."""
    row: Document = {
        "nation": nation,
        "unit_type": unit_type,
        "tour_months": tour,
        "dwell_months": dwell,
        "lots": [lots] * 12,
        "nato_earmark": 0,
        "nato_tiers": [0, 0, 0],
        "decision_days": 0,
        "notice_days": 0,
        "transit_days": 0,
        "movement": "rail",
        "movement_cost_eur_m": 0,
        "locations": {},
        "confidence": "estimated",
    }
    return row | more


def contribution(
    nation: str, unit_type: str, location: str, phase: str, lots: float = 1
) -> Document:
    row: Document = {"nation": nation, "unit_type": unit_type, "location": location}
    return row | {"phase": phase, "lots": lots}


def tour(nation: str, unit_type: str, lots: float, start: int, end: int) -> Document:
    row: Document = {"nation": nation, "unit_type": unit_type, "lots": lots}
    return row | {"start_month": start, "end_month": end}


def requirement(
    name: str, effect: str, location: str, phase: str, need: float, supplied: float, days: int = 0
) -> Document:
    """Short of what is needed and not supplied."""
    return {
        "id": name,
        "effect": effect,
        "location": location,
        "phase": phase,
        "within_days": days,
        "need": need,
        "supplied": supplied,
        "shortfall": max(0, need - supplied),
    }


def stage(name: str, value: float, **more: Any) -> Document:
    """Solved to the end."""
    row: Document = {
        "name": name,
        "value": value,
        "bound": value,
        "gap_share": 0,
        "proof": "optimal",
    }
    return row | {"seconds": 1, "unit": "-"} | more


def nation(name: str, role: str, **more: Any) -> Document:
    """A member if it has a role; it gives and pays nothing."""
    row: Document = {
        "nation": name,
        "member": role in ("lead", "member"),
        "role": role,
        "stance": 3,
        "offers": {},
        "personnel_peak": 0,
        "personnel_months": 0,
        "cost_eur_m": 0,
        "burden_share": 0,
        "fair_share": 0,
        "fair_shares": {},
        "size": 1,
        "personnel_ceiling": 5000,
        "past_peak": 5000,
        "people_times_peak": 0,
        "nuclear": False,
        "framework": False,
        "aid_credit_eur_m": 0,
        "fund_received_eur_m": 0,
        "fund_paid_eur_m": 0,
    }
    return row | more


def spent(nation: str, phase: str, kind: str, eur_m: float) -> Document:
    return {"nation": nation, "phase": phase, "kind": kind, "eur_m": eur_m}


def formation(
    phase: str,
    name: str,
    parent: str,
    level: str,
    nation: str,
    location: str = "",
    unit_type: str = "",
    lots: float = 0,
) -> Document:
    row: Document = {"phase": phase, "id": name, "parent": parent, "level": level, "nation": nation}
    return row | {"location": location, "unit_type": unit_type, "lots": lots}


def mandate(nation: str, month: int, date: str, people: int, event: str = "decision") -> Document:
    row: Document = {"nation": nation, "month": month, "date": date}
    return row | {"event": event, "personnel": people}


def arrival(
    nation: str, unit_type: str, location: str, movement: str, lots: float, trains: float
) -> Document:
    """In phase p1; decided, made ready and carried in the days of preparation."""
    row: Document = {"nation": nation, "unit_type": unit_type, "location": location, "phase": "p1"}
    row |= {"lots": lots, "movement": movement, "trains": trains}
    days = ("decision_days", "notice_days", "lift_days", "transit_days")
    clock = dict.fromkeys((*days, "ready_day", "due_day", "slack_days"), 0)
    return row | clock | {"critical": "decision"}


def lift(phase: str, movement: str, unit: str, load: float, capacity: float) -> Document:
    row: Document = {"phase": phase, "movement": movement, "unit": unit}
    return row | {"load": load, "capacity": capacity}


def nato_draw(
    nation: str, unit_type: str, start: int, end: int, used: float, *tiers: float
) -> Document:
    """What is used of the forces promised to NATO: undeclared, tiers 3, 2 and 1."""
    row: Document = {
        "nation": nation,
        "unit_type": unit_type,
        "start_month": start,
        "end_month": end,
    }
    names = ("undeclared", "tier_3", "tier_2", "tier_1")
    return row | {"used": used} | dict(zip(names, tiers, strict=True))
