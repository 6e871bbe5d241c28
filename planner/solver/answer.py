"""The answer to one question to a kept model."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planner.errors import SolverError
from planner.model.core import ForceModel
from planner.rounding import FEASIBLE
from planner.solver.backend import Vector
from planner.solver.kept import KeptModel

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


class AnswerReader:
    """Reads answers out of the columns of a kept model."""

    def __init__(self, kept: KeptModel, model: ForceModel) -> None:
        self.given = kept.placed(model.contribution)
        """contributions, and their columns"""
        self._missing = kept.placed(model.shortfall)

    def read(
        self, values: dict[str, float], bound: float, proof: str, vector: Vector | None
    ) -> Answer:
        """The answer of a plan; that none was found in time, without one."""
        if vector is None:
            return no_answer(values, "time_limit")

        def named(keys: list[Any], columns: Any) -> dict[Any, float]:
            found = vector[columns]
            return {keys[i]: float(found[i]) for i in np.nonzero(found > FEASIBLE)[0]}

        return Answer(
            value=list(values.values())[-1],
            bound=bound,
            proof=proof,
            stages=values,
            missing=named(*self._missing),
            given=named(*self.given),
            vector=vector,
        )


NO_PLAN = Answer(math.inf, math.inf, "infeasible")


def no_answer(values: dict[str, float], status: str) -> Answer:
    """No plan was found in time."""
    if status not in ("time_limit", "node_limit", "time limit reached"):
        raise SolverError(f"HiGHS stopped with status {status!r}")
    return Answer(math.inf, 0.0, "time_limit", values)
