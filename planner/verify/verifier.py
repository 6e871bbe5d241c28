"""Rechecks a finished plan: every rule, from the plan's own numbers alone.

    verify_plan("plan.json")   ->   []  or one Issue a breach, "rule: key" with the numbers

A check is a function of the index of the plan (index.py) that yields a Violation for every key past
its rule; CHECKS lists them all. They are in rows.py (names, lots, phases), permissions.py (where,
from when, cycles), forces.py (tours, pools, support, people), coalition.py (members, pledges, US,
NATO), movement.py (lift), command.py (headquarters, leads, formations), growth.py (purchases,
training), demands.py (what is demanded, as read by reading.py), contingents.py (who stays),
cjsor.py (who offers what), advice.py (what is asked), money.py (costs, budgets), politics.py
(votes, NATO's tiers, US gaps) and stages.py (stages, status). Each is written from its formula
alone: nothing is shared with the model that makes plans (a law of the project).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import InputError, Issue
from planner.plan.plan import Plan
from planner.verify.advice import advice_balance
from planner.verify.cjsor import cjsor_balance
from planner.verify.coalition import (
    bid_limit,
    coalition_floor,
    coalition_limit,
    nato_reserve_limit,
    participation_floor,
    participation_limit,
    pledge_floor,
    share_limit,
    us_enabler_limit,
)
from planner.verify.command import (
    formations,
    framework_floor,
    headquarters_floor,
    lead_floor,
)
from planner.verify.contingents import contingent_balance, turnover_balance
from planner.verify.demands import (
    air_cover_floor,
    air_defence_floor,
    effect_floor,
    force_ratio_floor,
    presence_floor,
    sustained_floor,
)
from planner.verify.forces import (
    ceiling_balance,
    company_limit,
    personnel_limit,
    pool_limit,
    rotation_limit,
    support_floor,
    tour_balance,
    tour_cover_limit,
)
from planner.verify.growth import procurement_limit, training_balance
from planner.verify.index import PlanIndex, Violation, index_plan
from planner.verify.money import budget_limit, cost_balance
from planner.verify.movement import arrival_balance, arrival_limit, lift_limit
from planner.verify.permissions import (
    cycle_balance,
    first_month_balance,
    permission_limit,
    placement_limit,
)
from planner.verify.politics import mandates, nato_ledger, us_gaps
from planner.verify.rows import phase_balance, whole_lots
from planner.verify.stages import stage_value, status_balance

MAX_BYTES = 200_000_000

Check = Callable[[PlanIndex], Iterator[Violation]]
CHECKS: tuple[Check, ...] = (
    whole_lots,
    phase_balance,
    permission_limit,
    placement_limit,
    first_month_balance,
    cycle_balance,
    tour_balance,
    tour_cover_limit,
    pool_limit,
    rotation_limit,
    participation_limit,
    participation_floor,
    coalition_floor,
    coalition_limit,
    lead_floor,
    us_enabler_limit,
    support_floor,
    company_limit,
    lift_limit,
    arrival_balance,
    arrival_limit,
    headquarters_floor,
    framework_floor,
    formations,
    personnel_limit,
    ceiling_balance,
    share_limit,
    nato_reserve_limit,
    nato_ledger,
    pledge_floor,
    bid_limit,
    procurement_limit,
    training_balance,
    effect_floor,
    sustained_floor,
    contingent_balance,
    turnover_balance,
    cjsor_balance,
    advice_balance,
    force_ratio_floor,
    presence_floor,
    air_cover_floor,
    air_defence_floor,
    cost_balance,
    budget_limit,
    mandates,
    us_gaps,
    stage_value,
    status_balance,
)


def verify_plan(plan: Plan | Mapping[str, Any] | str | Path) -> list[Issue]:
    """Every breach of a rule in a plan, in the order of CHECKS; an empty list if it is sound.

    ``plan`` is a Plan, its JSON as a mapping, or the path of a JSON file (200 MB at most).
    Raises InputError, with all problems, when it cannot be read or is not a plan.
    """
    plan = read_plan(plan)
    if endless := _not_finite(plan.model_dump()):
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
        raise InputError([Issue(str(path), f"is not JSON: {error}", hint)]) from None


def _not_finite(value: dict[str, Any]) -> list[tuple[str, object]]:
    """Numbers that no sum can hold, with their place in the plan."""
    found: list[tuple[str, object]] = []
    parts: list[tuple[tuple[object, ...], Any]] = [((), value)]
    for path, part in parts:  # which grows meanwhile
        for key, item in part.items() if isinstance(part, dict) else enumerate(part):
            if isinstance(item, str):
                continue
            if isinstance(item, float):
                if not math.isfinite(item):
                    found.append((".".join(map(str, (*path, key))), item))
            elif isinstance(item, int):
                if abs(item) > 10**15:
                    where = ".".join(map(str, (*path, key)))
                    found.append((where, "a whole number beyond 1e15"))
            elif item is not None:
                parts.append(((*path, key), item))
    return found
