"""The scenario loader: extends, --set, and errors that name the file, the line and the way out."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import InputError, Issue, Scenario

TINY: dict[str, Any] = {
    "name": "tiny",
    "horizon_months": 12,
    "coalition": {"include": ["FRA", "GBR"], "min_stance": 3, "lead_nations": ["FRA"]},
    "locations": [{"id": "east", "kind": "theatre"}, {"id": "hub", "kind": "theatre_wide"}],
    "requirements": [
        {"id": "g", "effect": "ground", "location": "east", "from_month": 6, "threshold": 1},
        {"id": "f", "effect": "fighters", "location": "hub", "from_month": 6, "threshold": 4},
    ],
    "rules": {
        "support_floor": {"enabled": False},
        "headquarters_floor": {"enabled": False},
        "lead_floor": {"enabled": False},
    },
    "objectives": ["shortfall", "cost"],
}
YAML = """\
name: tiny
horizon_months: 12
coalition: {include: [FRA, GBR], min_stance: 3, lead_nations: [FRA]}
locations:
  - {id: east, kind: theatre}
  - {id: west, kind: theatre}
requirements:
  - {id: one, effect: ground, location: east, from_month: 6, threshold: 1}
  - id: two
    effect: ground
    location: west
    from_month: 6
    threshold: 1
  - {id: three, effect: ground, location: west, from_month: 8, threshold: 1}
rules:
  support_floor: {enabled: false}
  headquarters_floor: {enabled: false}
