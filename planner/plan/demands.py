"""What every demand needs in every phase, has and misses."""

from __future__ import annotations

from typing import Literal

from planner.problem.records import Record


class RequirementRow(Record):
    """A requirement in a phase: what was needed, what is there, what is missing."""

    id: str
    effect: str
    location: str
    phase: str
    within_days: int
    need: float
    supplied: float
    shortfall: float


class ForceRatioRow(Record):
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


class PresenceRow(Record):
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


class CoverRow(Record):
    """Packages (stations, defended areas) in a phase: needed, kept up, missing."""

    id: str
    rule: Literal["air_cover_floor", "air_defence_floor"]
    package: str
    location: str
    phase: str
    need: float
    supplied: float
    shortfall: float
