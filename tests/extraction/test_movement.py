"""The clock of arrivals: who is carried when."""

from __future__ import annotations

from typing import Any

import pytest

from planner.pipeline import solve
from planner.plan.movement import ArrivalRow

from ..small_scenarios import HOME, SECTOR, WIDE, need, scenario
from ..world import WORLD, Document


def batteries(prepared: int = 0, enabled: bool = True, **facts: float) -> list[ArrivalRow]:
    """20 batteries each of AAA, near, and BBB, 10 days away, from month 2 on; 2 trains a day."""
    source = scenario(
        horizon=3,
        starts=(0, 2),
        pools={("AAA", "bat"): 20, ("BBB", "bat"): 20},
        needs=(need("gbad_long", 40, "theatre", from_month=2),),
        locations=(WIDE,),
        facts={
            ("BBB", "distance_to_ukraine_km"): 1000.0,
            **{("AAA", item): days for item, days in facts.items()},
        },
        rules={"lift_limit": {"enabled": enabled, "trains_per_day": 2}},
        coalition={"preparation_days": prepared},
    )
    source["overrides"]["factors"] = {"surface_km_per_day": 100}
    return list(solve(source, data=WORLD).arrivals)


def test_of_what_is_carried_in_no_time_to_speak_of_the_plan_is_sound() -> None:
    """In fractions: five thousandths of a tonne, of 100 a day."""
    source = scenario(
        starts=(0, 1),
        pools={("AAA", "inf"): 1},
        needs=[need("ground", 0.005, from_month=1)],
        rules={"lift_limit": {"enabled": True, "air_tonnes_per_day": 100}},
        solve={"whole_units": False},
    )
    (row,) = solve(source, data=WORLD).arrivals
    assert (row.lots, row.lift_days) == (0.005, 0)


def days(rows: list[ArrivalRow], name: str) -> dict[str, Any]:
    return {row.nation: getattr(row, name) for row in rows}


def test_those_with_the_longest_way_are_carried_first() -> None:
    rows = batteries()
    assert days(rows, "lift_days") == {"AAA": 20, "BBB": 10}
    assert days(rows, "ready_day") == {"AAA": 20, "BBB": 20}
    assert days(rows, "slack_days") == {"AAA": 40, "BBB": 40}
    assert days(rows, "trains") == {"AAA": 20, "BBB": 20}


def test_lift_works_in_the_days_of_preparation() -> None:
    assert days(batteries(prepared=4), "lift_days") == {"AAA": 16, "BBB": 6}
    assert days(batteries(prepared=30), "lift_days") == {"AAA": 0, "BBB": 0}


def test_lift_waits_for_those_that_are_not_ready() -> None:
    """AAA decides until day 5, or still decides on day 5 after 30 days of preparation."""
    rows = batteries(authorisation_days=5)
    assert days(rows, "decision_days") == {"AAA": 5, "BBB": 0}
    assert days(rows, "lift_days") == {"AAA": 15, "BBB": 10}
    assert days(rows, "critical") == {"AAA": "lift", "BBB": "lift"}
    rows = batteries(prepared=30, authorisation_days=35)
    assert days(rows, "decision_days") == {"AAA": 5, "BBB": 0}
    assert days(rows, "lift_days") == {"AAA": 10, "BBB": 0}


def test_without_a_limit_lift_takes_no_days() -> None:
    rows = batteries(enabled=False)
    assert days(rows, "lift_days") == {"AAA": 0, "BBB": 0}
    assert days(rows, "ready_day") == {"AAA": 0, "BBB": 10}


@pytest.mark.parametrize("enabled", [True, False])
def test_only_what_comes_on_top_arrives(enabled: bool) -> None:
    """Two in the first phase, three in the second; who stands by at home is not carried."""
    needs: tuple[Document, ...] = (
        need("ground", 2, to_month=2),
        need("ground", 3, id="later", from_month=2),
        need("ground", 1, "home"),
    )
    source = scenario(
        starts=(0, 2),
        pools={("AAA", "inf"): 4},
        needs=needs,
        locations=(SECTOR, HOME),
        rules={"lift_limit": {"enabled": enabled}},
        coalition={"preparation_days": 30},
    )
    plan = solve(source, data=WORLD)
    assert plan.status == "met"
    found = [(row.phase, row.nation, row.location, row.lots) for row in plan.arrivals]
    assert found == [("p0", "AAA", "north", 2), ("p1", "AAA", "north", 1)]
