"""A matrix of cells with a text in each: values of two fields, or nations by plans."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from planner.output.charts.style import LABEL_SIZE, Marks, Row, data, rows_axis, text_width

CELL_GAP = 6
"""pixels that stay free beside the text of a cell"""


def matrix(cells: list[Row], rows: Sequence[str], columns: Sequence[str], title: str) -> Marks:
    """Cells by ``name`` and ``column``: ``fill``, ``ink``, ``text`` and ``tip``."""
    axis = alt.Axis(title=title, labelAngle=0, orient="top", labelOverlap=True)
    base = alt.Chart(data(cells)).encode(
        x=alt.X("column:N", sort=list(columns), axis=axis, scale=alt.Scale(padding=0.04)),
        y=rows_axis(rows),
        tooltip=[alt.Tooltip("tip:N", title=" ")],
    )
    return alt.layer(
        base.mark_rect().encode(color=alt.Color("fill:N", scale=None)),
        base.mark_text().encode(
            text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None, legend=None)
        ),
    )


def fits(text: str, width: float, columns: int, longest: str) -> bool:
    """Has a cell room for the text, beside labels of rows as long as ``longest``?"""
    room = (width - text_width(longest) - 60) / max(1, columns)
    return text_width(text, LABEL_SIZE) + CELL_GAP <= room
