"""Checks of the coalition: who takes part, what is promised, the US and NATO.

Letters: x lots contributed · member 1 if the nation takes part · q lots in the pool · n nation ·
u unit type · l location · k phase · t month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import floor

from planner.rounding import SMALL, SMALL_IN_FRACTIONS
from planner.verify.index import (
    POOLED_FLEETS,
    PURCHASED,
    US,
    Check,
    PlanIndex,
    Violation,
    sovereign,
    total,
)


def participation_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Members give something, other nations nothing; fleets and the US are no members.

    Formula: x[n,u,l,k] > 0 only if member[n] or n is not sovereign; member[n] only if some x > 0
    """
    given = ledger.lot_months()
    for pool in ledger.plan.pools:
        if pool.nation not in ledger.nations:
            yield Violation(f"{pool.nation} {pool.unit_type}", "a pool of a nation not in the plan")
    for row in ledger.plan.nations:
        if row.role not in _roles(row.nation, row.member):
            yield Violation(row.nation, f"has the role {row.role!r}")
        if row.member and not sovereign(row.nation):
            yield Violation(row.nation, "is a member and no sovereign nation of Europe")
        if sovereign(row.nation) and row.member != (given[row.nation] > 0):
            member = "a member" if row.member else "not a member"
            yield Violation(row.nation, f"is {member} and gives {given[row.nation]:g} lot-months")


def _roles(nation: str, member: bool) -> tuple[str, ...]:
    """Roles that a nation or a fleet can have."""
    if nation == US:
        return ("us_enablers",)
    if nation in POOLED_FLEETS:
        return ("pooled",)
    if nation in PURCHASED:
        return ("purchased",)
    return ("lead", "member") if member else ("none",)


def participation_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """A member gives at least the minimum: one lot for one month where the rule is off.

    Formula: sum over u, l, k of months[k] x[n,u,l,k] >= min_lot_months x member[n]; in a relaxed
    plan member[n] is at least the largest share of a pool that is used, and no more is asked
    """
    rule = ledger.plan.scenario.rules.participation_floor
    least = rule.min_lot_months if rule.enabled else 1
    given = ledger.lot_months()
    for nation in _members(ledger):
        share = _used_share(ledger, nation) if ledger.plan.relaxed else 1.0
        # as shares of a member: lot-months would multiply the rounding of a share by the minimum
        if ledger.over(share, given[nation] / least):
            floor = least * share
            yield Violation(nation, f"{given[nation]:g} lot-months, at least {floor:g} needed")


def _used_share(ledger: PlanIndex, nation: str) -> float:
    shares = (
        used / lots
        for (owner, unit_type), pool in ledger.pools.items()
        if owner == nation
        for used, lots in zip(ledger.in_use[owner, unit_type], pool.lots, strict=False)
        if lots > 0
    )
    # tours are rounded once more than contributions are
    return min(1.0, max(shares, default=0.0)) - SMALL_IN_FRACTIONS


def _members(ledger: PlanIndex) -> list[str]:
    return [n.nation for n in ledger.plan.nations if n.member and sovereign(n.nation)]


def coalition_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """The coalition has enough members.

    Formula: sum over n of member[n] >= min_nations
    """
    members, floor = len(_members(ledger)), ledger.plan.scenario.coalition.min_nations
    if members < floor:
        yield Violation("members", f"{members} members, at least {floor} needed")


