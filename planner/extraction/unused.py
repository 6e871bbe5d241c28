"""What a plan leaves unused and why, and why nothing at all is there of some demand.

Told from the plan and the problem, without solving again. A reason says what stands in the way in
the plan as it is; where that cannot be told, the kind is ``undetermined``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from planner.extraction.schedule import least_schedule, until_its_end
from planner.plan.coalition import UnusedRow
from planner.plan.demands import DemandRow
from planner.plan.forces import UnsupportedRow
from planner.problem.bars import Bars, Pair
from planner.problem.demands import DemandInPhase
from planner.problem.problem import DEPLOYED, POSTURES, STANDBY, Problem
from planner.problem.reasons import Reason, demand_warnings, explained
from planner.problem.records import PhaseRow, PlanWarning, PoolRow
from planner.reference.identifiers import PROCURED_OWNERS
from planner.rounding import SMALL
from planner.scenario.demands import PackageDemand
from planner.scenario.fields import stated

LotsAt = dict[tuple[str, str, str, str], float]
"""(nation, unit_type, location, phase) -> lots"""
VISIBLE = 0.005
"""lots below this are the rounding of a relaxed plan"""
BUSY = Reason("cycle", "no lot is free: on tour, in dwell, standing by or due for the next tour")
WHAT_IF = Reason("undetermined", "not used, and why takes a what-if")


class Leftovers:
    """Asks of a plan why a pool is not used in a phase."""

    def __init__(
        self,
        problem: Problem,
        lots: LotsAt,
        demands: Iterable[DemandRow],
        unsupported: Iterable[UnsupportedRow] = (),
    ) -> None:
        """Of the plan: lots where they stand, its demands, and what goes without support."""
        self.problem, self.bars = problem, Bars(problem)
        self._lots = lots
        self._lacked = {(v, row.location, row.phase) for row in unsupported for v in row.lacks}
        self._shortfalls: dict[Pair, float] = {}
        self._supplied: dict[Pair, float] = {}
        for row in demands:
            self._shortfalls[row.id, row.phase] = row.shortfall
            self._supplied[row.id, row.phase] = row.supplied
        self._fitting: dict[tuple[str, str, str, int], bool] = {}
        self._whole = problem.scenario.solve.whole_units
        self._given: dict[tuple[str, str, str, str], float] = defaultdict(float)
        there: dict[tuple[str, str, str], float] = defaultdict(float)
        for (nation, unit_type, place, phase), value in lots.items():
            there[unit_type, place, phase] += value
            self._given[nation, unit_type, problem.posture(place), phase] += value
        self._there = dict(there)

    # --- rows

    def rows(self) -> Iterator[UnusedRow]:
        """A row for every pool of a nation or fleet that gives nothing, with the reason."""
        used = {(nation, unit_type) for nation, unit_type, _, _ in self._lots}
        reasons = {
            (pool.nation, pool.unit_type): self._reason(pool)
            for pool in self.problem.pools
            if pool.nation not in PROCURED_OWNERS and (pool.nation, pool.unit_type) not in used
        }
        for refusal in self.problem.refusals:
            late = refusal.reason.startswith("could not be there")
            kind = Reason("too_late" if late else "not_permitted", refusal.reason)
            if refusal.nation not in PROCURED_OWNERS:
                reasons.setdefault((refusal.nation, refusal.unit_type), kind)
        for (nation, unit_type), reason in sorted(reasons.items()):
            if (nation, unit_type) not in used:
                yield UnusedRow(
                    nation=nation,
                    unit_type=unit_type,
                    reason_kind=reason.kind,
                    reason=reason.text,
                )

    def _reason(self, pool: PoolRow) -> Reason:
        """Why a pool gives nothing over the whole horizon."""
        phases = [p for p in self.problem.phases if self.bars.places(pool, p)]
        if not phases:
            return Reason("not_needed", "no demand takes any of it where it may be")
        barred = [self.bars.bar(pool, phase) for phase in phases]
        if all(barred):
            return next(reason for reason in barred if reason)
        if reason := self.bars.member(pool.nation):
            return reason
        lacking = [want for phase in phases for want in self._lacking(pool, phase)]
        found = [self.why_not(pool, want.phase, want) for want in lacking]
        found += [self.why_not(pool, phase) for phase in phases if self._is_lacked(pool, phase)]
        if not found:
            text = "every demand that it has a part in is met, or lacks other forces than these"
            return Reason("not_needed", text)
        return next((r for r in found if r.kind == "undetermined"), found[0])

    def _is_lacked(self, pool: PoolRow, phase: PhaseRow) -> bool:
        """Is it support of which too little is at a place where it may be?"""
        places = self.bars.open_places(pool, phase)
        return any((pool.unit_type, place, phase.id) in self._lacked for place in places)

    def _lacking(self, pool: PoolRow, phase: PhaseRow) -> list[DemandInPhase]:
        """Demands of a phase that are short, and for which more of the pool could matter."""
        helped = {
            name
            for place in self.bars.places(pool, phase)
            for name in self.problem.helped(pool.unit_type, place, phase)
        }
        return [
            want
            for want in self.problem.wants
            if want.phase.id == phase.id
            and want.demand.id in helped
            and self._is_short(want)
            and self._matters(pool, want)
        ]

    def _is_short(self, want: DemandInPhase) -> bool:
        """Is it short, or below what the stage deterrence values?"""
        valued = "deterrence" in self.problem.scenario.objectives
        above = valued and self._supplied.get(want.key, want.top) < want.top - SMALL
        return above or self._shortfalls.get(want.key, 0.0) > SMALL

    def _matters(self, pool: PoolRow, want: DemandInPhase) -> bool:
        """Has the pool itself what the demand takes, or are there forces that it could go with?"""
        candidates = self.bars.candidates(want)
        aided = {"undetermined", "no_support", "no_headquarters"}
        return any(other is pool for other in candidates) or any(
            self.why_not(other, want.phase).kind in aided for other in candidates
        )

    # --- one pool in one phase

    def why_not(self, pool: PoolRow, phase: PhaseRow, want: DemandInPhase | None = None) -> Reason:
        """Why a pool gives no more in a phase (to a demand), the rest of the plan as it is."""
        if reason := self.bars.bar(pool, phase) or self.bars.member(pool.nation):
            return reason
        if not self._fits(pool, phase):
            return BUSY
        return self._unaided(pool, phase) or self._incomplete(pool, want) or WHAT_IF

    def _fits(self, pool: PoolRow, phase: PhaseRow, lots: int = 1) -> bool:
        """Has the pool a schedule with so many lots more (relaxed: some of one) in the phase?"""
        key = (pool.nation, pool.unit_type, phase.id, lots)
        if key not in self._fitting:
            more = lots if self._whole else lots - 1 + VISIBLE
            postures = {self.problem.posture(i) for i in self.bars.open_places(pool, phase)}
            found = any(self._schedule(pool, phase, posture, more) for posture in postures)
            self._fitting[key] = found
        return self._fitting[key]

    def _schedule(self, pool: PoolRow, phase: PhaseRow, posture: str, more: float) -> bool:
        months: dict[str, list[float]] = {}
        for each in POSTURES:
            months[each] = [
                self._given[pool.nation, pool.unit_type, each, p.id]
                + (more if (each, p.id) == (posture, phase.id) else 0.0)
                for p in self.problem.phases
                for _ in range(self.problem.months(p))
            ]
        slack = 0.0 if self._whole else SMALL
        free = [q - s + slack for q, s in zip(pool.lots, months[STANDBY], strict=True)]
        if min(free) < 0 or sum(months[DEPLOYED][pool.end_month :]) > SMALL:
            return False
        free, cycle = until_its_end(free, pool.end_month), (pool.tour_months, pool.dwell_months)
        return least_schedule(months[DEPLOYED], free, *cycle) is not None

    def _incomplete(self, pool: PoolRow, want: DemandInPhase | None) -> Reason | None:
        """Is another part of a package taken to the last, so that one lot more completes none?"""
        if want is None or not isinstance(want.demand, PackageDemand):
            return None
        package = self.problem.packages[want.demand.package]
        own = self.problem.unit_types[pool.unit_type].effects
        for effect, take in package.needs.items():
            lacks = (take if self._whole else VISIBLE) - self._left_over(effect, want)
            if effect not in own and lacks > SMALL and not self._can_come(effect, lacks, want):
                text = f"completes no further {package.id}: too few {effect} are free"
                return Reason("incomplete_package", text)
        return None

    def _can_come(self, effect: str, amount: float, want: DemandInPhase) -> bool:
        """Have all pools together so much more of an effect for a demand?"""
        for pool in self.bars.candidates(want):
            value = self.problem.unit_types[pool.unit_type].effects.get(effect)
            if value and self._is_free(pool, want.phase):
                more = 1
                while more * value < amount and self._fits(pool, want.phase, more + 1):
                    more += 1
                amount -= more * value
            if amount <= SMALL:
                return True
        return False

    def _left_over(self, effect: str, want: DemandInPhase) -> float:
        """What is there of an effect and in no package of the same rule and place."""
        p = self.problem
        there = sum(
            lots * p.unit_types[unit_type].effects.get(effect, 0)
            for (unit_type, place, phase), lots in self._there.items()
            if phase == want.phase.id and p.reaches(want.demand.location, place, 0)
        )
        for other in p.wants:
            demand = other.demand
            same_phase = (other.rule, other.phase.id) == (want.rule, want.phase.id)
            together = same_phase and demand.location == want.demand.location
            if together and isinstance(demand, PackageDemand):
                take = p.packages[demand.package].needs.get(effect, 0.0)
                there -= take * self._supplied.get(other.key, 0.0)
        return there

    def _is_free(self, pool: PoolRow, phase: PhaseRow) -> bool:
        """May it come, and does it fit?"""
        barred = self.bars.bar(pool, phase) or self.bars.member(pool.nation)
        return barred is None and self._fits(pool, phase)

    def _unaided(self, pool: PoolRow, phase: PhaseRow) -> Reason | None:
        """Is no support or headquarters left for one more lot, wherever it could be?"""
        p, unit = self.problem, self.problem.unit_types[pool.unit_type]
        lacking: set[str] = set()
        for place in self.bars.open_places(pool, phase) if p.support_forbids else ():
            lacks = {v for v in unit.supported_by if self._exhausted(v, place, phase)}
            if not lacks:
                lacking = set()
                break
            lacking |= lacks
        if lacking:
            names = " or ".join(sorted(lacking))
            return Reason("no_support", f"no {names} is left to go with it in {phase.id}")
        if unit.is_battlegroup and self._led_to_the_full(phase):
            return Reason("no_headquarters", f"no division headquarters is left in {phase.id}")
        return None

    def _exhausted(self, support: str, place: str, phase: PhaseRow) -> bool:
        """Does the support at a place carry not one lot more, with none to add?"""
        types = self.problem.unit_types
        carried = sum(
            lots / types[u].supported_by[support]
            for (u, i, k), lots in self._there.items()
            if (i, k) == (place, phase.id) and support in types[u].supported_by
        )
        least = min(
            1 / t.supported_by[support] for t in types.values() if support in t.supported_by
        )
        if carried + least <= self._there.get((support, place, phase.id), 0.0) + SMALL:
            return False
        return not any(
            pool.unit_type == support
            and place in self.bars.open_places(pool, phase)
            and self._is_free(pool, phase)
            for pool in self.problem.pools
        )

    def _led_to_the_full(self, phase: PhaseRow) -> bool:
        """Do the division headquarters lead as many battlegroups as they can, with none to add?"""
        p, rule = self.problem, self.problem.scenario.rules.headquarters_floor
        if not rule.enabled:
            return False
        span = stated(
            rule.battlegroups_per_division, "headquarters_floor.battlegroups_per_division"
        )
        led = room = 0.0
        for (unit_type, place, k), lots in self._there.items():
            if k == phase.id and p.posture(place) == DEPLOYED:
                unit = p.unit_types[unit_type]
                led += lots * unit.is_battlegroup
                room += lots * unit.effects.get("division_hq", 0) * span
        if led + 1 <= room + SMALL:
            return False
        return not any(
            "division_hq" in p.unit_types[pool.unit_type].effects
            and self.bars.open_places(pool, phase)
            and self._is_free(pool, phase)
            for pool in p.pools
        )

    # --- demands of which nothing is there

    def warnings(self) -> Iterator[PlanWarning]:
        """Why nothing at all is there of a demand, where the problem alone does not say it."""
        empty = [
            (want, self._why_nothing(want))
            for want in self.problem.wants
            if self._supplied.get(want.key, 0.0) < SMALL < self._shortfalls.get(want.key, 0.0)
            and self.bars.candidates(want)
            and not self.bars.impossible(want)
        ]
        return demand_warnings(empty, "nothing_there", "nothing is there")

    def _why_nothing(self, want: DemandInPhase) -> str:
        pools = self.bars.candidates(want)
        return explained([(pool, self.why_not(pool, want.phase, want)) for pool in pools])
