"""A nation's pool in a scenario: lots and cycle month by month, and where it may go from when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from planner.errors import DataError, InputError, Issue
from planner.problem.nations import Nation
from planner.problem.records import PoolRow, PurchaseRow, Refusal, UnitTypeRow
from planner.problem.usefulness import Usefulness
from planner.reference.dataset import Dataset
from planner.reference.figure import CONFIDENCES
from planner.reference.identifiers import US
from planner.reference.pools import (
    DerivedPool,
    cycle,
    months_of_days,
    movement_cost_eur_m,
    movement_mode,
    nato_tiers,
)
from planner.scenario.coalition import too_little
from planner.scenario.fields import MAX_LOTS
from planner.scenario.scenario import Caveat, Location, Scenario


def pool_row(
    scenario: Scenario,
    data: Dataset,
    nation: Nation,
    in_time: Mapping[int, DerivedPool],
    unit: UnitTypeRow,
    use: Usefulness,
) -> tuple[PoolRow, list[Refusal]]:
    """A nation's pool and where it may not go. Raises InputError for one of too many lots.

    ``in_time``: the pool from month 0 on, and from every month in which it changes.
    """
    pool, lots = in_time[0], [0] * scenario.horizon_months
    left: dict[int, float] = {}
    for month, derived in sorted(in_time.items()):
        if derived.lots > MAX_LOTS:
            _refuse_huge(scenario, derived)
        lots[month:] = [derived.lots] * len(lots[month:])
        left[month] = round(derived.left_lots, 6)
    confidence: str = max((p.confidence for p in in_time.values()), key=CONFIDENCES.index)
    for override in scenario.overrides.pools:
        if (override.nation, override.unit_type) == (nation.code, unit.id):
            confidence = "assumption"
            lots[override.from_month :] = [override.lots] * len(lots[override.from_month :])
            left = {month: value for month, value in left.items() if month < override.from_month}
            left[override.from_month] = override.lots
    tour, dwell = pool.tour_months, pool.dwell_months
    if pinned := pinned_cycle(scenario, nation.code, unit.id):
        confidence = "assumption"
        tour, dwell = pinned
    first = first_months(scenario, pool.decision_days, pool.notice_days, pool.transit_days)
    locations, refusals = _places(scenario, nation, unit, use, first)
    source = data.unit_types[unit.id]
    return PoolRow(
        nation=nation.code,
        unit_type=unit.id,
        tour_months=tour,
        dwell_months=dwell,
        lots=tuple(lots),
        left_lots=left,
        nato_earmark=pool.nato_earmark,
        nato_tiers=nato_tiers(data, pool.lots, pool.nato_earmark),
        decision_days=pool.decision_days,
        notice_days=pool.notice_days,
        transit_days=pool.transit_days,
        movement=movement_mode(data, nation.code, source),
        movement_cost_eur_m=round(movement_cost_eur_m(data, nation.code, source), 6),
        locations=locations,
        confidence=confidence,
    ), refusals


def _refuse_huge(scenario: Scenario, pool: DerivedPool) -> NoReturn:
    """Name the pool, and the figures that make it too large for the solver to count lots of it."""
    figures = dict.fromkeys(f for step in pool.steps if step.counts for f in step.figures)
    first = pool.steps[0]
    problem = (
        f"{pool.nation} {pool.unit_type}: a pool of {pool.lots:,} lots, more than {MAX_LOTS:,}, "
        f"comes from {first.text}"
    )
    facts = {(f.nation, f.item): i for i, f in enumerate(scenario.overrides.facts)}
    for figure in figures:
        if (figure.nation, figure.name) in facts:
            where = f"overrides.facts.{facts[figure.nation, figure.name]}.value"
            raise InputError([Issue(where, problem, "lower it")])
        if not figure.nation and figure.name in scenario.overrides.factors:
            where = f"overrides.factors.{figure.name}"
            raise InputError([Issue(where, problem, "lower it")])
    raise DataError([Issue("facts.csv", problem, f"correct {pool.nation}, {first.text}")])


def pinned_cycle(scenario: Scenario, nation: str, unit_type: str) -> tuple[int, int] | None:
    """The cycle that the scenario sets for a pool: the nation's own stands after that for all."""
    pinned = None
    for override in scenario.overrides.tours:
        if override.unit_type == unit_type and override.nation in (None, nation):
            pinned = override.tour_months, override.dwell_months
    return pinned


