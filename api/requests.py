"""The body of a question for the queue, and who sends it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.body import json_object
from api.errors import INVALID_BODY, ProblemError, issue

PLAIN = r"^[^\x00]*$"
"""a text that every database keeps"""


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


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Path and JSON text of every value in nested tables; list items that have an id go by it."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and all(_has_id(item) for item in value):
        for item in value:
            fields = {name: part for name, part in item.items() if name != "id"}
            yield from _flat(fields, f"{path}.{item['id']}")
    elif path:
        yield path, json.dumps(value, ensure_ascii=False)


def _has_id(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str) and len(item) > 1
