"""Nations that could take part: what they offer, how large they are, and what they can lead."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from planner.reference.dataset import Dataset
from planner.reference.identifiers import POOLED_OWNERS, PROCURED_OWNERS, US
from planner.reference.offers import Offers, offers_of
from planner.rounding import ROUNDING
from planner.scenario.coalition import BURDEN_ITEMS, BURDEN_KEYS
from planner.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Nation:
    """A nation that could take part. ``size`` is the value of the burden key."""

    code: str
    offers: Offers
    """what it has said it would give; its stance among it"""
    size: float
    sizes: dict[str, float]
    """value of every burden key"""
    personnel_ceiling: int
    past_peak: int
    """the most people that it has deployed and sustained since 2000"""
    nuclear: bool
    framework: bool
    littoral: bool
    """on the coast of the Black Sea"""
    aid_credit_eur_m: float
    renewal_months: int
    """months between votes on a running mission; 0: none"""
    vote_months: int
    """months after which forces that stay are voted on, once; 0: no such vote. Without renewals"""

    @property
    def stance(self) -> int:
        """Its stance on troops in general, 0 where it has none."""
        return int(self.offers.stance.value) if self.offers.stance else 0

    @property
    def sovereign(self) -> bool:
        """Counts as a member of the coalition: not the US, not a pooled or purchased fleet."""
        return self.code not in (US, *POOLED_OWNERS, *PROCURED_OWNERS)


def nations_of(scenario: Scenario, data: Dataset, codes: list[str]) -> tuple[Nation, ...]:
    """The nations of these codes, and the owners of purchases where they may be made."""
    rules = scenario.rules
    framework = rules.framework_floor.nations
    if rules.procurement_limit.enabled:
        codes = sorted({*codes, *PROCURED_OWNERS})
    nations: list[Nation] = []
    for code in codes:
        sizes = {key: data.value(code, item) for key, item in BURDEN_ITEMS.items()} | {"equal": 1.0}
        key = rules.burden.key
        own = rules.burden.sizes.get(code, 0.0) if key == "custom" else sizes[key]
        leads = [data.value(code, item) for item in ("eastern_flank_lead", "lead_capable")]
        credit = rules.burden.aid_credit_share
        aid = data.value(code, "aid_to_ukraine_total") * 1000 * credit if credit else 0.0
        peak = data.value(code, "peak_sustained_deployment")
        ceiling = rules.personnel_limit.ceilings.get(code, rules.personnel_limit.times_peak * peak)
        nations.append(
            Nation(
                code=code,
                offers=offers_of(data, code),
                size=own,
                sizes=sizes,
                personnel_ceiling=floor(ceiling + ROUNDING),
                past_peak=int(peak),
                nuclear=data.value(code, "nuclear") > 0,
                framework=code in framework if framework else any(leads),
                littoral=data.value(code, "black_sea_littoral") > 0,
                aid_credit_eur_m=aid,
                renewal_months=int(data.value(code, "authorisation_renewal_months")),
                vote_months=int(data.value(code, "authorisation_vote_months")),
            )
        )
    return tuple(nations)


def fair_shares(nations: tuple[Nation, ...]) -> dict[str, dict[str, float]]:
    """Nation -> its share of the burden by every key; 0 for what is not sovereign."""
    sums = {key: sum(n.sizes[key] for n in nations if n.sovereign) for key in BURDEN_KEYS}
    return {
        n.code: {
            key: n.sizes[key] / sums[key] if n.sovereign and sums[key] else 0.0
            for key in BURDEN_KEYS
        }
        for n in nations
    }
