"""What-ifs a second with the model kept open, as multiples of whole calls in the same run.

Run with: pytest tests/benchmarks/test_live.py -m slow -n 0 -s
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

import planner

pytestmark = pytest.mark.slow

RELAXED = ["solve.whole_units=false"]


def a_second(ask: Callable[[Any], object], questions: list[Any]) -> float:
    """Questions a second of this process's time, each asked once."""
    began = time.process_time()
    for question in questions:
        ask(question)
    return len(questions) / (time.process_time() - began)


def test_what_ifs_in_place(benchmark: Any) -> None:
    """Relaxed ``guarantor``: up to what is missing, through all stages, and whole calls."""
    live = planner.open("guarantor", sets=RELAXED)
    problem = live.problem
    last = problem.scenario.objectives[-1]
    questions: dict[str, list[Any]] = {
        "pools": [
            {"pools": {(p.nation, p.unit_type): p.lots[0] + 1}}
            for p in problem.pools
            if len(set(p.lots)) == 1  # a fleet that ends has no columns after its end
        ],
        "thresholds": [
            {"thresholds": {row.id: row.threshold * 1.25}} for row in problem.scenario.requirements
        ],
        "costs": [
            {"costs": {u: row.cost_eur_m_month * 1.5}} for u, row in problem.unit_types.items()
        ],
        "leaving": [{"without": [n.code], "floors": False} for n in problem.nations],
    }
    whole_call = a_second(lambda _: planner.solve("guarantor", sets=RELAXED), [None] * 3)
    told = {"whole call": round(whole_call, 2)}
    for kind, asked in questions.items():
        told[kind] = round(a_second(lambda q: live.what_if(**q), asked), 1)
        told[f"{kind}, all stages"] = round(
            a_second(lambda q: live.what_if(stage=last, **q), asked), 1
        )
    for name, rate in told.items():
        print(f"{name}: {rate:g} a second, {rate / whole_call:.1f} times a whole call")
    benchmark.extra_info.update(told)
    benchmark(live.least)
    # a fifth of what a quiet machine shows: what else runs there moves the ratio, too
    assert min(told[kind] for kind in questions) > 4 * whole_call
    assert min(told[f"{kind}, all stages"] for kind in questions) > 2 * whole_call
