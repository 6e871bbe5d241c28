"""Reads a JSON body strictly: one object, no repeated keys, no NaN, not deeply nested."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Annotated, Any, NoReturn

from fastapi import Depends, Request

from api.errors import MALFORMED_JSON, WRONG_MEDIA_TYPE, ProblemError, issue

MAX_DEPTH = 20


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises a problem 400, 413 or 415."""
    _require_json(request)
    return parse_object(await request.body())


JsonObject = Annotated[dict[str, Any], Depends(json_object)]


def parse_object(body: bytes) -> dict[str, Any]:
    """The object in ``body``. Raises a problem 400."""
    try:
        content = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=lambda name: _refuse(f"the constant {name} is not JSON"),
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        _refuse(error.msg, f"body:{error.lineno}:{error.colno}")
    except UnicodeDecodeError:
        _refuse("not UTF-8 text")
    except RecursionError:
        _refuse("nested too deeply")
    except ValueError:  # an integer of thousands of digits
        _refuse("a number is too long")
    if not isinstance(content, dict):
        _refuse("not an object", hint="send a scenario, an object of fields")
    _check_values(content)
    return content


def _require_json(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = media_type.startswith("application/") and media_type.endswith(("/json", "+json"))
    if not is_json:
        shown = repr(media_type) if media_type else "missing"
        found = issue("Content-Type", f"is {shown}", "send application/json")
        raise ProblemError(WRONG_MEDIA_TYPE, "The body must be application/json.", [found])
    encoding = request.headers.get("content-encoding", "identity")
    if encoding != "identity":
        found = issue("Content-Encoding", f"is {encoding!r}", "send it uncompressed")
        raise ProblemError(WRONG_MEDIA_TYPE, "The body must not be compressed.", [found])


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        _refuse(f"{twice!r} stands twice in one object", hint="keep one")
    return content


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _refuse(f"the number {text[:40]} is too large")
    return number


def _check_values(content: dict[str, Any]) -> None:
    """Refuse deep nesting and text that is not Unicode, level by level."""
    level: list[Any] = [content]
    depth = 0
    while level:
        depth += 1
        deeper: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                deeper += value.keys()
                deeper += value.values()
            elif isinstance(value, list):
                deeper += value
            elif isinstance(value, str) and not _is_unicode(value):
                _refuse("half of a surrogate pair is not text")
        if depth > MAX_DEPTH and any(isinstance(value, dict | list) for value in deeper):
            _refuse(f"nested deeper than {MAX_DEPTH} levels", hint="a scenario is flat")
        level = deeper


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _refuse(problem: str, where: str = "body", hint: str = "send strict JSON") -> NoReturn:
    raise ProblemError(MALFORMED_JSON, f"{problem}.", [issue(where, problem, hint)])
