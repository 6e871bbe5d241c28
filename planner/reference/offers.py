"""What a nation has said it would give, by component of a force, and what its silence counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.reference.tables import COMPONENTS, UnitType

LAND, LOGISTICS, SEA, STANDBY = "land", "logistics", "sea", "standby"
SUPPORTING = (LAND, LOGISTICS)
"""components under either of which the types go that support battlegroups"""
UNSAID = 1
"""level of forces at sea and standing by, until a nation has spoken of them"""
PLEDGED = 3
NOTHING = -1


@dataclass(frozen=True, slots=True)
class Offers:
    """The statements of one nation: 3 pledged or leads, 2 open, 1 support only, 0 refused.

    ``said``: its facts ``offer_<component>``, by component, ``standby`` among them; ``stance``: its
    stance on troops in general. Silence is not refusal: a component of which the nation has not
    spoken follows its land offer, and where even that is silent, its stance. Of ships and of forces
    that stand by a nation has offered 1 until it says otherwise.
    """

    nation: str
    said: Mapping[str, SourcedValue]
    stance: SourcedValue | None

    @property
    def levels(self) -> dict[str, int]:
        """Component -> level, of those of which the nation has spoken."""
        return {component: int(figure.value) for component, figure in self.said.items()}

    def statement(self, component: str) -> SourcedValue | None:
        """What counts for a component: its own statement, or what it follows; None if nothing."""
        own = self.said.get(component)
        if own or component in (SEA, STANDBY):
            return own
        return self.said.get(LAND) or self.stance

    def level(self, component: str, stance_lifted: bool = False) -> int:
        """The level that counts for a component, 0 to 3; -1 for a nation that has said nothing.

        ``stance_lifted``: the stance counts as pledged, for a nation that is let in by name.
        """
        figure = self.statement(component)
        if figure is None and component in (SEA, STANDBY) and (self.said or self.stance):
            return UNSAID
        if stance_lifted and figure in (None, self.stance):
            return PLEDGED
        return int(figure.value) if figure else NOTHING

    def best(self, components: Iterable[str], stance_lifted: bool = False) -> tuple[str, int]:
        """The component with the highest level, the first of several, and that level."""
        levels = {name: self.level(name, stance_lifted) for name in components}
        name = max(levels, key=lambda component: levels[component])
        return name, levels[name]


def offers_of(data: Dataset, nation: str) -> Offers:
    """The statements of a nation, as the dataset has them."""
    found = {name: data.fact(nation, f"offer_{name}") for name in (*COMPONENTS, STANDBY)}
    said = {name: figure for name, figure in found.items() if figure}
    return Offers(nation, said, data.fact(nation, "stance"))


def offered_as(unit: UnitType, types: Iterable[UnitType]) -> tuple[str, ...]:
    """Components under any of which a nation can offer a unit type: its own, or of what supports
    battlegroups land (with its brigades) and logistics."""
    supports = any(other.is_battlegroup and unit.id in other.supported_by for other in types)
    return SUPPORTING if supports else (unit.component,)
