"""Packages and procurement options: every wrong cell is found, and the shipped rows make sense."""

from __future__ import annotations

from dataclasses import replace

import pytest

import planner
from planner.reference.dataset import Dataset
from planner.reference.figure import SourcedValue
from planner.reference.identifiers import PROCURED_OWNERS

from .data_folder import DataFolder

ORBIT = "factor:aew_deployed_for_one_24_7_orbit"

# package or option, column, text, what is said about it
WRONG_CELLS = [
    ("packages", "aew_orbit", "rule", "air-cover", "rule is 'air-cover'"),
    ("packages", "aew_orbit", "needs", "", "needs is empty"),
    ("packages", "aew_orbit", "needs", " ; ", "needs is empty"),
    ("packages", "aew_orbit", "needs", "aew", "needs has 'aew'"),
    ("packages", "aew_orbit", "needs", "aew=", "needs has 'aew='"),
    ("packages", "aew_orbit", "needs", "aew=0", "needs has 'aew=0'"),
    ("packages", "aew_orbit", "needs", "aew=-1", "needs has 'aew=-1'"),
    ("packages", "aew_orbit", "needs", "aew=nan", "needs has 'aew=nan'"),
    ("packages", "aew_orbit", "needs", "aew=three", "needs has 'aew=three'"),
    ("packages", "aew_orbit", "needs", f"aew=0*{ORBIT}", "needs has 'aew=0*"),
    ("packages", "aew_orbit", "needs", f"aew=x*{ORBIT}", "needs has 'aew=x*"),
    ("packages", "aew_orbit", "needs", "aew=2*3", "needs has 'aew=2*3'"),
    ("packages", "aew_orbit", "needs", f"aew={ORBIT}*2", "needs has 'aew=factor"),
    ("packages", "aew_orbit", "needs", "aew=1;aew=2", "needs has 'aew' twice"),
    ("packages", "aew_orbit", "needs", "aews=1", "names 'aews', which no unit type has"),
    ("packages", "aew_orbit", "needs", "aew=factor:typo", "cites factor:typo"),
    ("packages", "aew_orbit", "needs", "aew=factor:tour_length_UKR", "which is 0"),
    ("packages", "aew_orbit", "needs_basis", "", "needs_basis is empty"),
    ("packages", "aew_orbit", "needs_basis", "a guess", "needs_basis cites a guess"),
    ("packages", "aew_orbit", "needs_basis", "factor:typo", "needs_basis cites factor:typo"),
    ("packages", "aew_orbit", "needs_basis", "assumption: ", "needs_basis cites assumption:"),
    ("procurement", "essi_iris_t", "coalition", "", "coalition is empty"),
    ("procurement", "essi_iris_t", "coalition", "ESI", "coalition is 'ESI', nearly a known one"),
    ("procurement", "essi_iris_t", "coalition", "essi", "coalition is 'essi', nearly"),
    ("procurement", "essi_iris_t", "coalition", "ELSA", "owner XES is not that of ELSA"),
    ("procurement", "essi_iris_t", "coalition", "SKY", "owner XES is not that of SKY"),
    ("procurement", "essi_iris_t", "owner", "XEL", "owner XEL is not that of ESSI"),
    ("procurement", "essi_iris_t", "owner", "FRA", "owner is 'FRA'"),
    ("procurement", "essi_iris_t", "owner", "", "owner is empty"),
    ("procurement", "essi_iris_t", "member_item", "essi_membre", "'essi_membre' is not there"),
    ("procurement", "essi_iris_t", "member_item", "gdp_2024", "'gdp_2024' is no flag"),
    ("procurement", "essi_iris_t", "unit_type", "gbad_medum", "'gbad_medum' is not there"),
    ("procurement", "essi_iris_t", "unit_type", "", "unit_type is empty"),
    ("procurement", "essi_iris_t", "price_eur_m", "0", "price_eur_m is 0"),
    ("procurement", "essi_iris_t", "price_eur_m", "-3", "price_eur_m is -3"),
    ("procurement", "essi_iris_t", "price_eur_m", "dear", "price_eur_m is 'dear'"),
    ("procurement", "essi_iris_t", "lead_months", "-1", "lead_months is negative"),
    ("procurement", "essi_iris_t", "lead_months", "2.5", "lead_months is '2.5'"),
    ("procurement", "essi_iris_t", "max_lots", "0", "max_lots is 0"),
    ("procurement", "essi_iris_t", "max_lots", "1.5", "max_lots is '1.5'"),
    ("procurement", "essi_iris_t", "confidence", "sure", "confidence is 'sure'"),
    ("procurement", "essi_iris_t", "source_title", "", "estimated, but no source_title"),
    ("procurement", "essi_iris_t", "source_url", "", "estimated, but no source_url"),
]


