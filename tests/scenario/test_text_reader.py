"""Reading texts: YAML 1.2, strict JSON, and documents that are too much."""

from __future__ import annotations

from typing import Any

import pytest

from planner import InputError, Issue
from planner.scenario.limits import MAX_VALUES
from planner.scenario.text_reader import parse_json, parse_text, parse_value, plain_copy


def refused(text: str, name: str = "case.yaml") -> Issue:
    with pytest.raises(InputError) as caught:
        parse_text(text, name)
    (issue,) = caught.value.issues
    return issue


def test_yaml_by_version_1_2() -> None:
    text = "a: 1e3\nb: 2024-12-01\nc: '010'\nd: |\n  yes\non: 'no'\nno: 1\n? e\n: ~\n"
    assert parse_text(text, "case.yaml").content == {
        "a": 1000.0,
        "b": "2024-12-01",
        "c": "010",
        "d": "yes\n",
        "on": "no",
        "no": 1,
        "e": None,
    }


@pytest.mark.parametrize("value", ["010", "1_000", "1:30", "yes", "NO", "off", "0x10", ".inf"])
@pytest.mark.parametrize("text", ["a: 1\nb: {}\n", "a: 1\nb: [0, {}]\n", "a: 1\nb: {{c: {}}}\n"])
def test_ambiguous_scalar_has_its_line(text: str, value: str) -> None:
    issue = refused(text.format(value))
    assert issue.where == "case.yaml:2"
    assert value in issue.problem
    assert issue.hint


def test_json_is_what_it_is() -> None:
    """Texts of JSON are texts, whatever YAML would think of them."""
    for name in ("case.json", "case.yaml"):
        assert parse_text('{"a": "010", "b": "no", "c": 4.0}', name).content == {
            "a": "010",
            "b": "no",
            "c": 4.0,
        }
    assert "not valid JSON" in refused('{"a": 010}', "case.json").problem
    assert "010 is 10 or 8" in refused('{"a": 010}', "case.yaml").problem


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ('{"a": 1,\n"b": {"c": 1,\n "c": 2}}', "body:3", "'c' stands here twice"),
        ('{"a": 1,\n"\\u0061": 2}', "body:2", "'a' stands here twice"),
        ('{"a": "x",\n"b": "\\ud800"}', "body:2", "half a character"),
        ('{"\\udc00": 1}', "body:1", "half a character"),
        ('{"a": 1e999}', "body", "1e999 is too large"),
        ('{"a": -Infinity}', "body", "-Infinity is no number"),
        ('{"a": 1}}', "body:1", "not valid JSON"),
        ("\ufeff{}", "body", "not valid JSON"),
        ("", "body", "empty"),
        ("null", "body", "empty"),
        ("3", "body", "not a table"),
    ],
)
def test_strict_json(text: str, where: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_json(text, "body")
    (issue,) = caught.value.issues
    assert issue.where.startswith(where)
    assert problem in issue.problem


def test_pair_of_surrogates_is_a_character() -> None:
    assert parse_json('{"a": "\\ud83d\\ude00"}', "body").content == {"a": "\N{GRINNING FACE}"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a": [\n' + "{}," * 400_000 + "{}]}", 2),
        ("a:\n" + "- {}\n" * 60_000, MAX_VALUES),
        ("a: [\n" + "[]," * 60_000 + "]", 2),
        ("".join(f"k{n}: 1\n" for n in range(60_000)), MAX_VALUES),
    ],
    ids=["json", "yaml block", "yaml flow", "yaml keys"],
)
def test_more_values_than_any_scenario_has(text: str, line: int) -> None:
    issue = refused(text)
    assert "more than 50000 values" in issue.problem
    assert issue.where == f"case.yaml:{line}"


def test_mapping_that_holds_itself_many_times() -> None:
    """Two to the eighteenth lists, of which few are different."""
    value: Any = []
    for _ in range(18):
        value = [value, value]
    with pytest.raises(InputError, match="more than 50000 values"):
        plain_copy({"a": value})


def test_value_of_a_set() -> None:
    assert parse_value("", "--set a=") is None
    assert parse_value("[FRA, GBR]", "--set a") == ["FRA", "GBR"]
    assert parse_value("{a: 0.5}", "--set a") == {"a": 0.5}
    with pytest.raises(InputError, match=r"^--set a=010: 010 is 10 or 8"):
        parse_value("010", "--set a=010")


def test_long_key_is_cut_in_messages() -> None:
    issue = refused(f"{'k' * 1000}: 1\n{'k' * 1000}: 2\n")
    assert len(str(issue)) < 200
