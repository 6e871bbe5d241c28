"""Fairness: how much the most burdened nation carries, by key, and what sharing better costs."""

from __future__ import annotations

import altair as alt

from planner.output.charts.pairs import Pair, Style, pairs
from planner.output.charts.study_rows import found_by, with_numbers
from planner.output.charts.style import BLUE, NARROW, VERMILION, Words, finished, label, words_only
from planner.study import Row, Study, number
from planner.summary.nouns import share_key
from planner.summary.texts import amount_text, capital

STYLES = (
    Style("shared most evenly", BLUE, "circle"),
    Style("at the least cost", VERMILION, "diamond"),
)
TIMES = "format(datum.value, '.3~g') + ' ×'"
ROW_HEIGHT = 30
NO_MONEY = 0.5
"""EUR million: less is no more money"""


def fairness(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A row a key: the most that a nation carries, in fair shares, before and after."""
    rules = {
        rule: {
            str(row["key"]): row
            for row in with_numbers(study.rows, "largest_ratio", "more_eur_m", "more_missing")
            if row["rule"] == rule
        }
        for rule in ("none", "least_burden")
    }
    before, after = rules["none"], rules["least_burden"]
    keys = [key for key in before if key in after]
    keys.sort(key=lambda key: (-number(before[key], "largest_ratio"), key))
    subtitle = (
        "The largest burden of a nation, in times its fair share, by what fair shares are measured "
        f"by; and what it takes to share most evenly. {found_by(study)}"
    )
    if not keys:
        words = Words("No rule of sharing has a plan", subtitle, "No row: no rule has a plan.")
        return words_only(words, width, bare)
    narrow = width < NARROW
    subtitle += " Beside it: EUR million more." if narrow else ""
    shown = [
        Pair(
            label(capital(share_key(key)), narrow),
            number(after[key], "largest_ratio"),
            number(before[key], "largest_ratio"),
            _price(after[key], narrow),
        )
        for key in keys
    ]
    prices = [number(after[key], "more_eur_m") for key in keys]
    low, high = amount_text(round(min(prices))), amount_text(round(max(prices)))
    title = f"Sharing most evenly takes EUR {high} million more"
    if low != high:
        range_text = f"up to EUR {high}" if low == "0" else f"EUR {low} to {high}"
        title = f"Sharing most evenly takes {range_text} million more"
    top = number(before[keys[0]], "largest_ratio")
    title += f"; at the least cost a nation carries up to {top:.1f} times its fair share"
    texts = "; ".join(
        f"{pair.name} {pair.second:.1f} to {pair.first:.1f} ({pair.text})" for pair in shown
    )
    words = Words(title, subtitle, f"Largest burden in fair shares, by key: {texts}.")
    chart = alt.layer(*pairs(shown, STYLES, "times the fair share", narrow, TIMES))
    return finished(chart, words, width, bare, len(shown) * ROW_HEIGHT)


def _price(row: Row, narrow: bool) -> str:
    money, missing = number(row, "more_eur_m"), number(row, "more_missing")
    texts = []
    if money >= NO_MONEY:
        texts.append(
            f"+{amount_text(round(money))}" if narrow else f"EUR {amount_text(round(money))} m more"
        )
    if missing >= 0.05:
        texts.append(f"{amount_text(round(missing, 1))} more missing")
    return ", ".join(texts) or ("+0" if narrow else "no more money")
