"""How much of two cores a sweep uses, as a ratio measured in one run. Nothing here asserts it.

What two processes can give depends on the machine, on its memory and on who else uses it. So a
sweep that two processes share is compared with two processes that each make the whole of it, at
the same time and with nothing to share: half of their seconds is the least that the shared sweep
could take here. The runs take turns, and the least of each counts; work that is not shared would
show a half. That it is shared, tests/studies/test_scale_out.py asserts.

Run with: pytest tests/benchmarks/test_sweep.py -m slow -n 0 --benchmark-enable -s
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import joblib
import pytest

import planner

pytestmark = pytest.mark.slow

GRID = ("requirements.gbad_long.threshold=1..10", "coalition.us_backstop=true,false")
PAIRS = 3


def swept(jobs: int) -> planner.Study:
    """Guarantor in fractions of lots."""
    return planner.sweep("guarantor", grid=GRID, jobs=jobs)


def timed[Made](seconds: list[float], made: Callable[[], Made]) -> Made:
    """What is made; its seconds are noted."""
    began = time.perf_counter()
    result = made()
    seconds.append(time.perf_counter() - began)
    return result


def test_two_processes_share_the_work(benchmark: Any) -> None:
    """The processes are started before the clock."""
    side_by_side = joblib.Parallel(n_jobs=2)
    whole = [joblib.delayed(swept)(1)] * 2
    side_by_side(whole)
    one: list[float] = []
    two: list[float] = []
    apart: list[float] = []

    def pair() -> None:
        shared = timed(two, lambda: swept(2))
        alone = timed(apart, lambda: side_by_side(whole))
        single = timed(one, lambda: swept(1))
        assert [study.rows for study in alone] == [shared.rows] * 2 == [single.rows] * 2

    benchmark.pedantic(pair, rounds=PAIRS)
    used = min(apart) / 2 / min(two)
    benchmark.extra_info.update({"of two cores": used, "times one": min(one) / min(two)})
    print(f"\none process to two: x{min(one) / min(two):.2f}, {used:.0%} of what two can give here")
