"""Which figures decide most and are weakest: where a better source would be worth most.

Ranked as the figures of a plan are (``planner/problem/resting.py``): by the share of what a
scenario asks for that rests on a figure, times how much the figure is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planner.pipeline import prepare
from planner.problem.resting import Rest, resting
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.scenario.composition import Source


@dataclass(frozen=True, slots=True)
class AuditedFigure:
    """A fact (of a nation) or factor, how weak it is, and how much rests on it."""

    nation: str
    figure: str
    value: float
    low: float
    high: float
    unit: str
    confidence: str
    as_of: str
    age_months: int | None
    """months from the start of its date to the reference date, 0 if later; none without a date"""
    share: float
    """of all that the scenario asks for, weighted, 0-1"""
    score: float
    unit_types: tuple[str, ...]
    """of the pools that rest on it"""
    source: str
    note: str


def audit_data(
    source: Source = "guarantor",
    *,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
) -> list[AuditedFigure]:
    """The figures behind a scenario's pools, those first that decide most and are weakest.

    Args:
        source, sets, directory, data: as in ``planner.solve``. Nothing is solved.

    Raises:
        InputError: the scenario or the data cannot be used.
    """
    problem, _ = prepare(source, sets=sets, directory=directory, data=data)
    rows = [_row(figure, rest) for figure, rest in resting(problem).items() if rest.share > 0]
    return sorted(rows, key=lambda row: (-row.score, -row.share, row.nation, row.figure))


def _row(figure: SourcedValue, rest: Rest) -> AuditedFigure:
    return AuditedFigure(
        nation=figure.nation,
        figure=figure.name,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        confidence=figure.confidence,
        as_of=figure.as_of,
        age_months=rest.age_months,
        share=rest.share,
        score=rest.score,
        unit_types=rest.unit_types,
        source=figure.source,
        note=figure.note,
    )
