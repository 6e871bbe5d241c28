"""Burden: the share of the cost that each nation carries, against its fair share."""

from __future__ import annotations

import altair as alt

from planner.output.charts.pairs import Pair, Style, pairs
from planner.output.charts.style import (
    BLUE,
    GREY,
    NARROW,
    ON_LACK,
    Words,
    finished,
    nation_label,
    nations_text,
    spelled,
    words_only,
)
from planner.plan.coalition import NationRow
from planner.plan.plan import Plan
from planner.summary.nations import in_sentence
from planner.summary.nouns import share_key
from planner.summary.texts import amount_text, capital, money_text, percent_text, share_text

ROW_HEIGHT = 28
STYLES = (Style("carries in this plan", BLUE, "circle"), Style("fair share", GREY, "diamond"))
FAIR_RATIO = 1.25
"""up to so many times its fair share, or one so-many-th of it, is about fair"""
ALIKE = 0.97
"""of the largest ratio: from there on nations carry alike"""
NAMED = 9
"""nations that give nothing are named up to so many"""
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
        most = max(max(row.burden_share, row.fair_share) for row in givers)
        rows.append(_idle_row(idle, name, narrow, most))
    chart = alt.layer(*pairs(rows, STYLES, "share of the cost", narrow))
    return finished(chart, words, width, bare, len(rows) * ROW_HEIGHT)


def _row(row: NationRow, name: str, narrow: bool) -> Pair:
    ratio = f"{row.burden_share / row.fair_share:.1f} × fair" if row.fair_share else ""
    texts = [f"EUR {amount_text(round(row.cost_eur_m))} m", ratio]
    text = ratio if narrow else " · ".join(text for text in texts if text)
    return Pair(name, row.burden_share, row.fair_share or None, text)


def _idle_row(idle: list[NationRow], name: str, narrow: bool, most: float) -> Pair:
    """Those that give nothing; named where the largest share leaves room beside theirs."""
    codes = ", ".join(row.nation for row in idle[:NAMED])
    codes += f" and {len(idle) - NAMED} more" if idle[NAMED:] else ""
    give = f"give{'s' * (len(idle) == 1)} nothing"
    fair = sum(row.fair_share for row in idle)
    text = give if narrow or fair > most / 2 else f"{give}: {codes}"
    return Pair(name, 0.0, fair, text, ON_LACK)


def _words(plan: Plan, givers: list[NationRow], idle: list[NationRow]) -> Words:
    key = share_key(plan.scenario.rules.burden.key)
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
            title += f", {in_sentence(low)} {share_text(ratios[low])} of its own"
    texts = (
        f"{x.nation} {percent_text(x.burden_share)} (fair {percent_text(x.fair_share)})"
        for x in givers
    )
    words = f"Share of the cost, and fair share, by nation: {', '.join(texts)}."
    if idle:
        fair = percent_text(sum(row.fair_share for row in idle))
        words += f" {capital(nations_text(len(idle)))} with {fair} by that key give nothing."
    return Words(title, subtitle, words)


def _most(ratios: dict[str, float], top: str) -> str:
    """Who carries most, relative to its share: one nation, or several that carry alike."""
    times = f"{ratios[top]:.1f} times"
    alike = sum(ratio >= ALIKE * ratios[top] for ratio in ratios.values())
    if alike == 1:
        return f"{capital(in_sentence(top))} carries {times} its fair share"
    return f"{capital(nations_text(alike))} carry {times} their fair share"
