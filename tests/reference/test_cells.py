"""One wrong cell, one complaint: file, line, what is wrong."""

from __future__ import annotations

import pytest

from .data_folder import DataFolder

# one wrong cell, one complaint: table, column, text, what is said about it
WRONG_CELLS = [
    ("facts", "value", "abc", "value is 'abc', not a number"),
    ("facts", "value", "", "value is '', not a number"),
    ("facts", "value", "nan", "value is 'nan', not a number"),
    ("facts", "low", "-inf", "low is '-inf', not a number"),
    ("facts", "high", "inf", "high is 'inf', not a number"),
    ("facts", "high", "1e308", "high is '1e308', not a number"),
    ("facts", "value", "1,5", "value is '1,5', not a number"),
    ("facts", "low", "999999", "is outside low-high 999999-"),
    ("facts", "value", "-1", "value -1 is outside low-high"),
    ("facts", "value", "٣", "value is '٣', not a number"),
    ("facts", "value", "6_0", "value is '6_0', not a number"),
    ("facts", "value", "0x6", "value is '0x6', not a number"),
    ("facts", "as_of", "", "as_of is '', which is no date"),
    ("facts", "as_of", "last year", "as_of is 'last year', which is no date"),
    ("facts", "as_of", "2024-13", "as_of is '2024-13', which is no date"),
    ("facts", "as_of", "2024-2022", "which ends before it begins"),
    ("facts", "as_of", "٢٠٢٤", "which is no date"),
    ("facts", "item", "aew٣", "item is 'aew٣'"),
    ("unit_types", "personnel", "١٦٠٠", "not a whole number"),
    ("unit_types", "effects", "ground=٣", "effects has 'ground=٣'"),
    ("facts", "confidence", "certain", "confidence is 'certain'"),
    ("facts", "confidence", "", "confidence is ''"),
    ("facts", "source_title", "", "reported, but no source_title"),
    ("planning_factors", "value", "three", "value is 'three', not a number"),
    ("planning_factors", "high", "0", "is outside low-high"),
    ("planning_factors", "confidence", "Reported", "confidence is 'Reported'"),
    ("benchmarks", "year", "2025.5", "year is '2025.5', not a whole number"),
    ("benchmarks", "value", "NaN", "value is 'NaN', not a number"),
    ("unit_types", "personnel", "-1", "personnel is negative"),
    ("unit_types", "personnel", "12.5", "personnel is '12.5', not a whole number"),
    ("unit_types", "personnel", "1e308", "personnel is '1e308', not a whole number"),
    ("unit_types", "tonnes", "heavy", "tonnes is 'heavy', not a number"),
    ("unit_types", "tour_months", "0", "tour_months is 0"),
    ("unit_types", "tour_months", "nationl", "tour_months is 'nationl', not a whole number"),
    ("unit_types", "dwell_months", "-1", "dwell_months is negative"),
    ("unit_types", "notice_days", "", "notice_days is '', not a whole number"),
    ("unit_types", "domain", "space", "domain is 'space'"),
    ("unit_types", "placement", "city", "placement is 'city'"),
    ("unit_types", "role", "hero", "role is 'hero'"),
    ("unit_types", "us_enabler", "yes", "us_enabler is 'yes'"),
    ("unit_types", "home_fraction", "0.5", "home_fraction is '0.5'"),
    ("unit_types", "is_battlegroup", "2", "is_battlegroup is '2'"),
    ("unit_types", "movement", "space", "movement is 'space'"),
    ("unit_types", "effects", "ground", "effects has 'ground'"),
    ("unit_types", "effects", "ground=0", "effects has 'ground=0'"),
    ("unit_types", "effects", "ground=1.5", "effects has 'ground=1.5'"),
    ("unit_types", "effects", "ground=-1", "effects has 'ground=-1'"),
    ("unit_types", "supported_by", "medical_role2", "supported_by has 'medical_role2'"),
    ("unit_types", "lots_per_fact", "3", "lots_per_fact is '3'"),
    ("unit_types", "personnel_basis", "a guess", "personnel cites a guess"),
    ("unit_types", "personnel_basis", "factor:typo", "personnel cites factor:typo"),
    ("unit_types", "tour_basis", "benchmark:typo", "tour cites benchmark:typo"),
    ("unit_types", "tonnes_basis", "assumption: ", "tonnes cites assumption:"),
]


