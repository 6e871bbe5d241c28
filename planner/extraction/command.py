"""The command tree of a plan: who leads what, from the operation down to the battlegroup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil

from planner.extraction.placement import Led
from planner.plan.command import FormationRow, Level
from planner.plan.forces import ContributionRow
from planner.problem.problem import Problem
from planner.problem.records import PhaseRow
from planner.rounding import SMALL
from planner.scenario.fields import stated


def formations(
    problem: Problem,
    contributions: tuple[ContributionRow, ...],
    lead: str | None,
    component_leads: dict[str, str],
    led: Led | None,
) -> Iterator[FormationRow]:
    """The tree, phase by phase, parents before their children.

    Corps and divisions are the headquarters in the theatre. ``led``: who leads the brigades that
    the battlegroups of a sector form; None where no formation is decided. What is in no brigade
    stands as battlegroups, led by nobody.
    """
    for phase in problem.phases:
        rows = [c for c in contributions if c.phase == phase.id]
        rows = [c for c in rows if problem.locations[c.location].in_theatre]
        if rows:
            yield _node(phase, "operation", "", "operation", lead or "")
            yield from _land(problem, phase, rows, component_leads, led)
            yield from _air(problem, phase, rows, component_leads)


def _node(
    phase: PhaseRow,
    name: str,
    parent: str,
    level: Level,
    nation: str,
    row: ContributionRow | None = None,
) -> FormationRow:
    return FormationRow(
        phase=phase.id,
        id=name,
        parent=parent,
        level=level,
        nation=nation,
        location=row.location if row else "",
        unit_type=row.unit_type if row else "",
        lots=row.lots if row else 0.0,
    )


def _land(
    problem: Problem,
    phase: PhaseRow,
    rows: list[ContributionRow],
    leads: dict[str, str],
    led: Led | None,
) -> Iterator[FormationRow]:
    land = [c for c in rows if problem.unit_types[c.unit_type].domain == "land"]
    if not land:
        return
    yield _node(phase, "land", "operation", "component", leads.get("land", ""))
    effects = {u.id: u.effects for u in problem.unit_types.values()}
    corps = _each(c for c in land if "corps_hq" in effects[c.unit_type])
    for number, row in enumerate(corps, 1):
        yield _node(phase, f"corps_{number}", "land", "corps", row.nation, row)
    above = "corps_1" if corps else "land"
    placed = {row.unit_type for row in corps}
    below = (c for c in land if c.unit_type not in placed)
    divisions = _each(c for c in below if "division_hq" in effects[c.unit_type])
    placed |= {row.unit_type for row in divisions}
    rule = problem.scenario.rules.headquarters_floor
    led_by_corps = stated(rule.divisions_per_corps, "headquarters_floor.divisions_per_corps")
    for number, row in enumerate(divisions, 1):
        corps_number = min(len(corps), 1 + (number - 1) // led_by_corps)
        parent = f"corps_{corps_number}" if corps else "land"
        yield _node(phase, f"division_{number}", parent, "division", row.nation, row)
    span = stated(rule.battlegroups_per_division, "headquarters_floor.battlegroups_per_division")
    weights = [0.0] * len(divisions)
    for name, nation, units in _formed(problem, phase, land, led):
        parent = above
        if divisions:
            weight = sum(unit.lots for unit in units)
            fits = (i for i, n in enumerate(weights) if n + weight <= span + SMALL)
            index = next(fits, len(weights) - 1)
            weights[index] += weight
            parent = f"division_{index + 1}"
        if nation is None:
            yield _node(phase, name, parent, "unit", units[0].nation, units[0])
            continue
        empty = units[0].model_copy(update={"lots": 0.0, "unit_type": ""})
        yield _node(phase, name, parent, "brigade", nation, empty)
        for number, unit in enumerate(units, 1):
            yield _node(phase, f"{name}_{number}", name, "unit", unit.nation, unit)
    for row in land:
        own = problem.unit_types[row.unit_type]
        if not own.is_battlegroup and own.id not in placed:
            name = f"{row.unit_type}_{row.location}_{row.nation}"
            yield _node(phase, name, "land", "unit", row.nation, row)


def _each(rows: Iterable[ContributionRow]) -> list[ContributionRow]:
    """One row for every headquarters; a fraction, in a relaxed plan, is one."""
    return [
        row.model_copy(update={"lots": min(1.0, row.lots - i)})
        for row in rows
        for i in range(ceil(row.lots - SMALL))
    ]


Units = dict[tuple[str, str], float]
"""(nation, unit type) -> battlegroups"""


def _formed(
    problem: Problem, phase: PhaseRow, land: list[ContributionRow], led: Led | None
) -> Iterator[tuple[str, str | None, list[ContributionRow]]]:
    """Name, leading nation and battlegroups of every brigade, sector by sector; without a nation,
    battlegroups that are in none."""
    core = problem.scenario.rules.framework_floor.core_battlegroups
    for location in problem.scenario.locations:
        left: Units = {
            (row.nation, row.unit_type): row.lots
            for row in land
            if row.location == location.id and problem.unit_types[row.unit_type].is_battlegroup
        }
        named = [
            nation
            for (nation, place, k), count in sorted((led or {}).items())
            if (place, k) == (location.id, phase.id)
            for _ in range(round(count))
        ]
        brigades = [(nation, _core(left, nation, core)) for nation in named]
        if brigades:
            _fill(brigades, left)
        for number, (nation, units) in enumerate(brigades, 1):
            name = f"brigade_{location.id}_{number}"
            yield name, nation, _rows(units, location.id, phase)
        for row in _rows(left, location.id, phase):
            yield f"{row.unit_type}_{row.location}_{row.nation}", None, [row]


def _rows(units: Units, location: str, phase: PhaseRow) -> list[ContributionRow]:
    return [
        ContributionRow(nation=n, unit_type=u, location=location, phase=phase.id, lots=lots)
        for (n, u), lots in sorted(units.items())
        if lots > 0
    ]


def _core(left: Units, nation: str, core: int) -> Units:
    """Take the core of a brigade: battlegroups of the type of which the nation has most."""
    own = sorted(key for key in left if key[0] == nation)
    key = max(own, key=lambda k: left[k])
    left[key] -= core
    return {key: float(core)}


def _fill(brigades: list[tuple[str, Units]], left: Units) -> None:
    """Take all that is left, one by one, each into the smallest brigade: first what is of the
    nation that leads it, then of the nation that has most."""
    while any(lots > 0 for lots in left.values()):
        nation, units = min(brigades, key=lambda brigade: sum(brigade[1].values()))
        keys = sorted(key for key, lots in left.items() if lots > 0)
        key = max(keys, key=lambda k: (k[0] == nation, left[k]))
        left[key] -= 1
        units[key] = units.get(key, 0.0) + 1


def _air(
    problem: Problem, phase: PhaseRow, rows: list[ContributionRow], leads: dict[str, str]
) -> Iterator[FormationRow]:
    air = [c for c in rows if problem.unit_types[c.unit_type].domain != "land"]
    if air:
        yield _node(phase, "air", "operation", "component", leads.get("air", ""))
    for row in air:
        name = f"{row.unit_type}_{row.location}_{row.nation}"
        yield _node(phase, name, "air", "unit", row.nation, row)
