"""What keeps a pool from being used, whatever the plan: told from the problem, without solving.

A pool is barred in a phase where the rules leave it no lot: it is not there yet, its tour is too
short for the slot, its nation cannot reach the least that a member gives, nobody can support or
lead it. Everything here is a reason that holds for every plan.
"""

from __future__ import annotations

from functools import cached_property
from math import inf

from planner.problem.demands import DemandInPhase
from planner.problem.problem import DEPLOYED, Problem
from planner.problem.reasons import GENERAL, Reason, explained, months_words
from planner.problem.records import PhaseRow, PoolKey, PoolRow
from planner.reference.identifiers import US


class Bars:
    """Looks up what bars the pools of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._places: dict[tuple[str, str, str], list[str]] = {}
        self._supported: dict[tuple[str, str, str], bool] = {}
        self._bars: dict[tuple[str, str, str], Reason | None] = {}
        self._most: dict[tuple[str, str, str], tuple[int, Reason | None]] = {}

    def places(self, pool: PoolRow, phase: PhaseRow) -> list[str]:
        """Where a lot of the pool is of some use in the phase, once it may be there."""
        key = (pool.nation, pool.unit_type, phase.id)
        if key not in self._places:
            serves = self.problem.serves
            self._places[key] = [i for i in pool.locations if serves(pool.unit_type, i, phase)]
        return self._places[key]

    def open_places(self, pool: PoolRow, phase: PhaseRow) -> list[str]:
        """Those at which a lot may be from the first month of the phase."""
        return [i for i in self.places(pool, phase) if pool.locations[i] <= phase.start_month]

    def bar(self, pool: PoolRow, phase: PhaseRow) -> Reason | None:
        """What leaves no lot of the pool for any place at which it has a part in the phase."""
        key = (pool.nation, pool.unit_type, phase.id)
        if key not in self._bars:
            self._bars[key] = self.most(pool, phase)[1] or self._unaided(pool, phase)
        return self._bars[key]

    def most(self, pool: PoolRow, phase: PhaseRow) -> tuple[int, Reason | None]:
        """The most lots that can be in place through a phase; if none, why."""
        key = (pool.nation, pool.unit_type, phase.id)
        if key not in self._most:
            most, reason = self._most_lots(pool, phase)
            overrides = self.problem.scenario.overrides
            bid = overrides.most_bid(pool.nation, pool.unit_type, phase.start_month)
            if bid == 0 and most:
                most, reason = 0, Reason("bid_limit", "its nation bids none then")
            self._most[key] = (most if bid is None else min(most, bid)), reason
        return self._most[key]

    def _most_lots(self, pool: PoolRow, phase: PhaseRow) -> tuple[int, Reason | None]:
        p, rules = self.problem, self.problem.scenario.rules
        opened = self.open_places(pool, phase)
        have = max(pool.lots[phase.start_month : phase.end_month])
        if not opened or not have:
            first = min(pool.locations.values())
            start = max(first, next((m for m, lots in enumerate(pool.lots) if lots), first))
            text = f"not there before month {start}"
            return 0, Reason("too_late", text if start > phase.start_month else "no lots then")
        most = at_once = have
        if pool.nation == US:  # they take turns: what is used at a time makes no pool smaller
            limit = rules.us_enabler_limit
            at_once = limit.most(pool.unit_type, phase.start_month, max(pool.lots))
        if not at_once:
            return 0, Reason("us_enabler_limit", "us_enabler_limit leaves none")
        if rules.nato_reserve_limit.mode == "forbidden":
            most = min(most, have - pool.nato_earmark)
            if most <= 0:
                return 0, Reason("nato_reserve_limit", f"all {have} lots are earmarked for NATO")
        reason = None
        if all(p.posture(i) == DEPLOYED for i in opened):
            most, reason = self._most_deployed(pool, phase, most)
        return min(most, at_once), reason

    def _most_deployed(
        self, pool: PoolRow, phase: PhaseRow, most: int
    ) -> tuple[int, Reason | None]:
        """The most of so many lots that can be deployed through a phase; if none, why."""
        p = self.problem
        whole = p.scenario.solve.whole_units
        people, ceiling = p.unit_types[pool.unit_type].personnel, self._ceiling(pool.nation)
        if people > ceiling and (whole or ceiling <= 0):  # of a part of a lot, some may go
            text = f"one lot has {people:,} people, above the ceiling of {ceiling:,}"
            return 0, Reason("personnel_limit", text)
        relay = pool.relay_lots(phase.months) if whole else 1
        if most >= relay:
            return most // relay, None
        tour = pool.tour_months
        text = (
            f"{most} lot{'s' * (most != 1)} with a tour of {tour} month{'s' * (tour != 1)} cannot "
            f"fill {months_words(phase)}, which takes {relay}"
        )
        return 0, Reason("cannot_fill_slot", text)

    def _ceiling(self, nation: str) -> float:
        """The most people that a nation may have deployed."""
        rule, own = self.problem.scenario.rules.personnel_limit, self.problem.nation[nation]
        national = nation in rule.ceilings or (rule.national and own.sovereign)
        if not rule.enabled:
            return inf
        total = inf if rule.total is None else rule.total
        return min(total, own.personnel_ceiling if national else inf)

    def _unaided(self, pool: PoolRow, phase: PhaseRow) -> Reason | None:
        """Is there nobody to support or lead a lot wherever it could be?"""
        p, unit = self.problem, self.problem.unit_types[pool.unit_type]
        opened = self.open_places(pool, phase)
        deployed = all(p.posture(i) == DEPLOYED for i in opened)
        if p.scenario.rules.headquarters_floor.enabled and unit.is_battlegroup and deployed:
            leads = [q for q in p.pools if "division_hq" in p.unit_types[q.unit_type].effects]
            if not any(self.most(q, phase)[0] for q in leads):
                text = f"headquarters_floor: no division headquarters can stand in {phase.id}"
                return Reason("no_headquarters", text)
        if unit.id in p.company_groups and not self._taken_in(opened, phase):
            text = f"company_limit: no battlegroup can be there in {phase.id}"
            return Reason("company_limit", text)
        lacking: set[str] = set()
        for place in opened if p.support_forbids else ():
            lacks = {v for v in unit.supported_by if not self._supports(v, place, phase)}
            if not lacks:
                return None
            lacking |= lacks
        if not lacking:
            return None
        text = f"support_floor: nobody has {' or '.join(sorted(lacking))} to go with it"
        return Reason("no_support", f"{text} in {phase.id}")

    def _taken_in(self, places: list[str], phase: PhaseRow) -> bool:
        """Can any battlegroup be at one of the places for company groups to go with?"""
        if not self.problem.scenario.rules.company_limit.enabled:
            return True
        battlegroups = [u.id for u in self.problem.unit_types.values() if u.is_battlegroup]
        return any(self._has_lots(name, i, phase) for name in battlegroups for i in places)

    def _supports(self, support: str, place: str, phase: PhaseRow) -> bool:
        """Can any lot of a support type be at a place in a phase?"""
        key = (support, place, phase.id)
        if key not in self._supported:
            self._supported[key] = self._has_lots(support, place, phase)
        return self._supported[key]

    def _has_lots(self, unit_type: str, place: str, phase: PhaseRow) -> bool:
        return any(
            pool.unit_type == unit_type
            and pool.locations.get(place, phase.end_month) <= phase.start_month
            and self.most(pool, phase)[0] > 0
            for pool in self.problem.pools
        )

    @cached_property
    def below_floor(self) -> dict[str, int]:
        """Nations that can never give what a member must -> the most lot-months they can give."""
        p = self.problem
        most = {nation.code: 0 for nation in p.nations if nation.sovereign}
        for pool in p.pools:
            if pool.nation in most:
                most[pool.nation] += self._lot_months(pool)
        return {nation: given for nation, given in most.items() if 0 < given < self.least}

    def _lot_months(self, pool: PoolRow) -> int:
        """No fewer than the most lot-months that a pool can give over the horizon."""
        p = self.problem
        by_phase = {phase.id: self.most(pool, phase)[0] for phase in p.phases}
        phases = [phase for phase in p.phases if by_phase[phase.id]]
        given = sum(by_phase[phase.id] * phase.months for phase in phases)
        if not phases or any(p.posture(i) != DEPLOYED for i in pool.locations):
            return given
        cycle = pool.tour_months + pool.dwell_months
        full, rest = divmod(phases[-1].end_month - phases[0].start_month, cycle)
        on_tour = full * pool.tour_months + min(pool.tour_months, rest)
        return min(given, max(pool.lots) * on_tour)

    def member(self, nation: str) -> Reason | None:
        """Is the nation kept out by the least that a member gives? In fractions nobody is: who
        gives a part of it is a member in part."""
        if not self.problem.scenario.solve.whole_units or nation not in self.below_floor:
            return None
        most = self.below_floor[nation]
        text = f"{nation} can give at most {most} of the {self.least} lot-months of a member"
        return Reason("participation_floor", text)

    @property
    def least(self) -> int:
        """Lot-months that a member gives at least."""
        return self.problem.scenario.rules.participation_floor.least

    def kept_out(self) -> dict[str, str]:
        """Nations that can be no members, in any plan -> why."""
        p = self.problem
        found: dict[str, str] = {}
        for nation in (nation.code for nation in p.nations if nation.sovereign):
            pools = [pool for pool in p.pools if pool.nation == nation]
            asked = [(q, phase) for q in pools for phase in p.phases if self.places(q, phase)]
            if not asked:
                found[nation] = "nothing that it has is asked for"
            elif all(self.bar(pool, phase) for pool, phase in asked):
                bars = (self.bar(pool, phase) for pool, phase in asked)
                kinds = dict.fromkeys(GENERAL.get(r.kind, r.text) for r in bars if r)
                found[nation] = " or ".join(kinds)
            elif self.member(nation):
                found[nation] = GENERAL["participation_floor"]
        return found

    def candidates(self, want: DemandInPhase) -> list[PoolRow]:
        """Pools with an effect that the demand takes, at a place from which it counts."""
        return self._candidates.get(want.demand.id, [])

    @cached_property
    def _candidates(self) -> dict[str, list[PoolRow]]:
        """Demand -> its candidates, in the order of the pools."""
        found: dict[str, list[PoolRow]] = {}
        for pool in self.problem.pools:
            acting = (self.problem.use.acting(pool.unit_type, place) for place in pool.locations)
            for demand in frozenset().union(*acting):
                found.setdefault(demand, []).append(pool)
        return found

    def impossible(self, want: DemandInPhase) -> str:
        """Why none of the pools that a demand could use can be there, in any plan; else empty."""
        barred: list[tuple[PoolRow, Reason]] = []
        for pool in self.candidates(want):
            reason = self.bar(pool, want.phase) or self.member(pool.nation)
            if reason is None:
                return ""
            barred.append((pool, reason))
        return explained(barred) if barred else ""

    def short_tours(self) -> dict[PoolKey, Reason]:
        """Pools that, for their tour, cannot fill the first slot in which they have a part."""
        found: dict[PoolKey, Reason] = {}
        if not self.problem.scenario.solve.whole_units:
            return found  # in fractions a part of a lot fills it
        for pool in self.problem.pools:
            for phase in self.problem.phases:
                places = self.open_places(pool, phase)
                have = max(pool.lots[phase.start_month : phase.end_month])
                if have and any(self.problem.posture(i) == DEPLOYED for i in places):
                    reason = self._most_deployed(pool, phase, have)[1]
                    if reason and reason.kind == "cannot_fill_slot":
                        found.setdefault((pool.nation, pool.unit_type), reason)
        return found
