"""Checks of what the plan reports of its stages and of its status.

Letters: x lots contributed · n nation · u unit type · l location · k phase · r demand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from math import inf

from planner.plan.stages import StageRow
from planner.rounding import SMALL
from planner.scenario.stages import STAGES
from planner.verify.index import US, Check, PlanIndex, Violation, sovereign
from planner.verify.levels import sustained_levels
from planner.verify.money import costs_of, fair_shares, net_costs
from planner.verify.reading import DemandInPhase, wants

COUNTED = [name for name, kind in STAGES.items() if kind.counts == "lots"]
"""stages of which whole lots make steps; the others are money"""
BURDENS = [name for name, kind in STAGES.items() if kind.counts == "burden"]
"""stages that later ones keep within a share"""


def stage_value(ledger: PlanIndex) -> Iterator[Violation]:
    """Later stages keep what a stage reached; no plan is better than a proved bound.

    Formula: sustained = sum over r of weight x months that count x the most that is short in one of
    their phases / need; shortfall = sum over r,k of weight months short / need; support = sum
    over l,k of months x what is without support; deterrence = shortfall plus sum of slope x what is
    missing of each equal step from need to objective; burden = max over n of max(0, net - credit) /
    size; burden_excess = sum of max(0, net - fair x sum of cost);
    bound - tolerance <= value of the plan <= stage value (burden stages: and their
    tolerance share) + tolerance; of the last stage, unless its time ran out, value of the plan =
    stage value (support: at most, as the plan tells what lacks, and a solver may leave room for
    more); tolerance 1e-4 x max(1, value) for money and in relaxed plans, 1e-6 x max(1, value) for
    what whole lots add up to, of which a later stage gives up nothing; bound <= value;
    gap = (value - bound) / value, 0 where it is optimal, else <= solve.mip_gap_share unless the
    time ran out; what is missing is held from one stage on, to the last
    """
    scenario, stages = ledger.plan.scenario, ledger.plan.stages
    names, asked = [stage.name for stage in stages], list(scenario.objectives)
    stopped = any(stage.proof == "time_limit" for stage in stages)
    if names != asked and not (stopped and names == asked[: len(names)]):
        yield Violation("order", f"stages {names}, the scenario asks for {asked}")
    held = [stage.name for stage in stages if stage.held]
    if held and (ledger.plan.relaxed or held != names[-len(held) :]):
        yield Violation("held", f"in {held} alone: it is from a stage on, and in whole lots")
    for stage in stages:
        counted = not ledger.plan.relaxed and stage.name in COUNTED
        slack = (SMALL if counted else 1.01e-4) * max(1.0, abs(stage.value))
        final = VALUES[stage.name](ledger) if stage.name in VALUES else stage.value
        rise = stage.value * scenario.solve.burden_gap_share if stage.name in BURDENS else 0.0
        if final > stage.value + rise + slack:
            yield Violation(stage.name, f"the plan's own value {final:g} exceeds {stage.value:g}")
        if final < stage.bound - slack:
            yield Violation(stage.name, f"the plan's own value {final:g} beats {stage.bound:g}")
        last = stage is stages[-1] and stage.proof != "time_limit" and stage.name != "support"
        if last and final < stage.value - slack:
            yield Violation(stage.name, f"the plan's own value is {final:g}, not {stage.value:g}")
        yield from _proof(ledger, stage)


def _proof(ledger: PlanIndex, stage: StageRow) -> Iterator[Violation]:
    """Bound, gap and proof of a stage say the same."""
    options, value, bound = ledger.plan.scenario.solve, stage.value, stage.bound
    if ledger.exceeds(bound, value):
        yield Violation(stage.name, f"bound {bound:g} exceeds the value {value:g}")
    gap = (value - bound) / abs(value) if value - bound > SMALL else 0.0
    if abs(stage.gap_share - gap) > SMALL:
        yield Violation(stage.name, f"gap {stage.gap_share:g}, should be {gap:g}")
    promised = options.mip_gap_share
    if stage.name in BURDENS:
        promised = options.burden_gap_share
    most = {"optimal": SMALL, "within_gap": promised + SMALL}.get(stage.proof, inf)
    if max(gap, stage.gap_share) > most:
        yield Violation(stage.name, f"gap {max(gap, stage.gap_share):g} is not {stage.proof}")


def _sustained(ledger: PlanIndex) -> float:
    return sum(
        level.demand.weight * level.months * level.missing / level.need
        for level in sustained_levels(ledger).values()
    )


def _shortfall(ledger: PlanIndex) -> float:
    return sum(_weight(want) * want.short for want in wants(ledger))


def _support(ledger: PlanIndex) -> float:
    months = Counter({p.id: p.months for p in ledger.plan.phases})
    return sum(row.battlegroups * months[row.phase] for row in ledger.plan.unsupported)


def _deterrence(ledger: PlanIndex) -> float:
    slopes = ledger.plan.scenario.rules.deterrence.slopes
    return sum(_weight(want) * (want.short + _lost(want, slopes)) for want in wants(ledger))


def _us_dependence(ledger: PlanIndex) -> float:
    return ledger.lot_months()[US]


def _nato_draw(ledger: PlanIndex) -> float:
    if ledger.plan.scenario.rules.nato_reserve_limit.mode != "priced":
        return 0.0
    draws = (
        ledger.used(pool, month) - max(0, ledger.lots_at(pool, month) - pool.nato_earmark)
        for pool in ledger.plan.pools
        for month in range(ledger.horizon)
    )
    return sum(max(0.0, draw) for draw in draws)


def _burden(ledger: PlanIndex) -> float:
    net = net_costs(ledger)
    burdens = (
        (net[row.nation] - row.aid_credit_eur_m) / row.size
        for row in ledger.plan.nations
        if sovereign(row.nation) and row.size > 0
    )
    return max(0.0, *burdens, 0.0)


def _burden_excess(ledger: PlanIndex) -> float:
    costs, net, fair = costs_of(ledger), net_costs(ledger), fair_shares(ledger)
    carried = sum(
        row.eur_m for row in ledger.plan.costs if row.kind == "movement" and row.nation in net
    )
    shared = sum(costs[nation] for nation in net) - carried
    return sum(max(0.0, net[n] - fair[n] * shared) for n in net)


def _cost(ledger: PlanIndex) -> float:
    return sum(costs_of(ledger).values())


VALUES: dict[str, Callable[[PlanIndex], float]] = {
    "sustained": _sustained,
    "shortfall": _shortfall,
    "support": _support,
    "deterrence": _deterrence,
    "us_dependence": _us_dependence,
    "nato_draw": _nato_draw,
    "burden": _burden,
    "burden_excess": _burden_excess,
    "cost": _cost,
}
"""the value of every stage, from the plan's own numbers"""


