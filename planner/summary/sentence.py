"""The verdict: the answer of a plan in one or two sentences that can be read aloud."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.plan.plan import Plan
from planner.plan.stages import StageRow
from planner.reference.identifiers import GROUND
from planner.rounding import SMALL
from planner.summary.binding import limiting_parts
from planner.summary.demands import is_asked, levels, months_of, nothing_is_missing, without_any
from planner.summary.levels import SustainedLevel, sustained_levels
from planner.summary.nouns import demand_noun, effect_noun, in_words, lowered
from planner.summary.texts import (
    amount_text,
    capital,
    counted,
    gap_text,
    listed,
    money_text,
    months_text,
)

NAMED_LEVELS = 4
NAMED_EXTRAS = 2
NAMED_MET = 3
ASKED_FIRST = ("sustained", "shortfall")
"""stages that say how little is missing; no other may come before them"""


def verdict(plan: Plan) -> str:
    """Who keeps up how much from when on, what is there beyond, for how much; what is proved."""
    text = _force_text(plan)
    if plan.relaxed:
        text = f"if units could be split into fractions, {text}"
    text = f"{_sentence(text)} {_sentence(_proof_text(plan))}"
    if empty := without_any(plan):
        what = f"there are no {empty[0]}" if len(empty) == 1 else "nothing of some demands is there"
        text += f" The warnings say why {what} at times."
    return text


def _sentence(text: str) -> str:
    return f"{capital(text)}."


def _force_text(plan: Plan) -> str:
    """Levels, what is there beyond them, and money."""
    members = sum(nation.member for nation in plan.nations)
    who = counted(members, "nation") if members else "common fleets and US enablers alone"
    keep = f"keep{'s' * (members == 1)}"
    horizon = counted(plan.scenario.horizon_months, "month")
    if not any(row.lots > 0 for row in plan.contributions):
        return f"nobody gives anything over {horizon}{_unmet_text(plan)}"
    money = f"for {money_text(plan.cost_eur_m)} over {horizon}"
    if not is_asked(plan):
        return f"nothing is asked for, and {who} {keep} forces ready, {money}"
    if plan.status == "unproven" and not nothing_is_missing(plan) and not _least_missing(plan):
        who = f"in the best plan found {who} {keep} up"
    else:
        who = f"{who} can keep up"
    levels = sustained_levels(plan)
    parts = [f"{who} {_levels_text(plan, levels)}"]
    more = (
        _without_support(plan),
        _limits_text(plan),
        _extras_text(plan, levels),
        _before_text(plan, levels),
    )
    parts += [text for text in more if text]
    separator = "; " if len(parts) > 1 else ", "
    return separator.join([*parts, money])


def _unmet_text(plan: Plan) -> str:
    """What a force that gives nothing leaves open."""
    levels = [level for level in sustained_levels(plan) if level.loss > 0]
    if levels:
        named = [f"{amount_text(x.need)} {_noun(plan, x, x.need)}" for x in levels[:NAMED_LEVELS]]
        return f": none of {listed(named)}"
    return (
        ", and all that is asked for is there" if is_asked(plan) else ", and nothing is asked for"
    )


def _levels_text(plan: Plan, levels: list[SustainedLevel]) -> str:
    """What is kept up of what is needed: battlegroups, then what is short, the worst first."""
    since = max(level.from_month for level in levels)
    when = f"in every month from {since} on" if since else "in every month"
    short = sorted((x for x in levels if x.short), key=lambda x: -x.loss)
    if not short:
        what = [f"{amount_text(x.need)} {_noun(plan, x, x.need)}" for x in levels[:NAMED_MET]]
        if more := levels[NAMED_MET:]:
            what.append(counted(len(more), "more demand"))
        return f"all that is asked for ({listed(what)}) {when}"
    lead = [level for level in levels if level.asked.asked_for == GROUND][:1]
    named = [*lead, *(level for level in short if level not in lead)]
    most = NAMED_LEVELS + (len(named) == NAMED_LEVELS + 1)  # one more is named, not counted
    parts = [_of_text(plan, level) for level in named[:most]]
    if more := named[most:]:
        parts.append(f"less than is asked for of {counted(len(more), 'more demand')}")
    text = listed(parts)
    if any(not level.short and level not in lead for level in levels):
        joint = "and" if any(level.sustained > 0 for level in named) else "but"
        text += f", {joint} all else that is asked for,"
    return f"{text} {when}"


def _of_text(plan: Plan, level: SustainedLevel) -> str:
    """2 of 3 batteries; all 3 batteries; none of 3 batteries; no battery."""
    noun = _noun(plan, level, level.need)
    need, there = amount_text(level.need), amount_text(level.sustained)
    if not level.short:
        return f"all {need} {noun}" if need != "1" else f"1 {noun}"
    if there == "0":
        return f"none of {need} {noun}" if need != "1" else f"no {noun}"
    return f"{there} of {need} {noun}"


def _noun(plan: Plan, level: SustainedLevel, amount: float) -> str:
    """What is counted, how soon and where."""
    text = level.noun(plan, amount)
    if level.asked.rule == "force_ratio_floor":
        text += " against an attack"
    if level.asked.within_days:
        text += f" within {counted(level.asked.within_days, 'day')}"
    places = {place.id: place for place in plan.scenario.locations}
    if level.asked.place and places[level.asked.place].kind == "standby":
        place = places[level.asked.place]
        text += f" ({place.title or place.id})"
    return text


def _limits_text(plan: Plan) -> str:
    """What limits the packages that are most asked for and not kept up."""
    for name, (scarce, *others) in limiting_parts(plan).items():
        package = next(row.package for row in plan.cover if row.id == name)
        rule = next(row.rule for row in plan.cover if row.id == name)
        first, last = (effect_noun(plan, part.effect, 2) for part in (scarce, others[-1]))
        return f"{first}, not {last}, limit the {demand_noun(plan, rule, package, 2)}"
    return ""


def _without_support(plan: Plan) -> str:
    """How many battlegroups go without support, when, and what they lack."""
    phases = {phase.id: phase for phase in plan.phases}
    lots: defaultdict[str, float] = defaultdict(float)
    for row in plan.unsupported:
        lots[row.phase] += row.battlegroups
    if not lots:
        return ""
    (most, _), *fewer = levels((amount, phases[name]) for name, amount in lots.items())
    lacks = {v for row in plan.unsupported for v in row.lacks}
    titles = {unit.id: lowered(unit.title) for unit in plan.unit_types}
    named = listed([titles.get(support, support) for support in sorted(lacks)], "or")
    when = months_text(months_of([phases[name] for name in lots]), plan.scenario.horizon_months)
    lack = "lacks" if amount_text(most) == "1" and not fewer else "lack"
    who = f"{'up to ' if fewer else ''}{counted(most, 'battlegroup')}"
    return f"{who} {lack} support ({named}) {when}"


def _extras_text(plan: Plan, levels: list[SustainedLevel]) -> str:
    """What is there at times of what is not kept up."""
    more = sorted((x for x in levels if x.short and x.best > x.sustained), key=lambda x: -x.loss)
    if not more:
        return ""
    horizon = plan.scenario.horizon_months
    first = [level for level in levels[:1] if level in more]
    chosen = [*first, *(x for x in more if x not in first)][:NAMED_EXTRAS]
    texts = [
        f"{amount_text(x.best)} {_noun(plan, x, x.best)} {months_text(x.best_months, horizon)}"
        for x in chosen
    ]
    return f"more is there at times: {listed(texts)}"


def _before_text(plan: Plan, levels: list[SustainedLevel]) -> str:
    """What is missing before the months that count."""
    late = sorted((x for x in levels if x.missing_before > 0), key=lambda x: -x.loss)
    horizon = plan.scenario.horizon_months
    texts = [
        f"{amount_text(x.missing_before)} {_noun(plan, x, x.missing_before)} "
        f"{months_text(x.months_before, horizon)}"
        for x in late[:NAMED_EXTRAS]
    ]
    verb = "is" if len(texts) == 1 and amount_text(late[0].missing_before) == "1" else "are"
    return f"earlier, up to {listed(texts)} {verb} missing" if texts else ""


def _least_missing(plan: Plan) -> bool:
    """Was what is missing the first question, and is its answer proved?"""
    first = plan.stages[0]
    return first.name in ASKED_FIRST and first.proof != "time_limit"


def _proof_text(plan: Plan) -> str:
    """What is proved, and what is not."""
    stages, missing = plan.stages, not nothing_is_missing(plan)
    stopped = [stage for stage in stages if stage.proof == "time_limit"]
    loose = [s for s in stages if s.proof != "time_limit" and s.gap_share >= SMALL]
    parts = list(_answer_proof(plan, missing, bool(stopped), bool(loose)))
    if stopped:
        named = [f"{_title(stage)} (gap {gap_text(stage.gap_share)})" for stage in stopped]
        parts.append(f"the solver was stopped in {listed(named)}")
    if loose:
        gap = gap_text(max(stage.gap_share for stage in loose))
        parts.append(f"{listed([_title(stage) for stage in loose])} within {gap} of the best")
    return ("; " if stopped else ", ").join(parts)


def _answer_proof(plan: Plan, missing: bool, stopped: bool, loose: bool) -> Iterator[str]:
    stages = plan.stages
    if missing and stages[0].name not in ASKED_FIRST:
        later = any(stage.name in ASKED_FIRST for stage in stages)
        how = f"minimised only after {_title(stages[0])}" if later else "not minimised"
        yield f"what is missing was {how} (see objectives)"
        if not stopped and not loose:
            yield f"proved the least {listed([_least(stage) for stage in stages])}"
    elif missing and _least_missing(plan) and (stopped or loose):
        if stages[0].gap_share < SMALL:
            yield "it is proved that no plan keeps up more"
    elif stopped or plan.status == "unproven":
        yield "not proved the best"
    elif not loose:
        yield "proved the best possible"


def _least(stage: StageRow) -> str:
    """What is least where a stage is: of deterrence what is lost."""
    return "loss of deterrence" if stage.name == "deterrence" else _title(stage)


def _title(stage: StageRow) -> str:
    worst = "what is missing in the worst phase"
    return worst if stage.name == "sustained" else in_words(stage.name)
