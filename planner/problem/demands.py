"""What is demanded, phase by phase."""

from __future__ import annotations

from dataclasses import dataclass

from planner.problem.records import PhaseRow
from planner.scenario.demands import Demand

DemandKey = tuple[str, str]
"""demand and phase"""


@dataclass(frozen=True, slots=True)
class DemandInPhase:
    """A demand in a phase: ``need`` must be met, up to ``top`` more adds value.

    In units of the effect, battlegroups (threats), nations (presences) or packages.
    """

    demand: Demand
    phase: PhaseRow
    need: float
    top: float

    @property
    def rule(self) -> str:
        """The rule that holds the demand."""
        return self.demand.rule

    @property
    def key(self) -> DemandKey:
        """Of its shortfall."""
        return self.demand.id, self.phase.id
