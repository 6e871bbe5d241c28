"""Whole plans, kept against silent drift: of the small world, and of fixed tables read from files.

A change that is meant shows in the difference of ``golden/*.json``; renew them by

    python -m tests.test_golden
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner import Plan, solve

from .small_scenarios import HOME, SECTORS, need, scenario
from .world import WORLD

GOLDEN = Path(__file__).parent / "golden"


def small_world() -> Plan:
    document = scenario(
        horizon=6,
        starts=(0, 3),
        pools={("AAA", "inf"): 3, ("BBB", "inf"): 2, ("BBB", "eng"): 1},
        needs=(
            need("ground", 2),
            need("ground", 2, "south"),
            need("ground", 1, id="reserve", within_days=15),
        ),
        locations=(*SECTORS, HOME),
        cycle=(3, 3),
        objectives=("shortfall", "cost"),
    )
    return solve(document, data=WORLD)


def tables() -> Plan:
    """Scenario and reference data in ``golden/data``: some rows of the shipped tables, as once."""
    return solve("golden", directory=GOLDEN / "data")


PLANS: dict[str, Callable[[], Plan]] = {"small_world": small_world, "tables": tables}


def read(text: str) -> dict[str, Any]:
    """A plan with its numbers to nine digits behind the point: the last of sixteen tell only in
    which order something was added."""
    plan: dict[str, Any] = json.loads(text, parse_float=lambda digits: round(float(digits), 9))
    return plan


def plan_of_today(name: str) -> dict[str, Any]:
    """The plan without what the machine and the releases of its tools decide, and of its scenario
    only what is not as by default: a field that is new changes nothing here."""
    solved = PLANS[name]()
    plan = read(solved.model_dump_json())
    plan["scenario"] = read(solved.scenario.model_dump_json(exclude_defaults=True))
    del plan["solver"], plan["planner_version"]
    for stage in plan["stages"]:
        del stage["seconds"]
    return plan


@pytest.mark.parametrize("name", PLANS)
def test_the_plan_is_as_it_was(name: str) -> None:
    kept = read((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    today = plan_of_today(name)
    assert today.keys() >= kept.keys()  # a new table is no drift
    drifted = [part for part in kept if today[part] != kept[part]]
    assert drifted == [], "if this is meant: python -m tests.test_golden"


if __name__ == "__main__":
    for name in PLANS:
        text = json.dumps(plan_of_today(name), indent=1, ensure_ascii=False)
        (GOLDEN / f"{name}.json").write_text(text + "\n", encoding="utf-8")
