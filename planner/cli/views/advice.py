"""What to ask of nations, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

import planner
from planner.cli.layout import Room, grid
from planner.cli.terminal import printable


def told(plan: planner.Plan) -> Iterator[RenderableType]:
    """The advice as sentences, below the verdict."""
    for row in plan.advice:
        yield Padding(Text(printable(row.sentence)), (0, 0, 0, 2), expand=False)


def advice(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    """The advice as a table."""
    if not plan.advice:
        yield Text("Nothing was asked for: nothing is short, or the plan was made without advice.")
        return
    table = grid("demand", "ask", ">saves", "how sure")
    for row in plan.advice:
        asks = "; ".join(row.asked) or "nothing helps"
        table.add_row(row.demand, Text(asks), f"{row.saves:,.4g}", row.proof)
    yield table
    yield Text("saves: weighted requirement-months, as in the stage sustained", style="dim")
