"""The rules of the forces, rechecked from a plan's own numbers: tours, pools, support, staffs.

Each rule is a function of the ledger that yields a Breach for every key past the rule. Written
from model.md alone: nothing is shared with the model that made the plan (a law of the project).
Letters: x lots contributed · T tour and D dwell in months · q lots in the pool · n nation ·
u unit type · l location · k phase · t month.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from planner.result import (
    ContributionRow,
    NationRow,
    PhaseRow,
    Plan,
    PoolRow,
    TourRow,
    UnitTypeRow,
)
from planner.schema import Location, Pledge, Requirement

US = "USA"
POOLED_FLEETS = ("XMM", "XNA")
Monthly = dict[tuple[str, str], list[float]]


class Breach(NamedTuple):
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
        """In the theatre, on tour; otherwise standing by."""
        return self.place.kind != "standby"

    @property
    def months(self) -> int:
        """Months of the phase."""
        return self.phase.end_month - self.phase.start_month

    @property
    def lot_months(self) -> float:
        """Lots x months."""
        return self.lots * self.months

    @property
    def personnel(self) -> float:
        """People in the theatre."""
        return self.lots * self.unit.personnel if self.deployed else 0.0


@dataclass(frozen=True)
class Ledger:
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

    @property
    def horizon(self) -> int:
        """Months of the plan."""
        return self.plan.scenario.horizon_months

    def over(self, left: float, right: float) -> bool:
        """Is left greater than right, beyond rounding? 1e-6 (relaxed: 1e-5), relative from 1 up."""
        tolerance = 1e-5 if self.plan.relaxed else 1e-6
        return not left <= right + tolerance * max(1.0, abs(left), abs(right))

    def differs(self, left: float, right: float) -> bool:
        """Are the two numbers unequal, beyond rounding?"""
        return self.over(left, right) or self.over(right, left)

    def lots_at(self, pool: PoolRow, month: int) -> int:
        """Lots of the pool in a month; 0 where the plan gives none."""
        return pool.lots[month] if month < len(pool.lots) else 0

    def used(self, pool: PoolRow, month: int) -> float:
        """Lots that are taken in a month: on tour, in dwell, or standing by."""
        key = (pool.nation, pool.unit_type)
        return self.in_cycle[key][month] + self.standby[key][month]


def sovereign(nation: str) -> bool:
    """Can the nation be a member? The US and the pooled fleets cannot."""
    return nation != US and nation not in POOLED_FLEETS


def open_ledger(plan: Plan) -> Ledger:
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
        Entry(c.nation, units[c.unit_type], places[c.location], phases[c.phase], c.lots)
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
            _add(on_tour[key], tour.start_month, home, tour.lots)
            _add(in_cycle[key], tour.start_month, home + pool.dwell_months, tour.lots)
    nations = {n.nation: n for n in plan.nations}
    return Ledger(
        plan, units, pools, nations, places, entries, in_phase, deployed, standby, on_tour, in_cycle
    )


def _add(rows: list[float] | None, start: int, end: int, lots: float) -> None:
    if rows is not None:
        for month in range(max(0, start), min(end, len(rows))):
            rows[month] += lots


def total(entries: Iterable[Entry], effect: str) -> float:
    """What the entries produce of an effect."""
    return sum(e.lots * e.unit.effects.get(effect, 0) for e in entries)


def whole_lots(ledger: Ledger) -> Iterator[Breach]:
    """Lots are positive, and whole unless the plan is relaxed; names are known and used once.

    Formula: x[n,u,l,k] in {1, 2, …} and the same for tours; relaxed: x > 0
    """
    plan = ledger.plan
    tables: dict[str, Iterable[str]] = {
        "phase": (p.id for p in plan.phases),
        "unit type": (u.id for u in plan.unit_types),
        "nation": (n.nation for n in plan.nations),
        "location": (location.id for location in plan.scenario.locations),
        "requirement": (r.id for r in plan.scenario.requirements),
        "pool": (f"{p.nation} {p.unit_type}" for p in plan.pools),
        "contribution": (_row_key(c) for c in plan.contributions),
        "tour": (_row_key(t) for t in plan.tours),
    }
    for table, keys in tables.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield Breach(f"{table} {key}", f"there are {count} rows", "merge them into one")
    for pool in plan.pools:
        if pool.unit_type not in ledger.units:
            yield Breach(f"pool {pool.nation} {pool.unit_type}", "the unit type is not in the plan")
    for requirement in plan.scenario.requirements:
        if requirement.location not in ledger.places:
            yield Breach(f"requirement {requirement.id}", f"no location {requirement.location}")
    for contribution in plan.contributions:
        key = _row_key(contribution)
        if contribution.location not in ledger.places:
            yield Breach(key, f"no location {contribution.location}")
        if contribution.phase not in ledger.in_phase:
            yield Breach(key, f"no phase {contribution.phase}")
    rows: tuple[ContributionRow | TourRow, ...] = (*plan.contributions, *plan.tours)
    for row in rows:
        if (row.nation, row.unit_type) not in ledger.pools:
            yield Breach(_row_key(row), "the nation has no pool of this unit type")
        if row.lots <= 0:
            yield Breach(_row_key(row), f"{row.lots:g} lots: not positive")
        if not plan.relaxed and abs(row.lots - round(row.lots)) > 1e-6:
            yield Breach(_row_key(row), f"{row.lots:g} lots: not a whole number")


def _row_key(row: ContributionRow | TourRow) -> str:
    names = ("nation", "unit_type", "location", "phase", "start_month")
    return " ".join(str(getattr(row, name)) for name in names if hasattr(row, name))


def phase_balance(ledger: Ledger) -> Iterator[Breach]:
    """Phases follow one another from month 0 to the horizon, cut where a requirement changes.

    Formula: start[0] = 0, end[k] = start[k+1] > start[k], end[last] = horizon
    """
    scenario = ledger.plan.scenario
    month = 0
    for phase in ledger.plan.phases:
        if phase.start_month != month:
            yield Breach(phase.id, f"starts in month {phase.start_month}, not {month}")
        if phase.end_month <= phase.start_month:
            yield Breach(phase.id, f"ends in month {phase.end_month}, starts {phase.start_month}")
        month = phase.end_month
    if month != ledger.horizon:
        yield Breach("horizon", f"the last phase ends in month {month}, not {ledger.horizon}")
    cuts = {phase.start for phase in scenario.phases}
    terms: tuple[Requirement | Pledge, ...] = scenario.requirements
    for term in (*terms, *scenario.rules.pledge_floor.pledges):
        cuts |= {term.from_month, ledger.horizon if term.to_month is None else term.to_month}
    for cut in sorted(cuts - {phase.start_month for phase in ledger.plan.phases}):
        if 0 < cut < ledger.horizon:
            yield Breach(f"month {cut}", "no phase starts where the scenario changes")


def permission_limit(ledger: Ledger) -> Iterator[Breach]:
    """Lots are only where they are permitted, and not before they can be there.

    Formula: x[n,u,l,k] > 0 only if l in pool.locations, start[k] >= its first month, and no caveat
    of the scenario holds in start[k] (no location named: the whole theatre, not standby)
    """
    for e in ledger.entries:
        key = f"{e.nation} {e.unit.id} {e.place.id} {e.phase.id}"
        pool = ledger.pools.get((e.nation, e.unit.id))
        first = pool.locations.get(e.place.id) if pool else None
        if pool and first is None:
            yield Breach(key, f"{e.lots:g} lots where none is permitted")
        if first is not None and e.phase.start_month < first:
            start = e.phase.start_month
            yield Breach(key, f"in place from month {start}, permitted from month {first}")
        for caveat in ledger.plan.scenario.overrides.caveats:
            ended = caveat.until_month is not None and e.phase.start_month >= caveat.until_month
            here = e.deployed if caveat.location is None else caveat.location == e.place.id
            unit = caveat.unit_type in (None, e.unit.id)
            if caveat.nation == e.nation and unit and here and not ended:
                yield Breach(key, f"the scenario's caveat forbids it: {caveat.reason}")


def tour_order_floor(ledger: Ledger) -> Iterator[Breach]:
    """Tours begin inside the horizon, last the pool's tour, and are never undone.

    Formula: S[n,u,t] - S[n,u,t-1] = lots of tours that start in t >= 0; end = start + T
    """
    for tour in ledger.plan.tours:
        key = _row_key(tour)
        pool = ledger.pools.get((tour.nation, tour.unit_type))
        if tour.lots <= 0:
            yield Breach(key, f"{tour.lots:g} lots start")
        if not 0 <= tour.start_month < ledger.horizon:
            yield Breach(key, f"starts outside the {ledger.horizon} months of the plan")
        if pool and tour.end_month != tour.start_month + pool.tour_months:
            end = tour.start_month + pool.tour_months
            yield Breach(key, f"ends in month {tour.end_month}, a tour ends in month {end}")


def tour_cover_limit(ledger: Ledger) -> Iterator[Breach]:
    """Deployed lots never exceed the lots on tour.

    Formula: sum over deployed l of x[n,u,l,k(t)] <= lots of tours with start <= t < start + T
    """
    for key in ledger.pools:
        pairs = zip(ledger.deployed[key], ledger.on_tour[key], strict=True)
        for month, (deployed, on_tour) in enumerate(pairs):
            if ledger.over(deployed, on_tour):
                where = f"{key[0]} {key[1]} month {month}"
                yield Breach(where, f"{deployed:g} lots deployed, {on_tour:g} on tour")


def pool_limit(ledger: Ledger) -> Iterator[Breach]:
    """Lots on tour, in dwell or standing by never exceed the pool.

    Formula: lots of tours with t-T-D < start <= t + sum over standby l of x[n,u,l,k(t)] <= q[n,u,t]
    """
    for pool in ledger.plan.pools:
        where = f"{pool.nation} {pool.unit_type}"
        if len(pool.lots) != ledger.horizon:
            yield Breach(where, f"{len(pool.lots)} months of lots, not {ledger.horizon}")
        if pool.tour_months < 1 or pool.dwell_months < 0:
            yield Breach(where, f"tour {pool.tour_months} and dwell {pool.dwell_months} months")
        for month in range(ledger.horizon):
            used, lots = ledger.used(pool, month), ledger.lots_at(pool, month)
            if ledger.over(used, lots):
                problem = f"{used:g} lots on tour, in dwell or standing by; the pool has {lots}"
                yield Breach(f"{where} month {month}", problem)


def support_floor(ledger: Ledger) -> Iterator[Breach]:
    """Support goes with the forces of each sector and of each place where forces stand by.

    Formula: sum over n, u of x[n,u,l,k] / supported_by[u,v] <= sum over n of x[n,v,l,k]
    """
    if not ledger.plan.scenario.rules.support_floor.on:
        return
    for phase, entries in ledger.in_phase.items():
        there: defaultdict[tuple[str, str], float] = defaultdict(float)
        needed: defaultdict[tuple[str, str], float] = defaultdict(float)
        for e in entries:
            there[e.place.id, e.unit.id] += e.lots
            for support, ratio in (
                e.unit.supported_by.items() if e.place.kind != "theatre_wide" else ()
            ):
                needed[e.place.id, support] += e.lots / ratio
        for (place, support), need in needed.items():
            if ledger.over(need, there[place, support]):
                problem = f"{there[place, support]:g} lots of support, {need:g} needed"
                yield Breach(f"{place} {phase} {support}", problem)


def headquarters_floor(ledger: Ledger) -> Iterator[Breach]:
    """Division headquarters span the battlegroups; a corps headquarters from two divisions on.

    Formula: battlegroups <= span x divisions; divisions - 1 <= (corps span - 1) x corps
    """
    contributions = set(ledger.plan.contributions)
    for row in ledger.plan.command.headquarters:
        if row not in contributions:
            yield Breach(f"command {_row_key(row)}", "this headquarters is not contributed")
    rule = ledger.plan.scenario.rules.headquarters_floor
    if not rule.on or not any(unit.commitments for unit in ledger.units.values()):
        return
    for phase, entries in ledger.in_phase.items():
        deployed = [e for e in entries if e.deployed]
        battlegroups = sum(e.lots for e in deployed if e.unit.commitments)
        divisions, corps = total(deployed, "division_hq"), total(deployed, "corps_hq")
        if ledger.over(battlegroups, rule.battlegroups_per_division * divisions):
            yield Breach(phase, f"{battlegroups:g} battlegroups, {divisions:g} division HQs")
        if ledger.over(divisions - 1, (rule.divisions_per_corps - 1) * corps):
            yield Breach(phase, f"{divisions:g} division HQs, {corps:g} corps HQs")


def personnel_limit(ledger: Ledger) -> Iterator[Breach]:
    """No nation has more people in the theatre than its ceiling.

    Formula: sum over u, deployed l of personnel[u] x[n,u,l,k] <= ceiling[n], for sovereign nations
    and for any nation whose ceiling the scenario names
    """
    rule = ledger.plan.scenario.rules.personnel_limit
    for row in ledger.plan.nations if rule.on else ():
        if not sovereign(row.nation) and row.nation not in rule.ceilings:
            continue
        ceiling = rule.ceilings.get(row.nation, row.personnel_ceiling)
        for phase, entries in ledger.in_phase.items():
            people = sum(e.personnel for e in entries if e.nation == row.nation)
            if ledger.over(people, ceiling):
                yield Breach(f"{row.nation} {phase}", f"{people:g} people, at most {ceiling}")


def nato_reserve_limit(ledger: Ledger) -> Iterator[Breach]:
    """Forces earmarked for NATO's plans stay free where the scenario forbids their use.

    Formula: lots in their cycle + lots standing by <= q[n,u,t] - earmark[n,u]
    """
    if ledger.plan.scenario.rules.nato_reserve_limit.mode != "forbidden":
        return
    for pool in ledger.plan.pools:
        for month in range(ledger.horizon) if pool.nato_earmark > 0 else ():
            used, lots = ledger.used(pool, month), ledger.lots_at(pool, month)
            if ledger.over(used, lots - pool.nato_earmark):
                key = f"{pool.nation} {pool.unit_type} month {month}"
                yield Breach(key, f"{used:g} of {lots} lots used, {pool.nato_earmark} earmarked")
