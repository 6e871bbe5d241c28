"""Why one lot more of a pool does not come, the rest of the plan as it is.

Told from the plan and the problem, without solving again. Where it cannot be told, the kind is
``undetermined``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from planner.extraction.demands import LotsAt
from planner.extraction.schedule import least_schedule, until_its_end
from planner.plan.demands import DemandRow
from planner.problem.demands import DemandInPhase, DemandKey
from planner.problem.problem import DEPLOYED, POSTURES, STANDBY, Problem
from planner.problem.reasons import Reason
from planner.problem.records import PhaseRow, PoolRow
from planner.rounding import SMALL
from planner.scenario.demands import PackageDemand
from planner.scenario.fields import stated

VISIBLE = 0.005
"""lots below this are the rounding of a relaxed plan"""
BUSY = Reason("cycle", "no lot is free: on tour, in dwell, standing by or due for the next tour")
WHAT_IF = Reason("undetermined", "not used, and why takes a what-if")


class OneMore:
    """Asks of a plan why a pool gives no more in a phase."""

    def __init__(self, problem: Problem, lots: LotsAt, demands: Iterable[DemandRow]) -> None:
        """Of the plan: lots where they stand, and its demands."""
        self.problem, self.bars = problem, problem.bars
        self.supplied: dict[DemandKey, float] = {(r.id, r.phase): r.supplied for r in demands}
        self._reasons: dict[tuple[str, str, str], Reason] = {}
        self._fitting: dict[tuple[str, str, str, int], bool] = {}
        self._whole = problem.scenario.solve.whole_units
        self._given: dict[tuple[str, str, str], list[float]] = defaultdict(
            lambda: [0.0] * problem.scenario.horizon_months
        )
        """lots of a pool in a posture, month by month"""
        there: dict[tuple[str, str, str], float] = defaultdict(float)
        spans = {phase.id: range(phase.start_month, phase.end_month) for phase in problem.phases}
        for (nation, unit_type, place, phase), value in lots.items():
            there[unit_type, place, phase] += value
            months = self._given[nation, unit_type, problem.posture(place)]
            for month in spans[phase]:
                months[month] += value
        self._there = dict(there)

    def why_not(self, pool: PoolRow, phase: PhaseRow, want: DemandInPhase | None = None) -> Reason:
        """Why a pool gives no more in a phase (to a demand), the rest of the plan as it is."""
        key = (pool.nation, pool.unit_type, phase.id)
        if key not in self._reasons:
            self._reasons[key] = self._why_not(pool, phase)
        reason = self._reasons[key]
        if reason.kind == "no_headquarters" and self._could_stand_by(pool, phase, want):
            reason = WHAT_IF
        return self._incomplete(pool, want) or reason if reason is WHAT_IF else reason

    def _could_stand_by(self, pool: PoolRow, phase: PhaseRow, want: DemandInPhase | None) -> bool:
        """Would lots serve the demand where they stand by, led by nobody?"""
        return want is not None and any(
            self.problem.posture(place) == STANDBY
            and self.problem.acts_for(want.demand, pool.unit_type, place)
            for place in self.bars.open_places(pool, phase)
        )

    def _why_not(self, pool: PoolRow, phase: PhaseRow) -> Reason:
        if reason := self.bars.bar(pool, phase) or self.bars.member(pool.nation):
            return reason
        if not self._fits(pool, phase):
            return BUSY
        return self._unaided(pool, phase) or WHAT_IF

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
        pair = (pool.nation, pool.unit_type)
        months = {each: list(self._given[*pair, each]) for each in POSTURES}
        for month in range(phase.start_month, phase.end_month):
            months[posture][month] += more
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
                there -= take * self.supplied.get(other.key, 0.0)
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
        more = least if self._whole else least * VISIBLE
        if carried + more <= self._there.get((support, place, phase.id), 0.0) + SMALL:
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
        if led + (1 if self._whole else VISIBLE) <= room + SMALL:
            return False
        return not any(
            "division_hq" in p.unit_types[pool.unit_type].effects
            and self.bars.open_places(pool, phase)
            and self._is_free(pool, phase)
            for pool in p.pools
        )
