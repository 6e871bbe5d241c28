"""What the reader of a plan is told before it is solved."""

from __future__ import annotations

from itertools import pairwise

import pytest

import planner

from ..small_scenarios import need, scenario
from ..world import WORLD


@pytest.mark.parametrize(
    ("horizon", "told"), [(9, ()), (7, ("horizon_months 6 or 9",)), (8, ("horizon_months 6 or 9",))]
)
def test_a_last_phase_that_the_horizon_cuts_short(horizon: int, told: tuple[str, ...]) -> None:
    document = scenario(
        horizon=horizon,
        starts=(0, 3, 6),
        pools={("AAA", "inf"): 2},
        needs=(need("ground", 1),),
    )
    found = [
        w.message
        for w in planner.solve(document, data=WORLD).warnings
        if w.code == "last_phase_short"
    ]
    assert len(found) == len(told)
    assert all(part in message for part, message in zip(told, found, strict=True))


@pytest.mark.parametrize("name", planner.scenario_names())
def test_no_shipped_scenario_ends_within_a_slot(name: str) -> None:
    phases = planner.load_scenario(name)
    starts = [phase.start for phase in phases.phases] + [phases.horizon_months]
    lengths = [end - start for start, end in pairwise(starts)]
    assert lengths[-1] >= lengths[-2]


@pytest.mark.parametrize(("months", "idle"), [(6, False), (3, True)])
def test_a_limit_of_handovers_that_binds_nothing(months: int, idle: bool) -> None:
    """The demand is there in both phases, or in the first one only."""
    document = scenario(
        horizon=6,
        starts=(0, 3),
        pools={("AAA", "inf"): 2},
        needs=(need("ground", 1, to_month=months),),
        rules={"handover_limit": {"enabled": True, "shares": {"ground": 0.5}}},
    )
    told = [w.where for w in planner.solve(document, data=WORLD).warnings if "handover" in w.code]
    assert told == (["rules.handover_limit.shares.ground"] if idle else [])
