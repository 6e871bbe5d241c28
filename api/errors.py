"""Every error of the API as an RFC 9457 problem, in one shape."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

MEDIA_TYPE = "application/problem+json"
MAX_TEXT = 500
logger = logging.getLogger(__name__)


class ErrorItem(BaseModel):
    """One thing that is wrong: where, what, and what to do."""

    where: str
    problem: str
    hint: str


class ProblemDetails(BaseModel):
    """The body of every error response (RFC 9457)."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """a stable relative URI that names the kind of problem"""
    title: str
    status: int
    detail: str
    errors: list[ErrorItem]
    """everything that was found wrong"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: what stays the same each time it occurs."""

    slug: str
    status: int
    title: str


INVALID_HTTP = Kind("invalid-http", 400, "The request is not HTTP")
MALFORMED_JSON = Kind("malformed-json", 400, "The body is not usable JSON")
UNAUTHORIZED = Kind("unauthorized", 401, "A key is needed")
FORBIDDEN = Kind("forbidden", 403, "It belongs to somebody else")
NO_SUCH_PLAN = Kind("no-such-plan", 404, "There is no such plan")
NO_SUCH_SCENARIO = Kind("no-such-scenario", 404, "There is no such scenario")
NO_SUCH_VIEW = Kind("no-such-view", 404, "There is no such view of the answer")
NO_ANSWER = Kind("no-answer", 404, "There is no answer yet")
REQUEST_TIMEOUT = Kind("request-timeout", 408, "The request took too long to arrive")
NOT_RETRIED = Kind("not-retried", 409, "There is nothing to retry")
SHARED = Kind("shared", 409, "Others wait for the same answer")
NO_SUCH_TABLE = Kind("no-such-table", 404, "There is no such table")
NO_SUCH_STUDY = Kind("no-such-study", 404, "There is no such study")
TOO_LARGE = Kind("too-large", 413, "The body is too large")
WRONG_MEDIA_TYPE = Kind("wrong-media-type", 415, "The body is not sent as JSON")
UNKNOWN_HOST = Kind("unknown-host", 421, "The server does not go by that name")
INVALID_SCENARIO = Kind("invalid-scenario", 422, "The scenario cannot be solved as it is")
INVALID_REQUEST = Kind("invalid-request", 422, "The request is not valid")
INVALID_BODY = Kind("invalid-body", 422, "The body is not valid")
TIME_LIMIT = Kind("time-limit", 422, "There was no answer within the time limit")
OUT_OF_MEMORY = Kind("out-of-memory", 422, "The question takes more memory than a worker has")
TOO_MANY = Kind("too-many-requests", 429, "Too many requests at once")
CLIENT_GONE = Kind("client-gone", 499, "The client went away")
INTERNAL = Kind("internal-error", 500, "Something went wrong in the server")
SOLVER_FAILED = Kind("solver-failed", 500, "The solver failed")
BUSY = Kind("busy", 503, "The server cannot take the request now")
DATA_CHANGED = Kind("data-changed", 503, "The data have changed since the server started")
STORE = Kind("store", 503, "The store of jobs does not answer")
NOT_READY = Kind("not-ready", 503, "The server is not ready")


class ProblemError(Exception):
    """An error response, raised from anywhere below the routes."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail = kind, detail
        self.errors = list(errors) or [issue("server", detail, "")]
        self.headers = headers


def issue(where: str, problem: str, hint: str) -> dict[str, str]:
    """One entry of ``errors``."""
    return {"where": where, "problem": problem, "hint": hint}


def details_of(problem: ProblemError) -> ProblemDetails:
    """The body of a problem. Long texts are cut."""
    kind = problem.kind
    errors = [
        ErrorItem.model_validate({name: _short(text) for name, text in error.items()})
        for error in problem.errors
    ]
    return ProblemDetails(
        type=f"/problems/{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=_short(problem.detail),
        errors=errors,
    )


def problem_response(problem: ProblemError) -> Response:
    """The response of a problem."""
    headers = {"X-Content-Type-Options": "nosniff", **(problem.headers or {})}
    body = details_of(problem).model_dump()
    return JSONResponse(body, problem.kind.status, headers, MEDIA_TYPE)


def allowed_methods(request: Request) -> str:
    """Every method that the path of a request has, for ``Allow``.

    A path that is written out is not one of those with a name in its place.
    """
    routes, path = request.app.state.routes, request.scope["path"]
    found = [each for each in routes if each.matches(request.scope)[0] is not Match.NONE]
    exact = [each for each in found if getattr(each, "path", "") == path]
    methods: set[str] = set()
    for route in exact or found:
        methods |= getattr(route, "methods", None) or set()
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def add_handlers(app: FastAPI) -> None:
    """Make every error of the application a problem."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(ClientDisconnect, _on_client_gone)
    for lost in (OperationalError, InterfaceError, PoolTimeoutError):
        app.add_exception_handler(lost, _on_lost_store)


def _short(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 (registered for this class)
    return problem_response(error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    """404 for an unknown path, 405 for a wrong method, and anything else of the framework."""
    assert isinstance(error, HTTPException)  # noqa: S101
    status = HTTPStatus(error.status_code)
    kind = Kind(status.phrase.lower().replace(" ", "-"), status, status.phrase)
    headers = dict(error.headers or {})
    allowed = allowed_methods(request) if status is HTTPStatus.METHOD_NOT_ALLOWED else ""
    if status is HTTPStatus.NOT_FOUND:
        found = issue(request.url.path, "nothing is here", "see /openapi.json")
    elif allowed:
        headers["Allow"] = allowed
        found = issue(request.url.path, f"{request.method} is not possible", f"allowed: {allowed}")
    else:
        found = issue(request.url.path, str(error.detail), "see /openapi.json")
    detail = f"{request.method} {request.url.path}: {found['problem']}."
    return problem_response(ProblemError(kind, detail, [found], headers))


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    """A path or query parameter that FastAPI refused."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = [
        issue(".".join(map(str, each["loc"])), each["msg"], "see /openapi.json")
        for each in error.errors()
    ]
    return problem_response(ProblemError(INVALID_REQUEST, "A parameter is not valid.", found))


async def _on_lost_store(request: Request, error: Exception) -> Response:
    """The database is away, or kept busy for too long."""
    logger.error("the store does not answer: %s", str(error).splitlines()[0])
    found = issue("store", "it does not answer", "try again later")
    headers = {"Retry-After": "10"}
    return problem_response(ProblemError(STORE, "Jobs cannot be reached now.", [found], headers))


async def _on_client_gone(request: Request, error: Exception) -> Response:
    """The body broke off. Nobody reads this."""
    return problem_response(ProblemError(CLIENT_GONE, "The body broke off."))
