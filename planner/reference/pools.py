"""What each nation could use: pools derived from facts by declared planning factors.

A pool is never typed in. Each one keeps its chain, step by step, with the source and confidence of
every figure, so that ``planner data show FRA battlegroup_medium`` can print it:

    lots = fact x lots per fact                     (owned)
           x (1 - home_defence_fraction)            (territorial defence)
           x availability                           (aircraft: mission-capable rate)
           - eastern flank - other operations       (battlegroups in place x rotation)
           rounded to the nearest whole lot

Existing commitments rotate as well: one battlegroup kept on the eastern flank ties up
(tour + dwell) / tour battlegroups. Aircraft have no home-defence fraction: a mission-capable rate
of about one half and a 4-in-20-month cycle reproduce the 9.3 fighters owned for one kept deployed
(factor fighters_owned_per_sustained_deployed), which already includes the alert at home.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Literal

from planner.errors import InputError, Issue
from planner.reference.dataset import CONFIDENCES, Confidence, Dataset, SourcedValue, UnitType
from planner.reference.identifiers import POOLED_OWNERS

ROTATION_SUFFIXES = ("units_per_deployed", "reservoir_per_deployed", "dwell_1to2")
Mode = Literal["air", "rail", "sea"]
DAYS_PER_MONTH = 30
SMALLEST_DIVISOR = 1e-6


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: what was done, with which figures, and the running result.

    ``counts``: the step has a part in the number of lots or in the cycle, not only in readiness.
    """

    text: str
    result: float
    figures: tuple[SourcedValue, ...] = ()
    counts: bool = True


@dataclass(frozen=True, slots=True)
class DerivedPool:
    """A nation's pool of a unit type, with the chain that led to it.

    ``lots`` and ``nato_earmark`` are whole lots, ``tour_months`` and ``dwell_months`` whole
    months, ``ready_days`` the days from the decision until a lot can be in the theatre.
    """

    nation: str
    unit_type: str
    lots: int
    owned_lots: float
    tour_months: int
    dwell_months: int
    nato_earmark: int
    authorisation_days: int
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


def round_half_up(value: float) -> int:
    """Nearest whole number, halves upwards; the error of a pool is at most half a lot.

    >>> [round_half_up(x) for x in (0.49, 0.5, 1.5, 2.499)]
    [0, 1, 2, 2]
    """
    return floor(value + 0.5 + 1e-9)


def months_of_days(days: int) -> int:
    """Months, rounded up, of 30 days: a unit counts from the first full month it is there.

    >>> [months_of_days(d) for d in (0, 1, 30, 31)]
    [0, 1, 1, 2]
    """
    return ceil(days / DAYS_PER_MONTH)


def divisor(figure: SourcedValue) -> float:
    """A value to divide by. Raises InputError that names the figure when it is (nearly) zero."""
    if figure.value < SMALLEST_DIVISOR:
        problem = f"is {figure.value:g}, and something is divided by it"
        raise InputError([Issue(f"factor {figure.name}", problem, "write more than 0")])
    return figure.value


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
    steps = _owned(data, nation, unit)
    owned = steps[-1].result
    steps += _deployable(data, nation, unit, owned)
    deployable = steps[-1].result
    if unit.is_battlegroup and deployable > 0:
        share = deployable / _deployable_battlegroups(data, nation)
        rotation = (tour + dwell) / tour
        steps += _commitments(
            data, nation, unit, deployable, share, rotation, cycle_figures, reuse_flank
        )
    lots = max(0, round_half_up(steps[-1].result))
    steps.append(Step("rounded to the nearest whole lot", lots))
    text = f"cycle: {tour} months deployed, {dwell} months at home, in every {tour + dwell}"
    steps.append(Step(text, lots, cycle_figures))
    earmark, authorisation, transit, more = _readiness(data, nation, unit, owned, lots)
    steps += more
    return DerivedPool(
        nation,
        unit.id,
        lots,
        owned,
        tour,
        dwell,
        earmark,
        authorisation,
        unit.notice_days,
        transit,
        tuple(steps),
    )


def _owned(data: Dataset, nation: str, unit: UnitType) -> list[Step]:
    fact = data.fact(nation, unit.fact_item)
    if fact is None:
        return [Step(f"no figure for {unit.fact_item}: none counted", 0.0)]
    steps = [Step(f"{fact.value:g} {fact.unit} ({unit.fact_item})", fact.value, (fact,))]
    if unit.lots_per_fact not in ("", "1"):
        inverse = unit.lots_per_fact.startswith("1/")
        factor = data.factor(unit.lots_per_fact.removeprefix("1/").removeprefix("factor:"))
        owned = fact.value / divisor(factor) if inverse else fact.value * factor.value
        sign = "÷" if inverse else "x"
        steps.append(Step(f"{sign} {factor.value:g} {factor.name}", owned, (factor,)))
    return steps


