"""A sweep on a real Dask cluster: a worker is killed, then the sweep itself, and it goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import planner

from .sweeps import long_sweep

pytestmark = pytest.mark.slow

ROOT = Path(planner.__file__).parents[1]
DASK = [sys.executable, "-m", "dask"]
WEIGHTS = 50
POINTS = 10 * WEIGHTS


def wait_until(done: Callable[[], bool]) -> None:
    while not done():
        time.sleep(0.02)


class Cluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.file = folder / "scheduler.json"
        scheduler = self._start(
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            self.file,
        )
        wait_until(lambda: self.file.exists() or scheduler.poll() is not None)
        assert scheduler.poll() is None

    @property
    def address(self) -> str:
        wait_until(lambda: self.file.stat().st_size > 0)
        return str(json.loads(self.file.read_text())["address"])

    def add_worker(self) -> subprocess.Popen[bytes]:
        more = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
        return self._start("worker", self.address, *more, "--local-directory", self.folder)

    def _start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            command = [*DASK, *map(str, arguments)]
            self.processes.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log))
        return self.processes[-1]

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path)
    try:
        yield started
    finally:
        started.stop()


def test_a_cluster_that_loses_workers_and_its_client_gives_the_same_rows(
    cluster: Cluster, tmp_path: Path
) -> None:
    store = tmp_path / "store"

    def kept() -> int:
        return store.read_bytes().count(b"\n") if store.exists() else 0

    first = cluster.add_worker()
    cluster.add_worker()
    options = f"dask={cluster.address!r}, store={str(store)!r}"
    code = f"from tests.studies.sweeps import long_sweep; long_sweep({WEIGHTS}, {options})"
    sweep = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    wait_until(lambda: kept() >= 20 or sweep.poll() is not None)
    first.kill()
    before = kept()
    wait_until(lambda: kept() >= before + 20 or sweep.poll() is not None)
    assert sweep.poll() is None
    sweep.kill()
    sweep.wait()
    before = store.read_text().count("\n")
    assert 40 <= before < POINTS
    cluster.add_worker()
    told: list[tuple[int, int, int]] = []
    study = long_sweep(
        WEIGHTS, dask=cluster.address, store=store, progress=lambda *n: told.append(n)
    )
    assert told[0] == (before, POINTS, before)
    assert told[-1] == (POINTS, POINTS, before)
    assert study.rows == long_sweep(WEIGHTS).rows
    assert {row["status"] for row in study.rows} == {"met", "shortfall"}


def test_a_cluster_without_workers_is_an_input_error(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.studies.scale_out.CLUSTER_SECONDS", 1)
    with pytest.raises(planner.InputError, match="the cluster has no workers"):
        long_sweep(1, dask=cluster.address)
