"""Nations that could take part and give nothing, by what keeps them out."""

from __future__ import annotations

from collections import defaultdict

from planner.plan.plan import Plan
from planner.problem.records import ReasonKind

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
    "not_permitted": "not permitted to",
    "below_one_lot": "have less than one lot of what is asked for",
}
"""the first of them that holds for any of its forces is said of a nation"""


def bystanders(plan: Plan) -> dict[str, list[str]]:
    """Why in words -> the nations that give nothing, in the order of REASONS.

    Nations without any such forces come last.
    """
    idle = [
        row.nation
        for row in plan.nations
        if not row.member and row.cost_eur_m <= 0 and row.role != "purchased"
    ]
    kinds: dict[str, set[ReasonKind]] = defaultdict(set)
    for row in plan.unused:
        kinds[row.nation].add(row.reason_kind)
    found: dict[str, list[str]] = {text: [] for text in REASONS.values()}
    nothing: list[str] = []
    for nation in idle:
        first = next((text for kind, text in REASONS.items() if kind in kinds[nation]), None)
        (nothing if first is None else found[first]).append(nation)
    found["have none of what is asked for"] = nothing
    return {text: names for text, names in found.items() if names}
