"""Checks of what the plan reports of itself: requirements, costs, stages and status.

Letters: x lots contributed · n nation · u unit type · l location · k phase.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.result import PhaseRow, RequirementRow
from planner.schema import Location, Requirement
from planner.verify.ledger import US, Breach, Ledger, sovereign, total


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
            if ledger.holds(requirement.from_month, requirement.to_month, phase):
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
        ledger.used(pool, month) - max(0, ledger.lots_at(pool, month) - pool.nato_earmark)
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
        "us_dependence": ledger.lot_months()[US],
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
