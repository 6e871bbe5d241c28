"""The smallest change of the scenario that ends a conflict: fields of it and their new values."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor

from planner.model.core import ForceModel, Key
from planner.rounding import SMALL

Slack = Mapping[Key, float]
"""key of a row -> by how much it has to give way"""
Setting = tuple[str, int]
"""a field, as for ``--set``, and its new value"""


def floor_relief(model: ForceModel, rule: str, key: Key, lack: float) -> Setting | None:
    """What to set for a floor to hold that lacks so much; None where only off will do."""
    scenario = model.problem.scenario
    rules = scenario.rules
    if rule == "coalition_floor":
        return "coalition.min_nations", _less(scenario.coalition.min_nations, lack)
    if rule == "pledge_floor":
        lots = _less(rules.pledge_floor.pledges[int(key[0])].lots, lack)
        return f"rules.{rule}.pledges.{key[0]}.lots", lots
    if rule == "participation_floor" and rules.participation_floor.enabled:
        least = _less(rules.participation_floor.min_lot_months, lack)
        return (f"rules.{rule}.min_lot_months", least) if least else None
    if rule == "lead_floor" and key[0] == "forces":
        least = _less(rules.lead_floor.min_lot_months, lack)
        return (f"rules.{rule}.min_lot_months", least) if least else None
    if rule == "lead_floor" and key[0] == "present":
        battlegroups = _less(rules.lead_floor.lead_battlegroups, lack)
        return f"rules.{rule}.lead_battlegroups", battlegroups
    return None


def _less(value: int, lack: float) -> int:
    """The largest whole number that lacks nothing."""
    return max(0, floor(value - lack + SMALL))


def limit_relief(model: ForceModel, rule: str, slack: Slack) -> list[str]:
    """What to set for a limit to give way by its slack, as ``KEY=VALUE``; empty where it has no
    single number."""
    found: dict[str, int] = {}
    for key, value in slack.items():
        if rule == "personnel_limit" and key[0] == "lots":
            continue  # follows from the ceiling of people
        name, now = _limit(model, rule, key)
        if not name:
            return []
        found[name] = max(found.get(name, 0), ceil(now + value - SMALL))
    return [f"{name}={value}" for name, value in found.items()]


def _limit(model: ForceModel, rule: str, key: Key) -> tuple[str, float]:
    """The field of a limit's row, and its value today."""
    rules, problem = model.problem.scenario.rules, model.problem
    if rule == "personnel_limit":
        if key[0] == "total":
            return f"rules.{rule}.total", float(rules.personnel_limit.total or 0)
        if key[0] in problem.nation:
            nation = str(key[0])
            return f"rules.{rule}.ceilings.{nation}", problem.nation[nation].personnel_ceiling
    if rule == "budget_limit":
        budget = rules.budget_limit
        if key == ("total",):
            return f"rules.{rule}.total_eur_m", budget.total_eur_m or 0.0
        if key == ("fund",):
            return f"rules.{rule}.common_fund_eur_m", budget.common_fund_eur_m
        if key[0] in budget.national_eur_m:
            return f"rules.{rule}.national_eur_m.{key[0]}", budget.national_eur_m[str(key[0])]
    if rule == "training_balance":
        return f"rules.{rule}.max_brigades", rules.training_balance.max_brigades
    return "", 0.0
