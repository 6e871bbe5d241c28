"""Checks of a resolved problem: rules that can never hold, whatever the plan."""

from __future__ import annotations

from collections.abc import Iterator

from planner.errors import InputError, Issue
from planner.problem.plan_warnings import warnings_of
from planner.problem.problem import DEPLOYED, Problem
from planner.problem.reasons import months_words
from planner.problem.records import PlanWarning, PoolRow
from planner.rounding import LEAST_SHARE
from planner.scenario.demands import demands_of
from planner.scenario.fields import SMALLEST
from planner.scenario.rule_parts import Pledge
from planner.scenario.text_reader import Document


def check_problem(problem: Problem, document: Document) -> tuple[PlanWarning, ...]:
    """Raise InputError for rules that can never hold; return what the reader should know."""
    check_rules(problem, document)
    return tuple(warnings_of(problem, document))


def check_rules(problem: Problem, document: Document) -> None:
    """Raise InputError for rules that can never hold."""
    scenario = problem.scenario
    issues: list[Issue] = []
    coalition = scenario.coalition
    sovereign = {pool.nation for pool in problem.pools if problem.nation[pool.nation].sovereign}
    if coalition.min_nations:
        issues += _members(problem, document)
    if scenario.rules.lead_floor.enabled:
        issues += _lead(problem, document, sovereign & set(coalition.lead_nations))
    issues += _tellable(problem, document)
    issues += _component_leads(problem, document)
    issues += _pledges(problem, document)
    if issues:
        raise InputError(issues)


def _members(problem: Problem, document: Document) -> Iterator[Issue]:
    out = problem.bars.kept_out()
    able = sorted({pool.nation for pool in problem.pools} & set(problem.fair_share) - set(out))
    least = problem.scenario.coalition.min_nations
    if least <= len(able):
        return
    reasons: dict[str, list[str]] = {}
    for nation, why in out.items():
        reasons.setdefault(why, []).append(nation)
    others = "".join(f"; {why}: {', '.join(names)}" for why, names in reasons.items())
    yield Issue(
        document.where(("coalition", "min_nations")),
        f"rule coalition_floor: {least} members, but only {len(able)} nations could contribute: "
        f"{', '.join(able) or 'none'}{others}",
        "lower min_nations, lower min_stance, or include more nations",
    )


def _tellable(problem: Problem, document: Document) -> Iterator[Issue]:
    """Demands and nations so small beside the rest that a solver would overlook them."""
    paths = {demand.id: path for path, demand in demands_of(problem.scenario)}
    for want in {want.demand.id: want for want in problem.wants}.values():
        where = document.where(paths[want.demand.id])
        if want.need < SMALLEST:
            said = f"needs {want.need:g}, which is more than 0 and less than {SMALLEST:g}"
            yield Issue(where, said, "check the numbers it is made of, and their units")
        elif want.demand.weight < LEAST_SHARE * want.need:
            said = f"a weight of {want.demand.weight:g} for {want.need:g} is too small"
            yield Issue(where, said, f"raise it to {LEAST_SHARE * want.need:.3f} or more")
    for code, share in problem.fair_share.items():
        if 0 < share < LEAST_SHARE:
            where = document.where(("rules", "burden", "sizes", code))
            yield Issue(where, f"the size of {code} is {share:.1e} of all", "check its unit")


def _lead(problem: Problem, document: Document, able: set[str]) -> Iterator[Issue]:
    """``able``: lead nations that could contribute. One of them can be where it has to be."""
    where = document.where(("coalition", "lead_nations"))
    hint = "name one that takes part, or set rules.lead_floor.enabled=false"
    if not able:
        yield Issue(where, "rule lead_floor: none of the lead nations could contribute", hint)
        return
    absent = [_absent(problem, nation) for nation in sorted(able)]
    if all(absent):
        said = "rule lead_floor: no lead nation can be wherever ground forces are asked for"
        hint = "name one that can, or lower rules.lead_floor.lead_battlegroups"
        yield Issue(where, f"{said}: {'; '.join(absent)}", hint)


