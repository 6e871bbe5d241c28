"""What charts of studies read: rows whose numbers are there, and whom a row is about."""

from __future__ import annotations

from collections.abc import Iterable

from planner.output.charts.style import nation_label
from planner.study import Row, Study, is_number
from planner.summary.texts import counted


def with_numbers(rows: Iterable[Row], *columns: str) -> list[Row]:
    """The rows in which all of these columns have numbers."""
    return [row for row in rows if all(is_number(row.get(column)) for column in columns)]


def label_of(codes: str, narrow: bool) -> str:
    """Nations joined by +, as a label."""
    return " + ".join(nation_label(code, narrow) for code in codes.split("+"))


def found_by(study: Study) -> str:
    """How a study was found: the end of a subtitle."""
    units = "fractions of units" if study.method.relaxed else "whole units"
    return f"{counted(study.method.solves, 'solve')} in {units}."
