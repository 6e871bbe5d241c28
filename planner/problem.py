"""Problem: a planning question with every number that answers it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from planner.dataset import Figure
from planner.pools import POOLED_OWNERS
from planner.result import PhaseRow, PoolRow, Refusal, UnitTypeRow
from planner.schema import Location, Requirement, Scenario

DEPLOYED, STANDBY = POSTURES = ("deployed", "standby")
US = "USA"
HOST = "UKR"


@dataclass(frozen=True, slots=True)
class Nation:
    """A nation that could take part. ``size`` is the value of the burden key."""

    code: str
    stance: int
    size: float
    personnel_ceiling: int
    lead_capable: bool

    @property
    def sovereign(self) -> bool:
        """Counts as a member of the coalition: not the US, not a pooled fleet."""
        return self.code not in (US, *POOLED_OWNERS)


@dataclass(frozen=True)
class Problem:
    """A resolved planning problem. Immutable; the model and the plan are made from it."""

    scenario: Scenario
    nations: tuple[Nation, ...]
    unit_types: dict[str, UnitTypeRow]
    pools: tuple[PoolRow, ...]
    phases: tuple[PhaseRow, ...]
    refusals: tuple[Refusal, ...]
    figures: tuple[Figure, ...]
    assumptions: int
    standby_cost_share: float
    idle_overrides: tuple[str, ...]
    """factors that the scenario sets though no number here is derived from them"""

    @cached_property
    def nation(self) -> dict[str, Nation]:
        """Nations by code."""
        return {n.code: n for n in self.nations}

    @cached_property
    def locations(self) -> dict[str, Location]:
        """Locations by id."""
        return {location.id: location for location in self.scenario.locations}

    def posture(self, location: str) -> str:
        """``deployed`` for a place in the theatre, where lots are on tour, else ``standby``."""
        return STANDBY if self.locations[location].kind == "standby" else DEPLOYED

    def months(self, phase: PhaseRow) -> int:
        """Length of a phase in months."""
        return phase.end_month - phase.start_month

    def cost(self, unit_type: str, posture: str) -> float:
        """EUR million a lot and month, deployed or standing by."""
        share = 1.0 if posture == DEPLOYED else self.standby_cost_share
        return self.unit_types[unit_type].cost_eur_m_month * share

    def need(self, requirement: Requirement, phase: PhaseRow) -> float:
        """What is required in a phase; 0 where the requirement does not hold."""
        end = self.scenario.horizon_months if requirement.to_month is None else requirement.to_month
        if not requirement.from_month <= phase.start_month < end:
            return 0.0
        if self.scenario.requirement_level == "objective" and requirement.objective is not None:
            return requirement.objective
        return requirement.threshold

    def acts_for(self, requirement: Requirement, unit_type: str, location: str) -> bool:
        """Can a lot of this type at this location act for the requirement in time?

        In place: lots at the location, or anywhere in the theatre for a theatre_wide one. Within R
        days also theatre-wide lots, sectors no farther than sector_transit_days, and standby
        locations whose notice + transit is at most R.
        """
        if requirement.effect not in self.unit_types[unit_type].effects:
            return False
        here, there = self.locations[requirement.location], self.locations[location]
        if location == requirement.location:
            return True
        if there.kind == "standby":
            days = there.notice_days + there.transit_days
            return here.kind != "standby" and requirement.within_days >= max(1, days)
        if here.kind == "theatre_wide":
            return True
        if here.kind == "standby" or requirement.within_days == 0:
            return False
        sector_days = self.scenario.rules.effect_floor.sector_transit_days
        return there.kind == "theatre_wide" or requirement.within_days >= sector_days

    def serves(self, unit_type: str, location: str, phase: PhaseRow) -> bool:
        """Is a lot of this type there in this phase of any use?

        It is, if a requirement of the phase counts it, if it supports or leads a type that is of
        use there, or if a pledge names it.
        """
        unit = self.unit_types[unit_type]
        if any(
            pledge.unit_type == unit_type for pledge in self.scenario.rules.pledge_floor.pledges
        ):
            return True
        if any(
            self.need(r, phase) > 0 and self.acts_for(r, unit_type, location)
            for r in self.scenario.requirements
        ):
            return True
        places = (
            [location]
            if unit.role != "command"
            else [i for i in self.locations if self.posture(i) == DEPLOYED]
        )
        return any(
            (unit_type in other.supported_by or (unit.role == "command" and other.commitments))
            and self.serves(other.id, place, phase)
            for other in self.unit_types.values()
            if other.id != unit_type
            for place in places
        )
