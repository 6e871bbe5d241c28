"""What restricts a plan and can be switched off: rules of the model, and other conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.scenario.rules import UsEnablerLimit
from planner.scenario.scenario import Scenario

ALL_OFF, OFFERS = "all off", "offers"


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that can be switched off, where a scenario has it on."""

    name: str
    is_on: Callable[[Scenario], bool]
    sets: tuple[str, ...]


def _switch(rule: str) -> Condition:
    return Condition(
        rule, lambda s: bool(getattr(s.rules, rule).enabled), (f"rules.{rule}.enabled=false",)
    )


def _limits(enablers: UsEnablerLimit) -> bool:
    return bool(enablers.max_lots) or any(step.share < 1 for step in enablers.drawdown)


CONDITIONS: tuple[Condition, ...] = (
    Condition("sustained", lambda s: "sustained" in s.objectives, ()),
    *map(
        _switch,
        (
            "personnel_limit",
            "rotation_limit",
            "handover_limit",
            "support_floor",
            "company_limit",
            "lift_limit",
            "headquarters_floor",
            "framework_floor",
            "lead_floor",
            "participation_floor",
        ),
    ),
    Condition(
        "coalition_floor", lambda s: s.coalition.min_nations > 0, ("coalition.min_nations=0",)
    ),
    _switch("share_limit"),
    Condition(
        "pledge_floor",
        lambda s: s.rules.pledge_floor.enabled and bool(s.rules.pledge_floor.pledges),
        ("rules.pledge_floor.enabled=false",),
    ),
    _switch("budget_limit"),
    Condition(
        "nato_reserve_limit",
        lambda s: s.rules.nato_reserve_limit.mode == "forbidden",
        ("rules.nato_reserve_limit.mode=free",),
    ),
    Condition(
        "us_enabler_limit",
        lambda s: s.coalition.us_backstop and _limits(s.rules.us_enabler_limit),
        ("rules.us_enabler_limit.max_lots={}", "rules.us_enabler_limit.drawdown=[]"),
    ),
    Condition("bid_limit", lambda s: bool(s.overrides.bids), ("overrides.bids=[]",)),
    Condition("caveats", lambda s: bool(s.overrides.caveats), ("overrides.caveats=[]",)),
    Condition(OFFERS, lambda s: True, ()),
)
"""what restricts a plan. Demands are not among them: without them another question is asked; nor is
what adds forces, as purchases and training do"""


def conditions_on(scenario: Scenario) -> dict[str, Condition]:
    """What is on, by name, and then all of it together."""
    on = [condition for condition in CONDITIONS if condition.is_on(scenario)]
    every = tuple(text for condition in on for text in condition.sets)
    return {c.name: c for c in (*on, Condition(ALL_OFF, lambda s: True, every))}
