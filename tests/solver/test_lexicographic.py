"""The solver's manners: time, cancelling, contradictions, progress, a missing solver, MPS files."""

from __future__ import annotations

import copy
import math
import re
import subprocess
import sys
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest

from planner import InputError, Plan, SolverError, SolverTimeout, solve, verify_plan
from planner.model import STAGES as MODEL_STAGES
from planner.model import build
from planner.progress import Progress
from planner.reference.dataset import Dataset
from planner.solver.backends import (
    DOUBTED_RULES,
    HighsBackend,
    ProgressMonitor,
    StageResult,
    highs_version,
)

from ..world import (
    HOME,
    SECTOR,
    WIDE,
    WORLD,
    Document,
    need,
    problem_of,
    random_document,
    scenario,
)

STAGES = ("shortfall", "us_dependence", "burden", "cost")


def small(**more: object) -> Document:
    """Two nations, three battlegroups in place and two at notice, in three phases."""
    fields = {
        "horizon": 6,
        "starts": (0, 2, 4),
        "pools": {("AAA", "inf"): 4, ("BBB", "inf"): 5},
        "needs": (need("ground", 3), need("ground", 5, id="reserve", within_days=15)),
        "locations": (SECTOR, HOME),
        "cycle": (2, 2),
        "objectives": ("shortfall", "burden", "cost"),
    }
    return scenario(**{**fields, **more})  # type: ignore[arg-type]


def stopped(plan: Plan) -> None:
    """A plan that was cut short says so, has every stage, and is sound all the same."""
    assert plan.status == "unproven"
    assert [stage.name for stage in plan.stages] == list(plan.scenario.objectives)
    assert any(stage.proof == "time_limit" for stage in plan.stages)
    assert all(stage.bound <= stage.value for stage in plan.stages)
    assert verify_plan(plan) == []


@pytest.mark.parametrize("seconds", [0.01, 1.0])
def test_time_limit(seconds: float, shipped: Dataset) -> None:
    began = time.monotonic()
    message = rf"within {seconds:g} s.*time_limit_s"
    plan: Plan | None = None
    with suppress_timeout(message):
        plan = solve("guarantor", sets=[f"solve.time_limit_s={seconds}"], data=shipped)
    assert time.monotonic() - began < seconds + 5
    if plan is not None:
        stopped(plan)


@pytest.mark.parametrize(
    ("whole", "advice"),
    [("true", "--relaxed solves"), ("false", "fewer nations make the question smaller")],
)
def test_the_advice_of_a_timeout_fits(whole: str, advice: str, shipped: Dataset) -> None:
    sets = ["solve.time_limit_s=0.001", f"solve.whole_units={whole}"]
    with pytest.raises(SolverTimeout) as caught:
        solve("guarantor", sets=sets, data=shipped)
    text = str(caught.value)
    assert text.startswith("no plan was found within 0.001 s: ")
    assert re.search(r"[\d,]{4,} columns and [\d,]{4,} rows", text)
    assert advice in text
    assert ("--relaxed" in text) == (whole == "true")


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


@contextmanager
def suppress_timeout(message: str) -> Iterator[None]:
    """A time-out is as good as an answer, if it says what to do."""
    try:
        yield
    except SolverTimeout as error:
        if not re.search(message, str(error)):
            raise


@pytest.mark.parametrize("relaxed", ["true", "false"])
def test_cancel_at_once(relaxed: str, shipped: Dataset) -> None:
    began = time.monotonic()
    with pytest.raises(SolverTimeout, match="interrupted"):
        solve(
            "guarantor",
            sets=[f"solve.whole_units={relaxed}"],
            data=shipped,
            cancel=lambda: True,
        )
    assert time.monotonic() - began < 5


def test_cancel_later_keeps_the_plan(shipped: Dataset) -> None:
    """Cancelled as soon as the first stage is done: its plan is kept, and marked."""
    seen: list[str] = []

    def report(progress: Progress) -> None:
        seen.append(progress.stage)

    began = time.monotonic()
    plan = solve(
        "air_shield",
        sets=["solve.mip_gap_share=0", "solve.burden_gap_share=0"],
        data=shipped,
        progress=report,
        cancel=lambda: "burden" in seen,
    )
    assert time.monotonic() - began < 15
    stopped(plan)
    assert plan.stage("shortfall").proof == "optimal"
    assert plan.stage("cost").proof == "time_limit"


