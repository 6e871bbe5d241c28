"""Rechecks a finished plan: every rule, from the plan's own numbers alone.

    verify_plan("plan.json")   ->   []  or one Issue a breach, "rule: key" with the numbers

The rules of the forces are in verify_rules.py; here are those of the coalition and of the numbers
that the plan reports. Written from model.md alone; nothing is shared with the model (a law).
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import InputError, Issue
from planner.result import PhaseRow, Plan, RequirementRow
from planner.schema import Location, Requirement
from planner.verify_rules import (
    POOLED_FLEETS,
    US,
    Breach,
    Ledger,
    headquarters_floor,
    nato_reserve_limit,
    open_ledger,
    permission_limit,
    personnel_limit,
    phase_balance,
    pool_limit,
    sovereign,
    support_floor,
    total,
    tour_cover_limit,
    tour_order_floor,
    whole_lots,
)

MAX_BYTES = 200_000_000


def verify_plan(plan: Plan | Mapping[str, Any] | str | Path) -> list[Issue]:
    """Every breach of a rule in a plan, in the order of CHECKS; an empty list if it is sound.

    ``plan`` is a Plan, its JSON as a mapping, or the path of a JSON file (200 MB at most).
    Raises InputError, with all problems, when it cannot be read or is not a plan.
    """
    plan = plan if isinstance(plan, Plan) else _parsed(plan)
    if endless := list(_not_finite(plan.model_dump(), "")):
        return [Issue(f"numbers: {where}", f"{value} is not a number") for where, value in endless]
    ledger = open_ledger(plan)
    return [
        Issue(f"{check.__name__}: {breach.key}", breach.problem, breach.hint)
        for check in CHECKS
        for breach in check(ledger)
    ]


def _parsed(source: Mapping[str, Any] | str | Path) -> Plan:
    name = "plan" if isinstance(source, Mapping) else str(source)
    content = dict(source) if isinstance(source, Mapping) else _read(Path(source))
    if not isinstance(content, dict):
        raise InputError([Issue(name, "is not a plan", "a plan is a JSON object")])
    try:
        return Plan.model_validate(content)
    except ValidationError as error:
        issues = [
            Issue(f"{name}: {'.'.join(map(str, e['loc'])) or 'plan'}", e["msg"], "not a plan")
            for e in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise InputError(issues) from None


def _read(path: Path) -> Any:
    hint = "give the JSON file that the planner wrote"
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Issue(str(path), f"cannot be read: {reason}", hint)]) from None
    if len(content) > MAX_BYTES:
        raise InputError([Issue(str(path), f"is larger than {MAX_BYTES // 10**6} MB", hint)])
    if not content.strip():
        raise InputError([Issue(str(path), "is empty", hint)])
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError([Issue(str(path), f"is not JSON: {error}", hint)]) from None


def _not_finite(value: object, where: str) -> Iterator[tuple[str, object]]:
    """Numbers that no sum can hold, with their place in the plan."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _not_finite(item, f"{where}.{key}".lstrip("."))
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _not_finite(item, f"{where}.{i}")
    elif isinstance(value, int) and abs(value) > 10**15:
        yield where, "a whole number beyond 1e15"
    elif isinstance(value, float) and not math.isfinite(value):
        yield where, value


def participation_limit(ledger: Ledger) -> Iterator[Breach]:
    """Members give something, other nations nothing; the US and pooled fleets are no members.

    Formula: x[n,u,l,k] > 0 only if member[n] or n is not sovereign; member[n] only if some x > 0
    """
    given = _lot_months(ledger)
    for pool in ledger.plan.pools:
        if pool.nation not in ledger.nations:
            yield Breach(f"{pool.nation} {pool.unit_type}", "a pool of a nation not in the plan")
    for row in ledger.plan.nations:
        if sovereign(row.nation) and row.member != (given[row.nation] > 0):
            member = "a member" if row.member else "not a member"
            yield Breach(row.nation, f"is {member} and gives {given[row.nation]:g} lot-months")