@pytest.mark.parametrize(("table", "name", "column", "text", "said"), WRONG_CELLS)
def test_wrong_cell(
    folder: DataFolder, table: str, name: str, column: str, text: str, said: str
) -> None:
    line = folder.line(table, name)
    folder.change(table, line, **{column: text})
    (issue,) = folder.issues()
    assert issue.where == f"{table}.csv:{line}"
    assert said in issue.problem
    assert issue.hint


@pytest.mark.parametrize(
    ("table", "name", "column", "text", "near"),
    [
        ("packages", "air_alert", "needs", "fighter=4", "fighters"),
        (
            "packages",
            "aew_orbit",
            "needs",
            "aew=factor:aew_deployed_for_24_7_orbit",
            "aew_deployed_for_one_24_7_orbit",
        ),
        ("procurement", "elsa_missile", "coalition", "ELSSA", "ELSA"),
        ("procurement", "elsa_missile", "member_item", "elsa_membr", "elsa_member"),
        ("procurement", "elsa_missile", "unit_type", "long_strike", "long_range_strike"),
    ],
)
def test_near_misses_name_what_was_meant(
    folder: DataFolder, table: str, name: str, column: str, text: str, near: str
) -> None:
    folder.change(table, folder.line(table, name), **{column: text})
    (issue,) = folder.issues()
    assert issue.hint == f"did you mean {near!r}?"


def test_assumption_says_why(folder: DataFolder) -> None:
    line = folder.line("procurement", "joint_male")
    folder.change("procurement", line, confidence="assumption", source_title="", source_url="")
    assert planner.load_dataset(folder.path).procurement["joint_male"].confidence == "assumption"
    folder.change("procurement", line, note="")
    (issue,) = folder.issues()
    assert "assumption, but no note" in issue.problem


@pytest.mark.parametrize("table", ["packages", "procurement"])
def test_tables_are_required(folder: DataFolder, table: str) -> None:
    folder.table(table).unlink()
    (issue,) = folder.issues()
    assert f"{table}.csv" in issue.where
    assert "missing" in issue.problem


def test_a_wrong_unit_type_is_said_once(folder: DataFolder) -> None:
    """What cannot be read is not searched: packages are not blamed for it."""
    line = folder.line("unit_types", "aew")
    folder.change("unit_types", line, effects="aew=none")
    assert [issue.where for issue in folder.issues()] == [f"unit_types.csv:{line}"]


def test_all_wrong_rows_at_once(folder: DataFolder) -> None:
    folder.change("packages", 2, needs="fighters=0", rule="no rule")
    folder.change("procurement", 3, price_eur_m="0", max_lots="0")
    wheres = [issue.where for issue in folder.issues()]
    assert wheres == ["packages.csv:2"] * 2 + ["procurement.csv:3"] * 2


# --- packages


def test_needs_by_hand(shipped: Dataset) -> None:
    assert shipped.package_needs("cap_station") == {"fighters": 26, "tankers": 3, "aew": 2}
    assert shipped.package_needs("cap_station_from_home")["tankers"] == 7
    assert shipped.package_needs("cap_station_half_day") == {
        "fighters": 13,
        "tankers": 1.5,
        "aew": 1,
    }
    assert shipped.package_needs("cap_pair") == {"fighters": 52, "tankers": 6, "aew": 2}
    assert shipped.package_needs("area_capital") == {"gbad_long": 2, "gbad_medium": 2}


def test_overridden_factors_count(shipped: Dataset) -> None:
    name = "cap_2ship_24_7_fighters_deployed"
    changed = shipped.factor(name)._replace(value=16.0)
    other = replace(shipped, factors={**shipped.factors, name: changed})
    assert other.package_needs("cap_station")["fighters"] == 16
    assert other.package_needs("cap_pair")["fighters"] == 32
    assert shipped.package_needs("cap_station")["fighters"] == 26


