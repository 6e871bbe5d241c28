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
    """Can the server take requests: are its data as they were read?"""
    if not request.app.state.reference.is_current():
        found = issue("data", "not what the server has read", "restart the server")
        raise ProblemError(NOT_READY, "The data folder has changed.", [found])
    return Health(version=__version__)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Counters for Prometheus, in its text format."""
    registry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
