"""What may be bought, when it comes, and who pays."""

from __future__ import annotations

from collections.abc import Iterable

from planner.problem.nations import Nation
from planner.problem.records import PurchaseRow, UnitTypeRow
from planner.reference.dataset import Dataset
from planner.reference.identifiers import OTHER_COALITION_OWNER
from planner.scenario.scenario import Scenario


def purchase_catalogue(
    scenario: Scenario,
    data: Dataset,
    nations: tuple[Nation, ...],
    unit_types: dict[str, UnitTypeRow],
) -> tuple[PurchaseRow, ...]:
    """The purchases on offer for the unit types in use; members pay by GDP."""
    rule = scenario.rules.procurement_limit
    rows: list[PurchaseRow] = []
    for option in data.procurement.values():
        if option.unit_type not in unit_types:
            continue
        item = option.member_item
        members = [n for n in nations if not item or data.value(n.code, item) > 0]
        rows.append(
            PurchaseRow(
                id=option.id,
                title=option.title,
                coalition=option.coalition,
                owner=option.owner,
                unit_type=option.unit_type,
                max_lots=option.max_lots,
                lots=0,
                ready_month=option.lead_months,
                price_eur_m=option.price_eur_m,
                payers=_by_gdp(members),
            )
        )
    rows += [
        PurchaseRow(
            id=own.id,
            title=own.title or own.id,
            coalition=own.id,
            owner=OTHER_COALITION_OWNER,
            unit_type=own.unit_type,
            max_lots=own.max_lots,
            lots=0,
            ready_month=own.lead_months,
            price_eur_m=own.price_eur_m,
            payers=_by_gdp([n for n in nations if n.code in own.members]),
        )
        for own in rule.own_options
        if own.unit_type in unit_types
    ]
    return tuple(row for row in rows if row.payers)


def open_purchases(
    scenario: Scenario, catalogue: tuple[PurchaseRow, ...]
) -> tuple[PurchaseRow, ...]:
    """The purchases that the scenario allows and that come within its horizon."""
    rule = scenario.rules.procurement_limit
    named = {*rule.options, *(own.id for own in rule.own_options)}
    return tuple(
        option
        for option in catalogue
        if rule.enabled
        and (not rule.options or option.id in named)
        and option.ready_month < scenario.horizon_months
    )


def cheapest(catalogue: tuple[PurchaseRow, ...], unit_type: str) -> PurchaseRow | None:
    """The cheapest purchase of a unit type, of equals the one that comes first; None: none is."""
    offers = (option for option in catalogue if option.unit_type == unit_type)
    return min(offers, key=lambda option: (option.price_eur_m, option.ready_month), default=None)


def _by_gdp(members: Iterable[Nation]) -> dict[str, float]:
    """Shares of the sovereign members by GDP; their sum is 1."""
    sizes = {n.code: n.sizes["gdp"] for n in members if n.sovereign}
    total = sum(sizes.values())
    return {code: size / total for code, size in sizes.items()} if total > 0 else {}
