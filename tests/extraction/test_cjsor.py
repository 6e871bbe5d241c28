"""The statement of requirements of plans that are solved; verify rechecks every one of them."""

from __future__ import annotations

from typing import Any

from planner import Plan, solve
from planner.plan.cjsor import CjsorRow

from ..small_scenarios import HOME, SECTORS, WIDE, cover, need, presence, scenario, threat
from ..world import WORLD


def lines(**parts: Any) -> dict[str, CjsorRow]:
    """Demand, and the serial of a part, -> row; of a scenario of the small world."""
    return told(solve(scenario(**parts), data=WORLD))


def told(plan: Plan) -> dict[str, CjsorRow]:
    serials = [row.serial for row in plan.cjsor]
    assert len(set(serials)) == len(serials)
    return {f"{row.demand} part" if "." in row.serial else row.demand: row for row in plan.cjsor}


def open_of(row: CjsorRow) -> tuple[float, float, float]:
    return row.need, row.sustained, row.unfilled


def test_a_line_says_who_offers_what_and_what_is_open() -> None:
    pools = {("AAA", "inf"): [2] * 6, ("BBB", "inf"): [0, 0, 0, 1, 1, 1]}
    found = lines(
        horizon=6, starts=(0, 3), pools=pools, needs=[need("ground", 4)], steady_from_month=0
    )
    (row,) = found.values()
    assert (row.serial, row.capability, row.location) == ("1", "ground", "north")
    assert open_of(row) == (4, 2, 2)
    assert row.offered_by == ("AAA 2", "BBB at times")


def test_what_must_be_there_in_time_is_asked_for_beyond_what_is_in_place() -> None:
    """5 in time: 2 in the north and 1 in the south are there already, 2 stand by."""
    needs = [
        need("ground", 2),
        need("ground", 1, "south"),
        need("ground", 5, id="r", within_days=15),
    ]
    found = lines(
        pools={("AAA", "inf"): 3, ("BBB", "inf"): 1},
        needs=needs,
        caveats=[{"nation": "BBB", "kind": "standby_only", "reason": "law"}],
        locations=(*SECTORS, HOME),
        rules={"effect_floor": {"sector_transit_days": 5}},
    )
    assert open_of(found["r"]) == (2, 1, 1)
    assert found["r"].capability == "ground within 15 days"
    assert found["r"].offered_by == ("BBB 1",)
    assert found["r"].readiness_days == 15
    assert sum(row.unfilled for row in found.values()) == 1


def test_one_reserve_serves_any_sector() -> None:
    """6 against an attack on either sector, of which 2 are in place: 4 stand by, not 8."""
    threats = [threat(9000, id="n", within_days=15), threat(9000, "south", id="s", within_days=15)]
    rules = {
        "force_ratio_floor": {"threats": threats, "ratio": 1.5, "troops_per_battlegroup": 1000},
        "effect_floor": {"sector_transit_days": 5},
    }
    needs = [need("ground", 1), need("ground", 1, "south")]
    found = lines(pools={("AAA", "inf"): 6}, needs=needs, locations=(*SECTORS, HOME), rules=rules)
    assert open_of(found["n, s"]) == (4, 4, 0)
    assert found["n, s"].location == "north or south"


def test_packages_are_parts_of_what_their_effect_asks_for() -> None:
    """Two stations; their fighters are asked for once, and each part stands below."""
    stations = [cover("station", 1), cover("station", 1, id="second")]
    plan = solve(
        scenario(
            pools={("AAA", "jet"): 3, ("AAA", "tkr"): 1},
            needs=[need("ground", 0)],
            locations=(*SECTORS, WIDE),
            rules={"air_cover_floor": {"stations": stations}},
        ),
        data=WORLD,
    )
    takes = next(package for package in plan.packages if package.id == "station").needs
    for effect, take in takes.items():
        (line, *parts) = [row for row in plan.cjsor if row.capability == effect]
        assert line.need == 2 * take
        assert [row.serial for row in parts] == [f"{line.serial}.1", f"{line.serial}.2"]
        assert [row.need for row in parts] == [take, take]


def test_nations_that_must_be_there_are_a_part_of_the_force() -> None:
    rules = {"presence_floor": {"presences": [presence(2, nuclear_powers=0)]}}
    found = lines(pools={("AAA", "inf"): 2}, needs=[need("ground", 2)], rules=rules)
    row = found["tripwire part"]
    assert (row.serial, row.capability, open_of(row)) == ("1.1", "nations with ground", (2, 1, 1))
    alone = lines(pools={("AAA", "inf"): 2}, needs=[need("ground", 0)], rules=rules)
    assert open_of(alone["tripwire"]) == (2, 1, 1)


def test_support_is_asked_for_by_what_is_there() -> None:
    rules = {"support_floor": {"enabled": True}}
    pools = {("AAA", "inf"): 4, ("AAA", "eng"): 2}
    found = lines(pools=pools, needs=[need("ground", 4)], rules=rules)
    row = found["support_floor"]
    assert row.location == "north"
    assert row.unfilled == 0
    assert row.offered_by[0].startswith("AAA ")


def test_refusals_that_touch_a_line_stand_beside_it() -> None:
    caveats = [{"nation": "BBB", "location": "north", "reason": "law"}]
    found = lines(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 1}, needs=[need("ground", 2)], caveats=caveats
    )
    (row,) = found.values()
    assert [text for text in row.caveats if "law" in text and text.endswith(": BBB")]


def test_nations_that_offer_as_little_stand_together() -> None:
    caveats = [
        {"nation": nation, "location": "north", "reason": f"{nation} offers land 1 of 2 asked"}
        for nation in ("BBB", "CCC")
    ]
    pools = {(nation, "inf"): 1 for nation in ("AAA", "BBB", "CCC")}
    (row,) = lines(pools=pools, needs=[need("ground", 2)], caveats=caveats).values()
    assert "offers land 1 of 2 asked: BBB, CCC" in row.caveats
