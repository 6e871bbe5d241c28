"""The politics of a plan in a few numbers: money, votes, NATO's tiers, the United States."""

from __future__ import annotations

from collections import defaultdict

from planner.plan.plan import Plan
from planner.plan.politics import MandateRow, UsGapRow
from planner.rounding import SMALL

TIERS = ("tier_1", "tier_2", "tier_3", "undeclared")


def costs_by_kind(plan: Plan) -> dict[str, float]:
    """Kind -> EUR million of all nations over the horizon, the most expensive first."""
    sums: dict[str, float] = defaultdict(float)
    for row in plan.costs:
        sums[row.kind] += row.eur_m
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def coming_votes(plan: Plan, most: int) -> list[MandateRow]:
    """So many renewals in order of date; no second one of a nation while a first is left out."""
    renewals = sorted(
        (row for row in plan.mandates if row.event == "renewal" and row.personnel > 0),
        key=lambda row: (row.month, -row.personnel, row.nation),
    )
    seen: set[str] = set()
    firsts: list[MandateRow] = []
    later: list[MandateRow] = []
    for row in renewals:
        (later if row.nation in seen else firsts).append(row)
        seen.add(row.nation)
    chosen = (firsts + later)[:most]
    return [row for row in renewals if row in chosen]


def tier_months(plan: Plan) -> dict[str, dict[str, float]]:
    """Nation -> tier -> lots x months out of it; most out of tiers 1 and 2 first."""
    sums: dict[str, dict[str, float]] = {}
    for row in plan.nato_ledger:
        tiers = sums.setdefault(row.nation, dict.fromkeys(TIERS, 0.0))
        for tier in TIERS:
            tiers[tier] += getattr(row, tier) * (row.end_month - row.start_month)

    def drawn(item: tuple[str, dict[str, float]]) -> tuple[float, float, float, str]:
        nation, tiers = item
        earmarked = tiers["tier_1"] + tiers["tier_2"]
        return -round(earmarked, 6), -round(tiers["tier_3"], 6), -sum(tiers.values()), nation

    return dict(sorted(sums.items(), key=drawn))


def peak_gaps(plan: Plan) -> list[UsGapRow]:
    """By unit type, the phase in which most US lots are used: the first of equals."""
    peaks: dict[str, UsGapRow] = {}
    for row in plan.us_gaps:
        if row.unit_type not in peaks or row.us_lots > peaks[row.unit_type].us_lots + SMALL:
            peaks[row.unit_type] = row
    return [peaks[unit_type] for unit_type in sorted(peaks)]
