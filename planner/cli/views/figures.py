"""How sure the data are, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.layout import Room, grid
from planner.cli.terminal import printable
from planner.summary.key_numbers import share_text, weakest_figures

FIGURES_SHOWN = 5


def confidence(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """How many figures are reported, estimated, assumed."""
    counts = plan.data_confidence
    total = counts.reported + counts.estimated + counts.assumption
    yield Text(
        f"{total:,} figures: {counts.reported:,} reported, {counts.estimated:,} estimated, "
        f"{counts.assumption:,} assumed."
    )


def weakest(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """The figures that decide most and are least certain."""
    figures = weakest_figures(plan, room.most(FIGURES_SHOWN))
    if not figures:
        return
    table = grid("weakest", ">value", ">low–high", "unit", "confidence", ">rests")
    for row in figures:
        table.add_row(
            Text(f"{row.nation} {row.name}".strip()),
            f"{row.value:,.10g}",
            f"{row.low:,.10g}–{row.high:,.10g}",
            Text(printable(row.unit)),
            row.confidence,
            share_text(row.share),
        )
    yield table
    yield Text(
        "Rests: the share of what is asked for whose pools need the figure. In the order of "
        "planner data audit: that share, more for estimates, assumptions and age.",
        style="dim",
    )
