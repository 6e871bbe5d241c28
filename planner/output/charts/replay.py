"""A replay: how probable it is, month by month, that all that is planned is there."""

from __future__ import annotations

import altair as alt

from planner.output.charts.study_rows import with_numbers
from planner.output.charts.style import NARROW, Words, data, finished, label, rows_axis, words_only
from planner.study import Study, number
from planner.summary.texts import capital, share_text

BOUNDS = (0.25, 0.5, 0.75, 0.95)
CLASSES = {
    "under 25 %": "#8f3a00",
    "25 to 50 %": "#e08b5a",
    "50 to 75 %": "#f5d9c8",
    "75 to 95 %": "#a6cbe3",
    "95 % and more": "#0072b2",
}
ROW_HEIGHT, NARROW_ROW = 26, 30


def replay(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A row a demand, the least sure first; a cell a month."""
    rows = with_numbers(study.rows, "month", "cover_probability")
    subtitle = (
        "Share of runs in which all that is planned is there, by demand and month, when approvals "
        "are late and lots not ready by chance."
    )
    if not rows:
        return words_only(Words("Nothing is replayed", subtitle, "No row."), width, bare)
    narrow = width < NARROW
    least: dict[str, tuple[float, float]] = {}
    for row in rows:
        found = (number(row, "cover_probability"), number(row, "month"))
        least[str(row["demand"])] = min(found, least.get(str(row["demand"]), found))
    order = sorted(least, key=lambda demand: (least[demand], demand))
    names = {demand: label(demand.replace("_", " "), narrow) for demand in order}
    cells = [
        {
            "name": names[str(row["demand"])],
            "start": number(row, "month"),
            "end": number(row, "month") + 1,
            "class": _class(number(row, "cover_probability")),
            "tip": f"month {row['month']:g}: {share_text(number(row, 'cover_probability'))}",
        }
        for row in rows
    ]
    first, (share, month) = order[0], least[order[0]]
    title = f"{first.replace('_', ' ')}: all that is planned is there in {share_text(share)} of "
    title += f"runs in month {month:g}"
    if len(order) > 1:
        second, (share, _) = order[-1], least[order[-1]]
        title += f"; {second.replace('_', ' ')} never below {share_text(share)}"
    told = ", ".join(f"{d.replace('_', ' ')} {share_text(least[d][0])}" for d in order)
    words = Words(capital(title), subtitle, f"Cover by month. In the worst month: {told}.")
    chart = alt.layer(_cells(cells, list(names.values()), narrow))
    return finished(chart, words, width, bare, len(names) * (NARROW_ROW if narrow else ROW_HEIGHT))


def _class(share: float) -> str:
    return list(CLASSES)[sum(share >= bound for bound in BOUNDS)]


def _cells(cells: list[dict[str, object]], order: list[str], narrow: bool) -> alt.Chart:
    used = [name for name in CLASSES if any(cell["class"] == name for cell in cells)]
    colour = alt.Color(
        "class:N",
        scale=alt.Scale(domain=used, range=[CLASSES[name] for name in used]),
        legend=alt.Legend(columns=2 if narrow else 5),
    )
    axis = alt.Axis(title="month of the plan", tickCount=6, grid=False)
    marks: alt.Chart = (
        alt.Chart(data(cells))
        .mark_bar(xOffset=0.5, x2Offset=-0.5)
        .encode(
            y=rows_axis(order),
            x=alt.X("start:Q", axis=axis, scale=alt.Scale(zero=True, nice=False)),
            x2=alt.X2("end:Q"),
            color=colour,
            tooltip=[alt.Tooltip("tip:N", title=" ")],
        )
    )
    return marks
