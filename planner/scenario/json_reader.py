"""Reads JSON text strictly, and keeps the line of every value."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from planner.errors import InputError, Issue
from planner.scenario.limits import MAX_DEPTH, MAX_VALUES, KeyPath, too_deep, too_many, twice

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+')


def read_json(text: str, name: str) -> tuple[Any, dict[KeyPath, str]]:
    """The content of a JSON text, and the line of every value.

    Raises ValueError where the text is no JSON, InputError where it is not strict.
    """

    def refuse(word: str) -> NoReturn:
        raise InputError([Issue(name, f"{word} is no number", "write a finite number")])

    def finite(digits: str) -> float:
        value = float(digits)
        if not math.isfinite(value):
            raise InputError([Issue(name, f"{digits[:40]} is too large", "write a finite number")])
        return value

    content = json.loads(text, parse_constant=refuse, parse_float=finite)
    return content, _json_lines(text, name)


def _json_lines(text: str, name: str) -> dict[KeyPath, str]:
    """Line of every value of valid JSON text. Refuses keys that stand twice in a table."""
    lines: dict[KeyPath, str] = {}
    keys: set[KeyPath] = set()
    path: list[str | int] = []
    line, last = 1, '""'
    for token in _JSON_TOKEN.finditer(text):
        mark = token[0]
        where = f"{name}:{line}"
        if mark == "\n":
            line += 1
        elif mark in "}]":
            path.pop()
        elif mark == ",":
            if isinstance(path[-1], int):
                path[-1] += 1
        elif mark == ":":
            path[-1] = json.loads(last)
            if tuple(path) in keys:
                twice(where, str(path[-1]))
            keys.add(tuple(path))
            lines[tuple(path)] = where
        else:
            lines.setdefault(tuple(path), where)
            last = mark
            if "\\u" in mark:
                _whole_characters(json.loads(mark), where)
            if mark in "{[":
                path.append("" if mark == "{" else 0)
            if len(path) > MAX_DEPTH:
                too_deep(where)
            if len(lines) > MAX_VALUES:
                too_many(where)
    return lines


def _whole_characters(text: str, where: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InputError([Issue(where, "half a character is no text", "write it in UTF-8")])
