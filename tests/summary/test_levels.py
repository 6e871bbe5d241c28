"""What is kept up, and what is there beyond it at times."""

from __future__ import annotations

import pytest

from planner import Plan, solve
from planner.summary.levels import sustained_levels

from ..small_scenarios import need, scenario
from ..world import WORLD


@pytest.fixture(scope="module")
def half() -> Plan:
    """Half of what is asked for in both phases, in fractions of lots."""
    return solve(
        scenario(
            horizon=4,
            starts=(0, 2),
            pools={("AAA", "inf"): 1},
            needs=[need("ground", 1)],
            cycle=(2, 2),
            objectives=("sustained", "shortfall"),
            solve={"whole_units": False},
        ),
        data=WORLD,
    )


@pytest.mark.parametrize(
    ("more", "best", "months"), [(1e-8, 0.5, (0, 1, 2, 3)), (0.1, 0.6, (2, 3))]
)
def test_a_solver_s_tolerance_is_not_more_at_times(
    half: Plan, more: float, best: float, months: tuple[int, ...]
) -> None:
    first, second = half.requirements
    assert (first.shortfall, second.shortfall) == pytest.approx((0.5, 0.5))
    less = second.model_copy(update={"shortfall": second.shortfall - more})
    (level,) = sustained_levels(half.model_copy(update={"requirements": (first, less)}))
    assert level.sustained == pytest.approx(0.5)
    assert level.best == pytest.approx(best)
    assert (level.best > level.sustained) == (best > 0.5)
    assert level.best_months == months
