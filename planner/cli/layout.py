"""How the plan is laid out in a terminal: sections, tables, and small numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

import planner
from planner.cli.grid import Grid
from planner.summary.key_numbers import amount_text, month_ranges

NOTHING = "·"
VISIBLE = 0.005
"""lots below this are the rounding of a relaxed plan"""
SMALL = 0.05
"""EUR million, or lot-months: less is not worth a line"""


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be shown: on so many columns, the usual number of rows or all of them."""

    columns: int
    everything: bool = False

    def most(self, usual: int) -> int:
        """Rows of a table that usually shows so many."""
        return sys.maxsize if self.everything else usual


def section(title: str, *content: RenderableType) -> Iterator[RenderableType]:
    """A heading and what stands below it; nothing when there is nothing to say."""
    if content:
        yield Text()
        yield Rule(Text(title, style="bold"), align="left", style="dim")
        yield from content


def grid(*columns: str, gap: int = 2) -> Grid:
    """A table without lines; a column whose name begins with > is for numbers."""
    return Grid(columns, gap)


def lots_text(lots: float) -> str:
    """Lots with one decimal; a dot for none."""
    return NOTHING if lots < VISIBLE else "<.1" if lots < 0.05 else f"{lots:,.1f}"


def missing_cells(
    named: Sequence[str | Text], levels: Sequence[tuple[float, tuple[int, ...]]]
) -> Iterator[list[str | Text]]:
    """The lines of a demand: its name, what is missing at the worst and when; then each lesser
    amount and its months, below."""
    if not levels:
        yield [*named, NOTHING, ""]
    for number, (amount, months) in enumerate(levels):
        names = [""] * len(named) if number else named
        yield [*names, amount_text(amount), month_ranges(months)]


def phase_months(plan: planner.Plan) -> dict[str, str]:
    """Phase -> its months in words, both ends included."""
    return {
        phase.id: month_ranges(range(phase.start_month, phase.end_month)) for phase in plan.phases
    }


def place_titles(plan: planner.Plan) -> dict[str, str]:
    """Location -> its title, or its name."""
    return {place.id: place.title or place.id for place in plan.scenario.locations}


def chunks[Item](items: list[Item], most: int) -> list[list[Item]]:
    """Items in as few parts as hold so many at most, all of about the same size."""
    parts = -(-len(items) // max(1, most))
    size = -(-len(items) // max(1, parts))
    return [items[start : start + size] for start in range(0, len(items), max(1, size))]
