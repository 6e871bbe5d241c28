"""Alternatives: who carries how much of the cost in each of several plans that are as good."""

from __future__ import annotations

import altair as alt

from planner.output.charts.matrix import fits, matrix
from planner.output.charts.study_rows import found_by, label_of
from planner.output.charts.style import (
    NARROW,
    SHADES,
    Row,
    Words,
    finished,
    nations_text,
    spelled,
    words_only,
)
from planner.study import Study
from planner.summary.texts import capital, share_text

ROW_HEIGHT = 26
SMALL = 0.0005
"""share of the cost: less is nothing"""


def alternatives(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A column a plan, a row a nation: its share of the cost, darker for more."""
    plans = {
        str(row["name"]): shares
        for row in study.rows
        if isinstance(shares := row.get("nations"), dict) and shares
    }
    subtitle = f"Share of the cost by nation, plan by plan; all are as good. {found_by(study)}"
    if not plans:
        return words_only(Words("No plan is as good", subtitle, "No column."), width, bare)
    narrow = width < NARROW
    sums: dict[str, float] = {}
    for shares in plans.values():
        for nation, share in shares.items():
            if share >= SMALL:
                sums[nation] = sums.get(nation, 0.0) + share
    order = sorted(sums, key=lambda nation: (-sums[nation], nation))
    names = {nation: label_of(nation, narrow) for nation in order}
    longest = max(names.values(), key=len)
    heads = {name: name for name in plans}
    if not all(fits(name, width, len(plans), longest) for name in plans):
        heads = {name: str(number) for number, name in enumerate(plans, 1)}
        subtitle += f" {'; '.join(f'{head} {name}' for name, head in heads.items())}."
    most = max(share for shares in plans.values() for share in shares.values())
    cells = [
        _cell(names[nation], heads[plan], share, most)
        for plan, shares in plans.items()
        for nation in order
        if (share := shares.get(nation, 0.0)) >= SMALL
    ]
    if not all(fits(cell["text"], width, len(plans), longest) for cell in cells):
        cells = [cell | {"text": ""} for cell in cells]
    everywhere = [n for n in order if all(s.get(n, 0.0) >= SMALL for s in plans.values())]
    take = f"take{'s' * (len(everywhere) == 1)} part"
    if len(plans) == 1:
        title = "No other plan is as good"
    else:
        title = f"{nations_text(len(everywhere))} {take} in all of {spelled(len(plans))} plans"
        title += " that are as good"
        if some := len(order) - len(everywhere):
            title += f", {nations_text(some)} in some"
    texts = "; ".join(
        f"{plan}: " + ", ".join(f"{n} {share_text(s)}" for n, s in shares.items() if s >= SMALL)
        for plan, shares in plans.items()
    )
    words = Words(capital(title), subtitle, f"Shares of the cost. {capital(texts)}.")
    chart = alt.layer(
        matrix(cells, list(names.values()), list(heads.values()), "share of the cost")
    )
    return finished(chart, words, width, bare, len(order) * ROW_HEIGHT)


def _cell(name: str, column: str, share: float, most: float) -> Row:
    fill, ink = SHADES[min(len(SHADES) - 1, int(share / most * len(SHADES)))]
    text = share_text(share)
    tip = f"{name}, {column}: {text}"
    return {"name": name, "column": column, "fill": fill, "ink": ink, "text": text, "tip": tip}
