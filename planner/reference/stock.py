"""From what a nation owns to what it could send: the steps of a pool that count lots.

    lots = (fact - unavailable) x lots per fact          (owned and usable)
           x (1 - home_defence_fraction)                 (territorial defence)
           x availability                                (the share that works on a given day)
           - national reserve beyond what dwells at home (small fleets)
           - eastern flank - other operations            (battlegroups in place x rotation)
           - committed                                   (batteries on tasks x rotation)

Commitments rotate as well: one lot kept somewhere ties up (tour + dwell) / tour lots. Facts of an
item are named after it: ``gbad_long_unavailable``, ``aew_available_share``,
``aew_national_reserve``, ``gbad_long_committed``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.errors import InputError, Issue
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.reference.identifiers import POOLED_OWNERS
from planner.reference.tables import UnitType
from planner.rounding import SMALLEST_DIVISOR


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
class Stock:
    """A nation's stock of a unit type, with its cycle (months) and the figures of the cycle."""

    data: Dataset
    nation: str
    unit: UnitType
    tour_months: int
    dwell_months: int
    cycle_figures: tuple[SourcedValue, ...]

    @property
    def rotation(self) -> float:
        """Lots that one lot kept deployed ties up."""
        return (self.tour_months + self.dwell_months) / self.tour_months

    def own(self, suffix: str) -> SourcedValue | None:
        """The nation's fact about this item, for example its national reserve."""
        return self.data.fact(self.nation, f"{self.unit.fact_item}_{suffix}")


def divisor(figure: SourcedValue) -> float:
    """A value to divide by. Raises InputError that names the figure when it is (nearly) zero."""
    if figure.value < SMALLEST_DIVISOR:
        problem = f"is {figure.value:g}, and something is divided by it"
        raise InputError([Issue(f"factor {figure.name}", problem, "write more than 0")])
    return figure.value


def owned(stock: Stock) -> list[Step]:
    """What the nation owns, in lots."""
    fact = stock.data.fact(stock.nation, stock.unit.fact_item)
    if fact is None:
        return [Step(f"no figure for {stock.unit.fact_item}: none counted", 0.0)]
    steps = [Step(f"{fact.value:g} {fact.unit} ({stock.unit.fact_item})", fact.value, (fact,))]
    times, factor, sign = _lots_per_fact(stock)
    if factor:
        text = f"{sign} {factor.value:g} {factor.name}"
        steps.append(Step(text, fact.value * times, (factor,)))
    return steps


def deployable(stock: Stock, lots: float) -> list[Step]:
    """What is left of the lots that are owned after the needs at home and the workshop."""
    steps: list[Step] = []
    running = lots
    for text, running, figure in _kept_back(stock, lots):
        steps.append(Step(text, running, (figure,)))
    return steps or [Step("nothing kept back", running)]


def committed(stock: Stock, lots: float, reuse_flank: bool) -> Iterator[Step]:
    """What is left after the tasks that go on. ``reuse_flank``: the flank's forces are free."""
    running = lots
    if stock.unit.is_battlegroup and lots > 0:
        share = lots / _deployable_battlegroups(stock)
        if step := _eastern_flank(stock, running, share, reuse_flank):
            running = step.result
            yield step
        if step := _other_operations(stock, running, share):
            running = step.result
            yield step
    on_task = stock.own("committed")
    if on_task and on_task.value and lots > 0:
        tied = on_task.value * _lots_per_fact(stock)[0] * stock.rotation
        text = (
            f"- {tied:.2f} on other tasks: {on_task.value:g} {on_task.unit} x "
            f"{stock.rotation:g} rotation"
        )
        yield Step(text, max(0.0, running - tied), (on_task, *stock.cycle_figures))


def _lots_per_fact(stock: Stock) -> tuple[float, SourcedValue | None, str]:
    """How many lots one of the item makes, the factor that says so, and its sign."""
    text = stock.unit.lots_per_fact
    if text in ("", "1"):
        return 1.0, None, ""
    factor = stock.data.factor(text.removeprefix("1/").removeprefix("factor:"))
    return (
        (1 / divisor(factor), factor, "÷") if text.startswith("1/") else (factor.value, factor, "x")
    )


