"""The OpenAPI document: the body of a scenario, and every error as a problem."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import MEDIA_TYPE, ProblemDetails
from api.requests import PlanRequest, StudyRequest
from planner import __version__

_SCENARIO_SCHEMA = {
    "anyOf": [
        {"$ref": "#/components/schemas/Scenario"},
        {
            "type": "object",
            "required": ["extends"],
            "properties": {
                "extends": {"type": "string", "description": "name of a shipped scenario"}
            },
            "description": "What differs from a shipped scenario, in the fields of Scenario",
        },
    ]
}
SCENARIO_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _SCENARIO_SCHEMA}},
    }
}


def _body(name: str) -> dict[str, Any]:
    """A body of the schema of that name."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


PLAN_BODY, STUDY_BODY = _body("PlanRequest"), _body("StudyRequest")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error responses of a route, for its documentation."""
    return {
        status: {"model": ProblemDetails, "description": HTTPStatus(status).phrase}
        for status in statuses
    }


OTHER_PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {"model": ProblemDetails, "description": "Any other error"}
}


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an app, with errors under their own media type."""
    schema = get_openapi(
        title="Force-composition planner",
        version=__version__,
        description="Who gives what to a guarantor force, for how long, and what is missing.",
        routes=app.routes,
    )
    for model in (PlanRequest, StudyRequest):
        schema["components"]["schemas"][model.__name__] = model.model_json_schema()
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status == "default" or int(status) >= HTTPStatus.BAD_REQUEST:
                    content = response.get("content", {})
                    content[MEDIA_TYPE] = content.pop("application/json")
    return schema
