"""The service listens where it is told, or says at once that it cannot."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest

from api.serving import listening, serve
from planner import InputError

pytestmark = pytest.mark.slow


def test_a_port_in_use_is_an_input_error() -> None:
    with listening("127.0.0.1", 0) as first:
        host, port = first.getsockname()
        with pytest.raises(InputError, match="already in use"):
            serve(host, port)
    with listening(host, port) as again:  # free again
        assert again.getsockname() == (host, port)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a..b", "x" * 70])
def test_a_host_that_is_not_here_is_an_input_error(host: str) -> None:
    with pytest.raises(InputError) as refused:
        serve(host, 18432)
    assert refused.value.issues[0].where == f"{host}:18432"


def test_it_serves_until_it_is_stopped() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "planner", "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as service:
        try:
            status = None
            for _ in range(100):
                time.sleep(0.2)
                try:
                    address = f"http://127.0.0.1:{port}/healthz"
                    with urllib.request.urlopen(address) as answer:
                        status = answer.status
                    break
                except OSError:
                    continue
            assert status == 200
        finally:
            service.send_signal(signal.SIGINT)
        _, told = service.communicate(timeout=30)
    assert f"listening on http://127.0.0.1:{port}" in told
    assert "Traceback" not in told


RUNNING = 'planner_workers{is="running",task="solve"} 1.0'
LONG = b"""{"extends": "no_fly_zone", "name": "long",
 "solve": {"time_limit_s": 50, "mip_gap_share": 0, "burden_gap_share": 0}}"""


def test_a_server_that_is_stopped_answers_what_it_is_solving() -> None:
    """With 503 and when to come back; the connection is not cut."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "planner", "serve", "--port", str(port)]
    base = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as service:
        try:
            for _ in range(100):
                time.sleep(0.2)
                with suppress(httpx.TransportError):
                    httpx.get(f"{base}/healthz")
                    break
            headers = {"Content-Type": "application/json"}
            with ThreadPoolExecutor() as threads:
                asked = threads.submit(
                    httpx.post, f"{base}/v1/solve", content=LONG, headers=headers, timeout=60
                )
                while RUNNING not in httpx.get(f"{base}/metrics").text and not asked.done():
                    time.sleep(0.2)
                service.terminate()
                refused = asked.result()
            assert refused.status_code == 503
            assert refused.headers["Retry-After"]
            assert "shutting down" in refused.text
            assert service.wait(timeout=30) is not None
        finally:
            service.kill()
