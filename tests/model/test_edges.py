"""Small scenarios at the edge of what makes sense: every one has an answer or a clear refusal."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from planner import Plan, load_dataset, solve, verify_plan

from ..world import (
    CAMP,
    HOME,
    NATIONS,
    NOTHING,
    SECTOR,
    SECTORS,
    WIDE,
    WORLD,
    Document,
    cover,
    need,
    presence,
    scenario,
    threat,
)

EVERY_STAGE = ("shortfall", "us_dependence", "nato_draw", "burden", "burden_excess", "cost")


def solved(document: Document, **options: object) -> Plan:
    document = {**document, "solve": {**document["solve"], **options}}
    plan = solve(document, data=WORLD)
    assert [str(issue) for issue in verify_plan(plan)] == []
    return plan


def values(plan: Plan) -> list[float]:
    return [stage.value for stage in plan.stages]


@pytest.mark.parametrize("whole", [True, False])
def test_us_and_nobody_else(whole: bool) -> None:
    """No nation carries a burden, for none has anything to give: every stage is answered."""
    document = scenario(
        pools={("USA", "radar"): 1},
        needs=(need("aew", 1, "theatre"),),
        locations=(WIDE,),
        coalition={"us_backstop": True},
        objectives=EVERY_STAGE,
    )
    plan = solved(document, whole_units=whole)
    assert values(plan) == pytest.approx([0, 4, 0, 0, 0, 4])
    assert plan.status == "met"


@pytest.mark.parametrize("whole", [True, False])
def test_nobody_at_all(whole: bool) -> None:
    """Nothing to decide in whole lots: all of the requirement is missing, and that is proved."""
    document = scenario(
        pools={("AAA", "inf"): 0}, needs=(need("ground", 2),), objectives=("shortfall", "cost")
    )
    plan = solved(document, whole_units=whole)
    assert values(plan) == pytest.approx([4, 0])
    assert [stage.proof for stage in plan.stages] == ["optimal", "optimal"]
    assert plan.status == "shortfall"


@pytest.mark.parametrize("participation", [True, False])
def test_a_pool_that_serves_nothing(participation: bool) -> None:
    """AAA may only go where nothing is asked; it has a pool, an earmark, and gives nothing."""
    document = scenario(
        pools={("AAA", "inf"): 2, ("BBB", "inf"): 1},
        needs=(need("ground", 1, "south"),),
        locations=SECTORS,
        caveats=[{"nation": "AAA", "location": "south", "reason": "law"}],
        facts={("AAA", "owned_inf"): 2, ("AAA", "nfm_tier12_troops"): 500},
        rules={
            "nato_reserve_limit": {"mode": "priced"},
            "participation_floor": {"enabled": participation, "min_lot_months": 1},
        },
        objectives=EVERY_STAGE,
    )
    plan = solved(document)
    assert values(plan)[0] == 0
    assert {row.nation for row in plan.contributions} == {"BBB"}
    assert [row.nation for row in plan.nations if row.member] == ["BBB"]


@pytest.mark.parametrize("whole", [True, False])
def test_members_give_something_without_the_floor(whole: bool) -> None:
    """Switched off, participation_floor still asks for at least one lot for one month (schema)."""
    document = scenario(
        horizon=2,
        pools={("AAA", "inf"): 1, ("BBB", "tank"): 1},
        needs=(need("ground", 1),),
        rules={"participation_floor": {"enabled": False}},
        coalition={"min_nations": 2},
        objectives=("shortfall", "cost"),
    )
    plan = solved(document, whole_units=whole)
    assert [row.nation for row in plan.nations if row.member] == ["AAA", "BBB"]
    if whole:
        assert values(plan) == pytest.approx([0, 5])


def test_the_leader_gives_something_without_the_floor() -> None:
    document = scenario(
        pools={("AAA", "inf"): 1, ("BBB", "tank"): 1},
        needs=(need("ground", 1),),
        rules={"participation_floor": {"enabled": False}, "lead_floor": {"enabled": True}},
        coalition={"lead_nations": ["BBB"]},
        objectives=("shortfall", "cost"),
    )
    plan = solved(document)
    assert plan.command.lead_nation == "BBB"
    assert values(plan) == pytest.approx([0, 6])


@pytest.mark.parametrize("threshold", [1, 4, 40])
@pytest.mark.parametrize("months", [1, 60])
def test_relaxed_shortfall_is_nothing_or_something(threshold: int, months: int) -> None:
    """What later stages may shave off a met requirement stays below what counts as missing."""
    document = scenario(
        horizon=months,
        pools={("AAA", "jet"): threshold},
        needs=(need("fighters", threshold, "theatre"),),
        locations=(WIDE,),
        objectives=("shortfall", "burden", "cost"),
    )
    plan = solved(document, whole_units=False)
    assert plan.status == "met"


@pytest.mark.parametrize("solver", ["highs", "cbc"])
@pytest.mark.parametrize("name", ["air_shield", "tripwire"])
def test_relaxed_rows_are_not_empty(name: str, solver: str) -> None:
    """Rounding leaves no contribution and no tour of nothing."""
    plan = solve(name, sets=["solve.whole_units=false", f"solve.solver={solver}"])
    assert all(row.lots > 0 for row in plan.contributions)
    assert all(row.lots > 0 for row in plan.tours)
    assert [str(issue) for issue in verify_plan(plan)] == []


def test_who_stays_out_sets_no_dates() -> None:
    """A nation that gives nothing changes nothing by being there.

    AAA has one battlegroup, two months there and two at home, and radars. BBB could send radars
    from month 2 on, two lot-months, and a member gives three: BBB stays out. Whether it is asked
    at all, AAA's battlegroup has the same four months to serve in.
    """
    document = scenario(
        pools={("AAA", "inf"): 1, ("AAA", "radar"): 1, ("BBB", "radar"): 1},
        needs=(need("ground", 1), need("aew", 1, "theatre")),
        locations=(SECTOR, WIDE),
        tours=[{"unit_type": "inf", "tour_months": 2, "dwell_months": 2}],
        facts={("BBB", "authorisation_days"): 60},
        rules={"participation_floor": {"min_lot_months": 3}},
        objectives=("shortfall", "cost"),
    )
    plan = solved(document)
    assert [row.nation for row in plan.nations if row.member] == ["AAA"]
    without = {**document, "coalition": {**document["coalition"], "exclude": ["BBB"]}}
    assert values(solved(without)) == pytest.approx(values(plan))


def test_more_stock_early_never_hurts() -> None:
    """BBB's stock of radars grows in month 2. If it is there from the start, nothing gets worse."""

    def document(radars: list[int]) -> Document:
        return scenario(
            pools={("AAA", "inf"): 1, ("BBB", "radar"): radars},
            needs=(need("ground", 1), need("aew", 1, "theatre")),
            locations=(SECTOR, WIDE),
            tours=[{"unit_type": "inf", "tour_months": 2, "dwell_months": 2}],
        )

    late, early = solved(document([1, 1, 2, 2])), solved(document([2, 2, 2, 2]))
    assert values(early)[0] <= values(late)[0] + 1e-6


