"""The reference tables: what a row of each is, and how its cells are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from planner.reference.cells import (
    NAME,
    Amount,
    Count,
    Flag,
    Month,
    Name,
    Nation,
    Number,
    Parser,
    WrongCell,
    choice,
    count,
    matching,
    pairs,
)
from planner.reference.csv_reader import Table
from planner.reference.figure import Grade, SourcedValue
from planner.reference.packages import PACKAGES, PROCUREMENT

PLACEMENTS = ("sector", "theatre_wide", "training", "sea")
MOVEMENTS = ("surface", "air")
ROLES = ("combat", "support", "command", "enabler", "training")
DOMAINS = ("land", "air", "air_defence", "strike", "sea")
COMPONENTS = ("land", "air", "air_defence", "logistics", "training", "sea")
"""parts of a force that nations offer one by one (facts offer_<component>)"""
NATIONAL = "national"
"""a tour or dwell that comes from the nation's own factors"""


def _cycle(least: int) -> Parser:
    """Months of a tour or dwell; None: by the nation's own factors."""

    def parse(text: str) -> int | None:
        months = None if text == NATIONAL else count(text)
        if months is not None and months < least:
            raise WrongCell(f"is {months}", f"write {least} or more, or {NATIONAL}")
        return months

    return parse


@dataclass(frozen=True, slots=True)
class UnitType:
    """A row of unit_types.csv: what one lot is, needs and does. Tours in months, mass in tonnes.

    ``component``: the part of a force that it belongs to, by which nations make their offers.
    """

    id: Name
    title: str
    domain: Annotated[str, choice(*DOMAINS)]
    component: Annotated[str, choice(*COMPONENTS)]
    lot: str
    placement: Annotated[str, choice(*PLACEMENTS)]
    role: Annotated[str, choice(*ROLES)]
    us_enabler: Flag
    fact_item: Name
    lots_per_fact: Annotated[
        str, matching(rf"1?|(1/)?factor:{NAME}", "1, factor:NAME or 1/factor:NAME")
    ]
    availability: Annotated[
        str, matching(rf"((fact|factor):{NAME})?", "fact:ITEM, factor:NAME or empty")
    ]
    home_fraction: Flag
    is_battlegroup: Flag
    personnel: Count
    tonnes: Amount
    tour_months: Annotated[int | None, _cycle(1)]
    dwell_months: Annotated[int | None, _cycle(0)]
    notice_days: Count
    movement: Annotated[str, choice(*MOVEMENTS)]
    system_cost_eur_m_month: Amount
    effects: Annotated[dict[str, int], pairs("=", least=1)]
    supported_by: Annotated[dict[str, int], pairs(":", least=0)]
    bases: dict[str, tuple[str, ...]]
    """what a figure rests on, by its column: those that end in _basis"""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published force option, statement or past deployment."""

    id: Name
    kind: str
    title: str
    year: Count
    description: str
    metric: str
    value: Number
    low: Amount
    high: Number
    unit: str
    source_title: str
    source_url: str
    note: str


@dataclass(frozen=True, slots=True)
class FleetChange:
    """A planned change of a fact: from ``month`` on the nation has ``value`` of the item.

    ``month`` and ``announced`` are ``YYYY-MM``; the change is known from ``announced`` on.
    """

    nation: Nation
    item: Name
    month: Month
    value: Number
    low: Amount
    high: Number
    unit: str
    announced: Month
    confidence: Grade
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


@dataclass(frozen=True, slots=True)
class AirDefenceSystem:
    """A row of air_defence_systems.csv: a system, and a class of batteries that it can be."""

    system: str
    size: str


FACTS = Table("facts", SourcedValue, ("nation", "item", "as_of"), {"name": "item"})
FLEET_CHANGES = Table("fleet_changes", FleetChange, ("nation", "item", "month"))
FACTORS = Table(
    "planning_factors", SourcedValue, ("factor",), {"name": "factor"}, without=("nation", "as_of")
)
BENCHMARKS = Table("benchmarks", Benchmark, ("id",))
UNIT_TYPES = Table("unit_types", UnitType, ("id",))
SYSTEMS = Table("air_defence_systems", AirDefenceSystem, ("system", "class"), {"size": "class"})
TABLES: tuple[Table[Any], ...] = (
    FACTS,
    FLEET_CHANGES,
    FACTORS,
    BENCHMARKS,
    UNIT_TYPES,
    PACKAGES,
    PROCUREMENT,
    SYSTEMS,
)
"""every table that is read, in this order"""
