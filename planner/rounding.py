"""Exact arithmetic for what the solver computes in floating point, and every tolerance.

A solver lets each number be a millionth off. What follows from its numbers is compared within the
tolerances here, and nowhere by a number of its own (a law of the project).
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

EXACT = 1e-12
"""relative, of a number and the fraction that it stands for"""
ROUNDING = 1e-9
"""of what is computed from a few figures: a number this near to a whole one is meant to be it"""
FEASIBLE = 1e-7
"""of a bound, a row or a dual: by so much a linear solver may miss it"""
SCHEDULED = 1e-7
"""of lots that are free for a tour: so many fewer are enough"""
SMALL = 1e-6
"""of lots, and of what they add up to: the solver's own tolerance, less is nothing"""
SMALL_IN_FRACTIONS = 1e-5
"""the same in plans in fractions of lots, where what is rounded adds up; and of shares and money
(EUR million), which are rounded to a millionth and added"""
SPARE = 8e-6
"""of lots, in plans in fractions: so many more than there are may be on tour, as contributions are
rounded to a millionth; less than SMALL_IN_FRACTIONS, by which the verifier rechecks them"""
LEAST_SHARE = 1e-6
"""of a whole: what is smaller is lost in a solver's tolerance"""
SMALLEST_DIVISOR = 1e-6
"""of a factor: what is smaller makes numbers beyond all bounds"""

ABSOLUTE_GAP = 1e-6
"""of a stage: values that differ by less are one"""
VALUE_TOLERANCE = 1e-6
"""relative from 1 up: a solver that tells a better value than its plan has by more is wrong"""
HELD = 1e-6
"""how far what is held may exceed a value that is not whole: the solver's own tolerance"""
LEVEL_TOLERANCE = 2e-6
"""levels that differ by less are one: the solver lets rows be a millionth off"""
CAP_TOLERANCE = {"whole": 2e-6, "in fractions": 1e-7}
"""relative, of a capped stage that takes any value: what the solver's own tolerance for a row can
make of it"""
DOUBT = 3e-6
"""relative from 1 up: a plan that beats a bound by more contradicts it"""
FIRST_GAP = 1e-6
"""the first question, what is missing, is always answered to proof, time allowing"""


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
