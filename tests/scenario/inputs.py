"""Small scenarios to spoil, and what is said of them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import InputError, Issue
from planner.problem.records import PlanWarning

TINY: dict[str, Any] = {
    "name": "tiny",
    "horizon_months": 12,
    "coalition": {"include": ["FRA", "GBR"], "min_stance": 3, "lead_nations": ["FRA"]},
    "locations": [{"id": "east", "kind": "theatre"}, {"id": "hub", "kind": "theatre_wide"}],
    "requirements": [
        {"id": "g", "effect": "ground", "location": "east", "from_month": 6, "threshold": 1},
        {"id": "f", "effect": "fighters", "location": "hub", "from_month": 6, "threshold": 4},
    ],
    "rules": {
        "support_floor": {"enabled": False},
        "headquarters_floor": {"enabled": False},
        "lead_floor": {"enabled": False},
    },
    "objectives": ["shortfall", "cost"],
}
YAML = """\
name: tiny
horizon_months: 12
coalition: {include: [FRA, GBR], min_stance: 3, lead_nations: [FRA]}
locations:
  - {id: east, kind: theatre}
  - {id: west, kind: theatre}
requirements:
  - {id: one, effect: ground, location: east, from_month: 6, threshold: 1}
  - id: two
    effect: ground
    location: west
    from_month: 6
    threshold: 1
  - {id: three, effect: ground, location: west, from_month: 8, threshold: 1}
rules:
  support_floor: {enabled: false}
  headquarters_floor: {enabled: false}
"""
Write = Callable[..., Path]


def tiny(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(TINY) | changes


def refused(source: Any, sets: Iterable[str] = ()) -> list[Issue]:
    """The issues of a scenario that does not pass."""
    with pytest.raises(InputError) as caught:
        planner.check_scenario(source, sets=sets)
    return list(caught.value.issues)


def warned(source: Any, *sets: str) -> list[PlanWarning]:
    """The warnings of a scenario, but for the rules of command that these leave off."""
    off = ("lead_open", "formation_open")
    return [w for w in planner.check_scenario(source, sets=sets) if w.code not in off]


def only(source: Any, *sets: str) -> Issue:
    """The one issue of a scenario."""
    (issue,) = refused(source, sets)
    return issue
