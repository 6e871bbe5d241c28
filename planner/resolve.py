"""Scenario + dataset -> Problem: every number that the model uses, in a fixed order.

The order of rows in the data never matters: everything is sorted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from planner.dataset import Dataset, Figure, UnitType
from planner.pools import (
    POOLED_OWNERS,
    DerivedPool,
    decision_days,
    derive_pool,
    months_of_days,
    transit_days,
)
from planner.problem import HOST, US, Nation, Problem
from planner.result import PhaseRow, PoolRow, Refusal, UnitTypeRow
from planner.schema import Location, Overrides, Scenario

BURDEN_ITEMS = {
    "gdp": "gdp_2024",
    "defence_budget": "defence_budget_2024",
    "active_forces": "forces_active",
}


def resolve(scenario: Scenario, data: Dataset) -> Problem:
    """Resolve a checked scenario against the data. Raises InputError for impossible overrides."""
    data = with_overrides(data, scenario.overrides)
    nations = _nations(scenario, data)
    unit_types = _unit_types(scenario, data)
    derived: list[DerivedPool] = []
    pools: list[PoolRow] = []
    refusals: list[Refusal] = []
    for nation in nations:
        reuse = nation.code in scenario.coalition.reuse_eastern_flank
        for unit_id in unit_types:
            pool = derive_pool(data, nation.code, data.unit_types[unit_id], reuse)
            row, refused = _pool_row(scenario, nation, pool, unit_types[unit_id])
            refusals += refused
            if any(row.lots) and row.locations:
                pools.append(row)
                derived.append(pool)
    used = dict.fromkeys(figure for pool in derived for figure in pool.figures)
    standby_cost = data.factor("standby_cost_share")
    used[data.factor("cost_per_soldier_year_planning_Europe")] = None
    used[standby_cost] = None
    derived_from = {figure.name for figure in used}
    idle = (
        name
        for name in scenario.overrides.factors
        # a national factor waits for its nation
        if name not in derived_from and name.rpartition("_")[2] not in data.nations
    )
    assumptions = 0
    for unit_id in unit_types:
        for tokens in data.unit_types[unit_id].bases.values():
            for kind, _, name in (token.partition(":") for token in tokens):
                assumptions += kind == "assumption"
                if kind == "factor" and name in data.factors:
                    used[data.factors[name]] = None
    size = BURDEN_ITEMS.get(scenario.rules.burden.key)
    for nation in nations:
        figure = data.fact(nation.code, size) if size else None
        if figure:
            used[figure] = None
        stance = data.fact(nation.code, "stance")
        if stance:
            used[stance] = None
    figures = sorted(used, key=lambda f: (f.nation, f.name))
    return Problem(
        scenario,
        nations,
        unit_types,
        tuple(pools),
        _phases(scenario, data, unit_types),
        tuple(refusals),
        tuple(figures),
        assumptions,
        standby_cost.value,
        tuple(sorted(idle)),
    )


def with_overrides(data: Dataset, overrides: Overrides) -> Dataset:
    """The dataset with the user's facts and factors, marked as assumptions of the scenario."""
    facts, factors = dict(data.facts), dict(data.factors)
    for fact in overrides.facts:
        key = (fact.nation, fact.item)
        old = facts.get(key)
        unit = old.unit if old else data.unit(fact.item)
        facts[key] = _assumed(fact.item, fact.value, unit, fact.nation)
    for name, value in overrides.factors.items():
        factors[name] = _assumed(name, value, factors[name].unit, "")
    return replace(data, facts=facts, factors=factors)


def _assumed(name: str, value: float, unit: str, nation: str) -> Figure:
    note = "set by the scenario"
    return Figure(name, value, value, value, unit, "assumption", "", "", note, nation)


def candidates(scenario: Scenario, data: Dataset) -> list[str]:
    """Codes of the nations that could take part, sorted: by stance, included, not excluded."""
    coalition = scenario.coalition
    pooled = POOLED_OWNERS if coalition.nato_pools else ()
    codes = {
        code
        for code in data.nations
        if code not in (HOST, US, *POOLED_OWNERS)
        and data.value(code, "stance", -1) >= coalition.min_stance
    }
    codes |= {c for c in coalition.include if c not in (HOST, US)} | set(pooled)
    if coalition.us_backstop:
        codes.add(US)
    return sorted(codes - set(coalition.exclude))


