"""What the reference tables must keep to beyond the single cell: ranges, names, no circles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Any

from planner.errors import MAX_ISSUES
from planner.hints import nation_hint, near_miss
from planner.reference.as_of import Start, start_of
from planner.reference.csv_reader import Row
from planner.reference.packages import Known, bases, check_packages, check_procurement

COMMON = 10
"""nations that have an item which others may misspell"""
NEARLY = 0.85
"""likeness of an item to one that it may be a slip of the pen for"""
LARGEST = {"fraction": 1.0, "share": 1.0, "flag": 1.0, "code 0-3": 3.0}
"""the most that a figure of such a unit can be"""


def row_bases(row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each figure of a unit type rests on, by column."""
    for column, text in row.cells.items():
        if column.endswith("_basis") and text:
            yield column.removesuffix("_basis"), bases(text)


def check_tables(rows: Mapping[str, Mapping[Any, Row]]) -> None:
    """Complain about what the tables say beyond the single cell; ``rows``: by table and key."""
    facts, changes = rows["facts"], rows["fleet_changes"]
    factors, benchmarks, units = (
        rows[name] for name in ("planning_factors", "benchmarks", "unit_types")
    )
    check_facts(facts)
    check_changes(changes.values(), facts)
    figures = (facts, changes, factors, benchmarks)
    check_figures([row for table in figures for row in table.values()])
    known: dict[str, Collection[str]] = {
        "fact": {item for _, item, _ in facts},
        "factor": factors,
        "benchmark": benchmarks,
        "system": {" ".join(key) for key in rows["air_defence_systems"]},
    }
    check_units(units, known)
    effects = [row.values.get("effects", {}) for row in units.values()]
    others = Known(
        effects={e for cell in effects for e in cell} if all(effects) else (),
        factors={key: row.values.get("value") for key, row in factors.items()},
        fact_units={item: row.values.get("unit", "") for (_, item, _), row in facts.items()},
        unit_types=units,
        is_cited=partial(is_known, known),
    )
    check_packages(rows["packages"].values(), others)
    check_procurement(rows["procurement"].values(), others)


def check_figures(rows: Iterable[Row]) -> None:
    """Complain about values outside low-high, above their unit, reported without a source, or
    assumed without a reason."""
    for row in rows:
        if not row.sound:
            continue
        values = row.values
        value, low, high, unit = values["value"], values["low"], values["high"], values["unit"]
        if not low <= value <= high:
            row.complain(f"value {value:g} is outside low-high {low:g}-{high:g}", "order them")
        elif high > LARGEST.get(unit, high):
            row.complain(f"high {high:g} is more than {LARGEST[unit]:g}", f"the unit is {unit}")
        confidence = row.values.get("confidence")
        if confidence == "reported" and not row.values["source_title"]:
            row.complain("reported, but no source_title", "name the source")
        if confidence == "assumption" and not (row.values["note"] or row.values["source_title"]):
            row.complain("assumption, but no note", "say why")


def check_facts(rows: Mapping[tuple[str, str, str], Row]) -> None:
    """Complain about dates that stand twice, and about items and nations that look like slips of
    the pen for others.

    An item that few nations have, and that is nearly the name of one that many others have and
    these have not, would be read by nobody. A nation without a stance would never take part.
    """
    _check_dates(rows)
    holders: dict[str, set[str]] = {}
    first: dict[tuple[str, str], Row] = {}
    for (nation, item, _), row in rows.items():
        holders.setdefault(item, set()).add(nation)
        first.setdefault((nation, item), row)
    common = [item for item, nations in holders.items() if len(nations) >= COMMON]
    rare = [item for item, nations in holders.items() if len(nations) < COMMON]
    for item in rare[:MAX_ISSUES]:
        lacking = [name for name in common if not holders[item] <= holders[name]]
        near = near_miss(item, lacking, NEARLY)
        for nation in sorted(holders[item] - holders[near]) if near else ():
            problem = f"no nation but {nation} has an item {item!r}"
            problem = problem if len(holders[item]) == 1 else f"few nations have an item {item!r}"
            first[nation, item].complain(problem, f"did you mean {near!r}?")
    voiced = holders.get("stance", set())
    top = {nation: row for (nation, _), row in reversed(list(first.items()))}
    for nation in sorted(top.keys() - voiced) if voiced else ():
        if not nation.startswith("X"):  # pooled fleets have none
            hint = nation_hint(nation, voiced)
            top[nation].complain(f"{nation} has no stance: it would never take part", hint)


def _check_dates(rows: Mapping[tuple[str, str, str], Row]) -> None:
    """Complain about dates of a figure that are written differently and begin on the same day."""
    seen: dict[tuple[str, str, Start], Row] = {}
    for (nation, item, text), row in rows.items():
        if "as_of" not in row.values:
            continue
        other = seen.setdefault((nation, item, start_of(text)), row)
        if other is not row:
            problem = f"{nation} {item}: {text} begins on the same day as at {other.where}"
            row.complain(problem, "keep one row, or give another as_of")


def check_changes(rows: Iterable[Row], facts: Iterable[tuple[str, str, str]]) -> None:
    """Complain about changes of what is no fact, and of months before they were announced."""
    keys = {(nation, item) for nation, item, _ in facts}
    items = {item for _, item in keys}
    for row in rows:
        if not row.sound or not items:
            continue
        nation, item, month, announced = (
            row.values[column] for column in ("nation", "item", "month", "announced")
        )
        if (nation, item) not in keys:
            near = near_miss(item, items - {item}, NEARLY)
            hint = f"did you mean {near!r}?" if near else "add what it has now to facts.csv"
            row.complain(f"{nation} has no fact {item!r} that could change", hint)
        if month < announced:
            problem = f"month {month} is before it was announced ({announced})"
            row.complain(problem, "write a month after it, or the same")


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
            *(headquarters - {key} if row.values["is_battlegroup"] else ()),
        }
        for key, row in rows.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        problem = f"supported_by runs in a circle: {' -> '.join(circle)}"
        rows[circle[0]].complain(problem, "take one out")
