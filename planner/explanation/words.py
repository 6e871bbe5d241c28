"""Asks in words: what is asked of whom, and what it closes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def ask_words(problem: Problem, lever: Lever, lots: int, kept: Iterable[str]) -> str:
    """What is asked of one nation. ``kept``: what it keeps its other lots for."""
    nation = in_sentence(lever.nation)
    if lever.kind == "caveat":
        return f"an end of the caveats of {nation}"
    if lever.kind == "approval":
        return f"a decision of {nation} before month 0"
    much = f"{number_words(lots)} {{}}{unit_words(problem, lever.unit_type, lots)}"
    now = "".join(f" (now kept for {what})" for what in list(kept)[:1])
    return {
        "more": f"{much.format('more ')} from {nation}{now}",
        "bid": f"{much.format('more ')} bid by {nation}",
        "offer": f"{much.format('')} offered by {nation}",
        "join": f"{much.format('')} from {nation} as a new member",
        "dwell": f"one tour less at home for the {much.format('')} of {nation}",
        "ceiling": f"{much.format('')} of {nation} above the most people it has kept deployed",
    }[lever.kind]


def _answer(problem: Problem, found: Finding, what: str, parts: Sequence[str]) -> str:
    """What closes a gap, in a sentence. ``what``: what is missing; ``parts``: the asks."""
    when = months_text(found.months, problem.scenario.horizon_months)
    gap = f"the gap of {what} ({found.demand.id}) {when}"
    if not found.asks:
        return _none(found, gap)
    closed = found.proof.startswith("closed")
    if len(parts) > ALOUD and not closed:
        nations = number_words(len({lever.nation for lever in found.asks}))
        whom = f"{number_words(len(parts))} asks of {nations} nations"
        return f"No short ask closes {gap}; {whom} together might ({found.proof})."
    text = listed(parts)
    one = all(lots == 1 or lever.kind not in COUNTED for lever, lots in found.asks.items())
    verb = "together close" if len(parts) > 1 else "closes" if one else "close"
    end = "."
    if not closed:
        verb = "together might close" if len(parts) > 1 else "might close"
        end = f" ({found.proof})."
    return f"{capital(text)} {verb} {gap}{end}"


def _none(found: Finding, gap: str) -> str:
    if found.proof.startswith("nothing"):
        rest = f"; {found.least:.3g} is missing with all of it" if found.least > SMALL else ""
        return f"Nothing that can be asked of nations closes {gap}{rest}."
    if found.proof.startswith("closed"):
        return f"No ask is needed for {gap}: another plan closes it and misses no more elsewhere."
    return f"What closes {gap} is not known: {found.proof}."


def _with_others(
    problem: Problem, found: Finding, lever: Lever, kept: dict[Lever, list[str]]
) -> str:
    """An ask; where others of its kind do as well, of any one of them."""
    lots = found.asks[lever]
    same = [
        other.nation
        for other in found.instead.get(lever, ())
        if (other.kind, other.unit_type) == (lever.kind, lever.unit_type)
    ]
    if not same or lever.kind not in COUNTED[:4]:
        return ask_words(problem, lever, lots, kept.get(lever, ()))
    either = "either" if len(same) == 1 else "any one of"
    nations = listed([in_sentence(nation) for nation in sorted((lever.nation, *same))], "or")
    more = "more " if lever.kind in ("more", "bid") else ""
    units = f"{number_words(lots)} {more}{unit_words(problem, lever.unit_type, lots)}"
    verb = {"offer": "offered by", "bid": "bid by"}.get(lever.kind, "from")
    end = " as a new member" if lever.kind == "join" else ""
    return f"{units} {verb} {either} {nations}{end}"


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
    kept = {lever: list(kept_for(problem, gaps, found, lever)) for lever in found.asks}
    return [_with_others(problem, found, lever, kept) for lever in found.asks]


def sentence(problem: Problem, plan: Plan, gaps: Gaps, found: Finding) -> str:
    """What closes a gap, to be read aloud."""
    row = next(row for row in plan.demand_rows if row.id == found.demand.id)
    noun = demand_noun(plan, row.rule, row.asked_for, found.missing)
    what = f"{number_words(found.missing)} {noun}"
    return _answer(problem, found, what, asked(problem, gaps, found))
