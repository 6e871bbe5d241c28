"""Figures that may be wrong: which pools rest on them, and what pools other values give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

from planner.model.groups import Pool
from planner.problem.build import with_overrides
from planner.problem.problem import Problem
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.reference.identifiers import PROCURED_OWNERS
from planner.reference.load import load_dataset
from planner.reference.pools import cycle, derive_pool

WILSON_Z = 1.959964
"""of a 95 % interval"""


@dataclass(frozen=True)
class DerivedPools:
    """The pools of a problem that are derived from figures, and the figures that they rest on.

    Pools that the scenario sets are not among them, nor figures that only a cycle rests on: tours
    and dwell are kept.
    """

    problem: Problem
    data: Dataset
    figures: dict[SourcedValue, tuple[Pool, ...]]
    """a figure that may be lower or higher -> pools whose lots rest on it"""

    told: dict[Pool, int]
    """lots as derived"""

    def lots(
        self, values: Mapping[SourcedValue, float], pools: Iterable[Pool]
    ) -> dict[Pool, tuple[int, ...]]:
        """Lots a month of pools that other values of figures change.

        What fleets gain and lose over time stays; a month without lots stays without.
        """
        data = changed(self.data, values)
        flank = self.problem.scenario.coalition.reuse_eastern_flank
        rows = {(row.nation, row.unit_type): row.lots for row in self.problem.pools}
        found: dict[Pool, tuple[int, ...]] = {}
        for nation, unit in pools:
            pool = (nation, unit)
            lots = derive_pool(data, nation, data.unit_types[unit], nation in flank).lots
            if more := lots - self.told[pool]:
                found[pool] = tuple(max(0, n + more) if n else 0 for n in rows[pool])
        return {pool: lots for pool, lots in found.items() if lots != rows[pool]}


def derived_pools(
    problem: Problem, directory: str | Path | None, data: Dataset | None
) -> DerivedPools:
    """The derived pools of a problem; ``data`` as given to ``planner.solve``."""
    scenario = problem.scenario
    every = (data or load_dataset(directory)).at(scenario.reference_date)
    every = with_overrides(every, scenario.overrides)
    given = {(row.nation, row.unit_type) for row in scenario.overrides.pools}
    found: dict[SourcedValue, list[Pool]] = {}
    told: dict[Pool, int] = {}
    for row in problem.pools:
        pool = (row.nation, row.unit_type)
        if pool in given or row.nation in PROCURED_OWNERS:
            continue
        unit = every.unit_types[row.unit_type]
        flank = row.nation in scenario.coalition.reuse_eastern_flank
        derived = derive_pool(every, row.nation, unit, flank)
        kept = cycle(every, row.nation, unit)[2]
        told[pool] = derived.lots
        used = (figure for step in derived.steps if step.counts for figure in step.figures)
        for figure in dict.fromkeys(used):
            if figure.low < figure.high and figure not in kept:
                found.setdefault(figure, []).append(pool)
    ordered = sorted(found, key=lambda figure: (figure.name, figure.nation))
    return DerivedPools(problem, every, {figure: tuple(found[figure]) for figure in ordered}, told)


def changed(data: Dataset, values: Mapping[SourcedValue, float]) -> Dataset:
    """The dataset with other values of some figures; of what is planned for a fleet, from then."""
    facts, factors = dict(data.facts), dict(data.factors)
    coming = {change.figure: change for change in data.fleet_changes}
    for figure, value in values.items():
        if figure in coming:
            coming[figure] = replace(coming[figure], value=value)
        elif figure.nation:
            facts[figure.nation, figure.name] = figure._replace(value=value)
        else:
            factors[figure.name] = figure._replace(value=value)
    fleets = tuple(coming.values())
    return replace(data, facts=facts, factors=factors, fleet_changes=fleets)


def group_of(figure: SourcedValue, nations: Iterable[str]) -> str:
    """Figures of one group err together: an item of all nations, a factor and its national forms.

    >>> from planner.reference.figure import SourcedValue
    >>> f = SourcedValue("share_FRA", 1, 1, 1, "", "assumption", "", "", "")
    >>> group_of(f, ["FRA", "GBR"])
    'share'
    """
    stem, _, last = figure.name.rpartition("_")
    return stem if not figure.nation and last in nations else figure.name


def triangular(figure: SourcedValue, quantile: float) -> float:
    """A quantile of the triangular distribution between low and high, with its peak at the value.

    Source: Kotz and van Dorp, Beyond Beta (2004), chapter 1.
    """
    low, high = figure.low, figure.high
    peak = min(max(figure.value, low), high)
    width = high - low
    if quantile * width < peak - low:
        return low + sqrt(quantile * width * (peak - low))
    return high - sqrt((1 - quantile) * width * (high - peak))


def wilson(hits: int, draws: int) -> tuple[float, float]:
    """The 95 % interval of a share of draws (Wilson 1927), between 0 and 1.

    >>> [round(x, 3) for x in wilson(8, 10)]
    [0.49, 0.943]
    """
    if draws == 0:
        return 0.0, 1.0
    share, z2 = hits / draws, WILSON_Z**2
    middle = share + z2 / (2 * draws)
    half = WILSON_Z * sqrt(share * (1 - share) / draws + z2 / (4 * draws**2))
    low, high = ((middle + sign * half) / (1 + z2 / draws) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)
