"""Problem: a planning question with every number that answers it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from planner.problem.demands import DemandInPhase
from planner.problem.nations import Nation
from planner.problem.records import (
    EmptyPool,
    PackageRow,
    PhaseRow,
    PoolRow,
    PurchaseRow,
    Refusal,
    UnitTypeRow,
)
from planner.problem.usefulness import ALWAYS, Usefulness
from planner.reference.figure import SourcedValue
from planner.reference.identifiers import GROUND, PRESENCE, PROCURED_OWNERS
from planner.reference.pools import DAYS_PER_MONTH
from planner.scenario.demands import Demand, Threat, demands_of
from planner.scenario.fields import stated
from planner.scenario.scenario import Location, Scenario

if TYPE_CHECKING:
    from planner.problem.bars import Bars

DEPLOYED, STANDBY = POSTURES = ("deployed", "standby")


@dataclass(frozen=True)
class Problem:
    """A resolved planning problem. Immutable; the model and the plan are made from it."""

    scenario: Scenario
    nations: tuple[Nation, ...]
    unit_types: dict[str, UnitTypeRow]
    pools: tuple[PoolRow, ...]
    phases: tuple[PhaseRow, ...]
    packages: dict[str, PackageRow]
    purchases: tuple[PurchaseRow, ...]
    """what may be bought; ``lots`` is 0 in all"""
    catalogue: tuple[PurchaseRow, ...]
    """what is on offer for the unit types in use, whether it may be bought or not"""
    refusals: tuple[Refusal, ...]
    empty_pools: dict[tuple[str, str], EmptyPool]
    """nation, unit type -> why of what it owns no whole lot is in its pool"""
    bases: dict[tuple[str, str], tuple[SourcedValue, ...]]
    """nation, unit type -> the figures of which its lots and cycle are derived"""
    figures: tuple[SourcedValue, ...]
    assumptions: int
    standby_cost_share: float
    idle_overrides: tuple[str, ...]
    """factors that the scenario sets though no number here is derived from them"""

    @cached_property
    def nation(self) -> dict[str, Nation]:
        """Nations by code."""
        return {n.code: n for n in self.nations}

    @cached_property
    def fair_share(self) -> dict[str, float]:
        """Share of the burden by the scenario's key, of every sovereign nation; their sum is 1."""
        sovereign = [nation for nation in self.nations if nation.sovereign]
        total = sum(nation.size for nation in sovereign)
        return {n.code: n.size / total if total else 0.0 for n in sovereign}

    @cached_property
    def locations(self) -> dict[str, Location]:
        """Locations by id."""
        return {location.id: location for location in self.scenario.locations}

    def posture(self, location: str) -> str:
        """``standby``, or ``deployed`` for a place where lots are on tour."""
        return STANDBY if self.locations[location].kind == "standby" else DEPLOYED

    def cost(self, unit_type: str, posture: str) -> float:
        """EUR million a lot and month, deployed or standing by."""
        share = 1.0 if posture == DEPLOYED else self.standby_cost_share
        return self.unit_types[unit_type].cost_eur_m_month * share

    @property
    def lift_per_day(self) -> dict[str, float]:
        """What can be carried into the theatre a day, by mode: trains, tonnes, tonnes."""
        rule = self.scenario.rules.lift_limit
        return {
            "rail": stated(rule.trains_per_day, "lift_limit.trains_per_day"),
            "sea": stated(rule.sea_tonnes_per_day, "lift_limit.sea_tonnes_per_day"),
            "air": stated(rule.air_tonnes_per_day, "lift_limit.air_tonnes_per_day"),
        }

    def lift_opens(self, phase: PhaseRow) -> int:
        """First day on which what arrives for a phase is carried: the start of the phase before."""
        index = self.phases.index(phase)
        if index == 0:
            return -self.scenario.coalition.preparation_days
        return DAYS_PER_MONTH * self.phases[index - 1].start_month

    def lift_days(self, phase: PhaseRow) -> int:
        """Days in which the arrivals of a phase can be carried."""
        return DAYS_PER_MONTH * phase.start_month - self.lift_opens(phase)

    def carrying_days(self, pool: PoolRow, phase: PhaseRow) -> tuple[int, int]:
        """Days between which a lot that arrives for a phase is carried: ready, and last departure.

        It is ready after decision and notice, less what was prepared before day 0, and has its
        transit before it at the end. Day 0 is the first of month 0.
        """
        prepared = self.scenario.coalition.preparation_days
        ready = max(pool.decision_days + pool.notice_days - prepared, self.lift_opens(phase))
        return ready, DAYS_PER_MONTH * phase.start_month - pool.transit_days

    def load(self, pool: PoolRow, mode: str) -> float:
        """What one lot of a pool takes of a mode. What comes by sea takes trains as well."""
        tonnes = self.unit_types[pool.unit_type].tonnes
        if mode == "rail" and pool.movement in ("rail", "sea"):
            train = self.scenario.rules.lift_limit.tonnes_per_train
            return tonnes / stated(train, "lift_limit.tonnes_per_train")
        return tonnes if mode == pool.movement else 0.0

    @cached_property
    def wants(self) -> tuple[DemandInPhase, ...]:
        """Every demand in every phase in which it holds, with what is needed."""
        upper = self.scenario.requirement_level == "objective"
        wants: list[DemandInPhase] = []
        for _, demand in demands_of(self.scenario):
            threshold, objective = self._levels(demand)
            need = objective if upper else threshold
            end = demand.end(self.scenario.horizon_months)
            for phase in self.phases:
                if need > 0 and demand.from_month <= phase.start_month < end:
                    wants.append(DemandInPhase(demand, phase, need, max(need, objective)))
        return tuple(wants)

    @cached_property
    def counted_from(self) -> dict[str, int]:
        """Demand -> month from which its worst phase counts: what is kept up is what is there then.

        From its own start, and from when the last nation or fleet that can serve it may be there
        (caveats that end included), unless the scenario says from when. A demand that ends before
        counts from its own start.
        """
        found: dict[str, int] = {}
        # what is bought delays no demand
        arrivals = self.use.last_arrivals(q for q in self.pools if q.nation not in PROCURED_OWNERS)
        for demand in dict.fromkeys(want.demand for want in self.wants):
            start = self.scenario.steady_from_month
            if start is None:
                start = arrivals.get(demand.id, 0)
            end = demand.end(self.scenario.horizon_months)
            start = max(demand.from_month, start)
            found[demand.id] = demand.from_month if start >= end else start
        return found

    def rotates_from(self, pool: PoolRow) -> int:
        """Month from which a pool's cycle must keep up what it gives: when it may first be used,
        or when the scenario says that the force is steady."""
        first = min(pool.locations.values(), default=0)
        return max(first, self.scenario.steady_from_month or 0)

    def lot_months(self, pool: PoolRow) -> Fraction:
        """The most lot-months on tour that the cycle of a pool keeps up, T / (T + D) of what it
        has; the longest phase at least, so that a lone lot can fill one."""
        start = self.rotates_from(pool)
        phases = [phase for phase in self.phases if phase.start_month >= start]
        longest = max((phase.months for phase in phases), default=0)
        cycle = pool.tour_months + pool.dwell_months
        kept_up = Fraction(pool.tour_months * sum(pool.lots[start:]), cycle)
        return max(Fraction(longest), kept_up)

    def counts(self, want: DemandInPhase) -> bool:
        """Does a phase count for the level at which its demand is sustained?"""
        return want.phase.start_month >= self.counted_from[want.demand.id]

    def _levels(self, demand: Demand) -> tuple[float, float]:
        """Threshold and objective; of a threat, the battlegroups that are needed against it."""
        if not isinstance(demand, Threat):
            return demand.levels
        ratio = stated(self.scenario.rules.force_ratio_floor.ratio, "force_ratio_floor.ratio")
        low, high = (self.battlegroups(demand, amount) / ratio for amount in demand.levels)
        return low, high

    def battlegroups(self, threat: Threat, amount: float) -> float:
        """Attackers in battlegroups."""
        rule = self.scenario.rules.force_ratio_floor
        if threat.unit == "brigades":
            return amount * self.battlegroups_per_brigade
        troops = rule.troops_per_battlegroup
        return amount / stated(troops, "force_ratio_floor.troops_per_battlegroup")

    @property
    def battlegroups_per_brigade(self) -> float:
        """What a brigade, of the attacker or of the host, counts as in the force ratio."""
        size = self.scenario.rules.force_ratio_floor.battlegroups_per_brigade
        return stated(size, "force_ratio_floor.battlegroups_per_brigade")

    @property
    def sector_transit_days(self) -> int:
        """Days a unit needs from one sector to another."""
        days = self.scenario.rules.effect_floor.sector_transit_days
        return stated(days, "effect_floor.sector_transit_days")

    @property
    def pays_jointly(self) -> bool:
        """May something be bought together, or repaid by a common fund?"""
        budget = self.scenario.rules.budget_limit
        return bool(self.purchases) or (budget.enabled and budget.common_fund_eur_m > 0)

    @property
    def support_forbids(self) -> bool:
        """May nothing be there without its support? Not so where the stage support counts it."""
        scenario = self.scenario
        return scenario.rules.support_floor.enabled and "support" not in scenario.objectives

    @cached_property
    def alike_in_support(self) -> dict[str, str]:
        """Unit type that takes support -> the first, by id, of those that take just the same."""
        first: dict[tuple[tuple[str, int], ...], str] = {}
        return {
            name: first.setdefault(tuple(sorted(unit.supported_by.items())), name)
            for name, unit in sorted(self.unit_types.items())
            if unit.supported_by
        }

    @cached_property
    def company_groups(self) -> frozenset[str]:
        """Unit types that show presence, and have no weight of their own in a fight."""
        shown = {u.id for u in self.unit_types.values() if PRESENCE in u.effects}
        return frozenset(u for u in shown if GROUND not in self.unit_types[u].effects)

    @cached_property
    def use(self) -> Usefulness:
        """Where lots can act, and for which demands."""
        return Usefulness(self.scenario, self.unit_types, self.packages)

    @cached_property
    def bars(self) -> Bars:
        """What keeps pools from being used, whatever the plan."""
        from planner.problem.bars import Bars  # which is about problems

        return Bars(self)

    def reaches(self, location: str, place: str, within_days: int) -> bool:
        """Can a lot that is at a place act at a location in time? See Usefulness.reaches."""
        return self.use.reaches(location, place, within_days)

    def acts_for(self, demand: Demand, unit_type: str, place: str) -> bool:
        """Has a lot of this type at this place an effect that the demand can use in time?"""
        return self.use.acts_for(demand, unit_type, place)

    @cached_property
    def demanded(self) -> dict[str, frozenset[str]]:
        """Phase -> ids of the demands that hold in it, and ALWAYS."""
        held: dict[str, set[str]] = {phase.id: {ALWAYS} for phase in self.phases}
        for want in self.wants:
            held[want.phase.id].add(want.demand.id)
        return {phase: frozenset(names) for phase, names in held.items()}

    @cached_property
    def ground_phases(self) -> frozenset[str]:
        """Ids of the phases in which ground forces are asked for in place, in the theatre."""
        return frozenset(
            want.phase.id
            for want in self.wants
            if (GROUND, 0) in self.use.asks(want.demand)
            and self.locations[want.demand.location].in_theatre
        )

    def opens(self, nation: str) -> int | None:
        """First month in which a nation may have battlegroups in the theatre; None: never."""
        months = (
            month
            for pool in self.pools
            if pool.nation == nation and self.unit_types[pool.unit_type].is_battlegroup
            for place, month in pool.locations.items()
            if self.locations[place].in_theatre
        )
        return min(months, default=None)

    def helped(self, unit_type: str, location: str, phase: PhaseRow) -> frozenset[str]:
        """Ids of the demands of a phase that a lot of this type there has a part in; ALWAYS among
        them where it is of use whatever is demanded."""
        return self.use.uses(unit_type, location) & self.demanded[phase.id]

    def serves(self, unit_type: str, location: str, phase: PhaseRow) -> bool:
        """Is a lot of this type there in this phase of any use?"""
        return not self.use.uses(unit_type, location).isdisjoint(self.demanded[phase.id])
