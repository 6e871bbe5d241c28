"""A robust plan: what is left when a nation leaves overnight, of it and of the plan before."""

from __future__ import annotations

import altair as alt

from planner.output.charts.changes import Change, change_chart
from planner.output.charts.pairs import Style
from planner.output.charts.study_rows import found_by, label_of, with_numbers
from planner.output.charts.style import (
    BLUE,
    NARROW,
    VERMILION,
    Words,
    words_only,
)
from planner.study import Study, number
from planner.summary.nations import in_sentence
from planner.summary.texts import share_text

CHANGE = Change(
    before="kept_before",
    after="kept_after",
    styles=(
        Style("the robust plan", BLUE, "circle"),
        Style("the plan before", VERMILION, "diamond"),
    ),
    axis="share of what is provided",
    told="What is left without each nation",
)


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
    names = [label_of(str(row["case"]), narrow) for row in rows]
    before = rows[0]
    after = min(rows, key=lambda row: number(row, "kept_after"))
    title = (
        f"Whoever leaves, {share_text(number(after, 'kept_after'))} is left of the robust plan; of "
        f"the plan before {share_text(number(before, 'kept_before'))} without "
        f"{in_sentence(str(before['case']))}"
    )
    return change_chart(CHANGE, rows, names, (title, subtitle), (width, bare))
