"""The body of a question for the queue, and who sends it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi import Request
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from api.body import json_object
from api.errors import INVALID_BODY, ProblemError, issue

PLAIN = r"^[^\x00]*$"
"""a text that every database keeps"""
MAX_OVERRIDES = 500
"""values that a question changes; lists without ids count once"""
MAX_PATH = 300
"""characters of the path of one"""


class PlanRequest(BaseModel):
    """A question, and what its author wants to remember about it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    scenario: dict[str, Any] = Field(default_factory=dict)
    """a scenario, or what differs from the one that it extends"""
    base: str = Field(default="", pattern="^[0-9a-f]{32}$")
    """in place of a scenario: the id of a plan whose scenario is meant"""
    overrides: dict[str, Any] = Field(default_factory=dict)
    """fields that have another value: nested as in a scenario, or with keys as for --set"""
    title: str = Field(default="", max_length=200, pattern=PLAIN)
    author: str = Field(default="", max_length=200, pattern=PLAIN)
    """who asks; with API keys it is the name of the key"""
    note: str = Field(default="", max_length=10_000, pattern=PLAIN)

    @model_validator(mode="after")
    def _one_source(self) -> PlanRequest:
        if len(self.model_fields_set & {"scenario", "base"}) != 1:
            raise ValueError("give either a scenario or a base")
        return self

    @field_validator("overrides")
    @classmethod
    def _bounded(cls, overrides: dict[str, Any]) -> dict[str, Any]:
        """Each takes time, and more so the more there are."""
        paths = [path for path, _ in _flat(overrides)]
        if len(paths) > MAX_OVERRIDES:
            raise ValueError(f"{len(paths)} values: at most {MAX_OVERRIDES}; send a scenario")
        if any(not 0 < len(path) <= MAX_PATH for path in paths):
            raise ValueError(f"every path has 1 to {MAX_PATH} characters")
        return overrides

    def sets(self) -> tuple[str, ...]:
        """The overrides as KEY=VALUE texts."""
        return tuple(f"{key}={value}" for key, value in _flat(self.overrides))


class StudyRequest(PlanRequest):
    """A study of a scenario."""

    options: dict[str, Any] = Field(default_factory=dict)
    """what the study is asked, as its command is"""


async def read_request[Asked: PlanRequest](request: Request, model: type[Asked]) -> Asked:
    """The body of a request. Raises a problem 400, 413, 415 or 422."""
    content = await json_object(request)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        found = [
            issue(
                ".".join(map(str, detail["loc"])) or "body",
                detail["msg"].removeprefix("Value error, "),
                "fields: " + ", ".join(model.model_fields),
            )
            for detail in error.errors(include_url=False)[:100]
        ]
    raise ProblemError(INVALID_BODY, "Nothing was queued.", found)


def _flat(value: Any, path: str | None = None) -> Iterator[tuple[str, str]]:
    """Path and JSON text of every value in nested tables; list items that have an id go by it."""
    if isinstance(value, dict) and (value or path is None):
        for key, item in value.items():
            yield from _flat(item, key if path is None else f"{path}.{key}")
    elif isinstance(value, list) and value and all(_has_id(item) for item in value):
        for item in value:
            fields = {name: part for name, part in item.items() if name != "id"}
            yield from _flat(fields, f"{path}.{item['id']}")
    else:
        yield path or "", json.dumps(value, ensure_ascii=False)


def _has_id(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str) and len(item) > 1
