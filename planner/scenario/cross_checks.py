"""Cross-field checks of a scenario against the data: all problems are collected, raised once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise

from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.reference.dataset import Dataset
from planner.reference.identifiers import HOST, POOLED_OWNERS, TRAINING, US
from planner.scenario.coalition import BURDEN_ITEMS, candidates
from planner.scenario.demands import PACKAGE_RULES, PackageDemand, Presence, Threat, demands_of
from planner.scenario.limits import KeyPath
from planner.scenario.override_checks import (
    Found,
    contradictions,
    nation_problem,
    override_problems,
    unit_type_problem,
)
from planner.scenario.scenario import APART, Scenario
from planner.scenario.text_reader import Document


def check_names(scenario: Scenario, data: Dataset, document: Document) -> None:
    """Raise InputError for every name, number or combination that makes no sense."""
    issues = [
        Issue(document.where(path), problem, hint)
        for path, problem, hint in (
            *_structure(scenario),
            *_periods(scenario),
            *_requirements(scenario, data),
            *_deterrence(scenario, data),
            *_nations(scenario, data),
            *_rules(scenario, data),
            *_growth(scenario, data),
            *_money(scenario, data),
            *_command(scenario, data),
            *_us_enablers(scenario, data),
            *override_problems(scenario, data),
            *contradictions(scenario),
            *_solver(scenario),
        )
    ]
    issues += (
        Issue(f"packages.csv {package.id}", f"no rule {package.rule!r} takes packages", hint)
        for package in data.packages.values()
        if package.rule not in PACKAGE_RULES
        for hint in [suggestion(package.rule, PACKAGE_RULES)]
    )
    if issues:
        raise InputError(issues)


def _structure(scenario: Scenario) -> Iterator[Found]:
    horizon = scenario.horizon_months
    groups: list[list[tuple[KeyPath, str]]] = [
        [(("phases", i), phase.id) for i, phase in enumerate(scenario.phases)],
        [(("locations", i), place.id) for i, place in enumerate(scenario.locations)],
        [(path, demand.id) for path, demand in demands_of(scenario, enabled=False)],
    ]
    for group in groups:
        seen: set[str] = set()
        for path, identifier in group:
            if identifier in seen:
                yield (*path, "id"), f"{identifier!r} stands here twice", "use another id"
            seen.add(identifier)
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
    for index, location in enumerate(scenario.locations):
        if location.kind != "standby" and (location.notice_days or location.transit_days):
            hint = "only standby locations have notice and transit"
            yield ("locations", index), f"{location.id} is {location.kind}", hint
    if all(location.kind == "standby" for location in scenario.locations):
        yield ("locations",), "no location is in the theatre", "add one of kind theatre"


def _periods(scenario: Scenario) -> Iterator[Found]:
    """Months and places of every demand."""
    kinds = {location.id: location.kind for location in scenario.locations}
    for path, item in demands_of(scenario, enabled=False):
        if item.location not in kinds:
            hint = suggestion(item.location, kinds)
            yield (*path, "location"), f"no location {item.location!r}", hint
        end = item.end(scenario.horizon_months)
        if item.from_month >= min(end, scenario.horizon_months):
            problem = f"from_month {item.from_month} is not before month {end}"
            yield (*path, "from_month"), problem, "it would never hold"
        if end > scenario.horizon_months:
            hint = "lower it, or raise horizon_months"
            yield (*path, "to_month"), f"month {end} is past the horizon", hint
        low, high = item.levels
        if high < low:
            problem = f"the objective {high:g} is below the threshold {low:g}"
            yield (*path, "objective"), problem, "the threshold is the minimum"


def _effect(path: KeyPath, effect: str, data: Dataset) -> Iterator[Found]:
    if effect not in data.effects:
        hint = suggestion(effect, data.effects)
        yield (*path, "effect"), f"no unit type has the effect {effect!r}", hint


def _requirements(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    kinds = {location.id: location.kind for location in scenario.locations}
    for index, item in enumerate(scenario.requirements):
        path = ("requirements", index)
        yield from _effect(path, item.effect, data)
        if item.effect in data.effects and item.location in kinds and item.within_days == 0:
            placements = {
                unit.placement for unit in data.unit_types.values() if item.effect in unit.effects
            }
            at = kinds[item.location]
            if at == "theatre" and "sector" not in placements:
                wanted = "sea" if placements == {"sea"} else "theatre_wide"
                hint = f"ask for it at a location of kind {wanted}"
                yield (*path, "location"), f"{item.effect} is not kept in a sector", hint
            elif placements == {"sea"} if at != "sea" else "sea" not in placements:
                away = "at sea" if at == "sea" else "on land"
                hint = "ask at a location of kind sea for what ships give, and for nothing else"
                yield (*path, "location"), f"{item.effect} is not kept {away}", hint
        if item.within_days and kinds.get(item.location) == "standby":
            hint = "leave within_days out"
            yield (*path, "within_days"), "forces that stand by are already at notice", hint


def _deterrence(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    """Threats, presences, stations and areas."""
    kinds = {location.id: location.kind for location in scenario.locations}
    for path, item in demands_of(scenario, enabled=False):
        kind = kinds.get(item.location)
        if isinstance(item, Threat) and kind not in (None, "theatre"):
            hint = "name a location of kind theatre"
            yield (*path, "location"), "a threat is to one sector", hint
        if isinstance(item, Presence):
            yield from _effect(path, item.effect, data)
            if kind not in (None, "theatre", "theatre_wide"):
                hint = "name a sector, or a theatre_wide location"
                yield (*path, "location"), "a presence is in the theatre", hint
            if item.nuclear_powers > item.nations:
                problem = f"{item.nuclear_powers} nuclear powers among {item.nations} nations"
                yield (*path, "nuclear_powers"), problem, "ask for no more than the nations"
        if isinstance(item, PackageDemand):
            package = data.packages.get(item.package)
            if package is None:
                hint = suggestion(item.package, data.packages)
                yield (*path, "package"), f"no package {item.package!r} in packages.csv", hint
            elif package.rule != path[1]:
                hint = f"ask for it under rules.{package.rule}"
                yield (*path, "package"), f"{item.package} belongs to another rule", hint
            if kind not in (None, "theatre_wide"):
                hint = "name a theatre_wide location"
                yield (*path, "location"), "a package is kept for the whole theatre", hint


def _nations(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    for name in ("include", "exclude", "only", "lead_nations", "reuse_eastern_flank"):
        for index, code in enumerate(getattr(scenario.coalition, name)):
            yield from nation_problem(("coalition", name, index), code, data)
    listed = "only" if scenario.coalition.only else "include"
    for other in ("include", "exclude") if scenario.coalition.only else ():
        if getattr(scenario.coalition, other):
            problem = f"coalition.{other} has no effect beside it"
            yield ("coalition", "only"), problem, "name all that may take part here, and no others"
    for code in scenario.coalition.by_name:
        if code == HOST:
            yield ("coalition", listed), f"{HOST} is the host, not a contributor", "remove it"
        if code == US:
            hint = "set coalition.us_backstop=true for its enablers"
            yield ("coalition", listed), f"{US} does not join the coalition", hint
        if code in POOLED_OWNERS:
            hint = "set coalition.nato_pools=true"
            yield ("coalition", listed), f"{code} is a pooled fleet, not a nation", hint
        if code in scenario.coalition.exclude:
            yield ("coalition", "exclude"), f"{code} is included as well", "choose one"
    item = BURDEN_ITEMS.get(scenario.rules.burden.key)
    known, able = data.nations, candidates(scenario, data, data.unit_types)
    for code in able if item else ():
        size = data.value(code, item or "")
        if code in known and code not in (US, *POOLED_OWNERS) and size <= 0:
            hint = "give it one with overrides.facts, or use another rules.burden.key"
            yield ("rules", "burden", "key"), f"{code} has no {item} to share the burden by", hint
    if not able:
        yield ("coalition",), "no nation takes part", "lower min_stance or include nations"


def _rules(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    rules = scenario.rules
    for code in rules.personnel_limit.ceilings:
        yield from nation_problem(("rules", "personnel_limit", "ceilings", code), code, data)
    for effect in rules.share_limit.max_share if rules.share_limit.enabled else ():
        if effect not in data.effects:
            path = ("rules", "share_limit", "max_share", effect)
            yield path, f"no unit type has the effect {effect!r}", suggestion(effect, data.effects)
    placed = (unit for unit in data.unit_types.values() if unit.placement not in APART)
    there = dict.fromkeys(effect for unit in placed for effect in unit.effects)
    for effect in rules.handover_limit.shares if rules.handover_limit.enabled else ():
        if effect not in there:
            path = ("rules", "handover_limit", "shares", effect)
            hint = suggestion(effect, there)
            yield path, f"no unit in the theatre has the effect {effect!r}", hint
    for index, pledge in enumerate(rules.pledge_floor.pledges):
        where = ("rules", "pledge_floor", "pledges", index)
        yield from nation_problem((*where, "nation"), pledge.nation, data)
        yield from unit_type_problem((*where, "unit_type"), pledge.unit_type, data)
        if pledge.from_month >= scenario.horizon_months:
            yield (*where, "from_month"), "starts past the horizon", "start earlier"
        if pledge.to_month is not None and pledge.to_month <= pledge.from_month:
            problem = f"month {pledge.to_month} is not after from_month {pledge.from_month}"
            yield (*where, "to_month"), problem, "it would never hold"


def _growth(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    rules = scenario.rules
    path: KeyPath = ("rules", "procurement_limit")
    known = {*data.procurement, *(own.id for own in rules.procurement_limit.own_options)}
    for index, option in enumerate(rules.procurement_limit.options):
        if option not in known:
            where = (*path, "options", index)
            yield where, f"no purchase {option!r}", suggestion(option, known)
    seen = set(data.procurement)
    for index, own in enumerate(rules.procurement_limit.own_options):
        where = (*path, "own_options", index)
        if own.id in seen:
            yield (*where, "id"), f"{own.id!r} is a purchase already", "use another id"
        seen.add(own.id)
        yield from unit_type_problem((*where, "unit_type"), own.unit_type, data)
        for number, code in enumerate(own.members):
            yield from nation_problem((*where, "members", number), code, data)
    if rules.training_balance.enabled:
        if not any(location.kind == "training" for location in scenario.locations):
            hint = "add a location of kind training"
            yield ("rules", "training_balance"), "there is no place to train at", hint
        if TRAINING not in data.effects:
            yield ("rules", "training_balance"), "no unit type trains", "add one to unit_types.csv"
    elif any(location.kind == "training" for location in scenario.locations):
        hint = "set rules.training_balance.enabled=true, or remove the location"
        yield ("locations",), "there is a place to train at, but nobody trains", hint


def _money(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    rules = scenario.rules
    for code in rules.budget_limit.national_eur_m:
        yield from nation_problem(("rules", "budget_limit", "national_eur_m", code), code, data)
    for code in rules.burden.sizes:
        yield from nation_problem(("rules", "burden", "sizes", code), code, data)
    if rules.burden.key == "custom":
        own = set(candidates(scenario, data, data.unit_types)) - {US, *POOLED_OWNERS}
        if missing := sorted(own - set(rules.burden.sizes)):
            problem = f"key custom: no size for {', '.join(missing)}"
            yield ("rules", "burden", "sizes"), problem, "give every nation one"


def _command(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    rules = scenario.rules
    for index, code in enumerate(rules.framework_floor.nations):
        yield from nation_problem(("rules", "framework_floor", "nations", index), code, data)
    for component, codes in rules.lead_floor.components.items():
        for index, code in enumerate(codes):
            place = ("rules", "lead_floor", "components", component, index)
            yield from nation_problem(place, code, data)


def _us_enablers(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    limit, path = scenario.rules.us_enabler_limit, ("rules", "us_enabler_limit")
    enablers = [unit.id for unit in data.unit_types.values() if unit.us_enabler]
    named: list[tuple[KeyPath, str | None]] = [
        *(((*path, "max_lots", unit_type), unit_type) for unit_type in limit.max_lots),
        *(
            ((*path, "drawdown", index, "unit_type"), step.unit_type)
            for index, step in enumerate(limit.drawdown)
        ),
    ]
    for where, unit_type in named:
        if unit_type is not None and unit_type not in enablers:
            yield where, f"{unit_type!r} is no US enabler", suggestion(unit_type, enablers)


def _solver(scenario: Scenario) -> Iterator[Found]:
    """Is the solver installed? It is looked for, not imported: that takes half a second."""
    path = ("solve", "solver")
    if scenario.solve.solver == "highs" and find_spec("highspy") is None:
        yield path, "HiGHS is not installed", "pip install highspy, or use solver cbc"
    found = find_spec("cbcbox") or shutil.which("cbc")
    if scenario.solve.solver == "cbc" and not found:
        hint = "pip install 'force-composition-planner[cbc]', or use solver highs"
        yield path, "CBC is not installed", hint
