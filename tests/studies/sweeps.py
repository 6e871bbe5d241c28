"""Sweeps of the small world, for the tests and for what they start and kill."""

from __future__ import annotations

from typing import Any

import planner

from ..small_scenarios import need, scenario
from ..world import WORLD, Document


def one_sector(lots: int = 2) -> Document:
    """AAA and BBB have some battlegroups each, always there: EUR 1 million a lot and month."""
    return scenario(
        pools={("AAA", "inf"): lots, ("BBB", "inf"): lots},
        needs=(need("ground", 3),),
        objectives=("sustained", "shortfall", "cost"),
    )


def swept(*grid: str, **options: Any) -> planner.Study:
    """A sweep of it, in whole lots."""
    options = {"data": WORLD, "relaxed": False, **options}
    return planner.sweep(options.pop("source", None) or one_sector(), grid=grid, **options)


def long_sweep(weights: int, **options: Any) -> planner.Study:
    """Ten points for each of so many weights."""
    item = "requirements.ground_north"
    grid = (f"{item}.threshold=1..10", f"{item}.weight=1..{weights}")
    return swept(*grid, **options)
