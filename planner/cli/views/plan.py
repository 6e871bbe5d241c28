"""The plan in a terminal: what an analyst reads first. Readable without colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

import planner
from planner.cli.layout import (
    NOTHING,
    VISIBLE,
    Room,
    chunks,
    grid,
    lots_text,
    section,
)
from planner.cli.terminal import printable
from planner.cli.views import accounts as accounts_view
from planner.cli.views import demands as demand_view
from planner.cli.views import forces as force_view
from planner.cli.views import slots as slot_view
from planner.summary.key_numbers import (
    DUTIES,
    TOLERANCE,
    amount_text,
    average_lots,
    bystanders,
    coming_votes,
    counted,
    figure_dates,
    gap_text,
    month_ranges,
    troops,
    weakest_figures,
)

NAMES_WIDTH, NATION_WIDTH = 30, 5
"""columns for the names of the unit types and the sum, and for one nation"""
WARNINGS_SHOWN = 12
FIGURES_SHOWN = 5


def plan_view(plan: planner.Plan, room: Room, sections: Collection[str] = ()) -> Group:
    """The heading and every section of a plan; or only those named, without a heading."""
    content = [] if sections else list(_heading(plan))
    for title, parts in SECTIONS.items():
        named = title in sections or (not sections and title not in ON_REQUEST)
        if named or (room.everything and not sections):
            content += section(title, *(line for part in parts for line in part(plan, room)))
    return Group(*content)


def _heading(plan: planner.Plan) -> Iterator[RenderableType]:
    scenario = plan.scenario
    title = f"{scenario.title} ({scenario.name})" if scenario.title else scenario.name
    yield Text(printable(title), style="bold")
    zero = "ceasefire" if scenario.timing == "post_deal" else "decision"
    first = f"month 0 is the {zero} ({plan.scenario.date_of(0)})"
    yield Text(
        f"reference date {scenario.reference_date} · {counted(scenario.horizon_months, 'month')}, "
        f"{first} · needs are the {scenario.requirement_level}s"
    )
    yield Text(figure_dates(plan), style="dim")
    yield Text()
    style = {"met": "bold green", "shortfall": "bold red"}.get(plan.status, "bold yellow")
    yield Text(printable(plan.verdict), style=style)


def _contributions(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    groups = {duty: average_lots(plan, duty) for duty in DUTIES}
    cost = {row.nation: row.cost_eur_m for row in plan.nations}
    active = {nation for lots in groups.values() for (_, nation), n in lots.items() if n > 0}
    nations = sorted(active, key=lambda nation: (-cost.get(nation, 0.0), nation))
    if not nations:
        yield Text("Nobody gives anything.")
        return
    note = f"Lots, average of the {plan.scenario.horizon_months} months."
    lead = plan.command.lead_nation
    yield Text(note + (f" {lead}* leads." if lead else ""), style="dim")
    for chunk in chunks(nations, (room.columns - NAMES_WIDTH) // NATION_WIDTH):
        first = chunk[0] == nations[0]
        names = [f">{nation}*" if nation == lead else f">{nation}" for nation in chunk]
        table = grid("", *([">all"] if first else []), *names, gap=1)
        for label, lots in groups.items():
            rows = list(_lots_rows(plan, lots, chunk, first))
            if rows:
                table.add_row(Text(label, style="italic dim"))
            for row in rows:
                table.add_row(*row)
        yield table
    several = {u.id: u.lot for u in plan.unit_types if " of " in u.lot and _is_given(plan, u.id)}
    if several:
        listed = ", ".join(f"{unit} a {lot}" for unit, lot in several.items())
        yield Text(printable(f"A lot is one unit or aircraft, but {listed}."), style="dim")


def _is_given(plan: planner.Plan, unit_type: str) -> bool:
    return any(row.unit_type == unit_type and row.lots > 0 for row in plan.contributions)


def _lots_rows(
    plan: planner.Plan, lots: dict[tuple[str, str], float], nations: list[str], total: bool
) -> Iterator[list[str]]:
    for unit in plan.unit_types:
        cells = [lots.get((unit.id, nation), 0.0) for nation in nations]
        everyone = sum(n for (unit_type, _), n in lots.items() if unit_type == unit.id)
        if any(n >= VISIBLE for n in cells) or (total and everyone >= VISIBLE):
            first = [f" {unit.id}", *([lots_text(everyone)] if total else [])]
            yield first + [lots_text(n) for n in cells]


def _burden(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    key = plan.scenario.rules.burden.key.replace("_", " ")
    table = grid(
        "nation",
        "role",
        ">people at peak",
        ">EUR m",
        ">of the cost",
        f">fair, by {key}",
        ">carries",
    )
    carrying = [row for row in plan.nations if row.cost_eur_m > 0 or row.member]
    for row in sorted(carrying, key=lambda row: (-row.cost_eur_m, row.nation)):
        ratio = row.burden_share / row.fair_share if row.fair_share else None
        table.add_row(
            row.nation,
            row.role,
            f"{row.personnel_peak:,}",
            f"{row.cost_eur_m:,.0f}",
            f"{row.burden_share * 100:.1f} %",
            f"{row.fair_share * 100:.1f} %" if row.fair_share else NOTHING,
            NOTHING if ratio is None else f"{ratio:.1f} x fair",
        )
    table.add_row(
        "all",
        counted(sum(row.member for row in carrying), "member"),
        "",
        f"{sum(row.cost_eur_m for row in carrying):,.0f}",
        f"{sum(row.burden_share for row in carrying) * 100:.1f} %",
        f"{sum(row.fair_share for row in carrying) * 100:.1f} %",
        style="bold",
    )
    yield table


def _bystanders(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """Nations that give nothing, by what keeps them out, and the permissions that are missing."""
    if reasons := bystanders(plan):
        yield Text("Could take part, but give nothing:", style="dim")
    for reason, names in reasons.items():
        yield Padding(Text(printable(f"{reason}: {', '.join(names)}")), (0, 0, 0, 2), expand=False)
    if plan.refusals:
        (reason, times), *_ = Counter(row.reason for row in plan.refusals).most_common(1)
        yield Text(
            f"Not allowed: {len(plan.refusals):,} combinations of nation, unit type and place; "
            f"most often ({times:,}): {printable(reason)}."
        )


def _rotation(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    force = troops(plan)
    parts = [f"{force.peak:,.0f} people in the theatre at peak"]
    if force.peak_months:
        parts[0] += f" (months {month_ranges(force.peak_months)})"
    parts.append(f"{force.average:,.0f} on average")
    if force.standby_peak > 0:
        parts.append(f"up to {force.standby_peak:,.0f} more standing by")
    if force.training_peak > 0:
        parts.append(f"up to {force.training_peak:,.0f} training the host abroad")
    tours = sum(row.lots for row in plan.tours)
    yield Text(
        ", ".join(parts) + f". Tours that start over the horizon: {amount_text(tours)} lots."
    )


def _confidence(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    counts = plan.data_confidence
    total = counts.reported + counts.estimated + counts.assumption
    yield Text(
        f"{total:,} figures: {counts.reported:,} reported, {counts.estimated:,} estimated, "
        f"{counts.assumption:,} assumed."
    )


def _weakest(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    figures = weakest_figures(plan, room.most(FIGURES_SHOWN))
    if not figures:
        return
    table = grid("weakest", ">value", ">low–high", "unit", "confidence")
    for row in figures:
        table.add_row(
            Text(f"{row.nation} {row.name}".strip()),
            f"{row.value:,.10g}",
            f"{row.low:,.10g}–{row.high:,.10g}",
            Text(printable(row.unit)),
            row.confidence,
        )
    yield table


def _stages(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    table = grid("stage", ">value", "unit", ">bound", ">gap", "proof", ">seconds")
    for number, row in enumerate(plan.stages, 1):
        table.add_row(
            f"{number} {row.name}",
            _value_text(row.value),
            Text(row.unit),
            _value_text(row.bound),
            gap_text(row.gap_share),
            row.proof.replace("_", " "),
            f"{row.seconds:,.1f}",
        )
    yield table


def _value_text(value: float) -> str:
    if abs(value) < TOLERANCE:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def _solver(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    info = plan.solver
    yield Text(
        f"{info.name} {info.version}: {info.columns:,} columns, {info.rows:,} rows, "
        f"{info.nonzeros:,} nonzeros, {info.seconds:,.1f} s in all.",
        style="dim",
    )


def _warnings(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """What the reader should know; not the renewals that stand under "Votes ahead"."""
    votes = coming_votes(plan, room.most(accounts_view.VOTES_SHOWN))
    shown = {f"mandate of {row.nation}" for row in votes}
    rows = [w for w in plan.warnings if w.code != "mandate_renewal" or w.where not in shown]
    for row in rows[: room.most(WARNINGS_SHOWN)]:
        text = Text(printable(f"{row.where}: {row.message}"))
        yield Padding(text, (0, 0, 0, 2), expand=False)
    if hidden := len(rows[room.most(WARNINGS_SHOWN) :]):
        yield Text(f"  … and {hidden} more: planner show --all")


Part = Callable[[planner.Plan, Room], Iterator[RenderableType]]
SECTIONS: dict[str, tuple[Part, ...]] = {
    "Kept up": (demand_view.kept_up,),
    "Who stands where": (slot_view.slots,),
    "Requirements": (demand_view.requirements, accounts_view.unsupported),
    "CJSOR": (demand_view.statement,),
    "Deterrence": (force_view.deterrence,),
    "Who gives what": (_contributions,),
    "Command": (force_view.command,),
    "Who carries how much": (_burden, _bystanders),
    "Money": (accounts_view.money,),
    "Rotation": (_rotation,),
    "Movement": (force_view.movement,),
    "Votes ahead": (accounts_view.votes,),
    "NATO's forces": (accounts_view.nato,),
    "US gaps": (accounts_view.gaps,),
    "Growth": (force_view.growth,),
    "How sure the data are": (_confidence, _weakest),
    "How sure the plan is": (_stages, _solver),
    "Warnings": (_warnings,),
}
"""what a plan shows, in order"""
ON_REQUEST = ("CJSOR",)
"""long sections, which are shown where they are named, or all is"""
