"""What each rule of a scenario costs: the answer with the rule, and with the rule switched off.

One rule at a time. A rule that costs nothing alone may still bind where another is off as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import planner
from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.pipeline import solve
from planner.plan.plan import Plan
from planner.reference.dataset import Dataset
from planner.reference.load import load_dataset
from planner.scenario.composition import Source, load_scenario
from planner.scenario.demands import demands_of
from planner.scenario.scenario import Scenario
from planner.solver.backend import ProgressMonitor
from planner.studies.asks import lots_setting
from planner.studies.conditions import ALL_OFF, OFFERS, Condition, conditions_on
from planner.studies.scale_out import Count, Task, run_all
from planner.studies.scenario_table import kept_up, method_of, rounded
from planner.study import Row, Study
from planner.summary.key_numbers import troops
from planner.summary.texts import amount_text, counted, listed

AS_IT_IS = "all on"
NOTHING = "nothing"
OTHER_MONTHS = "demands count from other months"
ALONE_NOTE = "A rule that costs nothing alone may bind where another is off as well."
SMALL = 0.05
"""of battlegroups, aircraft and batteries: less is no change that a reader sees"""
COUNTED = ("battlegroups", "batteries")
NOISE = 0.02
"""share of the people and of the cost: the burden, which comes first, is found within 1 %"""


COLUMNS = {
    "rule": "what is switched off: a rule of the model, or another condition of the scenario; in "
    "the first row nothing is",
    "off": "what that takes: settings for --set, or words where there is none",
    "sustained": "weighted requirement-months missing in the worst phase: less is better; where "
    "demands count from other months than in the first row, it does not compare with that",
    "shortfall": "weighted requirement-months missing in all phases together",
    "unsupported": "lot-months of battlegroups that go without their support",
    "battlegroups": "kept up in the theatre in every phase that counts",
    "aircraft": "kept up in the same way",
    "batteries": "kept up in the same way",
    "people_peak": "people in the theatre when the most are there",
    "people_mean": "people in the theatre, averaged over the months of the horizon",
    "cost_eur_m": "EUR million over the horizon, all nations",
    "changes": "what changes against the first row, in words; that demands count from other "
    "months, as without dated caveats, where they do",
}


@dataclass(frozen=True, slots=True)
class RuleCost:
    """The answer of a scenario with one rule off, as COLUMNS tells."""

    rule: str
    off: str
    sustained: float
    shortfall: float
    unsupported: float
    battlegroups: float
    aircraft: float
    batteries: float
    people_peak: float
    people_mean: float
    cost_eur_m: float
    changes: str = ""


def rule_costs(
    source: Source = "guarantor",
    *,
    sets: Iterable[str] = (),
    rules: Iterable[str] = (),
    whole: bool = False,
    directory: str | Path | None = None,
    data: Dataset | None = None,
    jobs: int = 1,
    progress: Count | None = None,
) -> Study:
    """Solve a scenario as it is, once more with each rule that is on switched off, and once with
    all of them off.

    ``offers`` off: what nations have said of components is left out, so that their stance counts
    for all that they have. ``sustained`` off: the worst phase counts no more than any other. Both
    are no rules of the model, and stay when all of these are off.

    Args:
        source, sets, directory, data: as in ``planner.solve``.
        rules: only these, by the names of the column ``rule``; default: all that are on.
        whole: in whole units, up to a minute a rule; default: relaxed, a second or two a rule.
        jobs, progress: as in ``run_all``.

    Returns:
        A Study: a row a rule, after that of the scenario as it is.

    Raises:
        InputError: the scenario is wrong, cannot be solved, or has no such rule on.
    """
    watch = ProgressMonitor(None, None)
    given = load_scenario(source, sets, directory)
    scenario = load_scenario(given, [lots_setting(not whole)])
    shared = scenario, data or load_dataset(directory)
    items = {name: name for name in (AS_IT_IS, *_chosen(scenario, rules))}
    made = run_all(Task(_solved), items, shared, jobs=jobs, progress=progress)
    gaps = [float(str(row.pop("gap_share"))) for row in made.values()]
    months = [row.pop("counted_from") for row in made.values()]
    first, *without = (RuleCost(**cells) for cells in _cells(made.values()))
    apart = {row.rule for row, own in zip(without, months[1:], strict=True) if own != months[0]}
    rows = [replace(r, changes=_changes(r, first, r.rule not in apart)) for r in without]
    return Study(
        kind="rule_costs",
        question=f"What does each rule of {scenario.name} cost?",
        answer=tuple(_answer(first, rows, apart)),
        columns=COLUMNS,
        rows=tuple(map(rounded, (first, *rows))),
        method=method_of(scenario, max(gaps), len(gaps), watch.elapsed(), ALONE_NOTE),
        planner_version=planner.__version__,
        scenario=scenario.name,
    )


def _cells(rows: Iterable[Row]) -> Iterable[dict[str, Any]]:
    return (dict(row) for row in rows)


def _solved(shared: tuple[Scenario, Dataset], name: str) -> Row:
    """The row of a condition that is off, the largest gap of its plan, and from when its demands
    count."""
    scenario, data = shared
    condition = conditions_on(scenario).get(name)
    off = ""
    if condition is not None:
        scenario = _without(condition, scenario)
        off = "facts offer_* left out" if name == OFFERS else _settings(condition, scenario)
    plan = solve(scenario, data=_stances_only(data) if name == OFFERS else data)
    return asdict(_row(name, off, plan)) | {
        "gap_share": max(s.gap_share for s in plan.stages),
        "counted_from": {row.demand: float(row.from_month) for row in plan.sustained},
    }


def _answer(first: RuleCost, rows: Sequence[RuleCost], apart: Collection[str]) -> Iterable[str]:
    """Which rule costs most, and which cost nothing alone.

    ``apart``: rules without which demands count from other months.
    """
    alone = [row for row in rows if row.rule != ALL_OFF]
    others = [row for row in alone if row.rule in apart]
    compared = [row for row in alone if row not in others]
    worst = min(compared, key=lambda row: (row.sustained, row.shortfall), default=None)
    if worst is not None and first.sustained - worst.sustained > SMALL:
        less = amount_text(first.sustained - worst.sustained)
        yield (
            f"{worst.rule} costs most: without it, {less} requirement-months less are missing in "
            f"the worst phase ({worst.changes})."
        )
    elif compared:
        among = f" but {listed([row.rule for row in others])}, perhaps," if others else ""
        yield f"No rule alone{among} keeps anything back in the worst phase."
    for row in others:
        yield f"Without {row.rule} levels do not compare: {row.changes}."
    if none := [row.rule for row in alone if row.changes == NOTHING]:
        yield f"Alone, nothing is held back by {listed(none).replace(' and ', ' or ')}."
    for row in rows:
        if row.rule == ALL_OFF:
            yield f"With all of them off: {row.changes}."


def _chosen(scenario: Scenario, names: Iterable[str]) -> list[str]:
    """What is to be switched off: all that is on, one by one and then together, or only these."""
    found, names = conditions_on(scenario), list(names)
    if issues := [
        Issue(name, f"is no rule that {scenario.name} has on", suggestion(name, found))
        for name in names
        if name not in found
    ]:
        raise InputError(issues)
    return names or list(found)


def _without(condition: Condition, scenario: Scenario) -> Scenario:
    """The scenario with a condition off; what is missing is minimised in any case."""
    if condition.name == "sustained":
        left = tuple(name for name in scenario.objectives if name != "sustained")
        if "shortfall" not in left:
            left = ("shortfall", *left)
        return scenario.model_copy(update={"objectives": left})
    return load_scenario(scenario, condition.sets)


def _settings(condition: Condition, without: Scenario) -> str:
    if condition.name == "sustained":
        return f"objectives=[{', '.join(without.objectives)}]"
    return " ".join(condition.sets)


def _stances_only(data: Dataset) -> Dataset:
    """The data without what nations have said of components."""
    facts = {key: fact for key, fact in data.facts.items() if not key[1].startswith("offer_")}
    others = {k: facts for k, facts in data.other_dates.items() if not k[1].startswith("offer_")}
    return replace(data, facts=facts, other_dates=others)


def _row(name: str, off: str, plan: Plan) -> RuleCost:
    months = {phase.id: phase.months for phase in plan.phases}
    people = troops(plan)
    return RuleCost(
        rule=name,
        off=off,
        sustained=missing_in_the_worst_phase(plan),
        shortfall=_missing(plan),
        unsupported=sum(row.battlegroups * months[row.phase] for row in plan.unsupported),
        battlegroups=kept_up(plan, "battlegroups")[0],
        aircraft=kept_up(plan, "aircraft")[0],
        batteries=kept_up(plan, "batteries")[0],
        people_peak=people.peak,
        people_mean=people.average,
        cost_eur_m=plan.cost_eur_m,
    )


def missing_in_the_worst_phase(plan: Plan) -> float:
    """Weighted requirement-months, as the stage ``sustained`` counts them."""
    phases = {phase.id: phase for phase in plan.phases}
    weights = {demand.id: demand.weight for _, demand in demands_of(plan.scenario)}
    counted: dict[str, int] = {}
    starts = {row.demand: row.from_month for row in plan.sustained}
    for row in plan.demand_rows:
        phase = phases[row.phase]
        if row.need > 0 and phase.start_month >= starts[row.id]:
            counted[row.id] = counted.get(row.id, 0) + phase.months
    return sum(
        weights[row.demand] * counted[row.demand] * (row.need - row.sustained) / row.need
        for row in plan.sustained
    )


def _missing(plan: Plan) -> float:
    """Weighted requirement-months, as the stage ``shortfall`` counts them."""
    months = {phase.id: phase.months for phase in plan.phases}
    weights = {demand.id: demand.weight for _, demand in demands_of(plan.scenario)}
    return sum(
        weights[row.id] * months[row.phase] * row.shortfall / row.need
        for row in plan.demand_rows
        if row.need > 0
    )


def _changes(row: RuleCost, first: RuleCost, same_months: bool) -> str:
    """What is more and what is less, in words; nothing below what a reader sees.

    ``same_months``: demands count from the same months in both.
    """
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
    if not parts:  # what is missing of other demands, as nations of a presence
        parts += _missing_words(row, first, same_months)
    parts += [] if same_months else [OTHER_MONTHS]
    return ", ".join(parts) or NOTHING


def _missing_words(row: RuleCost, first: RuleCost, same_months: bool) -> list[str]:
    """How much more or less is missing, in the worst phase or else in all."""
    worst = row.sustained - first.sustained if same_months else 0.0
    for more, where in ((worst, " in the worst phase"), (row.shortfall - first.shortfall, "")):
        if abs(more) > SMALL:
            amount = counted(abs(more), "requirement-month")
            return [f"{'+' if more > 0 else '−'}{amount} missing{where}"]
    return []
