"""``--set``: items by their ids, thresholds with their objectives, phases with the horizon."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

import planner
from planner.cli.app import app
from planner.scenario.assignments import apply_set
from planner.scenario.text_reader import Document

from .inputs import TINY, YAML, Write, only, tiny


def test_set_reaches_every_kind_of_path() -> None:
    sets = [
        "horizon_months=24",
        "coalition.us_backstop=true",
        "coalition.include=[FRA, GBR, NLD]",
        "coalition.exclude.0=DNK",
        "requirements.g.threshold=2",
        "requirements.0.weight=3",
        "rules.headquarters_floor.enabled=false",
        "rules.burden.key=equal",
        "overrides.factors.tour_length_FRA=6",
        "requirements.g.to_month=null",
        "title=",
    ]
    source = tiny(title="x")
    source["coalition"]["exclude"] = ["POL"]
    scenario = planner.load_scenario(source, sets[:-1])
    assert scenario.horizon_months == 24
    assert scenario.coalition.us_backstop
    assert scenario.coalition.include == ("FRA", "GBR", "NLD")
    assert scenario.coalition.exclude == ("DNK",)
    assert (scenario.requirements[0].threshold, scenario.requirements[0].weight) == (2, 3)
    assert not scenario.rules.headquarters_floor.enabled
    assert scenario.rules.burden.key == "equal"
    assert scenario.overrides.factors == {"tour_length_FRA": 6}


def test_set_over_a_file_a_name_and_a_scenario(write: Write) -> None:
    sets = ["coalition.min_nations=1"]
    for source in (write(YAML), "guarantor", planner.load_scenario(tiny())):
        assert planner.load_scenario(source, sets).coalition.min_nations == 1


def test_later_set_wins() -> None:
    scenario = planner.load_scenario(tiny(), ["horizon_months=24", "horizon_months=36"])
    assert scenario.horizon_months == 36


def test_set_value_may_hold_an_equals_sign() -> None:
    assert planner.load_scenario(tiny(), ["title=a=b"]).title == "a=b"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("horizon_months", "not KEY=VALUE"),
        ("=3", "not KEY=VALUE"),
        ("", "not KEY=VALUE"),
        ("requirements.h.threshold=1", "there is no 'h'"),
        ("requirements.7.threshold=1", "there is no '7'"),
        ("requirements.-1.threshold=1", "there is no '-1'"),
        ("name.x=1", "'name' is a single value"),
        ("coalition.include=[FRA", "not valid YAML"),
        ("coalition.include=&a [FRA]", "anchors and aliases"),
        ("title=!!python/name:os.system x", "is not allowed"),
    ],
)
def test_wrong_set(text: str, said: str) -> None:
    issue = only(tiny(), text)
    assert issue.where.startswith("--set ")
    assert said in issue.problem


def test_set_path_with_a_superscript() -> None:
    assert "there is no" in only(tiny(), "requirements.².threshold=1").problem


def test_set_leaves_the_callers_mapping_alone() -> None:
    source = tiny()
    planner.load_scenario(source, ["coalition.min_stance=1"])
    assert source == TINY


def test_set_of_one_field_is_not_blamed_for_another() -> None:
    source = tiny()
    source["requirements"][1]["threshold"] = -1
    assert only(source, "requirements.g.weight=2").where == "requirements.f.threshold"


# --- items by id

ITEMS = [
    ("guarantor", "requirements.fighters.threshold", 31),
    ("guarantor", "locations.north.title", "North"),
    ("guarantor", "phases.slot_2.start", 8),
    ("guarantor", "rules.force_ratio_floor.threats.breakthrough_east.attackers", 30000),
    ("tripwire", "rules.presence_floor.presences.flags.nations", 4),
    ("air_shield", "rules.air_cover_floor.stations.patrols.weight", 3),
    ("without_us", "rules.air_cover_floor.stations.patrols.weight", 3),
    ("no_fly_zone", "rules.air_defence_floor.areas.cities.threshold", 1),
]


def _item(scenario: planner.Scenario, key: str) -> Any:
    here: Any = scenario.model_dump(mode="json")
    for part in key.split("."):
        here = here[part] if isinstance(here, dict) else {i["id"]: i for i in here}[part]
    return here


@pytest.mark.parametrize(("source", "key", "value"), ITEMS)
def test_items_by_id(source: str, key: str, value: object) -> None:
    """In the scenario itself, and in one that extends it."""
    assert _item(planner.load_scenario(source), key) != value
    for given in (source, {"extends": source, "name": "mine"}):
        assert _item(planner.load_scenario(given, [f"{key}={value}"]), key) == value
    done = CliRunner().invoke(app, ["check", source, "--set", f"{key}={value}"])
    assert done.exit_code == 0, done.output


def test_purchases_by_id() -> None:
    option = {"id": "drones", "members": ["FRA"], "unit_type": "isr_male", "price_eur_m": 20}
    option |= {"lead_months": 6, "max_lots": 4}
    source = tiny()
    source["rules"]["procurement_limit"] = {"enabled": True, "own_options": [option]}
    key = "rules.procurement_limit.own_options.drones.max_lots"
    assert _item(planner.load_scenario(source, [f"{key}=2"]), key) == 2


def test_unknown_id_tells_all_ids() -> None:
    issue = only("guarantor", "requirements.figters.threshold=1")
    assert issue.hint.startswith("did you mean 'fighters'? there are ground_north, ")
    assert all(r.id in issue.hint for r in planner.load_scenario().requirements)


def test_id_with_dots() -> None:
    """The longest id that exists is meant; whether such an id is allowed is checked afterwards."""
    document = Document({"requirements": [{"id": "a"}, {"id": "a.b"}, {"id": "a.b.c"}]})
    for number, name in enumerate(("a.b.c", "a", "a.b"), 1):
        apply_set(document, f"requirements.{name}.weight={number}")
    assert document.content["requirements"] == [
        {"id": "a", "weight": 2},
        {"id": "a.b", "weight": 3},
        {"id": "a.b.c", "weight": 1},
    ]
    source = tiny()
    source["requirements"][0]["id"] = "g.1"
    assert "letters, digits" in only(source, "requirements.g.1.threshold=2").hint


def test_list_that_the_scenario_leaves_open() -> None:
    scenario = planner.load_scenario("guarantor", ["coalition.reuse_eastern_flank=[FRA]"])
    assert scenario.coalition.reuse_eastern_flank == ("FRA",)
    source = tiny()
    del source["coalition"]["lead_nations"]
    lead = planner.load_scenario(source, ["coalition.lead_nations.1=DEU"]).coalition.lead_nations
    assert lead == ("FRA", "DEU")
    issue = only(tiny(), "rules.air_cover_floor.stations.patrols.threshold=1")
    assert "no 'patrols' in rules.air_cover_floor.stations" in issue.problem
    assert issue.hint == "the list is empty: set rules.air_cover_floor.stations as a whole"


# --- a threshold with its objective


@pytest.mark.parametrize(
    ("key", "upper"),
    [
        ("requirements.fighters.threshold", "requirements.fighters.objective"),
        (
            "rules.force_ratio_floor.threats.breakthrough_east.attackers",
            "rules.force_ratio_floor.threats.breakthrough_east.attackers_objective",
        ),
    ],
)
def test_threshold_raises_its_objective(key: str, upper: str) -> None:
    stated = _item(planner.load_scenario(), upper)
    for amount, expected in ((stated - 1, stated), (stated + 10, stated + 10)):
        assert _item(planner.load_scenario("guarantor", [f"{key}={amount}"]), upper) == expected
    assert (
        CliRunner().invoke(app, ["check", "--set", f"{key}={stated + 10}", "guarantor"]).exit_code
        == 0
    )


def test_threshold_of_a_station_raises_its_objective() -> None:
    key = "rules.air_cover_floor.stations.patrols"
    scenario = planner.load_scenario("without_us", [f"{key}.threshold=3"])
    assert _item(scenario, f"{key}.objective") == 3


def test_threshold_in_a_file_that_extends_raises_the_objective(write: Write) -> None:
    path = write("extends: guarantor\nname: b\nrequirements:\n  - {id: fighters, threshold: 50}\n")
    assert _item(planner.load_scenario(path), "requirements.fighters.objective") == 50


def test_objective_that_is_given_stays() -> None:
    sets = ["requirements.fighters.threshold=50", "requirements.fighters.objective=45"]
    assert "the objective 45 is below the threshold 50" in only("guarantor", *sets).problem
    text = {"id": "fighters", "threshold": 50, "objective": 45}
    issue = only({"extends": "guarantor", "name": "b", "requirements": [text]})
    assert "the objective 45 is below" in issue.problem


def test_threshold_that_is_no_number_is_told_once() -> None:
    assert "is no number" in only("guarantor", "requirements.fighters.threshold=many").problem


# --- another horizon


def _phases(source: Any, *sets: str) -> dict[str, int]:
    return {phase.id: phase.start for phase in planner.load_scenario(source, sets).phases}


STATED = {"entry": 0} | {f"slot_{n}": 6 * n - 3 for n in range(1, 7)}


@pytest.mark.parametrize(
    ("months", "phases"),
    [
        (34, STATED),
        (33, {name: start for name, start in STATED.items() if start < 33}),
        (20, {name: start for name, start in STATED.items() if start < 20}),
        (39, STATED),
        (48, STATED | {"slot_7": 39, "slot_8": 45}),
    ],
)
def test_phases_follow_the_horizon(months: int, phases: dict[str, int], write: Write) -> None:
    assert _phases("guarantor", f"horizon_months={months}") == phases
    path = write(f"extends: guarantor\nname: b\nhorizon_months: {months}\n")
    assert _phases(path) == phases
    done = CliRunner().invoke(app, ["check", "guarantor", "--set", f"horizon_months={months}"])
    assert done.exit_code == 0, done.output


def test_phases_of_a_plan_with_another_horizon() -> None:
    sets = ["horizon_months=42", "solve.whole_units=false", "objectives=[shortfall]"]
    plan = planner.solve("iiss_small", sets=sets)
    assert [(p.start_month, p.end_month) for p in plan.phases][-2:] == [(33, 39), (39, 42)]


def test_last_phase_keeps_a_length_of_its_own() -> None:
    phases = [{"id": "entry", "start": 0}, {"id": "steady", "start": 3}]
    assert _phases(tiny(phases=phases)) == {"entry": 0, "steady": 3}
    longer = _phases(tiny(phases=phases), "horizon_months=24")
    assert longer == {"entry": 0, "steady": 3, "steady_2": 12, "steady_3": 21}


def test_added_phases_have_names_of_their_own() -> None:
    phases = [{"id": "s3", "start": 0}, {"id": "s1", "start": 3}, {"id": "s2", "start": 6}]
    assert list(_phases(tiny(phases=phases), "horizon_months=24")) == ["s3", "s1", "s2", "s4", "s5"]


def test_horizon_there_and_back() -> None:
    assert _phases("guarantor", "horizon_months=24", "horizon_months=36") == STATED


def test_phases_that_the_extending_file_names_are_its_own(write: Write) -> None:
    text = "extends: guarantor\nname: b\nhorizon_months: 24\nphases:\n  - {id: late, start: %d}\n"
    assert "late" in _phases(write(text % 22))
    assert only(write(text % 30)).where == "case.yaml:5 phases.late.start"


@pytest.mark.parametrize("value", ["many", "0", "100000000000", "-3", "1.5", "", "[1]"])
def test_wrong_horizon_is_told(value: str) -> None:
    assert "horizon_months" in only("guarantor", f"horizon_months={value}").where
