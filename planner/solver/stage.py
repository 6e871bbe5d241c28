"""A stage: one objective, how near to the best possible it is solved, and what later ones keep."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.model import STAGES
from planner.model.core import ForceModel, Term
from planner.model.stages import Grain, grain_of
from planner.plan.stages import Proof, StageRow
from planner.rounding import ABSOLUTE_GAP, CAP_TOLERANCE, FIRST_GAP, ROUNDING
from planner.scenario.stages import STAGES as KINDS
from planner.solver.backend import StageResult

BURDENS = {name for name, kind in KINDS.items() if kind.counts == "burden"}
MONEY = {name for name, kind in KINDS.items() if kind.counts == "money"}
MISSING = ("shortfall", "deterrence")
"""stages that count what is missing of the demands"""


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective, and how near to the best possible it is solved."""

    name: str
    unit: str
    terms: list[Term]
    gap_share: float
    grain: Grain | None
    """of its values in plans of whole lots; None: it takes any value"""
    whole: bool

    @property
    def step(self) -> float | None:
        """Its value in a plan of whole lots is a multiple of this, if there is one."""
        return self.grain.step if self.grain else None

    @property
    def absolute_gap(self) -> float:
        """Values that differ by less are one value."""
        if self.grain is None:
            return ABSOLUTE_GAP
        return 0.9 * self.grain.step if self.grain.step else 0.5 * self.grain.least

    @property
    def room(self) -> float:
        """How far later stages may exceed a value: less than a lot."""
        return 0.5 * (self.grain.step or self.grain.least) if self.grain else math.inf

    def snapped(self, value: float, up: bool = False) -> float:
        """The multiple of the step that a value stands for; a bound goes up to the next one."""
        if not self.step or not math.isfinite(value):
            return value
        steps = value / self.step
        return (math.ceil(steps - 0.01) if up else round(steps)) * self.step

    def enough(self, value: float) -> float:
        """The least bound that proves a plan of this value within the gap; none without a plan."""
        if value == math.inf:
            return math.inf
        return value - max(self.absolute_gap, self.gap_share * abs(value))

    def closed(self, value: float, bound: float) -> bool:
        """Is a plan of this value proved within the gap?"""
        return bound >= self.enough(value)


def stage_of(model: ForceModel, name: str) -> Stage:
    """The stage of that name, one of STAGES, in a model."""
    options = model.problem.scenario.solve
    make, unit = STAGES[name]
    terms = [(variable, value) for variable, value in make(model) if value]
    gap = options.burden_gap_share if name in BURDENS else options.mip_gap_share
    grain = grain_of(model, terms) if model.whole else None
    if name in ("sustained", "shortfall") and name == model.problem.scenario.objectives[0]:
        gap = 0.0 if grain else FIRST_GAP
    return Stage(name, unit, terms, gap, grain, model.whole)


def cap_of(stage: Stage, value: float, bound: float) -> float:
    """The most that later stages may make of a stage's value; 0 stays 0.

    Half of a step more is not a lot more. Burdens are kept within their told share of the bound.
    What takes any value, like a sum in fractions of lots, is kept within the solver's tolerance.
    """
    if stage.name in BURDENS:
        value = max(value, bound * (1 + stage.gap_share))
    if value <= 0:
        return 0.0
    if stage.step:
        return value + stage.room
    tolerance = CAP_TOLERANCE["whole" if stage.whole else "in fractions"]
    return value + min(stage.room, tolerance * max(1.0, value))


def stage_row(
    stage: Stage, outcome: StageResult, seconds: float, held: bool, relaxed: bool
) -> StageRow:
    value = 0.0 if abs(outcome.value) < ROUNDING else outcome.value
    bound = min(max(outcome.bound, 0.0), value) if math.isfinite(outcome.bound) else 0.0
    if bound >= value - ABSOLUTE_GAP:  # one value: a solver lets its bound be so far off
        bound = value
    gap = (value - bound) / abs(value) if bound < value else 0.0
    closed = gap <= stage.gap_share
    proof: Proof = "optimal" if gap == 0 else "within_gap" if closed else "time_limit"
    if relaxed and outcome.status == "optimal":
        bound, gap, proof = value, 0.0, "optimal"
    return StageRow(
        name=stage.name,
        value=value,
        bound=bound,
        gap_share=gap,
        proof=proof,
        held=held,
        seconds=round(seconds, 3),
        unit=stage.unit,
    )
