"""Fills what a scenario leaves open: defaults from the planning factors, and what timing changes.

A settled scenario states every number that the model uses, and settling it again changes nothing.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from planner.dataset import Dataset, Figure
from planner.pools import divisor
from planner.schema import Requirement, Scenario
from planner.schema.base import Part
from planner.schema.rules import Cover

PER_BRIGADE = "battlegroups_per_brigade"
LIFT = {
    "trains_per_day": "theatre_trains_per_day",
    "tonnes_per_train": "tonnes_per_train",
    "sea_tonnes_per_day": "sea_tonnes_per_day",
    "air_tonnes_per_day": "air_lift_tonnes_per_day",
}


def settle(scenario: Scenario, data: Dataset) -> tuple[Scenario, tuple[Figure, ...]]:
    """The scenario with no open number left, and the figures that were used for it."""
    used: list[Figure] = []

    def factor(name: str) -> float:
        figure = data.factor(name)
        used.append(figure)
        return figure.value

    scenario = _defaults(scenario, data, used)
    if scenario.timing != "pre_deal":
        return scenario, tuple(used)
    rule = scenario.rules.pre_deal
    threat = factor("pre_deal_threat") if rule.threat is None else rule.threat
    shield = (
        factor("pre_deal_force_protection")
        if rule.force_protection is None
        else rule.force_protection
    )
    return _before_a_deal(scenario, data, threat, shield), tuple(used)


def _defaults(scenario: Scenario, data: Dataset, used: list[Figure]) -> Scenario:
    """The rules that are switched on, with the planning factors in place of what is not given."""
    rules = scenario.rules
    changes: dict[str, Any] = {}

    def fill(name: str, wanted: bool, **factors: str) -> None:
        part: Part = getattr(rules, name)
        missing = {f: n for f, n in factors.items() if getattr(part, f) is None}
        if wanted and missing:
            figures = {field: data.factor(factor) for field, factor in missing.items()}
            used.extend(figures.values())
            values = {field: divisor(figure) for field, figure in figures.items()}
            changes[name] = part.model_copy(update=values)

    threats = rules.force_ratio_floor.enabled and bool(rules.force_ratio_floor.threats)
    if threats and rules.force_ratio_floor.troops_per_battlegroup is None:
        brigade, size = data.factor("brigade_personnel_NATO_general"), data.factor(PER_BRIGADE)
        used += (brigade, size)
        filled = {"troops_per_battlegroup": brigade.value / divisor(size)}
        rules = rules.model_copy(
            update={"force_ratio_floor": rules.force_ratio_floor.model_copy(update=filled)}
        )
    ratios = {"ratio": "attacker_defender_ratio_rule", "battlegroups_per_brigade": PER_BRIGADE}
    fill("force_ratio_floor", threats, **ratios)
    # freight is reported even where the rule is off
    fill("lift_limit", True, **LIFT)
    team = {"team_months_per_brigade": "team_months_per_host_brigade"}
    fill("training_balance", rules.training_balance.enabled, **team)
    start = scenario.start_date or scenario.reference_date
    return scenario.model_copy(
        update={"rules": rules.model_copy(update=changes), "start_date": start}
    )


def _before_a_deal(scenario: Scenario, data: Dataset, threat: float, shield: float) -> Scenario:
    """Fewer nations, no time to prepare, stronger attackers, more to protect the force from."""
    rules, coalition = scenario.rules, scenario.coalition
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
        note = f"{demand.note}; x {times:g} before a deal".removeprefix("; ")
        return demand.model_copy(update={**scaled, "note": note})

    def protected[D: (Requirement, Cover)](item: D) -> D:
        """Whole batteries and areas."""
        scaled: D = noted(item, shield, threshold=item.threshold, objective=item.objective)
        high = None if scaled.objective is None else float(ceil(scaled.objective - 1e-9))
        low = float(ceil(scaled.threshold - 1e-9))
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
