"""What is kept up, and what is there beyond it at times."""

from __future__ import annotations

from typing import Any

import pytest

from planner import Plan, solve
from planner.summary.levels import sustained_levels

from ..small_scenarios import NOTHING, SECTOR, SECTORS, WIDE, cover, need, scenario
from ..world import WORLD, Document


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


@pytest.mark.parametrize(
    ("needs", "locations", "level"),
    [
        # the same two flights serve both
        (
            (need("fighters", 8, "theatre"), need("fighters", 12, "theatre", id="more")),
            WIDE,
            (8, 12),
        ),
        # so does the one battlegroup of a sector, and not the other sector
        ((need("ground", 2), need("ground", 3, id="more")), SECTOR, (1, 3)),
        ((need("ground", 1), need("ground", 3, "south")), SECTORS, (1, 4)),
    ],
)
def test_demands_in_one_place_count_the_same_lots(
    needs: tuple[Document, ...], locations: Any, level: tuple[int, int]
) -> None:
    places = locations if isinstance(locations, tuple) else (locations,)
    pools = {("AAA", "jet"): 2, ("AAA", "inf"): 1}
    document = scenario(pools=pools, needs=needs, locations=places, objectives=("sustained",))
    (found,) = sustained_levels(solve(document, data=WORLD))
    assert (found.sustained, found.need) == level


def test_packages_in_one_place_share_no_lots() -> None:
    areas = [cover("base", 1), cover("base", 2, id="more")]
    document = scenario(
        pools={("AAA", "sam"): 2},
        needs=[NOTHING],
        locations=(SECTOR, WIDE),
        rules={"air_defence_floor": {"areas": areas}},
        objectives=("sustained",),
    )
    (found,) = sustained_levels(solve(document, data=WORLD))
    assert (found.sustained, found.need) == (2, 3)
