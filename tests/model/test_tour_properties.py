"""Tours, on random stock and demand: held against a month-by-month formulation written here."""

from __future__ import annotations

import pulp
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.extraction.schedule import least_schedule, tour_starts, until_its_end
from planner.model import build

from ..small_scenarios import HOME, SECTOR, need, problem_of, scenario
from ..world import Document
from .drawn_scenarios import Draw, tried


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
    gone = any(deployed[pool.end_month :])  # nobody is there of a pool that has ended
    lasting = until_its_end(available, pool.end_month)
    lp, variables = monthly(deployed, list(map(int, lasting)), pool.tour_months, pool.dwell_months)
    model.lp.setObjective(pulp.LpAffineExpression.empty())
    found = bool(model.lp.solve(pulp.HiGHS(msg=False, threads=1)).has_solution)
    assert found == (min(available) >= 0 and not gone and feasible(lp, variables))
