"""What the reader of a plan should know, told from the problem before it is solved."""

from __future__ import annotations

from collections.abc import Iterator

from planner.problem.handovers import handovers
from planner.problem.problem import Problem
from planner.problem.reasons import demand_warnings
from planner.problem.records import PlanWarning
from planner.reference.as_of import start_of
from planner.reference.figure import only_later
from planner.scenario.demands import Demand, place_of
from planner.scenario.text_reader import Document

TOURS_SHOWN = 4


def warnings_of(problem: Problem, document: Document) -> Iterator[PlanWarning]:
    """What is open or barred whatever the plan, rule by rule and demand by demand."""
    yield from _warnings(problem)
    yield from _last_phase(problem)
    yield from _figures(problem)
    yield from _bids(problem)
    yield from _handovers(problem)
    yield from _barred(problem, document)


def _warnings(problem: Problem) -> Iterator[PlanWarning]:
    scenario = problem.scenario
    for code in sorted(set(scenario.coalition.lead_nations) - set(problem.nation)):
        message = f"{code} can lead but is not in the coalition"
        yield PlanWarning(code="lead_absent", where="coalition.lead_nations", message=message)
    yield from _undecided(problem)
    for demand in dict.fromkeys(want.demand for want in problem.wants):
        yield from _nobody(problem, demand)
    if not scenario.rules.personnel_limit.enabled or not scenario.rules.personnel_limit.national:
        message = "nations may have more people deployed than they have ever kept up"
        yield PlanWarning(code="no_ceilings", where="rules.personnel_limit", message=message)
    if not scenario.rules.rotation_limit.enabled:
        message = "pools may be used up within the horizon, and not last beyond it"
        yield PlanWarning(code="no_rotation_limit", where="rules.rotation_limit", message=message)
    if scenario.timing == "pre_deal":
        message = (
            "before a deal: only what nations offer at level "
            f"{scenario.coalition.min_stance} counts, nothing was prepared, and threats and "
            "air-defence needs are larger (see the notes of the demands)"
        )
        yield PlanWarning(code="pre_deal", where="timing", message=message)
    if scenario.objectives[0] not in ("sustained", "shortfall"):
        how = "only after it" if "shortfall" in scenario.objectives else "not at all"
        message = (
            f"the first question is {scenario.objectives[0]}, and what is missing is minimised "
            f"{how}: to give nothing may be the answer"
        )
        yield PlanWarning(code="shortfall_not_first", where="objectives", message=message)
    if "deterrence" in scenario.objectives and all(w.top <= w.need for w in problem.wants):
        message = "no demand has an objective above what is needed: the stage has nothing to add"
        yield PlanWarning(code="nothing_above", where="objectives", message=message)


def _figures(problem: Problem) -> Iterator[PlanWarning]:
    """Figures of a later date than asked for, and those that the scenario sets."""
    scenario = problem.scenario
    if later := len(only_later(problem.figures, start_of(scenario.reference_date)[:2])):
        which = f"{later} figure{' is' if later == 1 else 's are'} of a later date"
        message = f"{which}: nothing older is known of these"
        yield PlanWarning(code="later_figures", where="reference_date", message=message)
    for factor in problem.idle_overrides:
        message = "no number here is derived from it: setting it changes nothing"
        yield PlanWarning(
            code="idle_override", where=f"overrides.factors.{factor}", message=message
        )
    if scenario.overrides.pools or scenario.overrides.facts or scenario.overrides.factors:
        own = scenario.overrides
        count = len(own.pools) + len(own.facts) + len(own.factors)
        what = "figure is set by the scenario and counts as an assumption"
        if count > 1:
            what = "figures are set by the scenario and count as assumptions"
        message = f"{count} {what}"
        yield PlanWarning(code="overrides", where="overrides", message=message)


def _last_phase(problem: Problem) -> Iterator[PlanWarning]:
    """A last phase that the horizon cuts short: what stands there need not last."""
    if len(problem.phases) < 3:  # an entry and one slot: nothing to compare with
        return
    before, last = problem.phases[-2:]
    whole, there = before.months, last.months
    if there < whole:
        end = problem.scenario.horizon_months
        message = (
            f"the horizon ends {last.id} after {there} of {whole} months: more may be there than "
            f"can be kept up; horizon_months {end - there} or {end - there + whole} ends with a "
            "whole phase"
        )
        yield PlanWarning(code="last_phase_short", where="phases", message=message)