def _lot_months(ledger: Ledger) -> defaultdict[str, float]:
    """Lots x months by nation, deployed and standing by."""
    given: defaultdict[str, float] = defaultdict(float)
    for e in ledger.entries:
        given[e.nation] += e.lot_months
    return given


def participation_floor(ledger: Ledger) -> Iterator[Breach]:
    """A member gives at least the minimum.

    Formula: sum over u, l, k of months[k] x[n,u,l,k] >= min_lot_months x member[n]; in a relaxed
    plan member[n] is at least the largest share of a pool that is used, and no more is asked
    """
    rule = ledger.plan.scenario.rules.participation_floor
    given = _lot_months(ledger)
    for nation in _members(ledger) if rule.on else ():
        floor = rule.min_lot_months * (_used_share(ledger, nation) if ledger.plan.relaxed else 1.0)
        if ledger.over(floor, given[nation]):
            yield Breach(nation, f"{given[nation]:g} lot-months, at least {floor:g} needed")


def _used_share(ledger: Ledger, nation: str) -> float:
    shares = (
        ledger.used(pool, month) / pool.lots[month]
        for pool in ledger.plan.pools
        for month in range(min(ledger.horizon, len(pool.lots)))
        if pool.nation == nation and pool.lots[month] > 0
    )
    return min(1.0, max(shares, default=0.0))


def _members(ledger: Ledger) -> list[str]:
    return [n.nation for n in ledger.plan.nations if n.member and sovereign(n.nation)]


def coalition_floor(ledger: Ledger) -> Iterator[Breach]:
    """The coalition has enough members.

    Formula: sum over n of member[n] >= min_nations
    """
    members, floor = len(_members(ledger)), ledger.plan.scenario.coalition.min_nations
    if members < floor:
        yield Breach("members", f"{members} members, at least {floor} needed")


def coalition_limit(ledger: Ledger) -> Iterator[Breach]:
    """Only nations that the scenario lets in: not excluded, and open enough or included.

    Formula: member[n] only if stance[n] >= min_stance or n is included; excluded: x[n,…] = 0
    """
    coalition = ledger.plan.scenario.coalition
    for nation, given in _lot_months(ledger).items():
        if nation in coalition.exclude:
            yield Breach(nation, f"is excluded and gives {given:g} lot-months")
    for nation in _members(ledger):
        stance = ledger.nations[nation].stance
        if stance < coalition.min_stance and nation not in coalition.include:
            yield Breach(nation, f"stance {stance}, at least {coalition.min_stance} needed")


def lead_floor(ledger: Ledger) -> Iterator[Breach]:
    """One lead-capable member leads the operation.

    Formula: sum over lead-capable n of lead[n] = 1, lead[n] <= member[n]
    """
    scenario, lead = ledger.plan.scenario, ledger.plan.command.lead_nation
    if not scenario.rules.lead_floor.on:
        return
    leads = [n.nation for n in ledger.plan.nations if n.role == "lead"]
    if leads != [lead]:
        yield Breach("role", f"nations with the role lead: {leads or 'none'}; lead nation: {lead}")
    if lead not in _members(ledger):
        yield Breach("member", f"the lead nation {lead} is not a member")
    if lead not in scenario.coalition.lead_nations:
        yield Breach("lead_nations", f"{lead} is not among {scenario.coalition.lead_nations}")


