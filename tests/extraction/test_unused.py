"""What a plan leaves unused has its reason, and so has every demand of which nothing is there."""

from __future__ import annotations

from typing import Any

import pytest

from planner import Plan, solve
from planner.summary.bystanders import bystanders

from ..small_scenarios import HOME, SECTOR, WIDE, cover, need, scenario
from ..world import WORLD, Document

BUSY = "no lot is free: on tour, in dwell, standing by or due for the next tour"


def solved(**more: Any) -> Plan:
    common: Document = {"pools": {("AAA", "inf"): 1}, "needs": [need("ground", 1)]}
    return solve(scenario(**{**common, **more}), data=WORLD)


def reasons(plan: Plan) -> dict[tuple[str, str], tuple[str, str]]:
    return {(row.nation, row.unit_type): (row.reason_kind, row.reason) for row in plan.unused}


def warnings(plan: Plan, code: str = "nothing_there") -> list[str]:
    return [f"{w.where}: {w.message}" for w in plan.warnings if w.code == code]


def test_a_pool_is_not_needed_once_all_is_met() -> None:
    pools = {("AAA", "inf"): 1, ("AAA", "tank"): 1, ("BBB", "tank"): 1}
    plan = solved(pools=pools, objectives=["shortfall", "cost"])
    assert plan.status == "met"
    assert {pair: kind for pair, (kind, _) in reasons(plan).items()} == {
        ("AAA", "tank"): "not_needed",
        ("BBB", "tank"): "not_needed",
    }


def test_a_used_pool_has_no_row() -> None:
    assert solved().unused == ()


def test_nothing_is_there_while_the_only_lot_recovers() -> None:
    plan = solved(horizon=6, starts=(0, 2, 4), cycle=(2, 2))
    assert [row.phase for row in plan.contributions] == ["p0", "p2"]
    assert warnings(plan) == [
        f"requirements.ground_north: nothing is there in months 2–3: {BUSY} (AAA inf)"
    ]
    assert plan.verdict.endswith("The warnings say why there are no lots at times.")


def test_a_lot_that_is_due_for_the_next_tour_is_not_free() -> None:
    """At home before its tour, it would be in dwell when that begins."""
    needs = [need("ground", 1), need("ground", 1, id="late", from_month=2, weight=10)]
    plan = solved(needs=needs, horizon=4, starts=(0, 2), cycle=(2, 2))
    assert [row.phase for row in plan.contributions] == ["p1"]
    assert warnings(plan) == [
        f"requirements.ground_north: nothing is there in months 0–1: {BUSY} (AAA inf)"
    ]


def test_support_that_is_used_up() -> None:
    """One engineer unit carries two battlegroups; the third has none to go with it."""
    pools = {("AAA", "inf"): 2, ("BBB", "inf"): 1, ("AAA", "eng"): 1}
    floor = {"support_floor": {"enabled": True}}
    plan = solved(pools=pools, needs=[need("ground", 3)], rules=floor, objectives=["shortfall"])
    assert plan.stage("shortfall").value == pytest.approx(4 / 3)
    unused = reasons(plan)
    assert set(unused) <= {("AAA", "inf"), ("BBB", "inf")}
    for kind, text in unused.values():
        assert (kind, text) == ("no_support", "no eng is left to go with it in p0")


def test_support_is_not_needed_where_other_forces_lack() -> None:
    pools = {("AAA", "inf"): 2, ("AAA", "eng"): 1, ("BBB", "eng"): 1}
    floor = {"support_floor": {"enabled": True}}
    stages = ("shortfall", "cost")
    plan = solved(pools=pools, needs=[need("ground", 3)], rules=floor, objectives=stages)
    (kind,) = {kind for kind, _ in reasons(plan).values()}
    assert kind == "not_needed"


def test_support_that_is_missing_is_counted_and_forbids_nothing() -> None:
    """Three battlegroups, engineers for two: one goes without, and the plan says so."""
    pools = {("AAA", "inf"): 2, ("BBB", "inf"): 1, ("AAA", "eng"): 1}
    floor = {"support_floor": {"enabled": True}}
    stages = ("shortfall", "support")
    plan = solved(pools=pools, needs=[need("ground", 3)], rules=floor, objectives=stages)
    assert plan.status == "met"
    assert plan.stage("support").value == 4
    (row,) = plan.unsupported
    assert (row.location, row.phase, row.unit_types) == ("north", "p0", ("inf",))
    assert (row.battlegroups, row.lacks) == (1, ("eng",))
    assert "; 1 battlegroup lacks support (eng) throughout; for EUR" in plan.verdict
    assert plan.unused == ()