"""
Write = Callable[..., Path]


def tiny(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(TINY) | changes


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file into a new folder, which is the current one."""
    monkeypatch.chdir(tmp_path)

    def write_file(content: str | bytes, name: str = "case.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


def refused(source: Any, sets: Iterable[str] = ()) -> list[Issue]:
    """The issues of a scenario that does not pass."""
    with pytest.raises(InputError) as caught:
        planner.check_scenario(source, sets=sets)
    return list(caught.value.issues)


def only(source: Any, *sets: str) -> Issue:
    """The one issue of a scenario."""
    (issue,) = refused(source, sets)
    return issue


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
        assert warning.code not in {"nobody_can"}, warning


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


# --- fields


def test_several_errors_at_once_with_lines(write: Write) -> None:
    path = write(
        "name: 3 words here\n"
        "horizon_months: 0\n"
        "coalition:\n"
        "  min_stanc: 2\n"
        "locations:\n"
        "  - {id: east, kind: theatre}\n"
        "requirements:\n"
        "  - id: g\n"
        "    effect: ground\n"
        "    location: east\n"
        "    threshold: -1\n"
        "  - {id: h, effect: ground, location: east}\n"
        "  - {id: i, effect: ground, location: east, threshold: 1}\n"
    )
    issues = refused(path)
    assert {issue.where for issue in issues} == {
        "case.yaml:1 name",
        "case.yaml:2 horizon_months",
        "case.yaml:4 coalition.min_stanc",
        "case.yaml:11 requirements.g.threshold",
        "case.yaml:12 requirements.h.threshold",
    }
    with pytest.raises(InputError) as caught:
        planner.load_scenario(path)
    assert str(caught.value).count("\n") == len(issues) - 1


def test_several_cross_checks_at_once_with_lines(write: Write) -> None:
    text = YAML.replace("effect: ground\n", "effect: grund\n").replace("east, from", "eest, from")
    text = text.replace("GBR]", "GRB]").replace("[FRA], ", "")
    text += "overrides:\n  factors: {tour_length_FRN: 6}\n"
    wheres = {issue.where for issue in refused(write(text))}
    assert wheres >= {
        "case.yaml:3 coalition.include.1",
        "case.yaml:8 requirements.one.location",
        "case.yaml:10 requirements.two.effect",
        "case.yaml:19 overrides.factors.tour_length_FRN",
    }


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("horizon_months", "0", "greater than or equal to 1"),
        ("horizon_months", "-12", "greater than or equal to 1"),
        ("horizon_months", "600", "less than or equal to 120"),
        ("horizon_months", "12.5", "12.5 is no whole number"),
        ("horizon_months", "a year", "'a year' is no number"),
        ("horizon_months", "'12'", "'12' is no number"),
        ("horizon_months", "٣", "'٣' is no number"),
        ("horizon_months", "true", "True is no number"),
        ("horizon_months", "[12]", "[12] is no number"),
        ("horizon_months", "", "None is no number"),
        ("horizon_months", "99999999999999999999", "less than or equal to 120"),
        ("coalition.include", "[" + "FRA, " * 200 + "]", "200 items, more than 100"),
        ("requirements.g.threshold", "-1", "greater than or equal to 0"),
        ("requirements.g.threshold", "NaN", "'NaN' is no number"),
        ("requirements.g.threshold", "1e308", "less than or equal to 100000"),
        ("requirements.g.threshold", "1.0e+308", "less than or equal to 100000"),
        ("requirements.g.threshold", "1.0e-9", "is less than 0.001 and more than 0"),
        ("requirements.g.threshold", "1.2345", "has more than three decimals"),
        ("requirements.g.threshold", "{a: 1}", "number"),
        ("requirements.g.threshold", "many", "'many' is no number"),
        ("requirements.g.threshold", "true", "True is no number"),
        ("requirements.g.weight", "0", "greater than or equal to 0.001"),
        ("requirements.g.weight", "1.0e-7", "greater than or equal to 0.001"),
        ("requirements.g.weight", "1.0005", "has more than three decimals"),
        ("requirements.g.weight", "false", "False is no number"),
        ("requirements.g.from_month", "-1", "greater than or equal to 0"),
        ("requirements.g.within_days", "-5", "greater than or equal to 0"),
        ("coalition", "[FRA]", "table of fields"),
        ("coalition.include", "FRA", "a list"),
        ("coalition.include", "{FRA: 1}", "a list"),
        ("coalition.include", "[1]", "1 is no text"),
        ("coalition.us_backstop", "maybe", "'maybe' is neither true nor false"),
        ("coalition.us_backstop", "'true'", "'true' is neither true nor false"),
        ("coalition.us_backstop", "1", "1 is neither true nor false"),
        ("coalition.min_stance", "4", "less than or equal to 3"),
        ("locations", "[]", "at least 1"),
        ("requirements", "[]", "at least 1"),
        ("objectives", "[]", "at least 1"),
        ("reference_date", "2024-13", "pattern"),
        ("name", "'; rm -rf /'", "pattern"),
        ("name", "", "None is no text"),
        ("solve.mip_gap_share", "1.5", "less than or equal to 1"),
        ("solve.time_limit_s", "0", "greater than 0"),
        ("overrides.factors.tour_length_FRA", "-1", "greater than or equal to 0"),
        ("overrides.factors.tour_length_FRA", "true", "True is no number"),
    ],
)
def test_wrong_value(field: str, text: str, said: str) -> None:
    source = tiny(overrides={"factors": {}})
    issue = only(source, f"{field}={text}")
    assert issue.where.startswith(f"--set {field}={text}"[:60])
    assert issue.where.partition(" ")[2].count(field) == 2
    assert said in issue.problem
    assert issue.hint


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (".inf", ".inf is no number"),
        ("-.INF", "-.INF is no number"),
        (".nan", ".nan is no number"),
        ("1.0e+999", "1.0e+999 is too large"),
        ("010", "010 is 10 or 8"),
        ("yes", "yes is a boolean in old YAML"),
        ("1:30", "1:30 is a number in some versions"),
    ],
)
@pytest.mark.parametrize("field", ["horizon_months", "overrides.factors.tour_length_FRA"])
def test_set_of_what_is_no_plain_value(field: str, text: str, problem: str) -> None:
    issue = only(tiny(), f"{field}={text}")
    assert issue.where == f"--set {field}={text}"
    assert problem in issue.problem
    assert issue.hint


def test_set_reads_one_value_and_nothing_else() -> None:
    """A line break in a value begins no other field."""
    assert "no text" in only(tiny(), "title=a: 1\nhorizon_months: 3").problem
    assert planner.load_scenario(tiny(), ["title=x.json"]).title == "x.json"


