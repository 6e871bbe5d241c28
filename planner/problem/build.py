"""Scenario + dataset -> Problem: every number that the model uses, in a fixed order.

The order of rows in the data never matters: everything is sorted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, count

from planner.problem.defaults import apply_defaults
from planner.problem.fleets import Changes, coming_changes, pools_in_time
from planner.problem.nations import Nation, nations_of
from planner.problem.permissions import bought_pool, pool_row
from planner.problem.phases import make_phases
from planner.problem.problem import Problem
from planner.problem.purchases import open_purchases, purchase_catalogue
from planner.problem.records import (
    EmptyPool,
    PackageRow,
    PoolRow,
    PurchaseRow,
    Refusal,
    UnitTypeRow,
)
from planner.problem.usefulness import Usefulness, packages_asked, types_in_use
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.reference.identifiers import PROCURED_OWNERS
from planner.reference.offers import offered_as
from planner.reference.pools import DerivedPool
from planner.reference.tables import UnitType
from planner.reference.tails import tail_people
from planner.scenario.coalition import candidates
from planner.scenario.scenario import Location, Overrides, Scenario


def build_problem(scenario: Scenario, data: Dataset) -> Problem:
    """Resolve a checked scenario against the data. Raises InputError for impossible overrides.

    All numbers are looked up in a view of the data that records them, so that the figures of the
    problem are those that were read, and no list of them is kept by hand.
    """
    every = with_overrides(data.at(scenario.reference_date), scenario.overrides)
    read: dict[SourcedValue, None] = {}
    data = every.recording(read)
    scenario = apply_defaults(scenario, data)
    unit_types = _unit_types(scenario, data)
    # who may take part is asked of all, and recorded only of those who may
    nations = nations_of(scenario, data, candidates(scenario, every, unit_types))
    packages = _packages(scenario, data)
    scenario = _with_place_of_headquarters(scenario, unit_types)
    catalogue = purchase_catalogue(scenario, data, nations, unit_types)
    purchases = open_purchases(scenario, catalogue)
    use = Usefulness(scenario, unit_types, packages)
    # what is planned is asked of all, and recorded only where it makes a pool
    coming = {nation.code: coming_changes(scenario, every, nation.code) for nation in nations}
    pools: list[PoolRow] = []
    refusals: list[Refusal] = []
    empty_pools: dict[tuple[str, str], EmptyPool] = {}
    bases: dict[tuple[str, str], tuple[SourcedValue, ...]] = {}
    for nation in nations:
        for unit in unit_types.values():
            row, refused, empty, basis = _pool(
                scenario, data, nation, unit, purchases, use, coming[nation.code]
            )
            if empty:
                empty_pools[nation.code, unit.id] = empty
                continue
            bases[nation.code, unit.id] = basis
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
        phases=make_phases(scenario, every, unit_types, purchases),
        packages=packages,
        purchases=purchases,
        catalogue=catalogue,
        refusals=tuple(refusals),
        empty_pools=empty_pools,
        bases=bases,
        figures=tuple(sorted(read, key=lambda f: (f.nation, f.name, f.start))),
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
    use: Usefulness,
    changes: Changes,
) -> tuple[PoolRow | None, list[Refusal], EmptyPool | None, tuple[SourcedValue, ...]]:
    """The pool of a nation, where it may not go, why it is empty if it is, and the figures of its
    lots and cycle. What is neither owned nor to come is not derived further."""
    if nation.code in PROCURED_OWNERS:
        if not any((p.owner, p.unit_type) == (nation.code, unit.id) for p in purchases):
            return None, [], None, ()
        return *bought_pool(scenario, data, nation, unit, purchases, use), None, ()
    source = data.unit_types[unit.id]
    set_by_hand = (nation.code, unit.id) in {
        (o.nation, o.unit_type) for o in scenario.overrides.pools
    }
    given = set_by_hand or any(
        c.item == source.fact_item for coming in changes.values() for c in coming
    )
    if data.value(nation.code, source.fact_item) <= 0 and not given:
        return None, [], None, ()
    in_time = pools_in_time(scenario, data, nation.code, source, changes)
    row, refusals = pool_row(scenario, data, nation, in_time, unit, use)
    if any(row.lots):
        return row, refusals, None, () if set_by_hand else _basis(in_time.values())
    barred = None if row.locations else next(iter(refusals), None)
    return row, refusals, _empty(in_time.values(), barred), ()


def _basis(in_time: Iterable[DerivedPool]) -> tuple[SourcedValue, ...]:
    """The figures of lots and cycle, each once."""
    steps = chain.from_iterable(pool.steps for pool in in_time)
    return tuple(dict.fromkeys(f for step in steps if step.counts for f in step.figures))


def _empty(in_time: Iterable[DerivedPool], barred: Refusal | None) -> EmptyPool:
    """Why no month of a pool has a lot."""
    most = max(in_time, key=lambda pool: pool.left_lots)
    if most.lots or not most.owned_lots:
        why = "the scenario leaves none of its pool (overrides.pools)"
        return EmptyPool(why=why, left_lots=None, barred=barred)
    why = f"rounds to no lot: {most.left_lots:.2g} left of {most.owned_lots:.3g} owned"
    return EmptyPool(why=why, left_lots=round(most.left_lots, 3), barred=barred)


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
    return {
        name: PackageRow(
            id=name, title=data.packages[name].title, needs=dict(data.package_needs(name))
        )
        for name in packages_asked(scenario)
    }


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


def _unit_types(scenario: Scenario, data: Dataset) -> dict[str, UnitTypeRow]:
    """The unit types that the scenario has a use for, sorted by id."""
    used = types_in_use(scenario, data)
    soldier_year = data.factor("cost_per_soldier_year_planning_Europe").value / 1e6
    types = data.unit_types
    return {
        name: _unit_row(
            types[name],
            tail_people(data, types[name]),
            soldier_year,
            offered_as(types[name], types.values()),
        )
        for name in used
    }


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


def _unit_row(
    unit: UnitType, tail: int, soldier_year_eur_m: float, offered: tuple[str, ...]
) -> UnitTypeRow:
    """A unit type; its people, who are paid and counted, are its own and its tail."""
    people = unit.personnel + tail
    cost = people * soldier_year_eur_m / 12 + unit.system_cost_eur_m_month
    return UnitTypeRow(
        id=unit.id,
        title=unit.title,
        lot=unit.lot,
        domain=unit.domain,
        role=unit.role,
        placement=unit.placement,
        us_enabler=unit.us_enabler,
        personnel=people,
        tail=tail,
        tonnes=unit.tonnes,
        tour_months=unit.tour_months,
        dwell_months=unit.dwell_months,
        cost_eur_m_month=round(cost, 6),
        offered_as=offered,
        effects=unit.effects,
        supported_by=unit.supported_by,
        is_battlegroup=unit.is_battlegroup,
    )
