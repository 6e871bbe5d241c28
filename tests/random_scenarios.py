"""Random scenarios of the small world, small enough to try every plan; a seed names one."""

from __future__ import annotations

import random

from .small_scenarios import HOME, SECTOR, SECTORS, WIDE, need, scenario
from .world import NATIONS, Document


def random_document(seed: int) -> Document:
    """A random scenario small enough to solve by trying every plan.

    Two or three nations, one or two unit types, one or two sectors and a standby location (or
    aircraft over the theatre), two or three phases of different length, random cycles.
    """
    rng = random.Random(seed)  # noqa: S311
    nations = NATIONS[: rng.choice((2, 2, 3))]
    horizon = rng.choice((4, 5, 6))
    starts = sorted({0, *rng.sample(range(1, horizon), 1 if len(nations) == 3 else 2)})
    kind = rng.choice(("ground", "two_sectors", "support", "air"))
    locations: list[Document] = [SECTOR]
    needs: list[Document] = []
    types = ["inf"]
    rules: Document = {}
    if kind == "two_sectors":
        starts = starts[:2]
        locations = list(SECTORS)
        needs.append(need("ground", rng.choice((1, 2)), "south"))
    if kind == "support":
        types, starts = ["inf", "eng"], starts[:2]
        rules["support_floor"] = {"enabled": True}
        nations = nations[:2]
    if kind == "air":
        types, locations = ["jet"], [WIDE]
        needs.append(need("fighters", rng.choice((4, 6, 12)), "theatre"))
    else:
        needs.append(need("ground", rng.choice((2, 3, 4)), weight=rng.choice((1, 2))))
    if kind != "support" and rng.random() < 0.7:
        locations = [*locations, HOME]
        effect, place = ("fighters", "theatre") if kind == "air" else ("ground", "north")
        more = {"id": "reserve", "within_days": 15, "from_month": rng.choice((0, starts[1]))}
        needs.append(need(effect, rng.choice((3, 5, 8)), place, **more))
    most = 2 if len(nations) == 3 else 3
    pools = {(n, u): rng.randint(1, most) for n in nations for u in types}
    tours = [
        {
            "nation": nation,
            "unit_type": unit_type,
            "tour_months": rng.choice((1, 2, 3)),
            "dwell_months": rng.choice((0, 1, 2, 3)),
        }
        for nation, unit_type in pools
    ]
    rules["participation_floor"] = {"min_lot_months": rng.choice((1, 3))}
    coalition: Document = {"min_nations": rng.choice((0, 0, 2))}
    if rng.random() < 0.3:
        rules["share_limit"] = {"enabled": True, "max_share": {EFFECT_OF[types[0]]: 0.5}}
    if rng.random() < 0.3:
        rules["lead_floor"] = {"enabled": True}
        coalition["lead_nations"] = ["BBB"]
    stages = ("shortfall", "burden", "cost") if rng.random() < 0.4 else ("shortfall", "cost")
    return scenario(
        horizon=horizon,
        starts=starts,
        pools=pools,
        needs=needs,
        locations=locations,
        tours=tours,
        facts={(n, "gdp_2024"): rng.choice((50, 100, 300)) for n in nations},
        rules=rules,
        coalition=coalition,
        objectives=stages,
    )


EFFECT_OF = {"inf": "ground", "eng": "engineers", "jet": "fighters"}


HARD_SEEDS = (701, 940, 1426, 3190, 5272, 6558)
"""With these, HiGHS 1.15.1 with presolve has called a worse plan optimal, or no plan possible."""


def hard_document(seed: int) -> Document:
    """A random scenario with the burden stage, in which the solver's presolve has erred."""
    return {**random_document(seed), "objectives": ["shortfall", "burden", "cost"]}