@pytest.mark.parametrize(
    ("set_", "hint"),
    [
        ("coalition.include=[France]", "did you mean 'FRA'?"),
        ("coalition.include=[fra]", "did you mean 'FRA'?"),
        ("coalition.exclude=[FR]", "did you mean 'FRA'?"),
        ("coalition.exclude=['NO']", "did you mean 'NOR'?"),
        ("coalition.exclude=[NO]", "write false, NOR for Norway, or 'NO' in quotes"),
        ("coalition.lead_nations=[GER]", "did you mean 'DEU'?"),
        ("coalition.include=[Atlantis]", "write the three letters of ISO 3166, as FRA"),
        ("rules.personnel_limit.ceilings={UK: 100}", "did you mean 'GBR'?"),
        ("rules.personnel_limit.ceilings={NO: 100}", "did you mean 'NOR'?"),
        ("start_date=2025", "write 2025-01"),
        ("start_date=2025-03-01", "write 2025-03"),
        ("reference_date=Dec 2024", "write 2024-12"),
        ("requirements.g.threshold='4'", "write 4 without quotes"),
        ("coalition.us_backstop='true'", "write true without quotes"),
        ("coalition.us_backstop=1", "write true or false"),
        ("requirements.g.threshold=many", "write a number"),
        ("title=2024", "write it in quotes"),
        ("requirements.g.id=my id", "letters, digits and _, a letter first"),
        ("rules.support_floor={on: false}", "it is now called 'enabled'"),
        ("rules.support_floor.on=false", "it is now called 'enabled'"),
        ("coalition.on=true", "allowed: "),
    ],
)
def test_hint_says_what_to_write(set_: str, hint: str) -> None:
    assert any(issue.hint.startswith(hint) for issue in refused(tiny(), [set_]))


def test_key_on_in_a_file(write: Write) -> None:
    """YAML 1.1 reads the key ``on`` as true."""
    issue = only(write(YAML.replace("support_floor: {enabled:", "support_floor: {on:")))
    assert issue.where == "case.yaml:16 rules.support_floor.on"
    assert issue.hint == "it is now called 'enabled'"


@pytest.mark.parametrize("key", ["on", True])
def test_key_on_in_a_mapping(key: object) -> None:
    source = tiny()
    source["rules"]["support_floor"] = {key: False}
    issue = only(source)
    assert issue.where == "rules.support_floor.on"
    assert issue.hint == "it is now called 'enabled'"


def test_half_a_character() -> None:
    """A lone surrogate can be written in YAML, but is no text."""
    assert only(tiny(), 'title="\\ud800"').where.startswith("--set title=")


def test_pattern_of_a_nation_is_shown_as_it_is() -> None:
    assert "[A-Z]{3}" in only(tiny(), "coalition.include=[fra]").problem


def test_set_that_is_not_utf_8() -> None:
    assert "not valid YAML" in only(tiny(), "title=\ud800").problem


@pytest.mark.parametrize(
    ("set_", "near"),
    [
        ("coalition.us_backstp=true", "us_backstop"),
        ("horizon_month=12", "horizon_months"),
        ("rules.support_flor.enabled=false", "support_floor"),
        ("requirements.g.treshold=2", "threshold"),
        ("locations.east.knd=theatre", "kind"),
        ("solve.solvr=highs", "solver"),
        ("solve.solver=hihgs", "highs"),
        ("timing=postdeal", "post_deal"),
        ("locations.east.kind=teatre", "theatre"),
        ("objectives=[shortfal]", "shortfall"),
        ("rules.burden.key=gpd", "gdp"),
        ("requirements.g.effect=grund", "ground"),
        ("requirements.g.location=eest", "east"),
        ("coalition.lead_nations=[FAR]", "FRA"),
        ("coalition.reuse_eastern_flank=[FRE]", "FRA"),
        ("coalition.exclude=[PLO]", "POL"),
        ("rules.personnel_limit.ceilings={DEV: 100}", "DEU"),
        ("rules.us_enabler_limit.max_lots={tankr: 1}", "tanker"),
        ("rules.share_limit={enabled: true, max_share: {groud: 0.5}}", "ground"),
        ("overrides.factors={tour_lenght_FRA: 6}", "tour_length_FRA"),
        ("overrides.facts=[{nation: FRA, item: brigade_hevy, value: 1}]", "brigade_heavy"),
        (
            "overrides.pools=[{nation: FRA, unit_type: battelgroup_heavy, lots: 1}]",
            "battlegroup_heavy",
        ),
        ("overrides.pools=[{nation: FRR, unit_type: battlegroup_heavy, lots: 1}]", "FRA"),
        ("overrides.tours=[{unit_type: tankr, tour_months: 4, dwell_months: 8}]", "tanker"),
        ("overrides.caveats=[{nation: FRA, location: eat, reason: x}]", "east"),
        (
            "rules.pledge_floor.pledges=[{nation: FRA, unit_type: battlegroup_hvy, lots: 1}]",
            "battlegroup_heavy",
        ),
    ],
)
def test_near_miss_is_suggested(set_: str, near: str) -> None:
    issues = refused(tiny(), [set_])
    assert any(re.search(rf"\b{near}\b", issue.hint) for issue in issues), issues
    assert all(issue.where.startswith("--set ") for issue in issues)


