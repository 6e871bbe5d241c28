"""What rests on each figure: how much of what a scenario asks for, and how weak the figure is.

    score = share x doubt

``share``: how much of what a scenario asks for rests on the figure. Every demand counts by its
weight and months, and is spread over the pools that can serve it by what each keeps up of the
effect (lots x effect x tour / (tour + dwell)); a figure has the shares of all pools whose lots,
cycle, offer or ceiling of people it has a part in. ``doubt``: 1 for what a page reports, 2 for an
estimate, 3 for an assumption, and a tenth of that more for every year that the figure is older
than the reference date, to double: a span counts from its start, and what is undated as ten years
old. Support and headquarters, for which no demand asks, are not counted, nor is money, nor what the
United States could give where a stage asks to need as little of it as can be. Judgement, to sort
by: no probability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from planner.problem.problem import Problem
from planner.problem.records import PoolKey, PoolRow
from planner.reference.as_of import BEFORE_ALL, start_of
from planner.reference.figure import CONFIDENCES, SourcedValue
from planner.reference.identifiers import PROCURED_OWNERS, US

OLDEST_MONTHS = 120
"""an older figure, or one without a date, is no more in doubt than one of this age"""
PEAK = "peak_sustained_deployment"


@dataclass(frozen=True, slots=True)
class Rest:
    """What rests on a figure. ``share``: 0-1; ``age_months``: to the reference date."""

    share: float
    score: float
    age_months: int | None
    unit_types: tuple[str, ...]
    """of the pools that rest on it"""


def resting(problem: Problem) -> dict[SourcedValue, Rest]:
    """Figure -> what rests on it; of those on which some pool rests."""
    shares, date = pool_shares(problem), problem.scenario.reference_date
    peaks = {figure.nation: figure for figure in problem.figures if figure.name == PEAK}
    pools: dict[SourcedValue, list[PoolKey]] = defaultdict(list)
    for pool in problem.pools:
        for figure in _figures(problem, pool, peaks.get(pool.nation)):
            pools[figure].append((pool.nation, pool.unit_type))
    found: dict[SourcedValue, Rest] = {}
    for figure, keys in pools.items():
        share, age = sum(shares.get(key, 0.0) for key in keys), age_months(figure, date)
        doubt = (CONFIDENCES.index(figure.confidence) + 1) * (1 + (age or 0) / OLDEST_MONTHS)
        types = tuple(sorted({unit_type for _, unit_type in keys}))
        found[figure] = Rest(share=share, score=share * doubt, age_months=age, unit_types=types)
    return found


def pool_shares(problem: Problem) -> dict[PoolKey, float]:
    """Pool -> share of what the scenario asks for that it could give; their sum is 1 at most."""
    demands = {want.demand.id: want.demand for want in problem.wants}
    months = dict.fromkeys(demands, 0)
    for want in problem.wants:
        months[want.demand.id] += want.phase.months
    last = {US} if "us_dependence" in problem.scenario.objectives else set()
    pools = [pool for pool in problem.pools if pool.nation not in last]
    shares: dict[PoolKey, float] = defaultdict(float)
    total = sum(demand.weight * months[name] for name, demand in demands.items())
    for name, demand in demands.items():
        effects = sorted({effect for effect, _ in problem.use.asks(demand)})
        for effect in effects:
            amounts = {
                (pool.nation, pool.unit_type): _kept_up(problem, pool, effect)
                for pool in pools
                if any(problem.acts_for(demand, pool.unit_type, at) for at in pool.locations)
            }
            every = sum(amounts.values())
            part = demand.weight * months[name] / total / len(effects)
            for key, amount in amounts.items():
                shares[key] += part * amount / every if every else 0.0
    return dict(shares)


def _kept_up(problem: Problem, pool: PoolRow, effect: str) -> float:
    """What a pool keeps up of an effect for years, on the average of its months."""
    one = problem.unit_types[pool.unit_type].effects.get(effect, 0)
    mean = sum(pool.lots) / len(pool.lots)
    return one * mean * pool.tour_months / (pool.tour_months + pool.dwell_months)


def _figures(problem: Problem, pool: PoolRow, peak: SourcedValue | None) -> Iterator[SourcedValue]:
    """The figures on which a pool rests, each once: lots and cycle, offer, ceiling of people."""
    scenario, nation = problem.scenario, problem.nation[pool.nation]
    if pool.nation in PROCURED_OWNERS:
        return
    key = (pool.nation, pool.unit_type)
    found = dict.fromkeys(problem.bases.get(key, ()))
    if nation.sovereign and not scenario.overrides.bids_of(*key):
        component, _ = nation.offers.best(problem.unit_types[pool.unit_type].offered_as)
        if statement := nation.offers.statement(component):
            found[statement] = None
    limit = scenario.rules.personnel_limit
    held = limit.enabled and limit.national and pool.nation not in limit.ceilings
    if held and peak:
        found[peak] = None
    yield from found


def age_months(figure: SourcedValue, date: str) -> int | None:
    """Months from the start of a figure's date to a month, from 0 to ten years; None: no date.

    Planning factors have none, nor has what a scenario sets. Undated facts count as the oldest.
    """
    if not figure.as_of:
        return None
    if figure.start == BEFORE_ALL:
        return OLDEST_MONTHS
    (year, month, _), (then_year, then_month, _) = start_of(date), figure.start
    return min(OLDEST_MONTHS, max(0, 12 * (year - then_year) + month - then_month))
