"""What each nation has said that it would give, beside what a plan has of it."""

from __future__ import annotations

from collections import defaultdict

from planner.plan.coalition import NationRow
from planner.plan.plan import Plan
from planner.problem.records import Record
from planner.summary.nations import nation_name
from planner.summary.texts import amount_text, listed

LEVELS = {3: "pledged", 2: "open to", 1: "support only for", 0: "refused"}
OFFERS_SCALE = "Offers and stances: 0 refused, 1 support only, 2 open, 3 pledged."
"""where levels stand as numbers"""


class Promise(Record):
    """One nation."""

    nation: str
    promised: str
    """what it has said of each component, the most first"""
    lots: str
    """the most that it gives at one time, standing by included"""
    people: str
    """in the theatre, at sea and training the host, at peak"""


def promises(plan: Plan) -> list[Promise]:
    """Every nation that has spoken or gives something; who has most people there comes first."""
    by_phase: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in plan.contributions:
        by_phase[row.nation, row.phase] += row.lots
    lots: defaultdict[str, float] = defaultdict(float)
    for (nation, _), amount in by_phase.items():
        lots[nation] = max(lots[nation], amount)
    return [
        Promise(
            nation=nation_name(each.nation),
            promised=_said(each),
            lots=amount_text(lots[each.nation]),
            people=f"{each.personnel_peak:,}",
        )
        for each in sorted(plan.nations, key=lambda each: (-each.personnel_peak, each.nation))
        if each.offers or lots[each.nation]
    ]


def _said(row: NationRow) -> str:
    """Its offers in words; of what it has not spoken, nothing."""
    parts = []
    for level, word in LEVELS.items():
        named = [name.replace("_", " ") for name, said in row.offers.items() if said == level]
        if named:
            parts.append(f"{word} {listed(named)}")
    return "; ".join(parts) or "no statement"