def us_enabler_limit(ledger: Ledger) -> Iterator[Breach]:
    """US enablers and pooled fleets only where the scenario lets them in, up to their limit.

    Formula: sum over l of x[USA,u,l,k] <= max_lots[u], 0 unless backstop and u is an enabler
    """
    coalition = ledger.plan.scenario.coalition
    limits = ledger.plan.scenario.rules.us_enabler_limit.max_lots
    at_a_time: defaultdict[tuple[str, str], float] = defaultdict(float)
    for e in ledger.entries:
        key = f"{e.nation} {e.unit.id} {e.place.id} {e.phase.id}"
        if e.nation in POOLED_FLEETS and not coalition.nato_pools:
            yield Breach(key, f"{e.lots:g} lots; coalition.nato_pools is off")
        if e.nation == US:
            at_a_time[e.unit.id, e.phase.id] += e.lots
            if not coalition.us_backstop:
                yield Breach(key, f"{e.lots:g} lots; coalition.us_backstop is off")
            if not e.unit.us_enabler:
                yield Breach(key, f"{e.lots:g} lots of a type that is no US enabler")
    for (unit, phase), lots in at_a_time.items():
        if unit in limits and ledger.over(lots, limits[unit]):
            yield Breach(f"{US} {unit} {phase}", f"{lots:g} lots, at most {limits[unit]} allowed")


def share_limit(ledger: Ledger) -> Iterator[Breach]:
    """No nation provides more than a share of an effect in the theatre.

    Formula: sum over u, deployed l of effect x[n,…] <= share x the same sum over all nations
    """
    rule = ledger.plan.scenario.rules.share_limit
    for phase, entries in ledger.in_phase.items() if rule.on else ():
        deployed = [e for e in entries if e.deployed]
        for effect, share in rule.max_share.items():
            whole = total(deployed, effect)
            for nation in ledger.nations:
                part = total((e for e in deployed if e.nation == nation), effect)
                if ledger.over(part, share * whole):
                    key = f"{nation} {effect} {phase}"
                    yield Breach(key, f"{part:g} of {whole:g}, a share of {share} at most")


def pledge_floor(ledger: Ledger) -> Iterator[Breach]:
    """Pledges are kept, deployed or standing by.

    Formula: sum over l of x[n,u,l,k] >= pledged lots, for phases that start while it holds
    """
    rule = ledger.plan.scenario.rules.pledge_floor
    for pledge in rule.pledges if rule.on else ():
        for phase in ledger.plan.phases:
            if _holds(ledger, pledge.from_month, pledge.to_month, phase):
                asked = (pledge.nation, pledge.unit_type)
                here = ledger.in_phase[phase.id]
                lots = sum(e.lots for e in here if (e.nation, e.unit.id) == asked)
                if ledger.over(pledge.lots, lots):
                    key = f"{pledge.nation} {pledge.unit_type} {phase.id}"
                    yield Breach(key, f"{lots:g} lots, {pledge.lots} pledged")


def _holds(ledger: Ledger, start: int, end: int | None, phase: PhaseRow) -> bool:
    return start <= phase.start_month < (ledger.horizon if end is None else end)


def effect_floor(ledger: Ledger) -> Iterator[Breach]:
    """What each requirement needs, gets and lacks in a phase is reported once, and truly.

    Formula: supplied = sum of effect x over lots that can act in time;
    shortfall = max(0, need - supplied); one row for every phase in which the need holds
    """
    rows: defaultdict[tuple[str, str], list[RequirementRow]] = defaultdict(list)
    for row in ledger.plan.requirements:
        rows[row.id, row.phase].append(row)
    for requirement, phase, need, supplied in _needs(ledger):
        key = f"{requirement.id} {phase.id}"
        told = rows.pop((requirement.id, phase.id), [])
        if len(told) != 1:
            yield Breach(key, f"{len(told)} rows, exactly one needed")
        for row in told:
            for name in ("effect", "location", "within_days"):
                if getattr(row, name) != getattr(requirement, name):
                    yield Breach(key, f"{name} {getattr(row, name)}, not as in the scenario")
            shortfall = max(0.0, need - supplied)
            figures = {"need": need, "supplied": supplied, "shortfall": shortfall}
            for name, figure in figures.items():
                if ledger.differs(getattr(row, name), figure):
                    yield Breach(key, f"{name} {getattr(row, name):g}, should be {figure:g}")
    for (name, phase_id), told in rows.items():
        if any(max(row.need, row.supplied, row.shortfall) > 0 for row in told):
            yield Breach(f"{name} {phase_id}", "the scenario asks for nothing here")


