"""How much faster two processes are than one, as ratios measured in one run.

On a machine that others use as well, seconds tell little. So the benchmark also compares the CPU
time of one process alone with that of the busiest of the processes that share the work: what the
ratio would be on two free cores.
"""

from __future__ import annotations

import os
import time
from typing import Any

import psutil
import pytest

import planner

pytestmark = pytest.mark.slow

GRID = (
    "requirements.gbad_long.threshold=3..6",
    "requirements.gbad_medium.threshold=3,6",
    "coalition.us_backstop=true,false",
)


def cpu_seconds() -> dict[int, float]:
    """Of this process and those that it has started, by process id."""
    me = psutil.Process(os.getpid())
    used = {process.pid: process.cpu_times() for process in (me, *me.children(recursive=True))}
    return {pid: times.user + times.system for pid, times in used.items()}


def measured(jobs: int) -> tuple[float, float, planner.Study]:
    """Seconds, CPU seconds of the busiest process, and the study."""
    began, before = time.perf_counter(), cpu_seconds()
    study = planner.sweep("guarantor", grid=GRID, jobs=jobs)
    seconds = time.perf_counter() - began
    spent = [now - before.get(pid, 0.0) for pid, now in cpu_seconds().items()]
    return seconds, max(spent), study


def test_two_processes_share_the_work(benchmark: Any) -> None:
    """Guarantor in fractions of lots; the processes are started before the clock."""
    planner.sweep("tripwire", grid=["coalition.us_backstop=true,false"], jobs=2)
    seconds, cpu, first = measured(1)
    shared, busiest, second = benchmark.pedantic(measured, args=(2,), rounds=1)
    ratios = {"seconds": seconds / shared, "CPU seconds": cpu / busiest}
    benchmark.extra_info.update(ratios)
    print(f"\n{len(first.rows)} plans, one process to two:", end="")
    print(*(f" x{ratio:.2f} in {name}" for name, ratio in ratios.items()), sep=",")
    assert first.rows == second.rows
    assert ratios["CPU seconds"] > 1.4
