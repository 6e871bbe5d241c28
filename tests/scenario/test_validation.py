"""Fields of a scenario: what each refuses, and what it says."""

from __future__ import annotations

import re

import pytest

import planner
from planner import InputError

from .inputs import YAML, Write, only, refused, tiny


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
        ("rules.handover_limit.shares", "[ground]", "table of names and values"),
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
        ("start_date", "2100-01", "pattern"),
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
        ("coalition.on=true", "did you mean 'only'"),
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
        ("rules.handover_limit={enabled: true, shares: {groud: 0.5}}", "ground"),
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
