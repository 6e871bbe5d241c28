"""Reads a JSON body by the reader of scenario files: one object, strict, not deeply nested."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi import Request

from api.errors import MALFORMED_JSON, WRONG_MEDIA_TYPE, ProblemError, issue
from planner import InputError, Issue, parse_json

_readers = ThreadPoolExecutor(1, "body")


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object, read beside the event loop. Raises a problem 400, 413 or 415."""
    require_json(request)
    body = await request.body()
    return await asyncio.get_running_loop().run_in_executor(_readers, parse_object, body)


def parse_object(body: bytes) -> dict[str, Any]:
    """The object in ``body``, read as strictly as a file. Raises a problem 400."""
    try:
        return parse_json(body.decode("utf-8"), "body").content
    except UnicodeDecodeError:
        found = [Issue("body", "not UTF-8 text", "send JSON as UTF-8")]
    except InputError as error:
        found = list(error.issues)
    problem = f"{found[0].problem}."
    raise ProblemError(MALFORMED_JSON, problem, [issue.as_dict() for issue in found])


def require_json(request: Request) -> None:
    """Raises a problem 415 unless the body is said to be plain JSON."""
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
