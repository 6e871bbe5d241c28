"""What each rule of a scenario costs: the answer with the rule, and with the rule switched off.

One rule at a time. A rule that costs nothing alone may still bind where another is off as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.pipeline import solve
from planner.plan.plan import Plan
from planner.progress import CancelCheck, ProgressCallback
from planner.reference.dataset import Dataset, load_dataset
from planner.scenario.composition import Source, load_scenario
from planner.scenario.demands import demands_of
from planner.scenario.scenario import Scenario
from planner.studies.scenario_table import kept_up
from planner.summary.key_numbers import troops
from planner.summary.texts import amount_text, counted

AS_IT_IS, ALL_OFF = "all on", "all off"
OFFERS = "offers"
SMALL = 0.05
"""of battlegroups, aircraft and batteries: less is no change that a reader sees"""
COUNTED = ("battlegroups", "batteries")
NOISE = 0.02
"""share of the people and of the cost: the burden, which comes first, is found within 1 %"""


@dataclass(frozen=True, slots=True)
class RuleCost:
    """The answer of a scenario with one rule off; the first row has them all on."""

    rule: str
    """what is switched off: a rule of the model, or another condition of the scenario"""
    off: str
    """what that takes: settings for ``--set``, or words where there is none"""
    relaxed: bool
    sustained: float
    """weighted requirement-months missing in the worst phase: less is better"""
    shortfall: float
    """weighted requirement-months missing in all phases together"""
    unsupported: float
    """lot-months of battlegroups that go without their support"""
    battlegroups: float
    """kept up in the theatre in every phase that counts"""
    aircraft: float
    batteries: float
    people_peak: float
    people_mean: float
    """people in the theatre, averaged over the months of the horizon"""
    cost_eur_m: float
    """EUR million over the horizon, all nations"""
    changes: str
    """what changes against the first row, in words"""


@dataclass(frozen=True, slots=True)
class _Condition:
    """Something that can be switched off, where a scenario has it on."""

    name: str
    is_on: Callable[[Scenario], bool]
    sets: tuple[str, ...]


def _switch(rule: str) -> _Condition:
    return _Condition(
        rule, lambda s: bool(getattr(s.rules, rule).enabled), (f"rules.{rule}.enabled=false",)
    )


CONDITIONS: tuple[_Condition, ...] = (
    _Condition("sustained", lambda s: "sustained" in s.objectives, ()),
    *map(
        _switch,
        (
            "personnel_limit",
            "rotation_limit",
            "support_floor",
            "company_limit",
            "lift_limit",
            "headquarters_floor",
            "framework_floor",
            "lead_floor",
            "participation_floor",
        ),
    ),
    _Condition(
        "coalition_floor", lambda s: s.coalition.min_nations > 0, ("coalition.min_nations=0",)
    ),
    _switch("share_limit"),
    _Condition(
        "pledge_floor",
        lambda s: s.rules.pledge_floor.enabled and bool(s.rules.pledge_floor.pledges),
        ("rules.pledge_floor.enabled=false",),
    ),
    _switch("budget_limit"),
    _Condition(
        "nato_reserve_limit",
        lambda s: s.rules.nato_reserve_limit.mode == "forbidden",
        ("rules.nato_reserve_limit.mode=free",),
    ),
    _Condition(
        "us_enabler_limit",
        lambda s: s.coalition.us_backstop and bool(s.rules.us_enabler_limit.max_lots),
        ("rules.us_enabler_limit.max_lots={}",),
    ),
    _Condition("bid_limit", lambda s: bool(s.overrides.bids), ("overrides.bids=[]",)),
    _Condition("caveats", lambda s: bool(s.overrides.caveats), ("overrides.caveats=[]",)),
    _Condition(OFFERS, lambda s: True, ()),
)
"""what restricts a plan. Demands are not among them: without them another question is asked; nor is
what adds forces, as purchases and training do"""


def rule_costs(
    source: Source = "guarantor",
    *,
    sets: Iterable[str] = (),
    rules: Iterable[str] = (),
    whole: bool = False,
    directory: str | Path | None = None,
    data: Dataset | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelCheck | None = None,
) -> list[RuleCost]:
    """Solve a scenario as it is, once more with each rule that is on switched off, and once with
    all of them off.

    ``offers`` off: what nations have said of components is left out, so that their stance counts
    for all that they have. ``sustained`` off: the worst phase counts no more than any other. Both
    are no rules of the model, and stay when all of these are off.

    Args:
        source, sets, directory, data, progress, cancel: as in ``planner.solve``; a solve that is
            cancelled ends the list.
        rules: only these, by the names of the column ``rule``; default: all that are on.
        whole: in whole units, up to a minute a rule; default: relaxed, a second or two a rule.

    Raises:
        InputError: the scenario is wrong, cannot be solved, or has no such rule on.
    """
    given = load_scenario(source, sets, directory)
    scenario = load_scenario(given, [f"solve.whole_units={str(whole).lower()}"])
    data = data or load_dataset(directory)
    chosen = _chosen(scenario, rules)
    first = solve(scenario, data=data, progress=progress, cancel=cancel)
    rows = [_row(AS_IT_IS, "", first, first)]
    for condition in chosen:
        if cancel is not None and cancel():
            break
        left_out, without = condition.name == OFFERS, _without(condition, scenario)
        plan = solve(
            without,
            data=_stances_only(data) if left_out else data,
            progress=progress,
            cancel=cancel,
        )
        off = "facts offer_* left out" if left_out else _settings(condition, without)
        rows.append(_row(condition.name, off, plan, first))
    return rows


def _chosen(scenario: Scenario, names: Iterable[str]) -> list[_Condition]:
    """What is to be switched off: all that is on, one by one and then together, or only these."""
    on = [condition for condition in CONDITIONS if condition.is_on(scenario)]
    every = tuple(text for condition in on for text in condition.sets)
    found = {c.name: c for c in (*on, _Condition(ALL_OFF, lambda s: True, every))}
    names = list(names)
    if issues := [
        Issue(name, f"is no rule that {scenario.name} has on", suggestion(name, found))
        for name in names
        if name not in found
    ]:
        raise InputError(issues)
    return [found[name] for name in names or found]


def _without(condition: _Condition, scenario: Scenario) -> Scenario:
    """The scenario with a condition off; what is missing is minimised in any case."""
    if condition.name == "sustained":
        left = tuple(name for name in scenario.objectives if name != "sustained")
        if "shortfall" not in left:
            left = ("shortfall", *left)
        return scenario.model_copy(update={"objectives": left})
    return load_scenario(scenario, condition.sets)


def _settings(condition: _Condition, without: Scenario) -> str:
    if condition.name == "sustained":
        return f"objectives=[{', '.join(without.objectives)}]"
    return " ".join(condition.sets)


def _stances_only(data: Dataset) -> Dataset:
    """The data without what nations have said of components."""
    facts = {key: fact for key, fact in data.facts.items() if not key[1].startswith("offer_")}
    others = {k: facts for k, facts in data.other_dates.items() if not k[1].startswith("offer_")}
    return replace(data, facts=facts, other_dates=others)


def _row(name: str, off: str, plan: Plan, first: Plan) -> RuleCost:
    months = {phase.id: phase.end_month - phase.start_month for phase in plan.phases}
    people = troops(plan)
    row = RuleCost(
        rule=name,
        off=off,
        relaxed=plan.relaxed,
        sustained=missing_in_the_worst_phase(plan),
        shortfall=_missing(plan),
        unsupported=sum(row.battlegroups * months[row.phase] for row in plan.unsupported),
        battlegroups=kept_up(plan, "battlegroups")[0],
        aircraft=kept_up(plan, "aircraft")[0],
        batteries=kept_up(plan, "batteries")[0],
        people_peak=people.peak,
        people_mean=people.average,
        cost_eur_m=sum(nation.cost_eur_m for nation in plan.nations),
        changes="",
    )
    return row if plan is first else replace(row, changes=_changes(row, _row("", "", first, first)))


def missing_in_the_worst_phase(plan: Plan) -> float:
    """Weighted requirement-months, as the stage ``sustained`` counts them."""
    phases = {phase.id: phase for phase in plan.phases}
    weights = {demand.id: demand.weight for _, demand in demands_of(plan.scenario)}
    counted: dict[str, int] = {}
    starts = {row.demand: row.from_month for row in plan.sustained}
    for row in plan.demand_rows:
        phase = phases[row.phase]
        if row.need > 0 and phase.start_month >= starts[row.id]:
            length = phase.end_month - phase.start_month
            counted[row.id] = counted.get(row.id, 0) + length
    return sum(
        weights[row.demand] * counted[row.demand] * (row.need - row.sustained) / row.need
        for row in plan.sustained
    )


def _missing(plan: Plan) -> float:
    """Weighted requirement-months, as the stage ``shortfall`` counts them."""
    months = {phase.id: phase.end_month - phase.start_month for phase in plan.phases}
    weights = {demand.id: demand.weight for _, demand in demands_of(plan.scenario)}
    return sum(
        weights[row.id] * months[row.phase] * row.shortfall / row.need
        for row in plan.demand_rows
        if row.need > 0
    )


def _changes(row: RuleCost, first: RuleCost) -> str:
    """What is more and what is less, in words; nothing below what a reader sees."""
    parts = []
    for field, noun, least in (
        ("battlegroups", "battlegroup", SMALL),
        ("aircraft", "aircraft", SMALL),
        ("batteries", "battery", SMALL),
        ("unsupported", "lot-months without support", 1),
        ("people_mean", "people on average", NOISE * first.people_mean),
        ("cost_eur_m", "EUR million", NOISE * first.cost_eur_m),
    ):
        more = getattr(row, field) - getattr(first, field)
        if abs(more) > least:
            amount = abs(more) if least < 1 else round(abs(more))
            unit = counted(amount, noun) if field in COUNTED else f"{amount_text(amount)} {noun}"
            parts.append(f"{'+' if more > 0 else '−'}{unit}")
    return ", ".join(parts) or "nothing"
