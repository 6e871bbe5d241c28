"""The force in a terminal: who leads what, what deters, what moves, and what grows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

import planner
from planner.cli.grid import Grid
from planner.cli.layout import (
    NOTHING,
    VISIBLE,
    Room,
    grid,
    lots_text,
    missing_cells,
    phase_months,
    place_titles,
)
from planner.cli.terminal import printable
from planner.summary.key_numbers import (
    amount_text,
    counted,
    is_short,
    levels,
    month_ranges,
    months_of,
)

if TYPE_CHECKING:
    from planner.plan.demands import ForceRatioRow

ARRIVALS_SHOWN = 10
MODES: tuple[Literal["rail", "sea", "air"], ...] = ("rail", "sea", "air")


# --- command


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
    ordered = sorted(lots.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{nation} {lots_text(n).removesuffix('.0')}" for nation, n in ordered)
    return f"{counted(sum(lots.values()), 'battlegroup')}: {listed}"


# --- deterrence


def deterrence(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """Threats at their worst, who stands where an attack would meet them, and cover kept up."""
    if plan.force_ratios:
        ratio = plan.force_ratios[0].ratio
        yield _threats(plan)
        yield Text(
            f"In battlegroups, in the worst months; the need is the attackers / {ratio:g}.",
            style="dim",
        )
    if plan.presences:
        yield from [Text()] if plan.force_ratios else []
        yield _presences(plan)
        yield Text("° a nuclear power", style="dim")
    if plan.cover:
        yield from [Text()] if plan.force_ratios or plan.presences else []
        yield _cover(plan)
        for package in plan.packages:
            needs = ", ".join(
                f"{amount_text(amount)} {effect.replace('_', ' ')}"
                for effect, amount in package.needs.items()
            )
            yield Text(printable(f"{package.id}: {package.title}; takes {needs}."), style="dim")


def _threats(plan: planner.Plan) -> Grid:
    """For every threat the months in which the defence is weakest; all in which it is too weak."""
    table = grid(
        "threat",
        "where",
        "when",
        ">attackers",
        ">need",
        ">coalition",
        ">host",
        ">trained",
        ">missing",
        "months",
        gap=1,
    )
    places, phases = place_titles(plan), {phase.id: phase for phase in plan.phases}
    last = ""
    for shown, rows in _weakest(plan):
        first = rows[0]
        missing = is_short(first.shortfall, first.need, plan.relaxed)
        named = (
            first.id,
            printable(places[first.location]),
            f"in {counted(first.within_days, 'day')}" if first.within_days else "in place",
        )
        table.add_row(
            *(Text(cell if first.id != last else "") for cell in named),
            *shown[:5],
            shown[5] if missing else NOTHING,
            month_ranges(months_of(phases[row.phase] for row in rows)),
            style="bold" if missing else "",
        )
        last = first.id
    return table


def _weakest(plan: planner.Plan) -> Iterator[tuple[tuple[str, ...], list[ForceRatioRow]]]:
    """Threat by threat: the phases that read alike, the weakest first, then others that lack."""
    for name in dict.fromkeys(row.id for row in plan.force_ratios):
        alike: dict[tuple[str, ...], list[ForceRatioRow]] = defaultdict(list)
        rows = [row for row in plan.force_ratios if row.id == name]
        for row in sorted(rows, key=lambda r: (r.coalition + r.host + r.trained) - r.need):
            amounts = (row.attackers, row.need, row.coalition, row.host, row.trained, row.shortfall)
            alike[tuple(map(amount_text, amounts))].append(row)
        for number, (shown, same) in enumerate(alike.items()):
            if not number or is_short(same[0].shortfall, same[0].need, plan.relaxed):
                yield shown, same


def _presences(plan: planner.Plan) -> Grid:
    """A line for every run of months with the same nations."""
    table = grid("presence", "where", ">need", "months", ">missing", "nations there")
    places = place_titles(plan)
    spans = {phase.id: range(phase.start_month, phase.end_month) for phase in plan.phases}
    last = ""
    for (name, nations), group in groupby(plan.presences, key=lambda row: (row.id, row.nations)):
        rows = list(group)
        first, missing = rows[0], rows[0].shortfall
        lacking = is_short(missing, first.need, plan.relaxed)
        powers = f", {first.nuclear_need}°" if first.nuclear_need else ""
        listed = " ".join(f"{n}°" if n in first.nuclear_powers else n for n in nations)
        named = (name, printable(places[first.location]), f"{first.need}{powers}")
        table.add_row(
            *(Text(cell if name != last else "") for cell in named),
            month_ranges([month for row in rows for month in spans[row.phase]]),
            amount_text(missing) if lacking else NOTHING,
            listed or "none",
            style="bold" if lacking else "",
        )
        last = name
    return table


def _cover(plan: planner.Plan) -> Grid:
    """A line a station or defended area, with what is kept up at the least; more by what lacks."""
    table = grid(
        "cover", "package", "where", ">need", ">lowest", ">average", ">missing", "in months"
    )
    places, phases = place_titles(plan), {phase.id: phase for phase in plan.phases}
    for key in dict.fromkeys((row.rule, row.id) for row in plan.cover):
        rows = [row for row in plan.cover if (row.rule, row.id) == key]
        short = [row for row in rows if is_short(row.shortfall, row.need, plan.relaxed)]
        named = (
            Text(key[1]),
            Text(rows[0].package),
            Text(printable(places[rows[0].location])),
            amount_text(max(row.need for row in rows)),
            amount_text(min(row.supplied for row in rows)),
            amount_text(
                _average(row.supplied for row in rows for _ in months_of([phases[row.phase]]))
            ),
        )
        for cells in missing_cells(named, levels((r.shortfall, phases[r.phase]) for r in short)):
            table.add_row(*cells, style="bold" if short else "")
    return table


def _average(amounts: Iterable[float]) -> float:
    listed = list(amounts)
    return sum(listed) / len(listed)


# --- movement


def movement(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """Freight into every phase, and the arrivals that have the least time to spare."""
    if plan.lift:
        yield _freight(plan)
    arriving = [row for row in plan.arrivals if row.lots >= VISIBLE]
    if not arriving:
        return
    arriving.sort(key=lambda row: (row.slack_days, -row.ready_day, row.nation, row.unit_type))
    table = grid(
        "least slack",
        "unit type",
        ">lots",
        "by",
        ">decision",
        ">notice",
        ">lift",
        ">transit",
        ">days",
        ">due",
        ">slack",
        "longest",
        gap=1,
    )
    for row in arriving[: room.most(ARRIVALS_SHOWN)]:
        steps = (row.decision_days, row.notice_days, row.lift_days, row.transit_days)
        table.add_row(
            row.nation,
            Text(row.unit_type),
            lots_text(row.lots),
            row.movement,
            *(str(days) for days in steps),
            f"{row.ready_day:,}",
            f"{row.due_day:,}",
            f"{row.slack_days:,}",
            row.critical,
            style="bold" if row.slack_days < 0 else "",
        )
    yield Text()
    yield table
    hidden = len(arriving) - room.most(ARRIVALS_SHOWN)
    more = f", and {hidden:,} more: planner show --all" if hidden > 0 else ""
    yield Text(f"Days from month 0{more}.", style="dim")


def _freight(plan: planner.Plan) -> Grid:
    """A line a phase: trains and tonnes, with the share of what could be carried."""
    rows = {(row.phase, row.movement): row for row in plan.lift}
    units = {row.movement: row.unit for row in plan.lift}
    limited = any(row.capacity for row in plan.lift)
    columns: list[str] = []
    for mode in MODES:
        if mode in units:
            columns += [f">{mode}, {units[mode]}", *([">of capacity"] if limited else [])]
    table = grid("freight for months", *columns)
    months = phase_months(plan)
    for phase in plan.phases:
        cells: list[str] = []
        for mode in MODES:
            row = rows.get((phase.id, mode))
            share = row.load / row.capacity if row and row.capacity else None
            if mode in units:
                cells.append(_load(row.load) if row else NOTHING)
                cells += [NOTHING if share is None else _percent(share)] if limited else []
        if any(cell != NOTHING for cell in cells):
            table.add_row(months[phase.id], *cells)
    return table


def _load(amount: float) -> str:
    return "<1" if amount < 0.5 else f"{amount:,.0f}"


def _percent(share: float) -> str:
    return "<1 %" if share < 0.01 else f"{share * 100:.0f} %"


# --- growth


def growth(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """What is bought, and how many brigades of the host are trained."""
    bought = [row for row in plan.purchases if row.lots >= VISIBLE]
    if bought:
        table = grid("bought", ">lots", "unit type", ">EUR m", ">from month", "paid by")
        for row in bought:
            payers = sorted(row.payers.items(), key=lambda item: (-item[1], item[0]))
            listed = ", ".join(f"{n} {_percent(share)}" for n, share in payers)
            table.add_row(
                Text(printable(row.title or row.id)),
                amount_text(row.lots),
                Text(row.unit_type),
                f"{row.lots * row.price_eur_m:,.0f}",
                str(row.ready_month),
                listed,
            )
        yield table
    left = [row.title or row.id for row in plan.purchases if row.lots < VISIBLE]
    if left:
        yield Text(printable(f"Open, but not bought: {', '.join(left)}."))
    if any(row.teams >= VISIBLE for row in plan.training):
        yield from [Text()] if plan.purchases else []
        yield _training(plan)


def _training(plan: planner.Plan) -> Grid:
    """A line for every run of months with the same teams and brigades."""
    table = grid("training in months", ">teams at work", ">host brigades ready when they begin")
    spans = {phase.id: range(phase.start_month, phase.end_month) for phase in plan.phases}
    cells = [(lots_text(row.teams), lots_text(row.brigades), row.phase) for row in plan.training]
    for shown, group in groupby(cells, key=lambda cell: cell[:2]):
        months = [month for *_, phase in group for month in spans[phase]]
        table.add_row(month_ranges(months), *shown)
    return table
