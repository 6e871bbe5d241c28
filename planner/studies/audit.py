"""Which figures decide most and are weakest: where a better source would be worth most.

    score = share x doubt

``share``: how much of what a scenario asks for rests on the figure. Every demand counts by its
weight and months, and is spread over the pools that can serve it by what each keeps up of the
effect (lots x effect x tour / (tour + dwell)); a figure has the shares of all pools whose lots,
cycle, offer or ceiling of people it has a part in. ``doubt``: 1 for what a page reports, 2 for an
estimate, 3 for an assumption, and a tenth of that more for every year that the figure is older
than the reference date, to double: a span counts from its start, and what is undated as ten years
old. Support and headquarters, for which no demand asks, are not counted. Judgement, to sort by: no
probability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from planner.pipeline import prepare
from planner.problem.build import with_overrides
from planner.problem.problem import Problem
from planner.problem.records import PoolRow
from planner.reference.as_of import BEFORE_ALL, start_of
from planner.reference.dataset import Dataset
from planner.reference.figure import CONFIDENCES, SourcedValue
from planner.reference.identifiers import PROCURED_OWNERS
from planner.reference.load import load_dataset
from planner.reference.pools import derive_pool
from planner.scenario.composition import Source

OLDEST_MONTHS = 120
"""an older figure, or one without a date, is no more in doubt than one of this age"""
PEAK = "peak_sustained_deployment"
PoolKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AuditedFigure:
    """A fact (of a nation) or factor, how weak it is, and how much rests on it."""

    nation: str
    figure: str
    value: float
    low: float
    high: float
    unit: str
    confidence: str
    as_of: str
    age_months: int | None
    """months from the start of its date to the reference date, 0 if later; none without a date"""
    share: float
    """of all that the scenario asks for, weighted, 0-1"""
    score: float
    unit_types: tuple[str, ...]
    """of the pools that rest on it"""
    source: str
    note: str


def audit_data(
    source: Source = "guarantor",
    *,
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
    data: Dataset | None = None,
) -> list[AuditedFigure]:
    """The figures behind a scenario's pools, those first that decide most and are weakest.

    Args:
        source, sets, directory, data: as in ``planner.solve``. Nothing is solved.

    Raises:
        InputError: the scenario or the data cannot be used.
    """
    data = data or load_dataset(directory)
    problem, _ = prepare(source, sets=sets, directory=directory, data=data)
    known = with_overrides(data.at(problem.scenario.reference_date), problem.scenario.overrides)
    shares = pool_shares(problem)
    resting: dict[SourcedValue, list[PoolRow]] = defaultdict(list)
    for pool in problem.pools:
        for figure in _figures(problem, known, pool):
            resting[figure].append(pool)
    date = problem.scenario.reference_date
    rows = [_row(figure, pools, shares, date) for figure, pools in resting.items()]
    return sorted(
        (row for row in rows if row.share > 0),
        key=lambda row: (-row.score, -row.share, row.nation, row.figure),
    )


def pool_shares(problem: Problem) -> dict[PoolKey, float]:
    """Pool -> share of what the scenario asks for that it could give; their sum is 1 at most."""
    demands = {want.demand.id: want.demand for want in problem.wants}
    months = dict.fromkeys(demands, 0)
    for want in problem.wants:
        months[want.demand.id] += want.phase.months
    shares: dict[PoolKey, float] = defaultdict(float)
    total = sum(demand.weight * months[name] for name, demand in demands.items())
    for name, demand in demands.items():
        effects = sorted({effect for effect, _ in problem.use.asks(demand)})
        for effect in effects:
            amounts = {
                (pool.nation, pool.unit_type): _kept_up(problem, pool, effect)
                for pool in problem.pools
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


def _figures(problem: Problem, data: Dataset, pool: PoolRow) -> Iterator[SourcedValue]:
    """The figures on which a pool rests, each once: lots and cycle, offer, ceiling of people."""
    scenario, nation = problem.scenario, problem.nation[pool.nation]
    if pool.nation in PROCURED_OWNERS:
        return
    key = (pool.nation, pool.unit_type)
    found: dict[SourcedValue, None] = {}
    if not any((given.nation, given.unit_type) == key for given in scenario.overrides.pools):
        reuse = pool.nation in scenario.coalition.reuse_eastern_flank
        derived = derive_pool(data, pool.nation, data.unit_types[pool.unit_type], reuse)
        found |= dict.fromkeys(f for step in derived.steps if step.counts for f in step.figures)
    if nation.sovereign and not scenario.overrides.bids_of(*key):
        component, _ = nation.offers.best(problem.unit_types[pool.unit_type].offered_as)
        if statement := nation.offers.statement(component):
            found[statement] = None
    limit = scenario.rules.personnel_limit
    held = limit.enabled and limit.national and pool.nation not in limit.ceilings
    if held and (peak := data.fact(pool.nation, PEAK)):
        found[peak] = None
    yield from found


def _row(
    figure: SourcedValue, pools: list[PoolRow], shares: dict[PoolKey, float], date: str
) -> AuditedFigure:
    share = sum(shares.get((pool.nation, pool.unit_type), 0.0) for pool in pools)
    age = age_months(figure, date)
    doubt = (CONFIDENCES.index(figure.confidence) + 1) * (1 + (age or 0) / OLDEST_MONTHS)
    return AuditedFigure(
        nation=figure.nation,
        figure=figure.name,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        confidence=figure.confidence,
        as_of=figure.as_of,
        age_months=age,
        share=share,
        score=share * doubt,
        unit_types=tuple(sorted({pool.unit_type for pool in pools})),
        source=figure.source,
        note=figure.note,
    )


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
