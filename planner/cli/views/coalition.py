"""The coalition in a terminal: who carries how much, and who could give more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

import planner
from planner.cli.layout import NOTHING, Room, grid
from planner.cli.terminal import printable
from planner.summary import key_numbers
from planner.summary.key_numbers import counted, percent_text, share_key


def burden(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    table = grid(
        "nation",
        "role",
        ">people at peak",
        ">EUR m",
        ">of the cost",
        f">fair, by {share_key(plan.scenario.rules.burden.key)}",
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
            percent_text(row.burden_share),
            percent_text(row.fair_share) if row.fair_share else NOTHING,
            NOTHING if ratio is None else f"{ratio:.1f} x fair",
        )
    table.add_row(
        "all",
        counted(sum(row.member for row in carrying), "member"),
        "",
        f"{sum(row.cost_eur_m for row in carrying):,.0f}",
        percent_text(sum(row.burden_share for row in carrying)),
        percent_text(sum(row.fair_share for row in carrying)),
        style="bold",
    )
    yield table


def bystanders(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """Nations that give nothing, by what keeps them out, and the permissions that are missing."""
    if reasons := key_numbers.bystanders(plan):
        yield Text("Could take part, but give nothing:", style="dim")
    for reason, names in reasons.items():
        told = ", ".join(f"{code} ({left})" if left else code for code, left in names.items())
        yield Padding(Text(printable(f"{reason}: {told}")), (0, 0, 0, 2), expand=False)
    if plan.refusals:
        (reason, times), *_ = Counter(row.reason for row in plan.refusals).most_common(1)
        yield Text(
            f"Not allowed: {counted(len(plan.refusals), 'combination')} of nation, unit type and "
            f"place; most often ({times:,}): {printable(reason)}."
        )
        yield Text(key_numbers.OFFERS_SCALE, style="dim")
