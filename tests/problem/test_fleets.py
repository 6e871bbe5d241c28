"""Planned changes of fleets become pools that change by month, where they were announced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.pipeline import prepare, solve
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.reference.tables import FleetChange
from planner.verify.verifier import verify_plan

from ..small_scenarios import QUIET, SECTOR, need
from ..world import WORLD, Document, figure

OWNED = {
    ("AAA", "owned_inf"): figure("owned_inf", 2, "AAA")._replace(as_of="2024-06"),
    ("BBB", "owned_inf"): figure("owned_inf", 0, "BBB")._replace(as_of="2024-06"),
}


def change(nation: str, month: str, value: float, announced: str = "2024-06") -> FleetChange:
    """So many lots of infantry are owned from a month on."""
    told = ("lots", announced, "reported", "a page", "https://example.org", "")
    return FleetChange(nation, "owned_inf", month, value, value, value, *told)  # type: ignore[arg-type]


def data(*changes: FleetChange) -> Dataset:
    return replace(WORLD, facts={**WORLD.facts, **OWNED}, fleet_changes=changes)


def asked(**more: object) -> Document:
    """One sector for four months from December 2024, in two phases. BBB has nothing yet."""
    return {
        "name": "small",
        "reference_date": "2024-12",
        "horizon_months": 4,
        "phases": [{"id": "p0", "start": 0}, {"id": "p1", "start": 2}],
        "coalition": {"min_stance": 3, "lead_nations": ["AAA"], "include": ["BBB"]},
        "locations": [SECTOR],
        "requirements": [need("ground", 2)],
        "rules": QUIET,
        "objectives": ["shortfall"],
        "solve": {"mip_gap_share": 0},
        **more,
    }


def problem(*changes: FleetChange, **more: object) -> Problem:
    return prepare(asked(**more), data=data(*changes))[0]


def lots(*changes: FleetChange, **more: object) -> dict[str, tuple[int, ...]]:
    return {pool.nation: pool.lots for pool in problem(*changes, **more).pools}


RETIRED, DELIVERED = change("AAA", "2025-03", 0), change("BBB", "2025-02", 3)


def test_pools_change_in_the_month_of_the_change() -> None:
    assert lots() == {"AAA": (2, 2, 2, 2)}
    assert lots(RETIRED, DELIVERED) == {"AAA": (2, 2, 2, 0), "BBB": (0, 0, 3, 3)}
    one_by_one = (change("AAA", "2025-01", 1), change("AAA", "2025-02", 5))
    assert lots(*one_by_one) == {"AAA": (2, 1, 5, 5)}


def test_what_was_announced_later_is_not_known() -> None:
    later = change("AAA", "2025-03", 0, announced="2025-01")
    assert lots(later) == {"AAA": (2, 2, 2, 2)}
    assert lots(later, reference_date="2025-01", start_date="2024-12") == {"AAA": (2, 2, 2, 0)}


def test_months_count_from_the_start_and_what_has_come_counts_at_once() -> None:
    assert lots(RETIRED, start_date="2025-02") == {"AAA": (2, 0, 0, 0)}
    assert lots(change("AAA", "2024-11", 1)) == {"AAA": (1, 1, 1, 1)}
    assert lots(change("AAA", "2025-04", 0)) == {"AAA": (2, 2, 2, 2)}  # past the horizon


def test_a_newer_fact_and_what_the_user_sets_stand() -> None:
    assert lots(change("AAA", "2024-06", 0, announced="2024-01")) == {"AAA": (2, 2, 2, 2)}
    by_hand = {"facts": [{"nation": "AAA", "item": "owned_inf", "value": 4}]}
    assert lots(RETIRED, overrides=by_hand) == {"AAA": (4, 4, 4, 4)}
    pinned = {"pools": [{"nation": "AAA", "unit_type": "inf", "lots": 1, "from_month": 1}]}
    assert lots(RETIRED, overrides=pinned) == {"AAA": (2, 1, 1, 1)}


def test_the_figures_of_a_change_are_listed() -> None:
    figures = [f for f in problem(RETIRED).figures if f.name == "owned_inf" and f.nation == "AAA"]
    assert [(f.value, f.as_of, f.source_title) for f in figures] == [
        (2, "2024-06", ""),
        (0, "2025-03", "a page"),
    ]


@pytest.mark.parametrize(
    ("changes", "missing"), [((), 2), ((RETIRED,), 2), ((RETIRED, DELIVERED), 0)]
)
def test_a_fleet_serves_to_its_end_and_the_next_takes_over(
    changes: tuple[FleetChange, ...], missing: float
) -> None:
    """Tour 2 and dwell 2: two lots fill one of two phases, retired or not; new ones the other.

    With its dwell counted, the fleet that leaves in month 3 would fill none.
    """
    plan = solve(asked(), data=data(*changes))
    assert verify_plan(plan) == []
    assert plan.stage("shortfall").value == pytest.approx(missing)
    given = {(row.nation, row.phase): row.lots for row in plan.contributions}
    if changes:
        assert given["AAA", "p0"] == 2
    if len(changes) == 2:
        assert given["BBB", "p1"] == 2
