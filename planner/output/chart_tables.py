"""What a chart shows, as a table: numbers in full, one row a mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.output.cells import csv_text, flat
from planner.plan.plan import Plan
from planner.study import Study
from planner.summary.key_numbers import DUTIES, average_lots, place_duties
from planner.summary.nations import nation_name

Rows = list[dict[str, Any]]
DIGITS = 6


def chart_csv(source: Plan | Study, name: str = "") -> str:
    """The table behind a chart of ``planner.chart``, as CSV; months count from 0, ends included.

    Raises InputError for another name. Text that a spreadsheet would run is guarded.
    """
    if isinstance(source, Study):
        if name not in ("", source.kind):
            hint = f"it has one: {source.kind}"
            raise InputError([Issue("chart", f"the study has no chart {name!r}", hint)])
        rows: Rows = [dict(row) for row in source.rows]
    elif name in CHART_TABLES:
        rows = CHART_TABLES[name](source)
    else:
        raise InputError([Issue("chart", f"no chart {name!r}", suggestion(name, CHART_TABLES))])
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = [[_cell(row.get(column, "")) for column in columns] for row in rows]
    return csv_text([list(columns), *cells])


def _cell(value: Any) -> Any:
    return round(value, DIGITS) + 0.0 if isinstance(value, float) else flat(value)


def _months(plan: Plan) -> dict[str, dict[str, int]]:
    """Phase -> its first and last month."""
    return {
        phase.id: {"first_month": phase.start_month, "last_month": phase.end_month - 1}
        for phase in plan.phases
    }


def _cover(plan: Plan) -> Rows:
    months = _months(plan)
    return [
        {
            "demand": row.id,
            "asked_for": row.asked_for,
            "location": row.location,
            **months[row.phase],
            "need": row.need,
            "in_place": row.supplied,
            "missing": row.shortfall,
        }
        for row in plan.demand_rows
        if row.need > 0
    ]


def _contributions(plan: Plan) -> Rows:
    units = {unit.id: unit for unit in plan.unit_types}
    return [
        {
            "nation": nation,
            "name": nation_name(nation),
            "unit_type": unit_type,
            "duty": duty,
            "lots_on_average": lots,
            "people_on_average": lots * units[unit_type].personnel,
        }
        for duty in DUTIES
        for (unit_type, nation), lots in sorted(average_lots(plan, duty).items())
        if lots > 0
    ]


def _rotation(plan: Plan) -> Rows:
    months, duties = _months(plan), place_duties(plan)
    return [
        {
            "nation": row.nation,
            "unit_type": row.unit_type,
            "location": row.location,
            **months[row.phase],
            "lots": row.lots,
        }
        for row in plan.contributions
        if row.lots > 0 and duties[row.location] == "deployed"
    ]


def _contingents(plan: Plan) -> Rows:
    return [row.model_dump() for row in plan.contingents]


def _burden(plan: Plan) -> Rows:
    return [
        {
            "nation": row.nation,
            "name": nation_name(row.nation),
            "cost_eur_m": row.cost_eur_m,
            "share_of_cost": row.burden_share,
            "fair_share": row.fair_share,
        }
        for row in plan.nations
        if row.cost_eur_m > 0 or row.fair_share > 0
    ]


def _map(plan: Plan) -> Rows:
    return [
        {
            "nation": row.nation,
            "name": nation_name(row.nation),
            "role": row.role,
            "people_at_peak": row.personnel_peak,
            "stance": row.stance,
        }
        for row in plan.nations
    ]


CHART_TABLES: Mapping[str, Callable[[Plan], Rows]] = {
    "cover": _cover,
    "contributions": _contributions,
    "rotation": _rotation,
    "contingents": _contingents,
    "burden": _burden,
    "map": _map,
}
"""chart of a plan -> the rows of its table"""
