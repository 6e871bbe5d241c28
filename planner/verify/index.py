"""A plan indexed once, for the checks to read, and what a check yields: a violation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from planner.plan.coalition import NationRow
from planner.plan.forces import ContributionRow, TourRow
from planner.plan.plan import Plan
from planner.problem.records import PhaseRow, PoolRow, UnitTypeRow
from planner.rounding import SMALL, SMALL_IN_FRACTIONS
from planner.scenario.scenario import Location

US = "USA"
POOLED_FLEETS = ("XMM", "XNA")
PURCHASED = ("XCB", "XEL", "XES")
Monthly = dict[tuple[str, str], list[float]]


class Violation(NamedTuple):
    """A key at which a rule is broken, with the numbers."""

    key: str
    problem: str
    hint: str = ""


class Entry(NamedTuple):
    """A contribution with its names resolved."""

    nation: str
    unit: UnitTypeRow
    place: Location
    phase: PhaseRow
    lots: float

    @property
    def deployed(self) -> bool:
        """On tour, in the theatre or where the host's forces train; otherwise standing by."""
        return self.place.kind != "standby"

    @property
    def in_theatre(self) -> bool:
        """At a sector, or in the theatre as a whole."""
        return self.place.kind in ("theatre", "theatre_wide")

    @property
    def months(self) -> int:
        """Months of the phase."""
        return self.phase.months

    @property
    def lot_months(self) -> float:
        """Lots x months."""
        return self.lots * self.months

    @property
    def personnel(self) -> float:
        """People on tour."""
        return self.lots * self.unit.personnel if self.deployed else 0.0


@dataclass(frozen=True, eq=False)
class PlanIndex:
    """A plan, indexed once. Monthly lists are by pool; entries with unknown names are left out."""

    plan: Plan
    units: dict[str, UnitTypeRow]
    pools: dict[tuple[str, str], PoolRow]
    nations: dict[str, NationRow]
    places: dict[str, Location]
    entries: tuple[Entry, ...]
    in_phase: dict[str, list[Entry]]
    deployed: Monthly
    standby: Monthly
    on_tour: Monthly
    in_cycle: Monthly
    in_use: Monthly
    """on tour, in dwell, or standing by; of a pool that has no lots any more, and gets none, only
    what is still there or stands by"""

    @property
    def horizon(self) -> int:
        """Months of the plan."""
        return self.plan.scenario.horizon_months

    def over(self, left: float, right: float) -> bool:
        """Is left greater than right, in lots or what they add up to?

        Whole lots count exactly: 1e-6 is only for fractions such as attackers / ratio. In a relaxed
        plan beyond rounding, 1e-5, relative from 1 up.
        """
        if left <= right:
            return False
        return self.exceeds(left, right) if self.plan.relaxed else not left <= right + SMALL

    def exceeds(self, left: float, right: float) -> bool:
        """Is left greater than right, in money or freight, which are measured and not counted?

        Beyond rounding: 1e-6 (relaxed: 1e-5), relative from 1 up.
        """
        tolerance = SMALL_IN_FRACTIONS if self.plan.relaxed else SMALL
        return not left <= right + tolerance * max(1.0, abs(left), abs(right))

    def differs(self, left: float, right: float) -> bool:
        """Are the two numbers unequal, in lots or what they add up to?"""
        return left != right and (self.over(left, right) or self.over(right, left))

    def apart(self, left: float, right: float) -> bool:
        """Are the two numbers unequal, in money or freight?"""
        return self.exceeds(left, right) or self.exceeds(right, left)

    def lots_at(self, pool: PoolRow, month: int) -> int:
        """Lots of the pool in a month; 0 where the plan gives none."""
        return pool.lots[month] if month < len(pool.lots) else 0

    def used(self, pool: PoolRow, month: int) -> float:
        """Lots that are taken in a month: on tour, in dwell, or standing by."""
        return self.in_use[pool.nation, pool.unit_type][month]

    def lot_months(self) -> defaultdict[str, float]:
        """Lots x months by nation, deployed and standing by."""
        given: defaultdict[str, float] = defaultdict(float)
        for e in self.entries:
            given[e.nation] += e.lot_months
        return given

    def arrived(self) -> dict[tuple[str, str, str], float]:
        """(phase, nation, unit type) -> lots in the theatre beyond those of the phase before."""
        more: dict[tuple[str, str, str], float] = {}
        before: dict[tuple[str, str], float] = {}
        small = 10 * SMALL if self.plan.relaxed else SMALL
        for phase in self.plan.phases:
            now: defaultdict[tuple[str, str], float] = defaultdict(float)
            for e in self.in_phase[phase.id]:
                if e.in_theatre:
                    now[e.nation, e.unit.id] += e.lots
            for (nation, unit), lots in now.items():
                if lots - before.get((nation, unit), 0.0) > small:
                    more[phase.id, nation, unit] = lots - before.get((nation, unit), 0.0)
            before = now
        return more

    def holds(self, start: int, end: int | None, phase: PhaseRow) -> bool:
        """Does a term from start to end (none: the horizon) hold in the phase?"""
        return start <= phase.start_month < (self.horizon if end is None else end)


