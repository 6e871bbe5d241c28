"""The studies that can be queued: what each may be asked, in one table.

A study is a public function of the planner of the same name that takes a scenario and returns a
Study; a class here holds those of its arguments that a client may give.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.errors import INVALID_BODY, NO_SUCH_STUDY, ProblemError, issue
from planner import suggestion

Name = Annotated[str, Field(max_length=100)]
PlanId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
Probability = Annotated[float, Field(ge=0, le=1)]
GridText = Annotated[str, Field(min_length=3, max_length=200)]


class StudyOptions(BaseModel):
    """What any study may be asked."""

    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)


class LotsOptions(StudyOptions):
    """What a study may be asked that solves in fractions of lots or in whole ones."""

    relaxed: bool = True
    """in fractions of lots: fast; else in whole lots"""


class ParetoOptions(LotsOptions):
    """The front between two stages."""

    x: str = Field(default="shortfall", max_length=40)
    y: str = Field(default="cost", max_length=40)
    """names of stages, as in `objectives`"""
    points: int = Field(default=8, ge=2, le=30)


class CompareScenariosOptions(LotsOptions):
    """What scenarios keep up, side by side."""

    scenarios: list[Name] = Field(default=[], max_length=30)
    """names of shipped ones, to stand beside the scenario that is given"""


class RuleCostsOptions(LotsOptions):
    """The answer with each rule switched off in turn."""

    rules: list[Name] = Field(default=[], max_length=50)
    """names; none: all that are on"""


class SweepOptions(LotsOptions):
    """A solve at every point of a grid, or of a sample of it."""

    grid: list[GridText] = Field(min_length=1, max_length=10)
    """KEY=VALUES texts: `coalition.us_backstop=true,false`, `horizon_months=12..36..12`"""
    sample: int | None = Field(default=None, ge=1, le=200)
    """so many points, drawn by chance"""
    seed: int = Field(default=0, ge=0)


class AlternativesOptions(LotsOptions):
    """Plans as good as the plan that differ from it."""

    slack: float = Field(default=0.05, ge=0, le=10)
    """share by which burden and cost may exceed the plan's"""


class DropoutOptions(LotsOptions):
    """What is left if nations leave."""

    nations: list[Name] | None = Field(default=None, max_length=50)
    """codes, those who leave together joined by +; null: each of those who give something"""
    pairs: bool = False
    from_month: int = Field(default=0, ge=0, le=600)


class ExplainOptions(LotsOptions):
    """Why demands are short, and what would close them."""

    demands: list[Name] = Field(default=[], max_length=50)
    """ids; none: all that are short"""
    seconds: float = Field(default=15.0, gt=0, le=120)
    """for the asks of one demand"""
    plus_minus: bool = True
    """also what one lot more or less of every pool changes"""


class CompareOptions(StudyOptions):
    """What changes from one plan to another; those that have no plan are solved first."""

    other: PlanId
    """the id of the plan to compare with"""
    seconds: float = Field(default=20.0, gt=0, le=120)
    """for bringing the other near the first"""


class FairnessOptions(LotsOptions):
    """The price of every rule of sharing."""

    ratio: float = Field(default=1.5, ge=1, le=100)
    """times its fair share, which nobody may exceed, in the rule that bounds shares"""
    keys: list[Name] | None = Field(default=None, min_length=1, max_length=10)
    """of burden sharing; null: all"""


class ReplayOptions(StudyOptions):
    """How probable the plan's cover is, when approvals are late and units not ready."""

    draws: int = Field(default=1000, ge=1, le=10_000)
    late_share: Probability = 0.2
    late_months: int = Field(default=6, ge=1, le=120)
    unready_share: Probability = 0.1
    seed: int = Field(default=0, ge=0)


class RobustOptions(LotsOptions):
    """A plan that keeps a share of what it provides if any one nation leaves."""

    share: Probability = 0.75


class StressOptions(StudyOptions):
    """What is left of the plan in worlds in which figures and promises fail."""

    draws: int = Field(default=1000, ge=1, le=10_000)
    seed: int = Field(default=0, ge=0)
    withdraw: Probability = 0.05
    slip: Probability = 0.1
    slip_months: int = Field(default=3, ge=0, le=120)


class ValueOptions(StudyOptions):
    """What each nation is worth to the coalition."""

    orders: int = Field(default=100, ge=4, le=10_000)
    """of joining, where they are sampled"""
    exactly: bool | None = None
    """every coalition; null: up to ten nations"""
    seed: int = Field(default=0, ge=0)


class WeakFiguresOptions(StudyOptions):
    """Every doubtful figure at its low and its high."""

    confidence: list[Name] | None = Field(default=None, max_length=3)
    """of reported, estimated, assumption; null: all"""
    nations: list[Name] | None = Field(default=None, max_length=50)
    """facts of these only; null: all, and factors"""
    seed: int = Field(default=0, ge=0)


STUDIES: Mapping[str, type[StudyOptions]] = {
    "alternatives": AlternativesOptions,
    "compare": CompareOptions,
    "compare_scenarios": CompareScenariosOptions,
    "dropout": DropoutOptions,
    "explain": ExplainOptions,
    "fairness": FairnessOptions,
    "pareto": ParetoOptions,
    "replay": ReplayOptions,
    "robust": RobustOptions,
    "rule_costs": RuleCostsOptions,
    "stress": StressOptions,
    "sweep": SweepOptions,
    "value": ValueOptions,
    "weak_figures": WeakFiguresOptions,
}


OF_PLANS = ("compare", "dropout", "explain", "replay", "stress", "value")
"""studies of a plan as it is, where one is named that has been made; the others solve anew"""


def study_options(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The options of a study with their defaults. Raises a problem 404 or 422."""
    if kind not in STUDIES:
        found = issue(f"study {kind}", "there is none of that name", suggestion(kind, STUDIES))
        raise ProblemError(NO_SUCH_STUDY, f"Studies: {', '.join(STUDIES)}.", [found])
    try:
        return STUDIES[kind].model_validate(given).model_dump()
    except ValidationError as error:
        fields = "options: " + ", ".join(STUDIES[kind].model_fields)
        issues = [
            issue(".".join(map(str, ("options", *detail["loc"]))), detail["msg"], fields)
            for detail in error.errors(include_url=False)[:100]
        ]
    raise ProblemError(INVALID_BODY, "Nothing was queued.", issues)