def _kept_back(stock: Stock, lots: float) -> Iterator[tuple[str, float, SourcedValue]]:
    """What stays at home, step by step: a text, the lots left and the figure.

    A national reserve that is known for the item stands in place of the general share kept at
    home. Lots in dwell are at home and stand in the reserve: only what is beyond them is kept back.
    """
    running = lots
    idle = stock.own("unavailable")
    if idle and idle.value:
        running = max(0.0, running - idle.value * _lots_per_fact(stock)[0])
        yield f"- {idle.value:g} {idle.unit} in refit or training", running, idle
    reserve = stock.own("national_reserve")
    home = stock.data.fact(stock.nation, "home_defence_fraction")
    pooled = stock.nation in POOLED_OWNERS
    if stock.unit.home_fraction and home and not reserve and not pooled:
        running *= 1 - home.value
        yield f"x (1 - {home.value:g}) kept for territorial defence", running, home
    if works := _availability(stock):
        running *= works.value
        yield f"x {works.value:g} {works.name}", running, works
    if reserve:
        at_home = running * (1 - 1 / stock.rotation)
        kept = max(0.0, reserve.value * _lots_per_fact(stock)[0] - at_home)
        running = max(0.0, running - kept)
        text = (
            f"- {kept:.2f} national reserve: {reserve.value:g} {reserve.unit} less {at_home:.2f} "
            "that dwell at home"
        )
        yield text, running, reserve


def _availability(stock: Stock) -> SourcedValue | None:
    """The nation's rate of this item where it is known, else the one that the unit type names."""
    if own := stock.own("available_share"):
        return own
    kind, _, name = stock.unit.availability.partition(":")
    if kind == "fact":
        return stock.data.fact(stock.nation, name)
    return stock.data.factor(name) if name else None


def _deployable_battlegroups(stock: Stock) -> float:
    """All battlegroups of a nation after territorial defence: the base of the commitments."""
    total = 0.0
    for unit in stock.data.unit_types.values():
        if unit.is_battlegroup:
            other = replace(stock, unit=unit)
            total += deployable(other, owned(other)[-1].result)[-1].result
    return total


def _eastern_flank(stock: Stock, running: float, share: float, reuse: bool) -> Step | None:
    """Battlegroups on the flank: as they are counted, else the troops there by a battlegroup's."""
    flank = stock.data.fact(stock.nation, "eastern_flank_battlegroups")
    in_troops = flank is None
    flank = flank or stock.data.fact(stock.nation, "eastern_flank_troops")
    if not flank or not flank.value:
        return None
    what = f"{flank.value:g} {'troops' if in_troops else 'battlegroups'}"
    figures = (flank, *stock.cycle_figures)
    there = flank.value
    if reuse:
        return Step(f"{what} of the eastern flank reused", running, (flank,))
    if in_troops:
        size = stock.data.factor("efp_battlegroup_size_mean")
        there /= divisor(size)
        what += f" ÷ {size.value:g} a battlegroup"
        figures = (flank, size, *stock.cycle_figures)
    tied = there * stock.rotation * share
    text = (
        f"- {tied:.2f} for the eastern flank: {what} x {stock.rotation:g} rotation x {share:.2f} "
        "share of this type"
    )
    return Step(text, max(0.0, running - tied), figures)


def _other_operations(stock: Stock, running: float, share: float) -> Step | None:
    """Troops abroad beside the flank, not held at home already, as far as brigades give them."""
    data, nation, unit = stock.data, stock.nation, stock.unit
    abroad = data.fact(nation, "troops_deployed_abroad")
    if not abroad:
        return None
    others = max(0.0, abroad.value - data.value(nation, "eastern_flank_troops"))
    held = data.national_factor("other_operations_home_share", nation)
    army, forces = (data.fact(nation, i) for i in ("army_active", "forces_active"))
    support = data.factor("support_to_brigade_combat_ratio_deployed")
    army_share = army.value / forces.value if army and forces and forces.value else 1.0
    troops = others * (1 - held.value) * min(1.0, army_share) / (1 + support.value)
    tied = troops / unit.personnel * stock.rotation * share if unit.personnel else 0.0
    text = (
        f"- {tied:.2f} for other operations: {others:g} troops x {1 - held.value:g} not held "
        f"at home x {army_share:.2f} army x {1 / (1 + support.value):.2f} in brigades ÷ "
        f"{unit.personnel} x {stock.rotation:g} rotation x {share:.2f} share of this type"
    )
    used = tuple(f for f in (abroad, held, army, forces, support) if f)
    return Step(text, max(0.0, running - tied), used)