Check = Callable[[PlanIndex], Iterator[Violation]]
"""yields every key past its rule"""


def index_plan(plan: Plan) -> PlanIndex:
    """Index the plan."""
    units = {u.id: u for u in plan.unit_types}
    places = {location.id: location for location in plan.scenario.locations}
    phases = {p.id: p for p in plan.phases}
    pools = {(p.nation, p.unit_type): p for p in plan.pools}
    months = range(plan.scenario.horizon_months)
    deployed, standby, on_tour, in_cycle = (
        {p: [0.0 for _ in months] for p in pools} for _ in range(4)
    )
    entries = tuple(
        Entry(c.nation, units[c.unit_type], places[c.location], phases[c.phase], _lots(plan, c))
        for c in plan.contributions
        if c.unit_type in units and c.location in places and c.phase in phases
    )
    in_phase: dict[str, list[Entry]] = {p: [] for p in phases}
    for entry in entries:
        in_phase[entry.phase.id].append(entry)
        rows = (deployed if entry.deployed else standby).get((entry.nation, entry.unit.id))
        _add(rows, entry.phase.start_month, entry.phase.end_month, entry.lots)
    for tour in plan.tours:
        key = (tour.nation, tour.unit_type)
        if pool := pools.get(key):
            home = tour.start_month + pool.tour_months
            _add(on_tour[key], tour.start_month, home, _lots(plan, tour))
            _add(in_cycle[key], tour.start_month, home + pool.dwell_months, _lots(plan, tour))
    in_use: Monthly = {}
    for key, pool in pools.items():
        end = pool.end_month
        away = [*in_cycle[key][:end], *deployed[key][end:]]
        in_use[key] = [a + b for a, b in zip(away, standby[key], strict=True)]
    return PlanIndex(
        plan=plan,
        units=units,
        pools=pools,
        nations={n.nation: n for n in plan.nations},
        places=places,
        entries=entries,
        in_phase=in_phase,
        deployed=deployed,
        standby=standby,
        on_tour=on_tour,
        in_cycle=in_cycle,
        in_use=in_use,
    )


def _lots(plan: Plan, row: ContributionRow | TourRow) -> float:
    """Lots of a row; in a whole plan the number that they are (else a violation: whole_lots)."""
    if plan.relaxed:
        return row.lots
    nearest = float(round(row.lots))
    return nearest if abs(row.lots - nearest) <= SMALL else row.lots


def _add(rows: list[float] | None, start: int, end: int, lots: float) -> None:
    if rows is not None:
        for month in range(max(0, start), min(end, len(rows))):
            rows[month] += lots


def sovereign(nation: str) -> bool:
    """Can the nation be a member? The US, pooled and purchased fleets cannot."""
    return nation != US and nation not in (*POOLED_FLEETS, *PURCHASED)


def total(entries: Iterable[Entry], effect: str) -> float:
    """What the entries produce of an effect."""
    return sum(e.lots * e.unit.effects.get(effect, 0) for e in entries)


def row_key(row: ContributionRow | TourRow) -> str:
    """The names of a row, as the key of a violation."""
    at = str(row.start_month) if isinstance(row, TourRow) else f"{row.location} {row.phase}"
    return f"{row.nation} {row.unit_type} {at}"
