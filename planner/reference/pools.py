"""What each nation could use: pools derived from facts by declared planning factors.

A pool is never typed in. Each one keeps its chain, step by step, with the source and confidence of
every figure, so that ``planner data show FRA battlegroup_medium`` can print it.
``stock.py`` counts the lots; here they are rounded to whole ones and given their cycle, readiness
and movement. Fighters have no home-defence fraction: a mission-capable rate of about one half and a
4-in-20-month cycle reproduce the 9.3 fighters owned for one kept deployed (factor
fighters_owned_per_sustained_deployed), which already includes the alert at home.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Literal

from planner.errors import InputError, Issue
from planner.reference.dataset import Dataset
from planner.reference.figure import CONFIDENCES, Confidence, SourcedValue
from planner.reference.stock import Step, Stock, committed, deployable, divisor, owned
from planner.reference.tables import UnitType
from planner.rounding import ROUNDING, SMALLEST_DIVISOR

ROTATION_SUFFIXES = ("units_per_deployed", "reservoir_per_deployed", "dwell_1to2")
Mode = Literal["air", "rail", "sea"]
DAYS_PER_MONTH = 30


ROUNDED = "rounded to the nearest whole lot"
"""the step that ends in whole lots"""


@dataclass(frozen=True, slots=True)
class DerivedPool:
    """A nation's pool of a unit type, with the chain that led to it.

    ``lots`` and ``nato_earmark`` are whole lots, ``left_lots`` the pool before it is rounded,
    ``tour_months`` and ``dwell_months`` whole months, ``ready_days`` the days from the decision
    until a lot can be in the theatre.
    """

    nation: str
    unit_type: str
    lots: int
    left_lots: float
    owned_lots: float
    tour_months: int
    dwell_months: int
    nato_earmark: int
    decision_days: int
    notice_days: int
    transit_days: int
    steps: tuple[Step, ...]

    @property
    def figures(self) -> tuple[SourcedValue, ...]:
        """Every figure used, each once, in order of use."""
        return tuple(dict.fromkeys(f for step in self.steps for f in step.figures))

    @property
    def confidence(self) -> Confidence:
        """The weakest confidence behind the lots and the cycle; readiness does not weigh."""
        counted = (f.confidence for step in self.steps if step.counts for f in step.figures)
        return max(counted, key=CONFIDENCES.index, default="assumption")

    @property
    def takes_most(self) -> str:
        """The step from what is owned to whole lots that takes most; empty where none takes any."""
        texts = [step.text for step in self.steps]
        results = [step.result for step in self.steps[: texts.index(ROUNDED) + 1]]
        owned = results.index(self.owned_lots)
        taken = {
            text: before - after
            for text, (before, after) in zip(
                texts[owned + 1 :], pairwise(results[owned:]), strict=False
            )
            if after < before
        }
        return max(taken, key=taken.__getitem__, default="")


def round_half_up(value: float) -> int:
    """Nearest whole number, halves upwards; the error of a pool is at most half a lot.

    >>> [round_half_up(x) for x in (0.49, 0.5, 1.5, 2.499)]
    [0, 1, 2, 2]
    """
    return floor(value + 0.5 + ROUNDING)


def months_of_days(days: int) -> int:
    """Months, rounded up, of 30 days: a unit counts from the first full month it is there.

    >>> [months_of_days(d) for d in (0, 1, 30, 31)]
    [0, 1, 1, 2]
    """
    return ceil(days / DAYS_PER_MONTH)


def rotation_figure(data: Dataset, nation: str) -> SourcedValue:
    """Units needed to keep one deployed, by nation, else the planning default."""
    for suffix in ROTATION_SUFFIXES:
        figure = data.factors.get(f"rotation_{nation}_{suffix}")
        if figure:
            return figure
    return data.factor("rotation_planning_default")


def tour_figure(data: Dataset, nation: str) -> SourcedValue:
    """National tour length in months, else that of the forward-presence nations (six)."""
    return data.factors.get(f"tour_length_{nation}") or data.factor("tour_length_BEL")


def cycle(data: Dataset, nation: str, unit: UnitType) -> tuple[int, int, tuple[SourcedValue, ...]]:
    """Tour and dwell in months, and the figures they come from.

    A national dwell is (units per deployed - 1) x tour, rounded to a whole month.
    """
    figures: list[SourcedValue] = []
    tour, dwell = unit.tour_months, unit.dwell_months
    if tour is None:
        figure = tour_figure(data, nation)
        figures.append(figure)
        tour = max(1, round_half_up(figure.value))
    if dwell is None:
        figure = rotation_figure(data, nation)
        figures.append(figure)
        dwell = round_half_up(max(0.0, figure.value - 1) * tour)
    return tour, dwell, tuple(figures)


def derive_pool(data: Dataset, nation: str, unit: UnitType, reuse_flank: bool) -> DerivedPool:
    """Derive one pool. ``reuse_flank``: the eastern-flank troops are not subtracted."""
    tour, dwell, cycle_figures = cycle(data, nation, unit)
    stock = Stock(data, nation, unit, tour, dwell, cycle_figures)
    steps = owned(stock)
    owned_lots = steps[-1].result
    steps += deployable(stock, owned_lots)
    steps += committed(stock, steps[-1].result, reuse_flank)
    left = max(0.0, steps[-1].result)
    lots = round_half_up(left)
    steps.append(Step(ROUNDED, lots))
    text = f"cycle: {tour} months deployed, {dwell} months at home, in every {tour + dwell}"
    steps.append(Step(text, lots, cycle_figures))
    earmark, decision, transit, more = _readiness(data, nation, unit, owned_lots, lots)
    steps += more
    return DerivedPool(
        nation,
        unit.id,
        lots,
        left,
        owned_lots,
        tour,
        dwell,
        earmark,
        decision,
        unit.notice_days,
        transit,
        tuple(steps),
    )


def _readiness(
    data: Dataset, nation: str, unit: UnitType, owned: float, lots: int
) -> tuple[int, int, int, list[Step]]:
    """NATO earmark in lots, decision and transit in days, and the steps to show."""
    steps: list[Step] = []
    earmark = 0
    active = data.fact(nation, "forces_active")
    declared = data.fact(nation, "nfm_tier12_troops")
    if active and active.value:
        if declared:
            share = declared.value / active.value
            figures: tuple[SourcedValue, ...] = (declared, active)
        else:
            factor = data.national_factor("NFM_share_of_active_forces", nation)
            share, figures = factor.value / 100, (factor,)
        earmark = min(lots, round_half_up(owned * share))
        text = (
            f"of these {share:.0%} of the owned lots earmarked for NATO tiers 1-2, at most the pool"
        )
        steps.append(Step(text, earmark, figures, counts=False))
    days, transit = decision_days(data, nation), transit_days(data, nation, unit)
    authorisation = data.fact(nation, "authorisation_days")
    if authorisation:
        text = f"{days} days for the national decision"
        steps.append(Step(text, days, (authorisation,), counts=False))
    speed = data.factor("air_transit_days" if unit.movement == "air" else "surface_km_per_day")
    distance = data.fact(nation, "distance_to_ukraine_km") if unit.movement != "air" else None
    text = f"{unit.notice_days} days of notice, then {transit} in transit"
    route = (speed, distance) if distance else (speed,)
    steps.append(Step(text, transit, route, counts=False))
    return earmark, days, transit, steps


def decision_days(data: Dataset, nation: str) -> int:
    """Days that a nation takes to decide."""
    return ceil(data.value(nation, "authorisation_days"))


def transit_days(data: Dataset, nation: str, unit: UnitType) -> int:
    """Days from departure to the theatre: by air, or by rail and road over the distance."""
    if unit.movement == "air":
        return ceil(data.factor("air_transit_days").value)
    speed = divisor(data.factor("surface_km_per_day"))
    return ceil(data.value(nation, "distance_to_ukraine_km") / speed)


def nato_tiers(data: Dataset, lots: int, earmark: int) -> tuple[int, int, int]:
    """Lots of a pool that stand in tiers 1, 2 and 3 of NATO's New Force Model.

    ``lots``: the pool; ``earmark``: its lots of tiers 1 and 2 together (``nato_earmark``), at most
    the pool. All whole lots.

    Formula:  tier 1 = round(earmark x T1 / (T1 + T2)); tier 2 = earmark - tier 1;
              tier 3 = min(lots - earmark, round(earmark x T3 / (T1 + T2)))
              with the troops T of each tier of the Alliance; halves are rounded upwards.
    Source:   factors NFM_tier1_troops, NFM_tier2_troops and NFM_tier3_troops, applied to every
              pool alike: nations do not publish their own split.
    Errors:   InputError when tiers 1 and 2 have no troops.
    """
    if earmark <= 0:
        return 0, 0, 0
    first, second, third = (data.factor(f"NFM_tier{i}_troops").value for i in (1, 2, 3))
    if first + second < SMALLEST_DIVISOR:
        problem = "are 0 together, and something is divided by them"
        where = "factors NFM_tier1_troops, NFM_tier2_troops"
        raise InputError([Issue(where, problem, "write more than 0")])
    tier1 = round_half_up(earmark * first / (first + second))
    tier3 = round_half_up(earmark * third / (first + second))
    return tier1, earmark - tier1, max(0, min(lots - earmark, tier3))


def movement_mode(data: Dataset, nation: str, unit: UnitType) -> Mode:
    """How the lots of a nation come: by air, by rail, or by sea from overseas.

    Formula:  air if the unit type moves by air; sea if distance > sea_distance_km; else rail.
              An owner without a distance (pooled or procured) is near.
    Source:   fact distance_to_ukraine_km and factor sea_distance_km.
    """
    if unit.movement == "air":
        return "air"
    far = data.value(nation, "distance_to_ukraine_km") > data.factor("sea_distance_km").value
    return "sea" if far else "rail"


def movement_cost_eur_m(data: Dataset, nation: str, unit: UnitType) -> float:
    """EUR million to bring one lot to the theatre and home again.

    Formula:  2 x tonnes x distance in km x EUR per tonne and km of the mode / 1,000,000.
              An owner without a distance (pooled or procured): 0.
    Source:   tonnes of unit_types.csv, fact distance_to_ukraine_km and factors
              movement_cost_eur_tonne_km_*.
    """
    distance = data.value(nation, "distance_to_ukraine_km")
    tonne_km = data.factor(f"movement_cost_eur_tonne_km_{movement_mode(data, nation, unit)}")
    return 2 * unit.tonnes * distance * tonne_km.value / 1e6
