"""What a solution gives of every demand: needed, supplied, missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.extraction.growth import training
from planner.model.core import ForceModel
from planner.plan.demands import CoverRow, ForceRatioRow, PresenceRow, RequirementRow
from planner.plan.forces import ContributionRow
from planner.problem.problem import DemandInPhase
from planner.reference.identifiers import GROUND
from planner.scenario.fields import stated
from planner.scenario.rules import PackageDemand, Presence, Threat
from planner.scenario.scenario import Requirement
from planner.solver.lexicographic import Solution

LotsAt = dict[tuple[str, str, str, str], float]
"""(nation, unit_type, location, phase) -> lots"""
SMALL, SMALL_IN_FRACTIONS = 1e-6, 1e-5
"""amounts that are nothing; in fractions, later stages may take a millionth of earlier ones"""


def tidy(value: float) -> float:
    """Whole where it is whole, else nine decimals."""
    nearest = round(value)
    return float(nearest) if abs(value - nearest) < SMALL else round(value, 9)


@dataclass(frozen=True, slots=True)
class Answers:
    """A row for every demand and phase in which it holds."""

    requirements: tuple[RequirementRow, ...]
    force_ratios: tuple[ForceRatioRow, ...]
    presences: tuple[PresenceRow, ...]
    cover: tuple[CoverRow, ...]
    small: float
    """what is missing up to this is not missing"""

    @property
    def shortfalls(self) -> dict[tuple[str, str], float]:
        """What is missing, by demand and phase."""
        return {(row.id, row.phase): row.shortfall for row in self._rows}

    @property
    def supplied(self) -> dict[tuple[str, str], float]:
        """What is there, by demand and phase; of a presence, no more than its need."""
        there: dict[tuple[str, str], float] = {}
        for row in self._rows:
            if isinstance(row, ForceRatioRow):
                there[row.id, row.phase] = row.coalition + row.host + row.trained
            elif isinstance(row, PresenceRow):
                there[row.id, row.phase] = row.need - row.shortfall
            else:
                there[row.id, row.phase] = row.supplied
        return there

    @property
    def _rows(self) -> Iterator[RequirementRow | ForceRatioRow | PresenceRow | CoverRow]:
        yield from self.requirements
        yield from self.force_ratios
        yield from self.presences
        yield from self.cover

    @property
    def short(self) -> bool:
        """Is anything missing?"""
        return any(amount > self.small for amount in self.shortfalls.values())


def demand_rows(model: ForceModel, solution: Solution, lots: LotsAt) -> Answers:
    """The answers to all demands, from the placed lots."""
    contributions = tuple(
        ContributionRow(nation=n, unit_type=u, location=i, phase=k, lots=value)
        for (n, u, i, k), value in lots.items()
    )
    brigades = {row.phase: row.brigades for row in training(model.problem, contributions)}
    requirements: list[RequirementRow] = []
    ratios: list[ForceRatioRow] = []
    presences: list[PresenceRow] = []
    cover: list[CoverRow] = []
    for want in model.wants:
        if isinstance(want.demand, Requirement):
            requirements.append(_requirement(model, want, want.demand, lots))
        elif isinstance(want.demand, Threat):
            ratios.append(_ratio(model, want, want.demand, lots, brigades))
        elif isinstance(want.demand, Presence):
            presences.append(_presence(model, want, want.demand, lots))
        elif isinstance(want.demand, PackageDemand):
            cover.append(_cover(want, want.demand, tidy(solution[model.packages[want.key]])))
    return Answers(
        tuple(requirements), tuple(ratios), tuple(presences), tuple(cover), _small(model)
    )


def _small(model: ForceModel) -> float:
    return SMALL if model.whole else SMALL_IN_FRACTIONS


def _supplied(
    model: ForceModel, want: DemandInPhase, effect: str, days: int, lots: LotsAt
) -> float:
    problem = model.problem
    return tidy(
        sum(
            value * problem.unit_types[unit_type].effects.get(effect, 0)
            for (_, unit_type, place, phase), value in lots.items()
            if phase == want.phase.id and problem.reaches(want.demand.location, place, days)
        )
    )


def _requirement(
    model: ForceModel, want: DemandInPhase, demand: Requirement, lots: LotsAt
) -> RequirementRow:
    supplied = _supplied(model, want, demand.effect, demand.within_days, lots)
    return RequirementRow(
        id=demand.id,
        effect=demand.effect,
        location=demand.location,
        phase=want.phase.id,
        within_days=demand.within_days,
        need=want.need,
        supplied=supplied,
        shortfall=tidy(max(0.0, want.need - supplied)),
    )


def _ratio(
    model: ForceModel, want: DemandInPhase, threat: Threat, lots: LotsAt, brigades: dict[str, float]
) -> ForceRatioRow:
    rules = model.problem.scenario.rules
    ratio = stated(rules.force_ratio_floor.ratio, "force_ratio_floor.ratio")
    coalition = _supplied(model, want, GROUND, threat.within_days, lots)
    mobile = threat.within_days >= max(1, model.problem.sector_transit_days)
    trained = brigades.get(want.phase.id, 0.0) * model.problem.battlegroups_per_brigade
    trained = tidy(trained) if mobile else 0.0
    missing = want.need - coalition - threat.host_battlegroups - trained
    return ForceRatioRow(
        id=threat.id,
        location=threat.location,
        phase=want.phase.id,
        within_days=threat.within_days,
        attackers=want.need * ratio,
        ratio=ratio,
        need=want.need,
        coalition=coalition,
        host=threat.host_battlegroups,
        trained=trained,
        shortfall=tidy(max(0.0, missing)),
    )


def _presence(
    model: ForceModel, want: DemandInPhase, presence: Presence, lots: LotsAt
) -> PresenceRow:
    problem = model.problem
    there: dict[str, float] = {}
    for (nation, unit_type, place, phase), value in lots.items():
        counts = presence.effect in problem.unit_types[unit_type].effects
        here = phase == want.phase.id and problem.reaches(presence.location, place, 0)
        if counts and here and problem.nation[nation].sovereign:
            there[nation] = there.get(nation, 0.0) + value
    share = {n: min(1.0, v / presence.min_lots) for n, v in there.items()}
    if model.whole:
        share = {n: float(v >= 1 - SMALL) for n, v in share.items()}
    nations = tuple(sorted(n for n, v in share.items() if v >= 1 - _small(model)))
    powers = tuple(n for n in nations if problem.nation[n].nuclear)
    nuclear = sum(v for n, v in share.items() if problem.nation[n].nuclear)
    missing = max(presence.nations - sum(share.values()), presence.nuclear_powers - nuclear)
    return PresenceRow(
        id=presence.id,
        location=presence.location,
        phase=want.phase.id,
        nations=nations,
        need=presence.nations,
        nuclear_powers=powers,
        nuclear_need=presence.nuclear_powers,
        shortfall=tidy(max(0.0, missing)),
    )


def _cover(want: DemandInPhase, cover: PackageDemand, kept: float) -> CoverRow:
    return CoverRow.model_validate(
        {
            "id": cover.id,
            "rule": want.rule,
            "package": cover.package,
            "location": cover.location,
            "phase": want.phase.id,
            "need": want.need,
            "supplied": kept,
            "shortfall": tidy(max(0.0, want.need - kept)),
        }
    )