def _needs(ledger: Ledger) -> Iterator[tuple[Requirement, PhaseRow, float, float]]:
    """Requirement, phase, need and what is supplied, wherever something is needed."""
    scenario = ledger.plan.scenario
    for requirement in scenario.requirements:
        need = requirement.threshold
        if scenario.requirement_level == "objective" and requirement.objective is not None:
            need = requirement.objective
        acting = {i for i, place in ledger.places.items() if _in_time(ledger, requirement, place)}
        for phase in ledger.plan.phases if need > 0 else ():
            if _holds(ledger, requirement.from_month, requirement.to_month, phase):
                here = (e for e in ledger.in_phase[phase.id] if e.place.id in acting)
                yield requirement, phase, need, total(here, requirement.effect)


def _in_time(ledger: Ledger, requirement: Requirement, place: Location) -> bool:
    """Can lots at the place act for the requirement, in place or within its days?"""
    home, days = ledger.places.get(requirement.location), requirement.within_days
    if home is None or home.kind == "standby" or home.id == place.id:
        return home is not None and home.id == place.id
    if place.kind == "standby":
        return days >= max(1, place.notice_days + place.transit_days)
    if home.kind == "theatre_wide":
        return True
    sector_days = ledger.plan.scenario.rules.effect_floor.sector_transit_days
    return days >= 1 and (place.kind == "theatre_wide" or days >= sector_days)


def cost_balance(ledger: Ledger) -> Iterator[Breach]:
    """People, cost and shares of each nation add up from its contributions.

    Formula: cost[n] = sum of months x lots x monthly cost (x standby_cost_share at standby);
    peak = max over k of people deployed; burden share = cost / total; fair share = size / sum
    """
    costs = _costs(ledger)
    sizes = _sizes(ledger)
    for row in ledger.plan.nations:
        people: defaultdict[str, float] = defaultdict(float)
        person_months = 0.0
        for e in ledger.entries:
            if e.nation == row.nation:
                people[e.phase.id] += e.personnel
                person_months += e.personnel * e.months
        figures = {
            "personnel_peak": (max(people.values(), default=0.0), 1.0),
            "personnel_months": (person_months, 1e-3),
            "cost_eur_m": (costs[row.nation], 1e-3),
            "burden_share": (_ratio(costs[row.nation], sum(costs.values())), 1e-5),
            "fair_share": (_ratio(sizes.get(row.nation, 0.0), sum(sizes.values())), 1e-5),
        }
        for name, (figure, tolerance) in figures.items():
            told = getattr(row, name)
            if abs(told - figure) > max(tolerance, 1e-6 * abs(figure)):
                yield Breach(f"{row.nation} {name}", f"{told:g}, should be {figure:g}")


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _costs(ledger: Ledger) -> defaultdict[str, float]:
    """EUR million by nation."""
    costs: defaultdict[str, float] = defaultdict(float)
    for e in ledger.entries:
        share = 1.0 if e.deployed else ledger.plan.standby_cost_share
        costs[e.nation] += e.lot_months * e.unit.cost_eur_m_month * share
    return costs


def _sizes(ledger: Ledger) -> dict[str, float]:
    """Size of every sovereign nation that could take part."""
    return {n.nation: n.size for n in ledger.plan.nations if sovereign(n.nation)}


