"""The tree of formations: who leads whom, and that no headquarters and no brigade is empty."""

from __future__ import annotations

from collections import defaultdict

from planner.pipeline import solve
from planner.plan.command import FormationRow
from planner.plan.plan import Plan
from planner.verify.verifier import verify_plan

from ..small_scenarios import SECTOR, WIDE, need, scenario
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
            needs=(need("ground", 6),),
            locations=(SECTOR, WIDE),
            rules={
                "headquarters_floor": {"enabled": True, **spans},
                "framework_floor": {"enabled": True, "battlegroups_per_brigade": 2},
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
    found = brigades({("AAA", "inf"): 3, ("BBB", "inf"): 3}, {"enabled": True, "nations": ["AAA"]})
    assert [nation for nation, _ in found] == ["AAA"] * len(found)
    assert all(units["AAA"] >= 1 and sum(units.values()) <= 3 for _, units in found)
    assert sum(sum(units.values()) for _, units in found) == 6


def test_without_framework_nations_the_largest_contributor_leads() -> None:
    found = brigades({("AAA", "inf"): 1, ("BBB", "inf"): 4}, {"enabled": False})
    assert found == [("BBB", {"BBB": 3}), ("AAA", {"AAA": 1, "BBB": 1})]
