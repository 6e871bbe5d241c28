"""What a plan misses today, and what was found to close a gap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from planner.explanation.ask_model import Today
from planner.explanation.levers import Lever
from planner.plan.plan import Plan
from planner.problem.problem import DEPLOYED, STANDBY
from planner.scenario.demands import Demand
from planner.solver.answer import GivenKey

Outcome = Literal["closed", "short", "unconfirmed", "nothing", "unknown"]
"""closed: solved anew with the asks, if any, the gap is gone; short: a part of it stays missing;
unconfirmed: that was not known in time; nothing: all that can be asked for does not close it;
unknown: no answer in time"""


@dataclass(frozen=True, slots=True)
class Level:
    """What a plan misses today: by demand and phase, and battlegroup-months without support."""

    missing: Today
    unsupported: float
    given: dict[GivenKey, float]
    """lots that nations give"""


def level(plan: Plan) -> Level:
    """What a plan misses today."""
    months = {phase.id: phase.months for phase in plan.phases}
    return Level(
        missing=plan.missing,
        unsupported=sum(row.battlegroups * months[row.phase] for row in plan.unsupported),
        given=given_in(plan),
    )


def given_in(plan: Plan) -> dict[GivenKey, float]:
    """Lots by nation, unit type, posture and phase."""
    kinds = {place.id: place.kind for place in plan.scenario.locations}
    found: dict[GivenKey, float] = {}
    for row in plan.contributions:
        posture = STANDBY if kinds[row.location] == "standby" else DEPLOYED
        key = (row.nation, row.unit_type, posture, row.phase)
        found[key] = found.get(key, 0.0) + row.lots
    return found


@dataclass
class Finding:
    """What closes a demand. Without asks, ``outcome`` says whether none is needed or none helps."""

    demand: Demand
    missing: float
    """in the worst phase that counts"""
    months: tuple[int, ...]
    asks: dict[Lever, int] = field(default_factory=dict)
    instead: dict[Lever, list[Lever]] = field(default_factory=dict)
    """ask -> other asks of as many lots that do as well in its place"""
    outcome: Outcome = "unknown"
    fewest: bool = True
    """would fewer lots not do, as far as was proved?"""
    proof: str = ""
    """the outcome in words"""
    least: float = 0.0
    """missing in the worst phase though everything is asked for"""
    seconds: float = 0.0
    solves: int = 0
    rechecked: int = 0