def test_support_that_could_not_come_has_its_reason() -> None:
    """BBB's engineers would help, but two engineers are more people than it may send."""
    pools = {("AAA", "inf"): 3, ("BBB", "eng"): 2}
    ceiling = {"personnel_limit": {"enabled": True, "ceilings": {"BBB": 400}}}
    rules = {"support_floor": {"enabled": True}, **ceiling}
    stages = ("shortfall", "support")
    plan = solved(pools=pools, needs=[need("ground", 3)], rules=rules, objectives=stages)
    assert plan.stage("support").value == 12
    assert reasons(plan) == {
        ("BBB", "eng"): (
            "personnel_limit",
            "one lot has 500 people, above the ceiling of 400",
        )
    }
    later = {("AAA", "inf"): 3, ("BBB", "eng"): [0, 0, 2, 2]}
    budget = {"budget_limit": {"enabled": True, "national_eur_m": {"BBB": 0}}}
    rules = {"support_floor": {"enabled": True}, **budget}
    plan = solved(
        pools=later, needs=[need("ground", 3)], rules=rules, objectives=stages, starts=(0, 2)
    )
    assert reasons(plan)["BBB", "eng"][0] == "undetermined"


def test_headquarters_that_lead_as_many_as_they_can() -> None:
    floor = {"headquarters_floor": {"enabled": True, "battlegroups_per_division": 2}}
    pools = {("AAA", "inf"): 2, ("BBB", "inf"): 1, ("AAA", "div"): 1}
    plan = solved(pools=pools, needs=[need("ground", 3)], rules=floor, locations=[SECTOR, WIDE])
    for kind, text in reasons(plan).values():
        assert (kind, text) == ("no_headquarters", "no division headquarters is left in p0")
    assert len(plan.unused) == 1


def station(**more: Any) -> Document:
    """A station of fighters, a tanker and a radar aircraft; two are asked for."""
    rules = {"air_cover_floor": {"stations": [cover("station", 2)]}}
    quiet = need("ground", 0)
    return {"locations": [SECTOR, WIDE], "needs": [quiet], "rules": rules, **more}


def test_a_package_that_another_part_keeps_from_completion() -> None:
    pools = {("AAA", "jet"): 1, ("BBB", "jet"): 1, ("AAA", "tkr"): 2, ("AAA", "radar"): 1}
    plan = solved(**station(pools=pools, objectives=["shortfall", "cost"]))
    (row,) = plan.cover
    assert (row.supplied, row.shortfall) == (1, 1)
    (kind, text) = next(value for (_, unit), value in reasons(plan).items() if unit == "jet")
    assert (kind, text) == (
        "incomplete_package",
        "completes no further station: too few aew are free",
    )


def test_a_package_of_which_nobody_has_a_part() -> None:
    pools = {("AAA", "jet"): 1, ("AAA", "tkr"): 1}
    plan = solved(**station(pools=pools, objectives=["shortfall", "cost"]))
    assert {kind for kind, _ in reasons(plan).values()} == {"incomplete_package"}
    (said,) = warnings(plan)
    assert said == (
        "rules.air_cover_floor.stations.station: nothing is there in months 0–3: completes no "
        "further station: too few aew are free (AAA jet, AAA tkr)"
    )


def test_what_is_not_permitted_keeps_its_own_reason() -> None:
    law = [{"nation": "BBB", "kind": "no_ground_troops", "reason": "its constitution"}]
    plan = solved(pools={("AAA", "inf"): 1, ("BBB", "inf"): 1}, caveats=law)
    assert reasons(plan) == {("BBB", "inf"): ("not_permitted", "its constitution")}
    assert [(row.kind, row.reason) for row in plan.refusals] == [
        ("not_permitted", "its constitution")
    ]


def test_a_caveat_that_speaks_of_time_is_one_still() -> None:
    law = [{"nation": "BBB", "kind": "forbidden", "reason": "could not be there by its law"}]
    plan = solved(pools={("AAA", "inf"): 1, ("BBB", "inf"): 1}, caveats=law)
    assert reasons(plan) == {("BBB", "inf"): ("not_permitted", "could not be there by its law")}


