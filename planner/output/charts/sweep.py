"""A sweep: what is missing at every point of a grid, by one field or by two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import altair as alt

from planner.output.charts.matrix import fits, matrix
from planner.output.charts.study_rows import found_by
from planner.output.charts.style import (
    INK,
    LACK,
    MET,
    NARROW,
    ON_LACK,
    ON_MET,
    VERMILION,
    Row,
    Words,
    finished,
    label,
    words_only,
)
from planner.study import Cell, Study, is_number, number
from planner.study import Row as StudyRow
from planner.summary.texts import amount_text

ROW_HEIGHT = 34
NOTHING = 0.05
"""requirement-months: less is nothing"""
NO_PLAN = ("#a9b0b6", INK)
LACKS = ((LACK, ON_LACK), ("#eda27c", "#3d1a00"), (VERMILION, "#ffffff"))
"""fill and text of a cell, from little to much that is missing"""


def sweep(study: Study, width: int = 900, bare: bool = False) -> alt.LayerChart:
    """A cell a point: what is missing, averaged over other fields; the first two that vary."""
    fields = _fields(study)
    means = _means(study.rows, fields)
    subtitle = (
        "What is missing in all months, in weighted requirement-months; darker is more. "
        f"{found_by(study)}"
    )
    known = {point: value for point, value in means.items() if value is not None}
    if not fields:
        return words_only(
            Words("Nothing varies", subtitle, "No cell: nothing varies."), width, bare
        )
    if not known:
        return words_only(Words("No point has a plan", subtitle, "No cell."), width, bare)
    narrow = width < NARROW
    columns, rows = _values(means, 0), _values(means, 1)
    longest = max(rows, key=len)
    most = max(known.values())
    cells = [
        _cell(point, value, most, fits(_text(value), width, len(columns), longest))
        for point, value in means.items()
    ]
    words = _words(study, fields, known, subtitle)
    chart = alt.layer(matrix(cells, rows, columns, label(_name(fields[0]), narrow)))
    return finished(chart, words, width, bare, len(rows) * ROW_HEIGHT)


def _fields(study: Study) -> list[str]:
    """Up to two fields of which values were tried, in the order of the question."""
    named = [str(row["field"]) for row in study.parts.get("by_value", ())]
    return list(dict.fromkeys(named))[:2]


def _means(rows: Sequence[StudyRow], fields: list[str]) -> dict[tuple[str, str], float | None]:
    """(value of the first field, of the second) -> mean missing; None where there is no plan."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        if fields:
            values = [_value(row.get(field)) for field in fields]
            point = (values[0], f"{_name(fields[1])} {values[1]}" if fields[1:] else "missing")
            known = is_number(row.get("shortfall"))
            found[point] += [number(row, "shortfall")] if known else []
    return {point: sum(all_) / len(all_) if all_ else None for point, all_ in found.items()}


def _values(points: dict[tuple[str, str], float | None], side: int) -> list[str]:
    return list(dict.fromkeys(point[side] for point in points))


def _value(cell: Cell) -> str:
    """A value of a field, as short as it reads."""
    return amount_text(cell) if isinstance(cell, float) else str(cell).lower()


def _name(field: str) -> str:
    """A field as people read it: the last two parts of its key."""
    return " ".join(field.split(".")[-2:]).replace("_", " ")


def _text(value: float | None) -> str:
    return "no plan" if value is None else amount_text(round(value, 1))


def _cell(point: tuple[str, str], value: float | None, most: float, room: bool) -> Row:
    if value is None:
        fill, ink = NO_PLAN
    elif value < NOTHING:
        fill, ink = MET, ON_MET
    else:
        fill, ink = LACKS[min(len(LACKS) - 1, int(value / most * len(LACKS)))]
    look = {"fill": fill, "ink": ink, "text": _text(value) if room else ""}
    return look | {"column": point[0], "name": point[1], "tip": f"{point}: {_text(value)}"}


def _words(
    study: Study, fields: list[str], known: dict[tuple[str, str], float], subtitle: str
) -> Words:
    low, high = min(known, key=lambda p: known[p]), max(known, key=lambda p: known[p])
    told = " and ".join(map(_name, fields))
    least, most = _text(known[low]), _text(known[high])
    if most == least:
        title = f"Whatever the {told}, {least} requirement-months are missing"
    else:
        title = f"From {least} to {most} requirement-months are missing, by {told}"
    texts = "; ".join(f"{column}, {row}: {_text(v)}" for (column, row), v in known.items())
    return Words(title, subtitle, f"Missing by {told}: {texts}.")
