"""Checks of what a scenario changes in the data, and of items that contradict each other.

The order of a list never decides an answer: two items that speak of the same are refused.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from planner.hints import nation_hint, suggestion
from planner.reference.cross_checks import LARGEST
from planner.reference.dataset import Dataset
from planner.reference.identifiers import HOST, POOLED_OWNERS, US
from planner.scenario.limits import KeyPath
from planner.scenario.scenario import Scenario

FACTOR_RANGE = 1000.0
"""a factor changed more than so many times is a slip of units, and may be lost by the solver"""
Found = tuple[KeyPath, str, str]
"""path of the field, what is wrong, what to do"""


def nation_problem(path: KeyPath, code: str, data: Dataset) -> Iterator[Found]:
    """A nation that the data does not know."""
    if code not in data.nations:
        yield path, f"no nation {code!r} in facts.csv", nation_hint(code, data.nations)


def unit_type_problem(path: KeyPath, name: str, data: Dataset) -> Iterator[Found]:
    """A unit type that the data does not know."""
    if name not in data.unit_types:
        yield path, f"no unit type {name!r}", suggestion(name, data.unit_types)


def override_problems(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    """Names, months and values that make no sense among the changes to the data."""
    overrides = scenario.overrides
    named: Iterable[tuple[str, int, str | None, str | None]] = (
        *(("pools", i, o.nation, o.unit_type) for i, o in enumerate(overrides.pools)),
        *(("bids", i, o.nation, o.unit_type) for i, o in enumerate(overrides.bids)),
        *(("tours", i, o.nation, o.unit_type) for i, o in enumerate(overrides.tours)),
        *(("caveats", i, o.nation, o.unit_type) for i, o in enumerate(overrides.caveats)),
        *(("facts", i, o.nation, None) for i, o in enumerate(overrides.facts)),
    )
    for name, index, nation, unit_type in named:
        path = ("overrides", name, index)
        if nation is not None:
            yield from nation_problem((*path, "nation"), nation, data)
        if unit_type is not None:
            yield from unit_type_problem((*path, "unit_type"), unit_type, data)
    starts = (
        *(("pools", i, o.from_month) for i, o in enumerate(overrides.pools)),
        *(("bids", i, o.from_month) for i, o in enumerate(overrides.bids)),
    )
    for name, index, month in starts:
        if month >= scenario.horizon_months:
            where = ("overrides", name, index, "from_month")
            yield where, "starts past the horizon", "start earlier"
    yield from _bidders(scenario, data)
    locations = {location.id for location in scenario.locations}
    for index, caveat in enumerate(overrides.caveats):
        if caveat.location is not None and caveat.location not in locations:
            hint = suggestion(caveat.location, locations)
            where = ("overrides", "caveats", index, "location")
            yield where, f"no location {caveat.location!r}", hint
    for index, fact in enumerate(overrides.facts):
        if fact.item not in data.fact_items:
            hint = suggestion(fact.item, data.fact_items)
            yield ("overrides", "facts", index, "item"), f"no fact {fact.item!r}", hint
        else:
            place = ("overrides", "facts", index, "value")
            yield from _largest(place, fact.value, data.unit(fact.item))
    for factor, value in overrides.factors.items():
        key = ("overrides", "factors", factor)
        if factor not in data.factors:
            hint = suggestion(factor, data.factors)
            yield key, f"no planning factor {factor!r}", hint
        else:
            yield from _largest(key, value, data.factors[factor].unit)
            yield from _far_off(key, value, data.factors[factor].value)


def _bidders(scenario: Scenario, data: Dataset) -> Iterator[Found]:
    """Bids of those that make none, or that the coalition leaves out."""
    coalition = scenario.coalition
    for index, bid in enumerate(scenario.overrides.bids):
        path = ("overrides", "bids", index, "nation")
        if bid.nation == HOST:
            yield path, f"{HOST} is the host, not a contributor", "remove it"
        elif bid.nation == US:
            hint = "limit its enablers with rules.us_enabler_limit.max_lots"
            yield path, f"{US} does not join the coalition", hint
        elif bid.nation in POOLED_OWNERS:
            yield path, f"{bid.nation} is a pooled fleet and makes no bids", "remove it"
        elif bid.nation in coalition.exclude:
            yield path, f"{bid.nation} is excluded from the coalition", "choose one"
        elif coalition.only and bid.nation in set(data.nations) - set(coalition.only):
            hint = "name it in coalition.only, or remove the bid"
            yield path, f"{bid.nation} is not among the only nations that take part", hint


def _largest(path: KeyPath, value: float, unit: str) -> Iterator[Found]:
    most = LARGEST.get(unit, value)
    if value > most:
        yield path, f"{value:g} is more than {most:g}", f"the unit is {unit}"


def _far_off(path: KeyPath, value: float, known: float) -> Iterator[Found]:
    if value and known and not known / FACTOR_RANGE <= value <= known * FACTOR_RANGE:
        problem = f"{value:g} is more than {FACTOR_RANGE:g} times off the {known:g} of the data"
        yield path, problem, "check the unit"


# --- items that contradict each other


def contradictions(scenario: Scenario) -> Iterator[Found]:
    """Items of a list that speak of the same thing as one before them."""
    overrides, rules = scenario.overrides, scenario.rules
    yield from _twice(
        ("overrides", "pools"),
        ((o.nation, o.unit_type, o.from_month) for o in overrides.pools),
        "{} {} from month {}",
    )
    yield from _twice(
        ("overrides", "bids"),
        ((o.nation, o.unit_type, o.from_month) for o in overrides.bids),
        "{} {} from month {}",
    )
    yield from _twice(
        ("overrides", "tours"),
        ((o.unit_type, o.nation or "all nations") for o in overrides.tours),
        "{} of {}",
    )
    yield from _twice(
        ("overrides", "facts"), ((o.nation, o.item) for o in overrides.facts), "{} {}"
    )
    yield from _twice(
        ("overrides", "caveats"),
        ((o.nation, o.kind, o.unit_type, o.location) for o in overrides.caveats),
        "{} {} for this unit type and location",
    )
    yield from _twice(
        ("rules", "pledge_floor", "pledges"),
        ((p.nation, p.unit_type, p.from_month, p.to_month) for p in rules.pledge_floor.pledges),
        "{} {} from month {}",
    )
    yield from _twice(
        ("rules", "us_enabler_limit", "drawdown"),
        ((d.unit_type or "every enabler", d.from_month) for d in rules.us_enabler_limit.drawdown),
        "{} from month {}",
    )
    lists: tuple[tuple[KeyPath, tuple[str, ...]], ...] = (
        *(
            (("coalition", name), getattr(scenario.coalition, name))
            for name in ("include", "exclude", "only", "lead_nations", "reuse_eastern_flank")
        ),
        (("rules", "framework_floor", "nations"), rules.framework_floor.nations),
        *(
            (("rules", "lead_floor", "components", name), codes)
            for name, codes in rules.lead_floor.components.items()
        ),
        (("rules", "procurement_limit", "options"), rules.procurement_limit.options),
        *(
            (("rules", "procurement_limit", "own_options", index, "members"), own.members)
            for index, own in enumerate(rules.procurement_limit.own_options)
        ),
        (("objectives",), scenario.objectives),
    )
    for path, names in lists:
        yield from _twice(path, ((name,) for name in names), "{!r}")


def _twice(path: KeyPath, keys: Iterable[tuple[Hashable, ...]], text: str) -> Iterator[Found]:
    seen: set[tuple[Hashable, ...]] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield (*path, index), f"{text.format(*key)} stands here twice", "keep one"
        seen.add(key)
