"""Components of a force: the part by which nations make their offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import planner
from planner.reference.tables import COMPONENTS

if TYPE_CHECKING:
    from tests.reference.data_folder import DataFolder

LOGISTICS = {"engineer_battalion", "logistics_battalion", "medical_role2"}


def test_component_of_every_unit_type() -> None:
    for name, unit in planner.load_dataset().unit_types.items():
        if name in LOGISTICS:
            assert unit.component == "logistics"
        elif unit.domain == "strike":
            assert unit.component == "air"
        elif unit.role == "training":
            assert unit.component == "training"
        else:
            assert unit.component == unit.domain


def test_headquarters_are_offered_with_land_forces() -> None:
    units = planner.load_dataset().unit_types.values()
    assert {unit.component for unit in units if unit.role == "command"} == {"land"}


def test_every_offer_is_of_a_component_or_of_standing_by() -> None:
    data = planner.load_dataset()
    scales = {f.name for f in data.facts.values() if f.unit == "code 0-3"} - {"stance"}
    assert scales == {f"offer_{name}" for name in (*COMPONENTS, "standby")}


@pytest.mark.parametrize("text", ["", "space"])
def test_wrong_component(folder: DataFolder, text: str) -> None:
    folder.change("unit_types", 2, component=text)
    (issue,) = folder.issues()
    assert issue.where == "unit_types.csv:2"
    assert f"component is {text!r}" in issue.problem
    assert "air_defence" in issue.hint


# --- company groups


def test_company_groups_are_of_nations_without_battlegroups_to_send() -> None:
    data = planner.load_dataset().at("2024-12")
    unit = data.unit_types["company_group"]
    owners = {n for n in data.nations if planner.derive_pool(data, n, unit, False).lots}
    assert owners == {"EST", "LTU", "LVA"}
    for name, battlegroup in data.unit_types.items():
        if battlegroup.is_battlegroup:
            assert battlegroup.effects["presence"] == 1, name
            assert not any(planner.derive_pool(data, n, battlegroup, False).lots for n in owners)


def test_presence_is_given_by_company_groups_and_by_battlegroups() -> None:
    """Two flags in the east: a Dutch battlegroup shows one, a Baltic company group the other."""
    scenario = {
        "name": "flags",
        "horizon_months": 24,
        "coalition": {"only": ["EST", "LTU", "LVA", "NLD"], "lead_nations": ["NLD"]},
        "phases": [{"id": f"slot_{n}", "start": 6 * n} for n in range(4)],
        "locations": [{"id": "east", "kind": "theatre"}],
        "requirements": [
            {
                "id": "flags",
                "effect": "presence",
                "location": "east",
                "from_month": 6,
                "threshold": 2,
            }
        ],
        "rules": {
            "headquarters_floor": {"enabled": False},
            "support_floor": {"enabled": False},
            "participation_floor": {"enabled": False},
            "rotation_limit": {"enabled": False},
        },
    }
    plan = planner.solve(scenario)
    assert plan.status == "met"
    assert planner.verify_plan(plan) == []
    assert "company_group" in {row.unit_type for row in plan.contributions}