def test_cancel_is_not_asked_for_nothing() -> None:
    plan = solve(small(), data=WORLD, cancel=lambda: False)
    assert plan.status in ("met", "shortfall")


def test_a_bound_is_kept_without_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost stage finds no plan in time: the plan before it has a gap to the bound found."""
    minimise = HighsBackend.minimise
    calls: list[StageResult] = []

    def late(self: HighsBackend, *args: Any, **options: Any) -> StageResult:
        outcome = minimise(self, *args, **options)
        calls.append(outcome)
        if "nodes" not in options or options["nodes"] == 1:
            return outcome
        return StageResult("time_limit", math.inf, outcome.value / 2, None)

    monkeypatch.setattr(HighsBackend, "minimise", late)
    monkeypatch.setattr(HighsBackend, "relaxation", lambda self, terms, seconds: 0.0)
    plan = solve(small(objectives=("shortfall", "cost")), data=WORLD)
    stopped(plan)
    assert 0 < plan.stage("cost").bound < plan.stage("cost").value


def complaint(document: Document, solver: str = "highs") -> str:
    with pytest.raises(InputError) as error:
        solve(document, sets=[f"solve.solver={solver}"], data=WORLD)
    assert all(issue.hint for issue in error.value.issues)
    return str(error.value)


def two_pledges() -> Document:
    # AAA pledges three, BBB one; nobody may give more than half of what is there, and BBB has one.
    pledges = [
        {"nation": "AAA", "unit_type": "inf", "lots": 3},
        {"nation": "BBB", "unit_type": "inf", "lots": 1},
    ]
    return small(
        pools={("AAA", "inf"): 6, ("BBB", "inf"): 1},
        locations=(SECTOR,),
        cycle=(1, 0),
        needs=(need("ground", 3),),
        rules={
            "pledge_floor": {"pledges": pledges},
            "share_limit": {"enabled": True, "max_share": {"ground": 0.5}},
        },
    )


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_pledges_against_a_share_limit(solver: str) -> None:
    text = complaint(two_pledges(), solver)
    assert "pledge_floor 0 AAA inf" in text
    assert "share_limit" in text


def test_too_much_asked_of_members() -> None:
    # Two members, each with at least 100 lot-months; there are 6 x 4 and 6 x 5 at most.
    document = small(
        rules={"participation_floor": {"min_lot_months": 100}}, coalition={"min_nations": 2}
    )
    text = complaint(document)
    assert "coalition_floor" in text or "participation_floor" in text
    assert "min_nations" in text or "min_lot_months" in text


def test_lead_that_cannot_give_enough() -> None:
    # Only AAA can lead, and its one lot for six months is less than 20 lot-months.
    document = small(
        pools={("AAA", "inf"): 1, ("BBB", "inf"): 5},
        rules={"lead_floor": {"enabled": True}, "participation_floor": {"min_lot_months": 20}},
    )
    text = complaint(document)
    assert "lead_floor" in text or "participation_floor" in text


def test_contradiction_in_a_later_stage() -> None:
    """The first stage has nothing to decide; the contradiction is an InputError all the same."""
    document = {**two_pledges(), "objectives": ["us_dependence", "cost"]}
    assert "pledge_floor" in complaint(document)


def test_whole_lots_only() -> None:
    # BBB may deploy 1,500 people: 1.5 lots of 1,000 in fractions, 6 lot-months in four months, as a
    # member must give; but only one whole lot, 4.
    document = small(
        horizon=4,
        starts=(0,),
        pools={("AAA", "inf"): 4, ("BBB", "inf"): 3},
        locations=(SECTOR,),
        needs=(need("ground", 2),),
        cycle=(1, 0),
        rules={
            "participation_floor": {"min_lot_months": 6},
            "personnel_limit": {"enabled": True, "ceilings": {"BBB": 1500}},
        },
        coalition={"min_nations": 2},
    )
    relaxed = copy.deepcopy(document)
    assert solve(relaxed, sets=["solve.whole_units=false"], data=WORLD).status == "met"
    assert "whole units" in complaint(document)


def test_missing_highs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    highs_version.cache_clear()
    with pytest.raises(SolverError, match="not installed"):
        highs_version()
    highs_version.cache_clear()


def test_old_highs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS 1.15.1 called plans optimal that were not: a clear error, not a wrong proof."""
    old = types.SimpleNamespace(Highs=lambda: types.SimpleNamespace(version=lambda: "1.15.1"))
    monkeypatch.setitem(sys.modules, "highspy", old)
    old.__spec__ = find_spec("pulp")
    highs_version.cache_clear()
    with pytest.raises(SolverError, match=r"1\.15\.1 is too old.*highspy>=1\.16"):
        solve(small(), data=WORLD)
    monkeypatch.undo()
    highs_version.cache_clear()
    assert solve(small(), data=WORLD).solver.version >= "1.16"


