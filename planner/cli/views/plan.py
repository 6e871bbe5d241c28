"""The plan in a terminal: what an analyst reads first. Readable without colour."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

import planner
from planner.cli.layout import Room, section
from planner.cli.terminal import printable
from planner.cli.views import (
    advice,
    coalition,
    command,
    contingents,
    demands,
    deterrence,
    figures,
    forces,
    growth,
    money,
    movement,
    politics,
    stages,
)
from planner.summary.key_numbers import coming_votes, counted, figure_dates

WARNINGS_SHOWN = 12


def plan_view(plan: planner.Plan, room: Room, sections: Collection[str] = ()) -> Group:
    """The heading, what a reader asks first, and what more there is; or only the sections named."""
    content = [] if sections else list(_heading(plan))
    more = []
    for title, parts in SECTIONS.items():
        lines = (line for part in parts for line in part(plan, room))
        if title in sections or (not sections and (room.everything or title not in ON_REQUEST)):
            content += section(title, *lines)
        elif not sections and any(True for _ in lines):
            more.append(title)
    if more:
        content += [Text(), Text(f"More, with --all or planner show --section: {', '.join(more)}.")]
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
    yield from advice.told(plan)


def _warnings(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """What the reader should know; not the renewals that stand under "Votes ahead"."""
    votes = coming_votes(plan, room.most(politics.VOTES_SHOWN))
    shown = {f"mandate of {row.nation}" for row in votes}
    rows = [w for w in plan.warnings if w.code != "mandate_renewal" or w.where not in shown]
    for row in rows[: room.most(WARNINGS_SHOWN)]:
        text = Text(printable(f"{row.where}: {row.message}"))
        yield Padding(text, (0, 0, 0, 2), expand=False)
    if hidden := len(rows[room.most(WARNINGS_SHOWN) :]):
        yield Text(f"  … and {hidden} more: planner show --all")


Part = Callable[[planner.Plan, Room], Iterator[RenderableType]]
SECTIONS: dict[str, tuple[Part, ...]] = {
    "Kept up": (demands.kept_up,),
    "Who stands where": (contingents.slots,),
    "What is missing": (demands.missing, forces.unsupported),
    "Requirements": (demands.requirements,),
    "CJSOR": (demands.statement,),
    "Deterrence": (deterrence.deterrence,),
    "Who gives what": (forces.contributions,),
    "Command": (command.command,),
    "Who carries how much": (coalition.burden, coalition.bystanders),
    "Money": (money.money,),
    "Rotation": (forces.rotation,),
    "Movement": (movement.movement,),
    "Votes ahead": (politics.votes,),
    "NATO's forces": (politics.nato,),
    "US gaps": (politics.gaps,),
    "Growth": (growth.growth,),
    "How sure the data are": (figures.confidence, figures.weakest),
    "How sure the plan is": (stages.stages, stages.solver),
    "Advice": (advice.advice,),
    "Warnings": (_warnings,),
}
"""what a plan shows, in order"""
ON_REQUEST = (
    "Requirements",
    "CJSOR",
    "Deterrence",
    "Command",
    "Money",
    "Rotation",
    "Movement",
    "Votes ahead",
    "NATO's forces",
    "US gaps",
    "Growth",
    "How sure the data are",
    "Advice",
)
"""sections that are shown where they are named, or all is"""
