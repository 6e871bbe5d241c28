"""The stages that a scenario may ask for: one row a stage, with what its value counts.

The function of the model that makes a stage (planner/model/stages.py), and the number that the
verifier reads from a plan for it (planner/verify/stages.py), have its name.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

ObjectiveName = Literal[
    "sustained",
    "shortfall",
    "support",
    "deterrence",
    "us_dependence",
    "nato_draw",
    "burden",
    "burden_excess",
    "cost",
]


class StageKind(NamedTuple):
    """What a stage minimises."""

    unit: str
    counts: Literal["lots", "burden", "money"]
    """lots: in whole lots its values have steps, of which later stages give up none; burden: later
    stages keep it within solve.burden_gap_share; money: any value"""
    says: str
    """what is minimised, in a sentence"""


STAGES: dict[ObjectiveName, StageKind] = {
    "sustained": StageKind(
        "weighted requirement-months",
        "lots",
        "What is missing of each demand in its worst phase, once all that can serve may be there.",
    ),
    "shortfall": StageKind(
        "weighted requirement-months",
        "lots",
        "What is missing of all demands in all phases.",
    ),
    "support": StageKind(
        "lot-months",
        "lots",
        "Battlegroups, and what else takes support, that go without it.",
    ),
    "deterrence": StageKind(
        "weighted requirement-months",
        "lots",
        "Value lost between threshold and objective of each demand; the first units count most.",
    ),
    "us_dependence": StageKind("lot-months", "lots", "What the United States give."),
    "nato_draw": StageKind(
        "lot-months", "lots", "What is taken from the forces earmarked for NATO's plans."
    ),
    "burden": StageKind(
        "EUR m per unit of size", "burden", "The largest cost of a nation, relative to its size."
    ),
    "burden_excess": StageKind(
        "EUR m", "burden", "What nations carry above their fair share of the cost."
    ),
    "cost": StageKind("EUR m", "money", "The cost of the operation over the horizon."),
}
