"""What a sweep changes: ``KEY=VALUES`` texts, and the points of a grid or a sample of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from planner.errors import InputError, Issue
from planner.rounding import ROUNDING
from planner.scenario.limits import shortened
from planner.scenario.text_reader import parse_value

MOST_POINTS = 100_000
EXAMPLE = "for example requirements.gbad_long.threshold=3..6 or coalition.us_backstop=true,false"
SPAN = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?")
"""from..to, or from..to..step"""
DECIMALS = 3
"""of a number that is drawn from a span, as thresholds and weights have at most"""

Point = dict[str, Any]
"""key of a field -> its value"""


@dataclass(frozen=True, slots=True)
class Axis:
    """One field and the values that it takes: listed, or anything from ``low`` to ``high``."""

    key: str
    values: tuple[Any, ...]
    """empty: a span without steps, of which only a sample can be drawn"""
    low: float = 0.0
    high: float = 0.0

    def at(self, share: float) -> Any:
        """The value at a share of the axis, from 0 up to but not 1."""
        if self.values:
            return self.values[int(share * len(self.values))]
        return round(self.low + share * (self.high - self.low), DECIMALS)


def parse_axes(texts: Iterable[str]) -> tuple[Axis, ...]:
    """The axes of ``KEY=VALUES`` texts. Raises InputError with every problem found."""
    axes: list[Axis] = []
    issues: list[Issue] = []
    for text in texts:
        try:
            axes.append(_axis(text))
        except InputError as error:
            issues += error.issues
    keys = [axis.key for axis in axes]
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
        issues.append(Issue(f"--grid {key}", "stands here twice", "give all its values at once"))
    if not issues and not axes:
        issues.append(Issue("--grid", "names no field", EXAMPLE))
    if issues:
        raise InputError(issues)
    return tuple(axes)


def _axis(text: str) -> Axis:
    where = f"--grid {shortened(text)}"
    key, separator, listed = text.partition("=")
    if not separator or not key.strip() or not listed.strip():
        raise InputError([Issue(where, "not KEY=VALUES", EXAMPLE)])
    key = key.strip()
    if (span := SPAN.fullmatch(listed.strip())) and _is_open(span):
        low, high = float(span[1]), float(span[2])
        _check_order(low, high, where)
        return Axis(key, (), low, high)
    values: list[Any] = []
    for value in parse_value(f"[{listed}]", where):
        found = SPAN.fullmatch(value) if isinstance(value, str) else None
        values += _steps(found, where) if found else [value]
    if len({json.dumps(value) for value in values}) < len(values):
        raise InputError([Issue(where, "names a value twice", "name every value once")])
    return Axis(key, tuple(values))


def _is_open(span: re.Match[str]) -> bool:
    """Has it no step, and ends that are not both whole?"""
    return span[3] is None and "." in span[1] + span[2]


def _steps(span: re.Match[str], where: str) -> list[int | float]:
    """The values of a span: whole numbers, or one every step."""
    if _is_open(span):
        raise InputError([Issue(where, f"{span[0]} has no step", f"{span[0]}..0.5, or list them")])
    low, high, step = float(span[1]), float(span[2]), float(span[3] or 1)
    _check_order(low, high, where)
    if step <= 0:
        raise InputError([Issue(where, f"the step of {span[0]} is 0", "give a larger one")])
    count = int((high - low) / step + ROUNDING) + 1
    if count > MOST_POINTS:
        raise InputError([Issue(where, f"{count:,} values", f"at most {MOST_POINTS:,}")])
    found = [round(low + step * i, 9) for i in range(count)]
    whole = "." not in span[0].replace("..", "")
    return [int(value) for value in found] if whole else list(found)


def _check_order(low: float, high: float, where: str) -> None:
    if low > high:
        problem = f"{low:g} is above {high:g}"
        raise InputError([Issue(where, problem, f"{high:g}..{low:g}")])


def points(axes: Sequence[Axis], sample: int | None = None, seed: int = 0) -> list[Point]:
    """Every combination, the last field changing first; or a Latin hypercube of so many points.

    Of a sample, every axis is cut into as many equal strata as there are points, each of which has
    one point (McKay, Beckman and Conover 1979). Raises InputError.
    """
    return list(_grid(axes) if sample is None else _sample(axes, sample, seed))


def _grid(axes: Sequence[Axis]) -> Iterator[Point]:
    for axis in axes:
        if not axis.values:
            hint = f"{axis.low:g}..{axis.high:g}..0.5, or draw a sample of it: --sample N"
            where = f"--grid {axis.key}"
            raise InputError([Issue(where, "has no step, and a grid needs one", hint)])
    count = prod(len(axis.values) for axis in axes)
    if count > MOST_POINTS:
        hint = f"at most {MOST_POINTS:,}; --sample N draws some of them"
        raise InputError([Issue("--grid", f"has {count:,} points", hint)])
    for values in product(*(axis.values for axis in axes)):
        yield {axis.key: value for axis, value in zip(axes, values, strict=True)}


def _sample(axes: Sequence[Axis], count: int, seed: int) -> Iterator[Point]:
    import numpy as np

    if not 1 <= count <= MOST_POINTS:
        raise InputError([Issue("--sample", f"{count:,} points", f"1 to {MOST_POINTS:,}")])
    rng = np.random.default_rng(seed)
    shares = [(rng.permutation(count) + rng.random(count)) / count for _ in axes]
    for row in zip(*shares, strict=True):
        yield {axis.key: axis.at(float(share)) for axis, share in zip(axes, row, strict=True)}


def as_sets(point: Point) -> list[str]:
    """The ``KEY=VALUE`` texts that put a point into a scenario."""
    return [f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in point.items()]
