"""Pivotal nations: what each is worth to the coalition, and what is lost if it leaves."""

from __future__ import annotations

import altair as alt

from planner.output.charts.study_rows import found_by, label_of, with_numbers
from planner.output.charts.style import (
    NARROW,
    SOFT,
    VERMILION,
    Marks,
    Row,
    Words,
    data,
    finished,
    rows_axis,
    words_only,
)
from planner.study import Row as StudyRow
from planner.study import Study, is_number, number
from planner.summary.nations import in_sentence
from planner.summary.texts import amount_text, capital

BAR = "#9ecae1"
ROW_HEIGHT = 28


def value(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A bar a nation: its Shapley value, a tick where the loss is if only it leaves."""
    rows = with_numbers(study.rows, "shapley", "loss_if_leaves")
    rows.sort(key=lambda row: (-number(row, "shapley"), str(row["nation"])))
    subtitle = (
        "Bar: average of what a nation adds over all orders in which the nations could join "
        f"(Shapley value). Mark: what is lost if it alone leaves. {found_by(study)}"
    )
    if not rows:
        words = Words("No nation is weighed", subtitle, "No bar: no nation is weighed.")
        return words_only(words, width, bare)
    narrow = width < NARROW
    shown = [
        {
            "name": label_of(str(row["nation"]), narrow),
            "value": (worth := number(row, "shapley")),
            "loss": (loss := number(row, "loss_if_leaves")),
            "end": max(worth, loss),
            "text": _text(row, narrow),
        }
        for row in rows
    ]
    first = rows[0]
    pivotal = max(rows, key=lambda row: number(row, "loss_if_leaves"))
    title = f"{in_sentence(str(first['nation']))} is worth most to the coalition"
    if pivotal is first:
        title += ", and the hardest to replace"
    elif number(pivotal, "loss_if_leaves") > 0:
        title += f"; {in_sentence(str(pivotal['nation']))} is the hardest to replace"
    texts = "; ".join(f"{row['name']}: {row['text']}" for row in shown)
    unit = study.columns.get("shapley", "value")
    chart = alt.layer(*_layers(shown, unit if len(unit) < 60 or not narrow else "value"))
    words = Words(capital(title), subtitle, f"Value and loss by nation: {texts}.")
    return finished(chart, words, width, bare, len(shown) * ROW_HEIGHT)


def _text(row: StudyRow, narrow: bool) -> str:
    text = amount_text(number(row, "shapley"))
    if is_number(row.get("std_error")) and number(row, "std_error") > 0:
        text += f" ± {amount_text(number(row, 'std_error'))}"
    loss = amount_text(number(row, "loss_if_leaves"))
    return text if narrow else f"{text}; loss if it leaves {loss}"


def _layers(rows: list[Row], unit: str) -> list[Marks]:
    y = rows_axis([row["name"] for row in rows], 0.3)
    base = alt.Chart(data(rows)).encode(y=y)
    axis = alt.Axis(title=unit, grid=True, tickCount=5)
    return [
        base.mark_bar(color=BAR).encode(x=alt.X("value:Q", axis=axis)),
        base.mark_tick(color=VERMILION, thickness=4, size=18).encode(x=alt.X("loss:Q")),
        base.mark_text(align="left", dx=8, color=SOFT).encode(
            x=alt.X("end:Q"), text=alt.Text("text:N")
        ),
    ]
