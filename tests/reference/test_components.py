"""Components of a force: the part by which nations make their offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import planner
from planner.reference.dataset import COMPONENTS

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
