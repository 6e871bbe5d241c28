"""Attacks on a real server: each is refused in the one shape of an error, and the server lives."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from api.serving import use_own_folder
from api.settings import Settings
from api.slots import Slots
from planner import InputError

from .attacks import HEAD, asked, connect, is_closed, received, status_and_body

BODIES = {
    "half": b"Content-Length: 100\r\n\r\n{",
    "10^18": b"Content-Length: 1000000000000000000\r\n\r\n{",
    "chunked": b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
}


MOST_MIB = 500


@pytest.fixture(autouse=True)
def _alive(client: httpx.Client, server: Any) -> Iterator[None]:
    """After each attack the server answers, and has not taken much memory."""
    yield
    assert client.get("/healthz").status_code == 200
    assert server.peak_mib() < MOST_MIB


@pytest.mark.slow
@pytest.mark.parametrize(
    "sent", [HEAD.encode()[:40], *(HEAD.encode() + b for b in BODIES.values())]
)
def test_a_request_that_stops_half_way_is_ended(server: Any, sent: bytes) -> None:
    status, body = asked(server.address, sent)
    assert (status, body["type"]) in [
        (408, "/problems/request-timeout"),
        (413, "/problems/too-large"),
    ]
    assert body["errors"][0]["hint"]


@pytest.mark.slow
def test_a_connection_that_sends_nothing_is_closed(server: Any) -> None:
    with connect(server.address) as connection:
        assert is_closed(connection, seconds=10)


@pytest.mark.slow
def test_a_body_that_dribbles_after_its_answer_is_ended(server: Any) -> None:
    """Each byte comes within the keep-alive time of the one before."""
    sent = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
    ends = time.monotonic() + 20
    with connect(server.address, sent) as connection:
        connection.setblocking(False)
        with suppress(BrokenPipeError, ConnectionResetError):
            while time.monotonic() < ends:
                connection.send(b" ")
                time.sleep(0.2)
    assert time.monotonic() < ends, "it was open all the time"


@pytest.mark.slow
def test_a_client_that_takes_no_answer_is_ended(client: httpx.Client, server: Any) -> None:
    """It asks again and again on one connection: one answer at a time waits for it."""
    assert client.get("/openapi.json").status_code == 200  # made with the first request for it
    sent = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 300  # 50 MB
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(20)
        connection.connect(server.address)
        connection.sendall(sent)
        before = server.own_peak_mib()
        time.sleep(1)
        own = psutil.Process(server.pid)
        mine = connection.getsockname()[1]
        ends = time.monotonic() + 20
        while any(each.raddr and each.raddr.port == mine for each in own.net_connections()):
            assert time.monotonic() < ends, "it is open still"
            time.sleep(0.2)
        assert server.own_peak_mib() < before + 20


@pytest.mark.slow
def test_an_answer_that_is_taken_slowly_comes_whole(server: Any) -> None:
    with connect(server.address) as connection:
        connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)
        taken = b""
        while taken.count(b"\r\n\r\n{") < 2 or not taken.endswith(b"}"):
            time.sleep(0.01)
            taken += connection.recv(10_000)
    assert taken.count(b"HTTP/1.1 200") == 2


@pytest.mark.slow
def test_a_body_of_many_small_chunks_is_refused(server: Any) -> None:
    sent = HEAD.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 900_000
    connection = connect(server.address)
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(sent)
    answer = received(connection)
    if answer:  # else it was refused while we still sent
        status, body = status_and_body(answer)
        assert (status, body["type"]) == (400, "/problems/invalid-http")
        assert "chunks" in body["errors"][0]["hint"]


@pytest.mark.parametrize(
    "sent",
    [b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"GET /\r\n\r\n", b"X" * 20_000],
    ids=["tls", "version", "0.9", "long"],
)
def test_what_is_no_http_is_a_problem_too(server: Any, sent: bytes) -> None:
    status, body = asked(server.address, sent)
    assert (status, body["type"]) == (400, "/problems/invalid-http")
    assert body["errors"]


@pytest.mark.parametrize("end", ["", "\r\n"], ids=["open", "whole"])
def test_a_long_list_of_headers_is_refused(server: Any, end: str) -> None:
    headers = "".join(f"x-{number}: {'a' * 50}\r\n" for number in range(500))
    status, body = asked(server.address, f"{HEAD}{headers}{end}".encode())
    assert (status, body["type"]) == (400, "/problems/invalid-http")


def test_a_long_path_is_refused(server: Any) -> None:
    status, body = asked(server.address, b"GET /%s HTTP/1.1\r\n\r\n" % (b"a" * 60_000))
    assert (status, body["type"]) == (400, "/problems/invalid-http")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])
def test_another_host_is_refused(client: httpx.Client, host: str) -> None:
    """So that a page elsewhere whose name leads here cannot ask through a browser."""
    answer = client.get("/healthz", headers={"host": host})
    assert answer.status_code == 421
    assert answer.json()["type"] == "/problems/unknown-host"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:1234", "127.0.0.1", "[::1]:80", "LOCALHOST"]
)
def test_this_machine_goes_by_its_names(client: httpx.Client, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/healthz", "/v1/scenarios", "/v1/scenarios/guarantor", "/metrics"]
)
def test_head_answers_as_get_does_without_a_body(client: httpx.Client, path: str) -> None:
    answer = client.head(path)
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/healthz", "GET, HEAD"),
        ("/v1/solve", "POST"),
        ("/v1/scenarios/a", "GET, HEAD"),
        ("/v1/scenarios/check", "POST"),
    ],
)
def test_allow_lists_every_method(client: httpx.Client, path: str, allowed: str) -> None:
    answer = client.request("PATCH", path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


def test_every_answer_carries_the_security_headers(client: httpx.Client) -> None:
    origin = {"origin": "https://evil.example", "x-request-id": "my-id_1"}
    for path in ("/healthz", "/v1/nothing"):
        headers = client.get(path, headers=origin).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'"
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-request-id"] == "my-id_1"
        assert not [name for name in headers if name.startswith("access-control-")]
        assert "server" not in headers
    made = client.get("/healthz", headers={"x-request-id": "no spaces\tor tabs"})
    assert len(made.headers["x-request-id"]) == 32


def test_every_request_is_a_line_of_json_in_the_log(client: httpx.Client, server: Any) -> None:
    client.get("/v1/scenarios/nobody", headers={"x-request-id": "find-me"})
    ends = time.monotonic() + 20
    while not (found := [t for t in server.log.read_text().splitlines() if "find-me" in t]):
        assert time.monotonic() < ends, "it is not logged"  # it is, once the answer has gone
        time.sleep(0.05)
    line = json.loads(found[0])
    assert (line["status"], line["method"], line["path"]) == (404, "GET", "/v1/scenarios/nobody")
    assert line["client"] == "127.0.0.1"
    assert line["ms"] > 0


def test_no_path_breaks_a_line_of_the_log(client: httpx.Client, server: Any) -> None:
    """Nor steers the terminal of who reads it."""
    client.get("/v1/scenarios/a%C2%85b%E2%80%A8c%C2%9B2J%0A", headers={"x-request-id": "odd-path"})
    ends = time.monotonic() + 20
    while not (found := [t for t in server.log.read_text().splitlines() if "odd-path" in t]):
        assert time.monotonic() < ends, "it is not logged"
        time.sleep(0.05)
    assert found[0].isascii()
    assert json.loads(found[0])["path"] == "/v1/scenarios/a\x85b\u2028c\x9b2J\n"


def test_metrics_count_requests_by_route(client: httpx.Client) -> None:
    client.get("/v1/scenarios/guarantor")
    told = client.get("/metrics").text
    assert 'route="/v1/scenarios/{name}",status="200"' in told
    assert 'planner_workers{is="running",task="solve"} 0.0' in told


@pytest.mark.slow
def test_a_solve_without_memory_is_a_clear_problem(
    start: Callable[..., Any], tiny: dict[str, Any]
) -> None:
    server = start(max_memory_mb=110)
    answer = httpx.post(f"{server.url}/v1/solve", json=tiny, timeout=30)
    assert answer.status_code in (422, 500)
    assert answer.json()["type"] in ("/problems/out-of-memory", "/problems/internal-error")
    assert "110 MB" in answer.json()["errors"][0]["problem"]
    assert httpx.get(f"{server.url}/healthz").status_code == 200


@pytest.mark.slow
def test_one_client_leaves_a_slot_to_others(
    start: Callable[..., Any], slow: dict[str, Any], tiny: dict[str, Any]
) -> None:
    """The other comes through a proxy that is trusted; its short question is answered at once."""
    server = start(
        max_solves=2, max_time_limit_s=8, queue_wait_s=1, trusted_proxies="127.0.0.1", max_places=4
    )
    slow["solve"]["time_limit_s"] = 8
    url = f"{server.url}/v1/solve"
    with ThreadPoolExecutor() as threads:
        greedy = [threads.submit(httpx.post, url, json=slow, timeout=60) for _ in range(4)]
        server.wait_for_workers(1)
        other = httpx.post(url, json=tiny, headers={"x-forwarded-for": "192.0.2.7"}, timeout=30)
        assert other.status_code == 200
        answers = [each.result() for each in greedy]
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[1:] == [429, 429, 503] or statuses == [200, 429, 429, 503]
    for answer in answers:
        assert ("retry-after" in answer.headers) == (answer.status_code in (429, 503))


@pytest.mark.slow
def test_more_connections_than_files_are_survived(start: Callable[..., Any]) -> None:
    """1,100 idle ones: who comes then is told to come again, and the log stays small."""
    server = start(files=300, max_solves=2, max_solves_per_client=2, request_timeout_s=8)
    with ExitStack() as stack:
        for _ in range(1_100):
            connection = socket.socket()
            connection.setblocking(False)
            stack.enter_context(connection)
            connection.connect_ex(server.address)
        refused = 0
        for _ in range(5):
            try:
                answer = httpx.get(f"{server.url}/healthz", timeout=2)
                refused += answer.status_code == 503
            except httpx.TransportError:
                refused += 1
        assert refused
    ends = time.monotonic() + 15
    while True:
        try:
            if httpx.get(f"{server.url}/healthz", timeout=5).status_code == 200:
                break
        except httpx.TransportError:
            pass
        assert time.monotonic() < ends, "it does not recover"
    assert server.log.stat().st_size < 200_000
    assert server.peak_mib() < MOST_MIB


@pytest.mark.slow
def test_many_large_bodies_at_once_take_little_memory(start: Callable[..., Any]) -> None:
    """120, of 1 MB or as large as is allowed: none is parsed before it has a place."""
    server = start(queue_wait_s=1)
    headers = {"content-type": "application/json"}
    allowed = json.dumps({"name": "x", "notes": ["y" * 90] * 2_000}).encode()

    def send(number: int) -> httpx.Response:
        body = b" " * 1_000_000 if number % 2 else allowed
        url = f"{server.url}/v1/{('solve', 'scenarios/check')[number % 4 // 2]}"
        return httpx.post(url, content=body, headers=headers, timeout=120)

    assert 150_000 < len(allowed) < 200_000
    with ThreadPoolExecutor(120) as threads:
        sent = [threads.submit(send, number) for number in range(120)]
        while not all(each.done() for each in sent):
            assert httpx.get(f"{server.url}/healthz", timeout=10).status_code == 200
            time.sleep(0.1)
    statuses = [each.result().status_code for each in sent]
    assert set(statuses[1::2]) == {413}
    assert {422} <= set(statuses[::2]) <= {422, 429, 503}
    assert server.peak_mib() < MOST_MIB


def test_the_next_slot_goes_to_whom_has_none_and_to_the_short_question() -> None:
    async def order() -> list[str]:
        slots, had = Slots(Settings(max_solves=1, max_solves_per_client=1)), []

        async def ask(client: str, seconds: float) -> None:
            async with slots.slot(client, seconds, _stays):
                had.append(f"{client} {seconds:g}")
                await asyncio.sleep(0)

        questions = [("a", 60), ("a", 50), ("b", 9), ("a", 1)]
        await asyncio.gather(*(ask(client, seconds) for client, seconds in questions))
        return had

    assert asyncio.run(order()) == ["a 60", "a 1", "b 9", "a 50"]


async def _stays() -> bool:
    return False


@pytest.mark.slow
def test_what_a_killed_server_left_is_removed_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = Path(tempfile.mkdtemp())
    monkeypatch.setenv("TMPDIR", str(place))
    for stop in (signal.SIGKILL, signal.SIGTERM):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "planner", "serve", "--port", str(port)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as service:
            for _ in range(200):
                time.sleep(0.1)
                with suppress(httpx.TransportError):
                    httpx.get(f"http://127.0.0.1:{port}/healthz")
                    break
            assert [path.name for path in place.iterdir()] == [f"planner-{service.pid}"]
            service.send_signal(stop)
    place.rmdir()


def test_a_long_path_for_temporary_files_is_an_input_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("x" * 80)))
    with pytest.raises(InputError, match="too long"):
        use_own_folder()
