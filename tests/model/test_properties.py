"""What must hold for every scenario, tried on random ones.

The month-by-month formulation of the tours is written out here again.
"""

from __future__ import annotations

import csv
import random
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pulp
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from planner import InputError, Plan, solve, verify_plan
from planner.extraction.schedule import least_schedule, tour_starts
from planner.model import build
from planner.pipeline import prepare
from planner.problem.build import build_problem
from planner.problem.defaults import apply_defaults
from planner.reference.dataset import Dataset, data_dir, load_dataset
from planner.scenario.composition import scenario_names
from planner.scenario.scenario import Scenario

from ..world import (
    CAMP,
    EFFECTS,
    HOME,
    NATIONS,
    SECTOR,
    SECTORS,
    WIDE,
    WORLD,
    Document,
    cover,
    need,
    presence,
    problem_of,
    random_document,
    scenario,
    threat,
)

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


# Tours, month by month


def monthly(
    deployed: list[int], available: list[int], tour: int, dwell: int
) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """S[t] >= S[t-1]; S[t] - S[t-T] >= deployed[t]; S[t] - S[t-T-D] <= available[t]."""
    lp = pulp.LpProblem("months")
    started = [lp.add_variable(f"S{t}", 0) for t in range(len(deployed))]
    for t, now in enumerate(started):
        if t:
            lp.addConstraint(now - started[t - 1] >= 0)
        lp.addConstraint(_less(started, t, tour) >= deployed[t])
        lp.addConstraint(_less(started, t, tour + dwell) <= available[t])
    return lp, started


def _less(started: list[pulp.LpVariable], t: int, span: int) -> pulp.LpAffineExpression:
    terms = [(started[t], 1.0)]
    if t >= span:
        terms.append((started[t - span], -1.0))
    return pulp.lpSum_vars_coefs(terms)


def feasible(lp: pulp.LpProblem, started: list[pulp.LpVariable]) -> bool:
    """Has the linear problem a solution? The least sum of S is then its value."""
    lp.setObjective(pulp.lpSum_vars_coefs([(s, 1.0) for s in started]))
    return bool(lp.solve(pulp.HiGHS(msg=False, mip=False, threads=1)).has_solution)


@st.composite
def tour_problems(draw: Draw) -> tuple[list[int], list[int], int, int]:
    """Deployed and available lots over 3 to 14 months, in runs; about half can be served."""
    horizon = draw(st.integers(3, 14))
    tour, dwell = draw(st.integers(1, 5)), draw(st.integers(0, 6))
    runs = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=6)
    deployed = [lots for length, lots in draw(runs) for _ in range(length)]
    deployed = (deployed * horizon)[:horizon]
    base = draw(st.integers(0, 8))
    available = [base + draw(st.integers(-1, 1)) for _ in range(horizon)]
    return deployed, [max(0, lots) for lots in available], tour, dwell


@tried(150)
@given(tour_problems())
def test_whole_schedule_whenever_any(problem: tuple[list[int], list[int], int, int]) -> None:
    """Fractions of tours never help; the schedule found is whole, sound and the least."""
    deployed, available, tour, dwell = problem
    lp, variables = monthly(*problem)
    started = least_schedule(deployed, available, tour, dwell)
    assert (started is not None) == feasible(lp, variables)
    if started is None:
        return
    assert all(isinstance(value, int) for value in started)
    for t, now in enumerate(started):
        assert now >= (started[t - 1] if t else 0)
        assert now - (started[t - tour] if t >= tour else 0) >= deployed[t]
        assert now - (started[t - tour - dwell] if t >= tour + dwell else 0) <= available[t]
    # least sum and least in every month: a smaller value anywhere would make a smaller sum
    # together with this schedule, as the least of two schedules is a schedule
    assert sum(started) == pytest.approx(sum(v.varValue for v in variables))
    assert started == pytest.approx([v.varValue for v in variables])
    assert sum(lots for _, lots in tour_starts(started)) == started[-1]


