"""What every part of a scenario is made of: names, amounts, and a frozen base class."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from planner.errors import InputError, Issue

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
NationCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Month = Annotated[int, Field(ge=0, le=120)]
Days = Annotated[int, Field(ge=0, le=3650)]
Lots = Annotated[int, Field(ge=0, le=10_000)]
People = Annotated[int, Field(ge=0, le=1_000_000)]
Amount = Annotated[float, Field(ge=0, le=1_000_000)]
Positive = Annotated[float, Field(gt=0, le=1_000_000)]
Share = Annotated[float, Field(ge=0, le=1)]
YearMonth = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Part(BaseModel):
    """Base of every part of a scenario: frozen, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
    )


class Term(Part):
    """Something that holds for some months."""

    from_month: Month = 0
    to_month: Month | None = None
    """first month in which it no longer holds; default: the horizon"""


class Demand(Term):
    """Something wanted at a location: met, or its unmet part is counted and reported."""

    id: Identifier
    location: Identifier
    """a sector, or a theatre_wide location: then everything in the theatre counts"""
    weight: float = Field(default=1, gt=0, le=1000)
    """importance of a shortfall, relative to the other demands"""
    note: str = Field(default="", max_length=2000)
    """why this number: reasoning and source, carried into the plan"""


def stated[Value](value: Value | None, name: str) -> Value:
    """A number that a settled scenario gives. Raises InputError that names the rule's field."""
    if value is None:
        problem = "is not given, and the scenario of a plan gives every number"
        raise InputError([Issue(f"scenario.rules.{name}", problem, "solve the scenario again")])
    return value
