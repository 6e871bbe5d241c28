"""A line on stderr that counts the rows of a long study, and tells how long the rest takes."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import IO

EVERY_S = 1.0
"""on a terminal"""
IN_A_LOG_S = 30.0
"""where every line stays"""


class CountLine:
    """Called with rows done, rows in all, and rows that were done before this run."""

    def __init__(self, noun: str, stream: IO[str] | None = None) -> None:
        self._noun, self._stream = noun, stream or sys.stderr
        self._began = self._said = time.monotonic()
        self._live = self._stream.isatty()

    def __call__(self, done: int, count: int, before: int) -> None:
        """Say it, if it is time again."""
        now = time.monotonic()
        first, last = done == before, done == count
        if now - self._said >= (EVERY_S if self._live else IN_A_LOG_S) or (first and before):
            self._said = now
            self._write(count_text(self._noun, done, count, before, now - self._began), last)
        elif last and self._live:
            self._write(count_text(self._noun, done, count, before, now - self._began), True)

    def _write(self, text: str, last: bool) -> None:
        start, end = ("\r\x1b[K", "\n" if last else "") if self._live else ("", "\n")
        with suppress(OSError):
            self._stream.write(f"{start}{text}{end}")
            self._stream.flush()


def count_text(noun: str, done: int, count: int, before: int, seconds: float) -> str:
    """How far it is, and how long the rest takes at the pace so far.

    >>> count_text("point", 30, 90, 10, 40)
    'point 30 of 90 (10 from before), 2 minutes left'
    >>> count_text("point", 0, 90, 0, 1)
    'point 0 of 90'
    """
    text = f"{noun} {done:,} of {count:,}"
    if before:
        text += f" ({before:,} from before)"
    made = done - before
    if not made or done == count:
        return text
    left = seconds / made * (count - done)
    if left < 90:
        return f"{text}, {left:.0f} seconds left"
    amount = f"{left / 60:.0f} minutes" if left < 5400 else f"{left / 3600:.1f} hours"
    return f"{text}, {amount} left"
