"""What can be asked of nations for a demand: the levers, and how far each goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor
from typing import Literal

from planner.problem.build import with_overrides
from planner.problem.permissions import pinned_cycle
from planner.problem.problem import Problem
from planner.problem.records import PoolRow
from planner.reference.dataset import Dataset
from planner.reference.identifiers import HOST, POOLED_OWNERS, PROCURED_OWNERS, US
from planner.reference.offers import offered_as, offers_of
from planner.reference.pools import DerivedPool, derive_pool
from planner.reference.tables import UnitType
from planner.rounding import ROUNDING
from planner.scenario.coalition import too_little
from planner.scenario.demands import Demand, PackageDemand

Kind = Literal["more", "bid", "offer", "join", "dwell", "ceiling", "caveat", "approval"]
DATES: tuple[Kind, ...] = ("caveat", "approval")
"""asks that change from when forces may be there"""
MOST = 12
"""lots that one nation is asked for at most, beyond what it gives"""


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing to ask of one nation, up to so many lots.

    ``more`` lots in the pool, taken from what it keeps for other tasks; ``bid``: lots beyond its
    bid; ``offer``: lots of a type that it has not offered; ``join``: the same of a nation that the
    scenario leaves out; ``dwell`` one tour less at home; ``ceiling``: lots above the people that it
    has kept up before; ``caveat`` lifted; ``approval`` on day 0.
    """

    kind: Kind
    nation: str
    unit_type: str
    """empty where the nation decides for all types"""
    most: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it apart from others."""
        return self.kind, self.nation, self.unit_type


class Levers:
    """Finds what can be asked for a demand."""

    def __init__(self, problem: Problem, data: Dataset, demand: Demand) -> None:
        """``data``: of the reference date, without the scenario's overrides."""
        self.problem, self.demand = problem, demand
        self.scenario = problem.scenario
        self.data = with_overrides(data, self.scenario.overrides)
        self.pools = {(pool.nation, pool.unit_type): pool for pool in problem.pools}

    @cached_property
    def types(self) -> list[str]:
        """Unit types that have a part in the demand at some place, sorted."""
        use, places = self.problem.use, self.scenario.locations
        return sorted(
            name
            for name in self.problem.unit_types
            if any(
                use.fits(name, place.id) and self.demand.id in use.uses(name, place.id)
                for place in places
            )
        )

    def find(self) -> list[Lever]:
        """Every lever, in a fixed order."""
        outside = (HOST, US, *POOLED_OWNERS, *PROCURED_OWNERS)
        found: list[Lever] = []
        for nation in self.data.nations:
            if nation in outside:
                continue
            units = [self.data.unit_types[name] for name in self.types]
            own = [lever for unit in units for lever in self._of_pool(nation, unit)]
            found += [*own, *self._of_nation(nation, own)]
        return found

    def derived(self, nation: str, unit_type: str) -> DerivedPool:
        """What a nation owns and could use of a type, with the chain."""
        reuse = nation in self.scenario.coalition.reuse_eastern_flank
        return derive_pool(self.data, nation, self.data.unit_types[unit_type], reuse)

    def cycle(self, pool: DerivedPool) -> tuple[int, int]:
        """Months of tour and dwell: the nation's own, or what the scenario sets."""
        pinned = pinned_cycle(self.scenario, pool.nation, pool.unit_type)
        return pinned or (pool.tour_months, pool.dwell_months)

    def _of_pool(self, nation: str, unit: UnitType) -> Iterator[Lever]:
        pool = self.pools.get((nation, unit.id))
        if self.data.value(nation, unit.fact_item) <= 0 and pool is None:
            return
        derived = self.derived(nation, unit.id)
        owned, have = floor(derived.owned_lots + ROUNDING), max(pool.lots) if pool else 0
        bids = self.scenario.overrides.bids_of(nation, unit.id)
        if bids:
            most = max(bid.lots for bid in bids)
            if have > most:
                yield Lever("bid", nation, unit.id, self._cut(have - most, 1))
        elif self._unoffered(nation, unit):
            kind: Kind = "offer" if nation in self.problem.nation else "join"
            if most := max(derived.lots, have):
                yield Lever(kind, nation, unit.id, self._cut(most, 1))
            return
        elif nation not in self.problem.nation and derived.lots:
            yield Lever("join", nation, unit.id, self._cut(derived.lots, 1))
            return
        tour, dwell = self.cycle(derived)
        if owned > have and nation in self.problem.nation:
            most = self._cut(owned - have, ceil(1 + dwell / tour)) + self._to_nato(pool, derived)
            yield Lever("more", nation, unit.id, min(owned - have, most))
        if pool is not None and dwell >= 2 * tour and have:
            yield Lever("dwell", nation, unit.id, have)
        if pool is not None and self._has_ceiling(nation):
            yield Lever("ceiling", nation, unit.id, self._cut(MOST, 1))

    def _of_nation(self, nation: str, own: list[Lever]) -> Iterator[Lever]:
        """``own``: what is asked of its pools."""
        pools = [p for p in self.problem.pools if p.nation == nation and p.unit_type in self.types]
        more = sum(lever.most for lever in own if lever.kind in ("more", "offer", "join"))
        most = min(MOST, sum(max(pool.lots) for pool in pools) + more) or MOST
        if any(caveat.nation == nation for caveat in self.scenario.overrides.caveats):
            yield Lever("caveat", nation, "", most)
        if pools and self.data.value(nation, "authorisation_days") > 0:
            yield Lever("approval", nation, "", most)

    def _cut(self, most: int, cycle: int) -> int:
        """No more than what could close the demand alone, or make its nation a member, and than
        MOST."""
        wants = [want for want in self.problem.wants if want.demand.id == self.demand.id]
        need = max((want.need for want in wants), default=1)
        if isinstance(self.demand, PackageDemand):
            need *= max(self.problem.packages[self.demand.package].needs.values(), default=1)
        member = self.problem.bars.least / max(1, sum(want.phase.months for want in wants))
        return min(most, MOST, max(1, ceil(need), ceil(member)) * cycle)

    def _unoffered(self, nation: str, unit: UnitType) -> bool:
        """Has the nation not offered it for any place in the theatre where it has a part?"""
        use, types = self.problem.use, self.data.unit_types.values()
        places = [
            place
            for place in self.scenario.locations
            if place.kind != "standby"
            and use.fits(unit.id, place.id)
            and self.demand.id in use.uses(unit.id, place.id)
        ]
        offers, components = offers_of(self.data, nation), offered_as(unit, types)
        return bool(places) and all(
            too_little(self.scenario, offers, components, place) for place in places
        )

    def _has_ceiling(self, nation: str) -> bool:
        rule = self.scenario.rules.personnel_limit
        return rule.enabled and (nation in rule.ceilings or rule.national)

    def _to_nato(self, pool: PoolRow | None, derived: DerivedPool) -> int:
        """Of more lots, those that NATO has first: as many are earmarked, and may not be taken."""
        if self.scenario.rules.nato_reserve_limit.mode != "forbidden":
            return 0
        earmark, least = (pool.nato_earmark, min(pool.lots)) if pool else (derived.nato_earmark, 0)
        return max(0, earmark - least)


KEPT_FOR = {
    "home_defence_fraction": "home defence",
    "national_reserve": "the national reserve",
    "eastern_flank": "NATO's eastern flank",
    "efp_battlegroup": "NATO's eastern flank",
    "troops_deployed_abroad": "other operations",
    "committed": "tasks for NATO",
    "unavailable": "refit and training",
}
"""part of a figure's name -> what it keeps lots for"""


def taken_from(pool: DerivedPool) -> dict[str, float]:
    """What a nation keeps its other lots for, in lots, the most first."""
    kept: dict[str, float] = {}
    before = pool.owned_lots
    first = next(i for i, step in enumerate(pool.steps) if step.result == before) + 1
    for step in pool.steps[first:]:
        if not step.counts:
            continue
        lost, before = before - step.result, step.result
        if lost > ROUNDING and step.figures and not step.text.startswith("cycle"):
            names = [figure.name for figure in step.figures]
            what = next(
                (words for part, words in KEPT_FOR.items() if any(part in n for n in names)),
                "maintenance and training",
            )
            kept[what] = round(kept.get(what, 0.0) + lost, 2)
    return dict(sorted(kept.items(), key=lambda item: -item[1]))
