"""How the directions of ``alternatives`` are called, and what is said of them and held in them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.problem.problem import Problem
from planner.studies.asks import MONEY, Ask
from planner.summary.nations import in_sentence
from planner.summary.nouns import in_words
from planner.summary.texts import share_text

SMALL_NATIONS, DIFFERENT = "most from small nations", "most different"
PHRASES = {
    SMALL_NATIONS: "with as little from large nations as can be",
    DIFFERENT: "that keeps as little of it as can be, slot by slot",
}
"""direction that is about no nation -> how a plan is described that was found"""
IF_THE_SAME = {
    SMALL_NATIONS: "No plan was found in which large nations give less.",
    DIFFERENT: "The plan that keeps as little of it as can be, slot by slot, has the same units.",
}
"""direction -> what is said where the plan has the units of the plan at hand"""


def phrase_of(direction: str, ask: Ask) -> str:
    """How a plan of a direction is described; of those about a nation, with its name.

    >>> phrase_of("led by another than GBR", Ask((), not_leading=("GBR",)))
    'led by another than the United Kingdom'
    """
    if ask.not_leading:
        return f"led by another than {in_sentence(*ask.not_leading)}"
    if ask.without:
        return f"without {in_sentence(*ask.without)}"
    return PHRASES[direction]


def notes_of(problem: Problem, slack: float) -> Iterator[str]:
    """What is held in every direction, and what a nation that is left out still pays."""
    objectives = problem.scenario.objectives
    kept = [in_words(name) for name in objectives if name not in MONEY]
    money = [in_words(name) for name in objectives if name in MONEY]
    text = f"Held at the plan's values: {', '.join(kept) or 'nothing'}"
    more = f"; within {share_text(slack)} of them: {', '.join(money)}" if money else ""
    yield f"{text}{more}."
    if problem.pays_jointly:
        yield "Who is left out sends no forces, and pays for what is bought or repaid as before."
