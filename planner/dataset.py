"""Reads data/reference and keeps, for every figure, its source, date and confidence.

Nothing here interprets a figure: pools are derived in ``pools.py``. Errors are collected and
raised once as a ``DataError`` that names file and line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from operator import itemgetter
from pathlib import Path
from typing import Literal

from planner.csv_rows import (
    NAME,
    Parser,
    Row,
    WrongCell,
    amount,
    choice,
    count,
    flag,
    identifier,
    matching,
    number,
    pairs,
    read_table,
)
from planner.errors import DataError, Issue

Confidence = Literal["reported", "estimated", "assumption"]
CONFIDENCES: tuple[Confidence, ...] = ("reported", "estimated", "assumption")
PLACEMENTS = ("sector", "theatre_wide")
MOVEMENTS = ("surface", "air")
ROLES = ("combat", "support", "command", "enabler")
DOMAINS = ("land", "air", "air_defence", "strike")
NATIONAL = "national"
"""a tour or dwell that comes from the nation's own factors"""
LARGEST = {"fraction": 1.0, "share": 1.0, "flag": 1.0, "code 0-3": 3.0}
"""the most that a figure of such a unit can be"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One sourced number: a fact of a nation or a planning factor."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    confidence: Confidence
    source_title: str
    source_url: str
    note: str
    nation: str = ""
    as_of: str = ""

    @property
    def source(self) -> str:
        """Title of the source, or the word assumption."""
        return self.source_title or "assumption"


@dataclass(frozen=True, slots=True)
class UnitType:
    """A row of unit_types.csv: what one lot is, needs and does. Tours in months, mass in tonnes."""

    id: str
    title: str
    domain: str
    lot: str
    placement: str
    role: str
    us_enabler: bool
    fact_item: str
    lots_per_fact: str
    availability: str
    home_fraction: bool
    commitments: bool
    personnel: int
    tonnes: float
    tour_months: int | None
    dwell_months: int | None
    notice_days: int
    movement: str
    system_cost_eur_m_month: float
    effects: dict[str, int]
    supported_by: dict[str, int]
    bases: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published force option, statement or past deployment."""

    id: str
    kind: str
    title: str
    year: int
    description: str
    metric: str
    value: float
    low: float
    high: float
    unit: str
    source_title: str
    source_url: str
    note: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """All reference tables, ready for look-up. Immutable."""

    directory: Path
    facts: dict[tuple[str, str], Figure]
    factors: dict[str, Figure]
    unit_types: dict[str, UnitType]
    benchmarks: dict[str, Benchmark]

    @property
    def nations(self) -> tuple[str, ...]:
        """All owner codes of the facts, sorted."""
        return tuple(sorted({nation for nation, _ in self.facts}))

    @property
    def fact_items(self) -> tuple[str, ...]:
        """All items of the facts, sorted."""
        return tuple(sorted({item for _, item in self.facts}))

    @property
    def effects(self) -> tuple[str, ...]:
        """All effects that some unit type produces, sorted."""
        return tuple(sorted({e for unit in self.unit_types.values() for e in unit.effects}))

    def unit(self, item: str) -> str:
        """The unit of a fact, for example ``aircraft``."""
        return next(figure.unit for (_, i), figure in self.facts.items() if i == item)

    def fact(self, nation: str, item: str) -> Figure | None:
        """The figure of a nation, or None when the table has no such row."""
        return self.facts.get((nation, item))

    def value(self, nation: str, item: str, default: float = 0.0) -> float:
        """The value of a fact, or the default when the table has no such row."""
        figure = self.fact(nation, item)
        return default if figure is None else figure.value

    def factor(self, name: str) -> Figure:
        """A planning factor. Raises DataError when there is none of that name."""
        try:
            return self.factors[name]
        except KeyError:
            raise DataError(
                [Issue("planning_factors.csv", f"no factor named {name!r}", "add the row")]
            ) from None

    def national_factor(self, name: str, nation: str) -> Figure:
        """Factor ``name_NATION`` where the table has one, else the general factor ``name``."""
        return self.factors.get(f"{name}_{nation}") or self.factor(name)


