"""The least of a largest burden, by levels and by the one nation that carries it."""

from __future__ import annotations

import time

import pytest

from planner.model import build
from planner.model.core import ForceModel
from planner.rounding import LEVEL_TOLERANCE
from planner.solver.backend import ProgressMonitor, StageResult, Vector
from planner.solver.burden import lower_the_largest, lower_the_one
from planner.solver.highs import HighsBackend
from planner.solver.stage import Stage, stage_of

from ..small_scenarios import SECTOR, need, problem_of
from ..world import Document
from .small import small


def at_burden(document: Document) -> tuple[ForceModel, HighsBackend, Stage, Vector]:
    """The model at its burden stage, with any plan that misses as little as can be."""
    model = build(problem_of(document))
    backend = HighsBackend(model, model.problem.scenario.solve, ProgressMonitor(None, None))
    shortfall = stage_of(model, "shortfall")
    first = backend.minimise(shortfall.terms, 0.0, 10.0)
    assert first.values is not None
    backend.cap(shortfall.terms, first.value)
    stage = stage_of(model, "burden")
    return model, backend, stage, first.values


@pytest.mark.parametrize("nations", [2, 3, 4])
def test_levels_end_at_the_least_largest_burden(nations: int) -> None:
    """Whether all can stay below a level, asked often enough, is the least largest burden."""
    pools = {(name, "inf"): 2 + number for number, name in enumerate(("AAA", "BBB", "CCC", "DDD"))}
    document = small(
        needs=(need("ground", 2 + nations),), pools=dict(list(pools.items())[:nations])
    )
    model, backend, stage, vector = at_burden(document)
    least = backend.minimise(stage.terms, 0.0, 10.0)
    assert least.status == "optimal"
    assert least.value > 0
    start = StageResult("node_limit", 40 * least.value, 0.0, vector)
    found = lower_the_largest(model, backend, stage, start, time.monotonic() + 30)
    assert found.status == "optimal"
    assert found.bound <= least.value + 1e-6
    assert found.value == pytest.approx(least.value, abs=2 * LEVEL_TOLERANCE)
    assert found.values is not None
    assert backend.value(stage.terms, found.values) == pytest.approx(found.value)
    again = backend.minimise(stage.terms, 0.0, 10.0)
    assert again.value == pytest.approx(least.value)  # no level is left in the model


def asked_of_three(needed: int, credit: float = 0.0, fund: float = 0.0) -> Document:
    """AAA has four battlegroups, the others one each; of all as many as are asked for."""
    rules: Document = {"burden": {"aid_credit_share": credit}}
    if fund:
        rules["budget_limit"] = {"enabled": True, "common_fund_eur_m": fund}
    return small(
        needs=(need("ground", needed),),
        pools={("AAA", "inf"): 4, ("BBB", "inf"): 1, ("CCC", "inf"): 1},
        locations=(SECTOR,),
        cycle=(1, 0),
        facts={("AAA", "aid_to_ukraine_total"): 0.016},
        rules=rules,
    )


@pytest.mark.parametrize("fund", [0.0, 5.0])
@pytest.mark.parametrize("credit", [0.0, 0.5])
def test_where_one_nation_carries_the_most_its_burden_alone_is_the_least(
    credit: float, fund: float
) -> None:
    """Five are needed, of which AAA gives three at least.

    By hand, at 1 a lot and month, over six months and a size of 100: 0.18, less a credit of half of
    16 by 100.
    """
    document = asked_of_three(5, credit=credit, fund=fund)
    model, backend, stage, vector = at_burden(document)
    least = backend.minimise(stage.terms, 0.0, 10.0)
    start = StageResult("node_limit", backend.value(stage.terms, vector), 0.0, vector)
    found = lower_the_one(model, backend, stage, start, time.monotonic() + 30)
    assert found.value == pytest.approx(least.value)
    if fund:  # it could repay AAA so much that others carry more
        assert found.bound <= least.value + 1e-9
    else:
        assert found.bound == pytest.approx(least.value) == pytest.approx(0.18 - 16 * credit / 100)


def test_where_several_could_carry_it_none_is_asked_alone() -> None:
    """AAA need give nothing at all: its burden alone says nothing of the largest."""
    model, backend, stage, vector = at_burden(asked_of_three(2))
    start = StageResult("node_limit", backend.value(stage.terms, vector), 0.0, vector)
    assert lower_the_one(model, backend, stage, start, time.monotonic() + 30) is start
