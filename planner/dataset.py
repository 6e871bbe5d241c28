"""Reads data/reference and keeps, for every figure, its source, date and confidence.

Nothing here interprets a figure: pools are derived in ``pools.py``. Errors are collected and
raised once as a ``DataError`` that names file and line.
"""

from __future__ import annotations

import csv
import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planner.errors import DataError, Issue

Confidence = Literal["reported", "estimated", "assumption"]
CONFIDENCES: tuple[Confidence, ...] = ("reported", "estimated", "assumption")
PLACEMENTS = ("sector", "theatre_wide")
MOVEMENTS = ("surface", "air")
ROLES = ("combat", "support", "command", "enabler")
DOMAINS = ("land", "air", "air_defence", "strike")
NATIONAL = "national"
"""a tour or dwell that comes from the nation's own factors"""

MAX_FILE_BYTES = 20_000_000


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
    if not (path / "reference").is_dir():
        raise DataError(
            [Issue(str(path), "no folder reference/ here", "point --data at a data folder")]
        )
    return path


def load_dataset(directory: str | os.PathLike[str] | None = None) -> Dataset:
    """Read and check every reference table.

    Raises DataError that lists every wrong row with file and line.
    """
    root = data_dir(directory) / "reference"
    issues: list[Issue] = []
    facts: dict[tuple[str, str], Figure] = {}
    for row in _rows(root / "facts.csv", issues):
        figure = row.figure("item")
        if figure and (figure.nation, figure.name) in facts:
            row.complain("nation and item stand here a second time", "keep one row")
        elif figure:
            facts[figure.nation, figure.name] = figure
    factors: dict[str, Figure] = {}
    for row in _rows(root / "planning_factors.csv", issues):
        figure = row.figure("factor")
        if figure and figure.name in factors:
            row.complain("factor stands here a second time", "keep one row")
        elif figure:
            factors[figure.name] = figure
    benchmarks: dict[str, Benchmark] = {}
    for row in _rows(root / "benchmarks.csv", issues):
        benchmark = row.benchmark()
        if benchmark:
            benchmarks[benchmark.id] = benchmark
    unit_types: dict[str, UnitType] = {}
    for row in _rows(root / "unit_types.csv", issues):
        unit = row.unit_type()
        if unit and unit.id in unit_types:
            row.complain("id stands here a second time", "keep one row")
        elif unit:
            _check_bases(row, unit, factors, benchmarks)
            unit_types[unit.id] = unit
    for unit in unit_types.values():
        for other in unit.supported_by:
            if other not in unit_types:
                issues.append(Issue("unit_types.csv", f"{unit.id} needs unknown {other!r}"))
    if issues:
        raise DataError(issues)
    return Dataset(root, facts, factors, unit_types, benchmarks)


def _check_bases(
    row: _Row, unit: UnitType, factors: dict[str, Figure], benchmarks: dict[str, Benchmark]
) -> None:
    for column, tokens in unit.bases.items():
        for kind, _, text in (token.partition(":") for token in tokens):
            known = (
                (kind == "factor" and (text in factors or "{nation}" in text))
                or (kind == "benchmark" and text in benchmarks)
                or (kind in ("assumption", "system") and bool(text.strip()))
            )
            if not known:
                row.complain(
                    f"{column} cites {kind}:{text}, which is not there",
                    "cite factor:NAME, benchmark:ID, system:NAME or assumption:REASON",
                )


def _rows(path: Path, issues: list[Issue]) -> Iterator[_Row]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            issues.append(Issue(path.name, "larger than 20 MB", "split or trim the table"))
            return
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        issues.append(Issue(str(path), "the file is missing", "restore it or use another --data"))
        return
    except UnicodeDecodeError as error:
        issues.append(Issue(path.name, f"not UTF-8 text: {error}", "save the file as UTF-8"))
        return
    reader = csv.DictReader(text.splitlines(keepends=True))
    if not reader.fieldnames:
        issues.append(Issue(path.name, "the file is empty", "restore the header and rows"))
        return
    for cells in reader:
        row = _Row(f"{path.name}:{reader.line_num}", cells, issues)
        if None in cells or None in cells.values():
            row.complain("the row has more or fewer cells than the header", "quote commas")
        else:
            yield row


