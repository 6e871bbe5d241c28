"""Exact arithmetic for what the solver computes in floating point."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

ROUNDING = 1e-9
"""of what is computed from a few figures: a number this near to a whole one is meant to be it"""


def rational(value: float) -> Fraction:
    """The simplest fraction that a number of at most some nine digits stands for.

    >>> rational(0.1), rational(6 / 7)
    (Fraction(1, 10), Fraction(6, 7))
    """
    return Fraction(value).limit_denominator(1_000_000)


def common_step(a: Fraction, b: Fraction) -> Fraction:
    """The largest fraction of which both are whole multiples; 0 counts for nothing.

    >>> common_step(Fraction(6), Fraction(4)), common_step(Fraction(1, 2), Fraction(1, 3))
    (Fraction(2, 1), Fraction(1, 6))
    """
    return Fraction(
        gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator
    )
