"""How much faster two processes are than one, as a ratio measured in one run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

import planner

pytestmark = pytest.mark.slow

GRID = (
    "requirements.gbad_long.threshold=3..6",
    "requirements.gbad_medium.threshold=3..6",
    "coalition.us_backstop=true,false",
)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = call()
    return time.perf_counter() - began, result


def test_two_processes_share_the_work(benchmark: Any) -> None:
    """Guarantor in fractions of lots; the processes are started before the clock."""
    planner.sweep("tripwire", grid=["coalition.us_backstop=true,false"], jobs=2)
    alone, first = timed(lambda: planner.sweep("guarantor", grid=GRID))
    together, second = benchmark.pedantic(
        lambda: timed(lambda: planner.sweep("guarantor", grid=GRID, jobs=2)), rounds=1
    )
    ratio = benchmark.extra_info["two to one"] = alone / together
    print(f"\n{len(first.rows)} plans: {alone:.1f} s alone, {together:.1f} s by two: x{ratio:.2f}")
    assert first.rows == second.rows
    assert ratio > 0
