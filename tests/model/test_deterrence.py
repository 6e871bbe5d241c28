"""Small scenarios of deterrence: what more is worth, before and after a deal, who stands where."""

from __future__ import annotations

from typing import Any

import pytest

from planner import Plan

from ..small_scenarios import (
    CAMP,
    NOTHING,
    SECTOR,
    SECTORS,
    WIDE,
    cover,
    need,
    presence,
    scenario,
    solved,
    threat,
    values,
)
from ..world import NATIONS, Document

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
