"""A real server on a free loopback port, and small scenarios to post to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

Document = dict[str, Any]
SERVE = (
    "import sys; from api.serving import serve; serve(port=int(sys.argv[1]), directory=sys.argv[2])"
)


STAYING = ("planner-check", "planner-draw")
"""names of processes that stay when they have answered"""


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, its process, and what it logged."""

    url: str
    pid: int
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, port = self.url.removeprefix("http://").split(":")
        return host, int(port)

    def own_peak_mib(self) -> float:
        """The most memory that the server itself has had, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def peak_mib(self) -> float:
        """The most memory that the server itself has had, and what its helpers have now, in MiB."""
        return self.own_peak_mib() + sum(pss_mib(pid) for pid in self.helpers())

    def helpers(self) -> set[int]:
        """Processes that stay as long as the server does."""
        return children(self.pid) | {pid for pid in self.forked() if name_of(pid) in STAYING}

    def workers(self) -> set[int]:
        """Processes that solve: forked by the process that the server keeps for that."""
        return {worker for worker in self.forked() if name_of(worker) not in STAYING}

    def forked(self) -> set[int]:
        """All that were forked so, also those that stay."""
        return {worker for helper in children(self.pid) for worker in children(helper)}

    def wait_for_workers(self, count: int, seconds: float = 30) -> None:
        """Wait until so many workers run; fail after a while."""
        ends = time.monotonic() + seconds
        while len(self.workers()) != count:
            assert time.monotonic() < ends, f"{len(self.workers())} workers, not {count}"
            time.sleep(0.02)


def pss_mib(pid: int) -> float:
    """Memory of a process in MiB; what it shares counts in part. 0 when it has ended."""
    try:
        return float(psutil.Process(pid).memory_full_info().pss) / 1024**2
    except psutil.NoSuchProcess:
        return 0.0


def name_of(pid: int) -> str:
    """What a process calls itself; nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def children(pid: int) -> set[int]:
    """Processes that a process has started and that still run."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return {int(child) for task in tasks for child in (task / "children").read_text().split()}
    except (FileNotFoundError, ProcessLookupError):
        return set()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(
    log: Path, directory: Path | None, settings: Mapping[str, object], files: int = 0
) -> Iterator[Server]:
    """Start a server, wait until it answers, and end it; it must leave no process behind.

    ``files``: how many it may have open (0: as many as this process).
    """
    port = _free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PLANNER_")}
    environment["TMPDIR"] = environment["XDG_STATE_HOME"] = str(log.parent)
    environment |= {f"PLANNER_API_{name.upper()}": str(value) for name, value in settings.items()}
    arguments = [str(port), str(directory or ""), str(files)]
    command = [sys.executable, "-W", "error", "-c", SERVE, *arguments]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    server = Server(f"http://127.0.0.1:{port}", process.pid, log)
    try:
        ends = time.monotonic() + 60
        while not _answers(server):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < ends, log.read_text()
            time.sleep(0.05)
        yield server
    finally:
        helpers = children(process.pid) | server.forked()
        process.terminate()
        process.wait(20)
    ends = time.monotonic() + 30  # one that is still loading ends when it has loaded
    while left := {pid for pid in helpers if Path(f"/proc/{pid}").exists()}:
        assert time.monotonic() < ends, f"left running: {left}"
        time.sleep(0.05)


def _answers(server: Server) -> bool:
    try:
        return httpx.get(f"{server.url}/healthz", timeout=5, verify=False).is_success  # noqa: S501
    except httpx.TransportError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test uses the store of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start a server with other settings or data; it ends with the module."""
    with ExitStack() as stack:

        def starter(directory: Path | None = None, files: int = 0, **settings: object) -> Server:
            log = tmp_path_factory.mktemp("server") / "log.txt"
            return stack.enter_context(running(log, directory, settings, files))

        yield starter


SHARED = {
    "max_time_limit_s": 20,
    "max_solves": 2,
    "max_solves_per_client": 2,
    "queue_wait_s": 1,
    "retry_after_s": 7,
    "request_timeout_s": 2,
    "send_timeout_s": 4,
    "lease_s": 3,
}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of all tests: two solves at once, 20 seconds each. It must log no defect."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with running(log, None, SHARED) as started:
        yield started
    assert "Traceback" not in started.log.read_text()


@pytest.fixture(scope="session")
def client(server: Server) -> Iterator[httpx.Client]:
    """A client of that server. It gives connections up before the server does."""
    limits = httpx.Limits(keepalive_expiry=1)
    with httpx.Client(base_url=server.url, timeout=60, limits=limits) as opened:
        yield opened


def fighters(name: str, threshold: float) -> Document:
    """So many fighters over the theatre: there are enough, and it is solved at once."""
    return {
        "name": name,
        "horizon_months": 12,
        "locations": [
            {"id": "east", "kind": "theatre"},
            {"id": "theatre", "kind": "theatre_wide"},
        ],
        "requirements": [
            {
                "id": "patrols",
                "effect": "fighters",
                "location": "theatre",
                "from_month": 3,
                "threshold": threshold,
            }
        ],
    }


@pytest.fixture
def tiny() -> Document:
    """Eight fighters over the theatre: solved at once."""
    return fighters("tiny", 8)


@pytest.fixture
def slow() -> Document:
    """Solved to the last digit over ten years: takes the time that it gets."""
    return {
        "extends": "guarantor",
        "name": "slow",
        "horizon_months": 120,
        "objectives": ["shortfall", "us_dependence", "nato_draw", "burden", "cost"],
        "solve": {"mip_gap_share": 0, "time_limit_s": 3600},
    }
