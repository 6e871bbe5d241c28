"""The solvers themselves: missing, too old, silent, and wrong in older releases."""

from __future__ import annotations

import subprocess
import sys
import types
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import highspy
import pytest

from planner import SolverError, solve
from planner.model import STAGES as MODEL_STAGES
from planner.model import build
from planner.pipeline import prepare
from planner.solver.backend import ProgressMonitor
from planner.solver.highs import DOUBTED_RULES, HighsBackend
from planner.solver.installed import highs_version
from planner.solver.stage import stage_of

from ..model.wide_cases import wide_document
from ..small_scenarios import problem_of, solved, values
from ..world import WORLD
from .small import small, two_pledges


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
    code = "from planner.solver.installed import highs_version; highs_version()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def least(name: str, **options: Any) -> float:
    """What HiGHS alone makes of a model beside this file."""
    highs = highspy.Highs()
    for option, value in {"output_flag": False, **options}.items():
        highs.setOptionValue(option, value)
    assert highs.readModel(str(Path(__file__).with_name(name))) == highspy.HighsStatus.kOk
    highs.run()
    return float(highs.getInfo().objective_function_value)


@pytest.mark.slow
def test_a_wrong_proof_of_an_older_release() -> None:
    """A stage of ``tripwire`` whose optimum is 0: HiGHS 1.15.1 without presolve proved 658.29."""
    assert highs_version() >= "1.16"
    for presolve in ("on", "off"):
        found = least("wrong_proof_in_1_15.mps.gz", presolve=presolve)
        assert found == pytest.approx(0, abs=1e-6), presolve


@pytest.mark.slow
def test_a_run_ends_where_its_bound_is_enough() -> None:
    """A later run is not ended by what ended this one."""
    model = build(prepare("guarantor")[0])
    backend = HighsBackend(model, model.problem.scenario.solve, ProgressMonitor(None, None))
    terms = stage_of(model, "sustained").terms
    ended = backend.minimise(terms, 0.0, 60.0, enough=1.0)
    assert ended.status == "interrupted"
    assert ended.bound >= 1
    assert backend.minimise(terms, 0.5, 60.0).status == "optimal"


def test_an_infeasible_stage_is_believed_only_without_presolve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """HiGHS 1.16.0 with presolve calls this stage infeasible; its optimum is 19."""
    found = least("wrong_infeasible_in_1_16.mps.gz", presolve_rule_off=DOUBTED_RULES)
    assert found == pytest.approx(19)

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


class Failing:
    """A HiGHS that fails with presolve, as 1.16.0 now and then does, and not without."""

    def __init__(self, highs: Any) -> None:
        self._highs = highs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._highs, name)

    def modelStatusToString(self, status: Any) -> str:  # noqa: N802
        _, presolve = self._highs.getOptionValue("presolve")
        return "Solve error" if presolve == "on" else self._highs.modelStatusToString(status)


def test_a_run_that_fails_is_done_again_without_presolve() -> None:
    model = build(problem_of(small()))
    backend = HighsBackend(model, model.problem.scenario.solve, ProgressMonitor(None, None))
    terms = stage_of(model, "cost").terms
    sound = backend.minimise(terms, 0.0, 10.0)
    backend.highs = Failing(backend.highs)
    assert backend.minimise(terms, 0.0, 10.0).value == pytest.approx(sound.value)
    backend.highs.modelStatusToString = lambda _: "Solve error"
    with pytest.raises(SolverError, match="solve error"):
        backend.minimise(terms, 0.0, 10.0)


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_that_there_is_no_plan_proves_no_other_plan_the_best(seed: int) -> None:
    """HiGHS 1.16.0 with presolve calls the stage support infeasible, by a bound of infinity in the
    tree. That bound ended the run, and then proved any plan at hand: one of 7, the best is 0."""
    document = {**wide_document(500_234), "steady_from_month": 3}
    plan = solved(document, seed=seed)
    assert values(plan)[2:] == pytest.approx([0, 0.38])
    assert {stage.proof for stage in plan.stages} == {"optimal"}


@pytest.mark.slow
def test_it_solves_where_other_code_has_run_highs_with_more_threads() -> None:
    """HiGHS keeps the number of threads of its first run, and refuses every run with another."""
    code = """
import highspy
other = highspy.Highs()
other.setOptionValue("threads", 2)
other.addVariable(lb=0, ub=1, type=highspy.HighsVarType.kInteger)
other.run()
import planner
print(planner.solve("tripwire", sets=["solve.whole_units=false"]).status)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "met"
