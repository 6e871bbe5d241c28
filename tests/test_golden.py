"""A plan of the small world, kept whole against silent drift.

A change that is meant shows in the difference of ``golden/plan.json``; renew it by

    python -m tests.test_golden
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from planner import solve

from .small_scenarios import HOME, SECTORS, need, scenario
from .world import WORLD

GOLDEN = Path(__file__).parent / "golden" / "plan.json"
DOCUMENT = scenario(
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


def plan_of_today() -> dict[str, Any]:
    """The plan without what the machine and the releases of its tools decide."""
    plan: dict[str, Any] = json.loads(solve(DOCUMENT, data=WORLD).model_dump_json())
    del plan["solver"], plan["planner_version"]
    for stage in plan["stages"]:
        del stage["seconds"]
    return plan


def test_the_plan_is_as_it_was() -> None:
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    today = plan_of_today()
    assert today.keys() == kept.keys()
    drifted = [name for name in kept if today[name] != kept[name]]
    assert drifted == [], "if this is meant: python -m tests.test_golden"


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    text = json.dumps(plan_of_today(), indent=1, ensure_ascii=False)
    GOLDEN.write_text(text + "\n", encoding="utf-8")
