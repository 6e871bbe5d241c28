"""What limits packages: the part whose pools keep up the least of what is asked for."""

from __future__ import annotations

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