def test_more_stock_in_one_month_frees_no_less() -> None:
    """The NATO earmark is of what is owned: more lots in one month take none from another."""

    def document(month_1: int) -> Document:
        return scenario(
            starts=(0, 1, 2),
            pools={("AAA", "inf"): [5, month_1, 5, 5]},
            needs=(need("ground", 4),),
            facts={("AAA", "owned_inf"): 6, ("AAA", "nfm_tier12_troops"): 500},
            rules={"nato_reserve_limit": {"mode": "forbidden"}},
        )

    few, more = solved(document(1)), solved(document(3))
    assert values(more)[0] <= values(few)[0] + 1e-6


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


def test_shipped_data_are_read_once() -> None:
    """A dataset given by the caller is used as it is."""
    data = load_dataset()
    plan = solve("air_shield", sets=["solve.whole_units=false"], data=data)
    assert plan.pools == solve("air_shield", sets=["solve.whole_units=false"]).pools


def test_settings_leave_the_document_alone() -> None:
    """``sets`` are over the document, not into it: the next solve does not inherit them."""
    document = scenario(pools={("AAA", "inf"): 1}, needs=(need("ground", 1),))
    before = copy.deepcopy(document)
    solve(document, sets=["solve.whole_units=false", "rules.lead_floor.enabled=true"], data=WORLD)
    assert document == before


def test_standby_in_time_or_not() -> None:
    """Forces at 10 + 5 days count within 15 days, not within 14."""

    def short(days: int) -> float:
        requirement = need("ground", 2, id="reserve", within_days=days)
        more = need("ground", 0.5, "home", weight=0.01)
        pools = {("AAA", "inf"): 2}
        caveats = [{"nation": "AAA", "reason": "no troops in the theatre"}]
        document = scenario(
            pools=pools, needs=(requirement, more), locations=(SECTOR, HOME), caveats=caveats
        )
        return values(solved(document))[0]

    assert short(15) == pytest.approx(0)
    assert short(14) == pytest.approx(4)


