"""Kills workers and servers while they work, and counts what became of the jobs.

By hand: ``python -m tests.api.faults sqlite|postgresql JOBS``.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from api.store import Store

from .conftest import children
from .databases import postgres

SETTINGS = {
    "PLANNER_API_LEASE_S": "3",
    "PLANNER_API_MAX_QUEUED": "1000",
    "PLANNER_API_MAX_REQUESTS_PER_MINUTE": "1000000",
    "PLANNER_API_MAX_SOLVES_PER_CLIENT": "2",
    "PLANNER_API_QUEUE_WAIT_S": "60",
}
FINISHED = {
    "sqlite": (
        "CREATE TRIGGER audit AFTER UPDATE OF status ON runs WHEN NEW.status = 'done' "
        "BEGIN INSERT INTO finished VALUES (NEW.key); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit() RETURNS trigger AS $$ BEGIN "
        "INSERT INTO finished VALUES (NEW.key); RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER audit AFTER UPDATE OF status ON runs FOR EACH ROW "
        "WHEN (NEW.status = 'done') EXECUTE FUNCTION audit()",
    ),
}
"""writes down every run that is finished, beside the server"""


@dataclass
class Report:
    """What became of the jobs."""

    jobs: int
    statuses: Counter[str] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    workers_killed: int = 0
    servers_killed: int = 0
    retried: int = 0
    most_attempts: int = 0

    def __str__(self) -> str:
        twice = sum(count > 1 for count in self.finished.values())
        return (
            f"{self.statuses['done']} of {self.jobs} jobs done, {twice} finished twice; "
            f"{self.workers_killed} workers and {self.servers_killed} servers killed, "
            f"at most {self.most_attempts} attempts, {self.retried} asked again"
        )


class Servers:
    """Two servers on one store, each begun again when it is killed."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.running: list[tuple[subprocess.Popen[bytes], str]] = []

    def start(self) -> None:
        """One more; returns when it answers."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "planner", "serve", "--port", str(port)]
        command += ["--store", self.url, "--workers", "1"]
        log = (self.folder / f"log-{port}").open("wb")
        with log:
            process = subprocess.Popen(
                command, env=os.environ | SETTINGS | {"TMPDIR": str(self.folder)}, stderr=log
            )
        base = f"http://127.0.0.1:{port}"
        self.running.append((process, base))
        ends = time.monotonic() + 60
        while time.monotonic() < ends and process.poll() is None:
            with suppress(httpx.TransportError):
                if httpx.get(f"{base}/healthz", timeout=5).is_success:
                    return
            time.sleep(0.1)
        raise AssertionError((self.folder / f"log-{port}").read_text())

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """From the first server that answers."""
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            for _, base in self.running:
                with suppress(httpx.TransportError):
                    return httpx.request(method, base + path, timeout=60, **more)
            time.sleep(0.2)
        raise AssertionError("no server answers")

    def kill(self, chance: random.Random, report: Report) -> None:
        """One process, with SIGKILL: mostly a worker, sometimes a server, which is begun again."""
        process, base = chance.choice(self.running)
        workers = [w for helper in children(process.pid) for w in children(helper)]
        if workers and chance.random() < 0.7:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
                report.workers_killed += 1
        elif chance.random() < 0.5:
            process.kill()
            process.wait()
            self.running.remove((process, base))
            report.servers_killed += 1
            self.start()

    def close(self) -> None:
        """Stop all, in order."""
        for process, _ in self.running:
            process.terminate()
        for process, _ in self.running:
            process.wait(30)


def storm(url: str, jobs: int, every_s: float, seed: int = 0, limit_s: float = 900) -> Report:
    """Submit so many jobs and kill a process every so often until all have ended."""
    store, chance, report = Store(url), random.Random(seed), Report(jobs)  # noqa: S311
    with ExitStack() as stack:
        stack.callback(store.close)
        with store.writing() as connection:
            connection.execute(text("CREATE TABLE finished (key VARCHAR(64))"))
            for statement in FINISHED[store.engine.dialect.name]:
                connection.execute(text(statement))
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        servers = Servers(url, Path(folder))
        stack.callback(servers.close)
        servers.start()
        servers.start()
        numbers = [_submit(servers, number) for number in range(jobs)]
        ends = time.monotonic() + limit_s
        while not _all_done(servers, store, numbers, report) and time.monotonic() < ends:
            time.sleep(every_s * chance.uniform(0.5, 1.5))
            servers.kill(chance, report)
        with store.reading() as connection:
            rows = connection.execute(text("SELECT status, attempt FROM runs")).all()
            keys = connection.execute(text("SELECT key FROM finished")).scalars()
            report.finished.update(keys)
        report.statuses.update(row[0] for row in rows)
        report.most_attempts = max(row[1] for row in rows)
    return report


def _submit(servers: Servers, number: int) -> str:
    scenario = {
        "name": f"job_{number}",
        "horizon_months": 12,
        "locations": [
            {"id": "east", "kind": "theatre"},
            {"id": "theatre", "kind": "theatre_wide"},
        ],
        "requirements": [
            {"id": "patrols", "effect": "fighters", "location": "theatre", "threshold": 8}
        ],
    }
    answer = servers.ask("POST", "/v1/plans", json={"scenario": scenario})
    assert answer.status_code in (200, 202), answer.text
    return str(answer.json()["id"])


def _all_done(servers: Servers, store: Store, numbers: list[str], report: Report) -> bool:
    """Are they? What was interrupted, after three attempts that were killed, is asked again."""
    query = (
        "SELECT s.id, r.status FROM submissions s JOIN runs r ON r.key = s.run "
        "WHERE r.status <> 'done'"
    )
    with store.reading() as connection:
        left = connection.execute(text(query)).all()
    for number, status in left:
        if status == "interrupted":
            report.retried += servers.ask("POST", f"/v1/plans/{number}/retry").status_code == 202
    return not left


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The URL of a new store."""
    if kind == "postgresql":
        with postgres() as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder) / "jobs.sqlite")


if __name__ == "__main__":
    with database(sys.argv[1]) as place:
        result = storm(place, int(sys.argv[2]), every_s=2, limit_s=3600)
    sys.stdout.write(f"{sys.argv[1]}: {result}\n")
    sys.exit(result.statuses["done"] != result.jobs or max(result.finished.values()) > 1)