def test_figures_are_the_factors_once_each(shipped: Dataset) -> None:
    def names(package: str) -> list[str]:
        read: dict[SourcedValue, None] = {}
        shipped.recording(read).package_needs(package)
        return [figure.name for figure in read]

    assert names("cap_pair") == [
        "cap_2ship_24_7_fighters_deployed",
        "tankers_per_24_7_2ship_cap_forward_based",
        "aew_deployed_for_one_24_7_orbit",
    ]
    assert names("area_city") == []


def test_unknown_package(shipped: Dataset) -> None:
    with pytest.raises(planner.DataError, match="no package named 'cap_sation'"):
        shipped.package_needs("cap_sation")


def test_every_package_can_be_built_from_effects(shipped: Dataset) -> None:
    for name, package in shipped.packages.items():
        needs = shipped.package_needs(name)
        assert set(needs) <= set(shipped.effects)
        assert min(needs.values()) > 0
        assert package.title
        # every factor used is cited as a basis, or an assumption says why
        cited = {basis.removeprefix("factor:") for basis in package.bases}
        assumed = any(basis.startswith("assumption:") for basis in package.bases)
        assert assumed or {factor for _, factor in package.needs.values() if factor} <= cited, name


def test_package_that_no_rule_takes(folder: DataFolder) -> None:
    line = folder.line("packages", "aew_orbit")
    folder.change("packages", line, rule="air_cover")
    with pytest.raises(planner.InputError) as caught:
        planner.check_scenario("franco_british", directory=folder.path)
    (issue,) = caught.value.issues
    assert issue.where == "packages.csv aew_orbit"
    assert (issue.problem, issue.hint) == (
        "no rule 'air_cover' takes packages",
        "did you mean 'air_cover_floor'?",
    )


def test_new_package(folder: DataFolder) -> None:
    folder.append(
        "packages",
        id="shield",
        title="Shield",
        rule="air_defence_floor",
        needs=f" gbad_long = 1.5 ; aew = 0.5 * {ORBIT} ;",
        needs_basis="assumption:both; or none",
    )
    new = planner.load_dataset(folder.path)
    assert new.package_needs("shield") == {"gbad_long": 1.5, "aew": 1}
    assert new.packages["shield"].bases == ("assumption:both; or none",)


# --- procurement


def test_owners_are_no_nations(shipped: Dataset) -> None:
    owners = {option.owner for option in shipped.procurement.values()}
    assert owners == set(PROCURED_OWNERS)
    assert owners.isdisjoint(shipped.nations)


def test_price_is_a_sourced_figure(shipped: Dataset) -> None:
    figure = shipped.procurement["essi_patriot"].price_figure
    assert (figure.name, figure.value, figure.unit) == (
        "price_essi_patriot",
        1000,
        "million EUR a lot",
    )
    # USD 1,100 million at 1.1 a euro
    dollars = shipped.factor("cost_patriot_battery_acquisition")
    assert figure.value == pytest.approx(dollars.value / 1.1)
    assert (figure.source_title, figure.source_url) == (dollars.source_title, dollars.source_url)
    names = [option.price_figure.name for option in shipped.procurement.values()]
    assert len(set(names)) == len(names)
    assert set(names).isdisjoint(shipped.factors)


def test_every_price_has_a_source_or_a_reason(shipped: Dataset) -> None:
    for option in shipped.procurement.values():
        assert option.note
        assert (option.confidence == "assumption") == (not option.source_title)


def test_long_layers_cost_more_and_take_longer(shipped: Dataset) -> None:
    long, medium = (shipped.procurement[name] for name in ("essi_patriot", "essi_iris_t"))
    assert long.price_eur_m > medium.price_eur_m
    assert long.lead_months > medium.lead_months


def test_dataset_built_by_hand_needs_no_such_tables(shipped: Dataset) -> None:
    bare = Dataset(
        shipped.directory, shipped.facts, shipped.factors, shipped.unit_types, shipped.benchmarks
    )
    assert (bare.packages, bare.procurement) == ({}, {})