@st.composite
def single_pools(draw: Draw) -> Document:
    """One pool, with or without standing by, phases and stock at random."""
    horizon = draw(st.integers(4, 12))
    inner = st.sets(st.integers(1, horizon - 1), max_size=3)
    changes = draw(st.dictionaries(st.integers(1, horizon - 1), st.integers(0, 5), max_size=2))
    lots = draw(st.integers(1, 5))
    stock = [lots := changes.get(month, lots) for month in range(horizon)]
    assume(any(stock))
    first = draw(st.sampled_from((0, 0, 0, 1, 2)))
    last = draw(st.sampled_from((horizon, horizon, horizon - 1)))
    needs = [need("ground", 3, from_month=first, to_month=last)]
    if draw(st.booleans()):
        needs.append(need("ground", 4, id="reserve", within_days=15))
    days = draw(st.sampled_from((0, 0, 30, 60)))
    return scenario(
        horizon=horizon,
        starts=[0, *sorted(draw(inner))],
        pools={("AAA", "inf"): stock},
        needs=needs,
        locations=(SECTOR, HOME),
        cycle=(draw(st.integers(1, 6)), draw(st.integers(0, 8))),
        facts={("AAA", "authorisation_days"): days},
    )


@tried(120)
@given(single_pools(), st.lists(st.integers(0, 3), min_size=20, max_size=20))
def test_event_months_lose_nothing(document: Document, lots: list[int]) -> None:
    """Any contribution is possible in the model exactly when it is month by month."""
    model = build(problem_of(document))
    if not model.contribution:
        return
    (pool,) = model.pools.values()
    deployed, available = [0] * model.horizon, list(pool.lots)
    for (key, x), value in zip(model.contribution.items(), lots, strict=False):
        model.lp.addConstraint(pulp.lpSum_vars_coefs([(x, 1.0)]) == value)
        phase = next(p for p in model.problem.phases if p.id == key[3])
        for month in range(phase.start_month, phase.end_month):
            if key[2] == "deployed":
                deployed[month] += value
            else:
                available[month] -= value
    lp, variables = monthly(deployed, available, pool.tour_months, pool.dwell_months)
    model.lp.setObjective(pulp.LpAffineExpression.empty())
    found = bool(model.lp.solve(pulp.HiGHS(msg=False, threads=1)).has_solution)
    assert found == feasible(lp, variables)


# Plans


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


@tried(200, shrink=False)
@given(rich_documents(), st.booleans())
def test_plans_are_sound(document: Document, relaxed: bool) -> None:
    """The independent check of every rule finds nothing, in whole lots and relaxed."""
    stages = ("shortfall", *document["objectives"])
    document = with_stages(document, *stages)
    document["solve"] = {**document["solve"], "whole_units": not relaxed}
    plan = attempt(document)
    if plan is not None:
        assert [str(issue) for issue in verify_plan(plan)] == []
        assert plan.status in ("met", "shortfall")


@tried(60, shrink=False)
@given(rich_documents(), st.data())
def test_more_stock_never_hurts(document: Document, data: Any) -> None:
    """One more lot of a pool, in every month: the shortfall does not grow."""
    document = with_stages(document, "shortfall")
    before = attempt(document)
    assume(before is not None and before.pools)
    assert before is not None
    pool = data.draw(st.sampled_from(before.pools))
    pinned = [
        {**p, "lots": p["lots"] + 1}
        if (p["nation"], p["unit_type"]) == (pool.nation, pool.unit_type)
        else p
        for p in document["overrides"]["pools"]
    ]
    more = {**document, "overrides": {**document["overrides"], "pools": pinned}}
    after = attempt(more)
    assert after is not None
    assert values(after)["shortfall"] <= values(before)["shortfall"] + 1e-6


