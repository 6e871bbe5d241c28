"""One error shape everywhere, and bodies that are refused."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

import planner

JSON = {"content-type": "application/json"}
POSTS = ("/v1/solve", "/v1/scenarios/check")
LARGE = 600_000
LONG_NUMBER = b'{"a": ' + b"9" * 5000 + b"}"


def pieces(size: int = LARGE) -> Iterator[bytes]:
    """A body without a declared length: sent in chunks."""
    yield from (b" " * 50_000 for _ in range(size // 50_000))


@dataclass(frozen=True)
class Case:
    """A request that fails, and how."""

    status: int
    kind: str
    method: str = "POST"
    path: str = "/v1/solve"
    content: bytes | Callable[[], Iterator[bytes]] = b""
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))


CASES = {
    "unknown path": Case(404, "not-found", "GET", "/v1/nothing"),
    "no docs page": Case(404, "not-found", "GET", "/docs"),
    "trailing slash": Case(404, "not-found", "GET", "/v1/scenarios/"),
    "solve: method": Case(405, "method-not-allowed", "GET"),
    "scenarios: method": Case(405, "method-not-allowed", "DELETE", "/v1/scenarios"),
    "scenario: method": Case(405, "method-not-allowed", "PUT", "/v1/scenarios/guarantor"),
    "health: method": Case(405, "method-not-allowed", "POST", "/healthz"),
    "scenario: unknown": Case(404, "no-such-scenario", "GET", "/v1/scenarios/nobody"),
}
for path in POSTS:
    CASES |= {
        f"{path}: empty": Case(400, "malformed-json", path=path),
        f"{path}: cut off": Case(400, "malformed-json", path=path, content=b'{"name": '),
        f"{path}: list": Case(400, "malformed-json", path=path, content=b"[]"),
        f"{path}: no text": Case(400, "malformed-json", path=path, content=b'{"a": "\xff"}'),
        f"{path}: NaN": Case(400, "malformed-json", path=path, content=b'{"a": NaN}'),
        f"{path}: infinity": Case(400, "malformed-json", path=path, content=b'{"a": -Infinity}'),
        f"{path}: too big": Case(400, "malformed-json", path=path, content=b'{"a": 1e999}'),
        f"{path}: long": Case(
            400, "malformed-json", path=path, content=b'{"a":%s}' % (b"9" * 5000)
        ),
        f"{path}: twice": Case(400, "malformed-json", path=path, content=b'{"a": 1, "a": 2}'),
        f"{path}: many": Case(
            400, "malformed-json", path=path, content=b'{"a":[%s{}]}' % (b"{}," * 60_000)
        ),
        f"{path}: empty items": Case(
            422, "invalid-scenario", path=path, content=b'{"a":[%s{}]}' % (b"{}," * 30_000)
        ),
        f"{path}: surrogate": Case(400, "malformed-json", path=path, content=b'{"\\ud800": 1}'),
        f"{path}: bomb": Case(400, "malformed-json", path=path, content=b"[" * 190_000),
        f"{path}: deep": Case(
            400, "malformed-json", path=path, content=b'{"a":' * 30 + b"1" + b"}" * 30
        ),
        f"{path}: large": Case(413, "too-large", path=path, content=b" " * LARGE),
        f"{path}: chunked": Case(413, "too-large", path=path, content=pieces),
        f"{path}: form": Case(
            415,
            "wrong-media-type",
            path=path,
            content=b"a=b",
            headers={"content-type": "application/x-www-form-urlencoded"},
        ),
        f"{path}: untyped": Case(415, "wrong-media-type", path=path, content=b"{}", headers={}),
        f"{path}: gzip": Case(
            415, "wrong-media-type", path=path, headers=JSON | {"content-encoding": "gzip"}
        ),
        f"{path}: invalid": Case(422, "invalid-scenario", path=path, content=b"{}"),
    }


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_every_error_has_the_same_shape(client: httpx.Client, case: Case) -> None:
    content = case.content() if callable(case.content) else case.content
    answer = client.request(case.method, case.path, content=content, headers=case.headers)
    assert answer.status_code == case.status, answer.text
    assert answer.json()["type"] == f"/problems/{case.kind}"
    assert_problem(answer)
    assert answer.json()["errors"]


def assert_problem(answer: httpx.Response) -> None:
    """The one shape of an error."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    body = answer.json()
    assert list(body) == ["type", "title", "status", "detail", "errors"]
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    for error in body["errors"]:
        assert list(error) == ["where", "problem", "hint"]
        assert all(isinstance(text, str) for text in error.values())
        assert error["problem"]


