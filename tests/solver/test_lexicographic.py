"""Stage by stage: in order, held, and never a bound that a plan beats."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import pytest

from planner import InputError, SolverError, solve, verify_plan
from planner.model import STAGES as MODEL_STAGES
from planner.model import build
from planner.progress import Progress
from planner.solver import lexicographic
from planner.solver.backend import ProgressMonitor, StageResult
from planner.solver.highs import HighsBackend
from planner.solver.lexicographic import Run
from planner.solver.search import search_support
from planner.solver.second import SecondRuns
from planner.solver.stage import stage_of

from ..small_scenarios import SECTOR, WIDE, need, problem_of, scenario
from ..world import WORLD, Document
from .small import small

STAGES = ("shortfall", "us_dependence", "burden", "cost")


NOBODY_ASKS = (need("ground", 0),)


@pytest.mark.parametrize(
    "objectives", [("shortfall", "cost"), ("shortfall",), ("burden",), ("cost",)]
)
@pytest.mark.parametrize("solver", ["highs", "cbc"])
@pytest.mark.parametrize("whole", [True, False])
def test_nothing_asked_for_is_met_by_nothing(
    objectives: tuple[str, ...], solver: str, whole: bool
) -> None:
    options = {"solver": solver, "whole_units": whole}
    document = small(needs=NOBODY_ASKS, objectives=objectives, solve=options)
    plan = solve(document, data=WORLD)
    assert plan.status == "met"
    assert plan.contributions == ()
    assert [stage.name for stage in plan.stages] == list(objectives)
    assert all(stage.value == 0 for stage in plan.stages)
    assert verify_plan(plan) == []
    # a threshold of 0 with an objective above it asks for nothing either
    above = (need("ground", 0, objective=2),)
    assert solve(small(needs=above, solve=options), data=WORLD).contributions == ()


def test_hard_rules_hold_where_no_stage_has_anything_to_decide() -> None:
    """A pledge is kept, at the least cost, though the one objective asks for nothing."""
    pledge = {"nation": "AAA", "unit_type": "inf", "lots": 1, "from_month": 2, "to_month": 4}
    rules = {"pledge_floor": {"pledges": [pledge]}}
    document = small(needs=NOBODY_ASKS, objectives=("shortfall",), rules=rules)
    plan = solve(document, data=WORLD)
    assert plan.status == "met"
    assert [(row.nation, row.phase, row.lots) for row in plan.contributions] == [("AAA", "p1", 1)]
    assert plan.stage("shortfall").value == 0
    budget = {"budget_limit": {"enabled": True, "total_eur_m": 0.5}}
    poor = small(needs=NOBODY_ASKS, objectives=("shortfall",), rules={**rules, **budget})
    with pytest.raises(InputError, match=r"pledge_floor(.|\n)*budget_limit"):
        solve(poor, data=WORLD)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_progress_tells_the_stages_in_order(solver: str) -> None:
    heard: list[Progress] = []
    document = {**small(), "objectives": list(STAGES)}
    plan = solve(document, sets=[f"solve.solver={solver}"], data=WORLD, progress=heard.append)
    order = list(dict.fromkeys((p.stage_number, p.stage) for p in heard))
    assert order == list(enumerate(STAGES, 1))
    assert {p.stage_count for p in heard} == {len(STAGES)}
    times = [p.elapsed_s for p in heard]
    assert times == sorted(times)
    for progress in heard:
        if progress.incumbent is not None and progress.bound is not None:
            assert progress.bound <= progress.incumbent + 1e-6
    assert [stage.name for stage in plan.stages] == list(STAGES)


def test_a_search_holds_what_it_is_told_and_leaves_the_model_as_it_was() -> None:
    model = build(problem_of(small()))
    backend = HighsBackend(model, model.problem.scenario.solve, ProgressMonitor(None, None))
    plan = backend.minimise(MODEL_STAGES["shortfall"][0](model), 0.0, 10.0)
    assert plan.values is not None
    terms = MODEL_STAGES["cost"][0](model)
    held = [x for key, x in model.contribution.items() if key[0] == "AAA"]
    found = backend.search(terms, -math.inf, 0.0, 10.0, plan.values, held, 10)
    for x in held:
        assert backend.values(found)[x.id] == pytest.approx(backend.values(plan.values)[x.id])
    assert backend.value(terms, found) <= backend.value(terms, plan.values)
    free = backend.minimise(terms, 0.0, 10.0)
    assert free.status == "optimal"
    assert free.value == pytest.approx(0)  # nothing is held any more, nor any shortfall capped


def test_a_bound_that_a_plan_beats_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first stage tells a bound above its optimum: the second run finds it out."""
    minimise = HighsBackend.minimise
    calls: list[StageResult] = []

    def wrong(self: HighsBackend, *args: Any, **options: Any) -> StageResult:
        outcome = minimise(self, *args, **options)
        calls.append(outcome)
        if len(calls) > 1 or outcome.values is None:
            return outcome
        nothing = np.zeros_like(outcome.values)
        return StageResult("optimal", outcome.value + 9, outcome.value + 9, nothing)

    monkeypatch.setattr(HighsBackend, "minimise", wrong)
    with pytest.raises(SolverError, match="contradicts itself in stage shortfall"):
        solve(short_of_some(objectives=("shortfall",)), data=WORLD)


