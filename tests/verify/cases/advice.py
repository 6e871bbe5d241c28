"""Plans past the check of advice.py: what the advice says of the plan."""

from __future__ import annotations

from planner.verify import advice

from ...world import Document
from ..edits import Case, top


def told(demand: str, missing: float, saves: float) -> Document:
    return {
        "demand": demand,
        "missing": missing,
        "saves": saves,
        "asks": [],
        "sentence": "",
        "confirmed": False,
        "proof": "",
    }


CASES: list[Case] = [
    (advice.advice_balance, "nobody", set(), [top(advice=[told("nobody", 1, 1)])]),
    # two fighters of six are missing for 12 months, at weight 2: 8 requirement-months
    (advice.advice_balance, "air", set(), [top(advice=[told("air", 1, 8)])]),
    (advice.advice_balance, "air", set(), [top(advice=[told("air", 2, 4)])]),
    (advice.advice_balance, "air", set(), [top(advice=[told("air", 2, 8)] * 2)]),
    (advice.advice_balance, "air", set(), [top(advice=[{**told("air", 2, 8), "confirmed": True}])]),
]
