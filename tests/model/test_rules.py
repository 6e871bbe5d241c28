"""Every rule of the model on cases solved by hand.

A case is a problem in which one rule stands in the way. Checked are the values of the stages, the
row as it goes to the solver, that the row is tight in the answer, that the answer gets better by
what was worked out when the rule is dropped, and that a variant in which the rule gives way by
enough is as good as without the rule. The cases are in hand_*.py, by subject, keyed by the rule
function itself.
"""

from __future__ import annotations

import re

import pytest

from planner.model import CONSTRAINTS, STAGES, build
from planner.model.core import ForceModel
from planner.pipeline import prepare
from planner.problem.problem import Problem
from planner.scenario.composition import scenario_names
from planner.solver.lexicographic import solve_stages
from planner.verify.verifier import verify_plan

from ..small_scenarios import problem_of, solved
from . import (
    hand_command,
    hand_commitment,
    hand_deterrence,
    hand_growth,
    hand_support,
    hand_sustainability,
)
from .hand_solved import Case, Values
from .rows import Rule, build_without, row_text

HEADINGS = ("Formula", "Symbols", "Rows", "Binds when", "Source")
CASES: dict[Rule, list[Case]] = {
    **hand_sustainability.CASES,
    **hand_support.CASES,
    **hand_deterrence.CASES,
    **hand_command.CASES,
    **hand_commitment.CASES,
    **hand_growth.CASES,
}
PAIRS = [(rule, case) for rule, cases in CASES.items() for case in cases]
each_case = pytest.mark.parametrize(
    ("rule", "case"), PAIRS, ids=[f"{rule.__name__}: {case.name}" for rule, case in PAIRS]
)
each_rule = pytest.mark.parametrize("rule", CONSTRAINTS, ids=lambda rule: rule.__name__)


def values(model: ForceModel) -> Values:
    return tuple(stage.value for stage in solve_stages(model).stages)


def without(rule: Rule, problem: Problem) -> ForceModel:
    return build_without(problem, lambda name, key: name == rule.__name__)


@each_rule
def test_every_rule_has_a_case(rule: Rule) -> None:
    assert CASES.get(rule), f"{rule.__name__}: add a case by hand to CASES in tests/model/hand_*.py"


def test_no_case_is_left_over() -> None:
    assert set(CASES) == set(CONSTRAINTS)
    assert len({rule.__name__ for rule in CONSTRAINTS}) == len(CONSTRAINTS)


@each_rule
def test_every_rule_is_documented(rule: Rule) -> None:
    text = rule.__doc__ or ""
    found = re.findall(rf"^ *({'|'.join(HEADINGS)}):", text, flags=re.MULTILINE)
    assert tuple(found) == HEADINGS, f"{rule.__name__}: headings {found}"
    parts = re.split(rf"^ *(?:{'|'.join(HEADINGS)}):", text, flags=re.MULTILINE)
    assert all(part.strip() for part in parts)
    assert rule.__name__.rpartition("_")[2] in ("limit", "floor", "balance")


@pytest.mark.parametrize("name", STAGES)
def test_every_stage_is_documented(name: str) -> None:
    make, unit = STAGES[name]
    assert "Formula:" in (make.__doc__ or "")
    assert unit
    assert make.__name__ == name


@each_case
def test_the_limit_is_hit(rule: Rule, case: Case) -> None:
    model = build(problem_of(case.hit))
    solution = solve_stages(model)
    assert tuple(stage.value for stage in solution.stages) == pytest.approx(case.value, abs=1e-6)
    assert all(stage.proof == "optimal" for stage in solution.stages)
    row = model.rows[rule.__name__, case.key]
    assert row_text(row) == case.row
    left = sum(solution[variable] * value for variable, value in row.items())
    assert left == pytest.approx(-row.constant, abs=1e-6), "the row is not tight"


@each_case
def test_without_the_rule(rule: Rule, case: Case) -> None:
    found = values(without(rule, problem_of(case.hit)))
    assert found == pytest.approx(case.without, abs=1e-6)
    assert found < case.value


@each_case
def test_the_rule_no_longer_binds(rule: Rule, case: Case) -> None:
    problem = problem_of(case.free)
    assert values(build(problem)) == pytest.approx(case.free_value, abs=1e-6)
    assert values(without(rule, problem)) == pytest.approx(case.free_value, abs=1e-6)


@each_case
def test_the_plan_is_sound(rule: Rule, case: Case) -> None:
    for document in (case.hit, case.free):
        assert verify_plan(solved(document)) == []


def test_rows_are_named_after_rules() -> None:
    """Every row of every case and shipped scenario; and every rule has rows somewhere."""
    names = {rule.__name__ for rule in CONSTRAINTS}
    problems: list[Problem] = [problem_of(case.hit) for _, case in PAIRS]
    problems += [prepare(name)[0] for name in scenario_names()]
    found: set[str] = set()
    for problem in problems:
        model = build(problem)
        assert model.lp.numConstraints() == len(model.rows)
        for (rule, key), row in model.rows.items():
            found.add(rule)
            assert row.name == "__".join((rule, *map(str, key)))
    assert found == names
