"""Who takes part, what each nation carries, and what stays at home."""

from __future__ import annotations

from planner.problem.records import ReasonKind, Record


class NationRow(Record):
    """A nation in or out of the coalition, and what it carries."""

    nation: str
    member: bool
    role: str
    """lead, member, pooled or purchased (a common fleet), us_enablers, or none"""
    stance: int
    offers: dict[str, int]
    """component, or standby -> level of what it has said it would give: 3 pledged, 2 open, 1
    support only, 0 refused; those of which it has not spoken are not there"""
    personnel_peak: int
    personnel_months: float
    cost_eur_m: float
    burden_share: float
    """share of the coalition's cost"""
    fair_share: float
    """share by the burden key among the nations that could take part"""
    fair_shares: dict[str, float]
    """share by every key: gdp, defence_budget, active_forces, equal"""
    size: float
    """value of the burden key (USD billion, persons, 1, or the user's)"""
    personnel_ceiling: int
    past_peak: int
    """the most people that it has deployed and sustained since 2000"""
    people_times_peak: float
    """personnel_peak / past_peak; 0 where no peak is known"""
    nuclear: bool
    framework: bool
    """can lead a multinational brigade"""
    littoral: bool = False
    """on the coast of the Black Sea, so that its warships may stay there"""
    aid_credit_eur_m: float
    """aid already given that counts against the burden"""
    fund_received_eur_m: float
    """from the common fund"""
    fund_paid_eur_m: float
    """into the common fund, by fair share"""


class UnusedRow(Record):
    """A pool that could have been used and gives nothing, and why.

    Only what can be told without solving again; ``undetermined`` where it cannot.
    """

    nation: str
    unit_type: str
    reason_kind: ReasonKind
    reason: str
    left_lots: float | None = None
    """of a pool that rounds to no lot: lots before rounding"""
