"""What every part of a scenario is made of: bounded names, numbers and lists, a frozen base class.

Numbers are strict: neither a boolean nor a text is a number; 4.0 is a whole number. Their bounds
keep what a solver, which works to about one in a million, can tell apart: a quantity is 0 or at
least a thousandth, and has at most three decimals where it is multiplied into a goal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from planner.errors import InputError, Issue
from planner.rounding import ROUNDING

SMALLEST = 0.001
"""the smallest quantity that is not 0"""
MAX_MONTHS = 120
"""of a horizon"""
MAX_LOTS = 10_000
"""of a pool, a pledge or a limit: beyond it, one lot is lost in the solver's tolerance"""
MAX_AMOUNT = 1_000_000.0
MAX_LEVEL = 100_000.0
NATION_PATTERN = r"^[A-Z]{3}$"
YEAR_MONTH_PATTERN = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise PydanticCustomError("number", "is no number")
    return int(value) if isinstance(value, Integral) else float(value)  # numpy's numbers too


def _whole(value: object) -> int:
    number = _number(value)
    if isinstance(number, float) and not number.is_integer():  # neither is NaN nor infinity
        raise PydanticCustomError("whole_number", "is no whole number")
    return int(number)


def _flag(value: object) -> object:
    if not isinstance(value, bool):
        raise PydanticCustomError("flag", "is neither true nor false")
    return value


def _not_tiny(value: float) -> float:
    if 0 < value < SMALLEST:
        raise PydanticCustomError(
            "tiny", "is less than {smallest} and more than 0", {"smallest": SMALLEST}
        )
    return value


def _three_decimals(value: float) -> float:
    rounded = round(value, 3)
    if abs(rounded - value) > ROUNDING * max(1.0, abs(value)):
        raise PydanticCustomError("decimals", "has more than three decimals")
    return rounded


NUMBER = BeforeValidator(_number)
WHOLE = BeforeValidator(_whole)
THREE_DECIMALS = AfterValidator(_three_decimals)
_NOT_TINY = AfterValidator(_not_tiny)


@dataclass(frozen=True, slots=True)
class Items:
    """Bounds on the number of items of a list or table, checked before any item is."""

    most: int
    least: int = 0

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """The schema of the list with its bounds; too many items are one error."""
        schema: Any = handler(source)
        schema["max_length"] = self.most
        if self.least:
            schema["min_length"] = self.least
        return core_schema.no_info_before_validator_function(self._check, schema)

    def _check(self, value: object) -> object:
        if isinstance(value, list | tuple | Mapping) and len(value) > self.most:
            raise PydanticCustomError(
                "too_many",
                "{given} items, more than {most}",
                {"given": len(value), "most": self.most},
            )
        return value


@dataclass(frozen=True, slots=True)
class FromFactors:
    """Where a field of a rule takes its number from when the scenario gives none.

    value = product of the factors ``times``, divided by those of ``over``; where ``whole``, the
    nearest whole number, halves upwards.
    """

    times: tuple[str, ...]
    over: tuple[str, ...] = ()
    whole: bool = False


Flag = Annotated[bool, BeforeValidator(_flag)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
NationCode = Annotated[str, Field(pattern=NATION_PATTERN)]
YearMonth = Annotated[str, Field(pattern=YEAR_MONTH_PATTERN)]
Nations = Annotated[tuple[NationCode, ...], Items(100)]
Month = Annotated[int, Field(ge=0, le=MAX_MONTHS), WHOLE]
Days = Annotated[int, Field(ge=0, le=3650), WHOLE]
Lots = Annotated[int, Field(ge=0, le=MAX_LOTS), WHOLE]
People = Annotated[int, Field(ge=0, le=1_000_000), WHOLE]
Amount = Annotated[float, Field(ge=0, le=MAX_AMOUNT), NUMBER, _NOT_TINY]
Level = Annotated[float, Field(ge=0, le=MAX_LEVEL), NUMBER, _NOT_TINY, THREE_DECIMALS]
"""how much of an effect is wanted, in its units (battlegroups, aircraft, batteries, packages)"""
Share = Annotated[float, Field(ge=0, le=1), NUMBER, _NOT_TINY]
GapShare = Annotated[float, Field(ge=0, le=1), NUMBER]
"""how far from the best possible a stage may stop"""
Override = Annotated[float, Field(ge=0, le=1e9), NUMBER]
"""another value for a factor, in its own unit"""
Fact = Annotated[Override, _NOT_TINY]
"""another value for a fact, in its own unit"""


class Part(BaseModel):
    """Base of every part of a scenario: frozen, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
    )


class Switch(Part):
    """A rule that can be switched off."""

    enabled: Flag = True


class Period(Part):
    """Something that holds for some months."""

    from_month: Month = 0
    to_month: Month | None = None
    """first month in which it no longer holds; default: the horizon"""

    def end(self, horizon: int) -> int:
        """First month in which it no longer holds, within a horizon of so many months."""
        return horizon if self.to_month is None else self.to_month


def stated[Value](value: Value | None, name: str) -> Value:
    """A number that a settled scenario gives. Raises InputError that names the rule's field."""
    if value is None:
        problem = "is not given, and the scenario of a plan gives every number"
        raise InputError([Issue(f"scenario.rules.{name}", problem, "solve the scenario again")])
    return value