def data_dir(directory: str | os.PathLike[str] | None = None) -> Path:
    """The folder that holds ``reference/`` and ``scenarios/``.

    The argument, else the environment variable PLANNER_DATA, else the data shipped with the
    package. Raises DataError when the folder is missing.
    """
    chosen = directory or os.environ.get("PLANNER_DATA")
    if chosen:
        path = Path(chosen)
    else:
        installed = Path(__file__).parent / "data"
        path = installed if installed.is_dir() else Path(__file__).parents[1] / "data"
    if not os.path.isdir(path / "reference"):  # Path.is_dir raises for a name that is too long
        raise DataError(
            [Issue(str(path), "no folder reference/ here", "point --data at a data folder")]
        )
    return path


def _cycle(least: int) -> Parser:
    """Months of a tour or dwell; None: by the nation's own factors."""

    def parse(text: str) -> int | None:
        months = None if text == NATIONAL else count(text)
        if months is not None and months < least:
            raise WrongCell(f"is {months}", f"write {least} or more, or {NATIONAL}")
        return months

    return parse


_RANGE: dict[str, Parser] = {"value": number, "low": amount, "high": number}
_SOURCE: dict[str, Parser] = {"unit": str, "source_title": str, "source_url": str, "note": str}
_CITATION = rf"(fact|factor):{NAME}"
FIGURE_COLUMNS: dict[str, Parser] = {**_RANGE, "confidence": choice(*CONFIDENCES), **_SOURCE}
FACT_COLUMNS: dict[str, Parser] = {
    "nation": matching("[A-Z]{3}", "three capital letters, for example FRA"),
    "item": identifier,
    "as_of": str,
    **FIGURE_COLUMNS,
}
FACTOR_COLUMNS: dict[str, Parser] = {"factor": identifier, **FIGURE_COLUMNS}
SYSTEM_COLUMNS: dict[str, Parser] = {"system": str, "class": str}
BENCHMARK_COLUMNS: dict[str, Parser] = {
    "id": identifier,
    "kind": str,
    "title": str,
    "year": count,
    "description": str,
    "metric": str,
    **_RANGE,
    **_SOURCE,
}
UNIT_TYPE_COLUMNS: dict[str, Parser] = {
    "id": identifier,
    "title": str,
    "domain": choice(*DOMAINS),
    "lot": str,
    "placement": choice(*PLACEMENTS),
    "role": choice(*ROLES),
    "us_enabler": flag,
    "fact_item": identifier,
    "lots_per_fact": matching(rf"1?|(1/)?factor:{NAME}", "1, factor:NAME or 1/factor:NAME"),
    "availability": matching(rf"({_CITATION})?", "fact:ITEM, factor:NAME or empty"),
    "home_fraction": flag,
    "commitments": flag,
    "personnel": count,
    "tonnes": amount,
    "tour_months": _cycle(1),
    "dwell_months": _cycle(0),
    "notice_days": count,
    "movement": choice(*MOVEMENTS),
    "system_cost_eur_m_month": amount,
    "effects": pairs("=", least=1),
    "supported_by": pairs(":", least=0),
}


