"""The shapes of the map: which country a town lies in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from planner.output.charts.europe_map import PLACES, europe_map, shapes

from ...small_plan import nation, small_plan

Point = tuple[float, float]
TOWNS = {
    "Simferopol": (34.10, 44.95, "UKR"),
    "Sevastopol": (33.53, 44.60, "UKR"),
    "Donetsk": (37.80, 48.00, "UKR"),
    "Luhansk": (39.30, 48.57, "UKR"),
    "Rostov": (39.90, 47.40, "RUS"),
    "Paris": (2.35, 48.86, "FRA"),
    "Ankara": (32.85, 39.93, "TUR"),
}


@cache
def _arcs() -> list[list[Point]]:
    """Lines between countries, from steps to degrees."""
    scale, shift = shapes()["transform"]["scale"], shapes()["transform"]["translate"]
    lines = []
    for arc in shapes()["arcs"]:
        x = y = 0
        line: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        lines.append(line)
    return lines


def _rings(country: Any, arcs: list[list[Point]]) -> Iterator[list[Point]]:
    several = country["type"] == "MultiPolygon"
    for polygon in country["arcs"] if several else [country["arcs"]]:
        for ring in polygon:
            yield [p for i in ring for p in (arcs[i] if i >= 0 else arcs[~i][::-1])]


def _crossings(ring: list[Point], point: Point) -> int:
    """How often a line from the point to the east crosses the ring."""
    x, y = point
    count = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            count += 1
    return count


def _countries_at(point: Point) -> list[str]:
    arcs = _arcs()
    return [
        country["id"]
        for country in shapes()["objects"]["countries"]["geometries"]
        if sum(_crossings(ring, point) for ring in _rings(country, arcs)) % 2
    ]


@pytest.mark.parametrize("town", TOWNS)
def test_a_town_lies_in_its_country(town: str) -> None:
    longitude, latitude, country = TOWNS[town]
    assert _countries_at((longitude, latitude)) == [country]


@pytest.mark.parametrize("code", PLACES)
def test_a_label_stands_on_its_country(code: str) -> None:
    assert _countries_at(PLACES[code]) == [code]


def test_who_is_beyond_the_map_is_told() -> None:
    nations = [nation("FRA", "lead", 18), nation("CAN", "member", 9)]
    assert (
        "Beyond this map: Canada 1,000."
        in europe_map(small_plan(nations=nations)).usermeta["subtitle"]
    )


def test_us_enablers_are_no_nation_that_takes_part() -> None:
    """As in the verdict, which counts members."""
    nations = [nation("FRA", "lead", 18), nation("USA", "us_enablers", 9)]
    drawn = europe_map(small_plan(nations=nations))
    assert drawn.usermeta["title"] == "One nation takes part, led by France, with US enablers"
