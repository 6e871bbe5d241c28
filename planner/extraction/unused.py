"""What a plan leaves unused and why, and why nothing at all is there of some demand.

Told from the plan and the problem, without solving again. A reason says what stands in the way in
the plan as it is; where that cannot be told, the kind is ``undetermined``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.extraction.demands import LotsAt
from planner.extraction.one_more import OneMore
from planner.plan.coalition import UnusedRow
from planner.plan.demands import DemandRow
from planner.plan.forces import UnsupportedRow
from planner.problem.demands import DemandInPhase, DemandKey
from planner.problem.problem import Problem
from planner.problem.reasons import Reason, demand_warnings, explained
from planner.problem.records import PhaseRow, PlanWarning, PoolRow
from planner.reference.identifiers import PROCURED_OWNERS
from planner.rounding import SMALL


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
        rows = tuple(demands)
        self.one_more = OneMore(problem, lots, rows)
        self.problem, self.bars, self.why_not = problem, self.one_more.bars, self.one_more.why_not
        self._lots = lots
        self._wants: dict[str, list[DemandInPhase]] = {phase.id: [] for phase in problem.phases}
        for want in problem.wants:
            self._wants[want.phase.id].append(want)
        self._lacked = {(v, row.location, row.phase) for row in unsupported for v in row.lacks}
        self._shortfalls: dict[DemandKey, float] = {(r.id, r.phase): r.shortfall for r in rows}

    # --- rows

    def rows(self) -> Iterator[UnusedRow]:
        """A row for every pool of a nation or fleet that gives nothing, or has no whole lot, with
        the reason."""
        used = {(nation, unit_type) for nation, unit_type, _, _ in self._lots}
        reasons = {
            (pool.nation, pool.unit_type): self._reason(pool)
            for pool in self.problem.pools
            if pool.nation not in PROCURED_OWNERS and (pool.nation, pool.unit_type) not in used
        }
        empty = self.problem.empty_pools
        for pair, none in empty.items():
            barred = none.barred
            reasons[pair] = (
                Reason(barred.kind, f"{barred.reason}; and {none.why}")
                if barred
                else Reason("below_one_lot", none.why)
            )
        for refusal in self.problem.refusals:
            if refusal.nation not in PROCURED_OWNERS:
                refused = Reason(refusal.kind, refusal.reason)
                reasons.setdefault((refusal.nation, refusal.unit_type), refused)
        for (nation, unit_type), reason in sorted(reasons.items()):
            if (nation, unit_type) not in used:
                left = empty.get((nation, unit_type))
                yield UnusedRow(
                    nation=nation,
                    unit_type=unit_type,
                    reason_kind=reason.kind,
                    reason=reason.text,
                    left_lots=left.left_lots if left else None,
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
            for want in self._wants[phase.id]
            if want.demand.id in helped and self._is_short(want) and self._matters(pool, want)
        ]

    def _is_short(self, want: DemandInPhase) -> bool:
        """Is it short, or below what the stage deterrence values?"""
        valued = "deterrence" in self.problem.scenario.objectives
        above = valued and self.one_more.supplied.get(want.key, want.top) < want.top - SMALL
        return above or self._shortfalls.get(want.key, 0.0) > SMALL

    def _matters(self, pool: PoolRow, want: DemandInPhase) -> bool:
        """Has the pool itself what the demand takes, or are there forces that it could go with?"""
        candidates = self.bars.candidates(want)
        aided = {"undetermined", "no_support", "no_headquarters"}
        return any(other is pool for other in candidates) or any(
            self.why_not(other, want.phase).kind in aided for other in candidates
        )

    # --- demands of which nothing is there

    def warnings(self) -> Iterator[PlanWarning]:
        """Why nothing at all is there of a demand, where the problem alone does not say it."""
        empty = [
            (want, self._why_nothing(want))
            for want in self.problem.wants
            if self.one_more.supplied.get(want.key, 0.0)
            < SMALL
            < self._shortfalls.get(want.key, 0.0)
            and self.bars.candidates(want)
            and not self.bars.impossible(want)
        ]
        return demand_warnings(empty, "nothing_there", "nothing is there")

    def _why_nothing(self, want: DemandInPhase) -> str:
        pools = self.bars.candidates(want)
        return explained([(pool, self.why_not(pool, want.phase, want)) for pool in pools])
