"""A scenario as a sheet of a workbook: a row a field, by the key that ``--set`` takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from planner.errors import InputError, Issue
from planner.reference.sheets import Sheets, cell_text, place
from planner.scenario.text_reader import parse_value

SHEET = "scenario"
HEADER = ("field", "value")
EXTENDS = "extends"


class Field(NamedTuple):
    """A row of the sheet: the key of a field, the text of its value, and where that stands."""

    key: str
    text: str
    where: str


def read_scenario_sheet(path: Path) -> tuple[str, list[Field]]:
    """Name of the scenario that a workbook starts from, and its other fields.

    Raises InputError where there is no such sheet, or it does not name a scenario.
    """
    sheets = Sheets(path)
    if SHEET not in sheets.names:
        hint = "planner data template makes a workbook that has one"
        raise InputError([Issue(str(path), f"has no sheet {SHEET!r}", hint)])
    rows = sheets.rows(SHEET)
    _, header = next(rows, (1, []))
    if tuple(header[:2]) != HEADER:
        hint = f"begin with {' and '.join(HEADER)}"
        raise InputError([Issue(place(SHEET, 1, 0), "does not name its columns", hint)])
    fields = [
        Field(cells[0], (cells[1:2] or [""])[0], place(SHEET, number, 1)) for number, cells in rows
    ]
    bases = [field for field in fields if field.key == EXTENDS]
    if len(bases) != 1 or not bases[0].text:
        where = bases[-1].where if bases else place(SHEET, 2, 0)
        hint = f"one row {EXTENDS} with the name of a scenario"
        raise InputError([Issue(where, "does not say what it starts from", hint)])
    return bases[0].text, [field for field in fields if field.key and field.key != EXTENDS]


def flat_fields(content: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Key and text of every single field of a document; a field without value has no text.

    >>> dict(flat_fields({"a": {"b": 1.0}, "l": [{"id": "x", "n": None}], "m": ["FRA"]}))
    {'a.b': '1', 'l.x.id': 'x', 'l.x.n': '', 'm': '["FRA"]'}
    """
    if isinstance(content, dict) and (content or not key):
        parts = content.items()
    elif isinstance(content, list) and content and all(_has_id(part) for part in content):
        parts = {part["id"]: part for part in content}.items()
    else:
        yield key, value_text(content)
        return
    for name, part in parts:
        yield from flat_fields(part, f"{key}.{name}" if key else str(name))


def _has_id(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("id"), str)


def value_text(value: Any) -> str:
    """A value as the text that reads back as it.

    >>> [value_text(v) for v in ("x", "12", True, ["FRA"], 0.5)]
    ['x', '"12"', 'true', '["FRA"]', '0.5']
    """
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    text = cell_text(value)
    if not isinstance(value, str) or not text:
        return text
    try:
        return text if parse_value(text, SHEET) == value else json.dumps(value, ensure_ascii=False)
    except InputError:
        return json.dumps(value, ensure_ascii=False)
