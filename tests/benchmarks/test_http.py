"""What HTTP adds to a question, in one run with the library's own call.

Run with: pytest tests/benchmarks/test_http.py -m slow -n 0 --benchmark-enable --benchmark-only -s
"""

from __future__ import annotations

from statistics import median
from typing import Any

import httpx
import pytest

import planner

from ..api.conftest import running
from .test_speed import RELAXED, timed

pytestmark = pytest.mark.slow
ROUNDS = 9
ASKED = {"extends": "guarantor", "name": "guarantor", "solve": {"whole_units": False}}


def test_a_relaxed_question_over_http(
    benchmark: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The default question, by turns from the library and from a server; then asked again."""
    library, served, again, queued = [], [], [], []
    log = tmp_path_factory.mktemp("http") / "log.txt"
    with (
        running(log, None, {"max_solves": 2}) as server,
        httpx.Client(base_url=server.url, timeout=120) as client,
    ):

        def ask(path: str, body: dict[str, Any]) -> tuple[float, httpx.Response]:
            return timed(lambda: client.post(path, json=body))

        for number in range(ROUNDS + 1):  # the first one loads what is loaded once
            library.append(timed(lambda: planner.solve("guarantor", sets=RELAXED))[0])
            new = {**ASKED, "title": f"question {number}"}
            seconds, answer = ask("/v1/solve", new)
            served.append(seconds)
            seconds, same = ask("/v1/solve", new)
            again.append(seconds)
            assert same.content == answer.content
            assert answer.json()["status"] == "shortfall"
        state = client.post("/v1/plans", json={"scenario": ASKED}).json()
        with client.stream("GET", f"{state['url']}/events") as events:
            for _ in events.iter_lines():  # until it has ended
                pass
        for _ in range(ROUNDS):
            seconds, answer = ask("/v1/plans", {"scenario": ASKED})
            queued.append(seconds)
            assert (answer.status_code, answer.json()["status"]) == (200, "done")
        benchmark.pedantic(ask, ("/v1/solve", new), rounds=3, iterations=1)
    ratio = median(served[1:]) / median(library[1:])
    benchmark.extra_info["HTTP / library"] = round(ratio, 2)
    print(f"\nrelaxed guarantor, p50 of {ROUNDS}: library {median(library[1:]):.2f} s, ", end="")
    print(f"HTTP {median(served[1:]):.2f} s, ratio {ratio:.2f}; asked again: POST /v1/solve ")
    print(f"{1000 * median(again):.0f} ms, POST /v1/plans {1000 * median(queued):.0f} ms")
