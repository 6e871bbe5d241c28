"""HiGHS and CBC agree: on the shipped scenarios, relaxed, and on small scenarios in whole lots."""

from __future__ import annotations

from typing import Any

import pulp
import pytest

from planner import InputError, Plan, scenario_names, solve, verify_plan
from planner.reference.dataset import Dataset

from ..random_scenarios import HARD_SEEDS, hard_document, random_document
from ..world import WORLD, Document
from .test_brute_force import SEEDS

SOLVERS = ("highs", "cbc")


def both(source: str | Document, data: Dataset, *sets: str) -> tuple[Plan, Plan]:
    first, second = (
        solve(source, sets=(*sets, "solve.time_limit_s=300", f"solve.solver={s}"), data=data)
        for s in SOLVERS
    )
    assert first.solver.name == "HiGHS"
    assert second.solver.name == "CBC"
    return first, second


def agree(first: Plan, second: Plan, tolerance: float = 1e-5) -> None:
    """Every stage value within the tolerance, relative from 1 up; and both plans are sound."""
    names = [stage.name for stage in first.stages]
    assert [stage.name for stage in second.stages] == names == list(first.scenario.objectives)
    for one, other in zip(first.stages, second.stages, strict=True):
        assert other.value == pytest.approx(one.value, rel=tolerance, abs=tolerance), one.name
        assert one.proof == other.proof == "optimal", one.name
    assert first.status == second.status
    assert verify_plan(first) == []
    assert verify_plan(second) == []


def test_cbc_is_installed() -> None:
    """The extra ``test`` brings CBC: the comparison is never skipped."""
    assert pulp.COIN_CMD(msg=False).available()


@pytest.mark.slow
@pytest.mark.parametrize("name", scenario_names())
def test_shipped_scenarios_relaxed(name: str, shipped: Dataset) -> None:
    agree(*both(name, shipped, "solve.whole_units=false"), tolerance=1e-4)


@pytest.mark.parametrize("seed", [*SEEDS, *HARD_SEEDS])
def test_small_scenarios_in_whole_lots(seed: int) -> None:
    document = hard_document(seed) if seed in HARD_SEEDS else random_document(seed)
    try:
        plans = both(document, WORLD)
    except InputError as refused:
        found: Any = [issue.as_dict() for issue in refused.issues]
        with pytest.raises(InputError) as other:
            solve(document, sets=["solve.solver=cbc"], data=WORLD)
        assert [issue.as_dict() for issue in other.value.issues] == found
        return
    # lots are whole, so true values differ by 1e-3 or more; solvers spend the caps' 5e-5 unlike
    agree(*plans, tolerance=2e-4)
