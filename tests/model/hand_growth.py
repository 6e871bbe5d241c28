"""Hand-solved cases of growth and money: purchases, training, budgets, burdens."""

from __future__ import annotations

from collections.abc import Iterator

from planner.model import growth as g
from planner.model.money import budget_limit, burden_floor

from ..small_scenarios import CAMP, NOTHING, SECTOR, WIDE, need, scenario, threat
from ..world import Document
from .hand_solved import Case, Cases


def case_procurement() -> Iterator[Case]:
    # Two batteries wanted for four months; AAA and BBB can order them at 10, to be there in month
    # 2: 2 months missed, 20 for two and 2 x 2 for their use. Unbought they would cost 4. AAA's own
    # two would do the job for 8.
    def document(own: int) -> Document:
        return scenario(
            pools={("AAA", "bat"): own},
            needs=(need("gbad_long", 2, "theatre"),),
            locations=(WIDE,),
            rules={"procurement_limit": {"enabled": True, "options": ["elsa_bat"]}},
            objectives=("shortfall", "cost"),
        )

    yield Case(
        "used is what was bought",
        document(0),
        (2, 24),
        (2, 4),
        ("XEL", "bat", 2),
        "-1 bought__elsa_bat +1 x__XEL__bat__deployed__p0_m2 <= 0",
        document(2),
        (0, 8),
    )

    # Three tankers wanted in months 2 and 3. Two at 20 can be had by month 1; CCC and DDD may order
    # one at 5 for themselves by month 3. In month 2 one of three is missing: 1/3. Price 40 + 5, use
    # 2 x 2 months and one month. In month 3 all three are in use, for bought lots are one pool.
    def tankers(own: int) -> Document:
        lease = {
            "id": "lease",
            "members": ["CCC", "DDD"],
            "unit_type": "tkr",
            "price_eur_m": 5,
            "lead_months": 3,
            "max_lots": 1,
        }
        return scenario(
            pools={("AAA", "tkr"): own},
            needs=(need("tankers", 3, "theatre", from_month=2),),
            locations=(WIDE,),
            rules={
                "procurement_limit": {
                    "enabled": True,
                    "options": ["joint_tkr"],
                    "own_options": [lease],
                }
            },
            objectives=("shortfall", "cost"),
        )

    yield Case(
        "two purchases fill one pool",
        tankers(0),
        (1 / 3, 50),
        (1 / 3, 5),
        ("XCB", "tkr", 3),
        "-1 bought__joint_tkr -1 bought__lease +1 x__XCB__tkr__deployed__p0_m3 <= 0",
        tankers(3),
        (0, 6),
    )


def case_training() -> Iterator[Case]:
    # Three defenders needed against 9,000, in two phases of four months. One team trains a brigade
    # (of three battlegroups) in eight months, so half of one is ready by the second phase: missed
    # are 4 months x 1, then 4 months x 1.5/3. Without the rule six brigades would be there.
    # With three battlegroups of its own the coalition needs no host brigade.
    def document(battlegroups: int) -> Document:
        attack = threat(9000, within_days=5)
        return scenario(
            horizon=8,
            starts=(0, 4),
            pools={("AAA", "team"): 1, ("BBB", "inf"): battlegroups},
            needs=(NOTHING,),
            locations=(SECTOR, CAMP),
            rules={
                "force_ratio_floor": {"threats": [attack]},
                "training_balance": {"enabled": True},
            },
        )

    yield Case(
        "teams train before brigades fight",
        document(0),
        (6,),
        (0,),
        ("p1",),
        "-1 trained__p0 +1 trained__p1 -0.5 x__AAA__team__deployed__p0 == 0",
        document(3),
        (0,),
    )


def case_budget() -> Iterator[Case]:
    # One battlegroup for two phases of two months, 2 each. A budget of 2 pays for one of them: 2
    # months missed.
    def national(budget: float) -> Document:
        return scenario(
            starts=(0, 2),
            pools={("AAA", "inf"): 1},
            needs=(need("ground", 1),),
            rules={"budget_limit": {"enabled": True, "national_eur_m": {"AAA": budget}}},
        )

    yield Case(
        "a national budget",
        national(2),
        (2,),
        (0,),
        ("AAA",),
        "+2 x__AAA__inf__deployed__p0 +2 x__AAA__inf__deployed__p1 <= 2",
        national(4),
        (0,),
    )

    # Two battlegroups for four months, one of each nation, 4 each: 4 pays for one of two.
    def total(budget: float) -> Document:
        return scenario(
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 1},
            needs=(need("ground", 2),),
            rules={"budget_limit": {"enabled": True, "total_eur_m": budget}},
        )

    yield Case(
        "a budget for the operation",
        total(4),
        (2,),
        (0,),
        ("total",),
        "+4 x__AAA__inf__deployed__p0 +4 x__BBB__inf__deployed__p0 <= 4",
        total(8),
        (0,),
    )

    # Three nations alike. AAA and BBB spend 4 each, CCC's tank would cost 6 and stays at home. A
    # fund of 1 repays each of the two 0.5, and each of the three pays 1/3 in: 4 - 1/2 + 1/3 = 23/6.
    # If it could repay 1 to each: 4 - 1 + 2/3 = 11/3. A fund of 8 repays all: 8/3 each.
    def fund(size: float) -> Document:
        return scenario(
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 1, ("CCC", "tank"): 1},
            needs=(need("ground", 2),),
            rules={"budget_limit": {"enabled": True, "common_fund_eur_m": size}},
            coalition={"exclude": ["DDD"]},
            objectives=("shortfall", "burden"),
        )

    yield Case(
        "a common fund",
        fund(1),
        (0, 0.23 / 6),
        (0, 0.11 / 3),
        ("fund",),
        "+1 repaid__AAA +1 repaid__BBB +1 repaid__CCC <= 1",
        fund(8),
        (0, 0.08 / 3),
    )

    # AAA alone, at 4, with a budget of 1; BBB pays half of the fund. To come down to 1 it would
    # need 6 from the fund, and half of that from itself; but no more than its cost is repaid. So
    # it stays at home. At a budget of 2, the fund repays all 4, and AAA pays 2 of them in.
    def repaid(budget: float) -> Document:
        rule = {"enabled": True, "national_eur_m": {"AAA": budget}, "common_fund_eur_m": 10}
        return scenario(
            pools={("AAA", "inf"): 1},
            needs=(need("ground", 1),),
            rules={"budget_limit": rule},
            coalition={"exclude": ["CCC", "DDD"]},
        )

    yield Case(
        "no more is repaid than was spent",
        repaid(1),
        (4,),
        (0,),
        ("repaid", "AAA"),
        "+1 repaid__AAA -4 x__AAA__inf__deployed__p0 <= 0",
        repaid(2),
        (0,),
    )


