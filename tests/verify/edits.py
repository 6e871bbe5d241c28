"""Small changes to a plan document, rows that are often changed, and what the check says."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from planner.verify.verifier import verify_plan

from ..world import Document

Edit = Callable[[Document], None]
Case = tuple[Callable[..., Any], str, set[str], list[Edit]]
"""a check, the issue that must be there, other rules that the edits break, edits to a sound plan"""


def put(table: str, where: Document, **values: Any) -> Edit:
    """Change the rows of a table that match."""

    def edit(plan: Document) -> None:
        rows = [row for row in plan[table] if where.items() <= row.items()]
        assert rows, f"no row {where} in {table}"
        for row in rows:
            row.update(values)

    return edit


def add(table: str, like: Document, **values: Any) -> Edit:
    """Add a copy of the first row that matches, with other values."""

    def edit(plan: Document) -> None:
        row = next(row for row in plan[table] if like.items() <= row.items())
        plan[table].append(copy.deepcopy(row) | values)

    return edit


def drop(table: str, **where: Any) -> Edit:
    """Remove the rows that match."""

    def edit(plan: Document) -> None:
        rows = [row for row in plan[table] if not where.items() <= row.items()]
        assert len(rows) < len(plan[table])
        plan[table] = rows

    return edit


def rule(path: str, value: Any) -> Edit:
    """Change a setting of the scenario."""

    def edit(plan: Document) -> None:
        *parents, last = path.split(".")
        part = plan["scenario"]
        for name in parents:
            part = part[name]
        assert last in part
        part[last] = value

    return edit


def top(**values: Any) -> Edit:
    """Change the plan's own fields."""
    return lambda plan: plan.update(values)


def in_fractions(plan: Document, relaxed: bool = True) -> None:
    """Of fractions of lots, as the scenario asks; else of whole lots."""
    plan["relaxed"] = relaxed
    plan["scenario"]["solve"]["whole_units"] = not relaxed


FRA_NORTH = {"nation": "FRA", "unit_type": "battlegroup", "location": "north"}
FRA_BATTLEGROUPS = {"nation": "FRA", "unit_type": "battlegroup"}
TANKER = {"nation": "USA", "unit_type": "tanker"}
CAVEAT = {"nation": "GBR", "unit_type": None, "location": None, "reason": "law"}
LATE_PLEDGE = {"nation": "USA", "unit_type": "tanker", "lots": 1, "from_month": 6, "to_month": None}
FLANK_PLEDGE = {"nation": "USA", "unit_type": "tanker", "lots": 2, "from_month": 0, "to_month": 6}

GBR = {"nation": "GBR"}
GROUND = ("battlegroup", "logistics")
TAUGHT = {"kind": "training", "phase": "p1"}
READY = {"kind": "readiness", "phase": "p2"}
WIRE = {"id": "wire", "location": "north", "nations": 1}


def tree_row(name: str, **values: Any) -> Edit:
    """Change the first formation of that id."""

    def edit(plan: Document) -> None:
        next(row for row in plan["command"]["formations"] if row["id"] == name).update(values)

    return edit


def brigades_of(least: int, most: int) -> Edit:
    sizes = {"least_battlegroups": least, "most_battlegroups": most}
    return lambda plan: plan["scenario"]["rules"]["framework_floor"].update(sizes)


RESERVED: list[Edit] = [
    put("pools", FRA_BATTLEGROUPS, nato_earmark=3, nato_tiers=[1, 2, 0]),
    put("nato_ledger", {"start_month": 6}, tier_3=0, tier_2=1),
]
"""one more lot earmarked: 5 of the 6 that are used are free"""


def caveat(**values: Any) -> list[Edit]:
    return [rule("overrides.caveats", [CAVEAT | values])]


def bid(lots: int, **values: Any) -> Document:
    """A bid of POL, which gives a flight in the theatre and keeps battlegroups at home."""
    named = {"nation": "POL", "unit_type": "fighter", "lots": lots, "from_month": 0, "caveat": ""}
    return named | values


ATTACK, STATION, CITY = {"id": "attack"}, {"id": "station"}, {"id": "city"}


def purchase(**values: Any) -> Edit:
    return put("purchases", {"id": "drones"}, **values)


def demand(part: str, **values: Any) -> Edit:
    """Change the first demand of a list of the rules."""

    def edit(plan: Document) -> None:
        name, _, field = part.partition(".")
        plan["scenario"]["rules"][name][field][0].update(values)

    return edit


def broken(plan: Document) -> set[str]:
    """Names of the rules that a plan breaks."""
    return {issue.where.partition(": ")[0] for issue in verify_plan(plan)}
