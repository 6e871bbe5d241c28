"""The tree of formations: who leads whom, and that no headquarters and no brigade is empty."""

from __future__ import annotations

from collections import defaultdict

import pytest

from planner.pipeline import solve
from planner.plan.command import FormationRow
from planner.plan.plan import Plan
from planner.verify.verifier import verify_plan

from ..small_scenarios import SECTORS, WIDE, need, scenario
from ..world import WORLD, Document


def rows(plan: Plan, level: str) -> list[FormationRow]:
    return [row for row in plan.command.formations if row.level == level]


def test_divisions_share_the_battlegroups_and_corps_the_divisions() -> None:
    """A corps of two divisions of two battlegroups: three divisions, the third below the second."""
    spans = {"battlegroups_per_division": 2, "divisions_per_corps": 2}
    plan = solve(
        scenario(
            horizon=1,
            pools={("AAA", "inf"): 6, ("AAA", "div"): 3, ("BBB", "corps"): 2},
            needs=(need("ground", 2), need("ground", 2, "south"), need("ground", 2, "east")),
            locations=(*SECTORS, {"id": "east", "kind": "theatre"}, WIDE),
            rules={
                "headquarters_floor": {"enabled": True, **spans},
                "framework_floor": {
                    "enabled": True,
                    "nations": ["AAA", "BBB"],
                    "most_battlegroups": 3,
                },
            },
        ),
        data=WORLD,
    )
    assert [row.nation for row in rows(plan, "corps")] == ["BBB", "BBB"]
    assert [row.lots for row in (*rows(plan, "corps"), *rows(plan, "division"))] == [1] * 5
    above = {row.id: row.parent for row in rows(plan, "division")}
    assert above == {"division_1": "corps_1", "division_2": "corps_1", "division_3": "corps_2"}
    assert [row.parent for row in rows(plan, "brigade")] == list(above)


Led = tuple[str, dict[str, float]]


def brigades(pools: dict[tuple[str, str], int], rule: Document) -> list[Led]:
    """Leading nation, and battlegroups by nation, of every brigade."""
    source = scenario(
        horizon=1,
        pools=pools,
        needs=(need("ground", sum(pools.values())),),
        rules={"framework_floor": rule},
    )
    plan = solve(source, data=WORLD)
    assert verify_plan(plan) == []
    found: list[Led] = []
    for brigade in rows(plan, "brigade"):
        units: dict[str, float] = defaultdict(float)
        for row in rows(plan, "unit"):
            if row.parent == brigade.id:
                units[row.nation] += row.lots
        found.append((brigade.nation, dict(units)))
    return found


def test_a_framework_nation_has_its_core_in_each_of_its_brigades() -> None:
    """Seven, five at most in one: two brigades, of four and three, of which AAA leads both."""
    found = brigades({("AAA", "inf"): 3, ("BBB", "inf"): 4}, {"enabled": True, "nations": ["AAA"]})
    assert sorted(sum(units.values()) for _, units in found) == [3, 4]
    assert [nation for nation, _ in found] == ["AAA"] * 2
    assert all(units["AAA"] >= 1 for _, units in found)


def test_five_make_one_brigade_and_one_alone_none() -> None:
    rule = {"enabled": True, "nations": ["AAA", "BBB"]}
    (one,) = brigades({("AAA", "inf"): 2, ("BBB", "inf"): 3}, rule)
    assert one[1] == {"AAA": 2, "BBB": 3}
    assert brigades({("AAA", "inf"): 1}, rule) == []


def test_a_core_is_of_one_type() -> None:
    """AAA's two of each lead a brigade each, and BBB's two plug in."""
    pools = {("AAA", "inf"): 2, ("AAA", "tank"): 2, ("BBB", "inf"): 2}
    rule = {"enabled": True, "core_battlegroups": 2, "most_battlegroups": 3}
    assert brigades(pools, rule) == [("AAA", {"AAA": 2, "BBB": 1})] * 2


def test_a_nation_goes_on_to_lead_where_it_led() -> None:
    """AAA leads one brigade in the south and BBB one in the north, then AAA gives more than BBB."""
    document = scenario(
        starts=(0, 2),
        pools={("AAA", "inf"): [1, 1, 3, 3], ("BBB", "inf"): [3, 3, 1, 1]},
        needs=[need("ground", 2), need("ground", 2, "south")],
        locations=SECTORS,
        rules={"framework_floor": {"enabled": True, "nations": ["AAA", "BBB"]}},
    )
    plan = solve(document, data=WORLD)
    led = {(row.phase, row.location): row.nation for row in rows(plan, "brigade")}
    assert led["p0", "north"] == led["p0", "south"] == "BBB"
    assert sorted((led["p1", "north"], led["p1", "south"])) == ["AAA", "BBB"]
    assert verify_plan(plan) == []


@pytest.mark.parametrize("whole", [True, False])
def test_where_no_formation_is_decided_the_tree_invents_none(whole: bool) -> None:
    """With the rule off, and in fractions of battlegroups."""
    document = scenario(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 4},
        needs=(need("ground", 5),),
        rules={"framework_floor": {"enabled": not whole}},
        solve={"whole_units": whole},
    )
    plan = solve(document, data=WORLD)
    assert rows(plan, "brigade") == []
    assert {(row.nation, row.parent, row.lots) for row in rows(plan, "unit")} == {
        ("AAA", "land", 1),
        ("BBB", "land", 4),
    }
