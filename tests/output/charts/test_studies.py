"""The charts of studies, from rows as the studies give them."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

import planner
from planner import InputError, Study
from planner.output.charts.drawing import STUDY_CHARTS

from ...test_study import study
from .reading import lines_of

ROWS: dict[str, list[dict[str, Any]]] = {
    "alternatives": [
        {"name": "as planned", "nations": {"FRA": 0.5, "GBR": 0.3, "NLD": 0.2}},
        {"name": "without GBR", "nations": {}},
        {"name": "most different", "nations": {"FRA": 0.6, "GBR": 0.4, "NLD": 0.0}},
    ],
    "compare": [],
    "dropout": [
        {"leaves": "CAN", "kept_overnight": 0.7, "kept_anew": 0.97},
        {"leaves": "FRA+GBR", "kept_overnight": 0.3, "kept_anew": 0.6},
        {"leaves": "NOR", "kept_overnight": None, "kept_anew": 0.99},
    ],
    "fairness": [
        {"rule": rule, "key": key, "largest_ratio": ratio, "more_eur_m": more, "more_missing": 0.0}
        for rule, key, ratio, more in (
            ("none", "gdp", 3.0, 0.0),
            ("none", "equal", 5.2, 0.0),
            ("least_burden", "gdp", 1.3, 0.0),
            ("least_burden", "equal", 1.4, 221.0),
        )
    ],
    "replay": [
        {"demand": demand, "month": month, "cover_probability": share}
        for demand, month, share in (
            ("patrols", 1, 0.16),
            ("patrols", 2, 0.55),
            ("capital", 1, 0.99),
            ("capital", 2, 0.78),
        )
    ],
    "robust": [
        {"case": "ITA", "kept_before": 0.76, "kept_after": 0.763},
        {"case": "GBR", "kept_before": 0.63, "kept_after": 0.8},
    ],
    "stress": [
        {"demand": "all", "holds": 0.67, "holds_anew": 0.78},
        {"demand": "ground_east", "holds": 0.43, "holds_anew": 0.63},
    ],
    "sweep": [
        {"requirements.fighters.threshold": 8, "coalition.min_stance": 2, "shortfall": 22.0},
        {"requirements.fighters.threshold": 8, "coalition.min_stance": 3, "shortfall": None},
        {"requirements.fighters.threshold": 16, "coalition.min_stance": 2, "shortfall": 40.5},
        {"requirements.fighters.threshold": 16, "coalition.min_stance": 3, "shortfall": 0.0},
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
BY_VALUE = [
    {"field": "requirements.fighters.threshold", "value": 8},
    {"field": "requirements.fighters.threshold", "value": 16},
    {"field": "coalition.min_stance", "value": 2},
    {"field": "coalition.min_stance", "value": 3},
]
TITLES = {
    "alternatives": "Two nations take part in all of two plans that are as good, "
    "one nation in some",
    "fairness": "Sharing most evenly takes up to EUR 221 million more; at the least cost a nation "
    "carries up to 5.2 times its fair share",
    "replay": "Patrols: all that is planned is there in 16 % of runs in month 1; "
    "capital never below 78 %",
    "robust": "Whoever leaves, 76 % is left of the robust plan; "
    "of the plan before 63 % without the United Kingdom",
    "stress": "The plan holds in 67 % of draws as promised; planned anew, in 78 %",
    "sweep": "From 0 to 40.5 requirement-months are missing, "
    "by fighters threshold and coalition min stance",
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
        "parts": {"demands": DEMANDS, "by_value": BY_VALUE},
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
        lines = lines_of(svg)
        assert [line for line in lines if line.left < 0 or line.right > width] == []
        assert [pair for pair in combinations(lines, 2) if pair[0].meets(pair[1])] == []


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
    other = answer("dropout").model_copy(update={"kind": "explain"})
    with pytest.raises(InputError, match="a study of kind 'explain' has no chart"):
        other.chart()
    with pytest.raises(InputError, match="a study of kind 'value' has no chart cover"):
        planner.chart(answer("value"), "cover")
