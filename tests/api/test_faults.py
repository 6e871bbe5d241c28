"""Nothing that is killed loses a job or does one twice."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.store import Store

from .faults import database, storm


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_job_is_lost_or_done_twice(kind: str) -> None:
    with database(kind) as url:
        report = storm(url, jobs=20, every_s=1.5)
    assert report.statuses == {"done": 20}, report
    assert sorted(report.finished.values()) == [1] * 20, report
    assert report.workers_killed + report.servers_killed > 0


@pytest.mark.slow
def test_a_server_that_stops_gives_its_job_back(tmp_path: Path, slow: dict[str, Any]) -> None:
    """It does not count as an attempt that was lost, and no connection is cut."""
    place = str(tmp_path / "jobs.sqlite")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "planner", "serve", "--port", str(port), "--store", place]
    base = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as service:
        try:
            for _ in range(200):
                time.sleep(0.1)
                with suppress(httpx.TransportError):
                    httpx.get(f"{base}/healthz")
                    break
            state = httpx.post(f"{base}/v1/plans", json={"scenario": slow}, timeout=60).json()
            with httpx.stream("GET", f"{base}{state['url']}/events", timeout=60) as events:
                told = []
                for line in events.iter_lines():
                    told += [line[7:]] if line.startswith("event: ") else []
                    if told[-1:] == ["running"] and service.poll() is None:
                        service.send_signal(signal.SIGTERM)
            assert service.wait(20) is not None
        finally:
            service.kill()
    store = Store(place)
    with store.reading() as connection:
        row = connection.exec_driver_sql("SELECT status, attempt, lost, worker FROM runs").one()
    store.close()
    assert tuple(row) == ("queued", 1, 0, None)
