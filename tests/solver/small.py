"""Small problems of two nations: one that has a plan, and one that contradicts itself."""

from __future__ import annotations

from ..small_scenarios import HOME, SECTOR, need, scenario
from ..world import Document


def small(**more: object) -> Document:
    """Two nations, three battlegroups in place and two at notice, in three phases."""
    fields = {
        "horizon": 6,
        "starts": (0, 2, 4),
        "pools": {("AAA", "inf"): 4, ("BBB", "inf"): 5},
        "needs": (need("ground", 3), need("ground", 5, id="reserve", within_days=15)),
        "locations": (SECTOR, HOME),
        "cycle": (2, 2),
        "objectives": ("shortfall", "burden", "cost"),
    }
    return scenario(**{**fields, **more})  # type: ignore[arg-type]


def two_pledges() -> Document:
    """AAA pledges three, BBB one and has one; nobody may give more than half of what is there."""
    pledges = [
        {"nation": "AAA", "unit_type": "inf", "lots": 3},
        {"nation": "BBB", "unit_type": "inf", "lots": 1},
    ]
    return small(
        pools={("AAA", "inf"): 6, ("BBB", "inf"): 1},
        locations=(SECTOR,),
        cycle=(1, 0),
        needs=(need("ground", 3),),
        rules={
            "pledge_floor": {"pledges": pledges},
            "share_limit": {"enabled": True, "max_share": {"ground": 0.5}},
        },
    )
