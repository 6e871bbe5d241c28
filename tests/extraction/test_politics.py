"""US gaps are priced at the cheapest purchase."""

from __future__ import annotations

from planner.pipeline import solve

from ..small_scenarios import WIDE, need, scenario
from ..world import WORLD


def test_the_cheapest_purchase_closes_a_us_gap() -> None:
    """Two tankers of the US, tour 1 and dwell 1: four to own, at 5 and not at 20."""
    lease = {"id": "lease", "members": ["CCC"], "unit_type": "tkr", "price_eur_m": 5}
    rule = {"enabled": True, "own_options": [{**lease, "lead_months": 3, "max_lots": 1}]}
    plan = solve(
        scenario(
            horizon=4,
            pools={("USA", "tkr"): 4},
            needs=(need("tankers", 2, "theatre", to_month=1),),
            locations=(WIDE,),
            cycle=(1, 1),
            rules={"procurement_limit": rule},
            coalition={"us_backstop": True},
            objectives=("shortfall", "us_dependence"),
        ),
        data=WORLD,
    )
    (row,) = plan.us_gaps
    assert (row.option, row.lots_to_own, row.price_eur_m, row.ready_month) == ("lease", 4, 20, 3)
