"""The front between two stages: what less of the one costs in terms of the other."""

from __future__ import annotations

import altair as alt

from planner.output.charts.study_rows import found_by, with_numbers
from planner.output.charts.style import (
    BLUE,
    GREY,
    NARROW,
    SOFT,
    Row,
    Words,
    data,
    finished,
    words_only,
)
from planner.study import Study, number
from planner.summary.texts import amount_text, capital

HEIGHT = 340


def pareto(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A point a plan; what lies below and left of the line to its bounds is proved impossible."""
    rows = with_numbers(study.rows, "x", "y")
    x_words, y_words = (study.columns.get(name, name) for name in ("x", "y"))
    subtitle = f"Each point is a plan that no other beats in both. {found_by(study)}"
    if not rows:
        return words_only(Words("There is no front", subtitle, "No point."), width, bare)
    points: list[Row] = [
        {
            "x": number(row, "x"),
            "y": number(row, "y"),
            "text": "" if width < NARROW else amount_text(number(row, "y")),
        }
        for row in rows
    ]
    first, last = points[0], points[-1]
    if len(points) == 1:
        title = "One plan is best in both"
    else:
        title = f"{_change(y_words, first['y'], last['y'])} as "
        title += _change(x_words, first["x"], last["x"])
    axis = alt.Axis(grid=True, tickCount=6)
    base = alt.Chart(data(points)).encode(
        x=alt.X("x:Q", title=x_words, axis=axis, scale=alt.Scale(zero=False)),
        y=alt.Y("y:Q", title=y_words, axis=axis, scale=alt.Scale(zero=False)),
    )
    layers = [
        base.mark_line(color=GREY, strokeWidth=1.5),
        base.mark_point(filled=True, size=100, opacity=1, color=BLUE),
        base.mark_text(align="left", dx=9, dy=-9, color=SOFT).encode(text=alt.Text("text:N")),
    ]
    texts = "; ".join(f"{amount_text(p['x'])}, {amount_text(p['y'])}" for p in points)
    words = Words(capital(title), subtitle, f"Front of {x_words} and {y_words}: {texts}.")
    return finished(alt.layer(*layers), words, width, bare, HEIGHT)


def _change(words: str, start: float, end: float) -> str:
    """How a stage changes along the front; its words are its name and its unit."""
    name, _, unit = words.partition(", ")
    return f"{name} goes from {amount_text(start)} to {amount_text(end)} {unit}".rstrip()
