"""Parsers of cells: each takes the text of a cell and returns its value, or raises WrongCell."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any

from planner.reference.as_of import HINT, start_of

Parser = Callable[[str], Any]
MAX_NUMBER = 1e12
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
NAME = r"[A-Za-z][A-Za-z0-9_]{0,63}"


class WrongCell(Exception):
    """What is wrong with a cell, to be read after the column's name, and what to do."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.problem, self.hint = problem, hint


@lru_cache(maxsize=4096)  # a figure is often its own low and high
def number(text: str) -> float:
    """A finite number, in the digits 0 to 9.

    >>> number("1.5")
    1.5
    """
    if not _NUMBER.fullmatch(text) or not abs(value := float(text)) <= MAX_NUMBER:
        raise WrongCell(f"is {text!r}, not a number", "write a number")
    return value


def amount(text: str) -> float:
    """A number of 0 or more."""
    value = number(text)
    if value < 0:
        raise WrongCell("is negative", "write 0 or more")
    return value


def count(text: str) -> int:
    """A whole number of 0 or more."""
    try:
        is_whole = number(text).is_integer()
    except WrongCell:
        is_whole = False
    if not is_whole:
        raise WrongCell(f"is {text!r}, not a whole number", "write a whole number")
    return int(amount(text))


def choice(*allowed: str) -> Parser:
    """One of some words."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise WrongCell(f"is {text!r}", f"allowed: {', '.join(allowed)}")
        return text

    return parse


def flag(text: str) -> bool:
    """0 or 1."""
    return bool(choice("0", "1")(text) == "1")


def matching(pattern: str, hint: str) -> Parser:
    """Text of a pattern."""
    compiled = re.compile(pattern, re.ASCII)

    @lru_cache(maxsize=4096)  # few names, in many rows
    def parse(text: str) -> str:
        if not compiled.fullmatch(text):
            raise WrongCell(f"is {text!r}" if text else "is empty", hint)
        return text

    return parse


identifier = matching(NAME, "letters, digits and _, a letter first")


def as_of(text: str) -> str:
    """A date or span of dates; the text is kept."""
    try:
        start_of(text)
    except ValueError as error:
        raise WrongCell(f"is {text!r}, which {error}", HINT) from None
    return text


def pairs(separator: str, least: int) -> Parser:
    """``name=2;other=1`` as a table, with at least so many entries.

    >>> pairs("=", 1)("ground=1;air=4")
    {'ground': 1, 'air': 4}
    """
    entry = re.compile(rf"\s*({NAME})\s*{separator}\s*([1-9][0-9]{{0,8}})\s*")

    def parse(text: str) -> dict[str, int]:
        result: dict[str, int] = {}
        for part in filter(None, text.split(";")):
            found = entry.fullmatch(part)
            if not found:
                raise WrongCell(f"has {part!r}", f"write name{separator}whole number")
            if found[1] in result:
                raise WrongCell(f"has {found[1]!r} twice", "keep one")
            result[found[1]] = int(found[2])
        if len(result) < least:
            raise WrongCell("is empty", f"write name{separator}whole number")
        return result

    return parse


# --- types of fields: Annotated with the parser of their cells

Name = Annotated[str, identifier]
Nation = Annotated[str, matching("[A-Z]{3}", "three capital letters, for example FRA")]
Date = Annotated[str, as_of]
Month = Annotated[
    str, matching("(19|20)[0-9]{2}-(0[1-9]|1[0-2])", "a year and month, for example 2026-01")
]
Number = Annotated[float, number]
Amount = Annotated[float, amount]
Count = Annotated[int, count]
Flag = Annotated[bool, flag]
