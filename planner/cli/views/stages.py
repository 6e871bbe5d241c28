"""How sure the plan is, in a terminal: stages, proofs and the solver."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

import planner
from planner.cli.layout import Room, grid
from planner.summary.key_numbers import gap_text, stage_text


def stages(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    table = grid("stage", ">value", "unit", ">bound", ">gap", "proof", ">seconds")
    for number, row in enumerate(plan.stages, 1):
        table.add_row(
            f"{number} {row.name}",
            stage_text(row.value),
            Text(row.unit),
            stage_text(row.bound),
            gap_text(row.gap_share),
            row.proof.replace("_", " "),
            f"{row.seconds:,.1f}",
        )
    yield table
    yield Text(
        "Each stage is as good as it can be without giving up an earlier one. Gap: how much "
        "better a plan could still be in it; 0 % is proved. A requirement-month is one demand "
        "that is missing as a whole for a month, by its weight.",
        style="dim",
    )


def solver(plan: planner.Plan, room: Room) -> Iterator[RenderableType]:
    info = plan.solver
    yield Text(
        f"{info}: {info.columns:,} columns, {info.rows:,} rows, "
        f"{info.nonzeros:,} nonzeros, {info.seconds:,.1f} s in all.",
        style="dim",
    )
