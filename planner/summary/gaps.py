"""What is missing of each demand, and what closes it: texts ready to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from planner.plan.advice import AdviceRow
from planner.plan.plan import Plan
from planner.problem.records import Record
from planner.summary.binding import limiting_parts
from planner.summary.demands import DemandLine, demand_lines
from planner.summary.levels import SustainedLevel, demand_place, sustained_levels
from planner.summary.nouns import effect_noun
from planner.summary.texts import amount_text, capital, month_ranges

CARDS = 3


class DemandLevel(Record):
    """What is asked for of one kind, what of it is kept up, and when it is missing."""

    demand: str
    where: str
    """empty: in the whole theatre"""
    need: str
    kept_up: str
    """in the worst month that counts"""
    missing: str
    months: str
    """in which something is missing"""
    limits: str
    """what limits it, where the pools of one effect do"""
    short: bool


class AskCard(Record):
    """A gap, and the fewest asks that close it."""

    gap: str
    missing: str
    ask: str
    """in a sentence, without the id of the demand, which the card has by name"""
    asks: tuple[str, ...]
    """one by one, where it takes several together and they are confirmed"""
    demands: tuple[str, ...]
    """ids of the demands whose gap it is"""
    proof: str
    """empty where the sentence says it"""
    confirmed: bool
    """was it solved with the ask, and the gap closed?"""


def demand_levels(plan: Plan) -> Iterator[DemandLevel]:
    """Every kind of thing that is asked for, the shortest first."""
    lines = {line.id: line for line in demand_lines(plan)}
    limits = {
        demand: f"{effect_noun(plan, parts[0].effect, 2)}: all pools could keep "
        f"{amount_text(parts[0].pools)} of {amount_text(parts[0].asked)}"
        for demand, parts in limiting_parts(plan).items()
    }
    for level in sorted(sustained_levels(plan), key=lambda level: -level.loss):
        yield DemandLevel(
            demand=level.heading(plan),
            where=demand_place(plan, level),
            need=amount_text(level.need),
            kept_up=amount_text(level.sustained),
            missing=amount_text(level.need - level.sustained),
            months=month_ranges(_months(level, lines)),
            limits=next((limits[name] for name in level.demands if name in limits), ""),
            short=level.short,
        )


def _months(level: SustainedLevel, lines: dict[str, DemandLine]) -> list[int]:
    return sorted({m for name in level.demands for _, ms in lines[name].levels for m in ms})


def ask_cards(plan: Plan) -> Iterator[AskCard]:
    """At most CARDS gaps: those for which asks were sought first, then those that weigh most.

    An ask closes the gap of one demand, so that its card is about that one, also where demands in
    several sectors are one line.
    """
    lines = {line.id: line for line in demand_lines(plan)}
    short = sorted((x for x in sustained_levels(plan) if x.short), key=lambda level: -level.loss)
    level_of = {name: level for level in short for name in level.demands}
    found: list[tuple[SustainedLevel, AdviceRow | None]] = [
        (_alone(level_of[row.demand], row, lines), row)
        for row in plan.advice
        if row.demand in level_of
    ]
    told = {row.demand for row in plan.advice}
    found += [(level, None) for level in short if told.isdisjoint(level.demands)]
    for level, row in found[:CARDS]:
        yield AskCard(
            gap=_heading(plan, level),
            missing=_missing(level, lines),
            demands=level.demands,
            ask=row.sentence.replace(f" ({row.demand})", "") if row else "",
            asks=_one_by_one(row) if row else (),
            proof=_ask_proof(row),
            confirmed=row is not None and row.confirmed,
        )


def also_missing(plan: Plan, cards: Sequence[AskCard]) -> Iterator[str]:
    """The gaps that the cards do not tell, or of several sectors not all, in a text each."""
    lines = {line.id: line for line in demand_lines(plan)}
    told = {name for card in cards for name in card.demands}
    for level in sorted(sustained_levels(plan), key=lambda level: -level.loss):
        if level.short and not told.issuperset(level.demands):
            yield f"{_heading(plan, level)}: {_missing(level, lines)}"


def _heading(plan: Plan, level: SustainedLevel) -> str:
    where = demand_place(plan, level)
    return level.heading(plan) + (f", {where}" if where else "")


def _missing(level: SustainedLevel, lines: dict[str, DemandLine]) -> str:
    amounts = f"{amount_text(level.need - level.sustained)} of {amount_text(level.need)}"
    return f"{amounts} missing in months {month_ranges(_months(level, lines))}"


def _alone(level: SustainedLevel, row: AdviceRow, lines: dict[str, DemandLine]) -> SustainedLevel:
    """A line of several sectors, but only the demand that an ask was sought for."""
    need = lines[row.demand].need
    return replace(level, demands=(row.demand,), need=need, sustained=need - row.missing)


def _one_by_one(row: AdviceRow) -> tuple[str, ...]:
    """Of asks that are not sure to close the gap only the sentence says how far they go."""
    several = row.confirmed and len(row.asked) > 1
    return tuple(capital(text) for text in row.asked) if several else ()


def _ask_proof(row: AdviceRow | None) -> str:
    if row is None:
        return "no ask was sought"
    if row.confirmed:
        return f"solved anew with it: {row.proof}"
    return "" if row.proof in row.sentence else row.proof
