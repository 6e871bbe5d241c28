"""What makes no sense together in a scenario, or beside the data."""

from __future__ import annotations

import pytest

import planner
from planner.reference.dataset import Dataset

from .inputs import YAML, Write, only, refused, tiny, warned


@pytest.mark.parametrize(
    ("sets", "where", "said"),
    [
        (["requirements.g.objective=0.5"], "requirements.g.objective", "below the threshold"),
        (["requirements.g.effect=fighters"], "requirements.g.location", "not kept in a sector"),
        (["requirements.g.to_month=3"], "requirements.g.from_month", "not before month 3"),
        (["requirements.g.from_month=12"], "requirements.g.from_month", "not before month 12"),
        (["requirements.g.to_month=40"], "requirements.g.to_month", "past the horizon"),
        (["coalition.exclude=[FRA]"], "coalition.exclude", "FRA is included as well"),
        (["coalition.only=[FRA]"], "coalition.only", "coalition.include has no effect beside it"),
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
        (["coalition.min_nations=40"], "coalition.min_nations", "only 1 nations could contribute"),
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


def test_everybody_excluded(shipped: Dataset) -> None:
    source = tiny(coalition={"min_stance": 3, "exclude": shipped.nations})
    assert "no nation takes part" in str(refused(source))


def test_contradiction_in_a_file_has_its_line(write: Write) -> None:
    path = write(YAML.replace("threshold: 1\n", "threshold: 1\n    objective: 0\n", 1))
    assert only(path).where == "case.yaml:14 requirements.two.objective"


LEFT = ["nobody_can", "later_figures"]
"""of the small scenario: by December 2024 nobody had offered aircraft at the highest level"""


def test_min_nations_that_can_just_be_met_passes() -> None:
    warnings = warned(tiny(), "coalition.min_nations=1")
    assert [warning.code for warning in warnings] == LEFT


HALVES = [{"id": "a", "start": 0}, {"id": "b", "start": 4}, {"id": "c", "start": 8}]
"""slots of one French tour"""
PLEDGE = "rules.pledge_floor.pledges=[{nation: FRA, unit_type: battlegroup_heavy, lots: %d%s}]"


def test_pledge_above_its_pool_names_both_rules() -> None:
    issue = only(tiny(), PLEDGE % (99, ", from_month: 6"))
    assert "pledge_floor and pool_limit contradict" in issue.problem
    assert "its pool has 3" in issue.problem
    assert "overrides.pools" in issue.hint


def test_pledge_within_its_pool_passes() -> None:
    for kept in ((1, ", from_month: 8"), (0, "")):
        found = warned(tiny(phases=HALVES), PLEDGE % kept)
        assert [warning.code for warning in found] == LEFT


def test_rules_of_command_that_are_off_are_warnings() -> None:
    """Where ground forces are asked for in place; a reserve at notice is no such thing."""
    codes = [warning.code for warning in planner.check_scenario(tiny())]
    assert codes == ["lead_open", "formation_open", *LEFT]
    switches = ("rules.lead_floor.enabled=true", "rules.framework_floor.enabled=true")
    on = (*switches, "coalition.lead_nations=[FRA]")
    assert [w.code for w in planner.check_scenario(tiny(), sets=on)] == LEFT
    absent = (*on, "rules.lead_floor.lead_battlegroups=0")
    assert "lead_open" in [w.code for w in planner.check_scenario(tiny(), sets=absent)]
    source = tiny()
    source["requirements"][0]["within_days"] = 20
    assert "lead_open" not in [warning.code for warning in planner.check_scenario(source)]


SIZES = [("core", 3, "core_battlegroups must not"), ("most", 2, "most_battlegroups must be at")]


@pytest.mark.parametrize(("name", "value", "text"), SIZES)
def test_brigades_of_sizes_that_leave_a_gap(name: str, value: int, text: str) -> None:
    """Two make a brigade: a core of three never fits, and three would be in none of two."""
    assert text in only(tiny(), f"rules.framework_floor.{name}_battlegroups={value}").problem


def test_pledge_longer_than_a_tour() -> None:
    one = "overrides.pools=[{nation: FRA, unit_type: battlegroup_heavy, lots: 1}]"
    issue = only(tiny(), one, PLEDGE % (1, ", from_month: 6"))
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


def test_requirement_that_nobody_can_meet_is_a_warning(shipped: Dataset) -> None:
    source = tiny()
    others = [nation for nation in shipped.nations if nation != "LUX"]
    source["coalition"] |= {"include": ["LUX"], "exclude": others}
    found = {warning.code: warning.message for warning in planner.check_scenario(source)}
    assert "that it may give here" in found["nobody_can"]  # it may have some, and not offer them


def test_what_nobody_can_meet_is_named_by_a_path_that_can_be_set() -> None:
    few = ["coalition.only=[LUX,FRA]", "coalition.min_nations=1", "rules.lead_floor.enabled=false"]
    found = planner.check_scenario("air_shield", sets=few)
    where = {warning.where for warning in found if warning.code == "nobody_can"}
    assert "rules.air_defence_floor.areas.capital" in where
    planner.load_scenario("air_shield", sets=[f"{place}.weight=2" for place in where])


def test_overrides_are_counted_in_a_warning() -> None:
    warnings = planner.check_scenario(tiny(), sets=["overrides.factors.tour_length_FRA=6"])
    (warning,) = (warning for warning in warnings if warning.code == "overrides")
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


def test_only_the_nations_that_are_named_take_part() -> None:
    """Whatever their stance, and with no caveat for it: Poland's is 1."""
    scenario = planner.load_scenario("guarantor")
    chosen = scenario.coalition.model_copy(
        update={"include": (), "exclude": (), "only": ("GBR", "POL"), "min_nations": 0}
    )
    rules = {"min_stance": 3}
    only = scenario.model_copy(update={"coalition": chosen.model_copy(update=rules)})
    plan = planner.solve(only, sets=["solve.whole_units=false", "rules.lead_floor.enabled=false"])
    assert {row.nation for row in plan.nations} == {"GBR", "POL"}
    assert not any("stance" in refusal.reason for refusal in plan.refusals)
