"""Reads data/reference and keeps, for every figure, its source, date and confidence.

Nothing here interprets a figure: pools are derived in ``pools.py``. Errors are collected and
raised once as a ``DataError`` that names file and line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from planner.errors import MAX_ISSUES, DataError, Issue
from planner.reference.as_of import start_of
from planner.reference.cross_checks import LARGEST, check_tables, row_bases
from planner.reference.csv_reader import Row, Table, read_sheet, read_table
from planner.reference.figure import CONFIDENCES, Confidence, Recorded, SourcedValue
from planner.reference.packages import (
    PACKAGES,
    PROCUREMENT,
    CapabilityPackage,
    ProcurementOption,
)
from planner.reference.sheets import Sheets, is_workbook
from planner.reference.tables import (
    BENCHMARKS,
    COMPONENTS,
    DOMAINS,
    FACTORS,
    FACTS,
    FLEET_CHANGES,
    MOVEMENTS,
    NATIONAL,
    PLACEMENTS,
    ROLES,
    TABLES,
    UNIT_TYPES,
    Benchmark,
    FleetChange,
    UnitType,
)

__all__ = [
    "COMPONENTS",
    "CONFIDENCES",
    "DOMAINS",
    "LARGEST",
    "MOVEMENTS",
    "NATIONAL",
    "PLACEMENTS",
    "ROLES",
    "Benchmark",
    "CapabilityPackage",
    "Confidence",
    "Dataset",
    "FleetChange",
    "ProcurementOption",
    "SourcedValue",
    "UnitType",
    "data_book",
    "data_dir",
    "load_dataset",
]

FactKey = tuple[str, str]
"""nation and item"""


@dataclass(frozen=True, slots=True)
class Dataset:
    """All reference tables, ready for look-up by key. Immutable.

    ``facts``: the figure that counts for each nation and item; ``other_dates``: its figures of
    other dates. As loaded, the newest counts; ``at`` chooses those of a date.
    """

    directory: Path
    facts: Mapping[FactKey, SourcedValue]
    factors: Mapping[str, SourcedValue]
    unit_types: dict[str, UnitType]
    benchmarks: dict[str, Benchmark]
    packages: dict[str, CapabilityPackage] = field(default_factory=dict)
    procurement: dict[str, ProcurementOption] = field(default_factory=dict)
    other_dates: Mapping[FactKey, tuple[SourcedValue, ...]] = field(default_factory=dict)
    fleet_changes: tuple[FleetChange, ...] = ()
    date: str = ""
    """the month at whose end it stands; empty as loaded"""

    def changes(self, nation: str, date: str) -> tuple[FleetChange, ...]:
        """Planned changes of a nation's facts that were announced by a month (``2024-12``), by
        month."""
        known = (
            change
            for change in self.fleet_changes
            if change.nation == nation and change.announced <= date
        )
        return tuple(sorted(known, key=lambda change: change.month))

    def at(self, date: str) -> Dataset:
        """The dataset as it stood at the end of a month (``2024-12``).

        For each nation and item the newest figure not after that month counts; a span counts from
        its start, and what is undated is the oldest of all. Where all figures are later, nothing
        had been stated yet (stance and offers have no figure), and of all else the earliest
        counts. A figure set by hand, which has no date at all, counts at every date.
        Raises ValueError for what is no date.
        """
        if date == self.date:
            return self
        month = start_of(date)[:2]
        facts: dict[FactKey, SourcedValue] = {}
        others: dict[FactKey, tuple[SourcedValue, ...]] = {}
        for key, figures in self._history().items():
            held = None if figures[0].is_statement else figures[0]
            for figure in figures:
                if not figure.later_than(month):
                    held = figure
            if held is not None:
                facts[key] = held
            if len(figures) > 1 or held is None:
                others[key] = tuple(figure for figure in figures if figure is not held)
        return replace(self, facts=facts, other_dates=others, date=date)

    def _history(self) -> dict[FactKey, list[SourcedValue]]:
        """All figures of every nation and item, the oldest first."""
        history = {key: [figure] for key, figure in self.facts.items()}
        for key, figures in self.other_dates.items():
            history.setdefault(key, []).extend(figures)
            history[key].sort(key=lambda figure: figure.start)
        return history

    def recording(self, read: dict[SourcedValue, None]) -> Dataset:
        """The same dataset; every fact and factor looked up in it is put into ``read``."""
        facts, factors = Recorded(self.facts, read), Recorded(self.factors, read)
        return replace(self, facts=facts, factors=factors)

    def changed(self, changes: Iterable[FleetChange]) -> Dataset:
        """The dataset once planned changes have come, in their order; what is read is recorded as
        before."""
        figures = {(change.nation, change.item): change.figure for change in changes}
        if not figures:
            return self
        if isinstance(self.facts, Recorded):
            return replace(self, facts=self.facts.changed(figures))
        return replace(self, facts={**self.facts, **figures})

    @property
    def nations(self) -> tuple[str, ...]:
        """All owner codes of the facts, sorted."""
        return tuple(sorted({nation for nation, _ in (*self.facts, *self.other_dates)}))

    @property
    def fact_items(self) -> tuple[str, ...]:
        """All items of the facts, sorted."""
        return tuple(sorted({item for _, item in (*self.facts, *self.other_dates)}))

    @property
    def effects(self) -> tuple[str, ...]:
        """All effects that some unit type produces, sorted."""
        return tuple(sorted({e for unit in self.unit_types.values() for e in unit.effects}))

    def unit(self, item: str) -> str:
        """The unit of a fact, for example ``aircraft``."""
        figures = (*self.facts.items(), *((k, f[0]) for k, f in self.other_dates.items()))
        return next(figure.unit for (_, i), figure in figures if i == item)

    def fact(self, nation: str, item: str) -> SourcedValue | None:
        """The figure of a nation, or None when the table has no such row."""
        key = (nation, item)
        if key not in self.facts:  # many are not, and ``get`` of a recording table is slow then
            return None
        return self.facts[key]

    def value(self, nation: str, item: str, default: float = 0.0) -> float:
        """The value of a fact, or the default when the table has no such row.

        What is not in the table counts as none: no brigades, not a member, no votes. Only figures
        that are there can be listed in a plan.
        """
        figure = self.fact(nation, item)
        return default if figure is None else figure.value

    def factor(self, name: str) -> SourcedValue:
        """A planning factor. Raises DataError when there is none of that name."""
        try:
            return self.factors[name]
        except KeyError:
            raise DataError(
                [Issue("planning_factors.csv", f"no factor named {name!r}", "add the row")]
            ) from None

    def national_factor(self, name: str, nation: str) -> SourcedValue:
        """Factor ``name_NATION`` where the table has one, else the general factor ``name``."""
        return self.factors.get(f"{name}_{nation}") or self.factor(name)

    def package_needs(self, package: str) -> dict[str, float]:
        """What one unit of a package takes, by effect, in its unit (aircraft, batteries).

        needs[effect] = multiplier x factor, with the factors of this dataset: those that a
        scenario overrides count. Raises DataError when there is no such package or factor.
        Source: packages.csv.
        """
        return {
            effect: times * (self.factor(name).value if name else 1.0)
            for effect, (times, name) in self._package(package).needs.items()
        }

    def _package(self, name: str) -> CapabilityPackage:
        try:
            return self.packages[name]
        except KeyError:
            raise DataError(
                [Issue("packages.csv", f"no package named {name!r}", "add the row")]
            ) from None


def data_dir(directory: str | os.PathLike[str] | None = None) -> Path:
    """The folder that holds ``reference/`` and ``scenarios/``.

    The argument, else the environment variable PLANNER_DATA, else the data shipped with the
    package, which a workbook takes its place in. Raises DataError when the folder is missing.
    """
    chosen = directory or os.environ.get("PLANNER_DATA")
    if chosen and not is_workbook(chosen):
        path = Path(chosen)
    else:
        installed = Path(__file__).parents[1] / "data"
        path = installed if installed.is_dir() else Path(__file__).parents[2] / "data"
    if not os.path.isdir(path / "reference"):  # Path.is_dir raises for a name that is too long
        raise DataError(
            [Issue(str(path), "no folder reference/ here", "point --data at a data folder")]
        )
    return path


def data_book(directory: str | os.PathLike[str] | None = None) -> Path | None:
    """The workbook that tables are read from, where the data are one and not a folder."""
    chosen = directory or os.environ.get("PLANNER_DATA")
    return Path(chosen) if chosen and is_workbook(chosen) else None


def load_dataset(directory: str | os.PathLike[str] | None = None) -> Dataset:
    """Read and check every reference table, from a data folder or from a workbook.

    All tables of a folder are required; sheets that a workbook lacks are read from the shipped
    tables. Raises DataError that lists every wrong row with file and line, or sheet and cell.
    """
    root, book = data_dir(directory) / "reference", data_book(directory)
    sheets = Sheets(book) if book else None
    issues: list[Issue] = []

    rows: dict[str, dict[Any, Row]] = {}
    for table in TABLES:
        if sheets and table.name in sheets.names:
            rows[table.name] = read_sheet(sheets, table, issues)
        else:
            rows[table.name] = read_table(root / f"{table.name}.csv", table, issues)
    if len(issues) < MAX_ISSUES:
        check_tables(rows)
    if issues:
        raise DataError(issues)

    def records[Record](table: Table[Record]) -> dict[Any, Record]:
        return {key: table.of(row) for key, row in rows[table.name].items()}

    newest, older = _by_date(records(FACTS).values())
    unit_types = rows[UNIT_TYPES.name].items()
    return Dataset(
        book or root,
        newest,
        records(FACTORS),
        {key: UNIT_TYPES.of(row, bases=dict(row_bases(row))) for key, row in unit_types},
        records(BENCHMARKS),
        records(PACKAGES),
        records(PROCUREMENT),
        older,
        tuple(records(FLEET_CHANGES).values()),
    )


def _by_date(
    figures_read: Iterable[SourcedValue],
) -> tuple[dict[FactKey, SourcedValue], dict[FactKey, tuple[SourcedValue, ...]]]:
    """The newest figure of every nation and item, and its older figures, the oldest first."""
    history: dict[FactKey, list[SourcedValue]] = {}
    for figure in figures_read:
        history.setdefault((figure.nation, figure.name), []).append(figure)
    for figures in history.values():
        if len(figures) > 1:
            figures.sort(key=lambda figure: figure.start)
    newest = {key: figures[-1] for key, figures in history.items()}
    return newest, {key: tuple(f[:-1]) for key, f in history.items() if len(f) > 1}
