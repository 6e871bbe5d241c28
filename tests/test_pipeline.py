"""solve: no plan is returned that fails its own recheck."""

from __future__ import annotations

from typing import Any

import pytest

import planner.extraction.build
from planner import Plan, SolverError, solve, verify_plan

from .small_scenarios import need, scenario
from .world import WORLD

DOCUMENT = scenario(pools={("AAA", "inf"): 2}, needs=(need("ground", 2),), cycle=(4, 0))


def test_a_plan_that_fails_its_recheck_is_not_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its tours, its first 10 breaches are named; and the rule of each."""
    extract = planner.extraction.build.extract_plan

    def without_tours(*given: Any) -> Plan:
        return extract(*given).model_copy(update={"tours": ()})

    assert verify_plan(solve(DOCUMENT, data=WORLD)) == []
    monkeypatch.setattr(planner.extraction.build, "extract_plan", without_tours)
    with pytest.raises(SolverError, match="tour_cover_limit: AAA inf month 0") as caught:
        solve(DOCUMENT, data=WORLD)
    assert len(str(caught.value).splitlines()) == 1 + 4  # a line a month
    with pytest.raises(SolverError, match="and 2 more"):
        solve({**DOCUMENT, "horizon_months": 12}, data=WORLD)
