"""The scenarios that are shipped, and the check of a client's own."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, TypeAdapter

from api.errors import NO_SUCH_SCENARIO, ProblemError, issue
from api.openapi import SCENARIO_BODY, links, problems
from api.reference import Reference
from api.solving import Workers
from planner import Scenario, suggestion

router = APIRouter(prefix="/v1/scenarios", tags=["scenarios"])


class ScenarioSummary(BaseModel):
    """A scenario that can be named in ``extends``."""

    name: str
    title: str
    description: str


class Notice(BaseModel):
    """Something about a valid scenario that its author should know."""

    code: str
    where: str
    message: str


class CheckResult(BaseModel):
    """The scenario can be solved."""

    valid: Literal[True] = True
    warnings: list[Notice]


NOTICES = TypeAdapter(list[Notice])


async def _reference(request: Request) -> Reference:
    reference: Reference = request.app.state.reference
    return reference


async def _checks(request: Request) -> Workers:
    workers: Workers = request.app.state.checks
    return workers


Data = Annotated[Reference, Depends(_reference)]
Checks = Annotated[Workers, Depends(_checks)]


@router.get("", responses={200: {"links": links("get_scenario", value="0/name", name="name")}})
async def list_scenarios(data: Data) -> list[ScenarioSummary]:
    """Name, title and description of every shipped scenario."""
    return [
        ScenarioSummary(name=name, title=scenario.title, description=scenario.description)
        for name, scenario in data.scenarios.items()
    ]


@router.get("/{name}", responses=problems(404))
async def get_scenario(name: str, data: Data) -> Scenario:
    """A shipped scenario in full, with ``extends`` resolved; it can be posted as it is."""
    if name not in data.scenarios:
        found = issue(f"scenario {name}", "not shipped", suggestion(name, data.scenarios))
        raise ProblemError(NO_SUCH_SCENARIO, "GET /v1/scenarios lists those that exist.", [found])
    return data.scenarios[name]


@router.post("/check", responses=problems(400, 413, 415, 422, 503), openapi_extra=SCENARIO_BODY)
async def check(request: Request, checks: Checks) -> CheckResult:
    """Is the scenario valid? The warnings are those that its plan would carry."""
    found = await checks.run(request, "check")
    return CheckResult(warnings=NOTICES.validate_json(found))