def test_what_is_allowed_is_listed_when_nothing_is_near() -> None:
    assert only(tiny(), "requirements.g.location=xyzzy").hint == "allowed: east, hub"
    assert only(tiny(), "solve.solver=xyzzy").hint == "allowed: highs, cbc"


@pytest.mark.parametrize("field", ["locations", "requirements"])
def test_only_item_that_is_wrong_is_one_problem(field: str) -> None:
    source = tiny()
    source[field] = [{**source[field][0], "colour": "red"}]
    assert len(refused(source)) == 1


def test_mapping_with_a_key_that_is_no_text() -> None:
    assert "string" in only(tiny() | {1: 2}).problem


def test_missing_fields() -> None:
    problems = {issue.where: issue.problem for issue in refused({"name": "a"})}
    assert problems == dict.fromkeys(("locations", "requirements"), "this field is missing")


# --- what makes no sense together


@pytest.mark.parametrize(
    ("sets", "where", "said"),
    [
        (["requirements.g.objective=0.5"], "requirements.g.objective", "below the threshold"),
        (["requirements.g.effect=fighters"], "requirements.g.location", "not kept in a sector"),
        (["requirements.g.to_month=3"], "requirements.g.from_month", "not before month 3"),
        (["requirements.g.from_month=12"], "requirements.g.from_month", "not before month 12"),
        (["requirements.g.to_month=40"], "requirements.g.to_month", "past the horizon"),
        (["coalition.exclude=[FRA]"], "coalition.exclude", "FRA is included as well"),
        (["coalition.include=[UKR]"], "coalition.include", "is the host"),
        (["coalition.include=[FRA, USA]"], "coalition.include", "does not join"),
        (["coalition.include=[FRA, XNA]"], "coalition.include", "pooled fleet"),
        (["objectives=[cost, cost]"], "objectives.1", "stands here twice"),
        (["phases=[{id: a, start: 3}]"], "phases.a.start", "first phase starts at 3"),
        (["phases=[{id: a, start: 0}, {id: b, start: 0}]"], "phases.b.start", "is not after 0"),
        (["phases=[{id: a, start: 0}, {id: b, start: 12}]"], "phases.b.start", "past the horizon"),
        (["phases=[{id: a, start: 0}, {id: a, start: 6}]"], "phases.a.id", "stands here twice"),
        (["locations.east.notice_days=5"], "locations.east", "is theatre"),
        (
            ["locations.hub.kind=standby", "locations.east.kind=standby"],
            "locations",
            "no location is",
        ),
        (["coalition.min_nations=3"], "coalition.min_nations", "rule coalition_floor: 3 members"),
        (["coalition.min_nations=40"], "coalition.min_nations", "only 2 nations could contribute"),
        (
            ["rules.lead_floor.enabled=true", "coalition.lead_nations=[DEU]"],
            "coalition.lead_nations",
            "rule lead_floor",
        ),
    ],
)
def test_contradiction(sets: list[str], where: str, said: str) -> None:
    issue = only(tiny(), *sets)
    assert issue.where.endswith(where)
    assert said in issue.problem
    assert issue.hint


def test_everybody_excluded() -> None:
    source = tiny(coalition={"min_stance": 3, "exclude": planner.load_dataset().nations})
    assert "no nation takes part" in str(refused(source))


def test_contradiction_in_a_file_has_its_line(write: Write) -> None:
    path = write(YAML.replace("threshold: 1\n", "threshold: 1\n    objective: 0\n", 1))
    assert only(path).where == "case.yaml:14 requirements.two.objective"


