"""Cells of tables that leave the program: what is nested as text, and text that is no formula."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from planner.output.workbook import FORMULA_STARTS


def flat(value: Any) -> Any:
    """One cell: what is nested as text, ``FRA=0.6; GBR=0.4`` or ``FRA; GBR``."""
    if isinstance(value, dict):
        return "; ".join(f"{key}={_number_text(part)}" for key, part in value.items())
    if isinstance(value, list):
        names = value and all(isinstance(part, str) for part in value)
        return "; ".join(value) if names else json.dumps(value)
    return value


def _number_text(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def csv_text(rows: list[list[Any]], end: str = "\r\n") -> str:
    """Rows as CSV; text that a spreadsheet would run as a formula has a single quote in front."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator=end)
    writer.writerows([_guarded(value) for value in row] for row in rows)
    return stream.getvalue()


def _guarded(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula, with a single quote in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
