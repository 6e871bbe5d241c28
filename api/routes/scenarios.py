"""The scenarios that are shipped, and the check of a client's own."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, TypeAdapter

from api.body import JsonObject
from api.errors import NO_SUCH_SCENARIO, ProblemError, issue
from api.openapi import SCENARIO_BODY, problems
from api.solving import Workers
from planner import Scenario, load_scenario, scenario_names, suggestion

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


async def _directory(request: Request) -> str | None:
    directory: str | None = request.app.state.directory
    return directory


async def _checks(request: Request) -> Workers:
    workers: Workers = request.app.state.checks
    return workers


Directory = Annotated[str | None, Depends(_directory)]
Checks = Annotated[Workers, Depends(_checks)]


@router.get("")
def list_scenarios(directory: Directory) -> list[ScenarioSummary]:
    """Name, title and description of every shipped scenario."""
    shipped = [(name, _load(name, directory)) for name in scenario_names(directory)]
    return [
        ScenarioSummary(name=name, title=scenario.title, description=scenario.description)
        for name, scenario in shipped
    ]


@router.get("/{name}", responses=problems(404))
def get_scenario(name: str, directory: Directory) -> Scenario:
    """A shipped scenario in full, with ``extends`` resolved; it can be posted as it is."""
    names = scenario_names(directory)
    if name not in names:
        found = issue(f"scenario {name}", "not shipped", suggestion(name, names))
        raise ProblemError(NO_SUCH_SCENARIO, "GET /v1/scenarios lists those that exist.", [found])
    return _load(name, directory)


@router.post("/check", responses=problems(400, 413, 415, 422, 503), openapi_extra=SCENARIO_BODY)
async def check(request: Request, scenario: JsonObject, checks: Checks) -> CheckResult:
    """Is the scenario valid? The warnings are those that its plan would carry."""
    found = await checks.run(scenario, request.is_disconnected)
    return CheckResult(warnings=NOTICES.validate_json(found))


@lru_cache(maxsize=256)
def _load(name: str, directory: str | None) -> Scenario:
    """A shipped scenario; shipped files do not change while the server runs."""
    return load_scenario(name, directory=directory)