@pytest.mark.parametrize(("table", "column", "text", "said"), WRONG_CELLS)
def test_wrong_cell(folder: DataFolder, table: str, column: str, text: str, said: str) -> None:
    line = 2 if table != "benchmarks" else 5
    if column == "source_title":
        line = folder.line("facts", "AUS", "aew")
    folder.change(table, line, **{column: text})
    issues = folder.issues()
    assert {issue.where for issue in issues} == {f"{table}.csv:{line}"}
    assert any(said in issue.problem for issue in issues), issues
    assert all(issue.hint for issue in issues)


# cells that mean nothing, or name what is not there
EMPTY_WORDS = [
    ("facts", "item", ""),
    ("facts", "nation", ""),
    ("facts", "nation", "fra"),
    ("planning_factors", "factor", ""),
    ("unit_types", "id", ""),
    ("unit_types", "id", "bad id"),
    ("unit_types", "effects", ""),
    ("unit_types", "effects", "bad name=1"),
    ("unit_types", "effects", "ground=1;ground=2"),
    ("unit_types", "tonnes", "-1"),
    ("unit_types", "system_cost_eur_m_month", "-1"),
    ("unit_types", "fact_item", "brigade_hevy"),
    ("unit_types", "lots_per_fact", "factor:typo"),
    ("unit_types", "availability", "fact:typo"),
    ("unit_types", "availability", "factor:typo"),
    ("unit_types", "availability", "half"),
    ("unit_types", "personnel_basis", "system:typo"),
    ("unit_types", "supported_by", "medical_rol2:3"),
    ("benchmarks", "low", "999999"),
]


@pytest.mark.parametrize(("table", "column", "text"), EMPTY_WORDS)
def test_cell_that_means_nothing(folder: DataFolder, table: str, column: str, text: str) -> None:
    folder.change(table, 2, **{column: text})
    assert f"{table}.csv:2" in {issue.where for issue in folder.issues()}


@pytest.mark.parametrize(
    ("table", "line", "column", "text", "said"),
    [
        ("facts", ("FRA", "home_defence_fraction"), "high", "1.5", "more than 1"),
        ("facts", ("FRA", "stance"), "high", "4", "more than 3"),
        ("facts", ("FRA", "aew"), "high", "1_000", "not a number"),
        ("unit_types", ("battlegroup_heavy",), "fact_item", "brigade_hevy", "cites fact:"),
        ("unit_types", ("fighter_4g",), "effects", "fighters=4;fighters=4", "twice"),
        ("unit_types", ("aew",), "tour_basis", "factor:typo_{nation}", "factor:typo_{nation}"),
        ("benchmarks", ("bap_2004",), "id", "bap 2004", "id is 'bap 2004'"),
    ],
)
def test_more_wrong_cells(
    folder: DataFolder, table: str, line: tuple[str, ...], column: str, text: str, said: str
) -> None:
    number = folder.line(table, *line)
    folder.change(table, number, **{column: text})
    issues = folder.issues()
    assert {issue.where for issue in issues} == {f"{table}.csv:{number}"}
    assert any(said in issue.problem for issue in issues), issues


def test_superscript_is_no_number(folder: DataFolder) -> None:
    folder.change("unit_types", 2, effects="ground=²")
    assert [issue.where for issue in folder.issues()] == ["unit_types.csv:2"]


def test_negative_fact(folder: DataFolder) -> None:
    folder.change("facts", 2, value="-5", low="-5", high="-5")
    assert [issue.where for issue in folder.issues()] == ["facts.csv:2"]
