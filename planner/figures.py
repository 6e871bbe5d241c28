"""One sourced number, as facts, planning factors and prices give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Confidence = Literal["reported", "estimated", "assumption"]
CONFIDENCES: tuple[Confidence, ...] = ("reported", "estimated", "assumption")


@dataclass(frozen=True, slots=True)
class Figure:
    """One sourced number: a fact of a nation, a planning factor or a price."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    confidence: Confidence
    source_title: str
    source_url: str
    note: str
    nation: str = ""
    as_of: str = ""

    @property
    def source(self) -> str:
        """Title of the source, or the word assumption."""
        return self.source_title or "assumption"
