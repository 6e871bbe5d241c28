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

GridText = Annotated[str, Field(min_length=3, max_length=200)]


class StudyOptions(BaseModel):
    """What any study may be asked."""

    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)

    relaxed: bool = True
    """in fractions of lots: fast; else in whole lots"""


class ParetoOptions(StudyOptions):
    """The front between two stages."""

    x: str = Field(default="shortfall", max_length=40)
    y: str = Field(default="cost", max_length=40)
    """names of stages, as in `objectives`"""
    points: int = Field(default=8, ge=2, le=30)


class SweepOptions(StudyOptions):
    """A solve at every point of a grid, or of a sample of it."""

    grid: list[GridText] = Field(min_length=1, max_length=10)
    """KEY=VALUES texts: `coalition.us_backstop=true,false`, `horizon_months=12:36:12`"""
    sample: int | None = Field(default=None, ge=1, le=200)
    """so many points, drawn by chance"""
    seed: int = Field(default=0, ge=0)


class AlternativesOptions(StudyOptions):
    """Plans as good as the plan that differ from it."""

    slack: float = Field(default=0.05, ge=0, le=10)
    """share by which burden and cost may exceed the plan's"""


class DropoutOptions(StudyOptions):
    """What is left if nations leave."""

    nations: list[Annotated[str, Field(max_length=100)]] | None = Field(default=None, max_length=50)
    """codes, those who leave together joined by +; null: each of those who give something"""
    pairs: bool = False
    from_month: int = Field(default=0, ge=0, le=600)


class ExplainOptions(StudyOptions):
    """Why demands are short, and what would close them."""

    demands: list[Annotated[str, Field(max_length=100)]] = Field(default=[], max_length=50)
    """ids; none: all that are short"""
    seconds: float = Field(default=15.0, gt=0, le=120)
    """for the asks of one demand"""
    plus_minus: bool = True
    """also what one lot more or less of every pool changes"""


STUDIES: Mapping[str, type[StudyOptions]] = {
    "alternatives": AlternativesOptions,
    "dropout": DropoutOptions,
    "explain": ExplainOptions,
    "pareto": ParetoOptions,
    "sweep": SweepOptions,
}


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
