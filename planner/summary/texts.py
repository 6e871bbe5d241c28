"""Numbers as text: shares, gaps, amounts and months, the same in the terminal and in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor

from planner.rounding import SMALL

UNNOTICED = 1e-3
"""share of a need (or of one unit) that later stages of a relaxed plan may give up unnoticed"""

VISIBLE = 0.05
"""lots, or units of an effect: less is the rounding of a relaxed plan"""
MOST_RANGES, MOST_RUNS = 3, 4
"""runs of months that are told, in a table and in a sentence"""
SPELLED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""numbers that newspapers spell"""


def month_ranges(months: Sequence[int]) -> str:
    """Months as ranges, both ends included; at most MOST_RANGES of them.

    >>> month_ranges([6, 7, 8, 12])
    '6–8, 12'
    """
    texts = [f"{first}" if first == last else f"{first}–{last}" for first, last in _runs(months)]
    return ", ".join(texts[:MOST_RANGES]) + (" …" if len(texts) > MOST_RANGES else "")


def months_text(months: Sequence[int], horizon: int) -> str:
    """When, in a sentence; of more than MOST_RUNS runs of months the rest is counted.

    >>> [months_text(m, 12) for m in ([4], [4, 5, 8], [9, 10, 11], range(12))]
    ['in month 4', 'in months 4–5 and 8', 'from month 9', 'throughout']
    """
    runs = _runs(months)
    if len(months) == horizon:
        return "throughout"
    if len(months) == 1:
        return f"in month {months[0]}"
    if len(runs) == 1 and runs[0][1] == horizon - 1:
        return f"from month {runs[0][0]}"
    texts = [f"{first}" if first == last else f"{first}–{last}" for first, last in runs[:MOST_RUNS]]
    if rest := sum(last - first + 1 for first, last in runs[MOST_RUNS:]):
        texts.append(f"{rest} more")
    return f"in months {listed(texts)}"


def _runs(months: Sequence[int]) -> list[list[int]]:
    """First and last month of every run of months."""
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][1] + 1:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    return runs


def share_text(share: float) -> str:
    """A share in per cent, rounded down: only the whole reads 100 %, and only nothing 0 %.

    >>> [share_text(s) for s in (0.0, 1e-9, 0.004, 0.29, 0.937, 0.9996, 1 - 1e-12, 1.0)]
    ['0 %', '<0.1 %', '0.4 %', '29 %', '93 %', '99.9 %', '99.9 %', '100 %']
    """
    if share >= 1 or share <= 0:
        return "100 %" if share >= 1 else "0 %"
    percent = share * 100 + SMALL  # 0.29 x 100 is a little less than 29
    if percent < 0.1:
        return "<0.1 %"
    fine = percent < 1 or percent > 99
    return f"{min(99.9, floor(percent * 10) / 10) if fine else floor(percent):g} %"


def gap_text(share: float) -> str:
    """A gap in per cent with two significant digits: it is often far below one.

    >>> [gap_text(g) for g in (0.0, 0.00012, 0.1234)]
    ['0 %', '0.012 %', '12 %']
    """
    return "0 %" if share < SMALL else f"{share * 100:.2g} %" if share < 1 else f"{share:.0%}"


def amount_text(amount: float) -> str:
    """A number with thousands separators, and one decimal only where it has one.

    >>> [amount_text(a) for a in (12.0, 2.5, 12345.67, 0.0123)]
    ['12', '2.5', '12,345.7', '0.012']
    """
    shown = shown_amount(amount)
    if shown.is_integer():
        return f"{shown:,.0f}"
    return f"{shown:g}" if abs(shown) < 0.1 else f"{shown:,.1f}"


def shown_amount(amount: float) -> float:
    """An amount with as many decimals as its text has.

    >>> [shown_amount(a) for a in (3.6666, 0.01234, 1200.04)]
    [3.7, 0.012, 1200.0]
    """
    small = SMALL < abs(amount) < 0.1
    return float(f"{amount:.2g}") if small else round(amount, 1) + 0.0  # no -0.0


def nations_lots(lots: Mapping[str, float]) -> str:
    """Nations with their lots, the largest first; less than can be seen is nothing.

    >>> nations_lots({"FRA": 1.0, "GBR": 2.0, "DEU": 0.01, "DNK": 1.0})
    'GBR 2, DNK 1, FRA 1'
    """
    given = sorted((-n, nation) for nation, n in lots.items() if n >= VISIBLE)
    return ", ".join(f"{nation} {amount_text(-n)}" for n, nation in given)


def percent_text(share: float) -> str:
    """A share as tables have it, to a tenth of a per cent.

    >>> percent_text(0.1396)
    '14.0 %'
    """
    return f"{100 * share:.1f} %"


def money_text(eur_m: float) -> str:
    """EUR million in words: three digits are enough to remember.

    >>> [money_text(m) for m in (14_433.2, 27.4, 0.0, 999.6)]
    ['EUR 14.4 billion', 'EUR 27 million', 'EUR 0 million', 'EUR 1 billion']
    """
    if round(eur_m) < 1000:
        return f"EUR {amount_text(round(eur_m))} million"
    return f"EUR {eur_m / 1000:.3g} billion" if eur_m < 1e6 else f"EUR {eur_m / 1000:,.0f} billion"


def stage_text(value: float) -> str:
    """The value of a stage, or its bound: four digits, as many as a proof is about.

    >>> [stage_text(value) for value in (0.0, 1e-9, 12.3456, 14_433.2)]
    ['0', '0', '12.35', '14,433']
    """
    if abs(value) < SMALL:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def is_short(shortfall: float, need: float, relaxed: bool) -> bool:
    """Is something missing? Rounding is forgiven in relaxed plans only: else lots are whole."""
    return shortfall > (UNNOTICED * max(1.0, need) if relaxed else SMALL)


def counted(amount: float, noun: str) -> str:
    """An amount and its noun, in the plural unless it is one.

    >>> [counted(a, n) for a, n in ((1, "station"), (2, "large city"), (0.5, "nation"))]
    ['1 station', '2 large cities', '0.5 nations']
    """
    return f"{amount_text(amount)} {plural(noun, amount)}"


def plural(noun: str, amount: float) -> str:
    """The noun for so many: the plural unless it reads as one.

    >>> [plural("day", 2), plural("city", 2), plural("day", 1.01), plural("aircraft", 3)]
    ['days', 'cities', 'day', 'aircraft']
    """
    if amount_text(amount) == "1" or noun.endswith(("s", "aircraft")):
        return noun
    changes = noun.endswith("y") and noun[-2] not in "aeiou"
    return noun[:-1] + "ies" if changes else noun + "s"


def capital(text: str) -> str:
    """A text that begins a line or a sentence."""
    return text[:1].upper() + text[1:]


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Parts as a sentence lists them.

    >>> listed([]), listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"], "or")
    ('', 'A', 'A and B', 'A, B or C')
    """
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