def stage_value(ledger: Ledger) -> Iterator[Breach]:
    """Later stages keep what a stage reached; no plan is better than a proved bound.

    Formula: bound - tolerance <= value of the plan <= stage value (burden stages: and their
    tolerance share) + tolerance, with tolerance 1e-4 x max(1, value); bound <= value;
    gap <= solve.mip_gap_share unless the time ran out
    """
    scenario, stages = ledger.plan.scenario, ledger.plan.stages
    names, asked = [stage.name for stage in stages], list(scenario.objectives)
    stopped = any(stage.proof == "time_limit" for stage in stages)
    if names != asked and not (stopped and names == asked[: len(names)]):
        yield Breach("order", f"stages {names}, the scenario asks for {asked}")
    values = _stage_values(ledger)
    for stage in stages:
        slack = 1.01e-4 * max(1.0, abs(stage.value))  # the tolerance, and rounding
        final = values.get(stage.name, stage.value)
        burden = stage.name in ("burden", "burden_excess")
        rise = stage.value * scenario.solve.burden_gap_share if burden else 0.0
        if final > stage.value + rise + slack:
            yield Breach(stage.name, f"the plan's own value {final:g} exceeds {stage.value:g}")
        if final < stage.bound - slack:
            yield Breach(stage.name, f"the plan's own value {final:g} beats {stage.bound:g}")
        if ledger.over(stage.bound, stage.value):
            yield Breach(stage.name, f"bound {stage.bound:g} exceeds the value {stage.value:g}")
        if stage.gap_share < 0:
            yield Breach(stage.name, f"gap {stage.gap_share:g} is negative")
        promised = scenario.solve.burden_gap_share if burden else scenario.solve.mip_gap_share
        if stage.proof != "time_limit" and stage.gap_share > promised + 1e-9:
            yield Breach(stage.name, f"gap {stage.gap_share:g} is not {stage.proof}")


def _stage_values(ledger: Ledger) -> dict[str, float]:
    """The value of every stage, from the plan's own numbers."""
    weights = {r.id: r.weight for r in ledger.plan.scenario.requirements}
    costs, sizes = _costs(ledger), _sizes(ledger)
    shared = sum(costs[n] for n in sizes)
    fair = {n: shared * _ratio(size, sum(sizes.values())) for n, size in sizes.items()}
    priced = ledger.plan.scenario.rules.nato_reserve_limit.mode == "priced"
    draws = (
        ledger.used(pool, month) - (ledger.lots_at(pool, month) - pool.nato_earmark)
        for pool in ledger.plan.pools
        for month in range(ledger.horizon)
        if priced
    )
    burdens = (costs[n] / size for n, size in sizes.items() if size > 0)
    return {
        "shortfall": sum(
            weights[r.id] * (k.end_month - k.start_month) * max(0.0, need - supplied) / need
            for r, k, need, supplied in _needs(ledger)
        ),
        "us_dependence": _lot_months(ledger)[US],
        "nato_draw": sum(max(0.0, draw) for draw in draws),
        "burden": max(burdens, default=0.0),
        "burden_excess": sum(max(0.0, costs[n] - fair[n]) for n in sizes),
        "cost": sum(costs.values()),
    }


def status_balance(ledger: Ledger) -> Iterator[Breach]:
    """The plan's status is what its numbers say.

    Formula: unproven if a stage ran out of time; else met if every shortfall is 0; else shortfall
    """
    short = [r.id for r, _, need, supplied in _needs(ledger) if ledger.over(need, supplied)]
    status = "shortfall" if short else "met"
    if any(stage.proof == "time_limit" for stage in ledger.plan.stages):
        status = "unproven"
    if ledger.plan.status != status:
        problem = f"status {ledger.plan.status}, the numbers say {status}"
        yield Breach("status", problem, f"short: {', '.join(dict.fromkeys(short)) or 'nothing'}")


Check = Callable[[Ledger], Iterator[Breach]]
CHECKS: tuple[Check, ...] = (
    whole_lots,
    phase_balance,
    permission_limit,
    tour_order_floor,
    tour_cover_limit,
    pool_limit,
    participation_limit,
    participation_floor,
    coalition_floor,
    coalition_limit,
    lead_floor,
    us_enabler_limit,
    support_floor,
    headquarters_floor,
    personnel_limit,
    share_limit,
    nato_reserve_limit,
    pledge_floor,
    effect_floor,
    cost_balance,
    stage_value,
    status_balance,
)
