"""The command tree of a plan: who leads what, from the operation down to the battlegroup."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import ceil
from typing import Literal

from planner.plan.command import FormationRow
from planner.plan.forces import ContributionRow
from planner.problem.problem import Problem
from planner.problem.records import PhaseRow
from planner.scenario.fields import stated

Level = Literal["operation", "component", "corps", "division", "brigade", "unit"]
Frames = dict[tuple[str, str, str], int]
"""(nation, sector, phase) -> brigades that the nation frames there"""


def formations(
    problem: Problem,
    contributions: tuple[ContributionRow, ...],
    lead: str | None,
    component_leads: dict[str, str],
    frames: Frames,
) -> Iterator[FormationRow]:
    """The tree, phase by phase, parents before their children.

    Corps and divisions are the headquarters in the theatre. Battlegroups of a sector form brigades
    of ``framework_floor.battlegroups_per_brigade``, each led by a framework nation of ``frames``
    while there are any, else by the nation that has the most of what is left.
    """
    for phase in problem.phases:
        rows = [c for c in contributions if c.phase == phase.id]
        rows = [c for c in rows if problem.locations[c.location].in_theatre]
        if rows:
            yield _node(phase, "operation", "", "operation", lead or "")
            yield from _land(problem, phase, rows, component_leads, frames)
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
    frames: Frames,
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
    led = [0.0] * len(divisions)
    for name, frame, units in _brigades(problem, phase, land, frames):
        parent = above
        if divisions:
            weight = sum(unit.lots for unit in units)
            index = next((i for i, n in enumerate(led) if n + weight <= span + 1e-6), len(led) - 1)
            led[index] += weight
            parent = f"division_{index + 1}"
        yield _node(
            phase,
            name,
            parent,
            "brigade",
            frame,
            units[0].model_copy(update={"lots": 0.0, "unit_type": ""}),
        )
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
        for i in range(ceil(row.lots - 1e-6))
    ]


def _brigades(
    problem: Problem, phase: PhaseRow, land: list[ContributionRow], frames: Frames
) -> Iterator[tuple[str, str, list[ContributionRow]]]:
    """Name, framework nation and battlegroups of every brigade, sector by sector."""
    rule = problem.scenario.rules.framework_floor
    size = stated(rule.battlegroups_per_brigade, "framework_floor.battlegroups_per_brigade")
    core = rule.core_battlegroups
    for location in problem.scenario.locations:
        left: dict[tuple[str, str], float] = defaultdict(float)
        for row in land:
            if row.location == location.id and problem.unit_types[row.unit_type].is_battlegroup:
                left[row.nation, row.unit_type] += row.lots
        named = [
            nation
            for (nation, place, k), count in sorted(frames.items())
            if (place, k) == (location.id, phase.id)
            for _ in range(count)
        ]
        brigades = [(nation, _take(left, nation, core)) for nation in named]
        while sum(left.values()) > 1e-6:
            room = next((units for _, units in brigades if _size(units) < size - 1e-6), None)
            if room is None:
                biggest = max(sorted({n for n, _ in left}), key=lambda n: _held(left, n))
                brigades.append((biggest, _take(left, biggest, size)))
            else:
                nation = max(sorted({n for n, _ in left}), key=lambda n: _held(left, n))
                room += _take(left, nation, size - _size(room))
        for number, (nation, units) in enumerate(((n, u) for n, u in brigades if u), 1):
            rows = [
                ContributionRow(
                    nation=n, unit_type=u, location=location.id, phase=phase.id, lots=lots
                )
                for n, u, lots in units
            ]
            yield f"brigade_{location.id}_{number}", nation, rows


Units = list[tuple[str, str, float]]


def _size(units: Units) -> float:
    return sum(lots for _, _, lots in units)


def _held(left: dict[tuple[str, str], float], nation: str) -> float:
    return sum(lots for (n, _), lots in left.items() if n == nation)


def _take(left: dict[tuple[str, str], float], nation: str, most: float) -> Units:
    """Take up to so many battlegroups of a nation."""
    taken: Units = []
    for key in sorted(k for k in left if k[0] == nation):
        lots = min(left[key], most - _size(taken))
        if lots > 1e-6:
            taken.append((*key, lots))
            left[key] -= lots
        if left[key] <= 1e-6:
            del left[key]
    return taken


def _air(
    problem: Problem, phase: PhaseRow, rows: list[ContributionRow], leads: dict[str, str]
) -> Iterator[FormationRow]:
    air = [c for c in rows if problem.unit_types[c.unit_type].domain != "land"]
    if air:
        yield _node(phase, "air", "operation", "component", leads.get("air", ""))
    for row in air:
        name = f"{row.unit_type}_{row.location}_{row.nation}"
        yield _node(phase, name, "air", "unit", row.nation, row)
