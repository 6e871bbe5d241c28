"""How a drawing reads: where its texts stand, how large, and which colours eyes can tell apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import dist
from typing import NamedTuple
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
MOVE = re.compile(r"translate\(([-\d.e]+),\s*([-\d.e]+)\)")
WIDTHS = {
    "'|ijl": 0.222,
    " !,./:;I[]ft·": 0.278,
    "()-r": 0.333,
    "Jcksvxyz": 0.5,
    "FTZ": 0.611,
    "ABEKPSVXY": 0.667,
    "CDHNRUw": 0.722,
    "GOQ": 0.778,
    "Mm": 0.833,
    "%W→…": 0.95,
}
"""width of letters in their size, in Helvetica and what is drawn for it; of all others: 0.556"""
LETTERS = {letter: width for letters, width in WIDTHS.items() for letter in letters}
SIMULATED = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""linear RGB as such eyes see it (Machado, Oliveira and Fernandes 2009, severity 1)"""
WHITE_POINT = (0.95047, 1.0, 1.08883)
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
Triple = tuple[float, float, float]


class Line(NamedTuple):
    """A line of text in a drawing, in pixels: its left and right end, its middle and its size."""

    text: str
    left: float
    right: float
    y: float
    size: float

    def meets(self, other: Line) -> bool:
        """Does it lie upon another line, so that neither can be read?"""
        apart = abs(self.y - other.y) >= 0.6 * min(self.size, other.size)
        return not apart and self.left < other.right - 1 and other.left < self.right - 1


def lines_of(svg: str) -> list[Line]:
    """Every line of text that is drawn; a rim behind a text is no text of its own."""
    root = ElementTree.fromstring(svg)  # noqa: S314 our own
    return list(_walk(root, 0.0, 0.0))


def _walk(node: ElementTree.Element, x: float, y: float) -> Iterator[Line]:
    if move := MOVE.search(node.get("transform", "")):
        x, y = x + float(move[1]), y + float(move[2])
    upright = "rotate(" not in node.get("transform", "")
    if node.tag == f"{SVG}text" and upright and not node.get("stroke"):
        yield from _lines(node, x, y)
    for child in node:
        yield from _walk(child, x, y)


def _lines(node: ElementTree.Element, x: float, y: float) -> Iterator[Line]:
    size = float(node.get("font-size", "11px").removesuffix("px"))
    spans = list(node) or [node]
    for span in spans:
        y += float(span.get("dy", 0))
        text = (span.text or "").strip()
        width = size * sum(LETTERS.get(letter, 0.556) for letter in text)
        left = x - width * {"middle": 0.5, "end": 1.0}.get(node.get("text-anchor", ""), 0.0)
        if text:
            yield Line(text, left, left + width, y, size)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21, as WCAG 2 defines it."""
    lights = sorted(_dot(TO_XYZ[1], _linear(colour)) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def least_distance(colours: Sequence[str]) -> float:
    """How far apart the two most alike are (CIE 1976), to any of the eyes that are simulated."""
    distances: list[float] = []
    for eyes in SIMULATED.values():
        seen = [_seen(colour, eyes) for colour in colours]
        distances += [dist(one, other) for one, other in combinations(seen, 2)]
    return min(distances)


def _seen(colour: str, eyes: tuple[Triple, Triple, Triple]) -> Triple:
    """A colour as lightness and two opponent axes (CIELAB), as these eyes see it."""
    rgb = [min(1.0, max(0.0, _dot(row, _linear(colour)))) for row in eyes]
    parts = (_dot(row, rgb) / white for row, white in zip(TO_XYZ, WHITE_POINT, strict=True))
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in parts)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(colour: str) -> list[float]:
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def _dot(row: Sequence[float], values: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(row, values, strict=True))
