"""Numbers as text: shares, gaps, amounts and months, the same in the terminal and in files."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

TOLERANCE = 1e-6
SHORT = 1e-3
"""share of a need (or of one unit): less than this is the solver's rounding, not a shortfall"""


def month_ranges(months: Sequence[int], most: int = 3) -> str:
    """Months as ranges, both ends included.

    >>> month_ranges([6, 7, 8, 12])
    '6–8, 12'
    """
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][1] + 1:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    texts = [f"{first}" if first == last else f"{first}–{last}" for first, last in runs]
    return ", ".join(texts[:most]) + (" …" if len(texts) > most else "")


def share_text(share: float) -> str:
    """A share in per cent, rounded down, so that only the whole reads 100 %.

    >>> [share_text(s) for s in (0.937, 0.9996, 1.0)]
    ['93 %', '99.9 %', '100 %']
    """
    percent = share * 100 + TOLERANCE
    return f"{floor(percent * 10) / 10 if 99 < percent < 100 else floor(percent)} %"


def gap_text(share: float) -> str:
    """A gap in per cent with two significant digits: it is often far below one.

    >>> [gap_text(g) for g in (0.0, 0.00012, 0.1234)]
    ['0 %', '0.012 %', '12 %']
    """
    return "0 %" if share < TOLERANCE else f"{share * 100:.2g} %" if share < 1 else f"{share:.0%}"


def amount_text(amount: float) -> str:
    """A number with thousands separators, and one decimal only where it has one.

    >>> [amount_text(a) for a in (12.0, 2.5, 12345.67, 0.0123)]
    ['12', '2.5', '12,345.7', '0.012']
    """
    if TOLERANCE < abs(amount) < 0.1:
        return f"{amount:.2g}"
    whole = abs(amount - round(amount)) < 0.05
    return f"{round(amount):,}" if whole else f"{amount:,.1f}"


def is_short(shortfall: float, need: float) -> bool:
    """Is something missing, beyond the solver's rounding?"""
    return shortfall > SHORT * max(1.0, need)


def counted(amount: float, noun: str) -> str:
    """An amount and its noun, in the plural unless it is one.

    >>> [counted(a, n) for a, n in ((1, "station"), (2, "large city"), (0.5, "nation"))]
    ['1 station', '2 large cities', '0.5 nations']
    """
    return f"{amount_text(amount)} {plural(noun, amount)}"


def plural(noun: str, amount: float) -> str:
    """The noun for so many: the plural unless it is one."""
    if abs(amount - 1) < TOLERANCE or noun.endswith(("s", "aircraft")):
        return noun
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def listed(parts: Sequence[str]) -> str:
    """Parts as words: a, b and c."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
