"""Asks in words: what is asked of whom, and what it closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.explanation.finding import Finding
from planner.explanation.gap import Gaps
from planner.explanation.levers import Lever, Levers, taken_from
from planner.plan.plan import Plan
from planner.problem.problem import Problem
from planner.rounding import SMALL
from planner.summary.nations import in_sentence
from planner.summary.nouns import demand_noun, lowered
from planner.summary.texts import SPELLED, amount_text, capital, listed, months_text, plural

NUMBERS = ("no", *SPELLED[1:])
ALOUD = 3
"""asks of a sentence; where it is not sure that more of them help, only the table has them all"""
WHENCE = {"offer": " (not offered so far)", "join": " as a new member"}
"""kind of ask -> what is said of a nation of which it is asked"""
COUNTED = ("more", "bid", "offer", "join", "ceiling")
"""asks whose words begin with a number of lots"""


def number_words(amount: float) -> str:
    """A small whole number as a word.

    >>> number_words(1), number_words(12), number_words(0.5)
    ('one', '12', '0.5')
    """
    whole = abs(amount - round(amount)) < SMALL and round(amount) < len(NUMBERS)
    return NUMBERS[round(amount)] if whole else amount_text(amount)


def unit_words(problem: Problem, unit_type: str, lots: float) -> str:
    """What lots of a type are called, for so many: flights of aircraft by their type."""
    unit = problem.unit_types[unit_type]
    title = unit.title.partition(" (")[0]
    if title in ("", unit.id):
        return f"{plural('lot', lots)} of {unit.id}"
    name = lowered(title)
    if unit.lot.startswith("flight"):
        return f"{plural('flight', lots)} of {name}"
    return plural(name, lots)


def given_up(lots: int, kept: Mapping[str, float]) -> str:
    """What so many lots are taken from, in brackets. ``kept``: lots by purpose, the most first.

    >>> given_up(2, {"home defence": 3, "tasks for NATO": 1.5}), given_up(1, {})
    (' (of 3 now kept for home defence)', '')
    >>> given_up(4, {"home defence": 3, "tasks for NATO": 1.5})
    ' (of 3 now kept for home defence and 1.5 for tasks for NATO)'
    """
    parts: list[str] = []
    left = float(lots)
    for what, amount in kept.items():
        if left > 0:
            parts.append(f"{amount_text(amount)} {'' if parts else 'now kept '}for {what}")
            left -= amount
    return f" (of {listed(parts)})" if parts else ""


def ask_words(problem: Problem, lever: Lever, lots: int, kept: Mapping[str, float]) -> str:
    """What is asked of one nation. ``kept``: what it keeps its other lots for, in lots."""
    nation = _of_whom(problem, lever)
    if lever.kind == "caveat":
        return f"an end of the caveats of {nation}"
    if lever.kind == "approval":
        return f"a decision of {nation} before month 0"
    much = f"{number_words(lots)} {{}}{unit_words(problem, lever.unit_type, lots)}"
    return {
        "more": f"{much.format('more ')} from {nation}{given_up(lots, kept)}",
        "bid": f"{much.format('more ')} bid by {nation}",
        "offer": f"{much.format('')} from {nation}{WHENCE['offer']}",
        "join": f"{much.format('')} from {nation}{WHENCE['join']}",
        "dwell": f"one tour less at home for the {much.format('')} of {nation}",
        "ceiling": f"{much.format('')} of {nation} above the most people it has kept deployed",
    }[lever.kind]


def _of_whom(problem: Problem, lever: Lever) -> str:
    """The nation that is asked; that the scenario excludes it, where it is asked to join."""
    nation = in_sentence(lever.nation)
    excluded = lever.kind == "join" and lever.nation in problem.scenario.coalition.exclude
    return f"{nation} (excluded by the scenario)" if excluded else nation


def _answer(problem: Problem, found: Finding, what: str, parts: Sequence[str]) -> str:
    """What closes a gap, in a sentence. ``what``: what is missing; ``parts``: the asks."""
    when = months_text(found.months, problem.scenario.horizon_months)
    gap = f"the gap of {what} ({found.demand.id}) {when}"
    if not found.asks:
        return _none(found, gap)
    closed, enough = found.outcome == "closed", found.outcome != "short"
    together = "together " if len(parts) > 1 else ""
    might = f"might ({found.proof})" if enough else f"are not enough: {found.proof}"
    if len(parts) > ALOUD and not closed:
        nations = number_words(len({lever.nation for lever in found.asks}))
        whom = f"{number_words(len(parts))} asks of {nations} nations"
        return f"No short ask closes {gap}; {whom} {together}{might}."
    text = capital(listed(parts))
    counted = any(lots > 1 and lever.kind in COUNTED for lever, lots in found.asks.items())
    several = bool(together) or counted
    if closed:
        return f"{text} {together}{'close' if several else 'closes'} {gap}."
    if not enough:
        are = "are" if several else "is"
        return f"{text} {together}{are} not enough for {gap}: {found.proof}."
    return f"{text} {together}might close {gap} ({found.proof})."


def _none(found: Finding, gap: str) -> str:
    if found.outcome == "nothing":
        missing = amount_text(found.least)
        rest = f"; {missing} is missing with all of it" if found.least > SMALL else ""
        return f"Nothing that can be asked of nations closes {gap}{rest}."
    if found.outcome == "closed":
        return f"No ask is needed for {gap}: another plan closes it and misses no more elsewhere."
    return f"What closes {gap} is not known: {found.proof}."


def _with_others(problem: Problem, gaps: Gaps, found: Finding, lever: Lever) -> str:
    """An ask; where others of its kind do as well, of any one of them."""
    lots = found.asks[lever]
    same = [
        other
        for other in found.instead.get(lever, ())
        if (other.kind, other.unit_type) == (lever.kind, lever.unit_type)
    ]
    if not same or lever.kind not in COUNTED[:4]:
        return ask_words(problem, lever, lots, kept_for(problem, gaps, found, lever))
    either = "either" if len(same) == 1 else "any one of"
    nations = [
        _of_whom(problem, other) + given_up(lots, kept_for(problem, gaps, found, other))
        for other in sorted((lever, *same), key=lambda other: other.nation)
    ]
    more = "more " if lever.kind in ("more", "bid") else ""
    units = f"{number_words(lots)} {more}{unit_words(problem, lever.unit_type, lots)}"
    verb = "bid by" if lever.kind == "bid" else "from"
    return f"{units} {verb} {either} {listed(nations, 'or')}{WHENCE.get(lever.kind, '')}"


def names(levers: Sequence[Lever]) -> list[str]:
    """Asks as short texts for a table."""
    return [f"{lever.nation} {lever.kind} {lever.unit_type}".strip() for lever in levers]


def kept_for(problem: Problem, gaps: Gaps, found: Finding, lever: Lever) -> dict[str, float]:
    """What a nation keeps the lots for that are asked of its pool, in lots."""
    if lever.kind != "more":
        return {}
    levers = Levers(problem, gaps.data, found.demand)
    return taken_from(levers.derived(lever.nation, lever.unit_type))


def asked(problem: Problem, gaps: Gaps, found: Finding) -> list[str]:
    """What is asked to close a gap, ask by ask."""
    return [_with_others(problem, gaps, found, lever) for lever in found.asks]


def sentence(problem: Problem, plan: Plan, gaps: Gaps, found: Finding) -> str:
    """What closes a gap, to be read aloud."""
    row = next(row for row in plan.demand_rows if row.id == found.demand.id)
    noun = demand_noun(plan, row.rule, row.asked_for, found.missing)
    what = f"{number_words(found.missing)} {noun}"
    return _answer(problem, found, what, asked(problem, gaps, found))
