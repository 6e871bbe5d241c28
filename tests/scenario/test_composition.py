"""The scenario loader: extends, and errors that name the file, the line and the way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import planner
from planner import InputError, Scenario
from planner.scenario.text_reader import read_file

from .inputs import YAML, Write, only, refused, tiny

# --- what is shipped, and how it is found


def test_shipped_scenarios() -> None:
    names = planner.scenario_names()
    assert names == sorted(names)
    assert {"guarantor", "tripwire", "air_shield"} <= set(names)


@pytest.mark.parametrize("name", planner.scenario_names())
def test_shipped_scenario_passes(name: str) -> None:
    scenario = planner.load_scenario(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.description
    for warning in planner.check_scenario(name):
        # before a deal nobody offers aircraft or batteries at the highest level: a finding
        assert warning.code != "nobody_can" or name == "pre_deal", warning


@pytest.mark.parametrize("name", planner.scenario_names())
def test_shipped_scenario_survives_a_round_trip(name: str) -> None:
    scenario = planner.load_scenario(name)
    assert planner.load_scenario(scenario.model_dump(mode="json")) == scenario
    assert planner.load_scenario(scenario) == scenario


def test_default_is_the_guarantor_force() -> None:
    assert planner.load_scenario().name == "guarantor"


def test_defaults_stand_beside_the_fields() -> None:
    scenario = planner.load_scenario(tiny())
    assert scenario.coalition.us_backstop is False
    assert scenario.rules.participation_floor.min_lot_months == 6
    assert scenario.solve.whole_units is True


def test_scenario_is_frozen() -> None:
    scenario = planner.load_scenario(tiny())
    with pytest.raises(ValueError, match="frozen"):
        scenario.horizon_months = 3  # type: ignore[misc]


def test_every_field_is_described() -> None:
    """A reader of the schema finds each input explained, at the field or at its part."""
    properties = Scenario.model_json_schema()["$defs"]["Coalition"]["properties"]
    assert all(field.get("description") for field in properties.values())


@pytest.mark.parametrize("name", ["guarantr", "Guarantor", ""])
def test_unknown_name(name: str) -> None:
    issue = only(name)
    assert "no scenario of that name" in issue.problem
    assert "guarantor" in issue.hint


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere.json", "no/where", "a\0b.yaml", "/tmp"])  # noqa: S108
def test_missing_file(name: str) -> None:
    issue = only(name)
    assert issue.where == str(Path(name))
    assert "no such scenario file" in issue.problem


def test_name_that_is_too_long_for_a_file() -> None:
    assert "no such scenario file" in only("a" * 300 + ".yaml").problem


# --- files of every sort


def test_yaml_file(write: Write) -> None:
    scenario = planner.load_scenario(write(YAML))
    assert [r.id for r in scenario.requirements] == ["one", "two", "three"]
    assert planner.load_scenario("case.yaml") == scenario
    assert planner.load_scenario(str(write(YAML, "sub/case.yml"))) == scenario


@pytest.mark.parametrize("indent", [None, 2])
def test_json_file(write: Write, indent: int | None) -> None:
    path = write(json.dumps(tiny(title="A/B é ü"), indent=indent), "case.json")
    scenario = planner.load_scenario(path)
    assert scenario == planner.load_scenario(tiny(title="A/B é ü"))


def test_json_file_with_an_escaped_emoji(write: Write) -> None:
    path = write(json.dumps(tiny(title="\N{BEETLE}\N{GRINNING FACE}")), "case.json")
    assert planner.load_scenario(path).title == "\N{BEETLE}\N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ('{"name": "a",\n "name": "b"}', "case.json:2", "'name' stands here twice"),
        ('{"phases": [{"id": "a"},\n {"id": "b",\n "id": "c"}]}', "case.json:3", "twice"),
        ('{"name": "a", "horizon_months": NaN}', "case.json", "NaN is no number"),
        ('{"name": "a",\n "title": &t x}', "case.json:2", "not valid JSON"),
        ('{"name": "a"', "case.json:1", "not valid JSON"),
        ('["name"]', "case.json", "not a table"),
        ("", "case.json", "empty"),
        ('{"horizon_months": ' + "9" * 5000 + "}", "case.json", "not valid JSON"),
        ('{"a": ' + "[" * 100_000, "case.json", "not valid JSON"),
        ('{"a": ' + "[" * 100 + "]" * 100 + "}", "case.json:1", "nested deeper than 20"),
    ],
)
def test_json_file_that_is_no_scenario(write: Write, text: str, where: str, problem: str) -> None:
    issue = only(write(text, "case.json"))
    assert issue.where == where
    assert problem in issue.problem


def test_json_file_keeps_the_lines(write: Write) -> None:
    source = tiny()
    source["requirements"][1]["threshold"] = -1
    source["coalition"]["include"] = ["FRA", "gbr"]
    text = json.dumps(source, indent=1)
    lines = [n for n, t in enumerate(text.splitlines(), 1) if '"gbr"' in t or ": -1" in t]
    assert [issue.where for issue in refused(write(text, "case.json"))] == [
        f"case.json:{lines[0]} coalition.include.1",
        f"case.json:{lines[1]} requirements.f.threshold",
    ]


@pytest.mark.parametrize("text", ["name: a\n\ttitle: b\n", "name: {a:\tb}\n", "{a,\n\tb: 1}"])
def test_tab_in_yaml(write: Write, text: str) -> None:
    """libyaml takes some tabs, PyYAML's own parser takes none: we take none."""
    issue = only(write(text))
    assert issue.where == f"case.yaml:{text[: text.index(chr(9))].count(chr(10)) + 1}"
    assert "a tab" in issue.problem