def short_of_some(**more: object) -> Document:
    """One battlegroup of three is missing."""
    return small(needs=(need("ground", 4),), pools={("AAA", "inf"): 4, ("BBB", "inf"): 2}, **more)


def test_a_bound_that_a_later_plan_beats_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stage by stage: what a later stage finds is held against all that was told."""
    monkeypatch.setattr(
        HighsBackend, "relaxation", lambda self, terms, seconds: sum(v for _, v in terms) * 100
    )
    with pytest.raises(SolverError, match="contradicts itself in stage burden"):
        solve(small(objectives=("shortfall", "burden", "cost")), data=WORLD)


def test_a_stage_that_stays_open_holds_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs that prove nothing, then every demand is held at what it misses, and it is said."""
    minimise = HighsBackend.minimise

    def slow(self: HighsBackend, *args: Any, **options: Any) -> StageResult:
        outcome = minimise(self, *args, **options)
        if options.get("nodes", 0) in (10, 40) and options.get("start") is None:
            return StageResult("node_limit", outcome.value, 0.0, outcome.values)
        return outcome

    document = short_of_some(objectives=("shortfall", "burden", "cost"))
    free = solve(document, data=WORLD)
    assert [stage.held for stage in free.stages] == [False] * 3
    monkeypatch.setattr(HighsBackend, "minimise", slow)
    monkeypatch.setattr(HighsBackend, "relaxation", lambda self, terms, seconds: 0.0)
    plan = solve(document, data=WORLD)
    assert [stage.held for stage in plan.stages] == [False, True, True]
    assert all(stage.proof == "optimal" for stage in plan.stages)
    assert plan.stage("shortfall").value == free.stage("shortfall").value
    assert plan.stage("burden").value >= free.stage("burden").value - 1e-9
    assert verify_plan(plan) == []