def load_dataset(directory: str | os.PathLike[str] | None = None) -> Dataset:
    """Read and check every reference table.

    Raises DataError that lists every wrong row with file and line.
    """
    root = data_dir(directory) / "reference"
    issues: list[Issue] = []
    facts = read_table(root / "facts.csv", FACT_COLUMNS, itemgetter("nation", "item"), issues)
    factors = read_table(
        root / "planning_factors.csv", FACTOR_COLUMNS, itemgetter("factor"), issues
    )
    benchmarks = read_table(root / "benchmarks.csv", BENCHMARK_COLUMNS, itemgetter("id"), issues)
    systems = read_table(
        root / "air_defence_systems.csv", SYSTEM_COLUMNS, itemgetter("system", "class"), issues
    )
    units = read_table(root / "unit_types.csv", UNIT_TYPE_COLUMNS, itemgetter("id"), issues)
    _check_figures([*facts.values(), *factors.values(), *benchmarks.values()])
    known: dict[str, Collection[str]] = {
        "fact": {item for _, item in facts},
        "factor": factors,
        "benchmark": benchmarks,
        "system": {" ".join(key) for key in systems},
    }
    _check_units(units, known)
    if issues:
        raise DataError(issues)
    return Dataset(
        root,
        {key: _figure(row, "item") for key, row in facts.items()},
        {key: _figure(row, "factor") for key, row in factors.items()},
        {key: UnitType(**row.values, bases=dict(_bases(row))) for key, row in units.items()},
        {key: Benchmark(**row.values) for key, row in benchmarks.items()},
    )


def _figure(row: Row, name_column: str) -> Figure:
    return Figure(name=row.values.pop(name_column), **row.values)


def _bases(row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each figure of a unit type rests on, by column."""
    for column, text in row.cells.items():
        if column.endswith("_basis") and text:
            tokens = re.split(r";(?=(?:factor|benchmark|system|assumption):)", text)
            yield column.removesuffix("_basis"), tuple(tokens)


def _check_figures(rows: Iterable[Row]) -> None:
    for row in rows:
        if not row.sound:
            continue
        value, low, high = (row.values[column] for column in ("value", "low", "high"))
        unit = row.values["unit"]
        if not low <= value <= high:
            row.complain(f"value {value:g} is outside low-high {low:g}-{high:g}", "order them")
        elif high > LARGEST.get(unit, high):
            row.complain(f"high {high:g} is more than {LARGEST[unit]:g}", f"the unit is {unit}")
        if row.values.get("confidence") == "reported" and not row.values["source_title"]:
            row.complain("reported, but no source_title", "name the source")


def _check_units(rows: Mapping[str, Row], known: Mapping[str, Collection[str]]) -> None:
    """Everything that a unit type names must be there. A table that is not read is not searched."""

    def is_known(kind: str, text: str) -> bool:
        if kind == "assumption":
            return bool(text.strip())
        names = known.get(kind)
        stem, nation, _ = text.partition("{nation}")
        found = any(n.startswith(stem) for n in names or ()) if nation else text in (names or ())
        return names is not None and (found or not names)

    sound = {key: row for key, row in rows.items() if row.sound}
    for row in sound.values():
        cited = [("fact_item", f"fact:{row.values['fact_item']}")]
        cited += [
            (column, text.removeprefix("1/"))
            for column in ("lots_per_fact", "availability")
            if (text := row.values[column]) not in ("", "1")
        ]
        cited += [(column, token) for column, tokens in _bases(row) for token in tokens]
        for column, token in cited:
            kind, _, text = token.partition(":")
            if not is_known(kind, text):
                hint = "cite factor:NAME, benchmark:ID, system:NAME or assumption:REASON"
                if column in row.cells:
                    hint = "use a name of facts.csv or planning_factors.csv, or add the row"
                row.complain(f"{column} cites {kind}:{text}, which is not there", hint)
        for other in row.values["supported_by"]:
            if other not in rows:
                row.complain(f"supported_by names {other!r}, which is no unit type", "add the row")
    _check_circle(sound)


def _check_circle(rows: Mapping[str, Row]) -> None:
    """Support, and headquarters for battlegroups, must not run in a circle."""
    headquarters = {key for key, row in rows.items() if row.values["role"] == "command"}
    needs = {
        key: {
            *row.values["supported_by"],
            *(headquarters - {key} if row.values["commitments"] else ()),
        }
        for key, row in rows.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        problem = f"supported_by runs in a circle: {' -> '.join(circle)}"
        rows[circle[0]].complain(problem, "take one out")