@tried(60, shrink=False)
@given(rich_documents())
def test_who_gives_nothing_may_leave(document: Document) -> None:
    """A nation that is no member is excluded: no stage value changes.

    But for those who pay without being there: into a common fund, or for purchases.
    """
    document = with_stages(document, "shortfall", "us_dependence", "nato_draw", "burden", "cost")
    assume(not document["rules"].get("budget_limit", {}).get("common_fund_eur_m"))
    assume(not document["rules"]["procurement_limit"]["enabled"])
    before = attempt(document)
    assume(before is not None)
    assert before is not None
    leaving = [n.nation for n in before.nations if not n.member and n.nation in NATIONS]
    involved = {p.nation for p in before.pools} & set(leaving)
    assume(involved)
    pledges = document["rules"].get("pledge_floor", {}).get("pledges", [])
    leaver = sorted(involved)[0]
    assume(leaver not in {pledge["nation"] for pledge in pledges})
    coalition = {**document["coalition"], "exclude": [leaver]}
    after = attempt({**document, "coalition": coalition})
    assert after is not None
    assert values(after) == pytest.approx(values(before), abs=1e-5, rel=1e-5), leaver


def monthly_phases(document: Document, **rules: Document) -> Document:
    """With a phase a month, so that no rule frees anything by cutting a phase, and other rules."""
    phases = [{"id": f"m{month}", "start": month} for month in range(document["horizon_months"])]
    rules = {**document["rules"], **rules}
    locations = [*SECTORS, WIDE, HOME, *camp(rules)]
    return {**document, "phases": phases, "rules": rules, "locations": locations}


def shortfalls(*documents: Document) -> list[float | None]:
    """The shortfall of every scenario, None where it contradicts itself."""
    plans = [attempt(with_stages(document, "shortfall")) for document in documents]
    return [None if plan is None else values(plan)["shortfall"] for plan in plans]


def no_worse(better: float | None, worse: float | None) -> bool:
    """A plan that can do more has no more shortfall; what holds with less holds with more."""
    return worse is None or (better is not None and better <= worse + 1e-6)


@tried(40, shrink=False)
@given(rich_documents(), st.sampled_from(("procurement_limit", "training_balance")))
def test_growth_never_hurts(document: Document, rule: str) -> None:
    """Purchases or training switched on: the shortfall does not grow."""
    off, on = ({**document["rules"].get(rule, {}), "enabled": on} for on in (False, True))
    with_it, without = shortfalls(
        monthly_phases(document, **{rule: on}), monthly_phases(document, **{rule: off})
    )
    assert no_worse(with_it, without)


@tried(40, shrink=False)
@given(rich_documents(), st.sampled_from((0.3, 0.5, 0.7)), st.integers(0, 3))
def test_the_us_drawdown_is_monotone(document: Document, share: float, month: int) -> None:
    """The more of the US pools may be used, and the longer, the less is missing."""
    assume(month < document["horizon_months"])
    turns: list[Document] = [
        {"share": 0},
        {"share": share},
        {"share": share, "from_month": month},
        {"share": 1},
    ]
    document["coalition"] = {**document["coalition"], "us_backstop": True}
    limits = document["rules"]["us_enabler_limit"]
    short = shortfalls(
        *(
            monthly_phases(document, us_enabler_limit={**limits, "drawdown": [turn]})
            for turn in turns
        )
    )
    for worse, better in pairwise(short):
        assert no_worse(better, worse)


@tried(40, shrink=False)
@given(rich_documents())
def test_a_drawdown_to_nothing_is_no_backstop(document: Document) -> None:
    document = with_stages(document, "shortfall", "us_dependence", "burden", "cost")
    limits = {**document["rules"]["us_enabler_limit"], "drawdown": [{"share": 0}]}
    rules = {**document["rules"], "us_enabler_limit": limits}
    dialled, without = (
        attempt({**document, "rules": rules, "coalition": {**document["coalition"], **backstop}})
        for backstop in ({"us_backstop": True}, {"us_backstop": False})
    )
    assert (dialled is None) == (without is None)
    if dialled is not None and without is not None:
        assert values(dialled) == pytest.approx(values(without), abs=1e-5, rel=1e-5)