def test_holding_what_is_missing_loses_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound of all plans is one of those that are left; later runs of the burden tell nothing."""
    minimise = HighsBackend.minimise

    def slow(self: HighsBackend, terms: Any, *args: Any, **options: Any) -> StageResult:
        outcome = minimise(self, terms, *args, **options)
        if len(terms) > 1 or options.get("start") is not None or "nodes" not in options:
            return outcome
        first = options["nodes"] == 10
        return StageResult(
            "node_limit" if first else "time_limit",
            outcome.value,
            outcome.value / 2 if first else -math.inf,
            outcome.values,
        )

    monkeypatch.setattr(HighsBackend, "minimise", slow)
    monkeypatch.delitem(lexicographic.FIRST, "burden")
    monkeypatch.setattr(HighsBackend, "relaxation", lambda self, terms, seconds: 0.0)
    stage = solve(short_of_some(objectives=("shortfall", "burden")), data=WORLD).stage("burden")
    assert (stage.held, stage.proof) == (True, "time_limit")
    assert stage.bound == pytest.approx(stage.value / 2)


def test_later_stages_give_up_no_lot() -> None:
    """A demand of weight 1 beside one of weight 1,000 that cannot be met: its lots all stay.

    A share of the whole sum, 5e-5 of 5,940, would have given up one of five to save money.
    """
    document = scenario(
        horizon=6,
        pools={("AAA", "inf"): 1, ("AAA", "jet"): 5},
        needs=[
            need("ground", 100, weight=1000),
            need("fighters", 20, "theatre", from_month=5),
        ],
        starts=(0, 5),
        locations=[SECTOR, WIDE],
        objectives=("shortfall", "cost"),
    )
    plan = solve(document, data=WORLD)
    assert {row.shortfall for row in plan.requirements if row.effect == "fighters"} == {0.0}
    assert plan.stage("shortfall").value == pytest.approx(6 * 99 / 100 * 1000, rel=1e-12)
    assert verify_plan(plan) == []


def test_a_tour_may_begin_before_its_first_use() -> None:
    """One lot, tour 2, dwell 2, asked for in month 1 and months 4-5: it goes out in month 0."""
    needs = [
        need("ground", 1, id="a", from_month=1, to_month=2),
        need("ground", 1, id="b", from_month=4, to_month=6),
    ]
    document = scenario(
        horizon=6, starts=(0, 1, 2, 4), pools={("AAA", "inf"): 1}, cycle=(2, 2), needs=needs
    )
    plan = solve(document, data=WORLD)
    assert plan.stage("shortfall").value == 0
    assert [(tour.start_month, tour.end_month) for tour in plan.tours] == [(0, 2), (4, 6)]
    assert verify_plan(plan) == []


def test_no_tour_begins_before_month_0() -> None:
    """The same, a month earlier: a tour for month 0 alone lasts until month 1, and dwells to 3."""
    needs = [
        need("ground", 1, id="a", from_month=0, to_month=1),
        need("ground", 1, id="b", from_month=3, to_month=5),
    ]
    document = scenario(
        horizon=6, starts=(0, 1, 3, 5), pools={("AAA", "inf"): 1}, cycle=(2, 2), needs=needs
    )
    assert solve(document, data=WORLD).stage("shortfall").value == 1


def test_tours_start_apart_where_the_time_of_use_counts() -> None:
    """Three lots, one of them earmarked, wanted in months 1 and 2; tour 4, dwell 4.

    Gone together in month 1, they take the earmarked one for 8 months. One of them a month
    earlier, the three are away together for 7 months only.
    """
    document = scenario(
        horizon=10,
        starts=(0, 2, 4, 8),
        pools={("AAA", "inf"): 3},
        needs=[need("ground", 3, from_month=1, to_month=3)],
        cycle=(4, 4),
        rules={"nato_reserve_limit": {"mode": "priced"}},
        facts={("AAA", "nfm_tier12_troops"): 300, ("AAA", "owned_inf"): 3},
        objectives=("shortfall", "nato_draw"),
    )
    plan = solve(document, data=WORLD)
    (pool,) = plan.pools
    assert pool.nato_earmark == 1
    assert plan.stage("nato_draw").value == 7
    assert sorted(tour.start_month for tour in plan.tours) == [0, 1]
    assert verify_plan(plan) == []


@pytest.mark.parametrize(("tankers", "lot_months"), [(2, 0.0), (2.5, 2.0)])
def test_a_stage_of_nothing_is_proved_by_the_plan_of_the_next(
    tankers: float, lot_months: float
) -> None:
    """AAA has five tankers, each there every other phase; the United States three.

    Two need no help. Of two and a half, fractions need none either, but whole tankers are three,
    two and three: one of the United States is there in the second phase. The plan at hand takes
    all that they have.
    """
    document = small(
        pools={("AAA", "tkr"): 5, ("USA", "tkr"): 3},
        needs=(need("tankers", tankers, "theatre"),),
        locations=(WIDE,),
        coalition={"us_backstop": True},
        objectives=("shortfall", "us_dependence", "cost"),
    )
    model = build(problem_of(document))
    watch = ProgressMonitor(None, None)
    backend = HighsBackend(model, model.problem.scenario.solve, watch)
    shortfall, us, cost = (stage_of(model, name) for name in document["objectives"])
    backend.cap(shortfall.terms, 0.0)
    run = Run(model, backend, watch, SecondRuns(watch, 3600.0))
    run.vector = backend.minimise([(x, -months) for x, months in us.terms], 0.0, 10.0).values
    assert run.vector is not None
    assert backend.value(us.terms, run.vector) > lot_months
    outcome = run.solve(us, False, cost)
    assert (outcome.status, outcome.value, outcome.bound) == ("optimal", lot_months, lot_months)
    assert outcome.values is not None
    assert backend.value(us.terms, outcome.values) == pytest.approx(lot_months)
    assert (run._ahead is None) == (lot_months > 0)
    plan = solve(document, data=WORLD)
    assert plan.stage("us_dependence").value == lot_months
    assert verify_plan(plan) == []


@pytest.mark.parametrize(("engineers", "without"), [(2, 0.0), (1, 6.0)])
def test_support_moves_before_what_it_supports(engineers: int, without: float) -> None:
    """Four battlegroups take two engineer battalions, in three months; the plan at hand has none.

    With one battalion, two battlegroups are without in each month.
    """
    document = small(
        pools={("AAA", "inf"): 4, ("AAA", "eng"): engineers},
        needs=(need("ground", 4),),
        locations=(SECTOR,),
        horizon=3,
        starts=(0, 1, 2),
        cycle=(1, 0),
        rules={"support_floor": {"enabled": True}},
        objectives=("shortfall", "support", "cost"),
    )
    model = build(problem_of(document))
    backend = HighsBackend(model, model.problem.scenario.solve, ProgressMonitor(None, None))
    shortfall, support, _ = (stage_of(model, name) for name in document["objectives"])
    backend.cap(shortfall.terms, 0.0)
    vector = backend.minimise([(x, -months) for x, months in support.terms], 0.0, 10.0).values
    assert vector is not None
    most = backend.value(support.terms, vector)
    assert most == 12.0
    start = StageResult("node_limit", most, 0.0, vector)
    found = search_support(model, backend, support, start, time.monotonic() + 10)
    assert found.value == without
    assert found.values is not None
    inf = [backend.columns[x.id] for key, x in model.contribution.items() if key[1] == "inf"]
    assert np.array_equal(np.round(found.values[inf]), np.round(vector[inf]))
