"""How large a text may be, and what is said of one that is too large."""

from __future__ import annotations

from typing import NoReturn

from planner.errors import InputError, Issue

MAX_DEPTH = 20
MAX_VALUES = 50_000
"""fields and list items of a document; a plan of 500 demands has some 5,000"""
SHOWN = 60
KeyPath = tuple[str | int, ...]
"""of a field in a scenario: names, and positions in lists or ids of their items"""


def shortened(text: str) -> str:
    """At most 60 characters of a text of the user's, for a message."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def too_deep(where: str) -> NoReturn:
    """Raises the InputError for a text that is nested too deep."""
    problem = f"nested deeper than {MAX_DEPTH} levels"
    raise InputError([Issue(where, problem, "a scenario is flat")])


def too_many(where: str) -> NoReturn:
    """Raises the InputError for a text with too many values."""
    problem = f"more than {MAX_VALUES} values"
    raise InputError([Issue(where, problem, "a scenario is small")])


def twice(where: str, key: str) -> NoReturn:
    """Raises the InputError for a key that stands twice in a table."""
    raise InputError([Issue(where, f"{shortened(key)!r} stands here twice", "keep one")])
