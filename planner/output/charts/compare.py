"""Two plans side by side: what each keeps up of every demand."""

from __future__ import annotations

import altair as alt

from planner.output.charts.pairs import Pair, Style, pairs
from planner.output.charts.study_rows import found_by, with_numbers
from planner.output.charts.style import (
    BLUE,
    NARROW,
    ORANGE,
    Words,
    finished,
    label,
    spelled,
    words_only,
)
from planner.rounding import SMALL
from planner.study import Row, Study, number
from planner.summary.texts import amount_text, capital

STYLES = (Style("the second", BLUE, "circle"), Style("the first", ORANGE, "diamond"))
ROW_HEIGHT, NARROW_ROW = 28, 32
SAME = SMALL


def compare(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A row a demand that both ask for: the share kept up by the first and by the second."""
    columns = ("need_a", "need_b", "sustained_a", "sustained_b")
    rows = [
        row
        for row in with_numbers(study.parts.get("demands", ()), *columns)
        if number(row, "need_a") > 0 and number(row, "need_b") > 0
    ]
    rows.sort(key=lambda row: (-abs(_share(row, "b") - _share(row, "a")), str(row["demand"])))
    subtitle = (
        f"{study.question} Share of each demand kept up in the worst month. {found_by(study)}"
    )
    if not rows:
        title = "Nothing that both ask for can be compared"
        return words_only(Words(title, subtitle, "No row to compare."), width, bare)
    narrow = width < NARROW
    changes = [_share(row, "b") - _share(row, "a") for row in rows]
    more, less = sum(c > SAME for c in changes), sum(c < -SAME for c in changes)
    title = f"The second keeps up more of {spelled(more)} and less of {spelled(less)} demands"
    if not more and not less:
        title = "Both keep up the same share of every demand"
    shown = [
        Pair(
            label(str(row["demand"]).replace("_", " "), narrow),
            _share(row, "b"),
            _share(row, "a"),
            f"{_amounts(row, 'a')} → {_amounts(row, 'b')}",
        )
        for row in rows
    ]
    texts = "; ".join(f"{pair.name} {pair.text}" for pair in shown)
    words = Words(capital(title), subtitle, f"Kept up by the first and the second: {texts}.")
    chart = alt.layer(*pairs(shown, STYLES, "share of the demand kept up", narrow))
    return finished(chart, words, width, bare, len(shown) * (NARROW_ROW if narrow else ROW_HEIGHT))


def _share(row: Row, side: str) -> float:
    return number(row, f"sustained_{side}") / number(row, f"need_{side}")


def _amounts(row: Row, side: str) -> str:
    have, need = number(row, f"sustained_{side}"), number(row, f"need_{side}")
    return f"{amount_text(have)} of {amount_text(need)}"
