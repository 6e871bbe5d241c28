"""What clients put into the store and get from it."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import Any, Literal

from planner import __version__

Status = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
ENDED = ("done", "failed", "cancelled", "interrupted")
AGAIN = ("failed", "cancelled", "interrupted")
"""ends after which the same question is asked anew"""


class QueueFullError(Exception):
    """Too many jobs wait: those of everybody, or of this client."""


class SharedRunError(Exception):
    """Others wait for this run too, so that nobody cancels it for himself."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and by whom."""

    scenario: dict[str, Any]
    """in full, as it was checked"""
    plans: tuple[bytes, ...] = ()
    """of a study: the plans that it is about, as JSON; none: those of its scenarios"""
    kind: str = "solve"
    options: dict[str, Any] = field(default_factory=dict)
    client: str = ""
    author: str = ""
    title: str = ""
    note: str = ""
    base: str | None = None
    overrides: dict[str, Any] | None = None

    @property
    def payload(self) -> str:
        """What a worker needs, written in one way only."""
        asked: dict[str, Any] = {"scenario": self.scenario, "options": self.options}
        if self.plans:
            asked["plans"] = [packed(plan) for plan in self.plans]
        return json.dumps(asked, sort_keys=True, separators=(",", ":"))


def packed(plan: bytes) -> str:
    """A plan in a tenth of its length, to lie in a payload."""
    return base64.b64encode(zlib.compress(plan)).decode()


def unpacked(text: str) -> bytes:
    """What was packed."""
    return zlib.decompress(base64.b64decode(text))


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission with the state of its run, but not the answer."""

    id: str
    run: str
    kind: str
    status: Status
    revision: int
    attempt: int
    position: int | None
    """1 for the next one to run; None when it does not wait"""
    progress: dict[str, Any] | None
    error: dict[str, Any] | None
    has_answer: bool
    author: str
    client: str
    title: str
    note: str
    base: str | None
    overrides: dict[str, Any] | None
    scenario: str
    created: float
    started: float | None
    finished: float | None
    expires: float | None

    @property
    def has_ended(self) -> bool:
        """Will nothing change any more by itself?"""
        return self.status in ENDED


def run_key(data: str, question: Question) -> str:
    """The hash of data, question and version: the same key, the same answer."""
    parts = (data, question.kind, __version__, question.payload)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
