"""Creates the variables. A variable that is not permitted is not created."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from planner.model.command import OPERATION
from planner.model.core import ForceModel
from planner.model.demands import stationed
from planner.model.forces import in_theatre
from planner.problem.demands import DemandInPhase
from planner.problem.handovers import handovers
from planner.problem.problem import DEPLOYED
from planner.reference.identifiers import TRAINING
from planner.rounding import ROUNDING, common_step, rational
from planner.scenario.demands import PackageDemand, Presence, Threat
from planner.scenario.scenario import APART


def contributions(m: ForceModel) -> None:
    """x[n,u,a,k]: whole lots of a pool, deployed or standing by (a), constant through a phase."""
    for group in m.groups.values():
        useful = [
            phase
            for phase in m.problem.phases
            if any((group.id, location, phase.id) in m.placement for location in group.first_month)
        ]
        for pool in group.pools:
            row = m.pools[pool]
            opens = min(row.locations[location] for location in group.first_month)
            for phase in useful:
                most = max(row.lots[phase.start_month : phase.end_month])
                if m.whole and group.posture == DEPLOYED:
                    most //= row.relay_lots(phase.months)
                if phase.start_month >= opens and most > 0:
                    key = (*pool, group.posture, phase.id)
                    m.contribution[key] = m.variable("x", key, upper=most, whole=True)


def placements(m: ForceModel) -> None:
    """z[g,l,k]: whole lots of a group of pools at a location, where they serve something."""
    for group in m.groups.values():
        for location, first_month in group.first_month.items():
            for phase in m.problem.phases:
                if phase.start_month >= first_month and m.problem.serves(
                    group.unit_type, location, phase
                ):
                    key = (group.id, location, phase.id)
                    m.placement[key] = m.variable("z", key, whole=True)


def starts(m: ForceModel) -> None:
    """y[n,u,t]: lots of a pool that start a tour in month t, an event month.

    Declared whole, which loses no plan (where contributions are whole, whole starts exist whenever
    any do) and lets the solver round its rows."""
    for pool in m.pools:
        if pool in m.tours_start_with_contribution:
            continue
        ends = [phase.end_month for phase in m.problem.phases if m.deployed(pool, phase)]
        last = max(ends, default=0)  # a tour that starts later is of no use
        for month in (month for month in m.event_months[pool] if month < last):
            m.starts[*pool, month] = m.variable("y", (*pool, month), whole=True)


def unsupported(m: ForceModel) -> None:
    """unsupported[u,l,k]: whole lots that are somewhere without the support that they take, where
    the stage support counts them; one for all types that take the same, named after the first."""
    if not m.problem.scenario.rules.support_floor.enabled or m.problem.support_forbids:
        return
    for group, location, phase in m.placement:
        first = m.problem.alike_in_support.get(m.groups[group].unit_type)
        key = (first or "", location, phase)
        if first and key not in m.unsupported:
            m.unsupported[key] = m.variable("unsupported", key, whole=True)


def shortfalls(m: ForceModel) -> None:
    """shortfall[r,k]: the unmet part of a demand, at most the need; below_objective[r,k,i]: what is
    missing from the threshold to the objective, in equal steps, where the stage deterrence values
    it; and packages[r,k]: whole packages kept up."""
    slopes = m.problem.scenario.rules.deterrence.slopes
    valued = "deterrence" in m.problem.scenario.objectives
    grains: dict[str, Fraction] = {}
    for want in m.wants:
        if want.demand.id not in grains:
            grains[want.demand.id] = _grain(m, want)
        grain = grains[want.demand.id]
        whole = grain.is_integer()
        m.shortfall[want.key] = m.variable("shortfall", want.key, upper=want.need, whole=whole)
        step = (want.top - want.need) / len(slopes)
        if valued and step > 0:
            grain = common_step(grain, rational(step))
            for i in range(len(slopes)):
                lack = m.variable("below_objective", (*want.key, i), upper=step)
                m.below_objective[(*want.key, i)] = lack
                m.grain[lack.id] = grain
        m.grain[m.shortfall[want.key].id] = grain
        if isinstance(want.demand, PackageDemand):
            most = ceil(want.top)
            m.packages[want.key] = m.variable("packages", want.key, most, whole=True)


def _grain(m: ForceModel, want: DemandInPhase) -> Fraction:
    """What is missing of a demand, in a plan of whole lots, is a multiple of this."""
    demand = want.demand
    if isinstance(demand, Presence):
        return Fraction(1)
    grain = common_step(rational(want.need), rational(want.top))
    if isinstance(demand, PackageDemand):
        return common_step(grain, Fraction(1))
    for effect, _ in m.problem.use.asks(demand):
        for unit in m.problem.unit_types.values():
            grain = common_step(grain, Fraction(unit.effects.get(effect, 0)))
    if isinstance(demand, Threat):
        grain = common_step(grain, Fraction(demand.host_battlegroups))
        rules = m.problem.scenario.rules
        if rules.training_balance.enabled:
            brigade = rational(rules.force_ratio_floor.battlegroups_per_brigade or 1.0)
            effort = rational(rules.training_balance.team_months_per_brigade or 1.0)
            for unit in m.problem.unit_types.values():
                grain = common_step(grain, unit.effects.get(TRAINING, 0) * brigade / effort)
            grain = common_step(grain, rules.training_balance.max_brigades * brigade)
    return grain


def worst(m: ForceModel) -> None:
    """worst[r]: what is missing of a demand in its worst phase, where the stage sustained asks.

    In whole steps of what can be missing: as a share of the need, solvers take ten times as long.
    """
    if "sustained" not in m.problem.scenario.objectives:
        return
    for want in m.wants:
        if m.problem.counts(want) and want.demand.id not in m.worst:
            step = float(m.grain[m.shortfall[want.key].id]) if m.whole else 1.0
            most = ceil(want.need / step - ROUNDING)
            variable = m.variable("worst", (want.demand.id,), upper=most, whole=True)
            m.worst[want.demand.id] = variable, step


def presences(m: ForceModel) -> None:
    """present[r,n,k]: 1 if a member has enough lots at the location of a presence."""
    for want in m.wants:
        if isinstance(want.demand, Presence):
            name, phase = want.key
            for nation in m.member:
                place, effect = want.demand.location, want.demand.effect
                if stationed(m, nation, place, phase, effect):
                    key = (name, nation, phase)
                    m.present[key] = m.variable("present", key, 1, whole=True)


def formations(m: ForceModel) -> None:
    """brigades[g,l,k]: whole brigades of a sector whose core is of a group of pools;
    framed[n,u,k]: brigades that a pool of a framework nation gives the core of; apart[l,k]: 1 if
    the battlegroups of a sector are too few for a brigade."""
    rule = m.problem.scenario.rules.framework_floor
    if not rule.enabled:
        return
    for group, location, phase in m.placement:
        at = m.groups[group]
        if not m.is_battlegroup(at):
            continue
        leaders = [pool for pool in at.pools if m.problem.nation[pool[0]].framework]
        given = [pool for pool in leaders if (*pool, DEPLOYED, phase) in m.contribution]
        if given:
            key = (group, location, phase)
            m.brigades[key] = m.variable("brigades", key, whole=True)
        for pool in given:
            if (*pool, phase) not in m.framed:
                m.framed[*pool, phase] = m.variable("framed", (*pool, phase), whole=True)
        if m.whole and rule.least_battlegroups > 1 and (location, phase) not in m.apart:
            m.apart[location, phase] = m.variable("apart", (location, phase), 1, whole=True)


def memberships(m: ForceModel) -> None:
    """member[n], lead[n,c]: binaries of the nations that could take part, and could lead."""
    contributors = {nation for nation, _ in m.pools}
    rule, coalition = m.problem.scenario.rules.lead_floor, m.problem.scenario.coalition
    leads: dict[str, tuple[str, ...]] = {}
    if rule.enabled:
        leads[OPERATION] = coalition.lead_nations
        leads.update((str(role), able) for role, able in rule.components.items())
    for nation in m.problem.nations:
        if nation.sovereign and nation.code in contributors:
            m.member[nation.code] = m.variable("member", (nation.code,), 1, whole=True)
            for role, able in leads.items():
                if nation.code in able:
                    key = (nation.code, role)
                    m.lead[key] = m.variable("lead", key, 1, whole=True)


def arrivals(m: ForceModel) -> None:
    """arrived[n,u,k]: lots that a pool has in the theatre in a phase and not in the one before."""
    if not m.problem.scenario.rules.lift_limit.enabled:
        return
    for pool in m.pools:
        unit = m.problem.unit_types[pool[1]]
        for phase in m.problem.phases if unit.placement not in APART else ():
            if m.deployed(pool, phase):
                key = (*pool, phase.id)
                m.arrived[key] = m.variable("arrived", key)


def joins(m: ForceModel) -> None:
    """joins[e,n,k]: what a nation has of an effect in the theatre beyond the phase before."""
    for effect, _, _, phase in handovers(m.problem):
        for nation in in_theatre(m, effect, phase):
            key = (effect, nation, phase.id)
            m.joins[key] = m.variable("joins", key)


def growth(m: ForceModel) -> None:
    """bought[i]: whole lots of a purchase; trained[k]: host brigades trained by a phase."""
    for option in m.problem.purchases:
        m.bought[option.id] = m.variable("bought", (option.id,), option.max_lots, whole=True)
    rule = m.problem.scenario.rules.training_balance
    for phase in m.problem.phases if rule.enabled else ():
        m.trained[phase.id] = m.variable("trained", (phase.id,), rule.max_brigades)


def repayments(m: ForceModel) -> None:
    """repaid[n]: EUR million that the common fund repays a nation."""
    rule = m.problem.scenario.rules.budget_limit
    for nation in m.problem.fair_share if rule.enabled and rule.common_fund_eur_m > 0 else ():
        m.repaid[nation] = m.variable("repaid", (nation,), rule.common_fund_eur_m)


def fairness(m: ForceModel) -> None:
    """burden_max and above_fair_share[n], where a burden stage asks for them."""
    objectives = m.problem.scenario.objectives
    if "burden" in objectives:
        m.burden_max = m.variable("burden_max", ())
    if "burden_excess" in objectives:
        for nation in m.problem.fair_share:
            m.above_fair_share[nation] = m.variable("above_fair_share", (nation,))


def nato_draws(m: ForceModel) -> None:
    """draw_nato[n,u,t]: lots taken from those earmarked for NATO, where their use is priced."""
    for pool, row in m.pools.items() if m.prices_draws else ():
        if row.nato_earmark > 0:
            for month in m.event_months[pool]:
                key = (*pool, month)
                m.nato_draw[key] = m.variable("draw_nato", key)
                m.grain[m.nato_draw[key].id] = Fraction(1)
