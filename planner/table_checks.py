"""What the reference tables must keep to beyond the single cell: ranges, names, no circles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from planner.csv_rows import Row
from planner.packages import bases

LARGEST = {"fraction": 1.0, "share": 1.0, "flag": 1.0, "code 0-3": 3.0}
"""the most that a figure of such a unit can be"""


def row_bases(row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each figure of a unit type rests on, by column."""
    for column, text in row.cells.items():
        if column.endswith("_basis") and text:
            yield column.removesuffix("_basis"), bases(text)


def check_figures(rows: Iterable[Row]) -> None:
    """Complain about values outside low-high, above their unit, or reported without a source."""
    for row in rows:
        if not row.sound:
            continue
        value, low, high = (row.values[column] for column in ("value", "low", "high"))
        unit = row.values["unit"]
        if not low <= value <= high:
            row.complain(f"value {value:g} is outside low-high {low:g}-{high:g}", "order them")
        elif high > LARGEST.get(unit, high):
            row.complain(f"high {high:g} is more than {LARGEST[unit]:g}", f"the unit is {unit}")
        if row.values.get("confidence") == "reported" and not row.values["source_title"]:
            row.complain("reported, but no source_title", "name the source")


def is_known(known: Mapping[str, Collection[str]], kind: str, text: str) -> bool:
    """Whether ``kind:text`` is there. A table that is not read is not searched."""
    if kind == "assumption":
        return bool(text.strip())
    names = known.get(kind)
    stem, nation, _ = text.partition("{nation}")
    found = any(n.startswith(stem) for n in names or ()) if nation else text in (names or ())
    return names is not None and (found or not names)


def check_units(rows: Mapping[str, Row], known: Mapping[str, Collection[str]]) -> None:
    """Everything that a unit type names must be there."""
    sound = {key: row for key, row in rows.items() if row.sound}
    for row in sound.values():
        cited = [("fact_item", f"fact:{row.values['fact_item']}")]
        cited += [
            (column, text.removeprefix("1/"))
            for column in ("lots_per_fact", "availability")
            if (text := row.values[column]) not in ("", "1")
        ]
        cited += [(column, token) for column, tokens in row_bases(row) for token in tokens]
        for column, token in cited:
            kind, _, text = token.partition(":")
            if not is_known(known, kind, text):
                hint = "cite factor:NAME, benchmark:ID, system:NAME or assumption:REASON"
                if column in row.cells:
                    hint = "use a name of facts.csv or planning_factors.csv, or add the row"
                row.complain(f"{column} cites {kind}:{text}, which is not there", hint)
        for other in row.values["supported_by"]:
            if other not in rows:
                row.complain(f"supported_by names {other!r}, which is no unit type", "add the row")
    _check_circle(sound)


def _check_circle(rows: Mapping[str, Row]) -> None:
    """Support, and headquarters for battlegroups, must not run in a circle."""
    headquarters = {key for key, row in rows.items() if row.values["role"] == "command"}
    needs = {
        key: {
            *row.values["supported_by"],
            *(headquarters - {key} if row.values["commitments"] else ()),
        }
        for key, row in rows.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        problem = f"supported_by runs in a circle: {' -> '.join(circle)}"
        rows[circle[0]].complain(problem, "take one out")
