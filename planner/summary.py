"""A plan in a few numbers: the verdict in one sentence, and what the terminal and files show.

Pure functions of a plan. Nothing here knows a terminal, and every number is the plan's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor

from planner.dataset import CONFIDENCES
from planner.result import FigureRow, PhaseRow, Plan, RequirementRow

TOLERANCE = 1e-6
SHORT = 1e-4
"""units of an effect: less than this is the solver's rounding, not a shortfall"""
NAMED_SHORTFALLS = 3


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A requirement over the whole horizon. Amounts in units of the effect; months short."""

    id: str
    effect: str
    where: str
    sector: bool
    """is for one sector, not for the whole theatre"""
    within_days: int
    need: float
    lowest: float
    shortfall: float
    short_months: tuple[int, ...]
    loss: float
    """weight x share of the need that is missing x months"""


@dataclass(frozen=True, slots=True)
class Troops:
    """People in the theatre and standing by. ``peak_months``: when the most are in the theatre."""

    peak: float
    peak_months: tuple[int, ...]
    average: float
    standby_peak: float


def verdict(plan: Plan) -> str:
    """The answer in one sentence."""
    members = sum(nation.member for nation in plan.nations)
    who = f"{members} nation{'' if members == 1 else 's'}"
    lines = sorted(requirement_lines(plan), key=lambda line: -line.loss)
    short = [line for line in lines if line.shortfall > SHORT]
    force = share_text(met_share(plan)) + " of the force" if short else "the whole force"
    cost = amount_text(round(sum(nation.cost_eur_m for nation in plan.nations)))
    months = plan.scenario.horizon_months
    could_be_better = bool(short) and plan.status == "unproven"
    keep = "in the best plan found keep up" if could_be_better else "can keep up"
    text = f"{who} {keep} {force} for {months} months, for EUR {cost} million"
    if plan.relaxed:
        text = f"if units could be split into fractions, {text}"
    if short:
        named = [_shortfall_text(plan, line) for line in short[:NAMED_SHORTFALLS]]
        if len(short) > NAMED_SHORTFALLS:
            named.append(f"and {len(short) - NAMED_SHORTFALLS} more")
        text += ": short of " + "; ".join(named)
    return text[0].upper() + text[1:] + f" — {_proof_text(plan)}."


def met_share(plan: Plan) -> float:
    """Share of all requirements that is met: each scaled by its need, weighted, months counted."""
    weights = {requirement.id: requirement.weight for requirement in plan.scenario.requirements}
    length = {phase.id: phase.end_month - phase.start_month for phase in plan.phases}
    asked = missing = 0.0
    for row in plan.requirements:
        if row.need > 0:
            weight = weights[row.id] * length[row.phase]
            asked += weight
            missing += weight * min(1.0, row.shortfall / row.need)
    return 1 - missing / asked if asked else 1.0


def requirement_lines(plan: Plan) -> list[RequirementLine]:
    """One line a requirement, in the scenario's order; none for those that never hold."""
    places = {place.id: place for place in plan.scenario.locations}
    phases = {phase.id: phase for phase in plan.phases}
    grouped: dict[str, list[RequirementRow]] = defaultdict(list)
    for row in plan.requirements:
        if row.need > 0:
            grouped[row.id].append(row)
    lines: list[RequirementLine] = []
    for requirement in plan.scenario.requirements:
        rows = grouped.get(requirement.id)
        if not rows:
            continue
        place = places[requirement.location]
        short = [row for row in rows if row.shortfall > SHORT]
        lines.append(
            RequirementLine(
                id=requirement.id,
                effect=requirement.effect,
                where=place.title or place.id,
                sector=place.kind == "theatre",
                within_days=requirement.within_days,
                need=max(row.need for row in rows),
                lowest=min(row.supplied for row in rows),
                shortfall=max((row.shortfall for row in short), default=0.0),
                short_months=_months(phases[row.phase] for row in short),
                loss=requirement.weight
                * sum(r.shortfall / r.need * len(_months([phases[r.phase]])) for r in short),
            )
        )
    return lines


def average_lots(plan: Plan, standby: bool) -> dict[tuple[str, str], float]:
    """(unit type, nation) -> lots deployed, or standing by, averaged over the horizon's months."""
    at_home = standby_locations(plan)
    length = {phase.id: phase.end_month - phase.start_month for phase in plan.phases}
    horizon = sum(length.values())
    lots: dict[tuple[str, str], float] = defaultdict(float)
    for row in plan.contributions:
        if (row.location in at_home) == standby:
            lots[row.unit_type, row.nation] += row.lots * length[row.phase] / horizon
    return dict(lots)


def troops(plan: Plan) -> Troops:
    """How many people are in the theatre, and stand by, over the horizon."""
    at_home = standby_locations(plan)
    personnel = {unit.id: unit.personnel for unit in plan.unit_types}
    deployed = dict.fromkeys((phase.id for phase in plan.phases), 0.0)
    standby = dict(deployed)
    for row in plan.contributions:
        place = standby if row.location in at_home else deployed
        place[row.phase] += row.lots * personnel[row.unit_type]
    peak = max(deployed.values(), default=0.0)
    at_peak = [p for p in plan.phases if peak > 0 and deployed[p.id] >= peak - TOLERANCE]
    months = sum(p.end_month - p.start_month for p in plan.phases)
    total = sum(deployed[p.id] * (p.end_month - p.start_month) for p in plan.phases)
    return Troops(peak, _months(at_peak), total / months, max(standby.values(), default=0.0))


