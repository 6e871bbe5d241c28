"""Two values in a row, joined by a line: what is and what would be fair, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from planner.output.charts.style import PERCENT, RULE, SOFT, Marks, data, rows_axis

POINT_SIZE = 110


class Pair(NamedTuple):
    """A row: its label, two shares of which either may be missing, and a text beside them."""

    name: str
    first: float | None
    second: float | None
    text: str
    ink: str = SOFT


class Style(NamedTuple):
    """What one of the two values is, its colour and its shape."""

    what: str
    colour: str
    shape: str


def pairs(
    rows: Sequence[Pair],
    styles: tuple[Style, Style],
    title: str,
    narrow: bool,
    labels: str = PERCENT,
) -> list[Marks]:
    """The layers of a chart of pairs of shares; the first value lies on top.

    ``labels``: how the axis shows a value, per cent unless told.
    """
    y = rows_axis([row.name for row in rows])
    axis = alt.Axis(labelExpr=labels, title=title, grid=True, tickCount=4 if narrow else 6)
    x = alt.X("low:Q", axis=axis, scale=alt.Scale(zero=True, nice=False))
    spans = [
        {"name": row.name, "low": min(known), "high": max(known), "text": row.text, "ink": row.ink}
        for row in rows
        if (known := [value for value in (row.first, row.second) if value is not None])
    ]
    base = alt.Chart(data(spans)).encode(y=y)
    lines = base.mark_bar(height=4, color=RULE).encode(x=x, x2=alt.X2("high:Q"))
    texts = base.mark_text(align="left", dx=10).encode(
        x=alt.X("high:Q"), text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None)
    )
    shown = ".1%" if labels == PERCENT else ".2f"
    return [lines, _points(rows, styles, y, shown), texts]


def _points(rows: Sequence[Pair], styles: tuple[Style, Style], y: alt.Y, shown: str) -> Marks:
    points = [
        {"name": row.name, "share": share, "what": style.what}
        for row in rows
        for share, style in ((row.second, styles[1]), (row.first, styles[0]))
        if share is not None
    ]
    names = [style.what for style in styles]
    colours = alt.Scale(domain=names, range=[style.colour for style in styles])
    shapes = alt.Scale(domain=names, range=[style.shape for style in styles])
    legend = alt.Legend(columns=2)
    return (
        alt.Chart(data(points))
        .mark_point(filled=True, size=POINT_SIZE, opacity=1)
        .encode(
            y=y,
            x=alt.X("share:Q"),
            color=alt.Color("what:N", scale=colours, legend=legend),
            shape=alt.Shape("what:N", scale=shapes, legend=legend),
            tooltip=[
                alt.Tooltip("name:N"),
                alt.Tooltip("what:N"),
                alt.Tooltip("share:Q", format=shown),
            ],
        )
    )
