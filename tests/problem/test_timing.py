"""What timing changes in a scenario, and which defaults it settles."""

from __future__ import annotations

from typing import Any

import pytest

from planner.pipeline import prepare
from planner.scenario.scenario import Scenario

from ..small_scenarios import CAMP, HOME, SECTOR, WIDE, cover, need, scenario, threat
from ..world import WORLD, Document


def settled(**more: Any) -> Scenario:
    return prepare(scenario(pools={("AAA", "inf"): 1}, **more), data=WORLD)[0].scenario


ATTACK: Document = {"threats": [threat(9000, attackers_objective=12_000)]}
RULES: Document = {
    "force_ratio_floor": ATTACK,
    "training_balance": {"enabled": True},
    "air_defence_floor": {"areas": [cover("base", 1, objective=3)]},
}
NEEDS = (
    need("ground", 1, objective=2),
    need("gbad_long", 1, "theatre", objective=3),
    need("aew", 1, "theatre"),
)
PLACES = (SECTOR, WIDE, HOME, CAMP)


def test_open_numbers_are_the_planning_factors() -> None:
    rules = settled(needs=NEEDS, locations=PLACES, rules=RULES).rules
    ratio = rules.force_ratio_floor
    assert (ratio.ratio, ratio.battlegroups_per_brigade) == (3, 3)
    assert ratio.troops_per_battlegroup == 1000  # 3,000 people, three battlegroups
    lift = rules.lift_limit
    assert (lift.trains_per_day, lift.tonnes_per_train) == (1, 100)
    assert (lift.sea_tonnes_per_day, lift.air_tonnes_per_day) == (10, 10)
    assert rules.training_balance.team_months_per_brigade == 8


def test_given_numbers_are_kept() -> None:
    given: Document = {
        "force_ratio_floor": {**ATTACK, "ratio": 1.5, "troops_per_battlegroup": 700},
        "lift_limit": {"trains_per_day": 7, "air_tonnes_per_day": 8},
    }
    rules = settled(needs=NEEDS, locations=PLACES[:3], rules=given).rules
    ratio, lift = rules.force_ratio_floor, rules.lift_limit
    assert (ratio.ratio, ratio.troops_per_battlegroup) == (1.5, 700)
    assert (lift.trains_per_day, lift.sea_tonnes_per_day, lift.air_tonnes_per_day) == (7, 10, 8)


def test_before_a_deal_every_level_is_higher() -> None:
    """Attackers twice as many; air defence half as much again, in whole batteries and areas."""
    after = settled(needs=NEEDS, locations=PLACES, rules=RULES)
    before = settled(needs=NEEDS, locations=PLACES, rules=RULES, timing="pre_deal")
    (attack,) = before.rules.force_ratio_floor.threats
    assert (attack.attackers, attack.attackers_objective) == (18_000, 24_000)
    (area,) = before.rules.air_defence_floor.areas
    assert (area.threshold, area.objective) == (2, 5)  # 1.5 and 4.5
    ground, batteries, radar = before.requirements
    assert (batteries.threshold, batteries.objective) == (2, 5)
    assert (ground, radar) == (after.requirements[0], after.requirements[2])
    assert all("before a deal" in demand.note for demand in (attack, area, batteries))
    assert before.coalition.min_stance == 3
    assert before.coalition.preparation_days == 0


def test_before_a_deal_the_scenarios_own_factors_count() -> None:
    rules = {**RULES, "pre_deal": {"min_stance": 0, "threat": 1, "force_protection": 3}}
    coalition = {"min_stance": 1, "preparation_days": 30}
    common: Document = {"needs": NEEDS, "locations": PLACES, "rules": rules}
    before = settled(**common, timing="pre_deal", coalition=coalition)
    assert before.rules.force_ratio_floor.threats[0].attackers == 9000
    assert before.requirements[1].threshold == 3
    assert before.coalition.min_stance == 1
    assert before.coalition.preparation_days == 0


@pytest.mark.parametrize("timing", ["pre_deal", "post_deal"])
def test_to_settle_twice_changes_nothing(timing: str) -> None:
    once = settled(needs=NEEDS, locations=PLACES, rules=RULES, timing=timing)
    assert prepare(once, data=WORLD)[0].scenario == once
    assert once.start_date == "2024-12"  # the reference date