def test_min_nations_that_can_just_be_met_passes() -> None:
    warnings = planner.check_scenario(tiny(), sets=["coalition.min_nations=2"])
    assert [warning.code for warning in warnings] == ["tour_in_slot"]


HALVES = [{"id": "a", "start": 0}, {"id": "b", "start": 4}, {"id": "c", "start": 8}]
"""slots of one French tour"""
PLEDGE = "rules.pledge_floor.pledges=[{nation: FRA, unit_type: battlegroup_heavy, lots: %d%s}]"


def test_pledge_above_its_pool_names_both_rules() -> None:
    issue = only(tiny(), PLEDGE % (99, ", from_month: 6"))
    assert "pledge_floor and pool_limit contradict" in issue.problem
    assert "its pool has 1" in issue.problem
    assert "overrides.pools" in issue.hint


def test_pledge_within_its_pool_passes() -> None:
    for kept in ((1, ", from_month: 8"), (0, "")):
        warnings = planner.check_scenario(tiny(phases=HALVES), sets=[PLEDGE % kept])
        assert warnings == []


def test_pledge_longer_than_a_tour() -> None:
    issue = only(tiny(), PLEDGE % (1, ", from_month: 6"))
    assert issue.problem == (
        "rule pledge_floor: FRA pledges 1 battlegroup_heavy, but 1 lot with a tour of 4 months "
        "cannot fill slot_2 (months 6–11), which takes 2"
    )


def test_pledge_before_anything_can_be_there() -> None:
    issue = only(tiny(), PLEDGE % (1, ", from_month: 0"))
    assert "cannot be there before month 2" in issue.problem
    assert "preparation_days" in issue.hint


def test_pledge_past_the_horizon() -> None:
    assert "past the horizon" in str(refused(tiny(), [PLEDGE % (1, ", from_month: 12")]))


def test_pledge_that_ends_before_it_begins() -> None:
    issue = only(tiny(), PLEDGE % (1, ", from_month: 8, to_month: 6"))
    assert "to_month" in issue.where


def test_pledge_of_a_nation_that_stays_away_says_so() -> None:
    pledge = PLEDGE.replace("FRA", "DEU").replace("battlegroup_heavy", "fighter_4g")
    assert "coalition" in only(tiny(), pledge % (1, ", from_month: 6")).problem


def test_requirement_that_nobody_can_meet_is_a_warning() -> None:
    source = tiny()
    others = [nation for nation in planner.load_dataset().nations if nation != "LUX"]
    source["coalition"] |= {"include": ["LUX"], "exclude": others}
    assert "nobody_can" in {warning.code for warning in planner.check_scenario(source)}


def test_overrides_are_counted_in_a_warning() -> None:
    (warning,) = planner.check_scenario(tiny(), sets=["overrides.factors.tour_length_FRA=6"])
    assert warning.code == "overrides"
    assert "1 figures" in warning.message or "1 figure " in warning.message


@pytest.mark.parametrize(
    ("set_", "where"),
    [
        (
            "overrides.facts=[{nation: FRA, item: home_defence_fraction, value: 1.5}]",
            "overrides.facts.0.value",
        ),
        ("overrides.facts=[{nation: FRA, item: stance, value: 4}]", "overrides.facts.0.value"),
        (
            "overrides.factors.mission_capable_large_aircraft=1.2",
            "overrides.factors.mission_capable_large_aircraft",
        ),
    ],
)
def test_override_beyond_what_its_unit_allows(set_: str, where: str) -> None:
    issue = only(tiny(), set_)
    assert issue.where.endswith(where)
    assert "is more than" in issue.problem


def test_unknown_nation_is_one_problem() -> None:
    assert "GRB" in only(tiny(), "coalition.include=[FRA, GBR, GRB]").problem


# --- --set


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


def test_loading_leaves_the_callers_mapping_alone() -> None:
    source = {"extends": "tripwire", "name": "mine"}
    planner.load_scenario(source)
    assert source == {"extends": "tripwire", "name": "mine"}


def test_set_of_one_field_is_not_blamed_for_another() -> None:
    source = tiny()
    source["requirements"][1]["threshold"] = -1
    assert only(source, "requirements.g.weight=2").where == "requirements.f.threshold"


def test_mapping_nested_without_end() -> None:
    source = tiny()
    source["coalition"]["x"] = source
    assert "nested deeper" in only(source).problem


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
