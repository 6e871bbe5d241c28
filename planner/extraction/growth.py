"""What the coalition trains."""

from __future__ import annotations

from collections.abc import Iterator

from planner.plan.forces import ContributionRow
from planner.plan.growth import TrainingRow
from planner.problem.problem import Problem
from planner.reference.identifiers import TRAINING
from planner.scenario.fields import stated


def training(problem: Problem, contributions: tuple[ContributionRow, ...]) -> Iterator[TrainingRow]:
    """Teams at work, and host brigades trained by the start of every phase."""
    rule = problem.scenario.rules.training_balance
    brigades = 0.0
    for phase in problem.phases if rule.enabled else ():
        teams = sum(
            row.lots * problem.unit_types[row.unit_type].effects.get(TRAINING, 0)
            for row in contributions
            if row.phase == phase.id
        )
        yield TrainingRow(phase=phase.id, teams=teams, brigades=round(brigades, 9))
        effort = stated(rule.team_months_per_brigade, "training_balance.team_months_per_brigade")
        brigades += teams * phase.months / effort


TABLES = {"training": training}
"""tables of the plan that follow from the contributions alone"""
