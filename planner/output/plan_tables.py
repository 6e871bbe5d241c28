"""The tables of a plan as they are written and shown: names, columns and rows of plain values."""

from __future__ import annotations

from typing import Any

from planner.output.cells import flat
from planner.plan.command import FormationRow
from planner.plan.plan import TABLES, Plan
from planner.problem.records import Record

SUMMARY = "summary"
EXPORTED: dict[str, type[Record]] = {**TABLES, "formations": FormationRow}
"""every table of the plan, and its command tree"""
HEADERS: dict[str, tuple[str, ...]] = {SUMMARY: ("item", "value")} | {
    name: tuple(record.model_fields) for name, record in EXPORTED.items()
}
"""table name -> its columns: the summary, every list of a plan, and ``formations``"""


def plan_table(plan: Plan, name: str) -> list[dict[str, Any]]:
    """The rows of a table of a plan, each a column name -> plain value; nested ones stay nested."""
    if name == SUMMARY:
        return [{"item": item, "value": value} for item, value in summary(plan).items()]
    records = plan.command.formations if name == "formations" else getattr(plan, name)
    return [row.model_dump(mode="json") for row in records]


def flat_tables(plan: Plan) -> dict[str, list[list[Any]]]:
    """Table name -> header and rows; nested cells are text."""
    return {
        name: [list(header), *([flat(v) for v in row.values()] for row in plan_table(plan, name))]
        for name, header in HEADERS.items()
    }


def summary(plan: Plan) -> dict[str, Any]:
    """Item -> value: what was asked, the answer, who leads, how sure the figures are."""
    scenario, confidence = plan.scenario, plan.data_confidence
    return {
        "verdict": plan.verdict,
        "status": plan.status,
        "whole units": "no" if plan.relaxed else "yes",
        "scenario": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "reference date": scenario.reference_date,
        "timing": scenario.timing,
        "horizon (months)": scenario.horizon_months,
        "start date": scenario.start_date,
        "lead nation": plan.command.lead_nation or "none",
        "component leads": flat(plan.command.component_leads) or "none",
        "figures reported": confidence.reported,
        "figures estimated": confidence.estimated,
        "figures assumed": confidence.assumption,
        "solver": str(plan.solver),
        "solver time (seconds)": round(plan.solver.seconds, 1),
        "planner version": plan.planner_version,
    }
