"""Two values in a row, as a picture."""

from __future__ import annotations

import altair as alt
import pytest

import planner
from planner.output.charts.pairs import Pair, Style, pairs
from planner.output.charts.style import Words, finished

from .reading import lines_of

STYLES = (Style("carries", "#0072b2", "circle"), Style("fair share", "#7f868c", "diamond"))


@pytest.mark.parametrize("top", [0.205, 0.223, 0.249])
def test_the_text_beside_the_largest_share_is_not_cut_off(top: float) -> None:
    rows = [
        Pair("United Kingdom", top, 0.161, "EUR 4,161 m · 1.4 × fair"),
        Pair("Germany", 0.027, 0.2, "EUR 506 m · 0.1 × fair"),
    ]
    chart = alt.layer(*pairs(rows, STYLES, "share of the cost", narrow=False))
    drawn = finished(chart, Words("Title", "Subtitle", "Text"), 920, bare=True, height=60)
    svg = planner.chart_bytes(drawn, ".svg").decode()
    assert [line.text for line in lines_of(svg) if line.right > 920] == []
