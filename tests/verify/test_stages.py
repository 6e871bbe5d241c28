"""Every stage: the verifier reads from the plan what the model minimised."""

from __future__ import annotations

from typing import get_args

import pytest

from planner.scenario.stages import STAGES, ObjectiveName
from planner.verify.verifier import verify_plan

from ..small_scenarios import SECTORS, need, scenario, solved


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_that_is_told_too_good_is_caught(name: str) -> None:
    names = dict.fromkeys(("shortfall", name))
    document = scenario(
        horizon=6,
        pools={("AAA", "inf"): 3, ("BBB", "inf"): 1},
        needs=(need("ground", 2), need("ground", 3, "south")),
        locations=SECTORS,
        objectives=tuple(names),
    )
    plan = solved(document)
    assert verify_plan(plan) == []
    told = plan.stage(name)
    better = told.model_copy(update={"value": told.value - 1, "bound": told.bound - 1})
    stages = tuple(better if stage is told else stage for stage in plan.stages)
    issues = verify_plan(plan.model_copy(update={"stages": stages}))
    assert f"stage_value: {name}" in {issue.where for issue in issues}


def test_every_stage_has_its_row() -> None:
    assert tuple(STAGES) == get_args(ObjectiveName)
