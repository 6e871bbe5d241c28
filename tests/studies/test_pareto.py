"""Fronts that were worked out by hand, and points that ``planner.solve`` finds again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import planner
from planner import InputError
from planner.solver.backend import StageResult
from planner.solver.highs import HighsBackend

from ..random_scenarios import random_document
from ..small_scenarios import need, scenario
from ..world import WORLD, Document


def three_lots(**more: Any) -> Document:
    """One cheap lot and two dear ones for a need of three, in four months."""
    usual = {
        "pools": {("AAA", "inf"): 1, ("BBB", "tank"): 2},
        "needs": (need("ground", 3),),
        "objectives": ("shortfall", "cost"),
    }
    return scenario(**{**usual, **more})


def front(document: Document, **options: Any) -> planner.Study:
    return planner.pareto(document, data=WORLD, **{"relaxed": False, **options})


@pytest.mark.parametrize("points", [4, 7])
def test_by_hand(points: int) -> None:
    """Each dear lot costs EUR 6 million, the cheap one 4, and each is a third of four months."""
    study = front(three_lots(), points=points)
    table = study.table()
    assert list(table.x) == pytest.approx([0, 4 / 3, 8 / 3, 4])
    assert list(table.y) == pytest.approx([16, 10, 4, 0])
    assert list(table.x_bound) == pytest.approx(list(table.x))
    assert list(table.y_bound) == pytest.approx(list(table.y))
    assert list(table.slope)[:3] == pytest.approx([4.5, 4.5, 3])
    assert list(table.changed_nations) == [[], ["BBB"], ["BBB"], ["AAA"]]
    assert study.answer == (
        "From 0 requirement-months missing at EUR 16 million, to 4 requirement-months missing at "
        f"EUR 0 million: 4 points of {points} are best.",
        "To lower shortfall by one takes EUR 3 million more where most of it is left, and "
        "EUR 4 million more where least is.",
    )


def test_in_fractions_the_front_is_a_line_between_its_corners() -> None:
    table = front(three_lots(), points=9, relaxed=True).table()
    assert len(table) == 9
    for x, y in zip(table.x, table.y, strict=True):
        assert y == pytest.approx(16 - 4.5 * x if x < 8 / 3 else 4 - 3 * (x - 8 / 3), abs=1e-3)


def test_nothing_to_choose() -> None:
    study = front(three_lots(needs=(need("ground", 0),)))
    assert len(study.rows) == 1
    assert study.answer[0].startswith("There is nothing to choose, one plan is best in both: 0")


def test_what_is_not_wanted_stays_as_it_is_at_the_best() -> None:
    """Without engineers cheaper plans would leave every battlegroup alone."""
    document = three_lots(
        pools={("AAA", "inf"): 2, ("AAA", "eng"): 1},
        rules={"support_floor": {"enabled": True}},
        objectives=("shortfall", "support", "cost"),
        needs=(need("ground", 2),),
    )
    study = front(document, points=3)
    assert list(study.table().y) == pytest.approx([10, 6, 0])
    assert study.method.notes == ("Kept at what they are at the least shortfall: support.",)


@pytest.mark.parametrize("seed", [1, 5, 8])
def test_solve_finds_the_same_shortfall_for_the_same_money(seed: int) -> None:
    document = {**random_document(seed), "objectives": ["shortfall", "cost"]}
    study = front(document, points=4)
    rule = "rules.budget_limit"
    for row in study.rows:
        assert isinstance(row["y"], float)
        money = [f"{rule}.enabled=true", f"{rule}.total_eur_m={row['y'] + 0.001}"]
        plan = planner.solve(document, sets=money, data=WORLD)
        assert plan.stage("shortfall").value == pytest.approx(row["x"], abs=1e-6)
        assert plan.stage("cost").value == pytest.approx(row["y"], abs=1e-6)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"x": "shortfal"}, "^x: no stage 'shortfal'"),
        ({"x": "cost"}, "both are cost"),
        ({"points": 1}, "1 points make no front"),
    ],
)
def test_what_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        front(three_lots(), **options)


def test_points_that_ran_out_of_time_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the solver stops with a plan that it has not proved."""
    minimise = HighsBackend.minimise

    def stopped(self: HighsBackend, *arguments: Any, **options: Any) -> StageResult:
        found = minimise(self, *arguments, **options)
        return replace(found, status="time_limit", bound=min(found.bound, 0.0))

    monkeypatch.setattr(HighsBackend, "minimise", stopped)
    study = front(three_lots(), points=3)
    assert study.warnings[0].startswith("3 points out of time: there may be better plans")
