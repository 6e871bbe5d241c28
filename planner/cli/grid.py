"""Tables without lines that lose nothing: where the width is short they fold, then stack.

Text columns fold first. What still does not fit stands below its row, named. No cell is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

MIN_TEXT = 10
"""width that a text column is folded to at the least, if it was wider"""
MIN_LONG = 28
"""the same for a column of long texts, which are wider than LONG"""
LONG = 60
LONGEST_WORD = 40
"""of a column: longer words, such as addresses, are folded"""
INDENT = 4


@dataclass(slots=True)
class _Row:
    cells: list[Text]
    style: str


@dataclass(slots=True)
class Grid:
    """A table without lines; a column whose name begins with > is for numbers.

    The first column stays in its place whatever the width.
    """

    columns: Sequence[str]
    gap: int = 2
    rows: list[_Row] = field(default_factory=list)

    def add_row(self, *cells: str | Text, style: str = "") -> None:
        """One more row; missing cells at its end are empty."""
        texts = [cell if isinstance(cell, Text) else Text(cell) for cell in cells]
        texts += [Text()] * (len(self.columns) - len(texts))
        self.rows.append(_Row(texts, style))

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        gap, widths = self._widths(options.max_width)
        below = [number for number in range(len(self.columns)) if number not in widths]
        if not below:
            yield self._table(widths, gap, self.rows)
            return
        yield self._table(widths, gap, [])
        for row in self.rows:
            yield self._table(widths, gap, [row], header=False)
            named = [
                Text.assemble((f"{self._name(number)} ", "dim"), row.cells[number])
                for number in below
                if row.cells[number].plain
            ]
            for line in _joined(named, options.max_width - INDENT):
                yield Padding(line, (0, 0, 0, INDENT))

    def _table(
        self, widths: dict[int, int], gap: int, rows: Sequence[_Row], header: bool = True
    ) -> Table:
        table = Table(
            box=None,
            pad_edge=False,
            padding=(0, gap, 0, 0),
            header_style="dim",
            show_header=header,
        )
        for number, width in widths.items():
            right = self.columns[number].startswith(">")
            table.add_column(
                self._name(number),
                width=width,
                justify="right" if right else "left",
                overflow="fold",
            )
        for row in rows:
            table.add_row(*(row.cells[number] for number in widths), style=row.style)
        return table

    def _name(self, number: int) -> str:
        return self.columns[number].removeprefix(">")

    def _widths(self, available: int) -> tuple[int, dict[int, int]]:
        """The gap between columns, and the width of those that fit beside each other."""
        full, least = self._sizes()
        kept = list(full)
        gap = self.gap if _total(least.values(), self.gap) <= available else 1
        while len(kept) > 1 and _total((least[number] for number in kept), gap) > available:
            longest = max(kept[1:], key=lambda number: full[number])
            kept.remove(longest if full[longest] > LONG else kept[-1])
        level = max(full.values())
        widths = full
        while level > 0:
            widths = {number: min(full[number], max(least[number], level)) for number in kept}
            if _total(widths.values(), gap) <= available:
                break
            level -= 1
        return gap, widths

    def _sizes(self) -> tuple[dict[int, int], dict[int, int]]:
        """Column -> width that it would like, and the least that it can do with.

        Names of columns are folded between words, numbers never, texts where it must be.
        """
        full, least = {}, {}
        for number, name in enumerate(self.columns):
            title, cells = self._name(number), [row.cells[number].plain for row in self.rows]
            lines = _widest(line for cell in cells for line in cell.splitlines())
            full[number] = max(_widest(title.splitlines()), lines)
            wanted = lines
            if not name.startswith(">"):
                longest_word = _widest(word for cell in cells for word in cell.split())
                smallest = MIN_LONG if full[number] > LONG else MIN_TEXT
                wanted = min(lines, max(min(longest_word, LONGEST_WORD), smallest))
            least[number] = max(wanted, _widest(title.split()))
        return full, least


def _widest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)


def _total(widths: Iterable[int], gap: int) -> int:
    """Of columns beside each other."""
    listed = list(widths)
    return sum(listed) + gap * (len(listed) - 1)


def _joined(texts: list[Text], width: int) -> Iterator[Text]:
    """Short texts beside each other, as many as fit on a line; long ones on lines of their own."""
    line = Text()
    for text in texts:
        if line.plain and line.cell_len + 3 + text.cell_len > width:
            yield line
            line = Text()
        line = Text.assemble(line, " · ", text) if line.plain else text
    if line.plain:
        yield line
