"""The reference tables: what a row of each is, and how its cells are read."""

from __future__ import annotations

from dataclasses import dataclass

from planner.reference.cells import (
    NAME,
    Parser,
    WrongCell,
    amount,
    as_of,
    choice,
    count,
    flag,
    identifier,
    matching,
    number,
    pairs,
)
from planner.reference.figure import CONFIDENCES, Confidence, SourcedValue
from planner.reference.packages import PACKAGE_COLUMNS, PROCUREMENT_COLUMNS

PLACEMENTS = ("sector", "theatre_wide", "training", "sea")
MOVEMENTS = ("surface", "air")
ROLES = ("combat", "support", "command", "enabler", "training")
DOMAINS = ("land", "air", "air_defence", "strike", "sea")
COMPONENTS = ("land", "air", "air_defence", "logistics", "training", "sea")
"""parts of a force that nations offer one by one (facts offer_<component>)"""
NATIONAL = "national"
"""a tour or dwell that comes from the nation's own factors"""


@dataclass(frozen=True, slots=True)
class UnitType:
    """A row of unit_types.csv: what one lot is, needs and does. Tours in months, mass in tonnes.

    ``component``: the part of a force that it belongs to, by which nations make their offers.
    """

    id: str
    title: str
    domain: str
    component: str
    lot: str
    placement: str
    role: str
    us_enabler: bool
    fact_item: str
    lots_per_fact: str
    availability: str
    home_fraction: bool
    is_battlegroup: bool
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
class FleetChange:
    """A planned change of a fact: from ``month`` on the nation has ``value`` of the item.

    ``month`` and ``announced`` are ``YYYY-MM``; the change is known from ``announced`` on.
    """

    nation: str
    item: str
    month: str
    value: float
    low: float
    high: float
    unit: str
    announced: str
    confidence: Confidence
    source_title: str
    source_url: str
    note: str

    @property
    def figure(self) -> SourcedValue:
        """The fact that the nation has from then on."""
        return SourcedValue(
            name=self.item,
            value=self.value,
            low=self.low,
            high=self.high,
            unit=self.unit,
            confidence=self.confidence,
            source_title=self.source_title,
            source_url=self.source_url,
            note=self.note,
            nation=self.nation,
            as_of=self.month,
        )


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
_NATION = matching("[A-Z]{3}", "three capital letters, for example FRA")
_MONTH = matching("(19|20)[0-9]{2}-(0[1-9]|1[0-2])", "a year and month, for example 2026-01")
FACT_COLUMNS: dict[str, Parser] = {
    "nation": _NATION,
    "item": identifier,
    "as_of": as_of,
    **FIGURE_COLUMNS,
}
CHANGE_COLUMNS: dict[str, Parser] = {
    "nation": _NATION,
    "item": identifier,
    "month": _MONTH,
    "announced": _MONTH,
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
    "component": choice(*COMPONENTS),
    "lot": str,
    "placement": choice(*PLACEMENTS),
    "role": choice(*ROLES),
    "us_enabler": flag,
    "fact_item": identifier,
    "lots_per_fact": matching(rf"1?|(1/)?factor:{NAME}", "1, factor:NAME or 1/factor:NAME"),
    "availability": matching(rf"({_CITATION})?", "fact:ITEM, factor:NAME or empty"),
    "home_fraction": flag,
    "is_battlegroup": flag,
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
KEYED_TABLES: tuple[tuple[str, dict[str, Parser], str], ...] = (
    ("planning_factors", FACTOR_COLUMNS, "factor"),
    ("benchmarks", BENCHMARK_COLUMNS, "id"),
    ("unit_types", UNIT_TYPE_COLUMNS, "id"),
    ("packages", PACKAGE_COLUMNS, "id"),
    ("procurement", PROCUREMENT_COLUMNS, "id"),
)
"""name, columns and key of the tables whose key is one column"""
