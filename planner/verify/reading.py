"""What the scenario demands, phase by phase, and what the plan's forces give of it.

A DemandInPhase is a demand in a phase in which it holds. Requirements are in units of the effect,
threats in battlegroups, presences in nations, cover in packages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from planner.problem.records import PhaseRow
from planner.scenario.demands import Demand, PackageDemand, Presence, Requirement, Threat
from planner.scenario.fields import stated
from planner.scenario.scenario import Location
from planner.verify.index import PlanIndex, sovereign, total

GROUND, TRAINING = "ground", "training"


class DemandInPhase(NamedTuple):
    """A demand in a phase: ``need`` must be met; up to ``top`` more is worth something."""

    rule: str
    demand: Demand
    phase: PhaseRow
    need: float
    top: float
    supplied: float

    @property
    def short(self) -> float:
        """What is missing of the need."""
        return max(0.0, self.need - self.supplied)


def listed(ledger: PlanIndex) -> Iterator[tuple[str, Demand, bool]]:
    """Rule, demand, and whether the rule is on, of everything that the scenario lists."""
    scenario = ledger.plan.scenario
    for requirement in scenario.requirements:
        yield "effect_floor", requirement, True
    for name, rule in scenario.rules:
        for demand in (item for _, field in rule if isinstance(field, tuple) for item in field):
            if isinstance(demand, Demand):
                yield name, demand, rule.enabled


def asked(ledger: PlanIndex) -> Iterator[tuple[str, Demand, float, float]]:
    """Rule, demand, threshold and objective of everything that the scenario asks for."""
    for rule, demand, enabled in listed(ledger):
        if enabled:
            yield rule, demand, *_levels(ledger, demand)


def _levels(ledger: PlanIndex, demand: Demand) -> tuple[float, float]:
    """Threshold, and objective or, where there is none, the threshold."""
    if isinstance(demand, Requirement | PackageDemand):
        low, high = demand.threshold, demand.objective
    elif isinstance(demand, Threat):
        low, high = demand.attackers, demand.attackers_objective
    elif isinstance(demand, Presence):
        low, high = demand.nations, None
    upper = low if high is None else high
    if not isinstance(demand, Threat):
        return low, upper
    ratio = ledger.plan.scenario.rules.force_ratio_floor.ratio
    held = stated(ratio, "force_ratio_floor.ratio")
    return attackers(ledger, demand, low) / held, attackers(ledger, demand, upper) / held


def attackers(ledger: PlanIndex, threat: Threat, amount: float) -> float:
    """Battlegroups that attack."""
    rule = ledger.plan.scenario.rules.force_ratio_floor
    if threat.unit == "brigades":
        return amount * _per_brigade(ledger)
    troops = rule.troops_per_battlegroup
    return amount / stated(troops, "force_ratio_floor.troops_per_battlegroup")


def _per_brigade(ledger: PlanIndex) -> float:
    """Battlegroups of a brigade in the force ratio."""
    size = ledger.plan.scenario.rules.force_ratio_floor.battlegroups_per_brigade
    return stated(size, "force_ratio_floor.battlegroups_per_brigade")


def _sector_days(ledger: PlanIndex) -> int:
    """Days from one sector to another."""
    days = ledger.plan.scenario.rules.effect_floor.sector_transit_days
    return stated(days, "effect_floor.sector_transit_days")


@lru_cache(maxsize=1)  # asked by every check of the same plan
def wants(ledger: PlanIndex) -> tuple[DemandInPhase, ...]:
    """Every demand, phase by phase, wherever something is needed.

    In a relaxed plan a part of the lots that make a nation present is a part of a nation.
    """
    upper = ledger.plan.scenario.requirement_level == "objective"
    trained = brigades(ledger)
    found: list[DemandInPhase] = []
    kept: dict[tuple[str, str, str], float] = {
        (c.rule, c.id, c.phase): c.supplied for c in ledger.plan.cover
    }
    for rule, demand, threshold, objective in asked(ledger):
        need = objective if upper else threshold
        for phase in ledger.plan.phases if need > 0 else ():
            if not ledger.holds(demand.from_month, demand.to_month, phase):
                continue
            supplied = 0.0
            if isinstance(demand, Requirement):
                supplied = acting(ledger, demand, phase, demand.effect, demand.within_days)
            elif isinstance(demand, Threat):
                supplied = sum(defenders(ledger, demand, phase, trained))
            elif isinstance(demand, Presence):
                supplied = need - _missing(ledger, demand, phase)
            elif isinstance(demand, PackageDemand):
                supplied = kept.get((rule, demand.id, phase.id), 0.0)
            found.append(DemandInPhase(rule, demand, phase, need, max(need, objective), supplied))
    return tuple(found)


def asked_effects(ledger: PlanIndex, demand: Demand) -> Iterator[tuple[str, int]]:
    """Effects that a demand can use, and within how many days."""
    if isinstance(demand, Requirement):
        yield demand.effect, demand.within_days
    elif isinstance(demand, Threat):
        yield GROUND, demand.within_days
    elif isinstance(demand, Presence):
        yield demand.effect, 0
    elif isinstance(demand, PackageDemand):
        for package in ledger.plan.packages:
            if package.id == demand.package:
                yield from ((effect, 0) for effect in package.needs)


def acting(ledger: PlanIndex, demand: Demand, phase: PhaseRow, effect: str, days: int) -> float:
    """What can act for a demand within some days, of an effect."""
    made = _made(ledger)
    return sum(
        made[phase.id, place.id, effect]
        for place in ledger.places.values()
        if (phase.id, place.id, effect) in made and in_time(ledger, demand, place, days)
    )


@lru_cache(maxsize=1)  # asked for every demand of the same plan
def _made(ledger: PlanIndex) -> dict[tuple[str, str, str], float]:
    """(phase, place, effect) -> what is there of it."""
    made: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for e in ledger.entries:
        for effect, one in e.unit.effects.items():
            made[e.phase.id, e.place.id, effect] += e.lots * one
    return dict(made)


def in_time(ledger: PlanIndex, demand: Demand, place: Location, days: int) -> bool:
    """Can lots at the place act for the demand, in place or within so many days?"""
    home = ledger.places.get(demand.location)
    if home is None or home.id == place.id:
        return home is not None
    if home.kind == "standby" or {home.kind, place.kind} & {"training", "sea"}:
        return False
    if place.kind == "standby":
        return days >= max(1, place.notice_days + place.transit_days)
    if home.kind == "theatre_wide":
        return True
    return days >= 1 and (place.kind == "theatre_wide" or days >= _sector_days(ledger))


def uses_ground_in_place(ledger: PlanIndex, demand: Demand) -> bool:
    """Does the demand ask for ground forces that are in the theatre, and not at notice?"""
    place = ledger.places.get(demand.location)
    if place is None or place.kind not in ("theatre", "theatre_wide"):
        return False
    if isinstance(demand, PackageDemand):
        needs = (p.needs for p in ledger.plan.packages if p.id == demand.package)
        return any(GROUND in effects for effects in needs)
    if isinstance(demand, Presence):
        return demand.effect == GROUND
    ground = not isinstance(demand, Requirement) or demand.effect == GROUND
    return ground and getattr(demand, "within_days", 0) == 0


def defenders(
    ledger: PlanIndex, threat: Threat, phase: PhaseRow, trained: dict[str, float]
) -> tuple[float, float, float]:
    """Battlegroups of the coalition, of the host, and of the host brigades trained so far."""
    mobile = threat.within_days >= max(1, _sector_days(ledger))
    size = _per_brigade(ledger) if mobile else 0.0
    coalition = acting(ledger, threat, phase, GROUND, threat.within_days)
    return coalition, float(threat.host_battlegroups), size * trained.get(phase.id, 0.0)


def brigades(ledger: PlanIndex) -> dict[str, float]:
    """Host brigades trained by the start of every phase, from the teams in the contributions."""
    rule = ledger.plan.scenario.rules.training_balance
    sums: dict[str, float] = {}
    trained = 0.0
    for phase in ledger.plan.phases if rule.enabled else ():
        sums[phase.id] = trained
        effort = stated(rule.team_months_per_brigade, "training_balance.team_months_per_brigade")
        trained += teams(ledger, phase) * phase.months / effort
    return sums


def teams(ledger: PlanIndex, phase: PhaseRow) -> float:
    """Training teams at work."""
    return total((e for e in ledger.in_phase[phase.id] if e.deployed), TRAINING)


def present(ledger: PlanIndex, presence: Presence, phase: PhaseRow) -> dict[str, float]:
    """Lots with the effect at the presence's location, by sovereign nation."""
    lots: defaultdict[str, float] = defaultdict(float)
    for e in ledger.in_phase[phase.id]:
        counts = presence.effect in e.unit.effects and sovereign(e.nation)
        if counts and in_time(ledger, presence, e.place, 0):
            lots[e.nation] += e.lots
    return lots


def enough(ledger: PlanIndex, presence: Presence, lots: dict[str, float]) -> list[str]:
    """Nations with enough lots to count as present."""
    return sorted(n for n, there in lots.items() if not ledger.over(presence.min_lots, there))


def _missing(ledger: PlanIndex, presence: Presence, phase: PhaseRow) -> float:
    """Nations or nuclear powers that are missing, whichever lack more."""
    lots = present(ledger, presence, phase)
    share = dict.fromkeys(enough(ledger, presence, lots), 1.0)
    if ledger.plan.relaxed:
        share = {nation: min(1.0, n / presence.min_lots) for nation, n in lots.items()}
    powers = sum(v for nation, v in share.items() if _nuclear(ledger, nation))
    return max(0.0, presence.nations - sum(share.values()), presence.nuclear_powers - powers)


def _nuclear(ledger: PlanIndex, nation: str) -> bool:
    return nation in ledger.nations and ledger.nations[nation].nuclear