def weakest_figures(plan: Plan, count: int) -> list[FigureRow]:
    """The least certain figures that much rests on.

    Weakest confidence first, then the widest range for the value, times the share of the cost that
    the figure's nation carries (a general factor touches all of it).
    """
    shares = {nation.nation: nation.burden_share for nation in plan.nations}

    def doubt(figure: FigureRow) -> tuple[int, float, str, str]:
        size = max(abs(figure.value), abs(figure.high))
        width = (figure.high - figure.low) / size if size else 0.0
        owners = [n for n in (figure.nation, *figure.name.split("_")) if n in shares]
        weight = shares[owners[0]] if owners else 1.0
        return -_rank(figure.confidence), -width * weight, figure.name, figure.nation

    return sorted(plan.figures, key=doubt)[:count]


def standby_locations(plan: Plan) -> frozenset[str]:
    """Ids of the places where forces stand by: not in the theatre, not on tour."""
    return frozenset(place.id for place in plan.scenario.locations if place.kind == "standby")


def month_ranges(months: Sequence[int], most: int = 3) -> str:
    """Months as ranges, both ends included.

    >>> month_ranges([6, 7, 8, 12])
    '6–8, 12'
    """
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][1] + 1:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    texts = [f"{first}" if first == last else f"{first}–{last}" for first, last in runs]
    return ", ".join(texts[:most]) + (" …" if len(texts) > most else "")


def share_text(share: float) -> str:
    """A share in per cent, rounded down, so that only the whole reads 100 %.

    >>> [share_text(s) for s in (0.937, 0.9996, 1.0)]
    ['93 %', '99.9 %', '100 %']
    """
    percent = share * 100 + TOLERANCE
    return f"{floor(percent * 10) / 10 if 99 < percent < 100 else floor(percent)} %"


def gap_text(share: float) -> str:
    """A gap in per cent with two significant digits: it is often far below one.

    >>> [gap_text(g) for g in (0.0, 0.00012, 0.1234)]
    ['0 %', '0.012 %', '12 %']
    """
    return "0 %" if share < TOLERANCE else f"{share * 100:.2g} %" if share < 1 else f"{share:.0%}"


def amount_text(amount: float) -> str:
    """A number with thousands separators, and one decimal only where it has one.

    >>> [amount_text(a) for a in (12.0, 2.5, 12345.67, 0.0123)]
    ['12', '2.5', '12,345.7', '0.012']
    """
    if TOLERANCE < abs(amount) < 0.1:
        return f"{amount:.2g}"
    whole = abs(amount - round(amount)) < 0.05
    return f"{round(amount):,}" if whole else f"{amount:,.1f}"


def effect_noun(plan: Plan, effect: str, amount: float) -> str:
    """What an effect is counted in: the lot, where one lot of every type gives one.

    Else the effect's own name (four fighters come in one flight).
    """
    units = [unit for unit in plan.unit_types if effect in unit.effects]
    nouns = {unit.lot.partition(" (")[0].partition(" of ")[0] for unit in units}
    if len(nouns) != 1 or any(unit.effects[effect] != 1 for unit in units):
        return effect.replace("_", " ")
    noun = nouns.pop()
    if abs(amount - 1) < TOLERANCE or noun.endswith(("s", "aircraft")):
        return noun
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def _shortfall_text(plan: Plan, line: RequirementLine) -> str:
    months = line.short_months
    horizon = plan.scenario.horizon_months
    open_end = months == tuple(range(months[0], horizon))
    when = f"from month {months[0]}" if open_end else f"in months {month_ranges(months)}"
    if len(months) == 1:
        when = f"in month {months[0]}"
    noun = effect_noun(plan, line.effect, line.shortfall)
    if line.within_days:
        noun += f" within {line.within_days} days"
    named = f"{line.id}, {line.where}" if line.sector else line.id
    name = "" if named == noun else f" ({named})"
    return f"{amount_text(line.shortfall)} {noun}{name} {when}"


def _proof_text(plan: Plan) -> str:
    unproved = [stage for stage in plan.stages if stage.proof == "time_limit"]
    if unproved:
        named = _listed([f"{stage.name} (gap {gap_text(stage.gap_share)})" for stage in unproved])
        return f"not proved the best, the solver was stopped in {named}"
    if plan.status == "unproven":
        return "not proved the best"
    open_stages = [stage for stage in plan.stages if stage.gap_share >= TOLERANCE]
    if not open_stages:
        return "proved the best possible"
    gap = gap_text(max(stage.gap_share for stage in open_stages))
    named = _listed([stage.name for stage in open_stages])
    least = plan.status == "shortfall" and any(
        stage.name == "shortfall" and stage not in open_stages for stage in plan.stages
    )
    return ("proved the least shortfall, " if least else "") + f"{named} within {gap} of the best"


def _months(phases: Iterable[PhaseRow]) -> tuple[int, ...]:
    return tuple(sorted(m for phase in phases for m in range(phase.start_month, phase.end_month)))


def _rank(confidence: str) -> int:
    return next((i for i, name in enumerate(CONFIDENCES) if name == confidence), -1)


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
