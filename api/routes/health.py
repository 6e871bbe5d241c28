"""The state of the server, for those who run it."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from api.errors import NOT_READY, ProblemError, issue
from api.openapi import problems
from planner import __version__

router = APIRouter(tags=["server"])


class Health(BaseModel):
    """The server answers."""

    status: Literal["ok"] = "ok"
    version: str


@router.get("/healthz")
async def health() -> Health:
    """Answer at once, whatever is being solved."""
    return Health(version=__version__)


@router.get("/readyz", responses=problems(503))
def ready(request: Request) -> Health:
    """Can the server take requests: its data as they were read, its store and workers there?"""
    state, found = request.app.state, []
    if not state.reference.is_current():
        found.append(issue("data", "not what the server has read", "restart the server"))
    if not state.store.is_alive():
        found.append(issue("store", "it does not answer", "look at the database"))
    if not state.supervisor.is_alive():
        found.append(issue("workers", "one has ended", "restart the server"))
    if found:
        raise ProblemError(NOT_READY, "The server cannot take requests.", found)
    return Health(version=__version__)


@router.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Counters for Prometheus, in its text format."""
    registry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
