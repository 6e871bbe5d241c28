"""What all charts have in common: colours, words around the picture, and room for labels."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from planner.summary.nations import nation_name
from planner.summary.texts import SPELLED, amount_text

INK, SOFT, RULE, PALE = "#1b1f24", "#57606a", "#d8dee4", "#eef0f2"
BLUE, SKY, GREEN, ORANGE, VERMILION, PURPLE, SLATE, GREY = (
    "#0072b2",
    "#56b4e9",
    "#009e73",
    "#e69f00",
    "#c25400",
    "#cc79a7",
    "#5a5f66",
    "#7f8790",
)
"""the colours of Okabe and Ito, which most eyes can tell apart; vermilion darker, for white text"""
ON_LIGHT = "#10161c"
"""text on a light fill, which stays light on a dark page"""
MET, ON_MET = "#cfe2f0", "#1d4662"
"""a cell in which all is there, and its text"""
LACK, ON_LACK = "#fbe2d3", "#8f3a00"
"""what is missing, where it is told in words, and its text"""
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
NARROW = 500
"""pixels: below this width labels are short"""
LONGEST_LABEL, LABEL_LINES = (64, 22), (1, 2)
"""letters and lines of a label: where there is room, and where there is little"""
TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE = 18, 13, 12
LETTER_SHARE = 0.53
"""width of a letter in its size, on average"""
LINE_HEIGHT = 12
SHADES = (("#b3d3ea", ON_MET), ("#6aaed6", "#08263a"), (BLUE, "#ffffff"))
"""fill and text of a cell, from few to many"""

PERCENT = "format(datum.value * 100, '.0f') + ' %'"
"""labels of an axis of shares"""

Row = dict[str, Any]
Marks = Any
"""a layer of a chart: what altair's ``encode`` returns has no type"""


class Words(NamedTuple):
    """What is said about a chart: the finding, the definition, and the picture in words."""

    title: str
    subtitle: str
    alt: str


def data(rows: Sequence[Row]) -> alt.InlineData:
    """Rows as they are, inside the chart: in a tuple, which altair does not copy at every step."""
    return alt.InlineData(values=tuple(rows))


def finished(chart: Any, words: Words, width: int, bare: bool, height: float) -> alt.LayerChart:
    """The chart in its frame: so wide in all, with title and subtitle unless ``bare``.

    Title, subtitle and alternative text are in ``usermeta`` and ``description`` in both cases.
    """
    narrow = width < NARROW
    frame = {
        "width": width,
        "height": height,
        "description": words.alt,
        "usermeta": {"title": words.title, "subtitle": words.subtitle},
        "autosize": alt.AutoSizeParams(type="fit-x", contains="padding"),
        "padding": {"left": 4, "right": 8, "top": 4, "bottom": 4} if bare else 14,
        "background": "transparent" if bare else "#ffffff",
        "config": _look(narrow),
    }
    if not bare:
        size = TITLE_SIZE - 2 * narrow
        frame["title"] = alt.TitleParams(
            text=wrapped(words.title, width - 40, size * 1.04),
            subtitle=wrapped(words.subtitle, width - 40, SUBTITLE_SIZE - narrow),
            fontSize=size,
            subtitleFontSize=SUBTITLE_SIZE - narrow,
        )
    framed: alt.LayerChart = chart
    for name, value in frame.items():  # its methods would copy the whole chart at every step
        setattr(framed, name, value)
    return framed


def _look(narrow: bool) -> alt.Config:
    size = LABEL_SIZE - narrow
    return alt.Config(
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(
            anchor="start",
            frame="bounds",
            color=INK,
            subtitleColor=SOFT,
            subtitlePadding=5,
            subtitleLineHeight=17,
            offset=14,
        ),
        axis=alt.AxisConfig(
            domain=False,
            ticks=False,
            gridColor=RULE,
            labelColor=INK,
            labelFontSize=size,
            labelLimit=0,
            titleColor=SOFT,
            titleFontSize=size,
            titleFontWeight="normal",
            titlePadding=8,
        ),
        legend=alt.LegendConfig(
            title=None,
            orient="top",
            labelColor=INK,
            labelFontSize=size,
            labelLimit=0,
            symbolSize=110,
            offset=10,
            columnPadding=14,
        ),
        text=alt.MarkConfig(fontSize=size, color=INK),
    )


def words_only(words: Words, width: int, bare: bool) -> alt.LayerChart:
    """A chart of what is not there: its title says so."""
    mark = alt.Chart(data([{"text": "" if not bare else words.title}])).mark_text(
        align="left", x=0, y=8
    )
    return finished(alt.layer(mark.encode(text=alt.Text("text:N"))), words, width, bare, 16)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines of at most so many pixels."""
    letters = max(12, int(width / (size * LETTER_SHARE)))
    return textwrap.wrap(" ".join(text.split()), letters) or [""]


def text_width(text: str, size: float = LABEL_SIZE) -> float:
    """About how many pixels a text takes; of several lines, the longest."""
    return max(map(len, text.split("\n"))) * size * LETTER_SHARE


def label(text: str, narrow: bool) -> str:
    """The label of a row: in short lines where there is little room, cut where it is very long."""
    letters, lines = LONGEST_LABEL[narrow], LABEL_LINES[narrow]
    return "\n".join(textwrap.wrap(text, letters, max_lines=lines, placeholder="…")) or " "


def rows_axis(order: Sequence[str], gap: float = 0.08) -> alt.Y:
    """The rows of a chart, by their labels, from the top."""
    several = "indexof(datum.value, '\\n') >= 0"
    axis = alt.Axis(
        labelExpr="split(datum.label, '\\n')",
        labelLineHeight=LINE_HEIGHT,
        labelOffset=alt.condition(several, alt.value(1 - LINE_HEIGHT / 2), alt.value(0)),
        labelPadding=8,
        title=None,
    )
    scale = alt.Scale(paddingInner=gap, paddingOuter=gap / 2)
    return alt.Y("name:N", sort=list(order), axis=axis, scale=scale)


def nation_label(code: str, narrow: bool) -> str:
    """A nation as label: its name, or its code where there is little room."""
    return code if narrow else nation_name(code)


def spelled(count: int) -> str:
    """A count in words, as far as newspapers spell it.

    >>> spelled(5), spelled(14)
    ('five', '14')
    """
    return SPELLED[count] if count < len(SPELLED) else str(count)


def nations_text(count: int) -> str:
    """So many nations, in words."""
    return f"{spelled(count)} nation{'s' * (count != 1)}"


def tenths_text(amount: float) -> str:
    """An amount to a tenth: a chart has no room for more.

    >>> tenths_text(0.083), tenths_text(12.0)
    ('0.1', '12')
    """
    return amount_text(round(amount, 1))
