"""What a running solve reports, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a solve. Values are in the stage's own unit; None: not known yet."""

    stage: str
    stage_number: int
    stage_count: int
    incumbent: float | None
    bound: float | None
    gap_share: float | None
    elapsed_s: float


ProgressCallback = Callable[[Progress], None]
CancelCheck = Callable[[], bool]
