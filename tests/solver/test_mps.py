"""The model as a file: HiGHS, CBC and SCIP read it alike, and every name in it is one thing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import highspy
import pulp
import pyscipopt
import pytest

from planner import InputError, solve
from planner.model import build
from planner.model.names import LONGEST_NAME, solver_name
from planner.pipeline import prepare
from planner.reference.dataset import Dataset
from planner.solver.mps import write_mps

from ..random_scenarios import HARD_SEEDS, hard_document, random_document
from ..small_scenarios import need, problem_of, scenario
from ..world import WORLD, Document
from .small import small


def by_highs(path: Path) -> float:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


def by_scip(path: Path) -> float:
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(path))
    model.optimize()
    assert (model.getStatus(), model.getObjectiveSense()) == ("optimal", "minimize")
    return float(model.getObjVal())


def by_cbc(path: Path) -> float:
    command = [pulp.COIN_CMD(msg=False).path, path.name, "-solve", "-solution", "found", "-quit"]
    subprocess.run(command, cwd=path.parent, stdout=subprocess.DEVNULL, check=True)
    first = (path.parent / "found").read_text().splitlines()[0]
    assert first.startswith("Optimal")
    return float(first.split()[-1])


READERS = (by_highs, by_scip, by_cbc)


@pytest.mark.parametrize("seed", [1, 4, 7, HARD_SEEDS[0], HARD_SEEDS[-1]])
@pytest.mark.parametrize("whole", ["true", "false"])
def test_three_solvers_read_the_same_optimum(seed: int, whole: str, tmp_path: Path) -> None:
    document = hard_document(seed) if seed in HARD_SEEDS else random_document(seed)
    path = tmp_path / "model.mps"
    plan = solve(document, sets=[f"solve.whole_units={whole}"], data=WORLD, mps=path)
    for read in READERS:
        assert read(path) == pytest.approx(plan.stages[0].value, rel=1e-6, abs=1e-6), read.__name__


@pytest.mark.parametrize("stage", ["shortfall", "cost"])
def test_a_shipped_scenario_reads_the_same(stage: str, shipped: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "model.mps"
    sets = [f"objectives=[{stage}]", "solve.whole_units=false"]
    plan = solve("franco_british", sets=sets, data=shipped, mps=path)
    for read in READERS:
        assert read(path) == pytest.approx(plan.stages[0].value, rel=1e-5), read.__name__


def test_packed_file(tmp_path: Path) -> None:
    document = random_document(1)
    solve(document, data=WORLD, mps=tmp_path / "model.mps")
    solve(document, data=WORLD, mps=tmp_path / "model.mps.gz")
    assert by_highs(tmp_path / "model.mps.gz") == by_highs(tmp_path / "model.mps")
    assert (tmp_path / "model.mps.gz").read_bytes()[:2] == b"\x1f\x8b"


def names_in(document: Document) -> list[str]:
    """Names of all variables and rows."""
    lp = build(prepare(document, data=WORLD)[0]).lp
    return [v.name for v in lp.variables()] + [row.name for row in lp.constraints()]


def test_names_are_unambiguous() -> None:
    """Ids may hold two underscores, which part the ids in a name."""
    document = scenario(
        pools={("AAA", "tank"): 3},
        needs=[need("ground", 1, id="a__b"), need("ground", 2, id="a")],
        starts=(0, 2),
    )
    document["phases"] = [{"id": "p", "start": 0}, {"id": "b__p", "start": 2}]
    names = names_in(document)
    assert len(set(names)) == len(names)
    for both in ("shortfall__a__b__p", "effect_floor__a__b__p"):
        assert len([name for name in names if name.startswith(both)]) == 2


def test_long_names_are_cut_and_stay_apart(tmp_path: Path) -> None:
    """CBC reads no more than 160 characters of a name."""
    ids = [f"{'x' * 63}{i}" for i in range(3)]
    document = scenario(
        pools={("AAA", "tank"): 3},
        needs=[need("ground", i + 1, id=identifier) for i, identifier in enumerate(ids)],
    )
    document["phases"] = [{"id": "y" * 64, "start": 0}]
    names = names_in(document)
    assert len(set(names)) == len(names)
    assert max(map(len, names)) == LONGEST_NAME == len(solver_name("rule", ("x" * 64, "y" * 64)))
    assert not [name for name in names if re.search(r"\s", name)]
    path = tmp_path / "model.mps"
    plan = solve(document, data=WORLD, mps=path)
    assert {read(path) for read in READERS} == {plan.stages[0].value}


def test_a_bad_place_leaves_nothing(tmp_path: Path) -> None:
    model = build(prepare(random_document(1), data=WORLD)[0])
    (tmp_path / "folder").mkdir()
    for place in ("folder", "missing/model.mps"):
        with pytest.raises(InputError, match=r"cannot be written|does not exist"):
            write_mps(model, tmp_path / place)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]


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
