"""``planner list`` and its like: every table in every format, with every column."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

import planner
from planner.catalogue import CATALOGUE, list_reference
from planner.cli.listing import ListKind
from planner.model import CONSTRAINTS
from planner.scenario.stages import ObjectiveName
from planner.studies import benchmarks

from .command import on_terminal, run

TABLES = [
    *(("list", kind) for kind in CATALOGUE),
    ("scenarios",),
    ("data", "sources", "--nation", "FRA"),
    ("data", "show", "FRA", "battlegroup_medium"),
]


def in_csv(*arguments: str) -> list[dict[str, str]]:
    result = run(*arguments, "--csv")
    assert (result.exit_code, result.stderr) == (0, "")
    return list(csv.DictReader(io.StringIO(result.stdout)))


def in_json(*arguments: str) -> list[dict[str, Any]]:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


@pytest.mark.parametrize("arguments", TABLES, ids=" ".join)
def test_every_table_in_every_format(arguments: tuple[str, ...]) -> None:
    rows, texts = in_json(*arguments), in_csv(*arguments)
    assert rows
    assert len({tuple(row) for row in rows}) == 1
    assert [list(row) for row in texts] == [list(row) for row in rows]
    both = run(*arguments, "--csv", "--json")
    assert (both.exit_code, "choose one" in both.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", TABLES, ids=" ".join)
def test_nothing_is_lost_on_a_terminal(arguments: tuple[str, ...]) -> None:
    lines = on_terminal(80, *arguments)
    if arguments[:1] != ("data",) and arguments[-1] not in ("facts", "factors"):
        assert max(map(len, lines)) <= 80
    shown = re.sub(r"\s", "", "".join(lines))
    assert "…" not in shown
    for row in in_json(*arguments):
        for name, value in row.items():
            if isinstance(value, str) and not re.search(r"[\s]", value) and name != "default":
                assert value in shown or len(value) > 10, (name, value)
            elif isinstance(value, dict):
                assert all(key in shown or len(key) > 10 for key in value)


def test_list_of_facts_has_what_the_data_has() -> None:
    rows = in_json("list", "facts")
    facts = planner.load_dataset().facts
    assert {(row["nation"], row["name"]): row["value"] for row in rows} == {
        key: figure.value for key, figure in facts.items()
    }
    assert all(row["note"] == facts[row["nation"], row["name"]].note for row in rows)
    assert len(in_csv("list", "factors")) == len(planner.load_dataset().factors)


def test_notes_are_shown() -> None:
    lines = " ".join(run("data", "sources", "--nation", "AUS").stdout.split())
    notes = [f.note for f in planner.load_dataset().facts.values() if f.nation == "AUS" and f.note]
    assert notes
    assert all(note.split()[0] in lines for note in notes)


def test_list_of_rules() -> None:
    rows = {row["rule"]: row for row in in_json("list", "rules")}
    assert list(rows) == [rule.__name__ for rule in CONSTRAINTS]
    defaults = {name: row["default"] for name, row in rows.items()}
    assert (defaults["pool_limit"], defaults["support_floor"]) == ("always on", "on")
    assert defaults["lift_limit"] == "off"
    switches = planner.load_scenario("guarantor").rules.model_dump()
    assert {n for n, d in defaults.items() if d != "always on"} <= set(switches)
    assert rows["lift_limit"]["says"].startswith("What arrives in a phase")


def test_list_of_stages() -> None:
    rows = {row["stage"]: row for row in in_json("list", "stages")}
    assert list(rows) == list(get_args(ObjectiveName))
    assert rows["shortfall"]["default"] == "2."
    assert rows["burden_excess"] == {
        "stage": "burden_excess",
        "says": "What nations carry above their fair share of the cost.",
        "unit": "EUR m",
        "default": "",
    }


def test_list_of_nations() -> None:
    rows = {row["nation"]: row for row in in_json("list", "nations")}
    assert set(rows) == set(planner.load_dataset().nations)
    assert (rows["FRA"]["name"], rows["FRA"]["nuclear"]) == ("France", True)
    assert rows["GBR"]["name"] == "United Kingdom"
    assert rows["DEU"]["gdp"] > rows["FRA"]["gdp"] > 1000


def test_list_of_effects_and_packages() -> None:
    effects = {row["effect"]: row for row in in_json("list", "effects")}
    assert set(effects) == set(planner.load_dataset().effects)
    assert effects["fighters"]["unit_types"]["fighter_4g"] == 4
    packages = {row["id"]: row for row in in_json("list", "packages")}
    assert packages["cap_station"]["needs"] == planner.load_dataset().package_needs("cap_station")
    assert "cap_station" in effects["fighters"]["packages"]


def test_lists_have_one_name_each() -> None:
    assert [kind.value for kind in ListKind] == list(CATALOGUE)
    with pytest.raises(planner.InputError, match="did you mean 'nations'"):
        list_reference("nation")
    unknown = run("list", "nation")
    assert unknown.exit_code == 2
    assert "nations" in unknown.stderr


def test_another_data_folder() -> None:
    result = run("list", "nations", "--data", "/nowhere")
    assert (result.exit_code, "no folder reference/ here" in result.stderr) == (2, True)


def test_benchmarks_in_every_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three comparisons stand for all, which take some ten seconds."""
    monkeypatch.setattr(benchmarks, "COMPARISONS", benchmarks.COMPARISONS[:3])
    rows = in_json("benchmarks")
    assert [row["benchmark"] for row in rows] == [row["benchmark"] for row in in_csv("benchmarks")]
    assert {"low", "high", "model", "inside", "why"} <= set(rows[0])
    shown = run("benchmarks").stdout
    assert all(row["published"].split()[0] in shown for row in rows)


def test_answers_of_scenarios_side_by_side() -> None:
    """Of the one scenario of a small data folder."""
    folder = str(Path(__file__).parents[1] / "golden" / "data")
    options = ("scenarios", "--compare", "--data", folder)
    study = planner.read_study(json.loads(run(*options, "--json").stdout))
    (row,) = study.rows
    assert (row["scenario"], study.method.relaxed) == ("golden", True)
    assert list(in_csv(*options)[0]) == list(row)
    shown = run(*options)
    assert "golden" in shown.stdout
    assert "Fractions of units are allowed" in shown.stdout
    assert "solves in whole lots" in run(*options, "--whole").stdout
    for alone in (["--whole"], ["--jobs", "2"], ["--out", "x.json"]):
        refused = run("scenarios", *alone)
        assert (refused.exit_code, "add --compare" in refused.stderr) == (2, True)


def test_what_rules_cost() -> None:
    folder = str(Path(__file__).parents[1] / "golden" / "data")
    options = ("rule-costs", "golden", "--data", folder)
    rows = in_csv(*options, "--rule", "all off")
    assert [(row["rule"], row["changes"] == "") for row in rows] == [
        ("all on", True),
        ("all off", False),
    ]
    shown = run(*options, "--set", "coalition.min_nations=1", "--rule", "coalition_floor").stdout
    assert "A rule that costs nothing alone may bind" in shown
    assert "coalition_floor" in shown
