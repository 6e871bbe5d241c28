"""Burden: the share of the cost that each nation carries, against its fair share."""

from __future__ import annotations

import altair as alt

from planner.output.charts.style import (
    BLUE,
    GREY,
    NARROW,
    ON_LACK,
    PERCENT,
    RULE,
    SOFT,
    Marks,
    Row,
    Words,
    capital,
    data,
    finished,
    nation_label,
    nations_text,
    percent,
    rows_axis,
    spelled,
    words_only,
)
from planner.plan.coalition import NationRow
from planner.plan.plan import Plan
from planner.summary.key_numbers import amount_text
from planner.summary.nations import in_sentence
from planner.summary.texts import money_text

KEYS = {
    "gdp": "GDP",
    "defence_budget": "defence budget",
    "active_forces": "active forces",
    "equal": "equal parts",
}
ROW_HEIGHT = 28
MARKS = {"carries in this plan": (BLUE, "circle"), "fair share": (GREY, "diamond")}
FAIR_RATIO = 1.25
"""up to so many times its fair share, or one so-many-th of it, is about fair"""
ALIKE = 0.97
"""of the largest ratio: from there on nations carry alike"""
SMALL = 0.5
"""EUR million: less is not worth a row"""


def burden(plan: Plan, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A row a nation: what it carries and its fair share, in per cent of the cost of all.

    Nations that could take part and give nothing have one row together.
    """
    givers = sorted(
        (row for row in plan.nations if row.cost_eur_m >= SMALL),
        key=lambda row: (-row.burden_share, row.nation),
    )
    idle = [row for row in plan.nations if row.cost_eur_m < SMALL and row.fair_share > 0]
    words = _words(plan, givers, idle)
    if not givers:
        return words_only(words, width, bare)
    narrow = width < NARROW
    rows = [_row(row, nation_label(row.nation, narrow), narrow) for row in givers]
    if idle:
        count = str(len(idle)) if narrow else capital(spelled(len(idle)))
        name = f"{count} other{'s' * (len(idle) > 1)}"
        rows.append(_idle_row(idle, name, narrow))
    chart = alt.layer(*_layers(rows, narrow))
    return finished(chart, words, width, bare, len(rows) * ROW_HEIGHT)


def _row(row: NationRow, name: str, narrow: bool) -> Row:
    ratio = f"{row.burden_share / row.fair_share:.1f} × fair" if row.fair_share else ""
    texts = [f"EUR {amount_text(round(row.cost_eur_m))} m", ratio]
    return {
        "name": name,
        "carries": row.burden_share,
        "fair": row.fair_share or None,
        "low": min(row.burden_share, row.fair_share or row.burden_share),
        "high": max(row.burden_share, row.fair_share),
        "text": texts[-1] if narrow else " · ".join(text for text in texts if text),
        "ink": SOFT,
    }


def _idle_row(idle: list[NationRow], name: str, narrow: bool) -> Row:
    fair = sum(row.fair_share for row in idle)
    codes = ", ".join(row.nation for row in idle[:8]) + (" …" if idle[8:] else "")
    give = f"give{'s' * (len(idle) == 1)} nothing"
    text = give if narrow else f"{give}: {codes}"
    ends = {"carries": 0.0, "fair": fair, "low": 0.0, "high": fair}
    return {"name": name, "text": text, "ink": ON_LACK} | ends


def _layers(rows: list[Row], narrow: bool) -> list[Marks]:
    y = rows_axis([row["name"] for row in rows])
    base = alt.Chart(data(rows)).encode(y=y)
    axis = alt.Axis(
        labelExpr=PERCENT, title="share of the cost", grid=True, tickCount=4 if narrow else 6
    )
    lines = base.mark_bar(height=4, color=RULE).encode(x=alt.X("low:Q", axis=axis), x2="high:Q")
    points = [
        {"name": row["name"], "share": row[field], "what": what}
        for row in rows
        for field, what in (("fair", "fair share"), ("carries", "carries in this plan"))
        if row[field] is not None
    ]
    colours = [colour for colour, _ in MARKS.values()]
    shapes = [shape for _, shape in MARKS.values()]
    legend = alt.Legend(columns=2)
    marks = (
        alt.Chart(data(points))
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            y=y,
            x="share:Q",
            color=alt.Color(
                "what:N", scale=alt.Scale(domain=list(MARKS), range=colours), legend=legend
            ),
            shape=alt.Shape(
                "what:N", scale=alt.Scale(domain=list(MARKS), range=shapes), legend=legend
            ),
            tooltip=["name:N", "what:N", alt.Tooltip("share:Q", format=".1%")],
        )
    )
    texts = base.mark_text(align="left", dx=10).encode(
        x="high:Q", text="text:N", color=alt.Color("ink:N", scale=None)
    )
    return [lines, marks, texts]


def _words(plan: Plan, givers: list[NationRow], idle: list[NationRow]) -> Words:
    key = KEYS.get(plan.scenario.rules.burden.key, "size")
    months = plan.scenario.horizon_months
    subtitle = (
        f"Share of the cost of {months} months by nation, against a fair share by {key} among all "
        "nations that could take part."
    )
    cost = money_text(sum(row.cost_eur_m for row in givers))
    ratios = {row.nation: row.burden_share / row.fair_share for row in givers if row.fair_share}
    if not ratios:
        return Words(f"Nobody's share of {cost} can be compared", subtitle, "No bar to compare.")
    top, low = max(ratios, key=lambda n: ratios[n]), min(ratios, key=lambda n: ratios[n])
    if ratios[top] <= FAIR_RATIO and ratios[low] >= 1 / FAIR_RATIO:
        title = f"Everyone who gives carries about a fair share of {cost}"
    else:
        title = f"{_most(ratios, top)} of {cost}"
        if ratios[low] < 1 / FAIR_RATIO and low != top:
            title += f", {in_sentence(low)} {percent(ratios[low])} of its own"
    texts = (f"{x.nation} {percent(x.burden_share)} (fair {percent(x.fair_share)})" for x in givers)
    words = f"Share of the cost, and fair share, by nation: {', '.join(texts)}."
    if idle:
        fair = percent(sum(row.fair_share for row in idle))
        words += f" {capital(nations_text(len(idle)))} with {fair} by that key give nothing."
    return Words(title, subtitle, words)


def _most(ratios: dict[str, float], top: str) -> str:
    """Who carries most, relative to its share: one nation, or several that carry alike."""
    times = f"{ratios[top]:.1f} times"
    alike = sum(ratio >= ALIKE * ratios[top] for ratio in ratios.values())
    if alike == 1:
        return f"{capital(in_sentence(top))} carries {times} its fair share"
    return f"{capital(nations_text(alike))} carry {times} their fair share"