def test_json_file_indented_with_tabs(write: Write) -> None:
    assert planner.load_scenario(write(json.dumps(tiny(), indent="\t"), "case.json")).name == "tiny"


def test_byte_order_mark(write: Write) -> None:
    assert planner.load_scenario(write(b"\xef\xbb\xbf" + YAML.encode())).name == "tiny"


def test_windows_line_ends(write: Write) -> None:
    scenario = planner.load_scenario(write(YAML.replace("\n", "\r\n")))
    assert scenario == planner.load_scenario(write(YAML))


@pytest.mark.parametrize(
    ("content", "where", "problem"),
    [
        ("", "case.yaml", "empty"),
        ("# nothing but a comment\n", "case.yaml", "empty"),
        ("- a list\n", "case.yaml", "not a table"),
        ("words\n", "case.yaml", "not a table"),
        ("name: [a\n", "case.yaml:2", "not valid YAML"),
        ("name: a\n b: c: d\n", "case.yaml:2", "not valid YAML"),
        ("name: a\n---\nname: b\n", "case.yaml:2", "another document"),
        ("name: a\x01\n", "case.yaml", "not valid YAML"),
        (b"name: \xe9\n", "case.yaml", "cannot be read"),
        (YAML.encode("utf-16"), "case.yaml", "cannot be read"),
        ("name: a\nhorizon_months: 3\nname: b\n", "case.yaml:3", "'name' stands here twice"),
        (
            "coalition:\n  exclude: []\n  exclude: []\n",
            "case.yaml:3",
            "'exclude' stands here twice",
        ),
        ("name: a\ntitle: &t x\n", "case.yaml:2", "anchors and aliases"),
        ("? [a, b]\n: c\n", "case.yaml:1", "a plain name"),
        ("name: a\n<<: {title: b}\n", "case.yaml:2", "a plain name"),
        ("name: a\n'': b\n", "case.yaml:2", "a plain name"),
        ("name: !!python/object/apply:os.system ['echo']\n", "case.yaml:1", "is not allowed"),
        ("name: !!python/name:os.system ''\n", "case.yaml:1", "is not allowed"),
        ("name: a\ntitle: !own x\n", "case.yaml:2", "is not allowed"),
        ("name: a\nphases: !!set {a}\n", "case.yaml:2", "is not allowed"),
        ("name: !!binary aGk=\n", "case.yaml:1", "is not allowed"),
        ("name: a\nhorizon_months: !!int abc\n", "case.yaml:2", "is not allowed"),
        ("name: a\nhorizon_months: !!int 12\n", "case.yaml:2", "is not allowed"),
        ("name: a\nhorizon_months: ! 12\n", "case.yaml:2", "is not allowed"),
        ("name: a\n!!str title: b\n", "case.yaml:2", "a plain name"),
        ("name: a\n&t title: b\n", "case.yaml:2", "a plain name"),
        ("name: a\ntitle: *t\n", "case.yaml:2", "anchors and aliases"),
        ("horizon_months: " + "9" * 5000 + "\n", "case.yaml:1", "a number of 5000 digits"),
        ("name: a\0b\n", "case.yaml", "not valid YAML"),
    ],
)
def test_file_that_is_no_scenario(
    write: Write, content: str | bytes, where: str, problem: str
) -> None:
    issue = only(write(content))
    assert Path(issue.where).name == where
    assert problem in issue.problem