def _nations(scenario: Scenario, data: Dataset) -> tuple[Nation, ...]:
    item = BURDEN_ITEMS.get(scenario.rules.burden.key)
    ceilings = scenario.rules.personnel_limit.ceilings
    return tuple(
        Nation(
            code,
            int(data.value(code, "stance")),
            data.value(code, item, 1.0) if item else 1.0,
            int(ceilings.get(code, data.value(code, "peak_sustained_deployment"))),
            code in scenario.coalition.lead_nations,
        )
        for code in candidates(scenario, data)
    )


def _unit_types(scenario: Scenario, data: Dataset) -> dict[str, UnitTypeRow]:
    """The unit types that the scenario has a use for, sorted by id.

    A type is used if a requirement asks for one of its effects, if a used type needs it as
    support, or, for headquarters, if battlegroups are used.
    """
    asked = {requirement.effect for requirement in scenario.requirements}
    used = {u.id for u in data.unit_types.values() if asked & set(u.effects)}
    used |= {pledge.unit_type for pledge in scenario.rules.pledge_floor.pledges}
    if scenario.rules.support_floor.on:
        while more := {s for u in used for s in data.unit_types[u].supported_by} - used:
            used |= more
    if scenario.rules.headquarters_floor.on and any(data.unit_types[u].commitments for u in used):
        used |= {u.id for u in data.unit_types.values() if u.role == "command"}
    soldier_year = data.factor("cost_per_soldier_year_planning_Europe").value / 1e6
    return {u: _unit_row(data.unit_types[u], soldier_year) for u in sorted(used)}


def _unit_row(unit: UnitType, soldier_year_eur_m: float) -> UnitTypeRow:
    cost = unit.personnel * soldier_year_eur_m / 12 + unit.system_cost_eur_m_month
    return UnitTypeRow(
        id=unit.id,
        title=unit.title,
        lot=unit.lot,
        domain=unit.domain,
        role=unit.role,
        placement=unit.placement,
        us_enabler=unit.us_enabler,
        personnel=unit.personnel,
        tonnes=unit.tonnes,
        tour_months=unit.tour_months,
        dwell_months=unit.dwell_months,
        cost_eur_m_month=round(cost, 6),
        effects=unit.effects,
        supported_by=unit.supported_by,
        commitments=unit.commitments,
    )


def _pool_row(
    scenario: Scenario, nation: Nation, pool: DerivedPool, unit: UnitTypeRow
) -> tuple[PoolRow, list[Refusal]]:
    lots = [pool.lots] * scenario.horizon_months
    confidence: str = pool.confidence
    for override in scenario.overrides.pools:
        if (override.nation, override.unit_type) == (nation.code, unit.id):
            confidence = "assumption"
            lots[override.from_month :] = [override.lots] * len(lots[override.from_month :])
    tour, dwell = pool.tour_months, pool.dwell_months
    for cycle in scenario.overrides.tours:
        if cycle.unit_type == unit.id and cycle.nation in (None, nation.code):
            confidence = "assumption"
            tour, dwell = cycle.tour_months, cycle.dwell_months
    in_theatre, at_standby = _first_months(
        scenario, pool.authorisation_days, pool.notice_days, pool.transit_days
    )
    locations: dict[str, int] = {}
    refusals: list[Refusal] = []
    for location in scenario.locations if any(lots) else ():
        if not _useful(scenario, unit, location):
            continue
        month = at_standby if location.kind == "standby" else in_theatre
        reason, month = _permission(scenario, nation, unit, location, month)
        if not reason and month < scenario.horizon_months:
            locations[location.id] = month
            continue
        reason = reason or f"could not be there before month {month}"
        refusals.append(
            Refusal(nation=nation.code, unit_type=unit.id, location=location.id, reason=reason)
        )
    row = PoolRow(
        nation=nation.code,
        unit_type=unit.id,
        tour_months=tour,
        dwell_months=dwell,
        lots=tuple(lots),
        nato_earmark=pool.nato_earmark,
        locations=locations,
        confidence=confidence,
    )
    return row, refusals


