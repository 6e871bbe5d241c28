"""Small scenarios solved and checked."""

from __future__ import annotations

from planner import Plan, solve, verify_plan

from ..world import WORLD, Document


def solved(document: Document, **options: object) -> Plan:
    document = {**document, "solve": {**document["solve"], **options}}
    plan = solve(document, data=WORLD)
    assert [str(issue) for issue in verify_plan(plan)] == []
    return plan


def values(plan: Plan) -> list[float]:
    return [stage.value for stage in plan.stages]