def test_a_file_that_cannot_be_read_says_what_to_give(write: Write, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="give a YAML or JSON file"):
        read_file(tmp_path)
    assert only(write(b"name: \xe9\n")).hint == "save it as UTF-8 text"


def test_tags_run_nothing(write: Write, tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    refused(write(f"name: !!python/object/apply:os.mkdir ['{proof}']\n"))
    assert not proof.exists()


def test_alias_bomb(write: Write) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "anchors and aliases" in only(write("\n".join(lines))).problem


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting(write: Write, opening: str) -> None:
    issue = only(write("name: " * (opening != "- ") + opening * 100_000))
    assert issue.where == "case.yaml:1"
    assert "nested deeper than 20" in issue.problem


def test_file_of_50_mb(write: Write) -> None:
    path = write(YAML)
    with path.open("r+b") as file:
        file.truncate(50_000_000)
    assert "larger than 1 MB" in only(path).problem


def test_mapping_nested_without_end() -> None:
    source = tiny()
    source["coalition"]["x"] = source
    assert "nested deeper" in only(source).problem


def test_loading_leaves_the_callers_mapping_alone() -> None:
    source = {"extends": "tripwire", "name": "mine"}
    planner.load_scenario(source)
    assert source == {"extends": "tripwire", "name": "mine"}


# --- extends


def test_extends_merges_tables_and_lists_by_id(write: Write) -> None:
    base = planner.load_scenario("guarantor")
    path = write(
        "extends: guarantor\n"
        "name: mine\n"
        "coalition: {min_nations: 3}\n"
        "locations:\n"
        "  - {id: standby_30, notice_days: 20}\n"
        "requirements:\n"
        "  - {id: fighters, threshold: 20}\n"
        "  - {id: heavy_north, remove: true}\n"
        "  - {id: extra, effect: airlift, location: theatre, threshold: 1}\n"
        "objectives: [shortfall]\n"
    )
    scenario = planner.load_scenario(path)
    assert scenario.name == "mine"
    assert scenario.title == base.title
    assert scenario.coalition == base.coalition.model_copy(update={"min_nations": 3})
    assert scenario.objectives == ("shortfall",)
    ids = [r.id for r in scenario.requirements]
    assert ids == [r.id for r in base.requirements if r.id != "heavy_north"] + ["extra"]
    fighters, before = (
        next(r for r in s.requirements if r.id == "fighters") for s in (scenario, base)
    )
    assert fighters == before.model_copy(update={"threshold": 20.0})
    places = {place.id: place for place in scenario.locations}
    assert len(places) == len(base.locations)
    assert (places["standby_30"].notice_days, places["standby_30"].transit_days) == (20, 5)


def test_extends_in_a_mapping() -> None:
    scenario = planner.load_scenario({"extends": "guarantor", "name": "mine"}, ["timing=pre_deal"])
    assert (scenario.name, scenario.timing) == ("mine", "pre_deal")


def test_what_a_mapping_says_is_not_put_down_to_the_file_that_it_extends() -> None:
    own = {"horizon_months": -1, "rules": {"deterrence": {"slopes": [2]}}}
    with pytest.raises(planner.InputError) as caught:
        planner.load_scenario({"extends": "guarantor", "name": "mine", **own})
    found = [issue.where for issue in caught.value.issues]
    assert found == ["horizon_months", "rules.deterrence.slopes.0"]


def test_extends_a_chain(write: Write) -> None:
    write(YAML, "a.yaml")
    write("extends: a.yaml\nname: b\nhorizon_months: 24\n", "b.yaml")
    path = write("extends: b.yaml\nname: c\ncoalition: {min_nations: 1}\n", "c.yaml")
    scenario = planner.load_scenario(path)
    assert (scenario.name, scenario.horizon_months, scenario.coalition.min_nations) == ("c", 24, 1)
    assert len(scenario.requirements) == 3


def test_extends_a_circle(write: Write) -> None:
    write("extends: b.yaml\nname: a\n", "a.yaml")
    path = write("extends: a.yaml\nname: b\n", "b.yaml")
    issue = only(path)
    assert issue.where.startswith("a.yaml:1")
    assert "circle: b -> a -> b" in issue.problem
    assert "circle" in only(write("extends: me.yaml\n", "me.yaml")).problem


def test_extends_a_long_chain(write: Write) -> None:
    write(YAML, "s0.yaml")
    for number in range(1, 30):
        path = write(f"extends: s{number - 1}.yaml\nname: s{number}\n", f"s{number}.yaml")
    assert "more than 10 scenarios" in only(path).problem


@pytest.mark.parametrize("base", ["guarantr", "nowhere.yaml"])
def test_extends_unknown(write: Write, base: str) -> None:
    issue = only(write(f"name: a\nextends: {base}\n"))
    assert "no s" in issue.problem
    assert issue.hint


@pytest.mark.parametrize("base", ["guarantr", "nowhere.yaml"])
def test_extends_unknown_has_its_line(write: Write, base: str) -> None:
    assert only(write(f"name: a\nextends: {base}\n")).where.startswith("case.yaml:2")


@pytest.mark.parametrize("base", ["[guarantor]", "3", "{a: b}"])
def test_extends_something_that_is_no_name(write: Write, base: str) -> None:
    issue = only(write(f"name: a\nextends: {base}\n"))
    assert issue.where == "case.yaml:2 extends"


def test_mapping_cannot_extend_a_file(write: Write) -> None:
    """What comes over HTTP reads no files of the server."""
    path = write(YAML)
    for base in ("case.yaml", str(path), "../case.yaml", "/etc/passwd"):
        issue = only({"extends": base, "name": "mine"})
        assert "no shipped scenario" in issue.problem


def test_error_in_an_extending_file_names_the_file_that_is_wrong(write: Write) -> None:
    write(YAML.replace("location: west", "location: wset", 1), "base.yaml")
    path = write("extends: base.yaml\nname: b\nrequirements:\n  - {id: one,\n     threshold: -1}\n")
    assert only(path).where == "case.yaml:5 requirements.one.threshold"
    path = write("extends: base.yaml\nname: b\n")
    assert only(path).where == "base.yaml:11 requirements.two.location"


def test_lines_after_a_removed_item(write: Write) -> None:
    write(YAML, "base.yaml")
    path = write(
        "extends: base.yaml\nname: b\nrequirements:\n"
        "  - {id: one, remove: true}\n"
        "  - {id: two,\n     threshold: -1}\n"
    )
    assert only(path).where == "case.yaml:6 requirements.two.threshold"


def test_remove_of_an_unknown_id(write: Write) -> None:
    path = write("extends: guarantor\nname: b\nrequirements:\n  - {id: hevy_north, remove: true}\n")
    assert "heavy_north" in only(path).hint


def test_id_that_stands_twice_in_the_extending_file(write: Write) -> None:
    path = write(
        "extends: guarantor\nname: b\nrequirements:\n"
        "  - {id: aew, threshold: 3}\n  - {id: aew, threshold: 4}\n"
    )
    assert "twice" in only(path).problem


def test_id_that_stands_twice_in_the_base(write: Write) -> None:
    write(YAML.replace("id: three", "id: one"), "base.yaml")
    path = write("extends: base.yaml\nname: b\nrequirements: [{id: two, weight: 2}]\n")
    issue = only(path)
    assert issue.where.startswith("base.yaml:14")
    assert "'one' stands here twice" in issue.problem


def test_remove_where_nothing_is_extended(write: Write) -> None:
    text = YAML.replace("id: three,", "id: three, remove: true,")
    assert "unknown field 'remove'" in only(write(text)).problem


def test_extends_a_file_beside_it(write: Write) -> None:
    write(YAML, "sub/base.yaml")
    path = write("extends: base.yaml\nname: b\n", "sub/case.yaml")
    assert planner.load_scenario(path).name == "b"


def test_own_file_of_the_same_name_may_extend_a_shipped_one(write: Write) -> None:
    path = write("extends: guarantor\nname: mine\n", "guarantor.yaml")
    assert planner.load_scenario(path).name == "mine"
