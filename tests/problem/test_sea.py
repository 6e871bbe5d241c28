"""At sea: ships go to a sea only, act there only, and only of nations on its coast may stay."""

from __future__ import annotations

from typing import Any

import pytest

from planner import InputError, verify_plan
from planner.summary.binding import scarcest_effect

from ..small_scenarios import HOME, SECTOR, WIDE, need, scenario, solved
from ..world import Document

SEA = {"id": "sea", "kind": "sea"}
SHIPS = {("AAA", "ship"): 1, ("BBB", "ship"): 5, ("DDD", "ship"): 2}


def at_sea(sea: Document = SEA, **more: Any) -> Document:
    """Three ships are asked for; AAA and DDD, on the coast, have three between them, BBB five."""
    common: Document = {
        "pools": SHIPS,
        "needs": [need("naval_mine_clearance", 3, "sea")],
        "locations": (SECTOR, sea),
        "coalition": {"min_stance": 1},  # of ships, silence counts as 1
    }
    return scenario(**{**common, **more})


def test_nations_on_the_coast_stay() -> None:
    plan = solved(at_sea())
    assert {(c.nation, c.location, c.lots) for c in plan.contributions} == {
        ("AAA", "sea", 1),
        ("DDD", "sea", 2),
    }
    (refusal,) = (row for row in plan.refusals if row.unit_type == "ship" and row.nation == "BBB")
    assert "Montreux" in refusal.reason
    assert not plan.arrivals  # they sail, and take no lift


def test_what_pools_keep_up_at_sea_counts() -> None:
    scarcest = scarcest_effect(solved(at_sea(pools=SHIPS | {("DDD", "ship"): 1})))
    assert scarcest is not None
    assert (scarcest.effect, scarcest.asked, scarcest.pools) == ("naval_mine_clearance", 3, 2)


def test_ships_rotate_as_all_do() -> None:
    # two months at sea, two in port: half of AAA's one and DDD's two in whole lots, in two slots
    plan = solved(at_sea(cycle=(2, 2), starts=(0, 2)))
    there = [sum(c.lots for c in plan.contributions if c.phase == p) for p in ("p0", "p1")]
    assert sum(there) == 3
    assert plan.stages[0].value == pytest.approx((3 - there[0]) * 2 / 3 + (3 - there[1]) * 2 / 3)


def test_an_open_sea_takes_ships_of_all() -> None:
    plan = solved(at_sea({**SEA, "littoral_only": False}, pools={("BBB", "ship"): 5}))
    assert {(c.nation, c.lots) for c in plan.contributions} == {("BBB", 3)}


def test_ships_help_nobody_ashore_and_stand_by_nowhere() -> None:
    needs = [need("naval_mine_clearance", 1, "sea"), need("ground", 1)]
    locations = (SECTOR, WIDE, HOME, SEA)
    pools = {("AAA", "ship"): 1, ("AAA", "inf"): 1}
    plan = solved(at_sea(pools=pools, needs=needs, locations=locations))
    (ships,) = (pool for pool in plan.pools if pool.unit_type == "ship")
    assert set(ships.locations) == {"sea"}
    (infantry,) = (pool for pool in plan.pools if pool.unit_type == "inf")
    assert "sea" not in infantry.locations


def test_a_caveat_on_ground_troops_is_none_at_sea() -> None:
    caveat = {"nation": "AAA", "kind": "no_ground_troops", "reason": "no troops"}
    plan = solved(at_sea(needs=[need("naval_mine_clearance", 1, "sea")], caveats=[caveat]))
    assert plan.stages[0].value == 0


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        (need("naval_mine_clearance", 1, "north"), "of kind sea"),
        (need("naval_mine_clearance", 1, "theatre"), "of kind sea"),
        (need("fighters", 4, "sea"), "nothing else"),
    ],
)
def test_what_no_ship_gives_there_is_refused(asked: Document, hint: str) -> None:
    with pytest.raises(InputError) as refused:
        solved(at_sea(needs=[asked], locations=(SECTOR, WIDE, SEA)))
    assert hint in str(refused.value.issues[0].hint)


def test_verify_finds_ships_of_nations_that_have_no_coast() -> None:
    plan = solved(at_sea()).model_dump(mode="json")
    for nation in plan["nations"]:
        nation["littoral"] = nation["nation"] == "AAA"
    assert "placement_limit: DDD ship sea" in {issue.where for issue in verify_plan(plan)}
