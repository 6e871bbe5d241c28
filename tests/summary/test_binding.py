"""What limits packages: the part whose pools keep up the least of what is asked for."""

from __future__ import annotations

from typing import Any

from planner import Plan, solve
from planner.summary.binding import limiting_parts, scarcest_effect

from ..small_scenarios import CAMP, WIDE, cover, need, scenario
from ..world import WORLD


def stations(jets: int, tankers: int, radars: int) -> Plan:
    """Two stations are asked for."""
    document = scenario(
        pools={("AAA", "jet"): jets, ("AAA", "tkr"): tankers, ("AAA", "radar"): radars},
        needs=[need("ground", 0)],
        locations=({"id": "north", "kind": "theatre"}, WIDE),
        rules={"air_cover_floor": {"stations": [cover("station", 2)]}},
    )
    return solve(document, data=WORLD)


def test_the_scarcest_part_limits_and_the_others_do_not() -> None:
    """What the solver leaves at home for want of the scarce part still counts."""
    plan = stations(jets=20, tankers=20, radars=1)
    parts = limiting_parts(plan)["station"]
    shares = [part.share for part in parts]
    assert shares == sorted(shares)
    scarce = [part for part in parts if part.share < 1]
    assert [part.pools for part in scarce] == [1]
    assert "not " in plan.verdict
    assert " limit the stations" in plan.verdict


def cities(**more: Any) -> Plan:
    """Four defended cities are asked for: there are batteries of long range for three of them, and
    of medium range for eight."""
    document = scenario(
        pools={("AAA", "bat"): 3, ("AAA", "sam"): 16},
        needs=[need("ground", 0)],
        locations=({"id": "north", "kind": "theatre"}, WIDE),
        rules={"air_defence_floor": {"areas": [cover("city", 4)]}},
        objectives=("sustained", "shortfall"),
    )
    document["overrides"] |= more
    return solve(document, data=WORLD)


def scarcest(plan: Plan) -> tuple[str, float]:
    first = limiting_parts(plan)[plan.cover[0].id][0]
    return first.effect, first.pools


def test_what_a_nation_bids_limits_and_not_what_it_has() -> None:
    assert scarcest(cities()) == ("gbad_long", 3)
    bids = [{"nation": "AAA", "unit_type": "sam", "lots": 2}]
    plan = cities(bids=bids)
    assert plan.sustained[0].sustained == 1
    assert scarcest(plan) == ("gbad_medium", 2)


def test_a_drawdown_limits_from_the_month_on_in_which_it_comes() -> None:
    """Two tankers of four are left in the end: the radar aircraft are three throughout."""
    document = scenario(
        pools={("AAA", "jet"): 8, ("USA", "tkr"): 4, ("AAA", "radar"): 3},
        needs=[need("ground", 0)],
        locations=({"id": "north", "kind": "theatre"}, WIDE),
        coalition={"us_backstop": True},
        rules={
            "air_cover_floor": {"stations": [cover("station", 4)]},
            "us_enabler_limit": {"drawdown": [{"from_month": 2, "share": 0.5}]},
        },
    )
    assert scarcest(solve(document, data=WORLD)) == ("tankers", 2)


def test_nothing_limits_what_is_kept_up() -> None:
    assert limiting_parts(stations(20, 20, 20)) == {}


def test_teams_that_train_abroad_are_kept_up_and_not_scarce() -> None:
    """Two teams of two asked for, at a camp; one battlegroup of two in the north."""
    plan = solve(
        scenario(
            pools={("AAA", "team"): 2, ("AAA", "inf"): 1},
            needs=[need("training", 2, "camp"), need("ground", 2, "north")],
            locations=({"id": "north", "kind": "theatre"}, CAMP),
            rules={"training_balance": {"enabled": True}},
        ),
        data=WORLD,
    )
    scarce = scarcest_effect(plan)
    assert scarce is not None
    assert (scarce.effect, scarce.pools, scarce.asked) == ("ground", 1, 2)
