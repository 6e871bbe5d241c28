"""How the directions of ``alternatives`` are called, and what is said of them."""

from __future__ import annotations

from planner.summary.nations import in_sentence

SMALL_NATIONS, DIFFERENT = "most from small nations", "most different"
PHRASES = {
    SMALL_NATIONS: "with as little from large nations as can be",
    DIFFERENT: "that keeps as little of it as can be, slot by slot",
}
"""direction -> how a plan is described that was found"""
IF_THE_SAME = {
    SMALL_NATIONS: "No plan was found in which large nations give less.",
    DIFFERENT: "The plan that keeps as little of it as can be, slot by slot, has the same units.",
}
"""direction -> what is said where the plan has the units of the plan at hand"""


def phrase_of(direction: str) -> str:
    """How a plan of a direction is described; of those about a nation, with its name.

    >>> phrase_of("led by another than GBR")
    'led by another than the United Kingdom'
    """
    about, _, nation = direction.rpartition(" ")
    return PHRASES.get(direction, f"{about} {in_sentence(nation)}")