@dataclass(slots=True)
class _Row:
    where: str
    cells: dict[str, str]
    issues: list[Issue]

    def complain(self, problem: str, hint: str = "") -> None:
        self.issues.append(Issue(self.where, problem, hint))

    def text(self, column: str) -> str:
        if column not in self.cells:
            self.complain(f"the table has no column {column!r}", "add the column")
            return ""
        return self.cells[column].strip()

    def number(self, column: str, whole: bool = False) -> float:
        text = self.text(column)
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or abs(value) > 1e12 or (whole and value != int(value)):
            kind = "a whole number" if whole else "a number"
            self.complain(f"{column} is {text!r}, not {kind}", f"write {kind}")
            return 0.0
        return value

    def count(self, column: str) -> int:
        value = self.number(column, whole=True)
        if value < 0:
            self.complain(f"{column} is negative", "write 0 or more")
        return int(value)

    def choice(self, column: str, allowed: tuple[str, ...]) -> str:
        text = self.text(column)
        if text not in allowed:
            self.complain(f"{column} is {text!r}", f"allowed: {', '.join(allowed)}")
        return text

    def figure(self, name_column: str) -> Figure | None:
        before = len(self.issues)
        value, low, high = (self.number(column) for column in ("value", "low", "high"))
        confidence = self.choice("confidence", CONFIDENCES)
        if not low <= value <= high:
            self.complain(f"value {value:g} is outside low-high {low:g}-{high:g}", "order them")
        if confidence == "reported" and not self.text("source_title"):
            self.complain("reported, but no source_title", "name the source")
        if len(self.issues) > before:
            return None
        return Figure(
            self.text(name_column),
            value,
            low,
            high,
            self.text("unit"),
            confidence,  # type: ignore[arg-type]
            self.text("source_title"),
            self.text("source_url"),
            self.text("note"),
            self.cells.get("nation", "").strip(),
            self.cells.get("as_of", "").strip(),
        )

    def benchmark(self) -> Benchmark | None:
        before = len(self.issues)
        numbers = [self.number(column) for column in ("value", "low", "high")]
        words = [self.text(c) for c in ("id", "kind", "title", "description", "metric", "unit")]
        year = self.count("year")
        sources = [self.text(c) for c in ("source_title", "source_url", "note")]
        if len(self.issues) > before:
            return None
        identifier, kind, title, description, metric, unit = words
        value, low, high = numbers
        return Benchmark(
            identifier, kind, title, year, description, metric, value, low, high, unit, *sources
        )

    def pairs(self, column: str, separator: str) -> dict[str, int]:
        result: dict[str, int] = {}
        for part in filter(None, self.text(column).split(";")):
            name, _, number = part.partition(separator)
            if not number.strip().isdigit() or int(number) < 1:
                self.complain(f"{column} has {part!r}", f"write name{separator}whole number")
            else:
                result[name.strip()] = int(number)
        return result

    def cycle(self, column: str) -> int | None:
        return None if self.text(column) == NATIONAL else self.count(column)

    def unit_type(self) -> UnitType | None:
        before = len(self.issues)
        unit = UnitType(
            id=self.text("id"),
            title=self.text("title"),
            domain=self.choice("domain", DOMAINS),
            lot=self.text("lot"),
            placement=self.choice("placement", PLACEMENTS),
            role=self.choice("role", ROLES),
            us_enabler=self.choice("us_enabler", ("0", "1")) == "1",
            fact_item=self.text("fact_item"),
            lots_per_fact=self.text("lots_per_fact"),
            availability=self.text("availability"),
            home_fraction=self.choice("home_fraction", ("0", "1")) == "1",
            commitments=self.choice("commitments", ("0", "1")) == "1",
            personnel=self.count("personnel"),
            tonnes=self.number("tonnes"),
            tour_months=self.cycle("tour_months"),
            dwell_months=self.cycle("dwell_months"),
            notice_days=self.count("notice_days"),
            movement=self.choice("movement", MOVEMENTS),
            system_cost_eur_m_month=self.number("system_cost_eur_m_month"),
            effects=self.pairs("effects", "="),
            supported_by=self.pairs("supported_by", ":"),
            bases={
                column.removesuffix("_basis"): tuple(
                    re.split(r";(?=(?:factor|benchmark|system|assumption):)", text)
                )
                for column, text in self.cells.items()
                if column.endswith("_basis") and text
            },
        )
        if unit.tour_months == 0:
            self.complain("tour_months is 0", "a tour lasts at least one month")
        if not re.fullmatch(r"1|(1/)?factor:\w+", unit.lots_per_fact or "1"):
            problem = f"lots_per_fact is {unit.lots_per_fact!r}"
            self.complain(problem, "factor:NAME or 1/factor:NAME")
        return None if len(self.issues) > before else unit
