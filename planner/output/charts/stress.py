"""Stress: in how many draws each demand is kept, as promised and once all have planned anew."""

from __future__ import annotations

import altair as alt

from planner.output.charts.pairs import Pair, Style, pairs
from planner.output.charts.study_rows import found_by, number, with_numbers
from planner.output.charts.style import (
    BLUE,
    NARROW,
    VERMILION,
    Words,
    capital,
    finished,
    label,
    words_only,
)
from planner.study import Row, Study
from planner.summary.texts import share_text

STYLES = (Style("planned anew", BLUE, "circle"), Style("as promised", VERMILION, "diamond"))
ROW_HEIGHT, NARROW_ROW = 28, 32
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
    shown = [
        Pair(
            label(_name(row), narrow),
            number(row, "holds_anew"),
            number(row, "holds"),
            f"{share_text(number(row, 'holds'))} → {share_text(number(row, 'holds_anew'))}",
        )
        for row in rows
    ]
    first = rows[0]
    title = f"{_name(first)} holds in {share_text(number(first, 'holds'))} of draws as promised"
    title += f"; planned anew, in {share_text(number(first, 'holds_anew'))}"
    texts = "; ".join(f"{pair.name} {pair.text}" for pair in shown)
    words = Words(capital(title), subtitle, f"Draws in which each demand is kept: {texts}.")
    chart = alt.layer(*pairs(shown, STYLES, "share of draws", narrow))
    return finished(chart, words, width, bare, len(shown) * (NARROW_ROW if narrow else ROW_HEIGHT))


def _name(row: Row) -> str:
    return "The plan" if row["demand"] == WHOLE else str(row["demand"]).replace("_", " ")