def _undecided(problem: Problem) -> Iterator[PlanWarning]:
    """Rules of command that are off, where there are ground forces to lead."""
    rules = problem.scenario.rules
    if not problem.ground_phases:
        return
    if not rules.lead_floor.enabled or not rules.lead_floor.lead_battlegroups:
        message = "nobody has to stand in the theatre to lead the ground forces asked for there"
        off = "" if rules.lead_floor.enabled else ", and nobody is named to lead"
        yield PlanWarning(
            code="lead_open", where="rules.lead_floor", message=f"{message}{off}: switch it on"
        )
    if not rules.framework_floor.enabled:
        message = (
            "battlegroups form no brigades, and nobody has to lead them there with troops of its "
            "own: no formation is decided, switch it on"
        )
        yield PlanWarning(code="formation_open", where="rules.framework_floor", message=message)


def _bids(problem: Problem) -> Iterator[PlanWarning]:
    """Bids of what a nation does not have, or cannot keep there by its cycle."""
    pools = {(pool.nation, pool.unit_type): pool for pool in problem.pools}
    for index, bid in enumerate(problem.scenario.overrides.bids):
        pool, what = pools.get((bid.nation, bid.unit_type)), f"{bid.nation} bids {bid.lots} "
        if pool is None:
            empty = problem.empty_pools.get((bid.nation, bid.unit_type))
            why = f"has none of it that could come{f' ({empty.why})' if empty else ''}"
            if bid.unit_type not in problem.unit_types:
                why = "is asked for none of it"
        else:
            most, cycle = max(pool.lots), pool.tour_months + pool.dwell_months
            kept = most * pool.tour_months / cycle
            why = f"has a pool of {most}, of which {kept:.3g} can be kept there at a time"
            if bid.lots <= kept:
                continue
        message = f"{what}{bid.unit_type}, but {why}: the bid holds as far as that goes"
        yield PlanWarning(code="bid_above_pool", where=f"overrides.bids.{index}", message=message)


def _handovers(problem: Problem) -> Iterator[PlanWarning]:
    """Effects of which nothing is handed over that the rule could limit."""
    rule = problem.scenario.rules.handover_limit
    limited = {handover.effect for handover in handovers(problem)}
    for effect in sorted(rule.shares) if rule.enabled else ():
        if effect not in limited:
            message = (
                "limits nothing: in no two phases that follow one another is the effect asked for "
                "in place in the theatre, without a new demand in the second"
            )
            where = f"rules.handover_limit.shares.{effect}"
            yield PlanWarning(code="handover_idle", where=where, message=message)


def _barred(problem: Problem, document: Document) -> Iterator[PlanWarning]:
    """What the rules keep out of every plan: nations, pools, and whole demands."""
    bars = problem.bars
    declared = {place["id"] for place in document.content["locations"]}
    for place in problem.scenario.locations:
        if place.id not in declared:
            message = (
                f"none is theatre_wide, and headquarters need one (rule headquarters_floor): they "
                f"stand at {place.id}, added for them"
            )
            yield PlanWarning(code="place_added", where="locations", message=message)
    if bars.below_floor:
        most = ", ".join(f"{n} {lot_months}" for n, lot_months in bars.below_floor.items())
        message = (
            f"a member gives at least {bars.least} lot-months, which is more than these nations "
            f"can give at most: {most}. They cannot take part; lower min_lot_months"
        )
        where = "rules.participation_floor"
        yield PlanWarning(code="participation_floor", where=where, message=message)
    alike: dict[tuple[str, str], list[str]] = {}
    for (nation, unit_type), reason in bars.short_tours().items():
        alike.setdefault((nation, reason.text), []).append(unit_type)
    if alike:
        short = [f"{nation} {', '.join(types)}: {text}" for (nation, text), types in alike.items()]
        message = "; ".join(short[:TOURS_SHOWN])
        if len(short) > TOURS_SHOWN:
            message += f"; and {len(short) - TOURS_SHOWN} more like these"
        message += ". Shorter phases, or longer tours (overrides.tours), would let them serve"
        yield PlanWarning(code="tour_in_slot", where="phases", message=message)
    impossible = [(want, bars.impossible(want)) for want in problem.wants]
    found = [(want, why) for want, why in impossible if why]
    yield from demand_warnings(found, "nothing_can", "nothing can be there")


def _nobody(problem: Problem, item: Demand) -> Iterator[PlanWarning]:
    """A warning for every effect of a demand that no nation has."""
    for effect, days in problem.use.asks(item):
        supplied = any(
            effect in problem.unit_types[pool.unit_type].effects
            and problem.reaches(item.location, location, days)
            for pool in problem.pools
            for location in pool.locations
        )
        if not supplied:
            message = f"no nation in the coalition has any {effect} that it may give here"
            yield PlanWarning(code="nobody_can", where=place_of(item), message=message)