@tried(50, shrink=False)
@given(rich_documents())
def test_before_a_deal_no_more_is_met(document: Document) -> None:
    after, before = shortfalls(
        *({**monthly_phases(document), "timing": timing} for timing in ("post_deal", "pre_deal"))
    )
    assert no_worse(after, before)


@tried(40, shrink=False)
@given(rich_documents(), st.integers(1, 10))
def test_money_never_hurts(document: Document, more: int) -> None:
    """A larger budget for the operation: no more is missing, and no less deterrence."""
    stages = ("shortfall", "deterrence")
    little, much = (
        attempt(
            with_stages(
                monthly_phases(document, budget_limit={"enabled": True, "total_eur_m": budget}),
                *stages,
            )
        )
        for budget in (10, 10 + more)
    )
    assert little is None or much is not None
    if little is not None and much is not None:
        was, now = values(little), values(much)
        assert now["shortfall"] <= was["shortfall"] + 1e-6
        if now["shortfall"] == pytest.approx(was["shortfall"], abs=1e-6):
            assert now["deterrence"] <= was["deterrence"] + 1e-3


@tried(80, shrink=False)
@given(rich_documents())
def test_settling_twice_is_settling_once(document: Document) -> None:
    """A settled scenario says all that the model uses, and is the same problem."""
    written = Scenario.model_validate(document)
    once = apply_defaults(written, WORLD)
    assert apply_defaults(once, WORLD) == once
    first, again = (build_problem(scenario, WORLD) for scenario in (written, once))
    assert (again.pools, again.phases, again.wants) == (first.pools, first.phases, first.wants)


@pytest.mark.parametrize("name", scenario_names())
def test_shipped_scenarios_settle(name: str, shipped: Dataset) -> None:
    once = prepare(name, data=shipped)[0].scenario
    assert apply_defaults(once, shipped) == once


@tried(30, shrink=False)
@given(rich_documents())
def test_same_input_same_plan(document: Document) -> None:
    document = with_stages(document, "shortfall", "burden", "cost")
    first, second = attempt(document), attempt(document)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert same(first) == same(second)


# The order of rows in the data

SHUFFLED = ("facts.csv", "unit_types.csv", "planning_factors.csv")


def shuffled(folder: Path, seed: int) -> Dataset:
    """The shipped data with the rows of its tables in another order."""
    rng = random.Random(seed)  # noqa: S311
    shutil.copytree(data_dir() / "reference", folder / "reference")
    for name in SHUFFLED:
        path = folder / "reference" / name
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = list(csv.reader(file))
        rng.shuffle(rows)
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return load_dataset(folder)


SMALL_REAL: Document = {
    "name": "small_real",
    "horizon_months": 12,
    "coalition": {"min_nations": 3, "preparation_days": 60},
    "locations": [*SECTORS, WIDE, HOME],
    "requirements": [
        need("ground", 4, from_month=2),
        need("ground", 3, "south", from_month=2),
        need("ground", 8, id="reserve", within_days=30, from_month=2),
        need("fighters", 12, "theatre", from_month=2),
    ],
    "objectives": ["shortfall", "burden", "cost"],
    "solve": {"burden_gap_share": 0.05, "mip_gap_share": 0.01},
}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("relaxed", [False, True], ids=["whole", "relaxed"])
def test_order_of_rows_is_no_matter(
    seed: int, relaxed: bool, shipped: Dataset, tmp_path: Path
) -> None:
    source: str | Document = "air_shield" if relaxed else SMALL_REAL
    sets = [f"solve.whole_units={str(not relaxed).lower()}"]
    other = shuffled(tmp_path, seed)
    assert list(other.facts) != list(shipped.facts)
    assert same(solve(source, sets=sets, data=other)) == same(
        solve(source, sets=sets, data=shipped)
    )


def test_resolved_problem_is_the_same(shipped: Dataset, tmp_path: Path) -> None:
    assert prepare("guarantor", data=shuffled(tmp_path, 3)) == prepare("guarantor", data=shipped)


def test_random_documents_are_the_same() -> None:
    """The seeds of other tests stand for fixed scenarios."""
    assert random_document(3) == random_document(3)