def _weight(want: DemandInPhase) -> float:
    """Of one missing unit, in requirement-months."""
    return want.demand.weight * want.phase.months / want.need


def _lost(want: DemandInPhase, slopes: tuple[float, ...]) -> float:
    """Value that is lacking above the need: the sum of slope x what is missing of its step."""
    step = (want.top - want.need) / len(slopes)
    ends = (want.need + step * (i + 1) for i in range(len(slopes)))
    return sum(
        slope * min(step, max(0.0, end - want.supplied))
        for slope, end in zip(slopes, ends, strict=True)
    )


def status_balance(ledger: PlanIndex) -> Iterator[Violation]:
    """The plan's status is what its numbers say.

    Formula: unproven if a stage ran out of time; else met if every shortfall is 0; else shortfall
    """
    short = [want.demand.id for want in wants(ledger) if ledger.over(want.need, want.supplied)]
    status = "shortfall" if short else "met"
    if any(stage.proof == "time_limit" for stage in ledger.plan.stages):
        status = "unproven"
    if ledger.plan.status != status:
        problem = f"status {ledger.plan.status}, the numbers say {status}"
        yield Violation("status", problem, f"short: {', '.join(dict.fromkeys(short)) or 'nothing'}")


CHECKS: tuple[Check, ...] = (stage_value, status_balance)
