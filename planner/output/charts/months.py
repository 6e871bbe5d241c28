"""The axis of months, and what stands in slots of it: shared by cover and rotation."""

from __future__ import annotations

import altair as alt

from planner.output.charts.style import RULE, Marks, Row, data, text_width
from planner.plan.plan import Plan

CELL_GAP = 4
"""pixels that stay free beside the text of a cell"""
APART = 26
"""pixels between labels of months"""


class Months:
    """The horizon of a plan on so many pixels."""

    def __init__(self, plan: Plan, pixels: float) -> None:
        self.horizon = max((phase.end_month for phase in plan.phases), default=1)
        self.pixels_per_month = pixels / self.horizon
        zero = "the ceasefire" if plan.scenario.timing == "post_deal" else "the decision"
        first = plan.scenario.date_of(0)
        self.title = f"months after {zero} ({first})"
        self._starts = {p.start_month: p.months for p in plan.phases}

    def axis(self) -> alt.X:
        """Start and end of the slots."""
        axis = alt.Axis(
            values=self._labelled(),
            title=self.title,
            grid=True,
            gridColor=RULE,
            labelBound=True,
        )
        return alt.X("start:Q", axis=axis, scale=alt.Scale(domain=[0, self.horizon], nice=False))

    def _labelled(self) -> list[int]:
        """The ends of the horizon, and starts of slots as there is room; long slots come first."""
        kept = [0, self.horizon]
        for month in sorted(self._starts, key=lambda month: -self._starts[month]):
            if all(abs(month - other) * self.pixels_per_month >= APART for other in kept):
                kept.append(month)
        return sorted(kept)

    def fits(self, text: str, start: int, end: int, size: float) -> bool:
        """Is there room for a text between two months?"""
        room = (end - start) * self.pixels_per_month - CELL_GAP
        return text_width(text, size) <= room

    def fitting(self, texts: list[str], start: int, end: int, size: float) -> str:
        """The first of some texts, from long to short, for which there is room; or none."""
        return next((text for text in texts if self.fits(text, start, end, size)), "")


def slots(rows: list[Row], months: Months, y: alt.Y, corner: float = 0) -> Marks:
    """Cells from month to month: ``start``, ``end``, ``fill``, ``line``, ``ink`` and ``text``."""
    base = alt.Chart(data(rows)).encode(
        y=y,
        tooltip=[alt.Tooltip("tip:N", title=" ")],
    )
    cells = base.mark_bar(cornerRadius=corner, xOffset=1, x2Offset=-1, strokeWidth=1.2).encode(
        x=months.axis(),
        x2=alt.X2("end:Q"),
        color=alt.Color("fill:N", scale=None),
        stroke=alt.Stroke("line:N", scale=None),
    )
    texts = base.mark_text(baseline="middle").encode(
        x=alt.X("middle:Q"), text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None)
    )
    return alt.layer(cells, texts)
