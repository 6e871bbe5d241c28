"""What the studies share that ask a kept model many questions: the plan at hand, and checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from planner.errors import InputError, Issue
from planner.explanation.finding import given_in
from planner.model.cases import asked
from planner.pipeline import prepare, solve
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.rounding import SMALL
from planner.scenario.composition import Source
from planner.solver.answer import Answer, Given
from planner.solver.backend import ProgressMonitor
from planner.solver.conflicts import FLOORS
from planner.solver.installed import highs_version
from planner.solver.live import WhatIf
from planner.studies.asks import stage_value
from planner.study import Method

STAGE = "shortfall"
SAME = SMALL
"""relative from 1 up: values that differ by less are one"""
EVERY = 60
"""numbers up to so many are all confirmed from nothing; of more, a sample"""
SAMPLE_SHARE = 0.02
FLOORS_NOTE = f"floors that are switched off once somebody leaves: {', '.join(FLOORS)}"


@dataclass
class Session:
    """A kept model, and the plan that questions start from."""

    live: WhatIf
    given: Given
    """lots by nation, unit type, posture and phase, that the plan promises"""
    missing: float
    """of the plan at hand, in weighted requirement-months"""
    missing_of: dict[tuple[str, str], float]
    """of a demand in a phase, in its own units"""
    cost: float
    """of the plan at hand in EUR million; 0 where no stage asks for it"""
    seed: int = 0
    anew: int = 0
    """other models that were solved"""
    rechecked: int = 0
    differed: int = 0
    watch: ProgressMonitor = field(default_factory=lambda: ProgressMonitor(None, None))

    @property
    def problem(self) -> Problem:
        """The problem of the kept model."""
        return self.live.problem

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return self.problem.scenario.name

    @cached_property
    def asked(self) -> float:
        """Weighted requirement-months of all demands."""
        return asked(self.problem)

    @property
    def members(self) -> list[str]:
        """Nations, and common fleets, that give something in the plan at hand."""
        return sorted({key[0] for key in self.given})

    def kept(self, missing: float) -> float:
        """Share of what the plan supplies that is left, where so much is missing; at most 1."""
        supplied = self.asked - self.missing
        return min(1.0, max(0.0, (self.asked - missing) / supplied)) if supplied > SAME else 1.0

    def confirm(self, questions: Sequence[tuple[Callable[[], Answer], float]]) -> None:
        """Ask again from nothing: all of a few questions, a random 2 % of many.

        ``questions``: what asks (with a new HiGHS), and the value that was found in place.
        """
        chosen: Iterable[int] = range(len(questions))
        if len(questions) > EVERY:
            count = max(10, round(SAMPLE_SHARE * len(questions)))
            rng = np.random.default_rng(self.seed)
            chosen = sorted(rng.choice(len(questions), count, replace=False))
        for i in chosen:
            ask, told = questions[i]
            self.rechecked += 1
            self.differed += not same(ask().value, told)

    @property
    def warnings(self) -> tuple[str, ...]:
        """That a value in place was not confirmed."""
        if not self.differed:
            return ()
        return (f"{self.differed} of {self.rechecked} rechecked values differ from nothing",)

    def method(self, *notes: str) -> Method:
        """How the answer was found."""
        return Method(
            relaxed=self.live.relaxed,
            solver=f"HiGHS {highs_version()}",
            seed=self.seed,
            gap_share=0.0 if self.live.relaxed else self.problem.scenario.solve.mip_gap_share,
            solves=self.live.solves + self.anew,
            rechecked=self.rechecked,
            seconds=round(self.watch.elapsed(), 3),
            notes=notes,
        )


def same(one: float, other: float) -> bool:
    """Are two values of a stage one value?"""
    return one == other or abs(one - other) <= SAME * max(1.0, abs(other))


def start_session(
    source: Source | Plan,
    *,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
    whole: bool = False,
    seconds: float = 20.0,
    seed: int = 0,
) -> Session:
    """Open a scenario, or that of a plan, whose contributions are then the ones at hand.

    A scenario's own plan is in fractions of lots, or, where ``whole``, solved in whole lots first.
    Raises InputError where its objectives do not ask for what is missing.
    """
    watch = ProgressMonitor(None, None)
    if isinstance(source, Plan):
        if tuple(sets):
            problem_text = "a plan's scenario is fixed"
            raise InputError([Issue("--set", problem_text, "give the scenario instead")])
        plan: Plan | None = source
        problem, _ = prepare(source.scenario, directory=directory, data=data)
    else:
        problem, _ = prepare(source, sets=sets, directory=directory, data=data)
        plan = solve(source, sets=sets, directory=directory, data=data) if whole else None
    if STAGE not in problem.scenario.objectives:
        wrong = f"no stage {STAGE!r}: what is missing is not asked for"
        raise InputError([Issue("objectives", wrong, f"add {STAGE} to them")])
    live = WhatIf(problem, relaxed=not whole, seconds=seconds)
    if plan is None:
        base = live.least(problem.scenario.objectives[-1])
        given, missing, missing_of = base.given, base.stages[STAGE], base.missing
        cost = base.stages.get("cost", 0.0)
    else:
        given, missing = given_in(plan), plan.stage(STAGE).value
        cost = stage_value(plan, "cost") or 0.0
        missing_of = plan.missing
    return Session(live, given, missing, missing_of, cost, seed=seed, watch=watch)
