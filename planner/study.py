"""The answer to a question about plans: rows, the sentences to read aloud, and how it was found.

Every study of ``planner.studies`` returns one. Its main rows answer the question; other tables
(what a nation could still give, the input differences …) stand in ``parts``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from planner.errors import InputError, Issue
from planner.problem.records import Record

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

Cell = str | int | float | bool | None | list[str] | dict[str, float]
Row = dict[str, Cell]
MAIN = "rows"
"""the name of a study's main table"""
MAX_BYTES = 200_000_000


class Method(Record):
    """How the answer was found, and how far it is to be believed."""

    relaxed: bool
    """in fractions of lots: fast, and optimistic; else in whole lots"""
    solver: str
    """name and version"""
    seed: int
    gap_share: float
    """the largest gap of any stage that a row rests on"""
    solves: int
    """problems solved, from nothing or in place"""
    rechecked: int = 0
    """of them, solved again from nothing to see whether the value is the same"""
    seconds: float
    notes: tuple[str, ...] = ()
    """what was held, left out or assumed, in sentences"""


class Study(Record):
    """One question, answered. ``kind`` is the name of the function that made it."""

    kind: str
    question: str
    answer: tuple[str, ...] = ()
    """sentences to read aloud, the most important first"""
    columns: dict[str, str] = Field(default_factory=dict)
    """column -> what it means, with its unit; for every table of the study"""
    rows: tuple[Row, ...] = ()
    parts: dict[str, tuple[Row, ...]] = Field(default_factory=dict)
    """other tables, by name"""
    method: Method
    warnings: tuple[str, ...] = ()
    planner_version: str
    scenario: str
    """name of the scenario that was asked about"""

    def table(self, name: str = MAIN) -> pd.DataFrame:
        """The main rows, or those of a part, as a DataFrame. Raises KeyError for another name."""
        import pandas as pd

        if name != MAIN and name not in self.parts:
            names = ", ".join([MAIN, *self.parts])
            raise KeyError(f"no table {name!r}; tables: {names}")
        return pd.DataFrame(list(self.tables[name]))

    def __repr__(self) -> str:
        return f"<Study {self.kind} of {self.scenario}: {len(self.rows)} rows>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        import planner

        return planner.card_html(self)

    def chart(self, width: int = 900, bare: bool = False) -> alt.LayerChart:
        """The chart of its answer, as ``planner.chart`` draws it."""
        import planner  # the public face: a study knows no room above it

        return planner.chart(self, width=width, bare=bare)

    @property
    def tables(self) -> dict[str, tuple[Row, ...]]:
        """Every table by name, the main one first."""
        return {MAIN: self.rows, **self.parts}

    def text(self) -> str:
        """The question, the answer and how it was found, as plain text."""
        kind = "fractions of lots" if self.method.relaxed else "whole lots"
        found = f"{self.method.solves:,} solves in {kind}, {self.method.seconds:.1f} s"
        if self.method.rechecked:
            found += f", {self.method.rechecked:,} of them rechecked from nothing"
        lines = [self.question, *self.answer, f"({found}; {self.method.solver})"]
        return "\n".join([*lines, *self.method.notes, *(f"warning: {w}" for w in self.warnings)])


def is_number(value: object) -> bool:
    """Is it a number, and no truth value?"""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number(row: Row, name: str) -> float:
    """The number in a column of a row; 0 where there is none."""
    value = row[name]
    return float(value) if isinstance(value, int | float) else 0.0


def read_study(source: Study | Mapping[str, Any] | str | Path) -> Study:
    """A study from its JSON: a mapping, or a file of 200 MB at most. Raises InputError."""
    if isinstance(source, Study):
        return source
    where, hint = "study", "give the JSON that --out wrote"
    try:
        if not isinstance(source, Mapping):
            where = str(source)
            with open(source, "rb") as file:
                content = file.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                raise InputError([Issue(where, f"is larger than {MAX_BYTES // 10**6} MB", hint)])
            source = json.loads(content)
        return Study.model_validate_json(json.dumps(source))
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise InputError([Issue(where, problem, "give the path of a study")]) from None
    except (ValueError, RecursionError) as error:
        first = str(error).splitlines()[0]
        raise InputError([Issue(where, f"is not a study: {first}", hint)]) from None
