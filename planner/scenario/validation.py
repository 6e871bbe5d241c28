"""The errors of pydantic in the planner's words: where, what is wrong, what to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from planner.errors import MAX_ISSUES, InputError, Issue
from planner.hints import month_hint, nation_hint, suggestion
from planner.scenario.fields import NATION_PATTERN, YEAR_MONTH_PATTERN
from planner.scenario.limits import shortened
from planner.scenario.scalars import WrongScalar, plain_scalar
from planner.scenario.scenario import Scenario
from planner.scenario.text_reader import Document

SEE = "see planner schema scenario"
_MESSAGES = {
    "model_type": "input should be a table of fields",
    "tuple_type": "input should be a list",
    "dict_type": "input should be a table of names and values",
    "string_type": "is no text",
    "string_unicode": "half a character is no text",
}


def scenario_error(error: ValidationError, document: Document) -> InputError:
    """All errors of a scenario; the first MAX_ISSUES are written out."""
    found = error.errors(include_url=False)
    told = [detail for detail in found if not _is_echo(detail, found)]
    issues = (_issue(document, detail) for detail in told[:MAX_ISSUES])
    return InputError(issues, max(0, len(told) - MAX_ISSUES))


def _is_echo(detail: Any, found: Sequence[Any]) -> bool:
    """A list is called too short because its items are wrong: they have been reported."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc) for other in found
    )


def _issue(document: Document, detail: Mapping[str, Any]) -> Issue:
    path = tuple(detail["loc"])
    kind = detail["type"]
    if kind == "invalid_key" and detail["input"] is True:  # ``on`` as YAML 1.1 reads it
        path, kind = (*path[:-1], "on"), "extra_forbidden"
    where = document.where(path)
    if kind == "extra_forbidden":
        return _unknown_field(where, path)
    if kind == "missing":
        return Issue(where, "this field is missing", "add it")
    given = detail.get("input")
    if kind == "literal_error":
        allowed = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return Issue(where, f"{_shown(given)} is not allowed", suggestion(str(given), allowed))
    if kind == "too_many":
        return Issue(where, detail["msg"], "a scenario is small")
    message = _MESSAGES.get(kind) or detail["msg"][:1].lower() + detail["msg"][1:]
    joint = " " if message.startswith(("is ", "has ")) else ": "
    return Issue(where, f"{_shown(given)}{joint}{message}", _hint(path, detail))


def _shown(given: object) -> str:
    """The start of what was given. Long lists and tables are not written out."""
    if isinstance(given, Mapping | list | tuple):
        return shortened(repr(list(islice(given, 5)) if len(given) > 5 else given))
    return shortened(repr(given[:70] if isinstance(given, str) else given))


def _unknown_field(where: str, path: Sequence[str | int]) -> Issue:
    field = str(path[-1])
    allowed = _fields_at(path[:-1])
    problem = f"unknown field {shortened(field)!r}"
    if field == "on" and "enabled" in allowed:
        return Issue(where, problem, "it is now called 'enabled'")
    return Issue(where, problem, suggestion(field, allowed))


def _hint(path: Sequence[str | int], detail: Mapping[str, Any]) -> str:
    """What to write in place of a wrong value, as far as it can be told."""
    given, kind = detail.get("input"), detail["type"]
    pattern = detail.get("ctx", {}).get("pattern")
    if pattern == NATION_PATTERN:
        return nation_hint(str(given))
    if pattern == YEAR_MONTH_PATTERN or (kind == "string_type" and str(path[-1]).endswith("_date")):
        return month_hint(given)
    if pattern:
        return "letters, digits and _, a letter first"
    if kind in ("number", "whole_number", "flag") and isinstance(given, str):
        return _unquoted(given, kind)
    if kind == "number" or kind == "whole_number":
        return "write a number" if kind == "number" else "write a whole number"
    if kind == "flag":
        return "write true or false"
    if kind == "string_type" and isinstance(given, int | float):
        return "write it in quotes"
    if kind == "dict_type":
        return "write {NAME: VALUE}"
    return SEE


def _unquoted(given: str, kind: str) -> str:
    try:
        value = plain_scalar(given[:70].strip())
    except WrongScalar:
        value = given
    fits = isinstance(value, bool) if kind == "flag" else type(value) in (int, float)
    wanted = "true or false" if kind == "flag" else "a number"
    return f"write {given.strip()} without quotes" if fits else f"write {wanted}"


def _fields_at(path: Sequence[str | int]) -> list[str]:
    """Names of the fields of the schema part at a path."""
    names = [key for key in path if not isinstance(key, int)]
    if not names:
        return list(Scenario.model_fields)
    field = field_at(path)
    model = _model_in(field.annotation) if field else None
    return list(model.model_fields) if model else []


def field_at(path: Sequence[str | int]) -> FieldInfo | None:
    """The field of the scenario at a path; positions in lists count for nothing."""
    model: type[BaseModel] | None = Scenario
    field = None
    for key in path:
        if isinstance(key, int):
            continue
        field = model.model_fields.get(key) if model else None
        model = _model_in(field.annotation) if field else None
    return field


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for a in get_args(annotation) if (found := _model_in(a))), None)