def test_a_wrong_method_says_which_are_allowed(client: httpx.Client) -> None:
    answer = client.get("/v1/solve")
    assert answer.headers["allow"] == "POST"
    assert "POST" in answer.json()["errors"][0]["hint"]


def test_a_malformed_body_says_where(client: httpx.Client) -> None:
    answer = client.post("/v1/solve", content=b'{"name":\n  oops}', headers=JSON)
    assert answer.json()["errors"][0]["where"] == "body:2"


def test_other_json_media_types_are_read(client: httpx.Client, tiny: dict[str, Any]) -> None:
    for media_type in ("application/json; charset=utf-8", "application/scenario+json"):
        headers = {"content-type": media_type}
        answer = client.post("/v1/scenarios/check", content=json.dumps(tiny), headers=headers)
        assert answer.status_code == 200


def test_a_body_announced_as_large_is_not_asked_for(server: Any) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    head = (
        f"POST /v1/solve HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {LARGE}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_breaks_off_is_no_fault(server: Any, client: httpx.Client) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    head = f"POST /v1/solve HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    for length in ("Content-Length: 100", f"Content-Length: {LARGE}", "Transfer-Encoding: chunked"):
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(f"{head}{length}\r\n\r\n".encode())
    assert client.get("/healthz").status_code == 200
    time.sleep(0.2)
    assert "Traceback" not in server.log.read_text()


@pytest.mark.slow
def test_a_fault_of_the_server_tells_the_log_and_not_the_client(
    start: Callable[..., Any], tmp_path: Path, tiny: dict[str, Any]
) -> None:
    """Data that change under a server are not answered from: neither the old nor the new ones."""
    directory = tmp_path / "secret_place"
    shutil.copytree(planner.data_dir(), directory)
    server = start(directory)
    assert httpx.get(f"{server.url}/readyz").status_code == 200
    assert httpx.post(f"{server.url}/v1/solve", json=tiny, timeout=30).status_code == 200
    (directory / "reference" / "facts.csv").write_text("not,the,right,columns\n1,2,3,4\n")
    refused = [
        httpx.post(f"{server.url}/v1/solve", json=tiny, timeout=30),  # not the answer of before
        httpx.get(f"{server.url}/readyz", timeout=30),
    ]
    for answer, kind in zip(refused, ("data-changed", "not-ready"), strict=True):
        assert answer.status_code == 503, answer.text
        assert answer.json()["type"] == f"/problems/{kind}"
        assert_problem(answer)
        for secret in ("secret_place", "Traceback", ".csv", ".yaml"):
            assert secret not in answer.text
    assert "read failed: changed" in server.log.read_text()
    kept = httpx.get(f"{server.url}/v1/scenarios/guarantor").json()
    assert planner.load_scenario(kept) == planner.load_scenario("guarantor")


@pytest.mark.slow
def test_broken_data_are_refused_at_the_start(tmp_path: Path) -> None:
    shutil.copytree(planner.data_dir(), tmp_path / "data")
    (tmp_path / "data" / "scenarios" / "guarantor.yaml").write_text("name: [")
    command = [sys.executable, "-m", "planner", "serve", "--data", str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "guarantor.yaml:" in done.stderr
    assert "Traceback" not in done.stderr