def _deployable(data: Dataset, nation: str, unit: UnitType, owned: float) -> list[Step]:
    steps: list[Step] = []
    running = owned
    if unit.home_fraction and nation not in POOLED_OWNERS:
        fact = data.fact(nation, "home_defence_fraction")
        if fact:
            running *= 1 - fact.value
            text = f"x (1 - {fact.value:g}) kept for territorial defence"
            steps.append(Step(text, running, (fact,)))
    if unit.availability:
        kind, _, name = unit.availability.partition(":")
        figure = data.fact(nation, name) if kind == "fact" else data.factor(name)
        if figure:
            running *= figure.value
            steps.append(Step(f"x {figure.value:g} {figure.name}", running, (figure,)))
    return steps or [Step("nothing kept back", running)]


def _deployable_battlegroups(data: Dataset, nation: str) -> float:
    """All battlegroups of a nation after territorial defence: the base of the commitments."""
    total = 0.0
    for unit in data.unit_types.values():
        if unit.is_battlegroup:
            owned = _owned(data, nation, unit)[-1].result
            total += _deployable(data, nation, unit, owned)[-1].result
    return total


def _commitments(
    data: Dataset,
    nation: str,
    unit: UnitType,
    deployable: float,
    share: float,
    rotation: float,
    cycle_figures: tuple[SourcedValue, ...],
    reuse_flank: bool,
) -> list[Step]:
    steps: list[Step] = []
    running = deployable
    flank = data.fact(nation, "eastern_flank_troops")
    size = data.factor("efp_battlegroup_size_mean")
    if flank and flank.value and reuse_flank:
        steps.append(Step(f"{flank.value:g} eastern-flank troops reused", running, (flank,)))
    elif flank and flank.value:
        tied = flank.value / divisor(size) * rotation * share
        running = max(0.0, running - tied)
        text = (
            f"- {tied:.2f} for the eastern flank: {flank.value:g} troops ÷ {size.value:g} a "
            f"battlegroup x {rotation:g} rotation x {share:.2f} share of this type"
        )
        steps.append(Step(text, running, (flank, size, *cycle_figures)))
    abroad = data.fact(nation, "troops_deployed_abroad")
    if abroad:
        others = max(0.0, abroad.value - (flank.value if flank else 0.0))
        held = data.national_factor("other_operations_home_share", nation)
        army, forces = (data.fact(nation, i) for i in ("army_active", "forces_active"))
        support = data.factor("support_to_brigade_combat_ratio_deployed")
        used = tuple(f for f in (abroad, held, army, forces, support) if f)
        army_share = army.value / forces.value if army and forces and forces.value else 1.0
        troops = others * (1 - held.value) * min(1.0, army_share) / (1 + support.value)
        tied = troops / unit.personnel * rotation * share if unit.personnel else 0.0
        running = max(0.0, running - tied)
        text = (
            f"- {tied:.2f} for other operations: {others:g} troops x {1 - held.value:g} not held "
            f"at home x {army_share:.2f} army x {1 / (1 + support.value):.2f} in brigades ÷ "
            f"{unit.personnel} x {rotation:g} rotation x {share:.2f} share of this type"
        )
        steps.append(Step(text, running, used))
    return steps


def _readiness(
    data: Dataset, nation: str, unit: UnitType, owned: float, lots: int
) -> tuple[int, int, int, list[Step]]:
    """NATO earmark in lots, authorisation and transit in days, and the steps to show."""
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
        steps.append(Step(text, earmark, figures))
    days, transit = decision_days(data, nation), transit_days(data, nation, unit)
    authorisation = data.fact(nation, "authorisation_days")
    if authorisation:
        steps.append(Step(f"{days} days for the national decision", days, (authorisation,)))
    speed = data.factor("air_transit_days" if unit.movement == "air" else "surface_km_per_day")
    distance = data.fact(nation, "distance_to_ukraine_km") if unit.movement != "air" else None
    text = f"{unit.notice_days} days of notice, then {transit} in transit"
    steps.append(Step(text, transit, (speed, distance) if distance else (speed,)))
    return earmark, days, transit, [replace(step, counts=False) for step in steps]


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
