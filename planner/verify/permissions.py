"""Checks of permissions: who may be where, from when, and where a unit type can stand at all.

Letters: x lots contributed · n nation · u unit type · l location · k phase.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, inf

from planner.problem.records import PoolRow, UnitTypeRow
from planner.scenario.scenario import Caveat, Location
from planner.verify.index import PURCHASED, Check, PlanIndex, Violation, sovereign

DAYS = 30
PLACES = {
    "theatre": "sector",
    "theatre_wide": "theatre_wide",
    "training": "training",
    "sea": "sea",
}
"""kind of place -> placement of the units that go there"""
STAYING = ("training", "sea")
"""placements of units that stand by nowhere"""


def permission_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Lots are only where they are permitted, and not before they can be there.

    Formula: x[n,u,l,k] > 0 only if l in pool.locations, start[k] >= its first month, and no caveat
    of the scenario holds in start[k]; a caveat names a location, or holds in the whole theatre;
    kinds other than forbidden hold in the theatre only: no land forces, nothing (standby_only), no
    combat forces (support_only), nothing but aircraft (air_only). What a sovereign nation has not
    bid it offers: the highest level of the components under which the type goes, standing by also
    of standby, >= min_stance; what it has not spoken of counts as its land offer (standby and sea:
    1), and that as its stance, or as 3 where the nation is let in by name
    """
    coalition = ledger.plan.scenario.coalition
    for e in ledger.entries:
        key = f"{e.nation} {e.unit.id} {e.place.id} {e.phase.id}"
        pool = ledger.pools.get((e.nation, e.unit.id))
        first = pool.locations.get(e.place.id) if pool else None
        if pool and first is None:
            yield Violation(key, f"{e.lots:g} lots where none is permitted")
        if first is not None and e.phase.start_month < first:
            start = e.phase.start_month
            yield Violation(key, f"in place from month {start}, permitted from month {first}")
        level, asked = _offered(ledger, e.nation, e.unit, e.place), coalition.min_stance
        if level < asked:
            yield Violation(key, f"offered at level {level:g}, {asked} are asked")
        for caveat in ledger.plan.scenario.overrides.caveats:
            ended = caveat.until_month is not None and e.phase.start_month >= caveat.until_month
            if caveat.nation == e.nation and not ended and _forbids(caveat, e.unit, e.place):
                yield Violation(key, f"the scenario's caveat forbids it: {caveat.reason}")


def _offered(ledger: PlanIndex, nation: str, unit: UnitTypeRow, place: Location) -> float:
    """Level at which a nation offers such lots for such a place; no limit where nobody is asked."""
    row = ledger.nations.get(nation)
    if row is None or not sovereign(nation) or _bids(ledger, nation, unit.id):
        return inf
    coalition = ledger.plan.scenario.coalition
    named = nation in coalition.only or nation in coalition.include
    land = row.offers.get("land", 3 if named else row.stance)
    silent = {"sea": 1, "standby": 1}
    components = {*unit.offered_as, *(["standby"] if place.kind == "standby" else [])}
    return max(row.offers.get(name, silent.get(name, land)) for name in components)


def _bids(ledger: PlanIndex, nation: str, unit_type: str) -> dict[int, int]:
    """Month from which a bid of the nation for the type holds -> lots."""
    return {
        bid.from_month: bid.lots
        for bid in ledger.plan.scenario.overrides.bids
        if bid.nation == nation and bid.unit_type == unit_type
    }


def _forbids(caveat: Caveat, unit: UnitTypeRow, place: Location) -> bool:
    """Does the caveat, while it holds, speak of such lots at such a place?"""
    in_theatre = place.kind in ("theatre", "theatre_wide")
    here = in_theatre if caveat.location is None else caveat.location == place.id
    if not here or caveat.unit_type not in (None, unit.id):
        return False
    if caveat.kind == "forbidden":
        return True
    spoken_of = {
        "standby_only": True,
        "no_ground_troops": unit.domain == "land",
        "support_only": unit.role == "combat",
        "air_only": unit.domain != "air",
    }
    return in_theatre and spoken_of[caveat.kind]


