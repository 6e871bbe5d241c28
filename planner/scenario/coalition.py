"""Who could take part, and what the size of a nation is measured by."""

from __future__ import annotations

from planner.reference.dataset import Dataset
from planner.reference.identifiers import HOST, POOLED_OWNERS, PROCURED_OWNERS, US
from planner.scenario.scenario import Scenario

BURDEN_ITEMS = {
    "gdp": "gdp_2024",
    "defence_budget": "defence_budget_2024",
    "active_forces": "forces_active",
}
BURDEN_KEYS = (*BURDEN_ITEMS, "equal")


def candidates(scenario: Scenario, data: Dataset) -> list[str]:
    """Codes of the nations that could take part, sorted: by stance, included, not excluded; or
    the only ones that are named."""
    coalition = scenario.coalition
    pooled = POOLED_OWNERS if coalition.nato_pools else ()
    codes = {
        code
        for code in data.nations
        if code not in (HOST, US, *POOLED_OWNERS, *PROCURED_OWNERS)
        and data.value(code, "stance", -1) >= coalition.min_stance
        and not coalition.only
    }
    codes |= {c for c in coalition.by_name if c not in (HOST, US)} | set(pooled)
    if coalition.us_backstop:
        codes.add(US)
    return sorted(codes - set(coalition.exclude))
