"""Every clause of every rule is needed: without it, plans come out that break the rule.

A clause is a family of rows of a rule: a headquarters rule has one for divisions and one for corps.
For every clause there is a hand-solved case (hand_*.py) whose named row is of it. The model without
the clause then gives a plan that ``verify`` rejects, or lots that have no schedule. Rows that only
strengthen the model are named here; to leave them out changes no value.
"""

from __future__ import annotations

import pytest

from planner.errors import InputError, SolverError
from planner.extraction.build import extract_plan
from planner.model import build
from planner.model.core import ForceModel, Key
from planner.pipeline import prepare
from planner.problem.problem import Problem
from planner.scenario.composition import scenario_names
from planner.solver.lexicographic import Solution, solve_stages
from planner.verify.verifier import verify_plan

from ..random_scenarios import random_document
from ..small_scenarios import problem_of
from .hand_solved import Case
from .rows import Rule, build_without
from .test_rules import PAIRS, values

Clause = tuple[str, str]

NAMED = {
    "handover_limit": ("joins",),
    "personnel_limit": ("total", "lots"),
    "support_floor": ("lots", "there"),
    "lift_limit": ("arrived", "rail", "sea", "air"),
    "effect_floor": ("lots",),
    "presence_floor": ("lots", "nations", "nuclear"),
    "headquarters_floor": ("division", "corps"),
    "framework_floor": ("brigades", "apart", "core", "framed", "nation"),
    "lead_floor": ("forces", "present"),
    "budget_limit": ("repaid", "fund", "total"),
    "burden_floor": ("excess",),
}
"""rules whose keys begin with the name of a clause; other keys of theirs are told apart by length,
as are those of the rules that are not here"""
STRENGTHENING: set[Clause] = {
    ("effect_floor", "lots"),
    ("support_floor", "lots"),
    ("personnel_limit", "lots"),
}
"""rows that whole lots imply (ForceModel.require_lots): no plan is lost by them"""


def clause_of(rule: str, key: Key) -> Clause:
    """The clause that a row belongs to."""
    named = key and key[0] in NAMED.get(rule, ())
    return rule, str(key[0]) if named else f"{len(key)} names"


def without(problem: Problem, *clauses: Clause) -> ForceModel:
    return build_without(problem, lambda rule, key: clause_of(rule, key) in clauses)


CLAUSES = {clause_of(rule.__name__, case.key) for rule, case in PAIRS}


@pytest.mark.slow
def test_every_clause_has_a_case() -> None:
    """Every family of rows that occurs in a hand case or in a shipped scenario."""
    problems = [problem_of(d) for _, case in PAIRS for d in (case.hit, case.free)]
    problems += [prepare(name)[0] for name in scenario_names()]
    found = {clause_of(rule, key) for p in problems for rule, key in build(p).rows}
    assert found - STRENGTHENING == CLAUSES - STRENGTHENING
    assert found >= STRENGTHENING


@pytest.mark.parametrize(
    ("rule", "case"), PAIRS, ids=[f"{rule.__name__}: {case.name}" for rule, case in PAIRS]
)
def test_without_its_clause_a_plan_breaks_the_rule(rule: Rule, case: Case) -> None:
    """Rows that strengthen it go with it: they imply a part of it."""
    clause = clause_of(rule.__name__, case.key)
    assert clause not in STRENGTHENING
    model = without(problem_of(case.hit), clause, *STRENGTHENING)
    assert is_wrong(model, solve_stages(model))


def is_wrong(model: ForceModel, solution: Solution) -> bool:
    """Have the lots no schedule, or does the plan break a rule?"""
    try:
        return verify_plan(extract_plan(model, solution)) != []
    except SolverError:  # extract_plan raises it for lots without a schedule, and for nothing else
        return True


DOCUMENTS = [case.hit for _, case in PAIRS] + [random_document(seed) for seed in range(60)]


@pytest.mark.slow
def test_rows_that_only_strengthen_change_no_value() -> None:
    strengthened = 0
    for document in DOCUMENTS:
        try:
            problem = problem_of(document)
            model = build(problem)
            expected = values(model)
        except InputError:
            continue  # its rules contradict each other
        if any(clause_of(*name) in STRENGTHENING for name in model.rows):
            strengthened += 1
            found = values(without(problem, *STRENGTHENING))
            assert found == pytest.approx(expected, rel=2e-4, abs=2e-4)
    assert strengthened > 5
