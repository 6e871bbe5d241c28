"""The reference data: every figure with its source, date and confidence.

Nothing here interprets a figure: pools are derived in ``pools.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.errors import DataError, Issue
from planner.reference.as_of import start_of
from planner.reference.figure import Recorded, SourcedValue
from planner.reference.packages import CapabilityPackage, ProcurementOption
from planner.reference.tables import Benchmark, FleetChange, UnitType

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
