"""The charts of studies, from rows as the studies give them."""

from __future__ import annotations

from typing import Any

import pytest

import planner
from planner import InputError, Study
from planner.output.charts.drawing import STUDY_CHARTS

from ...test_study import study

ROWS: dict[str, list[dict[str, Any]]] = {
    "compare": [],
    "dropout": [
        {"leaves": "CAN", "kept_overnight": 0.7, "kept_anew": 0.97},
        {"leaves": "FRA+GBR", "kept_overnight": 0.3, "kept_anew": 0.6},
        {"leaves": "NOR", "kept_overnight": None, "kept_anew": 0.99},
    ],
    "pareto": [
        {"point": 1, "x": 10.0, "y": 900.0},
        {"point": 2, "x": 20.0, "y": 500.0},
        {"point": 3, "x": 40.0, "y": 450.0},
    ],
    "value": [
        {"nation": "FRA", "shapley": 22.5, "std_error": 0.4, "loss_if_leaves": 9.8},
        {"nation": "AUS", "shapley": 15.1, "std_error": 0.0, "loss_if_leaves": 10.3},
    ],
    "weak_figures": [
        {"figure": "FRA brigade_medium", "low": 1, "value": 2, "high": 3}
        | {"sustained_low": 9.0, "sustained_high": 4.0},
        {"figure": "sea_days", "low": 1, "value": 2, "high": 3}
        | {"sustained_low": 5.0, "sustained_high": 5.0},
        {"figure": "GBR offer_land", "low": 1, "value": 2, "high": 3}
        | {"sustained_low": None, "sustained_high": 5.0},
    ],
}
DEMANDS = [
    {"demand": "ground", "need_a": 4, "need_b": 4, "sustained_a": 2, "sustained_b": 3},
    {"demand": "aew", "need_a": 3, "need_b": None, "sustained_a": 2, "sustained_b": None},
]
TITLES = {
    "compare": "The second keeps up more of one and less of zero demands",
    "dropout": "If France and the United Kingdom leave overnight, 30 % is left; planned anew, 60 %",
    "pareto": "Cost goes from 900 to 450 EUR million as shortfall goes from 10 to 40 "
    "weighted months",
    "value": "France is worth most to the coalition; Australia is the hardest to replace",
    "weak_figures": "Two doubtful figures would change what is kept up, GBR offer land most",
}


def answer(kind: str, **changes: Any) -> Study:
    content = study().model_dump(mode="json") | {
        "kind": kind,
        "rows": ROWS[kind],
        "parts": {"demands": DEMANDS},
        "columns": {"x": "shortfall, weighted months", "y": "cost, EUR million"},
    }
    return Study.model_validate(content | changes)


@pytest.mark.parametrize("kind", STUDY_CHARTS)
def test_a_study_is_drawn_with_its_finding(kind: str) -> None:
    for width, bare in ((900, False), (380, True)):
        drawn = answer(kind).chart(width, bare)
        assert drawn.usermeta["title"] == TITLES[kind]
        assert len(drawn.description) > 20
        assert drawn.to_dict()
        svg = planner.chart_bytes(drawn, ".svg").decode()
        assert f' width="{width}"' in svg
        assert "NaN" not in svg


@pytest.mark.parametrize("kind", STUDY_CHARTS)
def test_a_study_of_nothing_is_told_in_words(kind: str) -> None:
    drawn = answer(kind, rows=[], parts={}).chart()
    assert drawn.usermeta["title"].split()[0] in {"Nobody", "No", "There", "Nothing"}
    assert drawn.to_dict()


def test_a_figure_without_a_plan_at_its_end_has_its_row_and_words() -> None:
    svg = planner.chart_bytes(answer("weak_figures").chart(), ".svg").decode()
    assert "no plan at its low value" in svg
    assert "GBR offer land" in svg
    assert "sea days" not in svg


def test_a_study_without_a_chart() -> None:
    other = answer("dropout").model_copy(update={"kind": "sweep"})
    with pytest.raises(InputError, match="a study of kind 'sweep' has no chart"):
        other.chart()
    with pytest.raises(InputError, match="a study of kind 'value' has no chart cover"):
        planner.chart(answer("value"), "cover")