def placement_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """A unit type goes only where its placement allows.

    Formula: l in pool.locations only if l is a sector for types of placement sector, the theatre
    for theatre_wide, a training place for training, a sea for sea; sector and theatre_wide types
    may also stand by where they are no headquarters; at a sea that is littoral_only only nations
    that are on its coast
    """
    for pool in ledger.plan.pools:
        unit = ledger.units.get(pool.unit_type)
        for name in pool.locations if unit else ():
            key, place = f"{pool.nation} {pool.unit_type} {name}", ledger.places.get(name)
            if place is None:
                yield Violation(key, "the scenario has no such location")
            elif unit and not _fits(unit, place):
                problem = f"a {unit.role} type of placement {unit.placement} at a {place.kind}"
                yield Violation(key, f"{problem} location")
            elif place.kind == "sea" and place.littoral_only and not _littoral(ledger, pool.nation):
                yield Violation(key, "is not on the coast of a sea that is littoral_only")


def _fits(unit: UnitTypeRow, place: Location) -> bool:
    if place.kind == "standby":
        return unit.placement not in STAYING and unit.role != "command"
    return PLACES[place.kind] == unit.placement


def _littoral(ledger: PlanIndex, nation: str) -> bool:
    return nation in ledger.nations and ledger.nations[nation].littoral


def first_month_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """A pool opens at a place when its nation has decided, its notice is over and it has come.

    Formula: first month in the theatre or a training place = (max(0, decision + notice -
    preparation) + transit) / 30 days, standing by = max(0, decision - preparation) / 30, rounded
    up; what is bought: the first month in which any of it is ready; never before a caveat of the
    scenario that forbids the place ends, none at all where a caveat does not end, and not before
    the first bid where there are bids
    """
    for pool in ledger.plan.pools:
        for name, told in pool.locations.items():
            key, place = f"{pool.nation} {pool.unit_type} {name}", ledger.places.get(name)
            unit = ledger.units.get(pool.unit_type)
            if place is None or unit is None:
                continue
            month: float = _opens(ledger, pool, place)
            bids = _bids(ledger, pool.nation, pool.unit_type)
            if any(bids.values()):
                month = max(month, min(start for start, lots in bids.items() if lots))
            for caveat in ledger.plan.scenario.overrides.caveats:
                if caveat.nation == pool.nation and _forbids(caveat, unit, place):
                    ends = caveat.until_month
                    month = max(month, float("inf") if ends is None else ends)
            if told != month:
                right = f"month {month:g}" if month < ledger.horizon else "never"
                yield Violation(key, f"opens in month {told}, should be {right}")


def _opens(ledger: PlanIndex, pool: PoolRow, place: Location) -> int:
    """First month in which the pool can be at the place, caveats aside."""
    if pool.nation in PURCHASED:
        ready = (
            option.ready_month
            for option in ledger.plan.purchases
            if (option.owner, option.unit_type) == (pool.nation, pool.unit_type)
        )
        return min(ready, default=ledger.horizon)
    prepared = ledger.plan.scenario.coalition.preparation_days
    if place.kind == "standby":
        return ceil(max(0, pool.decision_days - prepared) / DAYS)
    ready_days = max(0, pool.decision_days + pool.notice_days - prepared)
    return ceil((ready_days + pool.transit_days) / DAYS)


def cycle_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """A pool rotates as the scenario says, else as its unit type says, else by its nation's custom.

    Formula: tour, dwell = those of the last of overrides.tours that names u and n (or any nation);
    else tour[u] and dwell[u] where the unit type fixes them
    """
    for pool in ledger.plan.pools:
        unit = ledger.units.get(pool.unit_type)
        tour, dwell = (unit.tour_months, unit.dwell_months) if unit else (None, None)
        for override in ledger.plan.scenario.overrides.tours:
            if override.unit_type == pool.unit_type and override.nation in (None, pool.nation):
                tour, dwell = override.tour_months, override.dwell_months
        for name, told, fixed in (
            ("tour", pool.tour_months, tour),
            ("dwell", pool.dwell_months, dwell),
        ):
            if fixed is not None and told != fixed:
                key = f"{pool.nation} {pool.unit_type}"
                yield Violation(key, f"{name} of {told} months, should be {fixed}")


CHECKS: tuple[Check, ...] = (permission_limit, placement_limit, first_month_balance, cycle_balance)
