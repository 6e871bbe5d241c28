"""Reads a plain YAML scalar by YAML 1.2, and refuses what YAML 1.1 would read as something else.

A text that is a number or a boolean in one version of YAML and not in the other is no value but a
question: it is refused with the ways to write what may have been meant.
"""

from __future__ import annotations

import math
import re

MAX_DIGITS = 40
_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {
    word: value
    for text, value in (("true", True), ("false", False))
    for word in (text, text.capitalize(), text.upper())
}
_WORDS = {
    word: value
    for text, value in (("yes", "true"), ("no", "false"), ("on", "true"), ("off", "false"))
    for word in (text, text.capitalize(), text.upper())
}
"""booleans of YAML 1.1 alone"""
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_GROUPED = re.compile(r"[-+]?([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?")
_BASED = re.compile(r"([-+]?)0([box])([0-9a-fA-F_]+)")
_SEXAGESIMAL = re.compile(r"([-+]?)([0-9][0-9_]*(?::[0-5]?[0-9])+)(\.[0-9_]*)?")
_BASES = {"b": 2, "o": 8, "x": 16}


class WrongScalar(Exception):
    """What is wrong with a scalar, and what to write."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.problem, self.hint = problem, hint


def plain_scalar(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar: null, true, false, a decimal number, else the text.

    Raises WrongScalar for what YAML 1.1 reads as another value, and for numbers that are too long
    or not finite.

    >>> plain_scalar("10"), plain_scalar("1e3"), plain_scalar("2024-12-01"), plain_scalar("")
    (10, 1000.0, '2024-12-01', None)
    """
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text in _WORDS:
        norway = "NOR for Norway, " if text == "NO" else ""
        hint = f"write {_WORDS[text]}, {norway}or {text!r} in quotes"
        raise WrongScalar(f"{text} is a boolean in old YAML, a text in new", hint)
    if text[0] not in "+-.0123456789":
        return text
    if _WHOLE.fullmatch(text):
        return _whole(text)
    if _DECIMAL.fullmatch(text):
        value = float(text)
        if not math.isfinite(value):
            raise WrongScalar(f"{text[:MAX_DIGITS]} is too large", "write a finite number")
        return value
    if _NO_NUMBER.fullmatch(text):
        raise WrongScalar(f"{text} is no number", "write a finite number")
    _refuse_old_numbers(text)
    return text


def _whole(text: str) -> int:
    digits = text.lstrip("+-")
    if len(digits) > MAX_DIGITS:
        raise WrongScalar(f"a number of {len(digits)} digits", "write a smaller number")
    if len(digits) > 1 and digits[0] == "0":
        sign = -1 if text[0] == "-" else 1
        octal = int(digits, 8) if set(digits) <= set("01234567") else int(digits)
        meant = " or ".join(str(value) for value in dict.fromkeys((int(text), sign * octal)))
        raise WrongScalar(
            f"{text} is {meant}: YAML versions differ", f"write {meant}, or {text!r} in quotes"
        )
    return int(text)


def _refuse_old_numbers(text: str) -> None:
    """Octal, binary, hexadecimal, base 60 and ``1_000``: numbers in one version or for a reader."""
    value: float | None = None
    if found := _BASED.fullmatch(text):
        try:
            value = int(found[3].replace("_", ""), _BASES[found[2]])
        except ValueError:  # no digit of that base: a text in every version
            return
        value = -value if found[1] == "-" else value
    elif found := _SEXAGESIMAL.fullmatch(text):
        value = 0
        for part in found[2].replace("_", "").split(":"):
            value = 60 * value + int(part)
        value += float(f"0{(found[3] or '').replace('_', '')}")
        value = -value if found[1] == "-" else value
    elif _GROUPED.fullmatch(text):
        value = float(text.replace("_", ""))
    if value is not None:
        shown = f"{value:.15g}" if abs(value) < 1e15 else "the number in decimals"
        hint = f"write {shown}, or {text[:MAX_DIGITS]!r} in quotes"
        raise WrongScalar(f"{text[:MAX_DIGITS]} is a number in some versions of YAML only", hint)
