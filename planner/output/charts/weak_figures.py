"""Doubtful figures: how far what is missing moves between the low and the high of each."""

from __future__ import annotations

from math import inf

import altair as alt

from planner.output.charts.study_rows import found_by, with_numbers
from planner.output.charts.style import (
    BLUE,
    GREY,
    NARROW,
    ON_LACK,
    ORANGE,
    SOFT,
    Marks,
    Row,
    Words,
    data,
    finished,
    label,
    rows_axis,
    spelled,
    words_only,
)
from planner.rounding import SMALL
from planner.study import Row as StudyRow
from planner.study import Study, number
from planner.summary.texts import capital

COLOURS = {"at its low value": ORANGE, "at its high value": BLUE}
SHOWN = 15
ROW_HEIGHT, NARROW_ROW = 28, 32
ENDS = ("sustained_low", "sustained_high")


def weak_figures(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A tornado: a bar a figure from what is missing at its low to what is missing at its high."""
    rows = [row for row in study.rows if _swing(row) is not None]
    rows.sort(key=lambda row: (-(_swing(row) or 0.0), str(row["figure"])))
    subtitle = (
        "What is missing in the worst month when one figure is at the low or the high end of its "
        f"range, and all others are as they are. {found_by(study)}"
    )
    if not rows:
        words = Words("No doubtful figure changes what is kept up", subtitle, "No bar: none does.")
        return words_only(words, width, bare)
    narrow = width < NARROW
    one = len(rows) == 1
    title = f"{spelled(len(rows))} doubtful figure{'s' * (not one)} would change what is kept up"
    title += "" if one else f", {_name(rows[0])} most"
    shown = [_bar(row, narrow) for row in rows[:SHOWN]]
    texts = "; ".join(f"{bar['name']} {bar['low']:g} to {bar['high']:g}" for bar in shown)
    words = Words(capital(title), subtitle, f"What is missing, by figure: {texts}.")
    height = len(shown) * (NARROW_ROW if narrow else ROW_HEIGHT)
    return finished(alt.layer(*_layers(shown, narrow)), words, width, bare, height)


def _swing(row: StudyRow) -> float | None:
    """How far apart what is missing is; endless where there is no plan at an end, None if alike."""
    ends = with_numbers([row], *ENDS)
    if ends:
        apart = abs(number(row, ENDS[0]) - number(row, ENDS[1]))
        return apart if apart > SMALL else None
    return inf if any(with_numbers([row], end) for end in ENDS) else None


def _bar(row: StudyRow, narrow: bool) -> Row:
    """A row of the chart; where there is no plan at an end, it says so."""
    known = {end: number(row, end) for end in ENDS if with_numbers([row], end)}
    low, high = (known.get(end, next(iter(known.values()))) for end in ENDS)
    marks = {what: known[end] for end, what in zip(ENDS, COLOURS, strict=True) if end in known}
    bar = {"name": label(_name(row), narrow), "low": low, "high": high, "marks": marks}
    if len(known) == len(ENDS):
        return bar | {"text": "" if narrow else _range(row), "ink": SOFT}
    end = next(words for end, words in zip(ENDS, COLOURS, strict=True) if end not in known)
    return bar | {"text": f"no plan {end}", "ink": ON_LACK}


def _name(row: StudyRow) -> str:
    return str(row["figure"]).replace("_", " ").replace(".", " ")


def _range(row: StudyRow) -> str:
    ends = [row.get("low"), row.get("value"), row.get("high")]
    return " · ".join(f"{end:,.6g}" for end in ends if isinstance(end, int | float))


def _layers(rows: list[Row], narrow: bool) -> list[Marks]:
    y = rows_axis([row["name"] for row in rows], 0.3)
    ends = [
        {"name": row["name"], "missing": value, "what": what}
        for row in rows
        for what, value in row["marks"].items()
    ]
    unit = "" if narrow else ", weighted requirement-months"
    axis = alt.Axis(title=f"missing in the worst month{unit}", grid=True, tickCount=6)
    spans = [row | {"right": max(row["low"], row["high"])} for row in rows]
    base = alt.Chart(data(spans)).encode(y=y)
    x = alt.X("low:Q", axis=axis, scale=alt.Scale(zero=False))
    scale = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    marks = alt.Chart(data(ends)).mark_point(filled=True, size=110, opacity=1)
    return [
        base.mark_bar(color=GREY, opacity=0.5, height=8).encode(x=x, x2=alt.X2("high:Q")),
        marks.encode(y=y, x=alt.X("missing:Q"), color=alt.Color("what:N", scale=scale)),
        base.mark_text(align="left", dx=10).encode(
            x=alt.X("right:Q"), text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None)
        ),
    ]
