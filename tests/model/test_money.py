"""Small scenarios of money: who pays for forces, purchases, movement and the fund."""

from __future__ import annotations

import pytest

from ..small_scenarios import WIDE, need, scenario, solved, values
from ..world import NATIONS


@pytest.mark.parametrize("key", ["gdp", "defence_budget", "active_forces", "equal"])
def test_every_burden_key(key: str) -> None:
    # Four lots for four months, everyone alike but in the key that is asked for: AAA is three
    # times as large and gives three, cost 12 of 12 + 4.
    item = {"gdp": "gdp_2024", "defence_budget": "defence_budget_2024"}.get(key, "forces_active")
    document = scenario(
        pools={("AAA", "inf"): 4, ("BBB", "inf"): 4},
        needs=(need("ground", 4),),
        facts={("AAA", item): 3000, ("BBB", item): 1000},
        rules={"burden": {"key": key}},
        coalition={"exclude": list(NATIONS[2:])},
        objectives=("shortfall", "burden", "burden_excess"),
    )
    plan = solved(document)
    expected = [0, 8, 0] if key == "equal" else [0, 0.004, 0]
    assert values(plan) == pytest.approx(expected)


def test_purchases_are_paid_by_gdp() -> None:
    """Two batteries at 10, and 2 a month for two months: AAA and BBB pay 20 as 300 to 100."""
    document = scenario(
        pools={("AAA", "inf"): 1},
        needs=(need("gbad_long", 2, "theatre", from_month=2),),
        locations=(WIDE,),
        facts={("AAA", "gdp_2024"): 300},
        rules={"procurement_limit": {"enabled": True, "options": ["elsa_bat"]}},
        objectives=("shortfall", "cost"),
    )
    plan = solved(document)
    assert values(plan) == pytest.approx([0, 24])
    paid = {row.nation: row.cost_eur_m for row in plan.nations if row.cost_eur_m}
    assert paid == pytest.approx({"AAA": 15, "BBB": 5, "XEL": 4})


def test_movement_is_paid_where_lift_is_limited() -> None:
    """A battery of 100 tonnes, 10,000 km by sea and back at 0.5 EUR a tonne and km: 1 EUR m.

    It stays for the second phase, and is not carried again: 1 + 2 months x 1.
    """

    def cost(on: bool) -> float:
        document = scenario(
            horizon=3,
            starts=(0, 1, 2),
            pools={("AAA", "bat"): 1},
            needs=(need("gbad_long", 1, "theatre", from_month=1),),
            locations=(WIDE,),
            facts={("AAA", "distance_to_ukraine_km"): 10_000},
            rules={"lift_limit": {"enabled": on}},
            objectives=("shortfall", "cost"),
        )
        short, cost = values(solved(document))
        assert short == pytest.approx(0)
        return cost

    assert cost(on=False) == pytest.approx(2)
    assert cost(on=True) == pytest.approx(3)


def test_the_fund_is_paid_in_by_those_without_forces() -> None:
    """AAA's battlegroup costs 4. BBB has no forces, and pays half of the fund of 4.

    Its budget is 1, so that the fund may repay no more than 2: AAA carries 4 - 2 + 1 = 3.
    """
    document = scenario(
        pools={("AAA", "inf"): 1},
        needs=(need("ground", 1),),
        rules={
            "budget_limit": {
                "enabled": True,
                "common_fund_eur_m": 4,
                "national_eur_m": {"BBB": 1},
            }
        },
        coalition={"exclude": ["CCC", "DDD"]},
        objectives=("shortfall", "burden"),
    )
    assert values(solved(document)) == pytest.approx([0, 0.03])


def test_a_budget_holds_for_those_who_only_pay_for_purchases() -> None:
    """BBB has no forces, pays half of a battery at 10, and has a budget of 4: none is bought."""
    document = scenario(
        pools={("AAA", "inf"): 1},
        needs=(need("gbad_long", 1, "theatre", from_month=2),),
        locations=(WIDE,),
        rules={
            "procurement_limit": {"enabled": True, "options": ["elsa_bat"]},
            "budget_limit": {"enabled": True, "national_eur_m": {"BBB": 4}},
        },
    )
    assert values(solved(document)) == pytest.approx([2])