# What more is worth, and what there is to spend on it

UPPER: dict[str, Any] = {
    "pools": {("AAA", "inf"): 3, ("BBB", "inf"): 3},
    "needs": (need("ground", 1, objective=3), need("ground", 1, "south", objective=3)),
    "locations": SECTORS,
    "objectives": ("shortfall", "deterrence", "cost"),
}


@pytest.mark.parametrize(
    "rules",
    [
        {"budget_limit": {"enabled": True, "total_eur_m": 16}},
        {"personnel_limit": {"enabled": True, "national": False, "total": 4000}},
    ],
    ids=["money", "people"],
)
def test_deterrence_is_spread(rules: Document) -> None:
    """Four battlegroups, for four months at 1 or of 1,000 people, for two sectors of one to three.

    A second in a sector is worth 0.5, a third 0.25: two and two lack 0.25 + 0.25, three and one
    0.75. Over four months: 2.
    """
    plan = solved(scenario(rules=rules, **UPPER))
    assert values(plan) == pytest.approx([0, 2, 16])
    placed: dict[str, float] = dict.fromkeys(("north", "south"), 0.0)
    for row in plan.contributions:
        placed[row.location] += row.lots
    assert placed == {"north": 2, "south": 2}


@pytest.mark.parametrize(
    ("battlegroups", "lost"), [(0, 2 + 0.75), (1, 1 + 0.75), (2, 0.75), (3, 0.25), (4, 0), (5, 0)]
)
def test_deterrence_is_concave(battlegroups: int, lost: float) -> None:
    """Threshold 2 and objective 4: a lot is worth 1, 1, 0.5, 0.25, then nothing; four months / 2.

    More than the objective is not sent: it costs, and adds nothing.
    """
    document = scenario(
        pools={("AAA", "inf"): battlegroups},
        needs=(need("ground", 2, objective=4),),
        objectives=("deterrence", "cost"),
    )
    assert values(solved(document)) == pytest.approx([2 * lost, 4 * min(4, battlegroups)])


def test_slopes_are_the_scenarios() -> None:
    """One slope of 1 has every unit up to the objective count like one below the threshold."""
    document = scenario(
        pools={("AAA", "inf"): 1},
        needs=(need("ground", 1, objective=3),),
        rules={"deterrence": {"slopes": [1]}},
        objectives=("deterrence",),
    )
    assert values(solved(document)) == pytest.approx([4 * 2])


def test_every_demand_has_an_objective_to_reach() -> None:
    """Threat 3,000 to 6,000 (1 to 2 battlegroups), a station to two, an area to three.

    One of each is there, so the second step of 0.5, and for the area both of 0.5 and 0.25, lack:
    half a unit a step for the threat and the station: (0.5 + 0.25) / 2 each; the area: 0.5 + 0.25.
    """
    document = scenario(
        horizon=1,
        pools={
            ("AAA", "inf"): 1,
            ("AAA", "jet"): 1,
            ("AAA", "tkr"): 1,
            ("AAA", "radar"): 1,
            ("AAA", "sam"): 1,
        },
        needs=(NOTHING,),
        locations=(SECTOR, WIDE),
        rules={
            "force_ratio_floor": {"threats": [threat(3000, attackers_objective=6000)]},
            "air_cover_floor": {"stations": [cover("station", 1, objective=2)]},
            "air_defence_floor": {"areas": [cover("base", 1, objective=3)]},
        },
        objectives=("shortfall", "deterrence"),
    )
    assert values(solved(document)) == pytest.approx([0, 0.375 + 0.375 + 0.75])


# Before a deal


def settled_pair(**more: Any) -> tuple[Plan, Plan]:
    document = scenario(**more)
    return solved({**document, "timing": "post_deal"}), solved({**document, "timing": "pre_deal"})


def test_before_a_deal_the_attack_is_larger() -> None:
    """The factor is 2: two defenders instead of one, and one is there for four months."""
    rules = {"force_ratio_floor": {"threats": [threat(3000)]}}
    after, before = settled_pair(pools={("AAA", "inf"): 1}, needs=(NOTHING,), rules=rules)
    assert values(after) == [0]
    assert values(before) == pytest.approx([4 * 1 / 2])


