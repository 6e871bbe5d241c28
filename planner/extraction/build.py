"""A solved ForceModel -> Plan. Refuses a solution that its own schedule contradicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from math import ceil

import planner
from planner.extraction import forces, growth, movement, politics
from planner.extraction.cjsor import Statement
from planner.extraction.command import formations
from planner.extraction.demands import LotsAt, demand_rows, shown_from, sustained, tidy
from planner.extraction.forces import unsupported
from planner.extraction.growth import training
from planner.extraction.money import costs
from planner.extraction.placement import Led, placed
from planner.extraction.politics import mandates, nato_ledger
from planner.extraction.tours import tours
from planner.extraction.unused import Leftovers
from planner.model.command import OPERATION
from planner.model.core import ForceModel
from planner.plan.coalition import NationRow
from planner.plan.command import Command
from planner.plan.figures import Confidence, FigureRow
from planner.plan.forces import ContributionRow
from planner.plan.money import CostRow
from planner.plan.plan import Plan, PlanStatus
from planner.plan.politics import MandateRow
from planner.problem.nations import fair_shares
from planner.problem.problem import DEPLOYED, Problem
from planner.problem.records import PlanWarning, PoolRow, PurchaseRow
from planner.problem.resting import resting
from planner.reference.identifiers import PROCURED_OWNERS, US
from planner.rounding import SMALL
from planner.solver.lexicographic import Solution
from planner.summary.rounded import rounding_warning
from planner.summary.sentence import verdict

FOLLOW = {**forces.TABLES, **growth.TABLES, **movement.TABLES, **politics.TABLES}


def extract_plan(
    model: ForceModel, solution: Solution, warnings: tuple[PlanWarning, ...] = ()
) -> Plan:
    """The plan of a solution. Raises SolverError when the contributions have no schedule."""
    problem = model.problem
    lots, led = placed(model, solution)
    contributions = tuple(
        ContributionRow(nation=n, unit_type=u, location=i, phase=k, lots=value)
        for (n, u, i, k), value in _in_order(problem, lots)
    )
    schedule = tours(model, solution, lots)
    purchases = tuple(
        option.model_copy(update={"lots": tidy(solution[model.bought[option.id]])})
        for option in problem.purchases
    )
    members = {n for n, v in model.member.items() if solution[v] > 0.5}
    if not model.whole:
        members = {c.nation for c in contributions if problem.nation[c.nation].sovereign}
    leads = _leads(model, solution)
    money = costs(problem, contributions, purchases)
    mandate = tuple(mandates(problem, contributions))
    follow = {name: tuple(rows(problem, contributions)) for name, rows in FOLLOW.items()}
    trained = {row.phase: row.brigades for row in training(problem, contributions)}
    answers = demand_rows(model, solution, lots, trained)
    listed = tuple(chain.from_iterable(answers.values()))
    levels = tuple(sustained(problem, listed, shown_from(model.whole)))
    without = tuple(unsupported(model, solution, lots))
    left = Leftovers(problem, lots, listed, without)
    missing = any(row.shortfall > shown_from(model.whole) for row in listed)
    unproven = any(stage.proof == "time_limit" for stage in solution.stages)
    status: PlanStatus = "unproven" if unproven else "shortfall" if missing else "met"
    counts = Counter(figure.confidence for figure in problem.figures)
    plan = Plan(
        planner_version=planner.__version__,
        status=status,
        verdict="",
        relaxed=not model.whole,
        scenario=problem.scenario,
        phases=problem.phases,
        unit_types=tuple(problem.unit_types.values()),
        pools=_pools(problem, purchases),
        contributions=contributions,
        tours=schedule,
        unsupported=without,
        packages=tuple(problem.packages.values()),
        purchases=purchases,
        stages=solution.stages,
        nations=_nations(model, solution, lots, members, leads, money),
        costs=money,
        command=_command(model, contributions, leads, led),
        nato_ledger=tuple(nato_ledger(problem, contributions, schedule)),
        mandates=mandate,
        refusals=problem.refusals,
        unused=tuple(left.rows()),
        standby_cost_share=problem.standby_cost_share,
        warnings=(*warnings, *left.warnings(), *_renewal_warnings(problem, mandate)),
        figures=tuple(_figures(problem)),
        data_confidence=Confidence(
            reported=counts["reported"],
            estimated=counts["estimated"],
            assumption=counts["assumption"] + problem.assumptions,
        ),
        solver=solution.info,
        sustained=levels,
        cjsor=tuple(Statement(problem, contributions, listed, levels).rows()),
        **answers,
        **follow,
    )
    rounded = rounding_warning(plan)
    told = (*plan.warnings, rounded) if rounded else plan.warnings
    return plan.model_copy(update={"verdict": verdict(plan), "warnings": told})


def _figures(problem: Problem) -> Iterator[FigureRow]:
    """Every figure that was read, with what rests on it."""
    rests = resting(problem)
    for figure in problem.figures:
        row, rest = FigureRow.model_validate(figure, from_attributes=True), rests.get(figure)
        told = {"share": round(rest.share, 6), "score": round(rest.score, 6)} if rest else {}
        yield row.model_copy(update=told)


def _leads(model: ForceModel, solution: Solution) -> dict[str, str]:
    """Role -> nation. In a relaxed plan the largest share of the role counts."""
    leads: dict[str, str] = {}
    for nation, role in sorted(model.lead):
        best = leads.get(role)
        value = solution[model.lead[nation, role]]
        if best is None or value > solution[model.lead[best, role]] + SMALL:
            leads[role] = nation
    return leads


def _pools(problem: Problem, purchases: tuple[PurchaseRow, ...]) -> tuple[PoolRow, ...]:
    """The pools; those of capability coalitions hold what was bought."""
    rows: list[PoolRow] = []
    for pool in problem.pools:
        options = [o for o in purchases if (o.owner, o.unit_type) == (pool.nation, pool.unit_type)]
        if options:
            bought = tuple(
                ceil(sum(o.lots for o in options if o.ready_month <= month) - SMALL)
                for month in range(len(pool.lots))
            )
            pool = pool.model_copy(update={"lots": bought})
        rows.append(pool)
    return tuple(rows)


def _renewal_warnings(problem: Problem, mandate: tuple[MandateRow, ...]) -> Iterator[PlanWarning]:
    """The first renewal of every nation on which anybody depends, with its date; the plan's table
    has them all."""
    named: set[str] = set()
    for row in mandate:
        if row.event == "renewal" and row.personnel > 0 and row.nation not in named:
            named.add(row.nation)
            every = problem.nation[row.nation].renewal_months
            then = f", then every {every} months" if every else ", once"
            message = (
                f"has to be renewed in {row.date} (month {row.month}){then}: "
                f"{row.personnel:,} people in the theatre depend on it"
            )
            yield PlanWarning(
                code="mandate_renewal", where=f"mandate of {row.nation}", message=message
            )


def _in_order(problem: Problem, lots: LotsAt) -> list[tuple[tuple[str, str, str, str], float]]:
    """The lots phase by phase, then by nation, type and location."""
    order = {phase.id: index for index, phase in enumerate(problem.phases)}
    return sorted(lots.items(), key=lambda item: (order[item[0][3]], item[0]))


def _nations(
    model: ForceModel,
    solution: Solution,
    lots: LotsAt,
    members: set[str],
    leads: dict[str, str],
    money: tuple[CostRow, ...],
) -> tuple[NationRow, ...]:
    problem = model.problem
    months = {phase.id: phase.months for phase in problem.phases}
    cost = {nation.code: 0.0 for nation in problem.nations}
    for entry in money:
        cost[entry.nation] += entry.eur_m
    total = sum(cost.values())
    repaid = {code: tidy(solution[v]) for code, v in model.repaid.items()}
    shares = fair_shares(problem.nations)
    deployed = {nation.code: dict.fromkeys(months, 0.0) for nation in problem.nations}
    for (code, unit_type, location, phase), value in lots.items():
        if problem.posture(location) == DEPLOYED:
            deployed[code][phase] += value * problem.unit_types[unit_type].personnel
    rows: list[NationRow] = []
    for nation in problem.nations:
        code, people = nation.code, deployed[nation.code]
        fair = problem.fair_share.get(code, 0.0)
        rows.append(
            NationRow(
                nation=code,
                member=code in members,
                role=_role(problem, code, members, leads),
                stance=nation.stance,
                offers=nation.offers.levels,
                personnel_peak=round(max(people.values(), default=0.0)),
                personnel_months=round(sum(v * months[k] for k, v in people.items()), 6),
                cost_eur_m=round(cost[code], 6),
                burden_share=cost[code] / total if total else 0.0,
                fair_share=fair,
                fair_shares=shares[code],
                size=nation.size,
                personnel_ceiling=nation.personnel_ceiling,
                past_peak=nation.past_peak,
                people_times_peak=times_peak(max(people.values(), default=0.0), nation.past_peak),
                nuclear=nation.nuclear,
                framework=nation.framework,
                littoral=nation.littoral,
                aid_credit_eur_m=round(nation.aid_credit_eur_m, 6),
                fund_received_eur_m=repaid.get(code, 0.0),
                fund_paid_eur_m=round(fair * sum(repaid.values()), 6),
            )
        )
    return tuple(rows)


def times_peak(people: float, past_peak: int) -> float:
    """How many times its past peak a nation deploys; 0 where no peak is known."""
    return round(people / past_peak, 3) if past_peak else 0.0


def _role(problem: Problem, code: str, members: set[str], leads: dict[str, str]) -> str:
    if code == US:
        return "us_enablers"
    if code in PROCURED_OWNERS:
        return "purchased"
    if not problem.nation[code].sovereign:
        return "pooled"
    if code == leads.get(OPERATION):
        return "lead"
    return "member" if code in members else "none"


def _command(
    model: ForceModel,
    contributions: tuple[ContributionRow, ...],
    leads: dict[str, str],
    led: Led,
) -> Command:
    problem = model.problem
    components = {role: nation for role, nation in leads.items() if role != OPERATION}
    lead = leads.get(OPERATION)
    headquarters = tuple(
        row for row in contributions if problem.unit_types[row.unit_type].role == "command"
    )
    decided = model.whole and problem.scenario.rules.framework_floor.enabled
    tree = formations(problem, contributions, lead, components, led if decided else None)
    return Command(
        lead_nation=lead,
        component_leads=components,
        headquarters=headquarters,
        formations=tuple(tree),
    )
