"""Who could take part, with what, and what the size of a nation is measured by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.reference.as_of import date_words
from planner.reference.dataset import Dataset
from planner.reference.identifiers import HOST, POOLED_OWNERS, PROCURED_OWNERS, US
from planner.reference.offers import LAND, STANDBY, Offers, offered_as, offers_of
from planner.reference.tables import UnitType
from planner.scenario.scenario import APART, Location, Scenario

BURDEN_ITEMS = {
    "gdp": "gdp_2024",
    "defence_budget": "defence_budget_2024",
    "active_forces": "forces_active",
}
BURDEN_KEYS = (*BURDEN_ITEMS, "equal")


def candidates(scenario: Scenario, data: Dataset, unit_types: Iterable[str]) -> list[str]:
    """Codes of the nations that could take part, sorted.

    Those that have forces which they offer, or bid, for some place of the scenario, those included
    by name, without those excluded; or the only ones that are named. Where a common fund or
    purchases are paid together, also those whose stance is min_stance: they may pay without forces.

    Args:
        scenario: with its coalition, locations and overrides.
        data: facts of the reference date.
        unit_types: those for which there is a use.
    """
    coalition = scenario.coalition
    pooled = POOLED_OWNERS if coalition.nato_pools else ()
    outside = (HOST, US, *POOLED_OWNERS, *PROCURED_OWNERS)
    ways = {name: _ways(scenario, data, data.unit_types[name]) for name in unit_types}
    codes = {
        code
        for code in data.nations
        if code not in outside and not coalition.only and _offers_any(scenario, data, code, ways)
    }
    codes |= {c for c in coalition.by_name if c not in (HOST, US)} | set(pooled)
    if coalition.us_backstop:
        codes.add(US)
    return sorted(codes - set(coalition.exclude))


def _offers_any(
    scenario: Scenario, data: Dataset, code: str, ways: Mapping[str, set[tuple[str, ...]]]
) -> bool:
    """Has the nation any force that it offers for some place, or shares in what is paid jointly?

    ``ways``: of every unit type that is of use.
    """
    if any(bid.nation == code for bid in scenario.overrides.bids):
        return True
    rules = scenario.rules
    fund = rules.budget_limit.enabled and rules.budget_limit.common_fund_eur_m > 0
    open_to_it = data.value(code, "stance", -1) >= scenario.coalition.min_stance
    if open_to_it and (fund or rules.procurement_limit.enabled):
        return True
    given = {pool.unit_type for pool in scenario.overrides.pools if pool.nation == code}
    offers = offers_of(data, code)
    return any(
        offers.best(components, code in scenario.coalition.by_name)[1]
        >= scenario.coalition.min_stance
        for name, ways_of_type in ways.items()
        if name in given or data.value(code, data.unit_types[name].fact_item) > 0
        for components in ways_of_type
    )


def _ways(scenario: Scenario, data: Dataset, unit: UnitType) -> set[tuple[str, ...]]:
    """The components under any of which a unit type is offered, for each place where it stands."""
    own = offered_as(unit, data.unit_types.values())
    return {_components(own, place) for place in scenario.locations if _stands_at(unit, place)}


def _stands_at(unit: UnitType, place: Location) -> bool:
    """Is it a place for such units? Headquarters are given one in the theatre where none is."""
    if unit.role == "command":
        return place.in_theatre
    standby = place.kind == "standby" and unit.placement not in APART
    return standby or place.takes(unit.placement)


def too_little(
    scenario: Scenario, offers: Offers, components: tuple[str, ...], place: Location
) -> str:
    """Why what a nation offers is not enough for a place; empty if it is.

    Formula: the highest level of the components, at a place of standby of ``standby`` too, is at
    least coalition.min_stance. Where a nation is let in by name its stance counts as pledged, and
    what it has said of a component stands.
    """
    asked = scenario.coalition.min_stance
    component, level = _best_offer(scenario, offers, components, place)
    if level >= asked:
        return ""
    figure, words = offers.statement(component), component.replace("_", " ")
    if figure is None:
        return f"{offers.nation} has not spoken of {words}: counts {level} of {asked} asked"
    when = date_words(figure.as_of) or "set by the scenario"
    if figure is offers.stance:
        return f"{offers.nation} has stance {level} of {asked} asked ({when})"
    if component in offers.said:
        return f"{offers.nation} offers {words} {level} of {asked} asked ({when})"
    return (
        f"{offers.nation} offers {LAND} {level} of {asked} asked ({when}), "
        f"and has not spoken of {words}"
    )


def _best_offer(
    scenario: Scenario, offers: Offers, components: tuple[str, ...], place: Location
) -> tuple[str, int]:
    """The component for which a nation offers most at a place, and that level."""
    named = offers.nation in scenario.coalition.by_name
    return offers.best(_components(components, place), named)


def _components(own: tuple[str, ...], place: Location) -> tuple[str, ...]:
    """Components under any of which forces are offered for a place: their own, and standby."""
    return (*own, STANDBY) if place.kind == "standby" else own