def bought_pool(
    scenario: Scenario,
    data: Dataset,
    owner: Nation,
    unit: UnitTypeRow,
    purchases: tuple[PurchaseRow, ...],
    use: Usefulness,
) -> tuple[PoolRow, list[Refusal]]:
    """The pool that a capability coalition could buy: as many lots as it could have by then."""
    lots = [0] * scenario.horizon_months
    for option in purchases:
        if (option.owner, option.unit_type) == (owner.code, unit.id):
            for month in range(option.ready_month, len(lots)):
                lots[month] += option.max_lots
    if max(lots) > MAX_LOTS:
        problem = f"{max(lots):,} lots of {unit.id} to buy, more than {MAX_LOTS:,}"
        raise InputError([Issue("rules.procurement_limit.own_options", problem, "lower max_lots")])
    source = data.unit_types[unit.id]
    tour, dwell, _ = cycle(data, owner.code, source)
    tour, dwell = pinned_cycle(scenario, owner.code, unit.id) or (tour, dwell)
    ready = next((month for month, n in enumerate(lots) if n), None)
    first = None if ready is None else (ready, ready)
    locations, refusals = _places(scenario, owner, unit, use, first)
    return PoolRow(
        nation=owner.code,
        unit_type=unit.id,
        tour_months=tour,
        dwell_months=dwell,
        lots=tuple(lots),
        nato_earmark=0,
        nato_tiers=(0, 0, 0),
        decision_days=0,
        notice_days=0,
        transit_days=0,
        movement="air" if source.movement == "air" else "rail",
        movement_cost_eur_m=0.0,
        locations=locations,
        confidence="assumption",
    ), refusals


def _places(
    scenario: Scenario,
    nation: Nation,
    unit: UnitTypeRow,
    use: Usefulness,
    first: tuple[int, int] | None,
) -> tuple[dict[str, int], list[Refusal]]:
    """First permitted month by location, and refusals. ``first``: in the theatre, standing by."""
    locations: dict[str, int] = {}
    refusals: list[Refusal] = []
    for location in scenario.locations if first else ():
        if first is None or not use.fits(unit.id, location.id):
            continue
        month = first[1] if location.kind == "standby" else first[0]
        reason, month = _permission(scenario, nation, unit, location, month)
        if not reason and month < scenario.horizon_months:
            locations[location.id] = month
            continue
        refusals.append(
            Refusal(
                nation=nation.code,
                unit_type=unit.id,
                location=location.id,
                kind="not_permitted" if reason else "too_late",
                reason=reason or f"could not be there before month {month}",
            )
        )
    return locations, refusals


def _permission(
    scenario: Scenario, nation: Nation, unit: UnitTypeRow, location: Location, month: int
) -> tuple[str, int]:
    """Reason of a refusal (or none) and the first permitted month, after all caveats."""
    if nation.code == US and not unit.us_enabler:
        return "the United States gives enablers only", month
    if unit.role == "command" and scenario.rules.framework_floor.enabled and not nation.framework:
        return "only framework nations lead divisions and corps (rule framework_floor)", month
    if location.kind == "sea" and location.littoral_only and not nation.littoral:
        return "only nations on its coast stay at sea there (Montreux Convention)", month
    bids = scenario.overrides.bids_of(nation.code, unit.id)
    if bids:
        month = max(month, next((bid.from_month for bid in bids if bid.lots), month))
    elif nation.sovereign and (
        reason := too_little(scenario, nation.offers, unit.offered_as, location)
    ):
        return reason, month
    for caveat in scenario.overrides.caveats:
        if caveat.nation != nation.code or not _forbids(caveat, unit, location):
            continue
        if caveat.until_month is None:
            return caveat.reason, month
        month = max(month, caveat.until_month)
    return "", month


def _forbids(caveat: Caveat, unit: UnitTypeRow, location: Location) -> bool:
    """Does the caveat speak of such a unit at such a place?"""
    in_theatre = location.in_theatre
    if caveat.unit_type not in (None, unit.id):
        return False
    if caveat.location != location.id and (caveat.location is not None or not in_theatre):
        return False
    return {
        "forbidden": True,
        "standby_only": in_theatre,
        "no_ground_troops": in_theatre and unit.domain == "land",
        "support_only": in_theatre and unit.role == "combat",
        "air_only": in_theatre and unit.domain != "air",
    }[caveat.kind]


def first_months(scenario: Scenario, decision: int, notice: int, transit: int) -> tuple[int, int]:
    """First month in the theatre, and standing by; preparation shortens decision and notice."""
    prepared = scenario.coalition.preparation_days
    return (
        months_of_days(max(0, decision + notice - prepared) + transit),
        months_of_days(max(0, decision - prepared)),
    )