def test_a_pool_below_one_lot_has_its_row() -> None:
    owned = "overrides.facts=[{nation: BBB, item: owned_inf, value: 0.4}]"
    pools = {("AAA", "inf"): 1, ("CCC", "inf"): 0}
    document = scenario(pools=pools, needs=(need("ground", 1),))
    assert reasons(solve(document, sets=[owned], data=WORLD)) == {
        ("BBB", "inf"): ("below_one_lot", "rounds to no lot: 0.4 left of 0.4 owned"),
        ("CCC", "inf"): ("below_one_lot", "the scenario leaves none of its pool (overrides.pools)"),
    }


def test_what_rounds_to_no_lot_is_told_apart_from_what_is_not_permitted() -> None:
    """A nation that may give something, of which there is too little, is not one that may not."""
    few = ", ".join(f"{{nation: BBB, item: owned_{u}, value: 0.4}}" for u in ("inf", "tank"))
    law = [{"nation": "BBB", "kind": "forbidden", "unit_type": "tank", "reason": "its law"}]
    document = scenario(pools={("AAA", "inf"): 1}, needs=(need("ground", 1),), caveats=law)
    plan = solve(document, sets=[f"overrides.facts=[{few}]"], data=WORLD)
    assert reasons(plan) == {
        ("BBB", "inf"): ("below_one_lot", "rounds to no lot: 0.4 left of 0.4 owned"),
        ("BBB", "tank"): (
            "not_permitted",
            "its law; and rounds to no lot: 0.4 left of 0.4 owned",
        ),
    }
    assert plan.refusals == ()
    assert bystanders(plan)["all that they may give rounds to no lot"] == {"BBB": "inf 0.4"}


def test_what_cannot_be_told_is_undetermined() -> None:
    """The budget allows one battlegroup; that it is why the other stays, only a solve can tell."""
    budget = {"budget_limit": {"enabled": True, "total_eur_m": 4}}
    plan = solved(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 1}, needs=[need("ground", 2)], rules=budget
    )
    ((kind, text),) = reasons(plan).values()
    assert (kind, text) == ("undetermined", "not used, and why takes a what-if")


def test_a_relaxed_plan_counts_fractions() -> None:
    """Half a lot is always on tour: nothing more is free, and something is always there."""
    plan = solved(cycle=(2, 2), solve={"whole_units": False}, horizon=4, starts=(0, 2))
    assert plan.stage("shortfall").value == pytest.approx(2)
    assert plan.unused == ()


LED: Document = {"headquarters_floor": {"enabled": True, "battlegroups_per_division": 1}}


def test_who_may_stand_by_waits_for_no_headquarters() -> None:
    """The headquarters leads the one in place; for a second at notice, the money is not there."""
    plan = solved(
        pools={("AAA", "inf"): 1, ("AAA", "div"): 1, ("BBB", "inf"): 1},
        needs=[need("ground", 1, weight=5), need("ground", 2, id="reserve", within_days=15)],
        locations=[SECTOR, HOME, WIDE],
        rules={**LED, "budget_limit": {"enabled": True, "total_eur_m": 5}},
        caveats=[{"nation": "BBB", "location": "north", "reason": "law"}],
    )
    assert {row.location for row in plan.contributions} == {"north", "theatre"}
    assert reasons(plan)["BBB", "inf"][0] == "undetermined"


def test_a_headquarters_with_room_for_a_part_of_a_lot_is_left() -> None:
    """It leads one and a half of two in fractions of lots; for more, the money is not there."""
    plan = solved(
        pools={("AAA", "inf"): 2, ("AAA", "div"): 1, ("AAA", "tank"): 1},
        needs=[need("ground", 2)],
        locations=[SECTOR, WIDE],
        rules={
            "headquarters_floor": {"enabled": True, "battlegroups_per_division": 2},
            "budget_limit": {"enabled": True, "total_eur_m": 6.8},
            "pledge_floor": {"pledges": [{"nation": "AAA", "unit_type": "div", "lots": 1}]},
        },
        objectives=["shortfall", "cost"],
        solve={"whole_units": False},
    )
    assert plan.requirements[0].supplied == pytest.approx(1.5)
    assert reasons(plan)["AAA", "tank"][0] == "undetermined"
