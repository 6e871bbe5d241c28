"""Every rule of the model on cases solved by hand.

A case is a problem in which one rule stands in the way. Checked are the values of the stages, the
row as it goes to the solver, that the row is tight in the answer, that the answer gets better by
what was worked out when the rule is dropped, and that a variant in which the rule gives way by
enough is as good as without the rule. CASES is keyed by the rule function itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from planner.model import CONSTRAINTS, STAGES, build
from planner.model import commitment as c
from planner.model import objectives as o
from planner.model import sustainability as s
from planner.model.command import headquarters_floor, lead_floor
from planner.model.core import ForceModel
from planner.model.deterrence import effect_floor
from planner.planning import prepare, solve
from planner.problem import Problem
from planner.result import Plan
from planner.scenarios import scenario_names
from planner.solver import solve_stages
from planner.verify import verify_plan

from .cases import (
    HOME,
    SECTOR,
    SECTORS,
    WIDE,
    WORLD,
    Document,
    Rule,
    build_without,
    need,
    problem_of,
    row_text,
    scenario,
)

HEADINGS = ("Formula", "Symbols", "Rows", "Binds when", "Source")
Values = tuple[float, ...]


@dataclass(frozen=True)
class Case:
    """Hand-solved: ``hit`` reaches the limit; in ``free`` the rule no longer binds."""

    name: str
    hit: Document
    value: Values
    """of the stages of ``hit``"""
    without: Values
    """of the stages of ``hit`` when the rule is dropped"""
    key: tuple[str | int, ...]
    row: str
    """the row of that key in ``hit``; it is tight"""
    free: Document
    free_value: Values


def case_tour_order() -> Iterator[Case]:
    # One lot, tour 1 and dwell 3 months. Wanted: one in the sector in month 0, one standing by in
    # month 1. The lot that was in the sector is in dwell in month 1. Both are worth 1 requirement-
    # month, so one of them is missed: 1. If S could fall back to 0 the lot would be free again: 0.
    # The sector weighs 2, so that it is the one that is served, and S is 1, 1.
    common = {
        "horizon": 2,
        "starts": (0, 1),
        "locations": (SECTOR, HOME),
        "needs": (
            need("ground", 1, to_month=1, weight=2),
            need("ground", 1, "home", from_month=1),
        ),
    }
    one = {("AAA", "inf"): 1}
    yield Case(
        "a lot that has been away is in dwell",
        scenario(pools=one, cycle=(1, 3), **common),
        (1,),
        (0,),
        ("AAA", "inf", 1),
        "-1 S__AAA__inf__0 +1 S__AAA__inf__1 >= 0",
        # Without dwell the lot of month 0 stands by in month 1.
        scenario(pools=one, cycle=(1, 0), **common),
        (0,),
    )


def case_tour_cover() -> Iterator[Case]:
    # Two lots, tour 2 and dwell 2 months, wanted: 2 for four months. Whoever went in month 0 is
    # away until month 4, so one goes in month 0 and one in month 2: one is there, half is missed,
    # 4 months x 1/2 = 2. If lots in place needed no tour, both could stay for ever: 0.
    common = {"pools": {("AAA", "inf"): 2}, "needs": (need("ground", 2),)}
    yield Case(
        "half of the pool is away",
        scenario(cycle=(2, 2), **common),
        (2,),
        (0,),
        ("AAA", "inf", 2),
        "+1 S__AAA__inf__0 -1 S__AAA__inf__2 +1 x__AAA__inf__deployed__p0 <= 0",
        scenario(cycle=(2, 0), **common),
        (0,),
    )


def case_pool() -> Iterator[Case]:
    # The same problem: without a limit on the pool, two go in month 0 and two more in month 2.
    common = {"needs": (need("ground", 2),)}
    yield Case(
        "rotation takes the whole pool",
        scenario(pools={("AAA", "inf"): 2}, cycle=(2, 2), **common),
        (2,),
        (0,),
        ("AAA", "inf", 2),
        "+1 S__AAA__inf__2 -2 member__AAA <= 0",
        scenario(pools={("AAA", "inf"): 4}, cycle=(2, 2), **common),
        (0,),
    )
    # Three lots, tour 2 and dwell 2: one in the sector takes two lots by month 2, one is left to
    # stand by, where two are wanted: 4 months x 1/2 = 2. To leave the sector would cost 4.
    common = {
        "locations": (SECTOR, HOME),
        "needs": (need("ground", 1), need("ground", 2, "home")),
        "cycle": (2, 2),
    }
    yield Case(
        "standing by takes from the same pool",
        scenario(pools={("AAA", "inf"): 3}, **common),
        (2,),
        (0,),
        ("AAA", "inf", 2),
        "+1 S__AAA__inf__2 -3 member__AAA +1 x__AAA__inf__standby__p0 <= 0",
        scenario(pools={("AAA", "inf"): 4}, **common),
        (0,),
    )
    # Four lots until month 2, then two; tour 2, dwell 2. Two are wanted for the one phase of four
    # months: two would go in month 0 and two more in month 2, but there are two in all then. So one
    # and one: 4 months x 1/2. A loss of lots cuts no phase.
    common = {"needs": (need("ground", 2),), "cycle": (2, 2)}
    yield Case(
        "a pool that shrinks",
        scenario(pools={("AAA", "inf"): (4, 4, 2, 2)}, **common),
        (2,),
        (0,),
        ("AAA", "inf", 2),
        "+1 S__AAA__inf__2 -2 member__AAA <= 0",
        scenario(pools={("AAA", "inf"): 4}, **common),
        (0,),
    )


def case_personnel() -> Iterator[Case]:
    # A lot is 1,000 people, three are wanted for two months, the ceiling is 2,000:
    # 2 months x 1/3 is missed.
    common = {"horizon": 2, "pools": {("AAA", "inf"): 3}, "needs": (need("ground", 3),)}

    def ceiling(people: int) -> Document:
        return {"personnel_limit": {"on": True, "ceilings": {"AAA": people}}}

    yield Case(
        "the user's ceiling",
        scenario(rules=ceiling(2000), **common),
        (2 / 3,),
        (0,),
        ("AAA", "p0"),
        "+1000 x__AAA__inf__deployed__p0 <= 2000",
        scenario(rules=ceiling(3500), **common),
        (0,),
    )
    # Two wanted in the sector and three with those who stand by, who do not count as deployed. The
    # past peak is 1,000: one in the sector and two at home, 2 months x 1/2 missed.
    common["locations"] = (SECTOR, HOME)
    common["needs"] = (need("ground", 2), need("ground", 3, id="reserve", within_days=15))
    peak = "peak_sustained_deployment"
    yield Case(
        "the past peak; standing by is free",
        scenario(facts={("AAA", peak): 1000}, rules={"personnel_limit": {"on": True}}, **common),
        (1,),
        (0,),
        ("AAA", "p0"),
        "+1000 x__AAA__inf__deployed__p0 <= 1000",
        scenario(facts={("AAA", peak): 2000}, rules={"personnel_limit": {"on": True}}, **common),
        (0,),
    )


def case_support() -> Iterator[Case]:
    # One eng supports two inf or three tanks: with n eng, 3 inf + 2 tank <= 6 n (times the least
    # common multiple 6). Two eng, six battlegroups wanted, 4 inf and 3 tank: 3 tank and 2 inf use
    # 6 + 6 = 12 exactly, so five of six: 1 month x 1/6. Three eng: 3 inf and 3 tank use 15 of 18.
    def document(engineers: int) -> Document:
        return scenario(
            horizon=1,
            pools={("AAA", "inf"): 4, ("AAA", "tank"): 3, ("BBB", "eng"): engineers},
            needs=(need("ground", 6),),
            rules={"support_floor": {"on": True}},
        )

    yield Case(
        "two types share the engineers",
        document(2),
        (1 / 6,),
        (0,),
        ("eng", "north", "p0"),
        "+6 z__eng_deployed_0__north__p0 -3 z__inf_deployed_1__north__p0"
        " -2 z__tank_deployed_2__north__p0 >= 0",
        document(3),
        (0,),
    )

    # Support is counted place by place: one inf in each of two sectors needs one eng in each,
    # though one could support both. (Tanks could give ground, so the common multiple is still 6.)
    def sectors(engineers: int) -> Document:
        return scenario(
            horizon=1,
            pools={("AAA", "inf"): 2, ("AAA", "eng"): engineers},
            needs=(need("ground", 1, weight=2), need("ground", 1, "south")),
            locations=SECTORS,
            rules={"support_floor": {"on": True}},
        )

    yield Case(
        "each sector has its own",
        sectors(1),
        (1,),
        (0,),
        ("eng", "south", "p0"),
        "+6 z__eng_deployed_0__south__p0 -3 z__inf_deployed_1__south__p0 >= 0",
        sectors(2),
        (0,),
    )


def case_placement() -> Iterator[Case]:
    # Three lots cannot be two in each of two sectors: 1 month x 1/2 is missed. The nations' shares
    # of a group do not matter: AAA gives one and BBB two.
    def document(lots: int) -> Document:
        return scenario(
            horizon=1,
            pools={("AAA", "inf"): 1, ("BBB", "inf"): lots},
            needs=(need("ground", 2), need("ground", 2, "south")),
            locations=SECTORS,
        )

    yield Case(
        "a lot stands in one place",
        document(2),
        (0.5,),
        (0,),
        ("inf_deployed_0", "p0"),
        "-1 x__AAA__inf__deployed__p0 -1 x__BBB__inf__deployed__p0"
        " +1 z__inf_deployed_0__north__p0 +1 z__inf_deployed_0__south__p0 == 0",
        document(3),
        (0,),
    )


def case_effect() -> Iterator[Case]:
    # A lot is four aircraft. Six wanted, one lot there: 2 of 6 missed in each of three months: 1.
    # Two lots: eight, more than asked for.
    def aircraft(lots: int) -> Document:
        return scenario(
            horizon=3,
            pools={("AAA", "jet"): lots},
            needs=(need("fighters", 6, "theatre"),),
            locations=(WIDE,),
        )

    yield Case(
        "effects are counted in whole units of a lot",
        aircraft(1),
        (1,),
        (0,),
        ("fighters_theatre", "p0"),
        "+1 short__fighters_theatre__p0 +4 z__jet_deployed_0__theatre__p0 >= 6",
        aircraft(2),
        (0,),
    )

    # Five in the north within 15 days. Of four lots one is tied to the south, it comes over in 5
    # days; three are tied to standing by, they come in 10 + 5 = 15 days: 10 x 1/5 missed.
    def reserve(threshold: float, days: int) -> Document:
        return scenario(
            horizon=1,
            pools={("AAA", "inf"): 1, ("BBB", "inf"): 3},
            needs=(
                need("ground", threshold, id="reserve", within_days=days, weight=10),
                need("ground", 1, "south", weight=100),
                need("ground", 3, "home"),
            ),
            locations=(*SECTORS, HOME),
        )

    yield Case(
        "neighbours and forces at notice count in time",
        reserve(5, 15),
        (2,),
        (0,),
        ("reserve", "p0"),
        "+1 short__reserve__p0 +1 z__inf_deployed_0__north__p0 +1 z__inf_deployed_0__south__p0"
        " +1 z__inf_standby_1__home__p0 >= 5",
        reserve(3, 15),
        (0,),
    )
    # At 14 days only those in the sectors count. All four go there: 10 x 1/5 missed, and the place
    # at home stays empty: 1. With three at home it would be 10 x 4/5. Dropped, nothing is missed.
    yield Case(
        "a day too late does not count",
        reserve(5, 14),
        (3,),
        (0,),
        ("reserve", "p0"),
        "+1 short__reserve__p0 +1 z__inf_deployed_0__north__p0"
        " +1 z__inf_deployed_0__south__p0 >= 5",
        reserve(1, 14),
        (0,),
    )


def case_headquarters() -> Iterator[Case]:
    # A division leads two battlegroups, a corps headquarters is needed from the second division.
    # One division: two of three battlegroups; 1 month x 1/3 missed.
    def document(battlegroups: int, divisions: int, corps: int, span: int = 2) -> Document:
        return scenario(
            horizon=1,
            pools={
                ("AAA", "inf"): battlegroups,
                ("AAA", "div"): divisions,
                ("BBB", "corps"): corps,
            },
            needs=(need("ground", battlegroups),),
            locations=(SECTOR, WIDE),
            rules={
                "headquarters_floor": {
                    "on": True,
                    "battlegroups_per_division": 2,
                    "divisions_per_corps": span,
                }
            },
        )

    yield Case(
        "span of a division",
        document(3, 1, 1),
        (1 / 3,),
        (0,),
        ("division", "p0"),
        "-2 x__AAA__div__deployed__p0 +1 x__AAA__inf__deployed__p0 <= 0",
        document(3, 2, 1),
        (0,),
    )
    # Six battlegroups need three divisions. Without a corps headquarters there is one division
    # (two battlegroups), with one of span 2 there are two (four): 1 month x 2/6 missed.
    yield Case(
        "span of a corps",
        document(6, 3, 1),
        (2 / 6,),
        (0,),
        ("corps", "p0"),
        "+1 x__AAA__div__deployed__p0 -1 x__BBB__corps__deployed__p0 <= 1",
        document(6, 3, 1, span=3),
        (0,),
    )
    yield Case(
        "one division needs no corps",
        document(4, 2, 0),
        (2 / 4,),
        (0,),
        ("corps", "p0"),
        "+1 x__AAA__div__deployed__p0 <= 1",
        document(2, 1, 0),
        (0,),
    )


def case_lead() -> Iterator[Case]:
    # One battlegroup for four months: AAA's inf costs 4, BBB's tank 6. Only BBB can lead, so it is
    # a member, gives at least one lot-month, and its one lot does the job: 6. If AAA can lead: 4.
    def document(*leads: str) -> Document:
        return scenario(
            pools={("AAA", "inf"): 1, ("BBB", "tank"): 1},
            needs=(need("ground", 1),),
            rules={"lead_floor": {"on": True}},
            coalition={"lead_nations": leads},
            objectives=("shortfall", "cost"),
        )

    row = "+1 lead__BBB == 1"
    one, two = document("BBB"), document("BBB", "AAA")
    yield Case("the lead is a member", one, (0, 6), (0, 4), ("operation",), row, two, (0, 4))
    row = "+1 lead__BBB -1 member__BBB <= 0"
    yield Case("the leader takes part", one, (0, 6), (0, 4), ("BBB",), row, two, (0, 4))


def case_participation() -> Iterator[Case]:
    # Two members wanted, one battlegroup for four months (two phases of two): AAA alone costs 4.
    # Each gives at least 6 lot-months: 12 instead of 4. With 2 lot-months each they share the four.
    # Without the rule a member need not give anything.
    def document(least: int) -> Document:
        return scenario(
            starts=(0, 2),
            pools={("AAA", "inf"): 2, ("BBB", "inf"): 2},
            needs=(need("ground", 1),),
            rules={"participation_floor": {"min_lot_months": least}},
            coalition={"min_nations": 2},
            objectives=("shortfall", "cost"),
        )

    yield Case(
        "a member gives a minimum",
        document(6),
        (0, 12),
        (0, 4),
        ("BBB",),
        "-6 member__BBB +2 x__BBB__inf__deployed__p0 +2 x__BBB__inf__deployed__p1 >= 0",
        document(2),
        (0, 4),
    )


def case_coalition() -> Iterator[Case]:
    # One battlegroup for two months: AAA's inf alone costs 2. Two members: each gives something,
    # and BBB has only a tank: 2 + 3 = 5.
    def document(members: int) -> Document:
        return scenario(
            horizon=2,
            pools={("AAA", "inf"): 1, ("BBB", "tank"): 1},
            needs=(need("ground", 1),),
            coalition={"min_nations": members},
            objectives=("shortfall", "cost"),
        )

    row = "+1 member__AAA +1 member__BBB >= 2"
    yield Case("two members", document(2), (0, 5), (0, 2), (), row, document(1), (0, 2))


def case_share() -> Iterator[Case]:
    # Four battlegroups wanted, AAA has four and BBB one. At most half from AAA: one each, 2 of 4
    # missed in each of two months: 1. At most 0.8: AAA three (of four, 3 <= 3.2).
    def document(share: float) -> Document:
        return scenario(
            horizon=2,
            pools={("AAA", "inf"): 4, ("BBB", "inf"): 1},
            needs=(need("ground", 4),),
            rules={"share_limit": {"on": True, "max_share": {"ground": share}}},
        )

    yield Case(
        "no more than half",
        document(0.5),
        (1,),
        (0,),
        ("ground", "AAA", "p0"),
        "+0.5 x__AAA__inf__deployed__p0 -0.5 x__BBB__inf__deployed__p0 <= 0",
        document(0.8),
        (0,),
    )


def case_pledge() -> Iterator[Case]:
    # One battlegroup wanted for four months, AAA pledges three from month 2: 2 x 1 + 2 x 3 = 8
    # instead of 4.
    def document(lots: int) -> Document:
        pledge = {"nation": "AAA", "unit_type": "inf", "lots": lots, "from_month": 2}
        return scenario(
            pools={("AAA", "inf"): 3},
            needs=(need("ground", 1),),
            rules={"pledge_floor": {"pledges": [pledge]}},
            objectives=("shortfall", "cost"),
        )

    yield Case(
        "a pledge from a month on",
        document(3),
        (0, 8),
        (0, 4),
        (0, "AAA", "inf", "p0_m2"),
        "+1 x__AAA__inf__deployed__p0_m2 >= 3",
        document(1),
        (0, 4),
    )


def case_reserve() -> Iterator[Case]:
    # AAA owns four lots, half of its forces are earmarked for NATO: two lots. Wanted: three for
    # four months, tour 4. Forbidden: two come, 4 months x 1/3 missed. With a quarter of the forces
    # earmarked, one lot, three are free.
    def document(mode: str, earmarked: int, *stages: str) -> Document:
        return scenario(
            pools={("AAA", "inf"): 4},
            needs=(need("ground", 3),),
            cycle=(4, 0),
            facts={("AAA", "owned_inf"): 4, ("AAA", "nfm_tier12_troops"): earmarked},
            rules={"nato_reserve_limit": {"mode": mode}},
            objectives=("shortfall", *stages),
        )

    yield Case(
        "forbidden",
        document("forbidden", 500),
        (4 / 3,),
        (0,),
        ("AAA", "inf", 0),
        "+1 S__AAA__inf__0 <= 2",
        document("forbidden", 250),
        (0,),
    )
    # Priced: all three go, one lot is drawn for four months.
    yield Case(
        "priced",
        document("priced", 500, "nato_draw"),
        (0, 4),
        (0, 0),
        ("AAA", "inf", 0),
        "+1 S__AAA__inf__0 -1 draw_nato__AAA__inf__0 <= 2",
        document("priced", 250, "nato_draw"),
        (0, 0),
    )


def case_us() -> Iterator[Case]:
    # Two radars wanted, the US has three, the dial says one: 1 month x 1/2 missed, and 1 lot-month
    # from the US; with the dial at two or more: nothing missed, 2 lot-months.
    def document(most: int) -> Document:
        return scenario(
            horizon=1,
            pools={("USA", "radar"): 3},
            needs=(need("aew", 2, "theatre"),),
            locations=(WIDE,),
            rules={"us_enabler_limit": {"max_lots": {"radar": most}}},
            coalition={"us_backstop": True},
            objectives=("shortfall", "us_dependence"),
        )

    row = "+1 x__USA__radar__deployed__p0 <= 1"
    key = ("radar", "p0")
    yield Case("the dial", document(1), (0.5, 1), (0, 2), key, row, document(3), (0, 2))


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

    row = "+1 over__BBB +1 x__AAA__inf__deployed__p0 -3 x__BBB__inf__deployed__p0 >= 0"
    key = ("excess", "BBB")
    yield Case("above a fair share", excess(2), (0, 4), (0, 0), key, row, excess(3), (0, 0))


CASES: dict[Rule, list[Case]] = {
    s.tour_order_floor: list(case_tour_order()),
    s.tour_cover_limit: list(case_tour_cover()),
    s.pool_limit: list(case_pool()),
    s.personnel_limit: list(case_personnel()),
    s.support_floor: list(case_support()),
    s.placement_balance: list(case_placement()),
    effect_floor: list(case_effect()),
    headquarters_floor: list(case_headquarters()),
    lead_floor: list(case_lead()),
    c.participation_floor: list(case_participation()),
    c.coalition_floor: list(case_coalition()),
    c.share_limit: list(case_share()),
    c.pledge_floor: list(case_pledge()),
    c.nato_reserve_limit: list(case_reserve()),
    c.us_enabler_limit: list(case_us()),
    o.burden_floor: list(case_burden()),
}
PAIRS = [(rule, case) for rule, cases in CASES.items() for case in cases]
each_case = pytest.mark.parametrize(
    ("rule", "case"), PAIRS, ids=[f"{rule.__name__}: {case.name}" for rule, case in PAIRS]
)
each_rule = pytest.mark.parametrize("rule", CONSTRAINTS, ids=lambda rule: rule.__name__)


def values(model: ForceModel) -> Values:
    return tuple(stage.value for stage in solve_stages(model).stages)


@each_rule
def test_every_rule_has_a_case(rule: Rule) -> None:
    assert CASES.get(rule), f"{rule.__name__} has no hand-solved case"


def test_no_case_is_left_over() -> None:
    assert set(CASES) == set(CONSTRAINTS)
    assert len({rule.__name__ for rule in CONSTRAINTS}) == len(CONSTRAINTS)


@each_rule
def test_every_rule_is_documented(rule: Rule) -> None:
    text = rule.__doc__ or ""
    found = re.findall(rf"^ *({'|'.join(HEADINGS)}):", text, flags=re.MULTILINE)
    assert tuple(found) == HEADINGS, f"{rule.__name__}: headings {found}"
    parts = re.split(rf"^ *(?:{'|'.join(HEADINGS)}):", text, flags=re.MULTILINE)
    assert all(part.strip() for part in parts)
    assert rule.__name__.rpartition("_")[2] in ("limit", "floor", "balance")


@pytest.mark.parametrize("name", STAGES)
def test_every_stage_is_documented(name: str) -> None:
    make, unit = STAGES[name]
    assert "Formula:" in (make.__doc__ or "")
    assert unit
    assert make.__name__ == name


@each_case
def test_the_limit_is_hit(rule: Rule, case: Case) -> None:
    model = build(problem_of(case.hit))
    solution = solve_stages(model)
    assert tuple(stage.value for stage in solution.stages) == pytest.approx(case.value, abs=1e-6)
    assert all(stage.proof == "optimal" for stage in solution.stages)
    row = model.rows[rule.__name__, case.key]
    assert row_text(row) == case.row
    left = sum(solution[variable] * value for variable, value in row.items())
    assert left == pytest.approx(-row.constant, abs=1e-6), "the row is not tight"


@each_case
def test_without_the_rule(rule: Rule, case: Case) -> None:
    found = values(build_without(problem_of(case.hit), rule))
    assert found == pytest.approx(case.without, abs=1e-6)
    assert found < case.value


@each_case
def test_the_rule_no_longer_binds(rule: Rule, case: Case) -> None:
    problem = problem_of(case.free)
    assert values(build(problem)) == pytest.approx(case.free_value, abs=1e-6)
    assert values(build_without(problem, rule)) == pytest.approx(case.free_value, abs=1e-6)


@each_case
def test_the_plan_is_sound(rule: Rule, case: Case) -> None:
    for document in (case.hit, case.free):
        assert verify_plan(solved(document)) == []


def solved(document: Document) -> Plan:
    return solve(document, data=WORLD)


def test_rows_are_named_after_rules() -> None:
    """Every row of every case and shipped scenario; and every rule has rows somewhere."""
    names = {rule.__name__ for rule in CONSTRAINTS}
    problems: list[Problem] = [problem_of(case.hit) for _, case in PAIRS]
    problems += [prepare(name)[0] for name in scenario_names()]
    found: set[str] = set()
    for problem in problems:
        model = build(problem)
        assert model.lp.numConstraints() == len(model.rows)
        for (rule, key), row in model.rows.items():
            found.add(rule)
            assert row.name == "__".join((rule, *map(str, key)))
    assert found == names
