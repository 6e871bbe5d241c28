"""People with their tail are what a ceiling counts, what is paid, and what the plan tells."""

from __future__ import annotations

import pytest

import planner

from ..small_scenarios import need, scenario, solved, values
from ..world import Document

TAILS = {"nse_share_of_contingent": 0.1, "military_police_per_battlegroup": 50}
"""an inf of 1,000 has a tail of 150, an eng of 500 one of 50"""


def with_tails(**more: object) -> Document:
    """Two battlegroups with their engineers, wanted for four months."""
    document = scenario(
        pools={("AAA", "inf"): 2, ("AAA", "eng"): 1},
        needs=(need("ground", 2),),
        rules={"support_floor": {"enabled": True}, **more},
        objectives=("shortfall", "cost"),
    )
    document["overrides"]["factors"] = TAILS
    return document


def test_people_with_their_tail_are_paid() -> None:
    """EUR 1,000 a month: (2 x 1,150 + 550) x 4 months."""
    plan = solved(with_tails())
    assert {unit.id: (unit.personnel, unit.tail) for unit in plan.unit_types if unit.tail} == {
        "eng": (550, 50),
        "inf": (1150, 150),
        "tank": (1700, 200),
    }
    assert values(plan) == pytest.approx([0, 11.4])
    (row,) = [nation for nation in plan.nations if nation.nation == "AAA"]
    assert (row.personnel_peak, row.personnel_months) == (2850, 11400)
    assert set(TAILS) <= {figure.name for figure in plan.figures}


def test_people_with_their_tail_count_against_a_ceiling() -> None:
    """One battlegroup and the engineers are 1,700; two would be 2,850."""
    for ceiling, missing in ((2850, 0), (2849, 2)):
        ceilings = {"enabled": True, "ceilings": {"AAA": ceiling}}
        assert solved(with_tails(personnel_limit=ceilings)).stage("shortfall").value == missing


def test_a_person_year_costs_what_the_factor_says() -> None:
    """EUR 175,000 as shipped: a medium battlegroup of 1,333 with a tail of 287, for a month."""
    document = {
        "name": "cost",
        "horizon_months": 6,
        "phases": [{"id": "all", "start": 0}],
        "coalition": {"only": ["FRA"], "lead_nations": ["FRA"], "preparation_days": 200},
        "locations": [{"id": "east", "kind": "theatre"}],
        "requirements": [{"id": "g", "effect": "ground", "location": "east", "threshold": 1}],
        "rules": {
            "headquarters_floor": {"enabled": False},
            "support_floor": {"enabled": False},
        },
    }
    plan = planner.solve(document)
    unit = next(unit for unit in plan.unit_types if unit.id == "battlegroup_medium")
    assert unit.cost_eur_m_month == pytest.approx((1333 + 287) * 0.175 / 12, abs=1e-6)
    people = sum(nation.personnel_months for nation in plan.nations)
    assert people > 0
    assert sum(row.eur_m for row in plan.costs) == pytest.approx(people / 12 * 0.175, rel=1e-4)
