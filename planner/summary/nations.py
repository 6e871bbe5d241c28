"""Names of nations and of fleets that nations own together."""

from __future__ import annotations

from planner.hints import NATIONS
from planner.reference.identifiers import POOLED_OWNERS, PROCURED_OWNERS
from planner.summary.texts import listed

JOINT_OWNERS = dict(
    zip(
        (*POOLED_OWNERS, *PROCURED_OWNERS),
        (
            ("Shared tankers", "the shared tankers"),
            ("NATO's aircraft", "NATO's aircraft"),
            ("Bought jointly", "what is bought jointly"),
            ("Bought by ELSA", "what ELSA buys"),
            ("Bought by ESSI", "what ESSI buys"),
        ),
        strict=True,
    )
)
"""code -> name, and name inside a sentence"""
WITH_ARTICLE = ("GBR", "NLD", "USA")
SHORTEST_NAME = 5
"""letters: shorter ones are abbreviations"""


def nation_name(code: str) -> str:
    """The name of a nation or fleet; a code that has none stays as it is.

    >>> [nation_name(code) for code in ("GBR", "TUR", "XMM", "AAA")]
    ['United Kingdom', 'Türkiye', 'Shared tankers', 'AAA']
    """
    return JOINT_OWNERS[code][0] if code in JOINT_OWNERS else usual_name(code) or code


def usual_name(code: str) -> str:
    """The usual name of a nation; empty for a code that is none of NATIONS."""
    names = (name for name in NATIONS.get(code, "").split() if len(name) >= SHORTEST_NAME)
    return next(names, "").replace("_", " ")


def in_sentence(*codes: str) -> str:
    """Names inside a sentence, with their articles.

    >>> in_sentence("GBR"), in_sentence("FRA", "GBR"), in_sentence("XMM")
    ('the United Kingdom', 'France and the United Kingdom', 'the shared tankers')
    """
    return listed([_in_sentence(code) for code in codes])


def _in_sentence(code: str) -> str:
    if code in JOINT_OWNERS:
        return JOINT_OWNERS[code][1]
    return f"{'the ' if code in WITH_ARTICLE else ''}{nation_name(code)}"
