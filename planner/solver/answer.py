"""The answer to one question to a kept model."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.errors import SolverError
from planner.solver.backends import Vector

GivenKey = tuple[str, str, str, str]
Given = Mapping[GivenKey, float]
"""lots by nation, unit type, posture and phase"""


@dataclass(frozen=True, slots=True)
class Answer:
    """The least value of a stage under the edits that hold, after the stages before it."""

    value: float
    """infinity where no plan exists"""
    bound: float
    proof: str
    """optimal, time_limit, or infeasible"""
    stages: dict[str, float] = field(default_factory=dict)
    """values of this stage and those before it"""
    missing: dict[tuple[str, str], float] = field(default_factory=dict)
    """demand, phase -> what is missing of it, where anything is; in one of the best plans"""
    given: dict[GivenKey, float] = field(default_factory=dict)
    """lots by nation, unit type, posture and phase, in that plan"""
    vector: Vector | None = field(default=None, repr=False, compare=False)


NO_PLAN = Answer(math.inf, math.inf, "infeasible")


def no_answer(values: dict[str, float], status: str) -> Answer:
    """No plan was found in time."""
    if status not in ("time_limit", "node_limit", "time limit reached"):
        raise SolverError(f"HiGHS stopped with status {status!r}")
    return Answer(math.inf, 0.0, "time_limit", values)
