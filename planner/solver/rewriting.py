"""Rows and bounds of a model written again for an edited problem, by the rules themselves.

What one edit touches is few rows, and the rules say what stands in them: no formula is kept twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pulp

from planner.errors import InputError, Issue
from planner.model import CONSTRAINTS, coalition, forces, money, variables
from planner.model.core import ForceModel, Key, Sense, Term
from planner.model.groups import Pool
from planner.model.names import solver_name
from planner.problem.problem import Problem
from planner.scenario.demands import DEMAND_LISTS

Written = tuple[dict[int, float], Sense, float]
"""a row: coefficients by column, sense, right-hand side"""
POOL_RULES: tuple[Callable[[ForceModel], None], ...] = (
    variables.contributions,
    forces.pool_limit,
    forces.rotation_limit,
    coalition.nato_reserve_limit,
    coalition.us_enabler_limit,
)
"""every rule in whose rows the lots of a pool stand"""
DEMAND_RULES = {
    rule.__name__: rule
    for rule in CONSTRAINTS
    if rule.__name__ in {demand.rule for demand in DEMAND_LISTS}
}
MONEY_RULES: tuple[Callable[[ForceModel], None], ...] = (
    money.budget_limit,
    money.burden_floor,
)


class Rewriting(ForceModel):
    """A model for an edited problem: its variables are those of the model, its rows are noted.

    Months in which tours may start stay as they are: more of them than needed lose no plan.
    """

    by_name: Mapping[str, pulp.LpVariable]
    columns: Mapping[int, int]
    """variable id -> column of the solver"""
    upper: dict[int, float]
    """upper bounds by variable id"""
    written: dict[tuple[str, Key], Written]

    def variable(
        self, name: str, key: Key, upper: float | None = None, whole: bool = False
    ) -> pulp.LpVariable:
        """The variable of that name, its bound noted. Raises InputError where there is none."""
        variable = self.by_name.get(solver_name(name, key))
        if variable is None:
            where = " ".join((name, *map(str, key)))
            problem = "has no place in the model that is open"
            hint = "open the scenario with room for it, or solve the changed scenario"
            raise InputError([Issue(where, problem, hint)])
        self.upper[variable.id] = float("inf") if upper is None else upper
        return variable

    def require(self, rule: str, key: Key, terms: Iterable[Term], sense: Sense, rhs: float) -> None:
        """Note the row."""
        values: dict[int, float] = {}
        for variable, value in terms:
            column = self.columns.get(variable.id)
            if column is not None and value:
                values[column] = values.get(column, 0.0) + value
        self.written[rule, key] = values, sense, rhs


def rewriting(
    model: ForceModel,
    problem: Problem,
    by_name: Mapping[str, pulp.LpVariable],
    columns: Mapping[int, int],
) -> Rewriting:
    """The model for another problem, nothing written yet.

    ``by_name``: its variables; ``columns``: variable id -> column of the solver.
    """
    draft = object.__new__(Rewriting)
    draft.__dict__.update(model.__dict__)
    draft.problem, draft.by_name, draft.columns = problem, by_name, columns
    draft.wants = problem.wants
    draft.grain, draft.worst = dict(model.grain), dict(model.worst)
    draft.below_objective = dict(model.below_objective)
    draft.upper, draft.written = {}, {}
    return draft


def write_pools(draft: Rewriting, pools: Iterable[Pool]) -> None:
    """What the lots of these pools stand in."""
    asked = set(pools)
    rows = {(row.nation, row.unit_type): row for row in draft.problem.pools}
    draft.pools = {pool: rows[pool] for pool in asked}
    groups = {
        name: replace(group, pools=tuple(pool for pool in group.pools if pool in asked))
        for name, group in draft.groups.items()
    }
    draft.groups = {name: group for name, group in groups.items() if group.pools}
    for write in POOL_RULES:
        write(draft)


def write_demand(draft: Rewriting, demand: str) -> None:
    """What the level of a demand stands in."""
    wants = tuple(want for want in draft.problem.wants if want.demand.id == demand)
    for key in [key for key in draft.below_objective if key[0] == demand]:
        draft.upper[draft.below_objective.pop(key).id] = 0.0
    draft.worst.pop(demand, None)
    draft.wants = wants
    variables.shortfalls(draft)
    variables.worst(draft)
    # packages of one location share what is there: their rows are written together
    rule, location = wants[0].rule, wants[0].demand.location
    draft.wants = tuple(
        want
        for want in draft.problem.wants
        if want.rule == rule and want.demand.location == location
    )
    DEMAND_RULES[rule](draft)
    draft.wants = draft.problem.wants


def write_money(draft: Rewriting) -> None:
    """What prices, payers and fair shares stand in, besides the objective."""
    for write in MONEY_RULES:
        write(draft)


def edited(
    problem: Problem, *, fair_share: Mapping[str, float] | None = None, **changes: Any
) -> Problem:
    """A problem with other pools, levels, prices or payers, and perhaps other fair shares.

    From which month each demand counts stays.
    """
    new = replace(problem, **changes)
    for name in ("nation", "fair_share", "locations", "use", "counted_from", "company_groups"):
        new.__dict__[name] = getattr(problem, name)
    if fair_share is not None:
        new.__dict__["fair_share"] = dict(fair_share)
    return new
