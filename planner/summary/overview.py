"""A plan on one page: headline, five figures, what is missing and what closes it, what is proved.

Texts are ready to show: who shows them computes and rounds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.plan.plan import Plan, PlanStatus
from planner.problem.records import Record
from planner.summary.demands import is_asked, met_share, nothing_is_missing
from planner.summary.gaps import AskCard, DemandLevel, also_missing, ask_cards, demand_levels
from planner.summary.key_numbers import figure_dates, troops, weakest_figures
from planner.summary.levels import sustained_levels
from planner.summary.nations import in_sentence, nation_name
from planner.summary.nouns import in_words
from planner.summary.promises import Promise, promises
from planner.summary.texts import counted, gap_text, money_text, share_text, stage_text

NEARLY, HALF = 0.95, 0.5
"""share of all that is asked for, and of each demand in its worst month, to be called nearly"""
IN_PART = 0.25
WEAKEST = 8


class KeyFigure(Record):
    """A number to remember."""

    value: str
    name: str


class StageProof(Record):
    """A stage, and what is proved of it."""

    stage: str
    value: str
    bound: str
    unit: str
    gap: str
    proof: str


class WeakFigure(Record):
    """A figure that is uncertain and that much rests on. ``rests``: of what is asked for."""

    figure: str
    value: str
    low_to_high: str
    unit: str
    confidence: str
    rests: str
    source: str


class Asked(Record):
    """What was asked, as far as a form shows it."""

    scenario: str
    title: str
    horizon_months: int
    us_backstop: bool
    requirement_level: str
    whole_units: bool
    include: tuple[str, ...]
    exclude: tuple[str, ...]


class Overview(Record):
    """A plan on one page."""

    status: PlanStatus
    question: str
    headline: str
    verdict: str
    dates: str
    figures: tuple[KeyFigure, ...]
    cards: tuple[AskCard, ...]
    """the gaps that weigh most, at most three"""
    also_missing: tuple[str, ...]
    """the other gaps"""
    demands: tuple[DemandLevel, ...]
    """the shortest first"""
    givers: tuple[str, ...]
    """codes of those who give something and can leave, who carries most first"""
    promises: tuple[Promise, ...]
    """what each nation has said, beside what is planned of it"""
    proofs: tuple[StageProof, ...]
    confidence: str
    weakest: tuple[WeakFigure, ...]
    warnings: tuple[str, ...]
    asked: Asked


def plan_overview(plan: Plan) -> Overview:
    """The plan on one page, from its own numbers."""
    scenario = plan.scenario
    cards = tuple(ask_cards(plan))
    givers = sorted(plan.nations, key=lambda row: (-row.cost_eur_m, row.nation))
    return Overview(
        status=plan.status,
        question=scenario.description or scenario.title or scenario.name,
        headline=headline(plan),
        verdict=plan.verdict,
        dates=dates_text(plan),
        figures=tuple(key_figures(plan)),
        cards=cards,
        also_missing=tuple(also_missing(plan, cards)),
        demands=tuple(demand_levels(plan)),
        givers=tuple(row.nation for row in givers if row.member),
        promises=tuple(promises(plan)),
        proofs=tuple(stage_proofs(plan)),
        confidence=confidence_text(plan),
        weakest=tuple(weak_figures(plan, WEAKEST)),
        warnings=tuple(f"{row.where}: {row.message}" for row in plan.warnings),
        asked=Asked(
            scenario=scenario.name,
            title=scenario.title,
            horizon_months=scenario.horizon_months,
            us_backstop=scenario.coalition.us_backstop,
            requirement_level=scenario.requirement_level,
            whole_units=scenario.solve.whole_units,
            include=scenario.coalition.include,
            exclude=scenario.coalition.exclude,
        ),
    )


def headline(plan: Plan) -> str:
    """The answer in one line: yes, nearly, in part or no; who provides how much for how much.

    Nearly: 95 % of what is asked for is there, and of nothing less than half in its worst month.
    """
    if not is_asked(plan):
        return "Nothing is asked for"
    members = sum(row.member for row in plan.nations)
    if not any(row.lots > 0 for row in plan.contributions):
        return "No: nobody gives anything"
    share = met_share(plan)
    levels = sustained_levels(plan)
    even = all(level.sustained >= HALF * level.need for level in levels)
    what = f"{share_text(share)} of what is asked for"
    if nothing_is_missing(plan):
        word, what = "Yes", "all that is asked for"
    elif share >= NEARLY and even:
        word = "Nearly"
    else:
        word = "In part" if share >= IN_PART else "No"
    condition = ", if units could be split" if plan.relaxed else ""
    condition += ", in the best plan found" if plan.status == "unproven" else ""
    who = counted(members, "nation") if members else "common fleets alone"
    money = money_text(plan.cost_eur_m)
    return f"{word}{condition}: {who} can provide {what}, at a cost of {money}"


def dates_text(plan: Plan) -> str:
    """When the figures are from, when month 0 is, and how it was planned."""
    scenario = plan.scenario
    zero = "the ceasefire" if scenario.timing == "post_deal" else "the decision"
    units = "fractions of units" if plan.relaxed else "whole units"
    return (
        f"Figures as of {scenario.reference_date}. Month 0 is {zero} ({scenario.date_of(0)}); "
        f"{scenario.horizon_months} months. Needs are the {scenario.requirement_level}s. "
        f"Planned in {units}."
    )


def key_figures(plan: Plan) -> list[KeyFigure]:
    """Five numbers to remember: what is there, people, nations, money, and the largest gap."""
    members = sum(row.member for row in plan.nations)
    lead = plan.command.lead_nation
    worst = max((stage.gap_share for stage in plan.stages), default=0.0)
    open_stages = sum(stage.proof == "time_limit" for stage in plan.stages)
    proof = "the largest gap of any stage"
    if open_stages:
        proof += f"; {counted(open_stages, 'stage')} left open"
    found = (
        (share_text(met_share(plan)), "of what is asked for is there, on average of months"),
        (f"{troops(plan).peak:,.0f}", "people in the theatre at peak"),
        (str(members), f"nations, led by {in_sentence(lead)}" if lead else "nations"),
        (
            money_text(plan.cost_eur_m),
            f"for {counted(plan.scenario.horizon_months, 'month')}",
        ),
        (gap_text(worst), proof),
    )
    return [KeyFigure(value=value, name=name) for value, name in found]


def stage_proofs(plan: Plan) -> Iterator[StageProof]:
    """Every stage in its order, with what is proved of it."""
    for row in plan.stages:
        yield StageProof(
            stage=in_words(row.name),
            value=stage_text(row.value),
            bound=stage_text(row.bound),
            unit=row.unit,
            gap=gap_text(row.gap_share),
            proof="best possible for what is held" if row.held else row.proof.replace("_", " "),
        )


def confidence_text(plan: Plan) -> str:
    """How many figures are how certain, and how old they are, in a sentence."""
    counts = plan.data_confidence
    return (
        f"{counts.reported:,} figures are reported, {counts.estimated:,} estimated and "
        f"{counts.assumption:,} assumed; {figure_dates(plan)}."
    )


def weak_figures(plan: Plan, count: int) -> Iterator[WeakFigure]:
    """The least certain figures that much rests on, with the reason or source of each."""
    codes = {row.nation for row in plan.nations}
    for row in weakest_figures(plan, count):
        general, _, last = row.name.rpartition("_")
        nation, name = (last, general) if last in codes else (row.nation, row.name)
        name = name.replace("_", " ")
        yield WeakFigure(
            figure=f"{nation_name(nation)}: {name}" if nation else name,
            value=f"{row.value:,.10g}",
            low_to_high=f"{row.low:,.10g}–{row.high:,.10g}",
            unit=row.unit,
            confidence=row.confidence,
            rests=share_text(row.share),
            source=row.source_title or row.note,
        )
