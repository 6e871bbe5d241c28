"""Reasons why forces are not there, and how they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.problem.demands import DemandInPhase
from planner.problem.records import PhaseRow, PlanWarning, PoolRow, ReasonKind
from planner.scenario.demands import place_of

NAMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """Why lots give nothing: a kind, and a text for the reader."""

    kind: ReasonKind
    text: str


def months_words(phase: PhaseRow) -> str:
    """A phase and its months, both ends included.

    >>> months_words(PhaseRow(id="slot_2", start_month=6, end_month=12))
    'slot_2 (months 6–11)'
    """
    last = phase.end_month - 1
    span = f"months {phase.start_month}–{last}" if last > phase.start_month else f"month {last}"
    return f"{phase.id} ({span})"


GENERAL: dict[ReasonKind, str] = {
    "too_late": "not there yet",
    "cannot_fill_slot": "too few lots for a slot longer than a tour",
    "participation_floor": "participation_floor asks more of a member than it can give",
}


def explained(reasons: Sequence[tuple[PoolRow, Reason]]) -> str:
    """The pools by what keeps each from being used, those with the same reason together."""
    groups: dict[str, list[str]] = {}
    for pool, reason in reasons:
        text = GENERAL.get(reason.kind, reason.text)
        groups.setdefault(text, []).append(f"{pool.nation} {pool.unit_type}")
    parts: list[str] = []
    for text, names in groups.items():
        hidden = len(names) - NAMES_SHOWN
        more = f" and {hidden} more" if hidden > 0 else ""
        parts.append(f"{text} ({', '.join(names[:NAMES_SHOWN])}{more})")
    return "; ".join(parts)


def demand_warnings(
    found: Iterable[tuple[DemandInPhase, str]], code: str, what: str
) -> Iterator[PlanWarning]:
    """A warning for every demand and reason, with the months of all phases that it is said of."""
    phases: dict[tuple[str, str], list[PhaseRow]] = {}
    for want, why in found:
        phases.setdefault((place_of(want.demand), why), []).append(want.phase)
    for (where, why), spans in phases.items():
        message = f"{what} in {_months(spans)}: {why}"
        yield PlanWarning(code=code, where=where, message=message)


def _months(phases: list[PhaseRow]) -> str:
    """Months of phases in words, those that follow each other together.

    >>> _months([PhaseRow(id=k, start_month=a, end_month=b) for k, a, b in
    ...          (("p", 0, 3), ("q", 3, 6), ("r", 9, 10))])
    'months 0–5 and 9'
    """
    spans = [[phases[0].start_month, phases[0].end_month]]
    for before, phase in pairwise(phases):
        if before.end_month == phase.start_month:
            spans[-1][1] = phase.end_month
        else:
            spans.append([phase.start_month, phase.end_month])
    texts = [f"{a}–{b - 1}" if b - a > 1 else f"{a}" for a, b in spans]
    named = texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
    single = len(texts) == 1 and "–" not in named
    return f"month{'' if single else 's'} {named}"
