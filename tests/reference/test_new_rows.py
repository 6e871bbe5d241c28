"""A user adds a unit type or a nation as rows of the tables, and it works without code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import planner

from .data_folder import DataFolder


def test_new_unit_type_end_to_end(
    folder: DataFolder, add_engineers: Callable[..., None], tmp_path: Path
) -> None:
    add_engineers()
    data = planner.load_dataset(folder.path)
    assert "mine_clearance" in data.effects
    unit = data.unit_types["mine_clearance"]
    france = planner.derive_pool(data, "FRA", unit, False)
    # 8 companies x (1 - 0.25) = 6; four months in sixteen
    assert (france.lots, france.tour_months, france.dwell_months) == (6, 4, 12)
    # 6 x 0.75 = 4.5, rounded up; six months in thirty
    assert planner.derive_pool(data, "GBR", unit, False).lots == 5
    assert planner.derive_pool(data, "DEU", unit, False).lots == 0
    scenario = {
        "name": "clear_the_fields",
        "horizon_months": 16,
        "coalition": {"include": ["FRA", "GBR"], "min_stance": 3, "preparation_days": 60},
        "locations": [{"id": "east", "kind": "theatre"}],
        "requirements": [
            {
                "id": "fields",
                "effect": "mine_clearance",
                "location": "east",
                "from_month": 4,
                "threshold": 4,
            }
        ],
        "rules": {
            "participation_floor": {"enabled": False},
            "rotation_limit": {"enabled": False},
        },
        "solve": {"whole_units": False},
    }
    plan = planner.solve(scenario, directory=folder.path)
    assert plan.status == "met"
    assert {row.unit_type for row in plan.contributions} == {"mine_clearance"}
    assert planner.verify_plan(plan) == []
    assert "mine_clearance_company" in {figure.name for figure in plan.figures}
    with pytest.raises(planner.InputError, match="no unit type has the effect"):
        planner.check_scenario(scenario)  # the shipped data do not have it


def test_new_unit_type_that_needs_and_gives_support(
    folder: DataFolder, add_engineers: Callable[..., None]
) -> None:
    add_engineers(supported_by="medical_role2:4", supported_by_basis="assumption:dangerous work")
    line = folder.line("unit_types", "battlegroup_light")
    folder.change("unit_types", line, supported_by="mine_clearance:3")
    data = planner.load_dataset(folder.path)
    assert data.unit_types["mine_clearance"].supported_by == {"medical_role2": 4}
    assert planner.check_scenario("tripwire", directory=folder.path) is not None


def test_new_nation(folder: DataFolder) -> None:
    """Austria joins with three light brigades: rows of facts, no code."""
    items = {
        "stance": 2,
        "gdp_2024": 520,
        "home_defence_fraction": 0.5,
        "brigade_light": 3,
        "authorisation_days": 30,
        "distance_to_ukraine_km": 600,
    }
    for item, value in items.items():
        text = f"{value:g}"
        unit = "brigades" if item == "brigade_light" else "as elsewhere"
        folder.append(
            "facts",
            nation="AUT",
            item=item,
            value=text,
            low=text,
            high=text,
            unit=unit,
            as_of="2024-12",
            confidence="assumption",
            note="for the test",
        )
    data = planner.load_dataset(folder.path)
    assert "AUT" in data.nations
    pool = planner.derive_pool(data, "AUT", data.unit_types["battlegroup_light"], False)
    # 3 x 3 x 0.5 = 4.5, no commitments known; tour of six months, one in four
    assert (pool.lots, pool.tour_months, pool.dwell_months) == (5, 6, 18)
    warnings = planner.check_scenario(
        "iiss_medium", sets=["coalition.include=[AUT]"], directory=folder.path
    )
    assert [w.code for w in warnings if "AUT" in w.message] == []
