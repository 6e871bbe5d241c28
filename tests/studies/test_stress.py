"""Worlds in which figures and promises fail, with known chances."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import planner
from planner import InputError, stress
from planner.pipeline import prepare
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.studies.doubt import derived_pools, triangular, wilson

from ..cli.command import run
from ..small_scenarios import SECTORS, need, scenario
from ..world import WORLD, Document

SURE: dict[str, Any] = {"withdraw": 0.0, "slip": 0.0}


def derived_world(**owned: tuple[float, float, float]) -> Dataset:
    """The small world in which nations own battlegroups: low, value, high; by AAA_inf …"""
    facts = dict(WORLD.facts)
    for name, (low, value, high) in owned.items():
        nation, unit = name.split("_")
        key = (nation, f"owned_{unit}")
        facts[key] = facts[key]._replace(value=value, low=low, high=high)
    return replace(WORLD, facts=facts)


def two_nations(**more: Any) -> Document:
    return scenario(
        pools={},
        needs=[need("ground", 4)],
        starts=(0, 2),
        objectives=("shortfall", "cost"),
        solve={"whole_units": False},
        **more,
    )


OWNED: dict[str, Any] = {"AAA_inf": (2.0, 2.0, 2.0), "BBB_inf": (2.0, 2.0, 2.0)}


def test_nothing_fails_where_nothing_is_in_doubt() -> None:
    study = stress(two_nations(), draws=20, data=derived_world(**OWNED), **SURE)
    for row in study.rows:
        assert (row["holds"], row["holds_anew"]) == (1, 1)
        assert row["holds_low"] == pytest.approx(wilson(20, 20)[0], abs=1e-6)
    assert study.method.rechecked == 40
    assert study.warnings == ()


@pytest.mark.parametrize("first", [0, 1])
def test_a_plan_holds_whichever_of_two_demands_it_serves(first: int) -> None:
    """One lot, wanted in two sectors: that the other could have it as well is no failure."""
    wanted = (need("ground", 1, "north"), need("ground", 1, "south"))
    document = scenario(
        pools={("AAA", "inf"): 1},
        needs=(wanted[first], wanted[1 - first]),
        locations=SECTORS,
        objectives=("shortfall", "cost"),
    )
    study = stress(planner.solve(document, data=WORLD), draws=2, data=WORLD, **SURE)
    assert {(row["holds"], row["holds_anew"]) for row in study.rows} == {(1.0, 1.0)}


def test_withdrawals_come_at_their_chance() -> None:
    """Both are needed in full: the plan holds where neither withdraws, .8 squared."""
    study = stress(two_nations(), draws=300, data=derived_world(**OWNED), withdraw=0.2, slip=0)
    draws = study.table("draws")
    out = draws.withdrawn.map(len)
    assert (out > 0).mean() == pytest.approx(0.36, abs=0.08)
    assert list(draws.kept) == pytest.approx([1 - n / 2 for n in out])
    row: Any = study.rows[1]
    assert row["demand"] == "ground_north"
    assert row["holds"] == pytest.approx((out == 0).mean())
    assert row["holds_low"] < row["holds"] < row["holds_high"]


def test_forces_that_are_late_miss_the_first_phase() -> None:
    """Two months of four, from two nations of whom each gives a half."""
    data = derived_world(**OWNED)
    study = stress(two_nations(), draws=40, data=data, withdraw=0, slip=0.5, slip_months=2)
    for row in study.parts["draws"]:
        late = len(row["late"])  # type: ignore[arg-type]
        assert row["kept"] == pytest.approx(1 - late / 4)


def test_figures_of_one_item_err_together() -> None:
    """Owned is 0 to 4 about 2: all nations have more at once, or fewer."""
    data = derived_world(AAA_inf=(0, 2, 4), BBB_inf=(0, 2, 4))
    study = stress(two_nations(), draws=200, data=data, **SURE)
    fewer = study.table("draws").lots_fewer
    assert set(fewer) == {-4, -2, 0, 2, 4}  # both are rounded alike
    draws = study.table("draws")
    assert (draws.kept == 1).sum() == (fewer <= 0).sum()
    assert list(draws.kept_anew) == pytest.approx([min(1, 1 - n / 4) for n in fewer])


def test_others_step_in_only_when_planned_anew() -> None:
    """CCC has what AAA lacks, and has promised nothing: it is dearer."""
    document = two_nations()
    data = derived_world(AAA_inf=(4, 4, 4), CCC_tank=(4, 4, 4))
    study = stress(document, draws=60, data=data, withdraw=0.3, slip=0)
    for row in study.parts["draws"]:
        gone = row["withdrawn"]
        assert isinstance(gone, list)
        assert row["kept"] == pytest.approx(0 if "AAA" in gone else 1)
        assert row["kept_anew"] == pytest.approx(0 if {"AAA", "CCC"} <= set(gone) else 1)


def test_a_seed_names_the_draws() -> None:
    data = derived_world(AAA_inf=(0, 2, 4))
    first, again, other = (
        stress(two_nations(), draws=20, data=data, seed=seed).parts for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize("seed", [3, 4])
def test_draws_are_those_of_the_changed_scenario(seed: int) -> None:
    """A draw that was planned anew, against planner.solve with what nations own in it."""
    data = derived_world(AAA_inf=(0, 2, 4), BBB_inf=(1, 1, 5))
    study = stress(two_nations(), draws=1, seed=seed, data=data, withdraw=0.5, slip=0)
    (row,) = study.parts["draws"]
    supplied = 4 - planner.solve(two_nations(), data=data).stage("shortfall").value
    gone = row["withdrawn"]
    assert isinstance(gone, list)
    candidates = [
        planner.solve(
            two_nations(coalition={"exclude": gone, "min_stance": 3, "lead_nations": []}),
            data=derived_world(AAA_inf=(n, n, n), BBB_inf=(m, m, m)),
        )
        for n in range(5)
        for m in range(1, 6)
        if (2 - n) + (1 - m) == row["lots_fewer"]
    ]
    kept = {round(min(1, (4 - plan.stage("shortfall").value) / supplied), 6) for plan in candidates}
    assert row["kept_anew"] in kept


def test_a_fleet_that_grows_still_grows_in_a_draw() -> None:
    """Two as told, one more than told, and none where none has been delivered yet."""
    data = derived_world(AAA_inf=(0, 2, 4))
    problem = prepare(two_nations(), data=data)[0]
    grown = tuple(row.model_copy(update={"lots": (0, 2, 3, 3)}) for row in problem.pools)
    derived = derived_pools(replace(problem, pools=grown), None, data)
    (figure,) = derived.figures
    assert derived.lots({figure: 3.0}, [("AAA", "inf")]) == {("AAA", "inf"): (0, 3, 4, 4)}
    assert derived.lots({figure: 0.0}, [("AAA", "inf")]) == {("AAA", "inf"): (0, 0, 1, 1)}
    assert derived.lots({figure: 2.2}, [("AAA", "inf")]) == {}


def test_quantiles_of_a_triangle() -> None:
    figure = SourcedValue("x", 3, 1, 5, "", "assumption", "", "", "")
    assert [triangular(figure, q) for q in (0, 0.125, 0.5, 0.875, 1)] == pytest.approx(
        [1, 2, 3, 4, 5]
    )
    edge = figure._replace(value=1)
    assert [triangular(edge, q) for q in (0, 0.75, 1)] == pytest.approx([1, 3, 5])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"withdraw": 1.5}, "withdraw: 1.5 is no probability"),
        ({"slip": -1}, "slip: -1 is no probability"),
        ({"draws": 0}, "draws: 0 draws"),
        ({"slip_months": -1}, "slip_months: -1 months"),
    ],
)
def test_what_is_refused(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        stress(two_nations(), data=derived_world(**OWNED), **arguments)


@pytest.mark.slow
def test_the_command() -> None:
    done = run("stress", "tripwire", "--draws", "20", "--seed", "3")
    assert done.exit_code == 0, done.output
    assert "of 20 draws the plan as promised keeps" in done.stdout
    assert run("stress", "tripwire", "--slip", "2").exit_code == 2
