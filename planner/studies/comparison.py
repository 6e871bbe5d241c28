"""One published figure next to the model's answer, and what several comparisons solve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.pipeline import solve
from planner.plan.plan import Plan
from planner.reference.dataset import Dataset
from planner.scenario.composition import load_scenario

NOT_PUBLISHED = "not published"
BEYOND_REACH = 200
"""more battlegroups or fighters than any coalition here keeps up: all it can give is wanted"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One published figure next to the model's answer. ``inside``: the model is in the range, or
    None where there is no published figure to be held against."""

    benchmark: str
    question: str
    published: str
    low: float
    high: float
    model: float
    unit: str
    reason: str

    @property
    def inside(self) -> bool | None:
        """Is the model's value in the published range (with the tolerance stated in reason)?"""
        return None if self.published == NOT_PUBLISHED else self.low <= self.model <= self.high

    @property
    def shown(self) -> str:
        """The model's value with its unit."""
        value = f"{self.model:,.0f}" if abs(self.model) >= 10 else f"{self.model:.2g}"
        return f"{value} {self.unit}"


def markdown_table(comparisons: Iterable[Comparison]) -> str:
    """The table of ``docs/published.md``.

    >>> markdown_table([Comparison("a", "b?", "1", 1, 2, 1.5, "x", "c")]).splitlines()[-1]
    '| `a` | b? | 1 | 1.5 x | yes | c |'
    """
    lines = [
        "| benchmark | question | published | model | inside | why |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for c in comparisons:
        verdict = {True: "yes", False: "**no**", None: "–"}[c.inside]
        lines.append(
            f"| `{c.benchmark}` | {c.question} | {c.published} | {c.shown} | {verdict} | "
            f"{c.reason} |"
        )
    return "\n".join(lines)


def most_sustained(
    effect: str,
    directory: str | Path | None,
    *,
    support: bool = True,
    ceilings: bool = True,
    **coalition: Any,
) -> tuple[float, Plan]:
    """The most of an effect that a coalition keeps up from month 6 to 36, and the plan.

    Contributions are constant, fractions of lots allowed, six-month tours where published ranges
    allow them (as in ``guarantor``). ``support`` and ``ceilings``: the rules support_floor and
    personnel_limit are on. Returns units of the effect.
    """
    base = load_scenario("guarantor", directory=directory)
    scenario = {
        "name": f"most_{effect}",
        "horizon_months": 36,
        "phases": [{"id": "entry", "start": 0}, {"id": "hold", "start": 6}],
        "coalition": {"min_nations": 0, "lead_nations": [], "preparation_days": 60, **coalition},
        "locations": [
            {"id": "sector", "kind": "theatre"},
            {"id": "theatre", "kind": "theatre_wide"},
        ],
        "requirements": [
            {"id": "most", "effect": effect, "location": "theatre", "from_month": 6}
            | {"threshold": BEYOND_REACH}
        ],
        "rules": {
            "lead_floor": {"enabled": False},
            "headquarters_floor": {"enabled": False},
            "support_floor": {"enabled": support},
            "personnel_limit": {"enabled": ceilings},
        },
        "overrides": {"factors": base.overrides.factors},
        "objectives": ["shortfall", "cost"],
        "solve": {"whole_units": False},
    }
    plan = solve(scenario, directory=directory)
    return plan.requirements[-1].supplied, plan


def alone(data: Dataset, code: str) -> dict[str, Any]:
    """The coalition of one nation, with its forces on the eastern flank."""
    others = sorted(set(data.nations) - {code})
    return {"min_stance": 0, "exclude": others, "reuse_eastern_flank": [code]}


def people_at_peak(plan: Plan) -> float:
    """People in the theatre, each nation at its own peak."""
    return float(sum(nation.personnel_peak for nation in plan.nations))


def published_text(data: Dataset, identifier: str) -> str:
    """Value or range of a benchmark, with its unit."""
    row = data.benchmarks[identifier]
    text = f"{row.value:,g}" if row.low == row.high else f"{row.low:,g}–{row.high:,g}"
    return f"{text} {row.unit}"
