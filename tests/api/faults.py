"""Kills workers, servers and the database while they work, lets the database be gone and its disk
be full, and counts what became of the jobs.

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
import threading
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from api.store import Store

from .conftest import children, fighters
from .databases import Database, database

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
AWAY_S = 3.0
"""how long the database is gone, killed, or its disk full"""
DISK_MIB = {"sqlite": 32, "postgresql": 128}


@dataclass
class Report:
    """What became of the jobs."""

    jobs: int
    statuses: Counter[str] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    """by HTTP status"""
    retried: int = 0
    most_attempts: int = 0

    @property
    def twice(self) -> int:
        """Jobs that were finished more than once."""
        return sum(count > 1 for count in self.finished.values())

    def __str__(self) -> str:
        faults = ", ".join(f"{count} {name}" for name, count in sorted(self.faults.items()))
        answers = ", ".join(f"{count} of {code}" for code, count in sorted(self.answers.items()))
        return (
            f"{self.statuses['done']} of {self.jobs} jobs done, {self.twice} finished twice; "
            f"{faults}; at most {self.most_attempts} attempts, {self.retried} asked again; "
            f"answers: {answers}"
        )


class Servers:
    """Two servers on one store, each begun again when it is killed."""

    def __init__(self, url: str, folder: Path, report: Report) -> None:
        self.url, self.folder, self.report = url, folder, report
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
        ends = time.monotonic() + 60
        while time.monotonic() < ends and process.poll() is None:
            with suppress(httpx.TransportError):
                if httpx.get(f"{base}/healthz", timeout=5).is_success:
                    self.running.append((process, base))
                    return
            time.sleep(0.1)
        raise AssertionError((self.folder / f"log-{port}").read_text())

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """From the first server that answers; when it is told to come again, it comes again."""
        ends = time.monotonic() + 120
        while time.monotonic() < ends:
            for _, base in list(self.running):
                with suppress(httpx.TransportError):
                    answer = httpx.request(method, base + path, timeout=60, **more)
                    if answer.status_code == 500 and "worker ended" in answer.text:
                        self.report.faults["checks killed"] += 1
                        continue
                    self.report.answers[answer.status_code] += 1
                    if answer.status_code != 503:
                        return answer
                    assert answer.headers["retry-after"]
            time.sleep(0.5)
        raise AssertionError("no server answers")

    def kill_worker(self, chance: random.Random) -> None:
        """One process that checks or solves, if there is one."""
        processes = [process.pid for process, _ in self.running]
        workers = [w for pid in processes for helper in children(pid) for w in children(helper)]
        if workers:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
                self.report.faults["workers killed"] += 1

    def kill_server(self, chance: random.Random) -> None:
        """One server, which is begun again."""
        process, base = chance.choice(self.running)
        process.kill()
        process.wait()
        self.running.remove((process, base))
        self.report.faults["servers killed"] += 1
        self.start()

    def log(self) -> str:
        """What all servers, also those that were killed, have written."""
        return "".join(path.read_text() for path in self.folder.glob("log-*"))

    def close(self) -> None:
        """Stop all, in order."""
        for process, _ in self.running:
            process.terminate()
        for process, _ in self.running:
            process.wait(30)


class Storm:
    """Jobs, submitted all the time, and a fault every so often until all have ended."""

    def __init__(self, place: Database, jobs: int, every_s: float, faults: tuple[str, ...]) -> None:
        self.place, self.jobs, self.every_s, self.faults = place, jobs, every_s, faults
        self.report, self.chance = Report(jobs), random.Random(0)  # noqa: S311
        self._failed: list[str] = []

    def run(self, limit_s: float = 900) -> Report:
        """What became of the jobs. No server may have logged a defect."""
        with ExitStack() as stack:
            store = Store(self.place.url)
            stack.callback(store.close)
            with store.writing() as connection:
                connection.execute(text("CREATE TABLE finished (key VARCHAR(64))"))
                for statement in FINISHED[store.engine.dialect.name]:
                    connection.execute(text(statement))
            folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            servers = Servers(self.place.url, Path(folder), self.report)
            stack.callback(servers.close)
            servers.start()
            servers.start()
            submitting = threading.Thread(target=self._submit, args=(servers,), daemon=True)
            submitting.start()
            ends, number = time.monotonic() + limit_s, 0
            while submitting.is_alive() or self._left(servers, store):
                assert time.monotonic() < ends, servers.log()[-4000:]
                time.sleep(self.every_s * self.chance.uniform(0.5, 1.5))
                self._strike(self.faults[number % len(self.faults)], servers)
                number += 1
            assert not self._failed, self._failed
            self._count(store)
            assert "Traceback" not in servers.log(), servers.log()[-4000:]
        return self.report

    def _strike(self, fault: str, servers: Servers) -> None:
        if fault == "worker":
            servers.kill_worker(self.chance)
        elif fault == "server":
            servers.kill_server(self.chance)
        else:
            self.place.faults[fault]()
            time.sleep(AWAY_S)
            self.place.come_back()
            self.report.faults[f"times the database {fault}"] += 1

    def _submit(self, servers: Servers) -> None:
        """All jobs, one after the other, through every fault. Runs in a thread."""
        try:
            for number in range(self.jobs):
                body = {"scenario": fighters(f"job_{number}", 8)}  # like no other
                answer = servers.ask("POST", "/v1/plans", json=body)
                assert answer.status_code in (200, 202), answer.text
                time.sleep(self.every_s / 2)
        except Exception as error:
            self._failed.append(repr(error))

    def _left(self, servers: Servers, store: Store) -> bool:
        """Is anything not done? What was interrupted, after three attempts, is asked again."""
        query = (
            "SELECT s.id, r.status FROM submissions s JOIN runs r ON r.key = s.run "
            "WHERE r.status <> 'done'"
        )
        with store.reading() as connection:
            left = connection.execute(text(query)).all()
        for number, status in left:
            if status == "interrupted":
                answer = servers.ask("POST", f"/v1/plans/{number}/retry")
                self.report.retried += answer.status_code == 202
        return bool(left)

    def _count(self, store: Store) -> None:
        with store.reading() as connection:
            rows = connection.execute(text("SELECT status, attempt FROM runs")).all()
            keys = connection.execute(text("SELECT key FROM finished")).scalars()
            self.report.finished.update(keys)
        self.report.statuses.update(row[0] for row in rows)
        self.report.most_attempts = max(row[1] for row in rows)


def main(kind: str, jobs: int) -> int:
    """All faults by turns, and what they did."""
    with database(kind, DISK_MIB[kind]) as place:
        faults = ("worker", "server", "worker", *place.faults)
        report = Storm(place, jobs, 2, faults).run(limit_s=3600)
    sys.stdout.write(f"{kind}: {report}\n")
    return int(report.statuses != {"done": jobs} or report.twice > 0 or 500 in report.answers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
