"""Is the server alive?"""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

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
