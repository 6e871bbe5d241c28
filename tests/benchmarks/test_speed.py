"""How fast, as ratios measured in one run. Nothing here asserts a time.

Run with: pytest tests/benchmarks -m slow -n 0 --benchmark-enable --benchmark-only -s
Each benchmark keeps its ratios in ``extra_info`` and prints them.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import highspy
import pulp
import pytest

import planner
from planner.extraction.build import extract_plan
from planner.model import STAGES, build
from planner.model.core import ForceModel
from planner.pipeline import prepare
from planner.problem.problem import DEPLOYED, Problem
from planner.scenario.fields import stated
from planner.solver.lexicographic import solve_stages
from planner.solver.stage import cap_of, stage_of

pytestmark = pytest.mark.slow

RELAXED = ["solve.whole_units=false"]


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = call()
    return time.perf_counter() - began, result


def problem_of(*sets: str) -> Problem:
    return prepare("guarantor", sets=sets)[0]


def stage_files(problem: Problem, folder: Path, plan: planner.Plan) -> list[Path]:
    """One MPS a stage, with the stages before it capped: what HiGHS alone would be given."""
    files = []
    for number, name in enumerate(problem.scenario.objectives):
        model = build(problem)
        if not STAGES[name][0](model):
            continue
        for before in problem.scenario.objectives[:number]:
            stage, told = stage_of(model, before), plan.stage(before)
            if stage.terms:
                most = cap_of(stage, told.value, told.bound)
                row = pulp.lpSum_vars_coefs(stage.terms) <= most
                model.lp.addConstraint(row, f"cap_{before}")
        model.lp.setObjective(pulp.lpSum_vars_coefs(STAGES[name][0](model)))
        files.append(folder / f"{name}.mps")
        model.lp.writeMPS(str(files[-1]), with_objsense=True)
    return files


def highs_alone(files: list[Path]) -> list[float]:
    """Optimal values, each file read and solved cold by HiGHS."""
    values = []
    for file in files:
        highs = highspy.Highs()
        highs.silent()
        highs.setOptionValue("threads", 1)
        highs.readModel(str(file))
        highs.run()
        values.append(highs.getInfo().objective_function_value)
    return values


def test_relaxed_library_call_against_highs_alone(benchmark: Any, tmp_path: Path) -> None:
    plan = planner.solve("guarantor", sets=RELAXED)
    values = {stage.name: stage.value for stage in plan.stages}
    files = stage_files(problem_of(*RELAXED), tmp_path, plan)
    library, again = timed(lambda: planner.solve("guarantor", sets=RELAXED))
    alone, alone_values = timed(lambda: highs_alone(files))
    benchmark.extra_info["library / HiGHS alone"] = round(library / alone, 2)
    print(f"\nrelaxed guarantor: library {library:.2f} s, HiGHS alone {alone:.2f} s, ", end="")
    print(f"ratio {library / alone:.2f}")
    benchmark(planner.solve, "guarantor", sets=RELAXED)
    assert [stage.value for stage in again.stages] == [stage.value for stage in plan.stages]
    assert alone_values == pytest.approx([values[file.stem] for file in files], rel=1e-4)


def test_whole_units_stage_by_stage(benchmark: Any) -> None:
    plan = benchmark.pedantic(
        planner.solve, ("guarantor",), {"sets": ["solve.time_limit_s=20"]}, rounds=1, iterations=1
    )
    print()
    for stage in plan.stages:
        benchmark.extra_info[stage.name] = f"{stage.seconds} s, gap {stage.gap_share:.4f}"
        print(f"  {stage.name:14s} {stage.seconds:7.2f} s  gap {stage.gap_share:.4%} {stage.proof}")
    assert [stage.name for stage in plan.stages] == list(
        planner.load_scenario("guarantor").objectives
    )
    assert planner.verify_plan(plan) == []


def test_where_the_seconds_go(benchmark: Any) -> None:
    def parts() -> dict[str, float]:
        seconds: dict[str, float] = {}
        seconds["data"], data = timed(planner.load_dataset)
        seconds["resolve"], (problem, _) = timed(
            lambda: prepare("guarantor", sets=RELAXED, data=data)
        )
        seconds["build"], model = timed(lambda: build(problem))
        whole, solution = timed(lambda: solve_stages(model))
        solving = sum(stage.seconds for stage in solution.stages)
        seconds["export"], seconds["solve"] = whole - solving, solving
        seconds["extract"], plan = timed(lambda: extract_plan(model, solution))
        seconds["verify"], issues = timed(lambda: planner.verify_plan(plan))
        assert issues == []
        return seconds

    seconds = benchmark.pedantic(parts, rounds=1, iterations=1, warmup_rounds=1)
    total = sum(seconds.values())
    shares = {name: f"{value / total:.0%}" for name, value in seconds.items()}
    code = "import planner, resource; planner.solve(sets=['solve.whole_units=false']);"
    code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    benchmark.extra_info.update(shares, peak_mib=int(run.stdout))
    print(f"\nshares of {total:.2f} s: {shares}; peak memory {run.stdout.strip()} MiB")
    assert set(shares) >= {"data", "build", "solve", "extract"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0


def naive(problem: Problem, constant: bool) -> pulp.LpProblem:
    """The textbook formulation: contributions by nation, location and month, tours by location.

    ``constant`` ties a nation's contribution to one value through each phase, as the model does.
    """
    m = ForceModel(problem, whole=False)
    lp = pulp.LpProblem("naive")
    given: dict[tuple[str, str, str, int], pulp.LpVariable] = {}
    for pool, row in m.pools.items():
        used: dict[int, list[pulp.LpVariable]] = {t: [] for t in range(m.horizon)}
        for place, first in row.locations.items():
            starts: list[pulp.LpVariable] = []
            for t in range(m.horizon):
                if t < first:
                    starts.append(None)
                    continue
                phase = m.phase_of_month[t]
                if problem.serves(pool[1], place, phase):
                    given[(*pool, place, t)] = lp.add_variable(f"x_{'_'.join(pool)}_{place}_{t}", 0)
                starts.append(
                    lp.add_variable(f"s_{'_'.join(pool)}_{place}_{t}", 0)
                    if problem.posture(place) == DEPLOYED
                    else None
                )
            for t in range(m.horizon):
                x = given.get((*pool, place, t))
                if problem.posture(place) != DEPLOYED:
                    used[t] += [x] if x is not None else []
                    continue
                tour = [s for s in starts[max(0, t - row.tour_months + 1) : t + 1] if s is not None]
                cycle = row.tour_months + row.dwell_months
                used[t] += [s for s in starts[max(0, t - cycle + 1) : t + 1] if s is not None]
                if x is not None:
                    pairs = [(s, -1.0) for s in tour]
                    lp.addConstraint(pulp.lpSum_vars_coefs([(x, 1.0), *pairs]) <= 0)
        for t, variables in used.items():
            if variables:
                lp.addConstraint(pulp.lpSum_vars(variables) <= row.lots[t])
    if constant:
        for (nation, unit, place, t), x in given.items():
            before = given.get((nation, unit, place, t - 1))
            if before is not None and m.phase_of_month[t] is m.phase_of_month[t - 1]:
                lp.addConstraint(pulp.lpSum_vars_coefs([(x, 1.0), (before, -1.0)]) == 0)
    add_requirements(lp, m, given)
    return lp


def add_requirements(lp: pulp.LpProblem, m: ForceModel, given: dict[Any, pulp.LpVariable]) -> None:
    """Support, headquarters and requirements of the naive model, month by month."""
    problem, types = m.problem, m.problem.unit_types
    by_month: dict[int, list[tuple[str, str, pulp.LpVariable]]] = {}
    for (_, unit, place, t), x in given.items():
        by_month.setdefault(t, []).append((unit, place, x))
    objective = []
    for t in range(m.horizon):
        here = by_month.get(t, [])
        supports = {v for unit in types.values() for v in unit.supported_by}
        for support in sorted(supports):
            for place in problem.locations:
                pairs = [
                    (x, (u == support) * 1.0 - 1 / types[u].supported_by.get(support, 1e9))
                    for u, p, x in here
                    if p == place and (u == support or support in types[u].supported_by)
                ]
                if pairs:
                    lp.addConstraint(pulp.lpSum_vars_coefs(pairs) >= 0)
        deployed = [(u, x) for u, p, x in here if problem.posture(p) == DEPLOYED]
        rule = problem.scenario.rules.headquarters_floor
        groups = [(x, 1.0) for u, x in deployed if types[u].is_battlegroup]
        divisions = [(x, 1.0) for u, x in deployed if "division_hq" in types[u].effects]
        corps = [(x, 1.0) for u, x in deployed if "corps_hq" in types[u].effects]
        if groups:
            led = [
                (x, -float(stated(rule.battlegroups_per_division, "battlegroups_per_division")))
                for x, _ in divisions
            ]
            lp.addConstraint(pulp.lpSum_vars_coefs(groups + led) <= 0)
            led = [
                (x, 1.0 - stated(rule.divisions_per_corps, "divisions_per_corps")) for x, _ in corps
            ]
            lp.addConstraint(pulp.lpSum_vars_coefs(divisions + led) <= 1)
        for want in m.wants:
            if want.phase is m.phase_of_month[t]:
                short = lp.add_variable(f"short_{want.demand.id}_{t}", 0, want.need)
                pairs = [
                    (x, float(types[u].effects[effect]))
                    for effect, days in problem.use.asks(want.demand)
                    for u, p, x in here
                    if effect in types[u].effects and problem.reaches(want.demand.location, p, days)
                ]
                lp.addConstraint(pulp.lpSum_vars_coefs([(short, 1.0), *pairs]) >= want.need)
                objective.append((short, want.demand.weight / want.need))
    lp.setObjective(pulp.lpSum_vars_coefs(objective))


NOT_NAIVE = (
    "lead_floor",
    "framework_floor",
    "company_limit",
    "personnel_limit",
    "rotation_limit",
)
"""rules that the naive model does not know"""


def test_phases_and_pooled_tours_against_the_naive_model(benchmark: Any) -> None:
    """Same objective when contributions are constant through a phase; how much longer it takes."""
    problem = problem_of(
        *RELAXED,
        "objectives=[shortfall]",
        "coalition.min_nations=0",
        *(f"rules.{rule}.enabled=false" for rule in NOT_NAIVE),
    )

    def ours() -> float:
        return solve_stages(build(problem)).stages[0].value

    def theirs(constant: bool) -> tuple[float, int]:
        lp = naive(problem, constant)
        stats = lp.solve(pulp.HiGHS(msg=False, threads=1))
        assert stats.has_solution
        return float(pulp.value(lp.objective)), lp.numVariables()

    our_seconds, value = timed(ours)
    seconds, (tied, columns) = timed(lambda: theirs(constant=True))
    benchmark.extra_info["naive / ours"] = round(seconds / our_seconds, 1)
    print(f"\nnaive monthly model: {columns:,} columns, {seconds / our_seconds:.1f} x our time")
    benchmark.pedantic(ours, rounds=1, iterations=1)
    assert tied == pytest.approx(value, abs=1e-4)


def test_import_is_quick(benchmark: Any) -> None:
    """The cost of ``import planner`` next to that of an empty interpreter."""

    def start(code: str) -> float:
        return timed(lambda: subprocess.run([sys.executable, "-c", code], check=True))[0]

    empty = min(start("pass") for _ in range(3))
    package = min(start("import planner") for _ in range(3))
    benchmark.extra_info["import planner / empty interpreter"] = round(package / empty, 2)
    print(
        f"\nimport planner: {package - empty:.3f} s more than an empty interpreter ({empty:.3f} s)"
    )
    benchmark.pedantic(start, args=("import planner",), rounds=1, iterations=1)
    loaded = subprocess.run(
        [sys.executable, "-c", "import planner, sys; print('pulp' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "False"
