"""The model of a small scenario row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulp

from planner.model import CONSTRAINTS, VARIABLES
from planner.model.core import ForceModel, Key
from planner.problem.problem import Problem

Rule = Callable[[ForceModel], None]


def build_without(problem: Problem, dropped: Callable[[str, Key], bool]) -> ForceModel:
    """The model of a problem, less the rows (rule, key) of which ``dropped`` is true.

    A row that always holds keeps every variable in the solver.
    """
    model = ForceModel(problem, whole=problem.scenario.solve.whole_units)
    require = model.require

    def kept(rule: str, key: Key, *row: Any) -> None:
        if not dropped(rule, key):
            require(rule, key, *row)

    model.require = kept  # type: ignore[method-assign, assignment]
    for add in (*VARIABLES, *CONSTRAINTS):
        add(model)
    model.require("always", (), [(variable, 1) for variable in model.lp.variables()], ">=", 0)
    return model


def row_text(row: pulp.LpConstraint) -> str:
    """A row as text, terms in order of their names: ``+1 x -1 y__AAA__inf__0 <= 0``.

    The first ``__`` level of a variable's name says which one it is (variables.py).
    """
    terms = " ".join(f"{value:+g} {v.name}" for v, value in sorted(row.items(), key=_by_name))
    sense = {-1: "<=", 0: "==", 1: ">="}[int(row.sense)]
    return f"{terms} {sense} {-row.constant + 0.0:g}"


def _by_name(item: tuple[pulp.LpVariable, float]) -> str:
    return str(item[0].name)
