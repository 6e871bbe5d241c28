"""What is there in every month of a plan, run by run, when approvals and lots fail by chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from planner.problem.records import PhaseRow
from planner.rounding import SMALL
from planner.scenario.demands import PackageDemand, Presence, Requirement, Threat
from planner.verify.index import US, Entry, PlanIndex, sovereign
from planner.verify.reading import GROUND, DemandInPhase, acting, in_time, wants

Draws = np.ndarray[Any, np.dtype[np.float64]]
"""one number a run, or a run and an entry of the phase"""
Order = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True, slots=True)
class Chances:
    """What may go wrong, as the arguments of ``replay``."""

    draws: int
    late_share: float
    late_months: int
    unready_share: float
    seed: int


class Theatre:
    """What is where, month by month, in every run."""

    def __init__(self, ledger: PlanIndex, chances: Chances) -> None:
        self._ledger, self._chances = ledger, chances
        self._rng = np.random.default_rng(chances.seed)
        nations = sorted({entry.nation for entry in ledger.entries})
        deciding = [nation for nation in nations if sovereign(nation) or nation == US]
        self._late = {nation: self._delay() for nation in deciding}
        self._on_tour: defaultdict[tuple[str, str], list[Draws]] = defaultdict(list)
        horizon = ledger.horizon
        for tour in ledger.plan.tours:
            pool = (tour.nation, tour.unit_type)
            months = self._on_tour[pool] or [np.zeros(chances.draws) for _ in range(horizon)]
            self._on_tour[pool] = months
            ready = self._ready(tour.lots)
            for month in range(max(0, tour.start_month), min(tour.end_month, horizon)):
                months[month] = months[month] + ready

    def phase(self, phase: PhaseRow) -> Iterator[tuple[int, Draws]]:
        """The months of a phase, each with what is there of every entry (runs x entries)."""
        entries = self._ledger.in_phase[phase.id]
        standby = {i: self._ready(e.lots) for i, e in enumerate(entries) if not e.deployed}
        pools: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for i, entry in enumerate(entries):
            if entry.deployed:
                pools[entry.nation, entry.unit.id].append(i)
        order = {
            pool: np.argsort(self._rng.random((self._chances.draws, len(members))), axis=1)
            for pool, members in pools.items()
        }
        for month in range(phase.start_month, phase.end_month):
            there = np.zeros((self._chances.draws, len(entries)))
            for i, ready in standby.items():
                there[:, i] = ready * self._open(entries[i], month)
            for pool, members in pools.items():
                wanted = np.stack(
                    [entries[i].lots * self._open(entries[i], month) for i in members], axis=1
                )
                there[:, members] = self._filled(pool, month, wanted, order[pool])
            yield month, there

    def _filled(self, pool: tuple[str, str], month: int, wanted: Draws, order: Order) -> Draws:
        """The lots on tour fill the places of a pool one after the other, in a random order."""
        ready = self._on_tour[pool]
        left = ready[month][:, None] if ready else np.zeros((len(wanted), 1))
        in_order: Draws = np.take_along_axis(wanted, order, axis=1)
        before = np.cumsum(in_order, axis=1) - in_order
        found = np.clip(left - before, 0.0, in_order)
        result = np.empty_like(found)
        np.put_along_axis(result, order, found, axis=1)
        return result

    def _open(self, entry: Entry, month: int) -> Draws:
        """1 in the runs in which the nation has decided in time, else 0."""
        pool = self._ledger.pools[entry.nation, entry.unit.id]
        late = self._late.get(entry.nation)
        if late is None:
            return np.ones(self._chances.draws)
        return (month >= pool.locations.get(entry.place.id, 0) + late).astype(float)

    def _delay(self) -> Draws:
        """Months by which an approval is late, in every run."""
        late = self._rng.random(self._chances.draws) < self._chances.late_share
        by = self._rng.integers(1, self._chances.late_months + 1, self._chances.draws)
        return np.where(late, by, 0).astype(float)

    def _ready(self, lots: float) -> Draws:
        """Of so many lots, those that are ready; a part of a lot is or is not as a whole."""
        whole = int(lots + SMALL)
        share = 1 - self._chances.unready_share
        ready = self._rng.binomial(whole, share, self._chances.draws).astype(float)
        rest = max(0.0, lots - whole)
        part = rest * (self._rng.random(self._chances.draws) < share)
        return cast(Draws, ready + part)


# --- what is asked for


def tolerance(ledger: PlanIndex, need: float) -> float:
    """How far what is there may be off and still be the same, in units of a demand."""
    return (1e-4 if ledger.plan.relaxed else SMALL) * max(1.0, need)


@dataclass(slots=True)
class Run:
    """One demand in all runs. Lists go by month; ``there`` and ``covered`` are runs x months."""

    demand: str
    need: float
    months: list[int]
    planned: dict[int, float]
    there: Draws
    covered: np.ndarray[Any, np.dtype[np.bool_]]


def replayed(ledger: PlanIndex, chances: Chances) -> list[Run]:
    """Every demand in every month in which it holds."""
    theatre = Theatre(ledger, chances)
    levels: dict[str, dict[int, Draws]] = {}
    planned: dict[str, dict[int, float]] = {}
    needs: dict[str, float] = {}
    for phase in ledger.plan.phases:
        asked = [want for want in wants(ledger) if want.phase.id == phase.id]
        for month, there in theatre.phase(phase):
            packages = _packages(ledger, asked, there)
            for want in asked:
                name = want.demand.id
                amount = packages[name] if name in packages else _amount(ledger, want, there)
                levels.setdefault(name, {})[month] = np.minimum(amount, want.need)
                planned.setdefault(name, {})[month] = min(want.supplied, want.need)
                needs[name] = want.need
    runs = []
    for name, by_month in levels.items():
        months = sorted(by_month)
        stacked = np.stack([by_month[month] for month in months], axis=1)
        promised = np.array([planned[name][month] for month in months])
        covered = stacked >= promised - tolerance(ledger, needs[name])
        runs.append(Run(name, needs[name], months, planned[name], stacked, covered))
    return runs


def _acting(ledger: PlanIndex, want: DemandInPhase, there: Draws, effect: str, days: int) -> Draws:
    """What can act for a demand within some days, of an effect."""
    entries = ledger.in_phase[want.phase.id]
    values = [
        e.unit.effects.get(effect, 0) if in_time(ledger, want.demand, e.place, days) else 0
        for e in entries
    ]
    return cast(Draws, there @ np.array(values, dtype=float))


def _amount(ledger: PlanIndex, want: DemandInPhase, there: Draws) -> Draws:
    """What is there of a demand that is no package, in its own unit."""
    demand = want.demand
    if isinstance(demand, Requirement):
        return _acting(ledger, want, there, demand.effect, demand.within_days)
    if isinstance(demand, Threat):
        coalition = acting(ledger, demand, want.phase, GROUND, demand.within_days)
        others = want.supplied - coalition  # the host's, and those trained, as in the plan
        return _acting(ledger, want, there, GROUND, demand.within_days) + others
    if not isinstance(demand, Presence):
        raise TypeError(f"{demand.id}: no such kind of demand")
    present, powers = np.zeros(len(there)), np.zeros(len(there))
    entries = ledger.in_phase[want.phase.id]
    for nation in sorted({e.nation for e in entries if sovereign(e.nation)}):
        own = np.array([e.nation == nation for e in entries], dtype=float)
        lots = _present(ledger, want, demand, there * own)
        share = np.minimum(1.0, lots / demand.min_lots)
        counts = share if ledger.plan.relaxed else np.floor(share + SMALL)
        present += counts
        powers += counts * ledger.nations[nation].nuclear
    lacking = np.maximum(demand.nations - present, demand.nuclear_powers - powers)
    return cast(Draws, want.need - np.maximum(0.0, lacking))


def _present(ledger: PlanIndex, want: DemandInPhase, demand: Presence, there: Draws) -> Draws:
    """Lots that have the effect of a presence, at its place."""
    counts = [
        demand.effect in e.unit.effects and in_time(ledger, demand, e.place, 0)
        for e in ledger.in_phase[want.phase.id]
    ]
    return cast(Draws, there @ np.array(counts, dtype=float))


def _packages(ledger: PlanIndex, asked: Sequence[DemandInPhase], there: Draws) -> dict[str, Draws]:
    """Packages that are kept up of those planned. What is short is short for the last ones, in the
    order of the scenario; nothing serves two of them."""
    takes = {package.id: package.needs for package in ledger.plan.packages}
    left: dict[tuple[str, str, str], Draws] = {}
    kept: dict[str, Draws] = {}
    for want in asked:
        if not isinstance(want.demand, PackageDemand):
            continue
        needs = takes[want.demand.package]
        count = np.full(len(there), want.supplied)
        for effect, take in needs.items():
            place = (want.rule, effect, want.demand.location)
            if place not in left:
                left[place] = _acting(ledger, want, there, effect, 0)
            count = np.minimum(count, left[place] / take) if take else count
        if not ledger.plan.relaxed:
            count = np.floor(count + SMALL)
        for effect, take in needs.items():
            left[want.rule, effect, want.demand.location] -= take * count
        kept[want.demand.id] = count
    return kept
