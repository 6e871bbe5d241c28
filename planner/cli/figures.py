"""A table of sourced figures, and below it their sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.cli.grid import Grid
from planner.cli.tables import Rows
from planner.cli.terminal import printable, show, write_text


def show_figures(rows: Rows) -> None:
    """A table of figures, and below it their sources by number, each on a line of its own."""
    table = Grid(
        ("figure", ">value", ">low–high", "unit", "as of", "confidence", ">source", "note")
    )
    sources: dict[str, int] = {}
    for row in rows:
        number = sources.setdefault(printable(_source(row)), len(sources) + 1)
        exact = row["low"] == row["high"]
        table.add_row(
            f"{row.get('nation', '')} {row['name']}".strip(),
            f"{row['value']:,.10g}",
            "" if exact else f"{row['low']:,.10g}–{row['high']:,.10g}",
            printable(row["unit"]),
            printable(row.get("as_of", "")),
            row["confidence"],
            str(number),
            printable(row["note"]),
        )
    show(table, "")
    write_text("\n".join(f"{number:>3}  {source}" for source, number in sources.items()))


def _source(row: Mapping[str, Any]) -> str:
    """Title and address of a source; what has none is an assumption, and its note says why."""
    if not row["source_title"]:
        return "assumption"
    address = f"\n     {row['source_url']}" if row["source_url"] else ""
    return f"{row['source_title']}{address}"
