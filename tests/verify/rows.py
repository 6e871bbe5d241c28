"""Rows of a plan, with the figures that the plan by hand has in common."""

from __future__ import annotations

from typing import Any, Literal

from planner.plan.coalition import NationRow
from planner.plan.command import FormationRow
from planner.plan.demands import RequirementRow
from planner.plan.forces import ContributionRow, TourRow
from planner.plan.money import CostRow
from planner.plan.movement import ArrivalRow, LiftRow
from planner.plan.politics import MandateRow, NatoLedgerRow
from planner.plan.stages import StageRow
from planner.problem.records import PoolRow, UnitTypeRow

from .edits import Document


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