def _absent(problem: Problem, nation: str) -> str:
    """Where a nation cannot have the battlegroups of a lead in the theatre, and why; else empty."""
    scenario, opens = problem.scenario, problem.opens(nation)
    least = scenario.rules.lead_floor.lead_battlegroups
    if not least or not problem.ground_phases:
        return ""
    if opens is None:
        return f"{nation} could have no battlegroups in the theatre"
    own = [q for q in problem.pools if q.nation == nation]
    own = [q for q in own if problem.unit_types[q.unit_type].is_battlegroup]
    for phase in problem.phases:
        found = [problem.bars.most(pool, phase) for pool in own]
        most = sum(lots for lots, _ in found)
        enough = most >= least if scenario.solve.whole_units else most > 0
        if phase.id in problem.ground_phases and phase.start_month >= opens and not enough:
            why = "; ".join(dict.fromkeys(reason.text for _, reason in found if reason))
            had = f"{nation} could have {most} of {least} battlegroups in {months_words(phase)}"
            return f"{had} ({why})" if why else had
    return ""


def _component_leads(problem: Problem, document: Document) -> Iterator[Issue]:
    rule = problem.scenario.rules.lead_floor
    for component, codes in rule.components.items() if rule.enabled else ():
        forces = {
            pool.nation
            for pool in problem.pools
            for unit in (problem.unit_types[pool.unit_type],)
            if (unit.is_battlegroup if component == "land" else unit.domain == component)
            and any(problem.posture(place) == DEPLOYED for place in pool.locations)
        }
        if not forces & set(codes):
            yield Issue(
                document.where(("rules", "lead_floor", "components", component)),
                f"rule lead_floor: none of {', '.join(codes)} could have {component} forces in the "
                "theatre (not in the coalition, no such pool, or a caveat)",
                "name a nation that could, or ask for no lead of this component",
            )


def _pledges(problem: Problem, document: Document) -> Iterator[Issue]:
    rule = problem.scenario.rules.pledge_floor
    pools = {(pool.nation, pool.unit_type): pool for pool in problem.pools}
    for index, pledge in enumerate(rule.pledges if rule.enabled else ()):
        where = document.where(("rules", "pledge_floor", "pledges", index))
        if pledge.lots and pledge.nation not in problem.nation:
            away = f"rule pledge_floor: {pledge.nation} is not in the coalition"
            yield Issue(where, away, "add it to coalition.include, or drop the pledge")
            continue
        pool = pools.get((pledge.nation, pledge.unit_type))
        most = max(pool.lots[pledge.from_month :], default=0) if pool else 0
        if pledge.lots > most:
            yield Issue(
                where,
                f"rules pledge_floor and pool_limit contradict each other: {pledge.nation} pledges "
                f"{pledge.lots} {pledge.unit_type}, its pool has {most}",
                "lower the pledge, or raise the pool with overrides.pools",
            )
        elif pool and pledge.lots and pledge.from_month < min(pool.locations.values()):
            yield Issue(
                where,
                f"rule pledge_floor: {pledge.nation} pledges {pledge.unit_type} from month "
                f"{pledge.from_month}, but cannot be there before month "
                f"{min(pool.locations.values())}",
                "start the pledge later, or raise coalition.preparation_days",
            )
        elif pool and (why := _unkept(problem, pool, pledge)):
            hint = "lower or shorten the pledge, or what stands in its way"
            yield Issue(where, f"rule pledge_floor: {why}", hint)


def _unkept(problem: Problem, pool: PoolRow, pledge: Pledge) -> str:
    """Why a pledge cannot be kept in the first phase in which it cannot; else empty."""
    end = pledge.end(problem.scenario.horizon_months)
    pledged = pledge.nation, pledge.unit_type
    for phase in problem.phases:
        most, reason = problem.bars.most(pool, phase)
        if pledge.from_month <= phase.start_month < end and most < pledge.lots:
            bid = problem.scenario.overrides.most_bid(*pledged, phase.start_month)
            limit = "bids" if most == bid else "by its tours can keep"
            why = reason.text if reason else f"{limit} {most} in {months_words(phase)}"
            return f"{pledge.nation} pledges {pledge.lots} {pledge.unit_type}, but {why}"
    return ""
