"""Who leads what, in a terminal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

import planner
from planner.cli.layout import Room, phase_months, place_titles
from planner.cli.terminal import printable
from planner.summary.key_numbers import counted, nations_lots


def command(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """The command tree of the phase with most formations; single support units as a sum."""
    sizes = Counter(row.phase for row in plan.command.formations)
    if not sizes:
        return
    (phase, _), *_ = sizes.most_common(1)
    months = phase_months(plan)[phase]
    when = f"months {months}" if "–" in months else f"month {months}"
    yield Text(f"In {when}, when most formations stand.", style="dim")
    tree = Tree(Text(_led("Operation", plan.command.lead_nation or "")), guide_style="dim")
    branches = {"operation": tree}
    forces: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    rows = [row for row in plan.command.formations if row.phase == phase]
    apart: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    battlegroups = {unit.id for unit in plan.unit_types if unit.is_battlegroup}
    brigades = {row.id for row in rows if row.level == "brigade"}
    for row in rows:
        if row.unit_type in battlegroups and row.parent not in brigades:
            apart[row.parent, row.location][row.nation] += row.lots
        elif row.level == "unit":
            forces[row.parent][row.nation] += row.lots
    places = place_titles(plan)
    for row in rows:
        if row.parent not in branches or row.level == "unit":
            continue
        name = f"{row.level.capitalize()} {row.id.rpartition('_')[2]}"
        if row.level == "component":
            name = f"{row.id.capitalize()} component"
        elif row.level == "brigade":
            name = f"Brigade, {places[row.location]}"
        label = _led(name, row.nation)
        if row.level == "brigade":
            label += f", {_by_nation(forces[row.id])}"
        branches[row.id] = branches[row.parent].add(Text(printable(label)))
    decided = plan.scenario.rules.framework_floor.enabled and not plan.relaxed
    for (parent, place), lots in apart.items():
        name = places[place] if decided else f"{places[place]}, no formation decided"
        branches[parent].add(Text(printable(f"{name}: {_by_nation(lots)}")))
    for name, lots in forces.items():
        if name in branches and not name.startswith("brigade_"):
            nations = counted(len(lots), "nation")
            what = "support" if name == "land" else "forces"
            branches[name].add(Text(f"{what}: {counted(sum(lots.values()), 'lot')} of {nations}"))
    yield tree


def _led(name: str, nation: str) -> str:
    return f"{name}, led by {nation}" if nation else name


def _by_nation(lots: dict[str, float]) -> str:
    """Battlegroups by nation, the largest first."""
    return f"{counted(sum(lots.values()), 'battlegroup')}: {nations_lots(lots)}"
