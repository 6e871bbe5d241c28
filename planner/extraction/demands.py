"""What a solution gives of every demand: needed, supplied, missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from planner.model.core import ForceModel
from planner.plan.demands import (
    CoverRow,
    DemandRow,
    ForceRatioRow,
    PresenceRow,
    RequirementRow,
    SustainedRow,
)
from planner.problem.demands import DemandInPhase
from planner.problem.problem import Problem
from planner.reference.identifiers import GROUND
from planner.rounding import SMALL, SMALL_IN_FRACTIONS
from planner.scenario.demands import PackageDemand, Presence, Requirement, Threat
from planner.scenario.fields import stated
from planner.solver.lexicographic import Solution

LotsAt = dict[tuple[str, str, str, str], float]
"""(nation, unit_type, location, phase) -> lots"""


def tidy(value: float) -> float:
    """Whole where it is whole, else nine decimals."""
    nearest = round(value)
    return float(nearest) if abs(value - nearest) < SMALL else round(value, 9)


def demand_rows(
    model: ForceModel, solution: Solution, lots: LotsAt, brigades: Mapping[str, float]
) -> dict[str, tuple[DemandRow, ...]]:
    """The rows of all demands, by table of the plan, from the placed lots.

    ``brigades``: of the host, trained by the start of a phase.
    """
    here: dict[str, LotsAt] = {phase.id: {} for phase in model.problem.phases}
    for key, value in lots.items():
        here[key[3]][key] = value
    rows: defaultdict[str, list[DemandRow]] = defaultdict(list)
    for want in model.wants:
        demand, lots = want.demand, here[want.phase.id]
        if isinstance(demand, Requirement):
            rows["requirements"].append(_requirement(model, want, demand, lots))
        elif isinstance(demand, Threat):
            rows["force_ratios"].append(_ratio(model, want, demand, lots, brigades))
        elif isinstance(demand, Presence):
            rows["presences"].append(_presence(model, want, demand, lots))
        elif isinstance(demand, PackageDemand):
            rows["cover"].append(_cover(want, demand, tidy(solution[model.packages[want.key]])))
    return {table: tuple(found) for table, found in rows.items()}


def sustained(problem: Problem, rows: Iterable[DemandRow], small: float) -> Iterator[SustainedRow]:
    """The level of every demand in its worst phase; ``small``: differences that are none."""
    phases = {phase.id: phase for phase in problem.phases}
    counted: defaultdict[str, list[DemandRow]] = defaultdict(list)
    for row in rows:
        if phases[row.phase].start_month >= problem.counted_from[row.id]:
            counted[row.id].append(row)
    for name, found in counted.items():
        worst = max(row.shortfall for row in found)
        lowest = [row.phase for row in found if row.shortfall >= worst - small]
        yield SustainedRow(
            demand=name,
            from_month=problem.counted_from[name],
            need=found[0].need,
            sustained=tidy(found[0].need - worst),
            worst_phases=tuple(lowest) if worst > small else (),
        )


def shown_from(whole: bool) -> float:
    """What is missing up to this is not missing."""
    return SMALL if whole else SMALL_IN_FRACTIONS


def _supplied(
    model: ForceModel, want: DemandInPhase, effect: str, days: int, lots: LotsAt
) -> float:
    """Of an effect, by the lots of the phase that can act in time."""
    problem = model.problem
    near = {i for i in problem.locations if problem.reaches(want.demand.location, i, days)}
    return tidy(
        sum(
            value * problem.unit_types[unit_type].effects.get(effect, 0)
            for (_, unit_type, place, _), value in lots.items()
            if place in near
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
    model: ForceModel,
    want: DemandInPhase,
    threat: Threat,
    lots: LotsAt,
    brigades: Mapping[str, float],
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
    for (nation, unit_type, place, _), value in lots.items():
        counts = presence.effect in problem.unit_types[unit_type].effects
        here = problem.reaches(presence.location, place, 0)
        if counts and here and problem.nation[nation].sovereign:
            there[nation] = there.get(nation, 0.0) + value
    share = {n: min(1.0, v / presence.min_lots) for n, v in there.items()}
    if model.whole:
        share = {n: float(v >= 1 - SMALL) for n, v in share.items()}
    nations = tuple(sorted(n for n, v in share.items() if v >= 1 - shown_from(model.whole)))
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
