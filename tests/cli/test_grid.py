"""Tables on a narrow terminal: they fold, then stack, and lose nothing."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from planner.cli.grid import Grid

NAMES = ("name", ">people at peak", "unit", ">bound", "a note of some length", ">last")
ROWS = [
    ("FRA battlegroup_medium", "12,345", "aircraft", "1,000,000", "a word " * 12, "1"),
    ("https://example.net/" + "x" * 60, "1", "", "2", "", "3"),
    ("语言 wide", "7", "batteries a month", "4", "short", "999"),
]


def drawn(width: int) -> list[str]:
    grid = Grid(NAMES)
    for row in ROWS:
        grid.add_row(*row)
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(grid)
    return capture.get().splitlines()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("width", [200, 120, 100, 80, 60, 40])
def test_nothing_is_lost_at_any_width(width: int) -> None:
    lines = drawn(width)
    assert max(map(cell_len, lines)) <= width
    letters = squeezed("".join(lines))
    assert "…" not in letters
    for row in ROWS:
        for cell in row:
            for letter in set(squeezed(cell)):
                assert letters.count(letter) >= squeezed(cell).count(letter)
    for number in ("12,345", "1,000,000", "999"):
        assert any(number in line for line in lines)  # in one piece


def test_it_stays_a_table_where_there_is_room() -> None:
    lines = drawn(230)
    assert len(lines) == 1 + len(ROWS)
    assert all(name.removeprefix(">") in lines[0] for name in NAMES)


def test_what_does_not_fit_stands_below_its_row_and_is_named() -> None:
    lines = drawn(60)
    first = next(n for n, line in enumerate(lines) if "12,345" in line)
    second = next(n for n, line in enumerate(lines) if "999" in line and n > first)
    below = " ".join(line.strip() for line in lines[first:second])
    assert "a note of some length a word a word" in below
