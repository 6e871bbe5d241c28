"""Rechecks a finished plan: every rule, from the plan's own numbers alone.

    verify_plan("plan.json")   ->   []  or one Issue a breach, "rule: key" with the numbers

A check is a function of the index of the plan (index.py) that yields a Violation for every key past
its rule; CHECKS lists them all. They are in rows.py (names, lots, phases, figures), permissions.py
(where, from when, cycles), forces.py (tours, pools, support, people), coalition.py (members,
pledges, US, NATO), movement.py (lift), command.py (headquarters, leads, formations), growth.py
(purchases, training), demands.py (what is demanded, as read by reading.py), contingents.py (who
stays), cjsor.py (who offers what), advice.py (what is asked), money.py (costs, budgets),
politics.py (votes, NATO's tiers, US gaps) and stages.py (stages, status). Each is written from its
formula alone: nothing is shared with the model that makes plans (a law of the project).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import InputError, Issue
from planner.plan.plan import Plan
from planner.verify import (
    advice,
    cjsor,
    coalition,
    command,
    contingents,
    demands,
    forces,
    growth,
    money,
    movement,
    permissions,
    politics,
    rows,
    stages,
)
from planner.verify.index import Check, index_plan

MAX_BYTES = 200_000_000
LARGEST = 10**15
LEAVES = (str, bool, type(None))
"""what a plan is made of beside numbers, tables and lists"""

CHECKS: tuple[Check, ...] = (
    *rows.CHECKS,
    *permissions.CHECKS,
    *forces.CHECKS,
    *coalition.CHECKS,
    *movement.CHECKS,
    *command.CHECKS,
    *growth.CHECKS,
    *demands.CHECKS,
    *contingents.CHECKS,
    *cjsor.CHECKS,
    *advice.CHECKS,
    *money.CHECKS,
    *politics.CHECKS,
    *stages.CHECKS,
)


def verify_plan(plan: Plan | Mapping[str, Any] | str | Path) -> list[Issue]:
    """Every breach of a rule in a plan, in the order of CHECKS; an empty list if it is sound.

    ``plan`` is a Plan, its JSON as a mapping, or the path of a JSON file (200 MB at most).
    Raises InputError, with all problems, when it cannot be read or is not a plan.
    """
    plan = read_plan(plan)
    if endless := list(_not_finite(plan)):
        return [Issue(f"numbers: {where}", f"{value} is not a number") for where, value in endless]
    ledger = index_plan(plan)
    return [
        Issue(f"{check.__name__}: {breach.key}", breach.problem, breach.hint)
        for check in CHECKS
        for breach in check(ledger)
    ]


def read_plan(source: Plan | Mapping[str, Any] | str | Path) -> Plan:
    """A plan from its JSON, as a mapping or a file of 200 MB at most. Raises InputError."""
    if isinstance(source, Plan):
        return source
    name = "plan" if isinstance(source, Mapping) else str(source)
    content = dict(source) if isinstance(source, Mapping) else _read(Path(source))
    if not isinstance(content, dict):
        raise InputError([Issue(name, "is not a plan", "a plan is a JSON object")])
    try:
        return Plan.model_validate(content)
    except ValidationError as error:
        issues = [
            Issue(f"{name}: {'.'.join(map(str, e['loc'])) or 'plan'}", e["msg"], "not a plan")
            for e in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise InputError(issues) from None


def _read(path: Path) -> Any:
    hint = "give the JSON file that the planner wrote"
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Issue(str(path), f"cannot be read: {reason}", hint)]) from None
    if len(content) > MAX_BYTES:
        raise InputError([Issue(str(path), f"is larger than {MAX_BYTES // 10**6} MB", hint)])
    if not content.strip():
        raise InputError([Issue(str(path), "is empty", hint)])
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        what = "it is no text" if isinstance(error, UnicodeDecodeError) else error
        raise InputError([Issue(str(path), f"is not JSON: {what}", hint)]) from None


def _not_finite(value: Any, where: str = "") -> Iterator[tuple[str, object]]:
    """Numbers that no sum can hold, with their place in the plan."""
    parts = getattr(value, "__dict__", value)  # of a record its fields
    for key, item in parts.items() if isinstance(parts, dict) else enumerate(parts):
        kind = type(item)
        if kind in LEAVES:
            continue
        if kind is float:
            if not math.isfinite(item):
                yield f"{where}{key}", item
        elif kind is int:
            if abs(item) > LARGEST:
                yield f"{where}{key}", "a whole number beyond 1e15"
        else:
            yield from _not_finite(item, f"{where}{key}.")
