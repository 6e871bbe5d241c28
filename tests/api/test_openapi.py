"""The OpenAPI document is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

import planner
from api.app import create_app
from api.settings import Settings

ROUTES = {
    ("get", "/v1/plans/{number}/summary"),
    ("get", "/v1/plans/{number}/charts/{name}"),
    ("get", "/v1/plans/{number}/report.html"),
    ("get", "/v1/plans/{number}/export.json"),
    ("get", "/v1/plans/{number}/export.xlsx"),
    ("get", "/v1/plans/{number}/export.csv.zip"),
    ("get", "/v1/limits"),
    ("get", "/v1/reference/{table}"),
    ("get", "/v1/plans"),
    ("post", "/v1/plans"),
    ("get", "/v1/plans/{number}"),
    ("delete", "/v1/plans/{number}"),
    ("get", "/v1/plans/{number}/events"),
    ("post", "/v1/plans/{number}/cancel"),
    ("post", "/v1/plans/{number}/retry"),
    ("get", "/healthz"),
    ("get", "/metrics"),
    ("get", "/readyz"),
    ("get", "/v1/scenarios"),
    ("get", "/v1/scenarios/{name}"),
    ("post", "/v1/scenarios/check"),
    ("post", "/v1/solve"),
    ("post", "/v1/studies/{kind}"),
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(Settings()).openapi()


def test_it_is_served_once_written(client: httpx.Client, document: dict[str, Any]) -> None:
    served = client.get("/openapi.json")
    assert served.json() == document
    tag = {"if-none-match": served.headers["etag"]}
    assert client.get("/openapi.json", headers=tag).status_code == 304


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_route_is_listed_and_described(document: dict[str, Any]) -> None:
    found = operations(document)
    assert set(found) == ROUTES
    assert all(operation["description"] for operation in found.values())


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for route, operation in operations(document).items():
        errors = {status for status in operation["responses"] if not status.startswith("2")}
        assert "default" in errors, route
        for status in errors:
            assert operation["responses"][status]["content"] == {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/ProblemDetails"}
                }
            }, (route, status)
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_what_goes_in_and_out_is_typed(document: dict[str, Any]) -> None:
    solve = document["paths"]["/v1/solve"]["post"]
    schema = solve["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Plan"}
    body = solve["requestBody"]["content"]["application/json"]["schema"]
    assert {"$ref": "#/components/schemas/Scenario"} in body["anyOf"]
    export = document["paths"]["/v1/plans/{number}/export.json"]["get"]["responses"]["200"]
    assert export["content"]["application/json"]["schema"] == schema
    partial = document["components"]["schemas"]["PartialScenario"]["properties"]
    assert set(partial) == {*planner.Scenario.model_fields, "extends"}
    assert {"400", "413", "415", "422", "503"} <= set(solve["responses"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*map(references, part.values()))
        return set().union(*map(references, part)) if isinstance(part, list) else set()

    schemas = document["components"]["schemas"]
    prefix = "#/components/schemas/"
    assert {name.removeprefix(prefix) for name in references(document)} <= set(schemas)


def test_operations_go_by_the_names_of_their_functions(document: dict[str, Any]) -> None:
    found = [operation["operationId"] for operation in operations(document).values()]
    assert len(set(found)) == len(found)
    assert {"solve", "submit_plan", "get_plan"} <= set(found)


@pytest.mark.slow
def test_every_example_runs(document: dict[str, Any], start: Callable[..., Any]) -> None:
    server = start(workers=0)
    for (method, path), operation in operations(document).items():
        content = operation.get("requestBody", {}).get("content", {})
        if method == "post" and content:
            for name, example in content["application/json"]["examples"].items():
                url = server.url + path.format(kind=name)
                answer = httpx.post(url, json=example["value"], timeout=60)
                assert answer.is_success, (path, name, answer.text)
