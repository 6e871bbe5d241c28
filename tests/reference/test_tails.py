"""The people beside a lot, worked out by hand from the shipped factors."""

from __future__ import annotations

import pytest

import planner
from planner.reference.tails import tail_people

FUNCTIONS = 40 + 18 + 30 + (4 * 30 + 78) / 3
"""of a battlegroup: counter-drone team, explosive ordnance, military police; four helicopters with
30 people each and a signal module of 78, for three battlegroups"""
TAILS = {
    "battlegroup_heavy": round(160 + FUNCTIONS),
    "battlegroup_medium": round(133.3 + FUNCTIONS),
    "battlegroup_light": round(120 + FUNCTIONS),  # a tenth is 117, and 120 the least
    "company_group": 20,
    "engineer_battalion": 60,
    "gbad_short": 6,
    "division_hq": 0,
    "fighter_5g": 0,
    "gbad_long": 0,
    "training_team": 0,
}


@pytest.mark.parametrize("name", TAILS)
def test_tail(name: str) -> None:
    data = planner.load_dataset().at("2024-12")
    assert tail_people(data, data.unit_types[name]) == TAILS[name]


def test_a_brigade_with_its_enablers_is_inside_what_is_published() -> None:
    """Three battlegroups with a lot of every support: 6,400 comes out, set to nothing."""
    data = planner.load_dataset().at("2024-12")
    medium = data.unit_types["battlegroup_medium"]
    support = [data.unit_types[name] for name in medium.supported_by]
    people = sum(unit.personnel + tail_people(data, unit) for unit in (*3 * [medium], *support))
    assert people == 3 * (1333 + 287) + 1.1 * (600 + 600 + 120 + 60)
    published = data.factor("brigade_slice_deployed_total")
    assert published.low <= people <= published.high
