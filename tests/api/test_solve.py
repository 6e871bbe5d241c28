"""POST /v1/solve on a real server: plans, limits, and solves that nobody waits for."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from .attacks import connect
from .conftest import name_of


def test_a_plan_comes_back_and_is_sound(client: httpx.Client, tiny: dict[str, Any]) -> None:
    from planner import verify_plan

    answer = client.post("/v1/solve", json=tiny)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    plan = answer.json()
    assert plan["status"] == "met"
    supplied = {row["phase"]: row["supplied"] for row in plan["requirements"]}
    assert supplied
    assert min(supplied.values()) >= 8
    assert verify_plan(plan) == []


def test_the_same_question_is_solved_once(client: httpx.Client, tiny: dict[str, Any]) -> None:
    """Every solve tells other seconds: the same bytes are of the same solve."""
    tiny["title"] = "asked again"
    first, again = (client.post("/v1/solve", json=tiny).content for _ in range(2))
    assert first == again
    tiny["title"] = "another"
    assert client.post("/v1/solve", json=tiny).json()["scenario"]["title"] == "another"


def test_a_shortfall_is_an_answer(client: httpx.Client, tiny: dict[str, Any]) -> None:
    tiny["requirements"][0]["threshold"] = 100_000
    answer = client.post("/v1/solve", json=tiny)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "shortfall"


def test_a_misspelt_field_is_named(client: httpx.Client, tiny: dict[str, Any]) -> None:
    tiny["requirements"][0]["treshold"] = tiny["requirements"][0].pop("threshold")
    answer = client.post("/v1/solve", json=tiny)
    assert answer.status_code == 422
    errors = {error["where"]: error for error in answer.json()["errors"]}
    assert errors["requirements.patrols.treshold"]["hint"] == "did you mean 'threshold'?"
    assert "requirements.patrols.threshold" in errors


def test_extends_takes_shipped_names_only(client: httpx.Client) -> None:
    for name in ("guarantr", "/etc/passwd", "../scenarios/guarantor.yaml"):
        answer = client.post("/v1/solve", json={"extends": name})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["where"].endswith("extends")


def test_many_errors_are_cut(client: httpx.Client, tiny: dict[str, Any]) -> None:
    tiny |= {f"field_{number}": 0 for number in range(1000)}
    errors = client.post("/v1/solve", json=tiny).json()["errors"]
    assert len(errors) == 101
    assert errors[-1]["problem"] == "900 more errors are not listed"


@pytest.mark.slow
def test_the_time_limit_is_lowered_and_others_are_served_meanwhile(
    client: httpx.Client, server: Any, slow: dict[str, Any]
) -> None:
    with ThreadPoolExecutor() as threads:
        solves = [
            threads.submit(httpx.post, f"{server.url}/v1/solve", json=slow, timeout=60)
            for _ in range(2)
        ]
        server.wait_for_workers(2)
        for _ in range(10):
            assert client.get("/healthz", timeout=5).json()["status"] == "ok"
            assert client.get("/v1/scenarios/guarantor", timeout=5).status_code == 200
        refused = client.post("/v1/solve", json=slow)
        assert client.post("/v1/solve", json={"name": "wrong"}).status_code == 422  # needs no slot
        assert not any(solve.done() for solve in solves)
        answers = [solve.result() for solve in solves]
    assert refused.status_code == 503
    assert refused.json()["type"] == "/problems/busy"
    assert refused.headers["retry-after"] == "7"
    for answer in answers:
        if answer.status_code == 200:
            assert answer.json()["scenario"]["solve"]["time_limit_s"] == 20
        else:
            assert answer.json()["type"] == "/problems/time-limit"
            assert "retry-after" not in answer.headers
    server.wait_for_workers(0)


@pytest.mark.slow
def test_a_solve_stops_when_its_client_goes_away(server: Any, slow: dict[str, Any]) -> None:
    server.wait_for_workers(0)
    body = json.dumps(slow)
    head = (
        "POST /v1/solve HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with connect(server.address, (head + body).encode()):
        server.wait_for_workers(1)
        time.sleep(1)  # it is solving
    server.wait_for_workers(0, seconds=10)
    ends = time.monotonic() + 5
    while list(
        server.log.parent.glob("planner-*/planner-*")
    ):  # removed just after the process has ended
        assert time.monotonic() < ends, "temporary files are left"
        time.sleep(0.02)


def test_checks_take_a_process_that_stays(
    client: httpx.Client, server: Any, tiny: dict[str, Any]
) -> None:
    """One that was killed meanwhile is replaced."""

    def check(title: str) -> set[int]:
        answer = client.post("/v1/scenarios/check", json=tiny | {"title": title})
        assert answer.status_code == 200, answer.text
        return {pid for pid in server.forked() if name_of(pid) == "planner-check"}

    before = check("first")
    assert check("second") == before
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    ends = time.monotonic() + 5
    while server.forked() & before:
        assert time.monotonic() < ends, "they are not ended"
        time.sleep(0.02)
    assert len(check("third")) == 1


@pytest.mark.slow
def test_a_worker_is_killed_at_the_deadline(
    start: Callable[..., Any], slow: dict[str, Any]
) -> None:
    server = start(max_time_limit_s=0.01, grace_s=0.2)
    answer = httpx.post(f"{server.url}/v1/solve", json=slow, timeout=30)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/time-limit"
    assert "solve.whole_units" in answer.json()["errors"][0]["hint"]
    assert "retry-after" not in answer.headers
    server.wait_for_workers(0)
