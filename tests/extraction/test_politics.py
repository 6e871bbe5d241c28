"""US gaps are priced at the cheapest purchase; votes are announced on which somebody depends."""

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


def test_a_renewal_on_which_nobody_depends_is_no_warning() -> None:
    """A vote every two months, and nobody there in months 2 and 3: the one of month 4 counts."""
    plan = solve(
        scenario(
            horizon=6,
            starts=(0, 2, 4),
            pools={("AAA", "inf"): (1, 1, 0, 0, 1, 1)},
            needs=(need("ground", 1),),
            facts={("AAA", "authorisation_renewal_months"): 2},
        ),
        data=WORLD,
    )
    renewals = [(row.month, row.personnel) for row in plan.mandates if row.event == "renewal"]
    assert renewals == [(2, 0), (4, 1000)]
    (warning,) = (row for row in plan.warnings if row.code == "mandate_renewal")
    assert "(month 4)" in warning.message
    assert "1,000 people in the theatre depend on it" in warning.message


def test_a_vote_on_forces_that_stay_is_due_once() -> None:
    """Article 35: parliament votes after four months, and never again; not if they are gone."""
    votes = {}
    for nation, months in (("AAA", 4), ("BBB", 6)):
        plan = solve(
            scenario(
                horizon=12,
                starts=(0, 2, 8),
                pools={(nation, "inf"): (0, 0, *[1] * 6, *[0] * 4)},
                needs=(need("ground", 1),),
                facts={(nation, "authorisation_vote_months"): months},
            ),
            data=WORLD,
        )
        votes[nation] = [(row.month, row.event, row.personnel) for row in plan.mandates]
        warned = [row.message for row in plan.warnings if row.code == "mandate_renewal"]
        assert len(warned) == len(votes[nation]) - 1
        assert all("(month 6), once: 1,000 people" in message for message in warned)
    assert votes == {
        "AAA": [(2, "decision", 1000), (6, "renewal", 1000)],
        "BBB": [(2, "decision", 1000)],
    }
