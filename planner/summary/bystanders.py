"""Nations that could take part and give nothing, by what keeps them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from planner.plan.coalition import UnusedRow
from planner.plan.plan import Plan
from planner.problem.records import ReasonKind
from planner.summary.nouns import lowered

REASONS: dict[ReasonKind, str] = {
    "undetermined": "not used; why takes a what-if",
    "participation_floor": "cannot give as much as a member must (participation_floor)",
    "cannot_fill_slot": "too few lots for slots longer than a tour",
    "no_support": "no support is left to go with their forces",
    "company_limit": "no battlegroup can be there for their companies to go with",
    "no_headquarters": "no headquarters is left to lead their forces",
    "incomplete_package": "complete no package, as another part of it is not free",
    "personnel_limit": "one lot is above their ceiling of people (personnel_limit)",
    "bid_limit": "not bid then (bid_limit)",
    "us_enabler_limit": "not allowed so many (us_enabler_limit)",
    "nato_reserve_limit": "all their lots are earmarked for NATO (nato_reserve_limit)",
    "cycle": "no lot of theirs is free",
    "not_needed": "not needed: what they have a part in is met, or lacks other forces",
    "too_late": "could not be there in time",
    "below_one_lot": "all that they may give rounds to no lot",
    "not_permitted": "none of what they have may be given here",
}
"""the first of them that holds for any of its forces is said of a nation"""
ASKED = "asked for what would close a gap (Advice)"


def bystanders(plan: Plan) -> dict[str, dict[str, str]]:
    """Why in words -> the nations that give nothing, in the order of REASONS.

    With each nation what is left of its largest pool where all round to no lot, else nothing.
    Nations that the plan asks for something come first, those without any such forces last.
    """
    idle = [
        row.nation
        for row in plan.nations
        if not row.member and row.cost_eur_m <= 0 and row.role != "purchased"
    ]
    rows: dict[str, list[UnusedRow]] = defaultdict(list)
    for row in plan.unused:
        rows[row.nation].append(row)
    asked = {nation for row in plan.advice for nation in row.nations}
    found: dict[str, dict[str, str]] = {text: {} for text in (ASKED, *REASONS.values())}
    nothing: dict[str, str] = {}
    for nation in idle:
        if nation in asked:
            found[ASKED][nation] = ""
            continue
        kinds = {row.reason_kind for row in rows[nation]}
        first = next((kind for kind in REASONS if kind in kinds), None)
        if first is None:
            nothing[nation] = ""
        else:
            few = first == "below_one_lot"
            found[REASONS[first]][nation] = _left(plan, rows[nation]) if few else ""
    found["have none of what is asked for"] = nothing
    return {text: names for text, names in found.items() if names}


def _left(plan: Plan, rows: Iterable[UnusedRow]) -> str:
    """Of pools that round to no lot and might be sent, the largest before rounding."""
    pools = [row for row in rows if row.reason_kind == "below_one_lot"]
    most = max(pools, key=lambda row: -1 if row.left_lots is None else row.left_lots)
    titles = {unit.id: unit.title.partition(" (")[0] for unit in plan.unit_types}
    name = lowered(titles.get(most.unit_type) or most.unit_type)
    return "" if most.left_lots is None else f"{name} {most.left_lots:.2g}"
