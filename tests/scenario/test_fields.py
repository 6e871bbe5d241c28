"""The fields of a scenario: strict numbers, bounds, and a JSON schema that says the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import numpy as np
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import planner
from planner import InputError, Issue, Scenario
from planner.scenario import fields as base
from planner.scenario.demands import ForceRatioFloor, Requirement
from planner.scenario.fields import Flag, YearMonth
from planner.scenario.rule_parts import DeterrenceValue
from planner.scenario.scenario import SolveOptions

NUMBERS = ("Amount", "Days", "Fact", "GapShare", "Level", "Lots", "Month", "Override", "Share")
WHOLE_NUMBERS = ("Days", "Lots", "Month", "People")
BASE: dict[str, Any] = {
    "name": "a",
    "locations": [{"id": "e", "kind": "theatre"}],
    "requirements": [{"id": "g", "effect": "ground", "location": "e", "threshold": 1}],
}


@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("value", [True, False, "1", "0.5", "٣", None, [1], {}, b"1"])
def test_what_is_no_number(kind: str, value: object) -> None:
    with pytest.raises(ValidationError, match="is no number"):
        TypeAdapter[Any](getattr(base, kind)).validate_python(value)


@pytest.mark.parametrize("kind", WHOLE_NUMBERS)
def test_whole_number(kind: str) -> None:
    """4.0 is the whole number 4, as JSON Schema says; 4.5 is none."""
    adapter = TypeAdapter[Any](getattr(base, kind))
    assert adapter.validate_python(4) == 4
    assert type(adapter.validate_python(4.0)) is int
    for value in (4.5, float("nan"), float("inf")):
        with pytest.raises(ValidationError, match="is no whole number"):
            adapter.validate_python(value)


def test_numbers_of_numpy_are_numbers() -> None:
    item = {"id": "g", "effect": "ground", "location": "e"}
    read = Requirement.model_validate(
        item | {"threshold": np.float32(0.5), "from_month": np.int64(3), "weight": np.int8(2)}
    )
    assert (read.threshold, read.from_month, read.weight) == (0.5, 3, 2)
    assert type(read.from_month) is int
    for value in (np.bool_(True), np.array([1]), np.str_("1")):
        with pytest.raises(ValidationError, match="is no number"):
            Requirement.model_validate(item | {"threshold": value})


@pytest.mark.parametrize("value", [0, 1, "true", "yes", None])
def test_what_is_no_boolean(value: object) -> None:
    with pytest.raises(ValidationError, match="neither true nor false"):
        TypeAdapter[Any](Flag).validate_python(value)


def _fields(part: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, Any]]:
    """Every field of a part and of the parts in it, by name."""
    if part in seen:
        return
    seen.add(part)
    for name, field in part.model_fields.items():
        yield f"{part.__name__}.{name}", field
        for inner in _types(field.annotation):
            if issubclass(inner, BaseModel):
                yield from _fields(inner, seen)


def _types(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        yield annotation
    for inner in get_args(annotation):
        yield from _types(inner)


FIELDS = dict(_fields(Scenario, set()))


@pytest.mark.parametrize("name", FIELDS)
def test_no_field_takes_a_boolean_or_a_text_for_a_number(name: str) -> None:
    """The kind of fault, at every field: a strict type, whichever alias it uses."""
    field = FIELDS[name]
    types = set(_types(field.annotation))
    annotated: Any = Annotated[field.annotation, *field.metadata, None]
    adapter = TypeAdapter[Any](annotated)
    refused: list[Any] = []
    if types & {int, float} and bool not in types and get_origin(field.annotation) is not dict:
        refused += [True, False, "1"]
    if types & {bool}:
        refused += [0, 1, "true"]
    for value in refused:
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


SCHEMA = Scenario.model_json_schema()


def _lists(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        kind = node.get("type")
        if kind == "array" or (kind == "object" and "properties" not in node):
            yield path, node
        if kind == "string" and "enum" not in node and "const" not in node:
            yield path, node
        for key, value in node.items():
            yield from _lists(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _lists(value, f"{path}.{index}")


@pytest.mark.parametrize("path", dict(_lists(SCHEMA, "")))
def test_every_list_table_and_text_is_bounded(path: str) -> None:
    node = dict(_lists(SCHEMA, ""))[path]
    assert {"maxItems", "maxProperties", "maxLength", "pattern"} & node.keys(), node


@pytest.mark.parametrize(
    "path", ["Requirement.threshold", "Requirement.weight", "UsDrawdown.share"]
)
def test_json_schema_keeps_the_bounds(path: str) -> None:
    part, name = path.split(".")
    field = SCHEMA["$defs"][part]["properties"][name]
    assert field["type"] == "number"
    assert {"minimum", "maximum"} <= field.keys()


def test_json_schema_of_every_number_is_bounded() -> None:
    numbers = [n for n in _nodes(SCHEMA) if n.get("type") in ("number", "integer")]
    assert len(numbers) > 50
    for node in numbers:
        assert {"minimum", "exclusiveMinimum"} & node.keys(), node
        assert "maximum" in node, node


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    for inner in node if isinstance(node, list) else ():
        yield from _nodes(inner)


@pytest.mark.parametrize("value", [0.001, 0.5, 1, 1000, 0.1 + 0.2])
def test_weight_within_its_bounds(value: float) -> None:
    item = Requirement(id="g", effect="ground", location="e", threshold=1, weight=value)
    assert item.weight == round(value, 3)


@pytest.mark.parametrize("value", [0, 1e-7, 0.0005, 0.1234, 1000.5, 1e300, float("nan")])
def test_weight_that_a_solver_cannot_tell(value: float) -> None:
    with pytest.raises(ValidationError):
        Requirement(id="g", effect="ground", location="e", threshold=1, weight=value)


@pytest.mark.parametrize("value", [1e-9, 0.0009, 1.0005, 100_000.5, -1])
def test_threshold_that_a_solver_cannot_tell(value: float) -> None:
    with pytest.raises(ValidationError):
        Requirement(id="g", effect="ground", location="e", threshold=value)
    Requirement(id="g", effect="ground", location="e", threshold=0)


@pytest.mark.parametrize(
    "values",
    [
        {"ratio": 0.05},
        {"ratio": 1e-6},
        {"ratio": 1000},
        {"troops_per_battlegroup": 1},
        {"troops_per_battlegroup": 1e6},
        {"battlegroups_per_brigade": 0.01},
    ],
)
def test_divisor_out_of_bounds(values: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        ForceRatioFloor.model_validate(values)


@pytest.mark.parametrize("slopes", [(1e-6,), (0.5, 0.33333), (0.2, 0.5), (), (0.1,) * 11])
def test_slopes_that_are_refused(slopes: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError):
        DeterrenceValue(slopes=slopes)


def test_gap_may_be_as_small_as_wished() -> None:
    assert SolveOptions(mip_gap_share=1e-9).mip_gap_share == 1e-9


def test_digits_of_other_scripts_are_no_month() -> None:
    adapter = TypeAdapter[Any](YearMonth)
    assert adapter.validate_python("2024-12") == "2024-12"
    with pytest.raises(ValidationError):
        adapter.validate_python("٢٠٢٤-12")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"requirements": [{}] * 40_000}, "40000 items, more than 500"),
        ({"overrides": {"factors": {f"f{n}": 1 for n in range(40_000)}}}, "40000 items"),
        ({"coalition": {"include": ["FRA"] * 40_000}}, "40000 items, more than 100"),
        ({"phases": [{"id": "a", "start": 0}] * 15_000}, "15000 items, more than 120"),
        ({"locations": [{"id": "e", "kind": "theatre"}] * 41}, "41 items, more than 40"),
    ],
)
def test_too_many_items_are_one_error(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        planner.load_scenario(BASE | change)
    (issue,) = caught.value.issues
    assert said in issue.problem


def test_no_more_than_a_hundred_errors_are_written_out() -> None:
    source = BASE | {f"k{n}": n for n in range(40_000)}
    with pytest.raises(InputError) as caught:
        planner.load_scenario(source)
    assert len(caught.value.issues) == 101
    assert "39900 more errors are not listed" in caught.value.issues[-1].problem
    assert len(json.dumps([issue.as_dict() for issue in caught.value.issues])) < 50_000


@pytest.mark.parametrize(("given", "more", "said"), [(250, 0, 150), (100, 7, 7), (101, 7, 8)])
def test_errors_are_cut_once(given: int, more: int, said: int) -> None:
    error = InputError((Issue(f"line {n}", "wrong") for n in range(given)), more)
    assert len(error.issues) == 101
    assert error.issues[-1].problem == f"{said} more errors are not listed"
    assert InputError(error.issues).issues == error.issues