def case_burden() -> Iterator[Case]:
    # Four battlegroups for four months at 1 a month; AAA's GDP is 300, BBB's 100. The largest
    # burden is least at three and one: 12 / 300 = 4 / 100 = 0.04. CCC and DDD have no part in it.
    # When all comes from the United States no nation has a burden.
    gdp = {("AAA", "gdp_2024"): 300.0, ("BBB", "gdp_2024"): 100.0}
    two = {"exclude": ["CCC", "DDD"]}
    hit = scenario(
        pools={("AAA", "inf"): 4, ("BBB", "inf"): 4},
        needs=(need("ground", 4),),
        facts=gdp,
        coalition=two,
        objectives=("shortfall", "burden"),
    )
    free = scenario(
        pools={("USA", "radar"): 1},
        needs=(need("aew", 1, "theatre"),),
        locations=(WIDE,),
        coalition={"us_backstop": True},
        objectives=("shortfall", "burden"),
    )
    row = f"+1 burden_max -{4 / 300:g} x__AAA__inf__deployed__p0 >= 0"
    yield Case("by GDP", hit, (0, 0.04), (0, 0), ("AAA",), row, free, (0, 0))

    # The same, but AAA has only two: two each, cost 8 and 8 of 16. Fair are 12 and 4, so BBB
    # carries 4 too much. over >= cost - fair x all: the row of BBB has 0.25 x 4 of AAA's lots and
    # (0.25 - 1) x 4 of its own.
    def excess(lots: int) -> Document:
        return scenario(
            pools={("AAA", "inf"): lots, ("BBB", "inf"): 4},
            needs=(need("ground", 4),),
            facts=gdp,
            coalition=two,
            objectives=("shortfall", "burden_excess"),
        )

    row = "+1 above_fair_share__BBB +1 x__AAA__inf__deployed__p0 -3 x__BBB__inf__deployed__p0 >= 0"
    key = ("excess", "BBB")
    yield Case("above a fair share", excess(2), (0, 4), (0, 0), key, row, excess(3), (0, 0))

    # The user's own sizes, 300 and 100: as with GDP.
    own = {"exclude": ["CCC", "DDD"]}
    by_key = scenario(
        pools={("AAA", "inf"): 4, ("BBB", "inf"): 4},
        needs=(need("ground", 4),),
        rules={"burden": {"key": "custom", "sizes": {"AAA": 300, "BBB": 100}}},
        coalition=own,
        objectives=("shortfall", "burden"),
    )
    row = f"+1 burden_max -{4 / 300:g} x__AAA__inf__deployed__p0 >= 0"
    yield Case("by sizes of one's own", by_key, (0, 0.04), (0, 0), ("AAA",), row, free, (0, 0))

    # Equal nations, but AAA has given aid of 16, half of which counts: 8 off its cost. It gives
    # three, BBB one: 12 - 8 = 4 and 4, over 100. Without the credit: two each, 0.08.
    credited = scenario(
        pools={("AAA", "inf"): 4, ("BBB", "inf"): 4},
        needs=(need("ground", 4),),
        facts={("AAA", "aid_to_ukraine_total"): 0.016},
        rules={"burden": {"aid_credit_share": 0.5}},
        coalition=own,
        objectives=("shortfall", "burden"),
    )
    row = "+1 burden_max -0.04 x__AAA__inf__deployed__p0 >= -0.08"
    yield Case("credit for aid", credited, (0, 0.04), (0, 0), ("AAA",), row, free, (0, 0))


CASES: Cases = {
    g.procurement_limit: [*case_procurement()],
    g.training_balance: [*case_training()],
    budget_limit: [*case_budget()],
    burden_floor: [*case_burden()],
}
