"""A solved ForceModel -> Plan. Refuses a solution that its own schedule contradicts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass

import planner
from planner.errors import SolverError
from planner.model.core import ForceModel, Group
from planner.problem import DEPLOYED, Problem
from planner.result import (
    Command,
    Confidence,
    ContributionRow,
    FigureRow,
    NationRow,
    PhaseRow,
    Plan,
    PlanStatus,
    PlanWarning,
    RequirementRow,
    TourRow,
)
from planner.schedule import least_schedule, tour_starts
from planner.solver import Solution

LotsAt = dict[tuple[str, str, str, str], float]
"""(nation, unit_type, location, phase) -> lots"""
SMALL = 1e-6


def extract_plan(
    model: ForceModel, solution: Solution, warnings: tuple[PlanWarning, ...] = ()
) -> Plan:
    """The plan of a solution. Raises SolverError when the contributions have no schedule."""
    problem = model.problem
    lots = _placed(model, solution)
    contributions = tuple(
        ContributionRow(nation=n, unit_type=u, location=i, phase=k, lots=_tidy(value))
        for (n, u, i, k), value in _in_order(problem, lots)
    )
    ledger = _Ledger(problem, lots)
    requirements = _requirements(model, lots)
    members = {n for n, v in model.member.items() if solution[v] > 0.5}
    if not model.whole:
        members = {c.nation for c in contributions if problem.nation[c.nation].sovereign}
    lead = next((n for n, v in sorted(model.lead.items()) if solution[v] > 0.5), None)
    if lead is None and model.lead:
        lead = max(sorted(model.lead), key=lambda n: solution[model.lead[n]])
    short = any(row.shortfall > SMALL for row in requirements)
    unproven = any(stage.proof == "time_limit" for stage in solution.stages)
    status: PlanStatus = "unproven" if unproven else "shortfall" if short else "met"
    figures = problem.figures
    counts = Counter(figure.confidence for figure in figures)
    return Plan(
        planner_version=planner.__version__,
        status=status,
        relaxed=not model.whole,
        scenario=problem.scenario,
        phases=problem.phases,
        unit_types=tuple(problem.unit_types.values()),
        pools=problem.pools,
        contributions=contributions,
        tours=_tours(model, solution, lots),
        requirements=requirements,
        stages=solution.stages,
        nations=_nations(ledger, members, lead),
        command=_command(problem, contributions, lead),
        refusals=problem.refusals,
        standby_cost_share=problem.standby_cost_share,
        warnings=warnings,
        figures=tuple(FigureRow(**asdict(figure)) for figure in figures),
        data_confidence=Confidence(
            reported=counts["reported"],
            estimated=counts["estimated"],
            assumption=counts["assumption"] + problem.assumptions,
        ),
        solver=solution.info,
    )


def _tidy(value: float) -> float:
    """Whole where it is whole, else nine decimals."""
    nearest = round(value)
    return float(nearest) if abs(value - nearest) < SMALL else round(value, 9)


def _in_order(problem: Problem, lots: LotsAt) -> list[tuple[tuple[str, str, str, str], float]]:
    """The lots phase by phase, then by nation, type and location."""
    order = {phase.id: index for index, phase in enumerate(problem.phases)}
    return sorted(lots.items(), key=lambda item: (order[item[0][3]], item[0]))


def _placed(model: ForceModel, solution: Solution) -> LotsAt:
    """Who stands where: nations' lots spread over the places of their group.

    Any spread with the right totals is as good; a nation stays where it was in the phase before
    as far as possible, then fills places in their order, larger contributions first.
    """
    lots: LotsAt = {}
    for group in model.groups.values():
        before: dict[tuple[str, str], float] = {}
        for phase in model.problem.phases:
            before = _spread(model, solution, group, phase, before)
            for (nation, location), value in before.items():
                lots[nation, group.unit_type, location, phase.id] = value
    return lots


def _spread(
    model: ForceModel,
    solution: Solution,
    group: Group,
    phase: PhaseRow,
    before: dict[tuple[str, str], float],
) -> dict[tuple[str, str], float]:
    given = {
        nation: sum(solution[x] for x, _ in model.lots((nation, unit_type), group.posture, phase))
        for nation, unit_type in group.pools
    }
    placed = {
        location: solution[model.placement[key]]
        for location in group.first_month
        if (key := (group.id, location, phase.id)) in model.placement
    }
    if model.whole:
        given = {nation: float(round(value)) for nation, value in given.items()}
        placed = {location: float(round(value)) for location, value in placed.items()}
    result: dict[tuple[str, str], float] = defaultdict(float)

    def move(nation: str, location: str, most: float) -> None:
        value = min(most, given[nation], placed.get(location, 0.0))
        if value > SMALL:
            given[nation] -= value
            placed[location] -= value
            result[nation, location] += value

    for (nation, location), value in sorted(before.items()):
        move(nation, location, value)
    for location in placed:
        for nation in sorted(given, key=lambda n: (-given[n], n)):
            move(nation, location, given[nation])
    return dict(result)


def _tours(model: ForceModel, solution: Solution, lots: LotsAt) -> tuple[TourRow, ...]:
    problem = model.problem
    deployed: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    standby: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (nation, unit_type, location, phase), value in lots.items():
        side = deployed if problem.posture(location) == DEPLOYED else standby
        side[nation, unit_type][phase] += value
    rows: list[TourRow] = []
    for pool, by_phase in sorted(deployed.items()):
        row = model.pools[pool]
        months = [_tidy(by_phase.get(p.id, 0.0)) for p in model.phase_of_month]
        usable = _usable(model, solution, pool)
        free = [
            usable[t] - _tidy(standby[pool].get(p.id, 0.0))
            for t, p in enumerate(model.phase_of_month)
        ]
        slack = 0.0 if model.whole else 1e-5
        started = least_schedule(
            months, [f + slack for f in free], row.tour_months, row.dwell_months
        )
        if started is None:
            raise SolverError(f"the contributions of {' '.join(pool)} have no rotation schedule")
        rows += [
            TourRow(
                nation=pool[0],
                unit_type=pool[1],
                start_month=month,
                end_month=month + row.tour_months,
                lots=_tidy(value),
            )
            for month, value in tour_starts(started)
        ]
    return tuple(rows)


def _usable(model: ForceModel, solution: Solution, pool: tuple[str, str]) -> list[float]:
    """Lots of a pool, month by month; where NATO's reserve has a price, no more of it than paid."""
    row = model.pools[pool]
    usable: list[float] = [float(lots) for lots in row.lots]
    drawn: float | None = None
    for month in range(model.horizon):
        draw = model.nato_draw.get((*pool, month))
        drawn = drawn if draw is None else _tidy(solution[draw])
        if drawn is not None:
            free = max(0, row.lots[month] - row.nato_earmark)
            usable[month] = min(usable[month], free + drawn)
    if model.problem.scenario.rules.nato_reserve_limit.mode == "forbidden":
        usable = [max(0.0, lots - row.nato_earmark) for lots in usable]
    return usable


