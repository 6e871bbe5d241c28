"""The OpenAPI document: the bodies with examples that run, and every error as a problem."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import MEDIA_TYPE, ProblemDetails
from api.requests import PlanRequest, StudyRequest
from planner import __version__, document_schema

SCHEMAS = "#/components/schemas/"
SCENARIO = {
    "anyOf": [
        {"$ref": f"{SCHEMAS}Scenario"},
        {
            "allOf": [{"$ref": f"{SCHEMAS}PartialScenario"}],
            "required": ["extends"],
            "properties": {"extends": {"type": "string"}},
            "description": "What differs from the shipped scenario that it extends",
        },
    ]
}
QUICK = {"extends": "air_shield", "name": "mine", "solve": {"whole_units": False}}
SCENARIO_EXAMPLES = {
    "quick": {"summary": "A shipped scenario, in fractions of lots", "value": QUICK},
    "changed": {
        "summary": "The same with another threshold",
        "value": {**QUICK, "requirements": [{"id": "isr_manned", "threshold": 4}]},
    },
}
PLAN_EXAMPLES = {
    "noted": {
        "summary": "A question with a title and a note",
        "value": {"scenario": QUICK, "title": "An air shield", "note": "For the talks in May"},
    },
    "what_if": {
        "summary": "Another value of one field",
        "value": {"scenario": QUICK, "overrides": {"coalition": {"us_backstop": True}}},
    },
}
STUDY_EXAMPLES = {
    "pareto": {
        "summary": "POST /v1/studies/pareto: five points between what is missing and what it costs",
        "value": {"scenario": QUICK, "options": {"x": "shortfall", "y": "cost", "points": 5}},
    }
}


def _body(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


SCENARIO_BODY = _body(SCENARIO, SCENARIO_EXAMPLES)
PLAN_BODY = _body({"$ref": f"{SCHEMAS}PlanRequest"}, PLAN_EXAMPLES)
STUDY_BODY = _body({"$ref": f"{SCHEMAS}StudyRequest"}, STUDY_EXAMPLES)


SUBMITTED = ("get_plan", "follow_plan", "cancel_plan", "retry_plan", "discard_plan")
"""where the answer about a question leads"""
ANSWERED = ("get_summary", "get_report", "export_json", "export_workbook", "export_tables")
"""where a plan leads"""


def links(*operations: str, value: str = "id", name: str = "number") -> dict[str, Any]:
    """OpenAPI links: a part of the answer is the parameter of these operations."""
    parameters = {name: f"$response.body#/{value}"}
    return {each: {"operationId": each, "parameters": parameters} for each in operations}


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
    components = schema["components"]
    components["schemas"] |= _placed(document_schema()["$defs"])
    for model in (PlanRequest, StudyRequest):
        body = components["schemas"][model.__name__] = _placed(model.model_json_schema())
        body["properties"]["scenario"] = SCENARIO
        del body["properties"]["base"]["default"]
        body["oneOf"] = [{"required": ["scenario"]}, {"required": ["base"]}]
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    schema["security"] = [{}, {"key": []}]
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status == "default" or int(status) >= HTTPStatus.BAD_REQUEST:
                    content = response["content"]
                    content[MEDIA_TYPE] = content.pop("application/json")
    return schema


def _placed(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON Schema whose parts are components of the document."""
    placed: dict[str, Any] = json.loads(json.dumps(schema).replace("#/$defs/", SCHEMAS))
    return placed
