"""What the server allows, so that a client need not find out by being refused."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from api.submitting import jobs_of

router = APIRouter(prefix="/v1/limits", tags=["server"])


class Limits(BaseModel):
    """The limits of this server."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    max_body_bytes: int
    """largest request body"""
    max_time_limit_s: float
    """longest solve of POST /v1/solve"""
    max_job_time_limit_s: float
    """longest solve of POST /v1/plans"""
    max_memory_mb: int
    """memory of one solve"""
    max_solves_per_client: int
    """solves of one client at one time, of those that are answered directly"""
    max_queued_per_client: int
    """jobs of one client that may wait"""
    max_requests_per_minute: int
    """requests of one client"""
    retention_days: float
    """days for which the answer of a job is kept"""
    keys: bool
    """is an API key needed?"""


@router.get("")
async def limits(request: Request) -> Limits:
    """Every limit that a client meets."""
    settings = request.app.state.settings
    return Limits(
        max_body_bytes=settings.max_body_bytes,
        max_time_limit_s=settings.max_time_limit_s,
        max_job_time_limit_s=settings.max_job_time_limit_s,
        max_memory_mb=settings.max_memory_mb,
        max_solves_per_client=settings.solves_per_client,
        max_queued_per_client=jobs_of(request).max_queued_per_client,
        max_requests_per_minute=settings.max_requests_per_minute,
        retention_days=settings.retention_days,
        keys=bool(settings.keys),
    )
