"""Scenarios that hypothesis draws, for what holds in all of them; and how they are solved."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from planner import InputError, Plan, solve
from planner.reference.dataset import Dataset

from ..small_scenarios import CAMP, HOME, SECTORS, WIDE, cover, need, presence, scenario, threat
from ..world import EFFECTS, NATIONS, WORLD, Document

Draw = Any


def tried(count: int, shrink: bool = True) -> settings:
    """The same examples in every run; nothing is kept on disk.

    Without ``shrink`` the first example that fails is shown: whole scenarios shrink for minutes.
    """
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])]
    return settings(
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=count,
        phases=phases,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )


def camp(rules: Document) -> list[Document]:
    """The place to train at, where the host is trained."""
    return [CAMP] if rules["training_balance"]["enabled"] else []


@st.composite
def newer_rules(draw: Draw, nations: tuple[str, ...]) -> Document:
    """Demands beside the requirements, lift, framework nations, growth and money, now and then."""
    chance = st.integers(0, 3).map(lambda n: n == 0)
    rules: Document = {
        "lift_limit": {
            "enabled": draw(chance),
            "trains_per_day": draw(st.sampled_from((0.05, 1))),
            "air_tonnes_per_day": draw(st.sampled_from((0.05, 0.1, 10))),
        },
        "framework_floor": {
            "enabled": draw(chance),
            "nations": list(nations[: draw(st.integers(0, 2))]),
            "core_battlegroups": draw(st.integers(1, 2)),
            "most_battlegroups": draw(st.integers(3, 5)),
        },
        "procurement_limit": {"enabled": draw(chance)},
        "training_balance": {"enabled": draw(chance), "max_brigades": draw(st.integers(0, 2))},
        "burden": {"aid_credit_share": draw(st.sampled_from((0, 0.5)))},
    }
    if draw(chance):
        money: Document = {"enabled": True, "common_fund_eur_m": draw(st.sampled_from((0, 0, 5)))}
        if draw(st.booleans()):
            money["total_eur_m"] = draw(st.integers(5, 60))
        if draw(st.booleans()):
            money["national_eur_m"] = {nations[0]: draw(st.integers(0, 20))}
        rules["budget_limit"] = money
    if draw(chance):
        attack = threat(
            draw(st.sampled_from((3000, 7000, 15_000))),
            draw(st.sampled_from(("north", "south"))),
            within_days=draw(st.sampled_from((0, 5, 15))),
            host_battlegroups=draw(st.integers(0, 1)),
        )
        rules["force_ratio_floor"] = {"threats": [attack]}
    if draw(chance):
        flags = presence(
            draw(st.integers(1, 3)),
            draw(st.sampled_from(("north", "south"))),
            nuclear_powers=draw(st.integers(0, 1)),
            min_lots=draw(st.integers(1, 2)),
        )
        rules["presence_floor"] = {"presences": [flags]}
    if draw(chance):
        station = cover("station", draw(st.sampled_from((1, 1.5))), objective=2)
        rules["air_cover_floor"] = {"stations": [station]}
    if draw(chance):
        areas = [cover("city", 1), cover("base", draw(st.integers(1, 2)), from_month=1)]
        rules["air_defence_floor"] = {"areas": areas}
    if draw(chance):
        components = {draw(st.sampled_from(("land", "air"))): list(nations)}
        rules["lead_floor"] = {
            "enabled": True,
            "components": components,
            "min_lot_months": draw(st.integers(1, 6)),
        }
    return rules


@st.composite
def rich_documents(draw: Draw) -> Document:
    """Scenarios with every rule now and then; some of them contradict themselves."""
    chance = st.integers(0, 3).map(lambda n: n == 0)
    shares = st.sampled_from((0.4, 0.7))
    horizon = draw(st.integers(3, 8))
    starts = [0, *sorted(draw(st.sets(st.integers(1, horizon - 1), max_size=2)))]
    nations = NATIONS[: draw(st.integers(1, 4))]
    some_types = st.lists(st.sampled_from(list(EFFECTS)), min_size=1, max_size=5, unique=True)
    pools: dict[tuple[str, str], int | list[int]] = {}
    for nation in nations:
        for unit_type in draw(some_types):
            lots = draw(st.integers(0, 4))
            pools[nation, unit_type] = lots
            if draw(chance):
                pools[nation, unit_type] = [lots, *[draw(st.integers(0, 4))] * (horizon - 1)]
    if draw(st.booleans()):
        pools["USA", "radar"] = draw(st.integers(1, 3))
        pools["USA", "tkr"] = draw(st.integers(0, 2))
    choices = {
        "ground": ("north", "south", "home", "theatre"),
        "armour": ("north", "south"),
        "fighters": ("theatre",),
        "aew": ("theatre",),
        "gbad_long": ("theatre",),
    }
    needs: list[Document] = []
    for number in range(draw(st.integers(1, 4))):
        effect = draw(st.sampled_from(list(choices)))
        place = draw(st.sampled_from(choices[effect]))
        wanted = draw(st.integers(1, 9 if effect == "fighters" else 5))
        more: Document = {"id": f"r{number}", "weight": draw(st.sampled_from((1, 2, 0.5)))}
        if draw(chance) and place != "home":
            more["within_days"] = draw(st.sampled_from((4, 5, 14, 15)))
        if draw(chance):
            more["from_month"] = draw(st.integers(0, horizon - 1))
        if draw(chance):
            more["objective"] = wanted + draw(st.integers(0, 2))
        needs.append(need(effect, wanted, place, **more))
    rules: Document = {
        "support_floor": {"enabled": draw(chance)},
        "headquarters_floor": {
            "enabled": draw(chance),
            "battlegroups_per_division": draw(st.integers(1, 3)),
            "divisions_per_corps": draw(st.integers(1, 3)),
        },
        "lead_floor": {"enabled": draw(chance)},
        "participation_floor": {"min_lot_months": draw(st.integers(1, 8))},
        "personnel_limit": {
            "enabled": draw(chance),
            "ceilings": {"AAA": draw(st.integers(0, 4000))},
            "total": draw(st.sampled_from((None, 3000, 6000))),
        },
        "share_limit": {"enabled": draw(chance), "max_share": {"ground": draw(shares)}},
        "handover_limit": {"enabled": draw(chance), "shares": {"ground": draw(shares)}},
        "us_enabler_limit": {"max_lots": {"radar": draw(st.integers(0, 3))}},
        "nato_reserve_limit": {"mode": draw(st.sampled_from(("free", "priced", "forbidden")))},
    }
    rules |= draw(newer_rules(nations))
    if draw(chance):
        nation, unit_type = draw(st.sampled_from([key for key in pools if key[0] != "USA"]))
        pledge = {"nation": nation, "unit_type": unit_type, "lots": draw(st.integers(0, 2))}
        rules["pledge_floor"] = {"pledges": [{**pledge, "from_month": draw(st.integers(0, 2))}]}
    facts: dict[tuple[str, str], float] = {}
    for nation in nations:
        facts[nation, "gdp_2024"] = draw(st.sampled_from((50, 100, 300)))
        facts[nation, "authorisation_days"] = draw(st.sampled_from((0, 0, 0, 20, 40)))
        facts[nation, "nfm_tier12_troops"] = draw(st.sampled_from((0, 250, 500)))
        facts[nation, "owned_inf"] = draw(st.integers(0, 4))
        facts[nation, "stance"] = draw(st.sampled_from((3, 3, 2)))
        facts[nation, "distance_to_ukraine_km"] = draw(st.sampled_from((0, 0, 1000, 5000)))
        facts[nation, "aid_to_ukraine_total"] = draw(st.sampled_from((0, 0.004)))
    tours = [
        {
            "nation": nation,
            "unit_type": unit_type,
            "tour_months": draw(st.integers(1, 4)),
            "dwell_months": draw(st.integers(0, 5)),
        }
        for nation, unit_type in pools
    ]
    caveats = [{"nation": "AAA", "location": "north", "reason": "law"}] if draw(chance) else []
    if draw(chance):
        caveats.append({"nation": "AAA", "until_month": draw(st.integers(1, 3)), "reason": "vote"})
    names = ("deterrence", "us_dependence", "nato_draw", "burden", "burden_excess")
    stages = st.sampled_from(names)
    return scenario(
        horizon=horizon,
        starts=starts,
        pools=pools,
        needs=needs,
        locations=(*SECTORS, WIDE, HOME, *camp(rules)),
        tours=tours,
        facts=facts,
        caveats=caveats,
        rules=rules,
        coalition={
            "min_stance": 2,
            "min_nations": draw(st.sampled_from((0, 0, 1, 2))),
            "preparation_days": draw(st.sampled_from((0, 30, 30))),
            "lead_nations": list(nations[:2]),
            "us_backstop": draw(st.booleans()),
        },
        objectives=[*draw(st.lists(stages, max_size=2, unique=True)), "cost"],
        requirement_level=draw(st.sampled_from(("threshold", "objective"))),
        timing=draw(st.sampled_from(("post_deal", "post_deal", "pre_deal"))),
    )


def attempt(document: Document, data: Dataset = WORLD) -> Plan | None:
    """The plan, or None where the scenario contradicts itself."""
    try:
        return solve(document, data=data)
    except InputError:
        return None


def values(plan: Plan) -> dict[str, float]:
    return {stage.name: stage.value for stage in plan.stages}


def same(plan: Plan) -> Document:
    """A plan without its times."""
    content = plan.model_dump(mode="json")
    content["solver"].pop("seconds")
    for stage in content["stages"]:
        stage.pop("seconds")
    return content


def with_stages(document: Document, *stages: str) -> Document:
    return {**document, "objectives": list(stages)}
