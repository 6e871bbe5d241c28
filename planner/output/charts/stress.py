"""Stress: in how many draws each demand is kept, as promised and once all have planned anew."""

from __future__ import annotations

import altair as alt

from planner.output.charts.changes import ROW_HEIGHT, Change, change_chart
from planner.output.charts.pairs import Style
from planner.output.charts.study_rows import found_by, with_numbers
from planner.output.charts.style import (
    BLUE,
    NARROW,
    VERMILION,
    Words,
    label,
    words_only,
)
from planner.study import Row, Study, number
from planner.summary.texts import share_text

CHANGE = Change(
    before="holds",
    after="holds_anew",
    styles=(Style("planned anew", BLUE, "circle"), Style("as promised", VERMILION, "diamond")),
    axis="share of draws",
    told="Draws in which each demand is kept",
)
NARROW_ROW = 32
WHOLE = "all"


def stress(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A row a demand, the whole plan first, then what is kept most rarely."""
    rows = with_numbers(study.rows, "holds", "holds_anew")
    rows.sort(key=lambda row: (row["demand"] != WHOLE, number(row, "holds"), str(row["demand"])))
    subtitle = (
        "Share of draws in which a demand is kept as far as the plan keeps it, when figures and "
        f"promises fail by chance. {found_by(study)}"
    )
    if not rows:
        return words_only(
            Words("Nothing is drawn", subtitle, "No row: nothing is drawn."), width, bare
        )
    narrow = width < NARROW
    names = [label(_name(row), narrow) for row in rows]
    first = rows[0]
    title = f"{_name(first)} holds in {share_text(number(first, 'holds'))} of draws as promised"
    title += f"; planned anew, in {share_text(number(first, 'holds_anew'))}"
    return change_chart(
        CHANGE, rows, names, (title, subtitle), (width, bare), NARROW_ROW if narrow else ROW_HEIGHT
    )


def _name(row: Row) -> str:
    return "The plan" if row["demand"] == WHOLE else str(row["demand"]).replace("_", " ")