def test_highs_writes_nothing_to_standard_output() -> None:
    """Its banner would stand among the results of ``--json``."""
    code = "from planner.solver.backends import highs_version; highs_version()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == ""


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


def read_back(path: Path) -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    return highs


@pytest.mark.parametrize("seed", [None, 1, 4])
@pytest.mark.parametrize("whole", ["true", "false"])
@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_mps_is_the_model_with_its_first_stage(
    seed: int | None, whole: str, solver: str, tmp_path: Path
) -> None:
    document = small() if seed is None else random_document(seed)
    path = tmp_path / "model.mps"
    sets = [f"solve.whole_units={whole}", f"solve.solver={solver}"]
    plan = solve(document, sets=sets, data=WORLD, mps=path)
    assert [p.name for p in tmp_path.iterdir()] == ["model.mps"]
    highs = read_back(path)
    document["solve"] = {**document["solve"], "whole_units": whole == "true"}
    model = build(problem_of(document)).lp
    assert (highs.getNumCol(), highs.getNumRow()) == (model.numVariables(), model.numConstraints())
    assert highs.getNumNz() == plan.solver.nonzeros
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(plan.stages[0].value, abs=1e-6)


def test_mps_of_a_shipped_scenario(shipped: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "model.mps"
    plan = solve("air_shield", sets=["solve.whole_units=false"], data=shipped, mps=path)
    highs = read_back(path)
    assert (highs.getNumCol(), highs.getNumRow()) == (plan.solver.columns, plan.solver.rows)
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(plan.stages[0].value, rel=1e-6)


def test_mps_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "model.mps"
    path.write_text("old")
    solve(small(), data=WORLD, mps=path)
    assert read_back(path).getNumCol() > 0


@pytest.mark.parametrize("place", ["missing/model.mps", "folder"])
def test_mps_to_a_bad_place(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=r"cannot be written|does not exist") as error:
        solve(small(), data=WORLD, mps=tmp_path / place)
    assert error.value.issues[0].where == str(tmp_path / place)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["folder"]


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


def test_a_relaxation_has_its_time_whenever_it_comes() -> None:
    """HiGHS counts the time limit of a linear problem from its first run, that of others anew."""
    model = build(problem_of(small()))
    backend = HighsBackend(model, model.problem.scenario.solve, ProgressMonitor(None, None))
    terms = MODEL_STAGES["cost"][0](model)
    began = time.monotonic()
    while time.monotonic() - began < 1:
        whole = backend.minimise(terms, 0.0, 10.0)
    assert -math.inf < backend.relaxation(terms, 0.5) <= whole.value
    assert backend.minimise(terms, 0.0, 10.0).value == pytest.approx(whole.value)


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


def test_a_wrong_proof_of_an_older_release() -> None:
    """A stage of ``tripwire`` whose optimum is 0: HiGHS 1.15.1 without presolve proved 658.29."""
    assert highs_version() >= "1.16"
    for presolve in ("on", "off"):
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("presolve", presolve)
        path = Path(__file__).with_name("wrong_proof_in_1_15.mps.gz")
        assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
        highs.run()
        assert highs.getInfo().objective_function_value == pytest.approx(0, abs=1e-6), presolve


def test_an_infeasible_stage_is_believed_only_without_presolve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """HiGHS 1.16.0 with presolve calls this stage infeasible; its optimum is 19."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("presolve_rule_off", DOUBTED_RULES)
    path = Path(__file__).with_name("wrong_infeasible_in_1_16.mps.gz")
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(19)

    model = build(problem_of(two_pledges()))
    backend = HighsBackend(model, model.problem.scenario.solve, ProgressMonitor(None, None))
    used: list[str] = []
    option = HighsBackend._option

    def heard(self: HighsBackend, name: str, value: Any, usual: Any) -> Any:
        used.append(f"{name} {value}")
        return option(self, name, value, usual)

    monkeypatch.setattr(HighsBackend, "_option", heard)
    outcome = backend.minimise(MODEL_STAGES["cost"][0](model), 0.0, 10.0)
    assert outcome.status == "infeasible"
    assert used == ["presolve off"]


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
