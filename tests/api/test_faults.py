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

from .databases import database
from .faults import DISK_MIB, Report, Storm


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_job_is_lost_or_done_twice_when_processes_are_killed(kind: str) -> None:
    with database(kind) as place:
        report = Storm(place, jobs=8, every_s=1.0, faults=("worker", "worker", "server")).run()
    assert_all_done(report)
    assert report.faults["workers killed"] + report.faults["servers killed"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_job_is_lost_or_done_twice_when_the_database_fails(kind: str) -> None:
    """It is killed, gone for a while, and its disk is full; who asks meanwhile comes again."""
    with database(kind, DISK_MIB[kind]) as place:
        report = Storm(place, jobs=8, every_s=1.0, faults=tuple(place.faults)).run()
        assert set(report.faults) == {f"times the database {fault}" for fault in place.faults}
    assert_all_done(report)
    assert report.answers[503] > 0, report


def assert_all_done(report: Report) -> None:
    """Each once, and no answer was a defect."""
    assert report.statuses == {"done": report.jobs}, report
    assert sorted(report.finished.values()) == [1] * report.jobs, report
    assert set(report.answers) <= {200, 202, 503}, report


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
