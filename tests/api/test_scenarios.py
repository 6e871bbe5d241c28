"""The shipped scenarios and the check, on a real server."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import planner
from api.reference import TABLES
from planner.catalogue import CATALOGUE


def test_all_shipped_scenarios_are_listed(client: httpx.Client) -> None:
    rows = client.get("/v1/scenarios").json()
    assert [row["name"] for row in rows] == planner.scenario_names()
    assert all(set(row) == {"name", "title", "description"} for row in rows)
    assert all(row["title"] for row in rows)


def test_a_scenario_comes_in_full_and_can_be_posted(client: httpx.Client) -> None:
    content = client.get("/v1/scenarios/guarantor").json()
    assert planner.load_scenario(content) == planner.load_scenario("guarantor")
    assert client.post("/v1/scenarios/check", json=content).json()["valid"] is True


def test_an_unknown_scenario_has_a_suggestion(client: httpx.Client) -> None:
    answer = client.get("/v1/scenarios/guarantr")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["hint"] == "did you mean 'guarantor'?"


@pytest.mark.parametrize("name", ["guarantor.yaml", "..%2Fscenarios%2Fguarantor.yaml", "%00", "*"])
def test_a_name_is_never_a_path(client: httpx.Client, name: str) -> None:
    assert client.get(f"/v1/scenarios/{name}").status_code == 404


def test_a_good_scenario_passes_the_check(client: httpx.Client, tiny: dict[str, Any]) -> None:
    answer = client.post("/v1/scenarios/check", json=tiny)
    assert answer.status_code == 200, answer.text
    assert answer.json()["valid"] is True
    assert all(set(row) == {"code", "where", "message"} for row in answer.json()["warnings"])


def test_a_bad_scenario_does_not(client: httpx.Client, tiny: dict[str, Any]) -> None:
    tiny["requirements"][0]["location"] = "thaetre"
    answer = client.post("/v1/scenarios/check", json=tiny)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid-scenario"
    assert "theatre" in answer.json()["errors"][0]["hint"]


def test_health_and_version(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": planner.__version__}


def test_every_table_of_the_command_is_served_but_the_scenarios() -> None:
    assert set(TABLES) == {*CATALOGUE} - {"scenarios"}


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_those_of_the_command(client: httpx.Client, table: str) -> None:
    assert client.get(f"/v1/reference/{table}").json() == planner.list_reference(table)


def test_an_unknown_table_has_a_suggestion(client: httpx.Client) -> None:
    answer = client.get("/v1/reference/nation")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["hint"] == "did you mean 'nations'?"