def test_before_a_deal_the_force_needs_more_protection() -> None:
    """1.5 times: three batteries instead of two, and two areas instead of one (1.5, rounded up)."""
    after, before = settled_pair(
        horizon=1,
        pools={("AAA", "bat"): 2, ("AAA", "sam"): 1},
        needs=(need("gbad_long", 2, "theatre"),),
        locations=(WIDE,),
        rules={"air_defence_floor": {"areas": [cover("base", 1)]}},
    )
    assert values(after) == [0]
    assert values(before) == pytest.approx([1 / 3 + 1 / 2])


def test_before_a_deal_only_the_resolute_come_and_nothing_is_prepared() -> None:
    """BBB's stance is 2, and AAA takes 30 days to decide, which preparation would have spared."""
    after, before = settled_pair(
        horizon=2,
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 1},
        needs=(need("ground", 2),),
        facts={("BBB", "stance"): 2, ("AAA", "authorisation_days"): 30},
        coalition={"min_stance": 2, "preparation_days": 30},
    )
    # nothing in month 0, then one of two
    assert values(after) == [0]
    assert values(before) == pytest.approx([1 + 1 / 2])
    assert {row.nation for row in before.contributions} == {"AAA"}


# Who stands where, who trains, who pays


def test_a_nation_stands_in_one_sector_at_a_time() -> None:
    """Two sectors want two nations each; three nations have one lot each: one is missing."""
    document = scenario(
        horizon=1,
        pools={(nation, "inf"): 1 for nation in NATIONS[:3]},
        needs=(NOTHING,),
        locations=SECTORS,
        rules={
            "presence_floor": {
                "presences": [
                    presence(2, place, id=f"in_{place}", nuclear_powers=0)
                    for place in ("north", "south")
                ]
            }
        },
    )
    plan = solved(document)
    assert values(plan) == pytest.approx([1 / 2])
    assert sorted(len(row.nations) for row in plan.presences) == [1, 2]


def test_host_brigades_are_a_mobile_reserve() -> None:
    """They count against an attack within five days, not in place, and only once trained.

    Two teams for four months train a brigade: three battlegroups from month 4 on, of which the
    attack of 9,000 takes three; in months 0 to 3 all is missing. In place: all eight months.
    """

    def short(days: int) -> float:
        document = scenario(
            horizon=8,
            starts=(0, 4),
            pools={("AAA", "team"): 2},
            needs=(NOTHING,),
            locations=(SECTOR, CAMP),
            rules={
                "force_ratio_floor": {"threats": [threat(9000, within_days=days)]},
                "training_balance": {"enabled": True},
            },
        )
        return values(solved(document))[0]

    assert short(5) == pytest.approx(4)
    assert short(4) == pytest.approx(8)
    assert short(0) == pytest.approx(8)


def test_trainers_may_be_where_troops_may_not() -> None:
    """A caveat on the theatre, or a low stance, keeps no trainers at home."""
    document = scenario(
        horizon=8,
        starts=(0, 4),
        pools={("AAA", "team"): 1},
        needs=(NOTHING,),
        locations=(SECTOR, CAMP),
        facts={("AAA", "stance"): 1},
        coalition={"min_stance": 1},
        caveats=[{"nation": "AAA", "reason": "no troops in the theatre"}],
        rules={
            "force_ratio_floor": {"threats": [threat(4500, within_days=5)]},
            "training_balance": {"enabled": True},
        },
    )
    # half a brigade of three from month 4 on, which is all of the 1.5 that are needed
    assert values(solved(document)) == pytest.approx([4])


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


def test_stations_share_aircraft_and_requirements_count_them_again() -> None:
    """Packages share aircraft with one another, and not with a requirement, which counts all."""
    stations = [cover("station", 1, id="east"), cover("station", 1, id="west")]
    document = scenario(
        horizon=1,
        pools={("AAA", "jet"): 1, ("AAA", "tkr"): 1, ("AAA", "radar"): 1},
        needs=(need("fighters", 4, "theatre"),),
        locations=(WIDE,),
        rules={"air_cover_floor": {"stations": stations}},
    )
    assert values(solved(document)) == pytest.approx([1])


@pytest.mark.parametrize(("medium", "cities"), [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2)])
def test_a_city_is_defended_or_it_is_not(medium: int, cities: int) -> None:
    """Two cities take two medium-range batteries each; half of a city's layer defends nothing."""
    document = scenario(
        horizon=1,
        pools={("AAA", "bat"): 2, ("AAA", "sam"): medium},
        needs=(NOTHING,),
        locations=(SECTOR, WIDE),
        rules={"air_defence_floor": {"areas": [cover("city", 2)]}},
    )
    assert values(solved(document)) == pytest.approx([1 - cities / 2])