def coalition_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Only nations that the scenario lets in: not excluded, and open enough or included; where it
    names the only ones, no others.

    Formula: member[n] only if n is included, has bid, or its highest offer, standby and ships 1 and
    its stance where it offers nothing on land, >= min_stance; excluded: x[n,…] = 0; with only:
    x[n,…] > 0 for sovereign n only if n is one of them
    """
    coalition = ledger.plan.scenario.coalition
    bidders = {bid.nation for bid in ledger.plan.scenario.overrides.bids}
    for nation, given in ledger.lot_months().items():
        if coalition.only and sovereign(nation) and nation not in coalition.only:
            yield Violation(nation, f"is none of the only ones and gives {given:g} lot-months")
        if nation in coalition.exclude:
            yield Violation(nation, f"is excluded and gives {given:g} lot-months")
    for nation in _members(ledger) if not coalition.only else ():
        row = ledger.nations[nation]
        best = max(1, *row.offers.values(), row.offers.get("land", row.stance))
        if best < coalition.min_stance and nation not in {*coalition.include, *bidders}:
            yield Violation(nation, f"offers {best} at most, {coalition.min_stance} needed")


def bid_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """No more of a unit type than its nation bids, deployed or standing by.

    Formula: sum over l of x[n,u,l,k] <= lots of the last bid of n for u that begins no later than
    k, none before the first
    """
    bids = ledger.plan.scenario.overrides.bids
    for pool in dict.fromkeys((bid.nation, bid.unit_type) for bid in bids):
        steps = {b.from_month: b.lots for b in bids if (b.nation, b.unit_type) == pool}
        for phase in ledger.plan.phases:
            holding = max((m for m in steps if m <= phase.start_month), default=-1)
            most = steps.get(holding, 0)
            lots = sum(e.lots for e in ledger.in_phase[phase.id] if (e.nation, e.unit.id) == pool)
            if ledger.over(lots, most):
                yield Violation(f"{' '.join(pool)} {phase.id}", f"{lots:g} lots, {most} bid")


def us_enabler_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """US enablers and pooled fleets only where the scenario lets them in, up to their limit.

    Formula: sum over l of x[USA,u,l,k] <= max_lots[u], 0 unless backstop and u is an enabler, and
    <= whole lots of share x the largest q[USA,u,t], with the least share of the drawdown in k
    """
    coalition = ledger.plan.scenario.coalition
    limits = ledger.plan.scenario.rules.us_enabler_limit.max_lots
    at_a_time: defaultdict[tuple[str, str], float] = defaultdict(float)
    for e in ledger.entries:
        key = f"{e.nation} {e.unit.id} {e.place.id} {e.phase.id}"
        if e.nation in POOLED_FLEETS and not coalition.nato_pools:
            yield Violation(key, f"{e.lots:g} lots; coalition.nato_pools is off")
        if e.nation == US:
            at_a_time[e.unit.id, e.phase.id] += e.lots
            if not coalition.us_backstop:
                yield Violation(key, f"{e.lots:g} lots; coalition.us_backstop is off")
            if not e.unit.us_enabler:
                yield Violation(key, f"{e.lots:g} lots of a type that is no US enabler")
    spans = {p.id: range(p.start_month, p.end_month) for p in ledger.plan.phases}
    for (unit, phase), lots in at_a_time.items():
        if unit in limits and ledger.over(lots, limits[unit]):
            yield Violation(
                f"{US} {unit} {phase}", f"{lots:g} lots, at most {limits[unit]} allowed"
            )
        share = min((_drawdown(ledger, unit, month) for month in spans[phase]), default=1.0)
        pool = ledger.pools.get((US, unit))
        most = floor(share * max(pool.lots, default=0) + SMALL) if pool else 0
        if ledger.over(lots, most):
            problem = f"{lots:g} lots, a share of {share:g} of the pool is {most}"
            yield Violation(f"{US} {unit} {phase}", problem)


def _drawdown(ledger: PlanIndex, unit_type: str, month: int) -> float:
    """Share of the US pool that may be used: the last step of the drawdown that applies holds."""
    share, turned = 1.0, -1
    for step in ledger.plan.scenario.rules.us_enabler_limit.drawdown:
        if step.unit_type in (None, unit_type) and turned <= step.from_month <= month:
            share, turned = step.share, step.from_month
    return share


def share_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """No nation provides more than a share of an effect in the theatre.

    Formula: sum over u, deployed l of effect x[n,…] <= share x the same sum over all nations
    """
    rule = ledger.plan.scenario.rules.share_limit
    for phase, entries in ledger.in_phase.items() if rule.enabled else ():
        deployed = [e for e in entries if e.deployed]
        for effect, share in rule.max_share.items():
            whole = total(deployed, effect)
            for nation in ledger.nations:
                part = total((e for e in deployed if e.nation == nation), effect)
                if ledger.over(part, share * whole):
                    key = f"{nation} {effect} {phase}"
                    yield Violation(key, f"{part:g} of {whole:g}, a share of {share} at most")


def nato_reserve_limit(ledger: PlanIndex) -> Iterator[Violation]:
    """Forces earmarked for NATO's plans stay free where the scenario forbids their use.

    Formula: lots in their cycle + lots standing by <= max(0, q[n,u,t] - earmark[n,u])
    """
    if ledger.plan.scenario.rules.nato_reserve_limit.mode != "forbidden":
        return
    for pool in ledger.plan.pools:
        for month in range(ledger.horizon) if pool.nato_earmark > 0 else ():
            used, lots = ledger.used(pool, month), ledger.lots_at(pool, month)
            if ledger.over(used, max(0, lots - pool.nato_earmark)):
                key = f"{pool.nation} {pool.unit_type} month {month}"
                yield Violation(key, f"{used:g} of {lots} lots used, {pool.nato_earmark} earmarked")


def pledge_floor(ledger: PlanIndex) -> Iterator[Violation]:
    """Pledges are kept, deployed or standing by.

    Formula: sum over l of x[n,u,l,k] >= pledged lots, for phases that start while it holds
    """
    rule = ledger.plan.scenario.rules.pledge_floor
    for pledge in rule.pledges if rule.enabled else ():
        for phase in ledger.plan.phases:
            if ledger.holds(pledge.from_month, pledge.to_month, phase):
                asked = (pledge.nation, pledge.unit_type)
                here = ledger.in_phase[phase.id]
                lots = sum(e.lots for e in here if (e.nation, e.unit.id) == asked)
                if ledger.over(pledge.lots, lots):
                    key = f"{pledge.nation} {pledge.unit_type} {phase.id}"
                    yield Violation(key, f"{lots:g} lots, {pledge.lots} pledged")


CHECKS: tuple[Check, ...] = (
    participation_limit,
    participation_floor,
    coalition_floor,
    coalition_limit,
    us_enabler_limit,
    share_limit,
    nato_reserve_limit,
    pledge_floor,
    bid_limit,
)