def _useful(scenario: Scenario, unit: UnitTypeRow, location: Location) -> bool:
    """Does a lot of this type at this location serve anything?

    Sector types go to sectors, theatre-wide types to theatre-wide locations. Combat and enabler
    types stand by only where a requirement counts them in time; support types stand by too.
    """
    if location.kind != "standby":
        return (location.kind == "theatre") == (unit.placement == "sector")
    if unit.role == "command":
        return False
    days = location.notice_days + location.transit_days
    return any(
        (requirement.location == location.id or requirement.within_days >= max(1, days))
        and (requirement.effect in unit.effects or unit.role == "support")
        for requirement in scenario.requirements
    )


def _permission(
    scenario: Scenario, nation: Nation, unit: UnitTypeRow, location: Location, month: int
) -> tuple[str, int]:
    """Reason of a refusal (or none) and the first permitted month, after all caveats."""
    in_theatre = location.kind != "standby"
    if nation.code == US and not unit.us_enabler:
        return "the United States gives enablers only", month
    included = nation.code in scenario.coalition.include or not nation.sovereign
    troops = unit.domain == "land" and unit.role != "enabler"
    if nation.stance <= 1 and not included and in_theatre and troops:
        return f"stance {nation.stance}: no ground troops in the theatre", month
    for caveat in scenario.overrides.caveats:
        if caveat.nation != nation.code or caveat.unit_type not in (None, unit.id):
            continue
        if caveat.location != location.id and (caveat.location is not None or not in_theatre):
            continue
        if caveat.until_month is None:
            return caveat.reason, month
        month = max(month, caveat.until_month)
    return "", month


def _phases(scenario: Scenario, data: Dataset, units: Iterable[str]) -> tuple[PhaseRow, ...]:
    """The scenario's phases, cut where a requirement, a pledge or a permission changes.

    The permissions of all nations in the data count, in the coalition or not, so that a nation
    that gives nothing changes nothing by leaving. A change of a pool cuts nothing: its rows hold
    month by month, and more stock in some months must not make contributions less free.
    """
    horizon = scenario.horizon_months
    named = {p.start: p.id for p in scenario.phases}
    if not named:
        named = {start: f"slot_{i + 1}" for i, start in enumerate(range(0, horizon, 6))}
    starts = sorted(set(named) | {m for m in _changes(scenario, data, units) if 0 < m < horizon})
    rows: list[PhaseRow] = []
    current = ""
    for start, end in zip(starts, [*starts[1:], horizon], strict=True):
        current = named.get(start, current)
        label = current if start in named else f"{current}_m{start}"
        rows.append(PhaseRow(id=label, start_month=start, end_month=end))
    return tuple(rows)


def _changes(scenario: Scenario, data: Dataset, units: Iterable[str]) -> Iterator[int]:
    for requirement in scenario.requirements:
        yield requirement.from_month
        if requirement.to_month is not None:
            yield requirement.to_month
    for pledge in scenario.rules.pledge_floor.pledges:
        yield pledge.from_month
        if pledge.to_month is not None:
            yield pledge.to_month
    for caveat in scenario.overrides.caveats:
        if caveat.until_month is not None:
            yield caveat.until_month
    given = {(override.nation, override.unit_type) for override in scenario.overrides.pools}
    owners = set(data.nations) - {HOST, US, *POOLED_OWNERS}
    owners |= {US} if scenario.coalition.us_backstop else set()
    owners |= set(POOLED_OWNERS) if scenario.coalition.nato_pools else set()
    for nation in owners:
        decision = decision_days(data, nation)
        for unit in (data.unit_types[name] for name in units):
            if data.value(nation, unit.fact_item) > 0 or (nation, unit.id) in given:
                transit = transit_days(data, nation, unit)
                yield from _first_months(scenario, decision, unit.notice_days, transit)


def _first_months(scenario: Scenario, decision: int, notice: int, transit: int) -> tuple[int, int]:
    """First month in the theatre, and standing by; preparation shortens decision and notice."""
    prepared = scenario.coalition.preparation_days
    return (
        months_of_days(max(0, decision + notice - prepared) + transit),
        months_of_days(max(0, decision - prepared)),
    )
