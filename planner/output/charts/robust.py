"""A robust plan: what is left when a nation leaves overnight, of it and of the plan before."""

from __future__ import annotations

import altair as alt

from planner.output.charts.pairs import Pair, Style, pairs
from planner.output.charts.study_rows import found_by, label_of, named, number, with_numbers
from planner.output.charts.style import (
    BLUE,
    NARROW,
    VERMILION,
    Words,
    capital,
    finished,
    words_only,
)
from planner.study import Study
from planner.summary.texts import share_text

STYLES = (Style("the robust plan", BLUE, "circle"), Style("the plan before", VERMILION, "diamond"))
ROW_HEIGHT = 28


def robust(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A row a nation that leaves, the worst for the plan before first."""
    rows = with_numbers(study.rows, "kept_before", "kept_after")
    rows.sort(key=lambda row: (number(row, "kept_before"), str(row["case"])))
    subtitle = (
        "Share of what is provided that is left when a nation leaves overnight and the others give "
        f"no more than they promised. {found_by(study)}"
    )
    if not rows:
        return words_only(Words("Nobody leaves", subtitle, "No row: nobody leaves."), width, bare)
    narrow = width < NARROW
    shown = [
        Pair(
            label_of(str(row["case"]), narrow),
            number(row, "kept_after"),
            number(row, "kept_before"),
            f"{share_text(number(row, 'kept_before'))} → {share_text(number(row, 'kept_after'))}",
        )
        for row in rows
    ]
    before = rows[0]
    after = min(rows, key=lambda row: number(row, "kept_after"))
    title = (
        f"Whoever leaves, {share_text(number(after, 'kept_after'))} is left of the robust plan; of "
        f"the plan before {share_text(number(before, 'kept_before'))} without "
        f"{named(str(before['case']))}"
    )
    texts = "; ".join(f"{pair.name} {pair.text}" for pair in shown)
    words = Words(capital(title), subtitle, f"What is left without each nation: {texts}.")
    chart = alt.layer(*pairs(shown, STYLES, "share of what is provided", narrow))
    return finished(chart, words, width, bare, len(shown) * ROW_HEIGHT)
