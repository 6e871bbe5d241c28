"""Dates of figures as the tables write them: a year, a month, a day, or a span of these."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

Start = tuple[int, int, int]
"""year, month and day, to compare and sort by"""
UNDATED = "undated"
BEFORE_ALL: Start = (0, 0, 0)
"""the start of what is undated: older than anything dated"""
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
HINT = "write 2024, 2024-12, 2024-12-31, a span as 2022-2024 or 2024-12/2026-01, or undated"
_DAY = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_SPAN = re.compile(rf"(?:c\. ?)?({_DAY})(?:(?:-|/| to )({_DAY}))?(?: \([A-Za-z ]+\))?")


@lru_cache(maxsize=4096)  # few dates, asked for every figure of every problem
def start_of(as_of: str) -> Start:
    """The first day of a date or span; ``c.2015`` and ``2024 (estimate)`` are dates as well.

    Raises ValueError for what is no date, and for a span that ends before it begins.

    >>> start_of("2024"), start_of("2024-12 to 2026-01"), start_of("2014-2022"), start_of("undated")
    ((2024, 1, 1), (2024, 12, 1), (2014, 1, 1), (0, 0, 0))
    """
    if as_of == UNDATED:
        return BEFORE_ALL
    found = _SPAN.fullmatch(as_of)
    if not found:
        raise ValueError("is no date")
    first = _first_day(found[1])
    if found[2] and _first_day(found[2]) < first:
        raise ValueError("ends before it begins")
    return first.year, first.month, first.day


def _first_day(text: str) -> date:
    year, month, day = map(int, (*text.split("-"), "1", "1")[:3])
    if not 1900 <= year <= 2100:
        raise ValueError("is not between 1900 and 2100")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("is no date") from None


def date_words(as_of: str) -> str:
    """A date in words; a year, a span and what is undated stay as they are written.

    >>> [date_words(text) for text in ("2024-12", "2026-01-06", "2025", "2022-2024")]
    ['December 2024', '6 January 2026', '2025', '2022-2024']
    """
    if not re.fullmatch(_DAY, as_of) or "-" not in as_of:
        return as_of
    year, month, *day = as_of.split("-")
    words = f"{MONTHS[int(month) - 1]} {year}"
    return f"{int(day[0])} {words}" if day else words