def _requirements(model: ForceModel, lots: LotsAt) -> tuple[RequirementRow, ...]:
    rows: list[RequirementRow] = []
    for requirement, phase, need in model.needs:
        supplied = sum(
            value * model.problem.unit_types[u].effects.get(requirement.effect, 0)
            for (_, u, location, k), value in lots.items()
            if k == phase.id and model.problem.acts_for(requirement, u, location)
        )
        supplied = _tidy(supplied)
        rows.append(
            RequirementRow(
                id=requirement.id,
                effect=requirement.effect,
                location=requirement.location,
                phase=phase.id,
                within_days=requirement.within_days,
                need=need,
                supplied=supplied,
                shortfall=_tidy(max(0.0, need - supplied)),
            )
        )
    return tuple(rows)


@dataclass(slots=True)
class _Ledger:
    """People and money by nation, added up from the lots."""

    problem: Problem
    lots: LotsAt

    def personnel(self, nation: str) -> dict[str, float]:
        """Deployed persons by phase."""
        result: dict[str, float] = {phase.id: 0.0 for phase in self.problem.phases}
        for (n, unit_type, location, phase), value in self.lots.items():
            if n == nation and self.problem.posture(location) == DEPLOYED:
                result[phase] += value * self.problem.unit_types[unit_type].personnel
        return result

    def cost(self, nation: str) -> float:
        """EUR million over the horizon."""
        months = {phase.id: self.problem.months(phase) for phase in self.problem.phases}
        return sum(
            value * months[phase] * self.problem.cost(u, self.problem.posture(location))
            for (n, u, location, phase), value in self.lots.items()
            if n == nation
        )


def _nations(ledger: _Ledger, members: set[str], lead: str | None) -> tuple[NationRow, ...]:
    problem = ledger.problem
    months = {phase.id: problem.months(phase) for phase in problem.phases}
    costs = {nation.code: ledger.cost(nation.code) for nation in problem.nations}
    total = sum(costs.values())
    size = sum(nation.size for nation in problem.nations if nation.sovereign)
    rows: list[NationRow] = []
    for nation in problem.nations:
        people = ledger.personnel(nation.code)
        member = nation.code in members
        role = "lead" if nation.code == lead else "member" if member else "none"
        if not nation.sovereign:
            role = "us_enablers" if nation.code == "USA" else "pooled"
        fair = nation.size / size if nation.sovereign and size else 0.0
        rows.append(
            NationRow(
                nation=nation.code,
                member=member,
                role=role,
                stance=nation.stance,
                personnel_peak=round(max(people.values(), default=0.0)),
                personnel_months=round(sum(v * months[k] for k, v in people.items()), 6),
                cost_eur_m=round(costs[nation.code], 6),
                burden_share=costs[nation.code] / total if total else 0.0,
                fair_share=fair,
                size=nation.size,
                personnel_ceiling=nation.personnel_ceiling,
            )
        )
    return tuple(rows)


def _command(
    problem: Problem, contributions: tuple[ContributionRow, ...], lead: str | None
) -> Command:
    headquarters = tuple(
        row for row in contributions if problem.unit_types[row.unit_type].role == "command"
    )
    return Command(lead_nation=lead, headquarters=headquarters)
