"""Drop-out: what is left when a nation leaves, overnight and once the others have planned anew."""

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
    before="kept_overnight",
    after="kept_anew",
    styles=(
        Style("after planning anew", BLUE, "circle"),
        Style("the plan as it stands", VERMILION, "diamond"),
    ),
    axis="kept up of what was there",
    told="What is left without each nation",
)


def dropout(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A row a nation that leaves, the worst first: shares of what was there that are left."""
    rows = with_numbers(study.rows, "kept_overnight", "kept_anew")
    rows.sort(key=lambda row: (number(row, "kept_overnight"), number(row, "kept_anew")))
    subtitle = (
        "Share that the others keep up when a nation leaves: with what they have promised, and "
        f"once they have planned anew. {found_by(study)}"
    )
    if not rows:
        return words_only(Words("Nobody leaves", subtitle, "No row: nobody leaves."), width, bare)
    narrow = width < NARROW
    names = [label_of(str(row["leaves"]), narrow) for row in rows]
    worst = rows[0]
    leaving = str(worst["leaves"]).split("+")
    title = (
        f"If {in_sentence(*leaving)} leave{'s' * (len(leaving) == 1)} "
        f"overnight, {share_text(number(worst, 'kept_overnight'))} is left; "
        f"planned anew, {share_text(number(worst, 'kept_anew'))}"
    )
    return change_chart(CHANGE, rows, names, (title, subtitle), (width, bare))
