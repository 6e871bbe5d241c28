"""What a hand-solved case of a rule is; the hand_*.py modules hold the cases, by subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..world import Document
from .rows import Rule

Values = tuple[float, ...]
Cases = Mapping[Rule, list["Case"]]


@dataclass(frozen=True)
class Case:
    """Hand-solved: ``hit`` reaches the limit; in ``free`` the rule no longer binds."""

    name: str
    hit: Document
    value: Values
    """of the stages of ``hit``"""
    without: Values
    """of the stages of ``hit`` when the rule is dropped"""
    key: tuple[str | int, ...]
    row: str
    """the row of that key in ``hit``; it is tight"""
    free: Document
    free_value: Values
