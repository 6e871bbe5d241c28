"""Checks of a resolved problem: rules that can never hold, and what the reader should know."""

from __future__ import annotations

from collections.abc import Iterator

from planner.errors import InputError, Issue
from planner.problem.bars import Bars
from planner.problem.problem import DEPLOYED, Problem
from planner.problem.reasons import demand_warnings, months_words
from planner.problem.records import PlanWarning, PoolRow
from planner.reference.as_of import start_of
from planner.reference.figure import only_later
from planner.rounding import LEAST_SHARE
from planner.scenario.demands import Requirement, demands_of
from planner.scenario.fields import SMALLEST
from planner.scenario.rule_parts import Pledge
from planner.scenario.text_reader import Document

TOURS_SHOWN = 4


def check_problem(problem: Problem, document: Document) -> tuple[PlanWarning, ...]:
    """Raise InputError for rules that can never hold; return what the reader should know."""
    scenario = problem.scenario
    issues: list[Issue] = []
    coalition = scenario.coalition
    sovereign = {pool.nation for pool in problem.pools if problem.nation[pool.nation].sovereign}
    bars = Bars(problem)
    if coalition.min_nations:
        issues += _members(problem, document, bars)
    if scenario.rules.lead_floor.enabled:
        issues += _lead(problem, document, bars, sovereign & set(coalition.lead_nations))
    issues += _tellable(problem, document)
    issues += _component_leads(problem, document)
    issues += _pledges(problem, document, bars)
    if issues:
        raise InputError(issues)
    return (*_warnings(problem), *_bids(problem), *_barred(problem, document, bars))


def _members(problem: Problem, document: Document, bars: Bars) -> Iterator[Issue]:
    out = bars.kept_out()
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


def _lead(problem: Problem, document: Document, bars: Bars, able: set[str]) -> Iterator[Issue]:
    """``able``: lead nations that could contribute. One of them can be where it has to be."""
    where = document.where(("coalition", "lead_nations"))
    hint = "name one that takes part, or set rules.lead_floor.enabled=false"
    if not able:
        yield Issue(where, "rule lead_floor: none of the lead nations could contribute", hint)
        return
    absent = [_absent(problem, bars, nation) for nation in sorted(able)]
    if all(absent):
        said = "rule lead_floor: no lead nation can be wherever ground forces are asked for"
        hint = "name one that can, or lower rules.lead_floor.lead_battlegroups"
        yield Issue(where, f"{said}: {'; '.join(absent)}", hint)


def _absent(problem: Problem, bars: Bars, nation: str) -> str:
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
        found = [bars.most(pool, phase) for pool in own]
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


def _pledges(problem: Problem, document: Document, bars: Bars) -> Iterator[Issue]:
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
        elif pool and (why := _unkept(problem, bars, pool, pledge)):
            hint = "lower or shorten the pledge, or what stands in its way"
            yield Issue(where, f"rule pledge_floor: {why}", hint)


def _unkept(problem: Problem, bars: Bars, pool: PoolRow, pledge: Pledge) -> str:
    """Why a pledge cannot be kept in the first phase in which it cannot; else empty."""
    end = pledge.end(problem.scenario.horizon_months)
    pledged = pledge.nation, pledge.unit_type
    for phase in problem.phases:
        most, reason = bars.most(pool, phase)
        if pledge.from_month <= phase.start_month < end and most < pledge.lots:
            bid = problem.scenario.overrides.most_bid(*pledged, phase.start_month)
            limit = "bids" if most == bid else "by its tours can keep"
            why = reason.text if reason else f"{limit} {most} in {months_words(phase)}"
            return f"{pledge.nation} pledges {pledge.lots} {pledge.unit_type}, but {why}"
    return ""


def _warnings(problem: Problem) -> Iterator[PlanWarning]:
    scenario = problem.scenario
    for code in sorted(set(scenario.coalition.lead_nations) - set(problem.nation)):
        message = f"{code} can lead but is not in the coalition"
        yield PlanWarning(code="lead_absent", where="coalition.lead_nations", message=message)
    yield from _undecided(problem)
    for demand in dict.fromkeys(want.demand.id for want in problem.wants):
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
        count = sum(
            map(
                len,
                (scenario.overrides.pools, scenario.overrides.facts, scenario.overrides.factors),
            )
        )
        what = "figure is set by the scenario and counts as an assumption"
        if count > 1:
            what = "figures are set by the scenario and count as assumptions"
        message = f"{count} {what}"
        yield PlanWarning(code="overrides", where="overrides", message=message)


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
            why = "has none of it that could come"
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


def _barred(problem: Problem, document: Document, bars: Bars) -> Iterator[PlanWarning]:
    """What the rules keep out of every plan: nations, pools, and whole demands."""
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


def _nobody(problem: Problem, identifier: str) -> Iterator[PlanWarning]:
    """A warning for every effect of a demand that no nation has."""
    item = next(want.demand for want in problem.wants if want.demand.id == identifier)
    for effect, days in problem.use.asks(item):
        supplied = any(
            effect in problem.unit_types[pool.unit_type].effects
            and problem.reaches(item.location, location, days)
            for pool in problem.pools
            for location in pool.locations
        )
        if not supplied:
            place = "requirements" if isinstance(item, Requirement) else "rules"
            message = f"no nation in the coalition has any {effect} to give"
            yield PlanWarning(code="nobody_can", where=f"{place}.{identifier}", message=message)
