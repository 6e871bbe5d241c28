"""The verdict: the answer of a plan in one sentence."""

from __future__ import annotations

from planner.plan.plan import Plan
from planner.plan.stages import StageRow
from planner.summary.demands import (
    RequirementLine,
    demand_noun,
    is_asked,
    met_share,
    nothing_is_missing,
    requirement_lines,
    without_any,
)
from planner.summary.texts import (
    TOLERANCE,
    amount_text,
    counted,
    gap_text,
    listed,
    months_text,
    share_text,
)

NAMED_SHORTFALLS = 3
NAMED_LEVELS = 3


def verdict(plan: Plan) -> str:
    """The answer in one sentence: who keeps up how much, what is missing when, what is proved."""
    text = _force_text(plan)
    if plan.relaxed:
        text = f"if units could be split into fractions, {text}"
    lines = sorted(requirement_lines(plan), key=lambda line: -line.loss)
    if short := [line for line in lines if line.levels]:
        named = [_shortfall_text(plan, line) for line in short[:NAMED_SHORTFALLS]]
        if len(short) > NAMED_SHORTFALLS:
            named.append(f"and of {counted(len(short) - NAMED_SHORTFALLS, 'more demand')}")
        text += ": short of " + "; ".join(named)
    text += f" — {_proof_text(plan)}"
    if empty := without_any(plan):
        what = empty[0] if len(empty) == 1 else "some demands"
        text += f"; the warnings say why nothing of {what} is there at times"
    return text[0].upper() + text[1:] + "."


def _force_text(plan: Plan) -> str:
    """Who keeps up how much of what is asked for, for how long and how much money."""
    members = sum(nation.member for nation in plan.nations)
    who = counted(members, "nation") if members else "common fleets and US enablers alone"
    given = any(row.lots > 0 for row in plan.contributions)
    horizon = counted(plan.scenario.horizon_months, "month")
    met = nothing_is_missing(plan)
    if not given:
        needed = "all that is asked for is there" if is_asked(plan) else "nothing is asked for"
        return f"nobody gives anything over {horizon}" + (f", and {needed}" if met else "")
    cost = amount_text(round(sum(nation.cost_eur_m for nation in plan.nations)))
    span = f"over {horizon}, for EUR {cost} million"
    if not is_asked(plan):
        return f"nothing is asked for, and {who} keep{'s' * (members == 1)} forces ready {span}"
    share = "all that is asked for"
    if not met:
        share = f"{share_text(met_share(plan))} of what is asked for ({_share_of(plan)})"
    if plan.status == "unproven" and not met and not _least_shortfall(plan):
        return f"in the best plan found {who} keep{'s' * (members == 1)} up {share} {span}"
    return f"{who} can keep up {share} {span}"


def _share_of(plan: Plan) -> str:
    """What the share is a share of."""
    lines = requirement_lines(plan)
    if len(lines) == 1:
        return "the average of its months"
    weights = {line.weight for line in lines}
    return "the average of all demands and months" + (", by weight" if len(weights) > 1 else "")


def _shortfall_text(plan: Plan, line: RequirementLine) -> str:
    """What is missing of a demand, by level: 21 battlegroups in months 15–20, 18 from month 21."""
    horizon = plan.scenario.horizon_months
    (most, first), *more = line.levels[:NAMED_LEVELS]
    noun = demand_noun(plan, line, most)
    if line.within_days:
        noun += f" within {counted(line.within_days, 'day')}"
    named = f"{line.id}, {line.where}" if line.sector else line.id
    name = "" if named == noun else f" ({named})"
    parts = [f"{amount_text(most)} {noun}{name} {months_text(first, horizon)}"]
    parts += [f"{amount_text(amount)} {months_text(months, horizon)}" for amount, months in more]
    if rest := line.levels[NAMED_LEVELS:]:
        months = tuple(sorted(month for _, several in rest for month in several))
        parts.append(f"less {months_text(months, horizon)}")
    return ", ".join(parts)


def _least_shortfall(plan: Plan) -> bool:
    """Was the shortfall the first question, and is the answer proved?"""
    first = plan.stages[0]
    return first.name == "shortfall" and first.proof != "time_limit"


def _proof_text(plan: Plan) -> str:
    """What is proved, and what is not."""
    stages, missing = plan.stages, not nothing_is_missing(plan)
    stopped = [stage for stage in stages if stage.proof == "time_limit"]
    loose = [s for s in stages if s.proof != "time_limit" and s.gap_share >= TOLERANCE]
    parts: list[str] = []
    if missing and stages[0].name != "shortfall":
        later = any(stage.name == "shortfall" for stage in stages)
        how = f"minimised only after {_title(stages[0])}" if later else "not minimised"
        parts.append(f"what is missing was {how} (see objectives)")
        if not stopped and not loose:
            parts.append(f"proved the least {listed([_title(stage) for stage in stages])}")
    elif missing and _least_shortfall(plan) and (stopped or loose):
        parts.append("proved the least shortfall")
    elif stopped or plan.status == "unproven":
        parts.append("not proved the best")
    elif not loose:
        parts.append("proved the best possible")
    if stopped:
        named = [f"{_title(stage)} (gap {gap_text(stage.gap_share)})" for stage in stopped]
        parts.append(f"the solver was stopped in {listed(named)}")
    if loose:
        gap = gap_text(max(stage.gap_share for stage in loose))
        parts.append(f"{listed([_title(stage) for stage in loose])} within {gap} of the best")
    return ", ".join(parts)


def _title(stage: StageRow) -> str:
    return stage.name.replace("_", " ").replace("us ", "US ").replace("nato ", "NATO ")
