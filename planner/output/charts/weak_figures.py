"""Doubtful figures: how far what is missing moves between the low and the high of each."""

from __future__ import annotations

import altair as alt

from planner.output.charts.study_rows import found_by, number, with_numbers
from planner.output.charts.style import (
    BLUE,
    GREY,
    NARROW,
    ORANGE,
    SOFT,
    Marks,
    Row,
    Words,
    capital,
    data,
    finished,
    label,
    rows_axis,
    spelled,
    words_only,
)
from planner.study import Row as StudyRow
from planner.study import Study
from planner.summary.texts import amount_text

COLOURS = {"at its low value": ORANGE, "at its high value": BLUE}
SHOWN = 15
ROW_HEIGHT, NARROW_ROW = 28, 32
SMALL = 1e-6


def weak_figures(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A tornado: a bar a figure from what is missing at its low to what is missing at its high."""
    rows = with_numbers(study.rows, "sustained_low", "sustained_high")
    swings = [row for row in rows if _swing(row) > SMALL]
    swings.sort(key=lambda row: (-_swing(row), str(row["figure"])))
    subtitle = (
        "What is missing in the worst month when one figure is at the low or the high end of its "
        f"range, and all others are as they are. {found_by(study)}"
    )
    title = f"{spelled(len(swings))} of {len(rows)} doubtful figures would change what is kept up"
    if not swings:
        words = Words("No doubtful figure changes what is kept up", subtitle, "No bar: none does.")
        return words_only(words, width, bare)
    narrow = width < NARROW
    title += f", {_name(swings[0])} most"
    shown = [
        {
            "name": label(_name(row), narrow),
            "low": number(row, "sustained_low"),
            "high": number(row, "sustained_high"),
            "text": "" if narrow else _range(row),
        }
        for row in swings[:SHOWN]
    ]
    texts = "; ".join(
        f"{_name(row)} {amount_text(number(row, 'sustained_low'))} to "
        f"{amount_text(number(row, 'sustained_high'))}"
        for row in swings[:SHOWN]
    )
    words = Words(capital(title), subtitle, f"What is missing, by figure: {texts}.")
    height = len(shown) * (NARROW_ROW if narrow else ROW_HEIGHT)
    return finished(alt.layer(*_layers(shown, narrow)), words, width, bare, height)


def _swing(row: StudyRow) -> float:
    return abs(number(row, "sustained_high") - number(row, "sustained_low"))


def _name(row: StudyRow) -> str:
    return str(row["figure"]).replace("_", " ").replace(".", " ")


def _range(row: StudyRow) -> str:
    ends = [row.get("low"), row.get("value"), row.get("high")]
    return " · ".join(f"{end:,.6g}" for end in ends if isinstance(end, int | float))


def _layers(rows: list[Row], narrow: bool) -> list[Marks]:
    y = rows_axis([row["name"] for row in rows], 0.3)
    ends = [
        {"name": row["name"], "missing": row[end], "what": what}
        for row in rows
        for end, what in zip(("low", "high"), COLOURS, strict=True)
    ]
    unit = "" if narrow else ", weighted requirement-months"
    axis = alt.Axis(title=f"missing in the worst month{unit}", grid=True, tickCount=6)
    spans = [row | {"right": max(row["low"], row["high"])} for row in rows]
    base = alt.Chart(data(spans)).encode(y=y)
    x = alt.X("low:Q", axis=axis, scale=alt.Scale(zero=False))
    scale = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    marks = alt.Chart(data(ends)).mark_point(filled=True, size=110, opacity=1)
    return [
        base.mark_bar(color=GREY, opacity=0.5, height=8).encode(x=x, x2="high:Q"),
        marks.encode(y=y, x="missing:Q", color=alt.Color("what:N", scale=scale)),
        base.mark_text(align="left", dx=10, color=SOFT).encode(x="right:Q", text="text:N"),
    ]
