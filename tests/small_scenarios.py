"""Scenarios of the small world: every pool pinned, no rule on that is not asked for."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from planner import Plan, solve, verify_plan
from planner.pipeline import prepare
from planner.problem.problem import Problem

from .world import EFFECTS, WORLD, Document

PoolKey = tuple[str, str]

QUIET: Document = {
    "rotation_limit": {"enabled": False},
    "personnel_limit": {"enabled": False},
    "support_floor": {"enabled": False},
    "headquarters_floor": {"enabled": False},
    "lead_floor": {"enabled": False},
    "participation_floor": {"min_lot_months": 1},
    "nato_reserve_limit": {"mode": "free"},
}
"""no rule but the physical ones; a member gives something"""

SECTOR = {"id": "north", "kind": "theatre"}
SECTORS = (SECTOR, {"id": "south", "kind": "theatre"})
WIDE = {"id": "theatre", "kind": "theatre_wide"}
HOME = {"id": "home", "kind": "standby", "notice_days": 10, "transit_days": 5}
CAMP = {"id": "camp", "kind": "training"}


def need(effect: str, threshold: float, location: str = "north", **more: Any) -> Document:
    """A requirement; its id is ``effect_location`` unless given."""
    common = {"effect": effect, "location": location, "threshold": threshold}
    return {"id": f"{effect}_{location}", **common, **more}


NOTHING = need("ground", 0, id="nothing")
"""a scenario has a requirement, even where only other demands matter"""


def threat(attackers: float, location: str = "north", **more: Any) -> Document:
    """An attack of so many troops (1,000 a battlegroup) on a sector."""
    return {"id": "attack", "location": location, "attackers": attackers, **more}


def presence(nations: int, location: str = "north", **more: Any) -> Document:
    """So many nations in a sector, one of them a nuclear power."""
    return {"id": "tripwire", "location": location, "nations": nations, **more}


def cover(package: str, threshold: float, **more: Any) -> Document:
    """So many packages over the theatre; its id is the package's unless given."""
    common = {"id": package, "location": "theatre", "package": package, "threshold": threshold}
    return {**common, **more}


def scenario(
    *,
    horizon: int = 4,
    starts: Sequence[int] = (0,),
    pools: Mapping[PoolKey, int | Sequence[int]],
    needs: Sequence[Document],
    locations: Sequence[Document] = (SECTOR,),
    cycle: tuple[int, int] = (1, 0),
    tours: Sequence[Document] = (),
    facts: Mapping[tuple[str, str], float] | None = None,
    caveats: Sequence[Document] = (),
    rules: Document | None = None,
    coalition: Document | None = None,
    objectives: Sequence[str] = ("shortfall",),
    solve: Document | None = None,
    **more: Any,
) -> Document:
    """A scenario document with every pool pinned.

    ``pools`` lots of (nation, unit type), one number or one a month; ``starts`` of the phases p0,
    p1 …; ``cycle`` tour and dwell in months of every type: (1, 0) has every lot always there.
    """
    pinned: list[Document] = []
    for (nation, unit_type), lots in pools.items():
        monthly = [lots] * horizon if isinstance(lots, int) else list(lots)
        for month, value in enumerate(monthly):
            if month == 0 or value != monthly[month - 1]:
                entry = {"nation": nation, "unit_type": unit_type}
                pinned.append({**entry, "lots": value, "from_month": month})
    own = {tour["unit_type"] for tour in tours if not tour.get("nation")}
    every = [
        {"unit_type": name, "tour_months": cycle[0], "dwell_months": cycle[1]}
        for name in EFFECTS
        if name not in own
    ]
    overridden = [
        {"nation": nation, "item": item, "value": value}
        for (nation, item), value in (facts or {}).items()
    ]
    document = {
        "name": "small",
        "horizon_months": horizon,
        "phases": [{"id": f"p{i}", "start": start} for i, start in enumerate(starts)],
        "coalition": {"min_stance": 3, "lead_nations": ["AAA"], **(coalition or {})},
        "locations": list(locations),
        "requirements": list(needs),
        "rules": {**QUIET, **(rules or {})},
        "overrides": {
            "pools": pinned,
            "tours": [*every, *tours],
            "facts": overridden,
            "caveats": list(caveats),
        },
        "objectives": list(objectives),
        "solve": {"mip_gap_share": 0, "burden_gap_share": 0, **(solve or {})},
        **more,
    }
    return copy.deepcopy(document)


def problem_of(document: Document) -> Problem:
    return prepare(document, data=WORLD)[0]


def solved(document: Document, **options: object) -> Plan:
    """The plan of a scenario, with these settings of ``solve``; sound."""
    document = {**document, "solve": {**document["solve"], **options}}
    plan = solve(document, data=WORLD)
    assert [str(issue) for issue in verify_plan(plan)] == []
    return plan


def values(plan: Plan) -> list[float]:
    """Of the stages, in order."""
    return [stage.value for stage in plan.stages]
