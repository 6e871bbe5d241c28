"""Shares of a study before and after: a row a case, one value joined to the other by a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from planner.output.charts.pairs import Pair, Style, pairs
from planner.output.charts.style import NARROW, Words, finished
from planner.study import Row, number
from planner.summary.texts import capital, share_text

ROW_HEIGHT = 28


class Change(NamedTuple):
    """What such a chart shows: columns, how they are drawn, and what the axis and the text say."""

    before: str
    after: str
    styles: tuple[Style, Style]
    """of after, which lies on top, and of before"""
    axis: str
    told: str
    """what the rows are, in the text for those who do not see it"""


def change_chart(
    change: Change,
    rows: Sequence[Row],
    names: Sequence[str],
    heading: tuple[str, str],
    size: tuple[int, bool],
    row_height: int = ROW_HEIGHT,
) -> alt.LayerChart:
    """A row a case, by name. ``heading``: title and subtitle; ``size``: width, and whether bare."""
    (title, subtitle), (width, bare) = heading, size
    shown = [
        Pair(
            name,
            number(row, change.after),
            number(row, change.before),
            f"{share_text(number(row, change.before))} → {share_text(number(row, change.after))}",
        )
        for name, row in zip(names, rows, strict=True)
    ]
    texts = "; ".join(f"{pair.name} {pair.text}" for pair in shown)
    words = Words(capital(title), subtitle, f"{change.told}: {texts}.")
    chart = alt.layer(*pairs(shown, change.styles, change.axis, width < NARROW))
    return finished(chart, words, width, bare, len(shown) * row_height)
