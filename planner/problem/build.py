"""Scenario + dataset -> Problem: every number that the model uses, in a fixed order.

The order of rows in the data never matters: everything is sorted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from planner.problem.defaults import apply_defaults
from planner.problem.permissions import bought_pool, first_months, pool_row
from planner.problem.problem import Nation, Problem
from planner.problem.records import PackageRow, PhaseRow, PoolRow, PurchaseRow, Refusal, UnitTypeRow
from planner.reference.dataset import Dataset, SourcedValue, UnitType
from planner.reference.identifiers import GROUND, HOST, POOLED_OWNERS, PROCURED_OWNERS, TRAINING, US
from planner.reference.packages import OWN_OPTION_OWNER
from planner.reference.pools import decision_days, derive_pool, transit_days
from planner.scenario.coalition import BURDEN_ITEMS, candidates
from planner.scenario.fields import Period
from planner.scenario.scenario import Location, Overrides, Scenario


def build_problem(scenario: Scenario, data: Dataset) -> Problem:
    """Resolve a checked scenario against the data. Raises InputError for impossible overrides.

    All numbers are looked up in a view of the data that records them, so that the figures of the
    problem are those that were read, and no list of them is kept by hand.
    """
    every = with_overrides(data, scenario.overrides)
    read: dict[SourcedValue, None] = {}
    data = every.recording(read)
    scenario = apply_defaults(scenario, data)
    # who may take part is asked of all, and recorded only of those who may
    nations = _nations(scenario, data, candidates(scenario, every))
    unit_types = _unit_types(scenario, data)
    packages = _packages(scenario, data)
    scenario = _with_place_of_headquarters(scenario, unit_types)
    catalogue = _catalogue(scenario, data, nations, unit_types)
    purchases = _open(scenario, catalogue)
    pools: list[PoolRow] = []
    refusals: list[Refusal] = []
    for nation in nations:
        for unit in unit_types.values():
            row, refused = _pool(scenario, data, nation, unit, purchases)
            refusals += refused
            if row and any(row.lots) and row.locations:
                pools.append(row)
    standby_cost_share = data.factor("standby_cost_share").value
    derived_from = {figure.name for figure in read}
    idle = (
        name
        for name in scenario.overrides.factors
        # a national factor waits for its nation
        if name not in derived_from and name.rpartition("_")[2] not in data.nations
    )
    prices = (data.procurement.get(row.id) for row in catalogue)
    read |= dict.fromkeys(option.price_figure for option in prices if option)
    assumptions = _read_bases(data, unit_types)
    return Problem(
        scenario=scenario,
        nations=nations,
        unit_types=unit_types,
        pools=tuple(pools),
        phases=_phases(scenario, every, unit_types, purchases),
        packages=packages,
        purchases=purchases,
        catalogue=catalogue,
        refusals=tuple(refusals),
        figures=tuple(sorted(read, key=lambda f: (f.nation, f.name))),
        assumptions=assumptions,
        standby_cost_share=standby_cost_share,
        idle_overrides=tuple(sorted(idle)),
    )


def _pool(
    scenario: Scenario,
    data: Dataset,
    nation: Nation,
    unit: UnitTypeRow,
    purchases: tuple[PurchaseRow, ...],
) -> tuple[PoolRow | None, list[Refusal]]:
    """The pool of a nation, and where it may not go. What is not owned is not derived further."""
    if nation.code in PROCURED_OWNERS:
        if not any((p.owner, p.unit_type) == (nation.code, unit.id) for p in purchases):
            return None, []
        return bought_pool(scenario, data, nation, unit, purchases)
    source = data.unit_types[unit.id]
    given = any((o.nation, o.unit_type) == (nation.code, unit.id) for o in scenario.overrides.pools)
    if data.value(nation.code, source.fact_item) <= 0 and not given:
        return None, []
    reuse = nation.code in scenario.coalition.reuse_eastern_flank
    pool = derive_pool(data, nation.code, source, reuse)
    return pool_row(scenario, data, nation, pool, unit)


def _read_bases(data: Dataset, unit_types: Iterable[str]) -> int:
    """Read the factors that unit_types.csv cites for its numbers; how many of those are assumed."""
    assumptions = 0
    for unit_id in unit_types:
        for tokens in data.unit_types[unit_id].bases.values():
            for kind, _, name in (token.partition(":") for token in tokens):
                assumptions += kind == "assumption"
                if kind == "factor":
                    data.factors.get(name)
    return assumptions


def _packages(scenario: Scenario, data: Dataset) -> dict[str, PackageRow]:
    """The packages that the scenario asks for, with what each takes."""
    rules = scenario.rules
    asked = {station.package for station in rules.air_cover_floor.stations}
    asked |= {area.package for area in rules.air_defence_floor.areas}
    return {
        name: PackageRow(
            id=name, title=data.packages[name].title, needs=dict(data.package_needs(name))
        )
        for name in sorted(asked)
    }


def _open(scenario: Scenario, catalogue: tuple[PurchaseRow, ...]) -> tuple[PurchaseRow, ...]:
    """The purchases that the scenario allows and that come within its horizon."""
    rule = scenario.rules.procurement_limit
    named = {*rule.options, *(own.id for own in rule.own_options)}
    return tuple(
        option
        for option in catalogue
        if rule.enabled
        and (not rule.options or option.id in named)
        and option.ready_month < scenario.horizon_months
    )


def _catalogue(
    scenario: Scenario,
    data: Dataset,
    nations: tuple[Nation, ...],
    unit_types: dict[str, UnitTypeRow],
) -> tuple[PurchaseRow, ...]:
    """The purchases on offer for the unit types in use; members pay by GDP."""
    rule = scenario.rules.procurement_limit
    rows: list[PurchaseRow] = []
    for option in data.procurement.values():
        if option.unit_type not in unit_types:
            continue
        item = option.member_item
        members = [n for n in nations if not item or data.value(n.code, item) > 0]
        rows.append(
            PurchaseRow(
                id=option.id,
                title=option.title,
                coalition=option.coalition,
                owner=option.owner,
                unit_type=option.unit_type,
                max_lots=option.max_lots,
                lots=0,
                ready_month=option.lead_months,
                price_eur_m=option.price_eur_m,
                payers=_by_gdp(members),
            )
        )
    rows += [
        PurchaseRow(
            id=own.id,
            title=own.title or own.id,
            coalition=own.id,
            owner=OWN_OPTION_OWNER,
            unit_type=own.unit_type,
            max_lots=own.max_lots,
            lots=0,
            ready_month=own.lead_months,
            price_eur_m=own.price_eur_m,
            payers=_by_gdp([n for n in nations if n.code in own.members]),
        )
        for own in rule.own_options
        if own.unit_type in unit_types
    ]
    return tuple(row for row in rows if row.payers)


def _by_gdp(members: Iterable[Nation]) -> dict[str, float]:
    """Shares of the sovereign members by GDP; their sum is 1."""
    sizes = {n.code: n.sizes["gdp"] for n in members if n.sovereign}
    total = sum(sizes.values())
    return {code: size / total for code, size in sizes.items()} if total > 0 else {}


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


def _assumed(name: str, value: float, unit: str, nation: str) -> SourcedValue:
    note = "set by the scenario"
    return SourcedValue(name, value, value, value, unit, "assumption", "", "", note, nation)


def _nations(scenario: Scenario, data: Dataset, codes: list[str]) -> tuple[Nation, ...]:
    rules = scenario.rules
    framework = rules.framework_floor.nations
    if rules.procurement_limit.enabled:
        codes = sorted({*codes, *PROCURED_OWNERS})
    nations: list[Nation] = []
    for code in codes:
        sizes = {key: data.value(code, item) for key, item in BURDEN_ITEMS.items()} | {"equal": 1.0}
        key = rules.burden.key
        own = rules.burden.sizes.get(code, 0.0) if key == "custom" else sizes[key]
        leads = [data.value(code, item) for item in ("eastern_flank_lead", "lead_capable")]
        credit = rules.burden.aid_credit_share
        aid = data.value(code, "aid_to_ukraine_total") * 1000 * credit if credit else 0.0
        peak = data.value(code, "peak_sustained_deployment")
        nations.append(
            Nation(
                code=code,
                stance=int(data.value(code, "stance")),
                size=own,
                sizes=sizes,
                personnel_ceiling=int(rules.personnel_limit.ceilings.get(code, peak)),
                nuclear=data.value(code, "nuclear") > 0,
                framework=code in framework if framework else any(leads),
                aid_credit_eur_m=aid,
                renewal_months=int(data.value(code, "authorisation_renewal_months")),
            )
        )
    return tuple(nations)


def _unit_types(scenario: Scenario, data: Dataset) -> dict[str, UnitTypeRow]:
    """The unit types that the scenario has a use for, sorted by id.

    A type is used if a requirement asks for one of its effects, if a used type needs it as
    support, or, for headquarters, if battlegroups are used.
    """
    asked = _asked_effects(scenario, data)
    used = {u.id for u in data.unit_types.values() if asked & set(u.effects)}
    used |= {pledge.unit_type for pledge in scenario.rules.pledge_floor.pledges}
    if scenario.rules.support_floor.enabled:
        while more := {s for u in used for s in data.unit_types[u].supported_by} - used:
            used |= more
    if scenario.rules.headquarters_floor.enabled and any(
        data.unit_types[u].is_battlegroup for u in used
    ):
        used |= {u.id for u in data.unit_types.values() if u.role == "command"}
    if scenario.rules.lead_floor.enabled and "land" in scenario.rules.lead_floor.components:
        used |= {u.id for u in data.unit_types.values() if GROUND in u.effects}
    soldier_year = data.factor("cost_per_soldier_year_planning_Europe").value / 1e6
    return {u: _unit_row(data.unit_types[u], soldier_year) for u in sorted(used)}


def _with_place_of_headquarters(scenario: Scenario, unit_types: dict[str, UnitTypeRow]) -> Scenario:
    """The scenario with a theatre-wide location, where headquarters need one and none is declared.

    Without it no headquarters could stand anywhere, and headquarters_floor would forbid every
    battlegroup.
    """
    kinds = {location.kind for location in scenario.locations}
    led = any(unit.role == "command" for unit in unit_types.values())
    if not led or "theatre_wide" in kinds or "theatre" not in kinds:
        return scenario
    taken = {location.id for location in scenario.locations}
    name = next(name for name in headquarters_places() if name not in taken)
    place = Location(id=name, kind="theatre_wide", title="Whole theatre")
    return scenario.model_copy(update={"locations": (*scenario.locations, place)})


def headquarters_places() -> Iterator[str]:
    """Ids for the location of headquarters where a scenario declares none: the first that is free.

    >>> [name for name, _ in zip(headquarters_places(), range(3))]
    ['theatre', 'theatre_2', 'theatre_3']
    """
    yield "theatre"
    yield from (f"theatre_{number}" for number in count(2))


def _asked_effects(scenario: Scenario, data: Dataset) -> set[str]:
    """Effects that a demand of the scenario can use."""
    rules = scenario.rules
    asked = {requirement.effect for requirement in scenario.requirements}
    if rules.force_ratio_floor.enabled and rules.force_ratio_floor.threats:
        asked.add(GROUND)
    if rules.presence_floor.enabled:
        asked |= {presence.effect for presence in rules.presence_floor.presences}
    stations = rules.air_cover_floor.stations if rules.air_cover_floor.enabled else ()
    areas = rules.air_defence_floor.areas if rules.air_defence_floor.enabled else ()
    for cover in (*stations, *areas):
        asked |= set(data.package_needs(cover.package))
    if rules.training_balance.enabled:
        asked.add(TRAINING)
    return asked


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
        is_battlegroup=unit.is_battlegroup,
    )


def _phases(
    scenario: Scenario,
    data: Dataset,
    units: Iterable[str],
    purchases: tuple[PurchaseRow, ...],
) -> tuple[PhaseRow, ...]:
    """The scenario's phases, cut where a demand, a pledge or a permission changes.

    The permissions of all nations in the data count, in the coalition or not, so that a nation
    that gives nothing changes nothing by leaving. ``data`` records nothing for that reason: the
    figures of a nation that is not asked are no part of the problem, and those of the others are
    read with their pools. A change of a pool cuts nothing: its rows hold month by month, and more
    stock in some months must not make contributions less free.
    """
    horizon = scenario.horizon_months
    named = {p.start: p.id for p in scenario.phases}
    if not named:
        named = {start: f"slot_{i + 1}" for i, start in enumerate(range(0, horizon, 6))}
    cuts = {*_changes(scenario, data, units), *(option.ready_month for option in purchases)}
    starts = sorted(set(named) | {month for month in cuts if 0 < month < horizon})
    rows: list[PhaseRow] = []
    current = ""
    for start, end in zip(starts, [*starts[1:], horizon], strict=True):
        current = named.get(start, current)
        label = current if start in named else f"{current}_m{start}"
        rows.append(PhaseRow(id=label, start_month=start, end_month=end))
    return tuple(rows)


def _changes(scenario: Scenario, data: Dataset, units: Iterable[str]) -> Iterator[int]:
    rules = scenario.rules
    terms: tuple[Period, ...] = (
        *scenario.requirements,
        *rules.pledge_floor.pledges,
        *rules.force_ratio_floor.threats,
        *rules.presence_floor.presences,
        *rules.air_cover_floor.stations,
        *rules.air_defence_floor.areas,
    )
    for term in terms:
        yield term.from_month
        if term.to_month is not None:
            yield term.to_month
    if scenario.coalition.us_backstop:
        yield from (step.from_month for step in rules.us_enabler_limit.drawdown)
    for caveat in scenario.overrides.caveats:
        if caveat.until_month is not None:
            yield caveat.until_month
    given = {(override.nation, override.unit_type) for override in scenario.overrides.pools}
    owners = set(data.nations) - {HOST, US, *POOLED_OWNERS, *PROCURED_OWNERS}
    owners |= {US} if scenario.coalition.us_backstop else set()
    owners |= set(POOLED_OWNERS) if scenario.coalition.nato_pools else set()
    for nation in owners:
        decision = decision_days(data, nation)
        for unit in (data.unit_types[name] for name in units):
            if data.value(nation, unit.fact_item) > 0 or (nation, unit.id) in given:
                transit = transit_days(data, nation, unit)
                yield from first_months(scenario, decision, unit.notice_days, transit)
