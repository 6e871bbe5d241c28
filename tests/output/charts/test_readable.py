"""Every chart of every shipped scenario: texts that read, axes with units, colours that differ."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

import planner
from planner import Plan
from planner.output.charts import (
    burden,
    compare,
    contingents,
    contributions,
    dropout,
    europe_map,
    fairness,
    replay,
    robust,
    stress,
    sweep,
    weak_figures,
)
from planner.output.charts import style as s

from .reading import contrast, least_distance, lines_of

WIDTHS = (1200, 380)
SMALLEST = 9
"""pixels of the smallest letters"""
UNITS = re.compile("month|people|share")
TOGETHER = {
    "cover": [s.MET, s.VERMILION],
    "rotation": [s.LACK, *(fill for fill, _ in s.SHADES)],
    "contributions": list(contributions.KINDS.values()),
    "contingents": list(contingents.PARTS.values()),
    "map": [*europe_map.FILLS, europe_map.WAITING, europe_map.HOST_FILL, s.PALE],
    "burden": [style.colour for style in burden.STYLES],
    "compare": [style.colour for style in compare.STYLES],
    "dropout": [style.colour for style in dropout.CHANGE.styles],
    "fairness": [style.colour for style in fairness.STYLES],
    "replay": list(replay.CLASSES.values()),
    "robust": [style.colour for style in robust.CHANGE.styles],
    "stress": [style.colour for style in stress.CHANGE.styles],
    "sweep": [s.MET, sweep.NO_PLAN[0], *(fill for fill, _ in sweep.LACKS)],
    "weak figures": list(weak_figures.COLOURS.values()),
}
"""colours that must be told apart in one chart"""
TEXTS = [
    ("#ffffff", s.VERMILION),
    (s.ON_MET, s.MET),
    (s.ON_LACK, s.LACK),
    *((ink, fill) for fill, ink in s.SHADES),
    *((ink, fill) for fill, ink in sweep.LACKS),
    sweep.NO_PLAN[::-1],
    *((ink, "#ffffff") for ink in (s.INK, s.SOFT, s.ON_LACK)),
    *(("#ffffff", fill) for fill in (*europe_map.FILLS[:2], s.BLUE)),
    *((s.ON_LIGHT, fill) for fill in (*europe_map.FILLS[2:], europe_map.WAITING)),
    (s.ON_LIGHT, europe_map.HOST_FILL),
]
"""ink and the fill under it"""


@pytest.mark.parametrize("name", TOGETHER)
def test_the_colour_blind_can_tell_the_colours_apart(name: str) -> None:
    assert least_distance(TOGETHER[name]) > 10


@pytest.mark.parametrize(("ink", "fill"), TEXTS)
def test_a_text_stands_out_from_what_is_under_it(ink: str, fill: str) -> None:
    assert contrast(ink, fill) >= 4.5


@pytest.mark.slow
@pytest.mark.parametrize("name", planner.scenario_names())
def test_every_shipped_scenario_is_drawn(name: str) -> None:
    sets = ["solve.whole_units=false", "objectives=[sustained,shortfall,burden]"]
    plan = planner.solve(name, sets=sets)
    for chart in Plan.charts:
        for width in WIDTHS:
            check(plan, chart, width)


def check(plan: Plan, name: str, width: int) -> None:
    """A chart as a reader needs it, on a page or a phone."""
    drawn = plan.chart(name, width)
    svg = planner.chart_bytes(drawn, ".svg").decode()
    told = f"{plan.scenario.name}: {name}, {width} pixels"
    assert re.match(rf'<svg role="img" aria-label="[^>]+ width="{width}"', svg), told
    assert not re.search(r"NaN|undefined|null", svg), told
    assert len(drawn.description) > 40, told
    assert re.search(r"\d", drawn.description), told
    lines = lines_of(svg)
    assert min(line.size for line in lines) >= SMALLEST, told
    cut = [line for line in lines if line.left < 0 or line.right > width or "…" in line.text]
    assert cut == [], told
    assert [pair for pair in combinations(lines, 2) if pair[0].meets(pair[1])] == [], told
    if name != "map":  # its legend has the unit
        titles = re.findall(r"[XY]-axis titled '([^']+)'", svg)
        assert titles, told
        assert all(UNITS.search(title) for title in titles), told
