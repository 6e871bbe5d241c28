"""Fills what a scenario leaves open: defaults from the planning factors, and what timing changes.

A settled scenario states every number that the model uses, and settling it again changes nothing.
"""

from __future__ import annotations

from math import ceil, prod
from typing import Any

from pydantic import ValidationError

from planner.errors import InputError, Issue
from planner.reference.dataset import Dataset
from planner.reference.pools import round_half_up
from planner.reference.stock import divisor
from planner.rounding import ROUNDING
from planner.scenario.demands import Area, PackageDemand, Requirement
from planner.scenario.fields import MAX_AMOUNT, MAX_LEVEL, FromFactors, Part, stated
from planner.scenario.rules import Rules
from planner.scenario.scenario import Scenario

DEFAULTS: dict[tuple[str, str], FromFactors] = {
    (rule, field): factors
    for rule, part in Rules()
    for field, info in type(part).model_fields.items()
    for factors in info.metadata
    if isinstance(factors, FromFactors)
}
"""rule and field -> its factors: every number that a rule takes from planning_factors.csv"""


def apply_defaults(scenario: Scenario, data: Dataset) -> Scenario:
    """The scenario with no open number left. Raises InputError for a factor that cannot be used."""
    scenario = _ordered(scenario)
    rules = scenario.rules
    # the others are read even where the rule is off: the command tree and the freight are reported
    unread = {
        "force_ratio_floor": not (
            rules.force_ratio_floor.enabled and rules.force_ratio_floor.threats
        ),
        "training_balance": not rules.training_balance.enabled,
        "pre_deal": scenario.timing != "pre_deal",
    }
    for (rule, field), factors in DEFAULTS.items():
        part: Part = getattr(rules, rule)
        if getattr(part, field) is None and not unread.get(rule):
            filled = _filled(part, rule, field, factors, data)
            rules = rules.model_copy(update={rule: filled})
    start = scenario.start_date or scenario.reference_date
    scenario = scenario.model_copy(update={"rules": rules, "start_date": start})
    return _before_a_deal(scenario, data) if scenario.timing == "pre_deal" else scenario


def _ordered(scenario: Scenario) -> Scenario:
    """Lists of which a later item overrules an earlier one, so that their order decides nothing.

    What begins later, and what is said of one nation or unit type, comes after the rest.
    """
    overrides, limit = scenario.overrides, scenario.rules.us_enabler_limit
    pools = sorted(overrides.pools, key=lambda pool: pool.from_month)
    tours = sorted(overrides.tours, key=lambda tour: tour.nation is not None)
    overrides = overrides.model_copy(update={"pools": tuple(pools), "tours": tuple(tours)})
    limit = limit.model_copy(update={"drawdown": tuple(limit.steps)})
    rules = scenario.rules.model_copy(update={"us_enabler_limit": limit})
    return scenario.model_copy(update={"overrides": overrides, "rules": rules})


def _filled(part: Part, rule: str, field: str, factors: FromFactors, data: Dataset) -> Part:
    """The rule with one field taken from its factors, within the bounds of the field."""
    value = prod(data.factor(name).value for name in factors.times)
    for name in factors.over:
        value /= divisor(data.factor(name))
    if factors.whole:
        value = round_half_up(value)
    try:
        return part.model_validate({**part.model_dump(), field: value})
    except ValidationError as error:
        named = " and ".join((*factors.times, *factors.over))
        why = error.errors(include_url=False)[0]["msg"]
        why = why[:1].lower() + why[1:]
        problem = f"make rules.{rule}.{field} {value:g}: {why}"
        raise InputError(
            [Issue(f"factors {named}", problem, "set the field or a factor")]
        ) from None


def _before_a_deal(scenario: Scenario, data: Dataset) -> Scenario:
    """Fewer nations, no time to prepare, stronger attackers, more to protect the force from."""
    rules, coalition = scenario.rules, scenario.coalition
    threat = stated(rules.pre_deal.threat, "pre_deal.threat")
    shield = stated(rules.pre_deal.force_protection, "pre_deal.force_protection")
    effects = {
        effect
        for unit in data.unit_types.values()
        if unit.domain == "air_defence"
        for effect in unit.effects
    }

    def noted(demand: Any, times: float, **values: float | None) -> Any:
        if times == 1:
            return demand
        scaled = {name: times * value for name, value in values.items() if value is not None}
        most = MAX_LEVEL if isinstance(demand, Requirement | PackageDemand) else MAX_AMOUNT
        if max(scaled.values()) > most:
            problem = f"{max(scaled.values()):g} before a deal, more than {most:g}"
            raise InputError([Issue(demand.id, problem, "lower it, or rules.pre_deal")])
        note = f"{demand.note}; x {times:g} before a deal".removeprefix("; ")
        return demand.model_copy(update={**scaled, "note": note})

    def protected[D: (Requirement, Area)](item: D) -> D:
        """Whole batteries and areas."""
        scaled: D = noted(item, shield, threshold=item.threshold, objective=item.objective)
        high = None if scaled.objective is None else float(ceil(scaled.objective - ROUNDING))
        low = float(ceil(scaled.threshold - ROUNDING))
        return scaled.model_copy(update={"threshold": low, "objective": high})

    threats = tuple(
        noted(t, threat, attackers=t.attackers, attackers_objective=t.attackers_objective)
        for t in rules.force_ratio_floor.threats
    )
    areas = rules.air_defence_floor.areas
    areas = tuple(map(protected, areas)) if shield != 1 else areas
    requirements = tuple(
        protected(item) if item.effect in effects and shield != 1 else item
        for item in scenario.requirements
    )
    stance = max(coalition.min_stance, rules.pre_deal.min_stance)
    done = rules.pre_deal.model_copy(update={"threat": 1.0, "force_protection": 1.0})
    return scenario.model_copy(
        update={
            "coalition": coalition.model_copy(update={"min_stance": stance, "preparation_days": 0}),
            "requirements": requirements,
            "rules": rules.model_copy(
                update={
                    "force_ratio_floor": rules.force_ratio_floor.model_copy(
                        update={"threats": threats}
                    ),
                    "air_defence_floor": rules.air_defence_floor.model_copy(
                        update={"areas": areas}
                    ),
                    "pre_deal": done,
                }
            ),
        }
    )
