"""Cross-field checks of a scenario against the data: all problems are collected, raised once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from planner.dataset import LARGEST, Dataset
from planner.documents import Document
from planner.errors import InputError, Issue
from planner.pools import POOLED_OWNERS
from planner.problem import HOST, US, Problem
from planner.resolve import BURDEN_ITEMS, candidates
from planner.result import PlanWarning
from planner.scenarios import suggestion
from planner.schema import Scenario


def check_names(scenario: Scenario, data: Dataset, document: Document) -> None:
    """Raise InputError for every name, number or combination that makes no sense."""
    issues = [
        Issue(document.where(path), problem, hint)
        for path, problem, hint in (
            *_structure(scenario),
            *_requirements(scenario, data),
            *_nations(scenario, data),
            *_rules(scenario, data),
            *_overrides(scenario, data),
        )
    ]
    if issues:
        raise InputError(issues)


def check_problem(problem: Problem, document: Document) -> tuple[PlanWarning, ...]:
    """Raise InputError for rules that can never hold; return what the reader should know."""
    scenario = problem.scenario
    issues: list[Issue] = []
    coalition = scenario.coalition
    sovereign = {pool.nation for pool in problem.pools if problem.nation[pool.nation].sovereign}
    if coalition.min_nations > len(sovereign):
        issues.append(
            Issue(
                document.where(("coalition", "min_nations")),
                f"rule coalition_floor: {coalition.min_nations} members, but only "
                f"{len(sovereign)} nations could contribute: {', '.join(sorted(sovereign))}",
                "lower min_nations, lower min_stance, or include more nations",
            )
        )
    if scenario.rules.lead_floor.on and not sovereign & set(coalition.lead_nations):
        issues.append(
            Issue(
                document.where(("coalition", "lead_nations")),
                "rule lead_floor: none of the lead nations could contribute",
                "name one that takes part, or set rules.lead_floor.on=false",
            )
        )
    issues += _pledges(problem, document)
    if issues:
        raise InputError(issues)
    return tuple(_warnings(problem))


def _pledges(problem: Problem, document: Document) -> Iterator[Issue]:
    rule = problem.scenario.rules.pledge_floor
    pools = {(pool.nation, pool.unit_type): pool for pool in problem.pools}
    for index, pledge in enumerate(rule.pledges if rule.on else ()):
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


def _warnings(problem: Problem) -> Iterator[PlanWarning]:
    scenario = problem.scenario
    for code in sorted(set(scenario.coalition.lead_nations) - set(problem.nation)):
        message = f"{code} can lead but is not in the coalition"
        yield PlanWarning(code="lead_absent", where="coalition.lead_nations", message=message)
    for requirement in scenario.requirements:
        supplied = any(
            problem.acts_for(requirement, pool.unit_type, location)
            for pool in problem.pools
            for location in pool.locations
        )
        if not supplied and requirement.threshold > 0:
            yield PlanWarning(
                code="nobody_can",
                where=f"requirements.{requirement.id}",
                message=f"no nation in the coalition has any {requirement.effect} to give",
            )
    for factor in problem.idle_overrides:
        message = "no number here is derived from it: setting it changes nothing"
        yield PlanWarning(
            code="idle_override", where=f"overrides.factors.{factor}", message=message
        )
    if scenario.overrides.pools or scenario.overrides.facts or scenario.overrides.factors:
        count = sum(
            map(
                len,
                (scenario.overrides.pools, scenario.overrides.facts, scenario.overrides.factors),
            )
        )
        message = f"{count} figures are set by the scenario and count as assumptions"
        yield PlanWarning(code="overrides", where="overrides", message=message)


Found = tuple[tuple[str | int, ...], str, str]


def _structure(scenario: Scenario) -> Iterator[Found]:
    horizon = scenario.horizon_months
    for name in ("phases", "locations", "requirements"):
        seen: set[str] = set()
        for index, item in enumerate(getattr(scenario, name)):
            if item.id in seen:
                yield (name, index, "id"), f"{item.id!r} stands here twice", "use another id"
            seen.add(item.id)
    starts = [phase.start for phase in scenario.phases]
    if starts and starts[0] != 0:
        yield ("phases", 0, "start"), f"the first phase starts at {starts[0]}", "start at 0"
    for index, (before, start) in enumerate(pairwise(starts), 1):
        if start <= before:
            hint = "order the phases by start"
            yield ("phases", index, "start"), f"{start} is not after {before}", hint
    for index, start in enumerate(starts):
        if start >= horizon:
            hint = f"start before {horizon}, or raise horizon_months"
            yield ("phases", index, "start"), f"{start} is past the horizon", hint
    if len(set(scenario.objectives)) < len(scenario.objectives):
        yield ("objectives",), "an objective stands here twice", "name each once"
    for index, location in enumerate(scenario.locations):
        if location.kind != "standby" and (location.notice_days or location.transit_days):
            hint = "only standby locations have notice and transit"
            yield ("locations", index), f"{location.id} is {location.kind}", hint
    if all(location.kind == "standby" for location in scenario.locations):
        yield ("locations",), "no location is in the theatre", "add one of kind theatre"


def _requirements(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    kinds = {location.id: location.kind for location in scenario.locations}
    for index, item in enumerate(scenario.requirements):
        path = ("requirements", index)
        if item.effect not in data.effects:
            hint = suggestion(item.effect, data.effects)
            yield (*path, "effect"), f"no unit type has the effect {item.effect!r}", hint
        if item.location not in kinds:
            hint = suggestion(item.location, kinds)
            yield (*path, "location"), f"no location {item.location!r}", hint
        if item.objective is not None and item.objective < item.threshold:
            problem = f"the objective {item.objective:g} is below the threshold {item.threshold:g}"
            yield (*path, "objective"), problem, "the threshold is the minimum"
        end = scenario.horizon_months if item.to_month is None else item.to_month
        if item.from_month >= min(end, scenario.horizon_months):
            problem = f"from_month {item.from_month} is not before month {end}"
            yield (*path, "from_month"), problem, "it would never hold"
        if end > scenario.horizon_months:
            hint = "lower it, or raise horizon_months"
            yield (*path, "to_month"), f"month {end} is past the horizon", hint
        if item.effect in data.effects and item.location in kinds and item.within_days == 0:
            placements = {
                unit.placement for unit in data.unit_types.values() if item.effect in unit.effects
            }
            if kinds[item.location] == "theatre" and "sector" not in placements:
                hint = "ask for it at a theatre_wide location"
                yield (*path, "location"), f"{item.effect} is not kept in a sector", hint
        if item.within_days and kinds.get(item.location) == "standby":
            hint = "leave within_days out"
            yield (*path, "within_days"), "forces that stand by are already at notice", hint


def _nations(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    for name in ("include", "exclude", "lead_nations", "reuse_eastern_flank"):
        for index, code in enumerate(getattr(scenario.coalition, name)):
            yield from _nation(("coalition", name, index), code, data)
    for code in scenario.coalition.include:
        if code == HOST:
            yield ("coalition", "include"), f"{HOST} is the host, not a contributor", "remove it"
        if code == US:
            hint = "set coalition.us_backstop=true for its enablers"
            yield ("coalition", "include"), f"{US} does not join the coalition", hint
        if code in POOLED_OWNERS:
            hint = "set coalition.nato_pools=true"
            yield ("coalition", "include"), f"{code} is a pooled fleet, not a nation", hint
        if code in scenario.coalition.exclude:
            yield ("coalition", "exclude"), f"{code} is included as well", "choose one"
    item = BURDEN_ITEMS.get(scenario.rules.burden.key)
    known = data.nations
    for code in candidates(scenario, data) if item else ():
        size = data.value(code, item or "")
        if code in known and code not in (US, *POOLED_OWNERS) and size <= 0:
            hint = "give it one with overrides.facts, or use another rules.burden.key"
            yield ("rules", "burden", "key"), f"{code} has no {item} to share the burden by", hint
    if not candidates(scenario, data):
        yield ("coalition",), "no nation takes part", "lower min_stance or include nations"


def _nation(path: tuple[str | int, ...], code: str, data: Dataset) -> Iterator[Found]:
    if code not in data.nations:
        yield path, f"no nation {code!r} in facts.csv", suggestion(code, data.nations)


def _rules(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    rules = scenario.rules
    for code in rules.personnel_limit.ceilings:
        yield from _nation(("rules", "personnel_limit", "ceilings", code), code, data)
    for effect in rules.share_limit.max_share if rules.share_limit.on else ():
        if effect not in data.effects:
            path = ("rules", "share_limit", "max_share", effect)
            yield path, f"no unit type has the effect {effect!r}", suggestion(effect, data.effects)
    for unit_type in rules.us_enabler_limit.max_lots:
        path = ("rules", "us_enabler_limit", "max_lots", unit_type)
        enablers = [u.id for u in data.unit_types.values() if u.us_enabler]
        if unit_type not in enablers:
            yield path, f"{unit_type!r} is no US enabler", suggestion(unit_type, enablers)
    for index, pledge in enumerate(rules.pledge_floor.pledges):
        where = ("rules", "pledge_floor", "pledges", index)
        yield from _nation((*where, "nation"), pledge.nation, data)
        yield from _unit_type((*where, "unit_type"), pledge.unit_type, data)
        if pledge.from_month >= scenario.horizon_months:
            yield (*where, "from_month"), "starts past the horizon", "start earlier"
        if pledge.to_month is not None and pledge.to_month <= pledge.from_month:
            problem = f"month {pledge.to_month} is not after from_month {pledge.from_month}"
            yield (*where, "to_month"), problem, "it would never hold"


def _unit_type(path: tuple[str | int, ...], name: str, data: Dataset) -> Iterator[Found]:
    if name not in data.unit_types:
        yield path, f"no unit type {name!r}", suggestion(name, data.unit_types)


def _overrides(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    overrides = scenario.overrides
    named: Iterable[tuple[str, int, str | None, str | None]] = (
        *(("pools", i, o.nation, o.unit_type) for i, o in enumerate(overrides.pools)),
        *(("tours", i, o.nation, o.unit_type) for i, o in enumerate(overrides.tours)),
        *(("caveats", i, o.nation, o.unit_type) for i, o in enumerate(overrides.caveats)),
        *(("facts", i, o.nation, None) for i, o in enumerate(overrides.facts)),
    )
    for name, index, nation, unit_type in named:
        path = ("overrides", name, index)
        if nation is not None:
            yield from _nation((*path, "nation"), nation, data)
        if unit_type is not None:
            yield from _unit_type((*path, "unit_type"), unit_type, data)
    for index, pool in enumerate(overrides.pools):
        if pool.from_month >= scenario.horizon_months:
            where = ("overrides", "pools", index, "from_month")
            yield where, "starts past the horizon", "start earlier"
    locations = {location.id for location in scenario.locations}
    for index, caveat in enumerate(overrides.caveats):
        if caveat.location is not None and caveat.location not in locations:
            hint = suggestion(caveat.location, locations)
            where = ("overrides", "caveats", index, "location")
            yield where, f"no location {caveat.location!r}", hint
    for index, fact in enumerate(overrides.facts):
        if fact.item not in data.fact_items:
            hint = suggestion(fact.item, data.fact_items)
            yield ("overrides", "facts", index, "item"), f"no fact {fact.item!r}", hint
        else:
            place = ("overrides", "facts", index, "value")
            yield from _largest(place, fact.value, data.unit(fact.item))
    for factor, value in overrides.factors.items():
        key = ("overrides", "factors", factor)
        if factor not in data.factors:
            hint = suggestion(factor, data.factors)
            yield key, f"no planning factor {factor!r}", hint
        else:
            yield from _largest(key, value, data.factors[factor].unit)


def _largest(path: tuple[str | int, ...], value: float, unit: str) -> Iterator[Found]:
    most = LARGEST.get(unit, value)
    if value > most:
        yield path, f"{value:g} is more than {most:g}", f"the unit is {unit}"
