"""What every demand needs in every phase, has and misses."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from planner.problem.records import Record
from planner.scenario.demands import PackageRule


class DemandRow(Record):
    """Base of the rows of every kind of demand, in a phase in which it holds."""

    if TYPE_CHECKING:  # fields of the kinds, each in its own order
        id: str
        location: str
        phase: str
        need: float
        shortfall: float

        @property
        def rule(self) -> str:
            """The rule that holds the demand."""

        @property
        def supplied(self) -> float:
            """What is there; of a presence, no more than its need."""

    @property
    @abstractmethod
    def asked_for(self) -> str:
        """What is counted: an effect, battlegroups, nations, or a package."""


class SustainedRow(Record):
    """What is there of a demand in every phase that counts: the level at which it is kept up."""

    demand: str
    from_month: int
    """first month that counts: the last nation or fleet that can serve the demand may be there"""
    need: float
    sustained: float
    """what is there in the worst phase that counts, at most the need; in units of the demand"""
    worst_phases: tuple[str, ...]
    """the phases in which no more is there; none where the need is met throughout"""


class RequirementRow(DemandRow):
    """A requirement in a phase: what was needed, what is there, what is missing."""

    id: str
    effect: str
    location: str
    phase: str
    within_days: int
    need: float
    supplied: float
    shortfall: float

    @property
    def rule(self) -> str:
        """The rule that holds requirements."""
        return "effect_floor"

    @property
    def asked_for(self) -> str:
        """The effect."""
        return self.effect


class ForceRatioRow(DemandRow):
    """A threat in a phase: who attacks, who defends, and how many defenders are missing.

    All in battlegroups; ``need`` is attackers / ratio, and the host's own and the host brigades
    trained so far stand beside the coalition.
    """

    id: str
    location: str
    phase: str
    within_days: int
    attackers: float
    ratio: float
    need: float
    coalition: float
    host: float
    trained: float
    shortfall: float

    @property
    def rule(self) -> str:
        """The rule that holds threats."""
        return "force_ratio_floor"

    @property
    def supplied(self) -> float:
        """The coalition's, the host's and the trained battlegroups."""
        return self.coalition + self.host + self.trained

    @property
    def asked_for(self) -> str:
        """Always battlegroups."""
        return "battlegroups"


class PresenceRow(DemandRow):
    """Which nations stand at a location in a phase, and how many are missing."""

    id: str
    location: str
    phase: str
    nations: tuple[str, ...]
    need: int
    nuclear_powers: tuple[str, ...]
    nuclear_need: int
    shortfall: float
    """nations, or nuclear powers, whichever lack more; a relaxed plan counts parts of a nation"""

    @property
    def rule(self) -> str:
        """The rule that holds presences."""
        return "presence_floor"

    @property
    def supplied(self) -> float:
        """Of the need, what is not missing."""
        return self.need - self.shortfall

    @property
    def asked_for(self) -> str:
        """Always nations."""
        return "nations"


class CoverRow(DemandRow):
    """Packages (stations, defended areas) in a phase: needed, kept up, missing."""

    id: str
    rule: PackageRule
    package: str
    location: str
    phase: str
    need: float
    supplied: float
    shortfall: float

    @property
    def asked_for(self) -> str:
        """The id of the package."""
        return self.package
