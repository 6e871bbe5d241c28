"""The texts of a grid, and the points that they mean."""

from __future__ import annotations

import pytest

from planner import InputError
from planner.studies.axes import as_sets, parse_axes, points


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a=3..6", (3, 4, 5, 6)),
        ("a=-1..1", (-1, 0, 1)),
        ("a=0.5..2..0.5", (0.5, 1.0, 1.5, 2.0)),
        ("a=0..1..0.25", (0.0, 0.25, 0.5, 0.75, 1.0)),
        ("a=2..10..4", (2, 6, 10)),
        ("a=0.1..0.3..0.1", (0.1, 0.2, 0.3)),
        ("a=true,false", (True, False)),
        ("a=1, 3..5, 2026-03", (1, 3, 4, 5, "2026-03")),
        ("a=[FRA, GBR],[FRA],[]", (["FRA", "GBR"], ["FRA"], [])),
        ("a=null", (None,)),
        ("a=b=c", ("b=c",)),
    ],
)
def test_values(text: str, values: tuple[object, ...]) -> None:
    (axis,) = parse_axes([text])
    assert axis.key == "a"
    assert axis.values == values
    assert [type(value) for value in axis.values] == [type(value) for value in values]


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([], "--grid: names no field"),
        (["a"], "--grid a: not KEY=VALUES (for example requirements.gbad_long.threshold=3..6"),
        (["=1"], "--grid =1: not KEY=VALUES"),
        (["a="], "--grid a=: not KEY=VALUES"),
        (["a=6..3"], "--grid a=6..3: 6 is above 3 (3..6)"),
        (["a=1..2..0"], "--grid a=1..2..0: the step of 1..2..0 is 0"),
        (["a=0..1000000"], "--grid a=0..1000000: 1,000,001 values (at most 100,000)"),
        (["a=0.5..2.5,3"], "0.5..2.5 has no step (0.5..2.5..0.5, or list them)"),
        (["a=1,1"], "--grid a=1,1: names a value twice"),
        (["a=yes"], "--grid a=yes:"),
        (["a=1", "a=2"], "--grid a: stands here twice"),
    ],
)
def test_what_is_wrong_with_a_text(texts: list[str], problem: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_axes(texts)
    assert str(caught.value).startswith(problem) or problem in str(caught.value)
    assert all(issue.where.startswith("--grid") for issue in caught.value.issues)


def test_every_problem_is_told() -> None:
    with pytest.raises(InputError) as caught:
        parse_axes(["a=6..3", "b", "c=1"])
    assert len(caught.value.issues) == 2


def test_a_grid_is_every_combination_the_last_field_first() -> None:
    found = points(parse_axes(["a=1,2", "b=true,false"]))
    assert found == [
        {"a": 1, "b": True},
        {"a": 1, "b": False},
        {"a": 2, "b": True},
        {"a": 2, "b": False},
    ]
    assert as_sets(found[0]) == ["a=1", "b=true"]


def test_a_grid_needs_steps_and_has_an_end() -> None:
    with pytest.raises(InputError, match=r"--grid a: has no step.*--sample N"):
        points(parse_axes(["a=0.5..2.0"]))
    with pytest.raises(InputError, match="has 1,000,000 points"):
        points(parse_axes(["a=1..1000", "b=1..1000"]))
    with pytest.raises(InputError, match="--sample: 0 points"):
        points(parse_axes(["a=1..1000"]), sample=0)


def test_a_sample_has_one_point_in_every_stratum() -> None:
    axes = parse_axes(["a=0.5..2.5", "b=1..10", "c=x,y"])
    found = points(axes, sample=20, seed=3)
    drawn = sorted(p["a"] for p in found)
    assert all(0.5 + i / 10 - 5e-4 <= a <= 0.6 + i / 10 + 5e-4 for i, a in enumerate(drawn))
    assert sorted(p["b"] for p in found) == [n for n in range(1, 11) for _ in range(2)]
    assert [p["c"] for p in found].count("x") == 10
    assert found == points(axes, sample=20, seed=3)
    assert found != points(axes, sample=20, seed=4)
