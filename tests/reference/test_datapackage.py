"""datapackage.json describes every column of every table, and the tables keep to it."""

from __future__ import annotations

import csv
import json
import re
from typing import Any

import pytest

import planner
from planner.reference.figure import CONFIDENCES
from planner.reference.identifiers import PROCURED_OWNERS
from planner.reference.tables import COMPONENTS, DOMAINS, MOVEMENTS, PLACEMENTS, ROLES

from .data_folder import DataFolder

DESCRIPTOR = planner.data_dir() / "reference" / "datapackage.json"
PACKAGE: dict[str, Any] = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {item["name"]: item for item in PACKAGE["resources"]}
FIELDS = [
    pytest.param(field, id=f"{table}.{field['name']}")
    for table, resource in RESOURCES.items()
    for field in resource["schema"]["fields"]
]


def _errors(descriptor: str) -> list[tuple[str, int | None, str | None]]:
    """Errors found by frictionless: table, line, column."""
    import frictionless  # only the slow tests have it

    report = frictionless.Package(descriptor).validate()
    assert not report.errors, report.errors
    return [
        (task.name, getattr(error, "row_number", None), getattr(error, "field_name", None))
        for task in report.tasks
        for error in task.errors
    ]


@pytest.mark.slow
def test_tables_are_valid() -> None:
    assert _errors(str(DESCRIPTOR)) == []


BROKEN = [
    ("facts", "value", "abc"),
    ("facts", "value", ""),
    ("facts", "nation", "France"),
    ("facts", "item", ""),
    ("facts", "confidence", "sure"),
    ("planning_factors", "low", "-1"),
    ("planning_factors", "factor", "two words"),
    ("unit_types", "role", "hero"),
    ("unit_types", "personnel", "12.5"),
    ("unit_types", "tour_months", "0"),
    ("unit_types", "effects", "ground=0"),
    ("unit_types", "personnel_basis", "a guess"),
    ("unit_types", "tonnes_basis", ""),
    ("unit_types", "fact_item", "brigade_hevy"),
    ("air_defence_systems", "class", "huge"),
    ("air_defence_systems", "range_km", "far"),
    ("benchmarks", "kind", "rumour"),
    ("benchmarks", "year", "1066"),
    ("packages", "rule", "a wish"),
    ("packages", "needs", "fighters=many"),
    ("packages", "needs_basis", ""),
    ("procurement", "owner", "FRA"),
    ("procurement", "max_lots", "0"),
    ("procurement", "lead_months", "-1"),
    ("procurement", "unit_type", "gbad_huge"),
]


@pytest.mark.slow
def test_broken_copy_fails(folder: DataFolder) -> None:
    """Every wrong cell is found at its line, and a second row of the same key as well."""
    expected = set()
    for position, (table, column, text) in enumerate(BROKEN, 3):
        line = 2 + position % 8 if table in ("packages", "procurement") else position
        folder.change(table, line, **{column: text})
        expected.add((table, line, column))
    rows = folder.rows("benchmarks")
    folder.write("benchmarks", [*rows, rows[1]])
    found = set(_errors(str(folder.path / "reference" / "datapackage.json")))
    # a foreign key and a primary key are errors of the row, not of a cell
    keys = {e for e in expected if e[2] in ("fact_item", "unit_type")}
    assert found >= expected - keys
    assert {(table, line) for table, line, _ in found} == {
        *((table, line) for table, line, _ in expected),
        ("benchmarks", len(rows) + 1),
    }


@pytest.mark.slow
def test_missing_column_fails(folder: DataFolder) -> None:
    folder.drop("facts", "confidence")
    assert _errors(str(folder.path / "reference" / "datapackage.json")) != []


def test_every_table_is_described() -> None:
    assert PACKAGE["profile"] == "tabular-data-package"
    tables = {path.stem for path in DESCRIPTOR.parent.glob("*.csv")}
    assert set(RESOURCES) == tables
    for name, resource in RESOURCES.items():
        assert resource["path"] == f"{name}.csv"
        assert resource["profile"] == "tabular-data-resource"
        assert resource["title"]
        assert len(resource["description"]) > 40
        assert resource["schema"]["primaryKey"]


@pytest.mark.parametrize("table", RESOURCES)
def test_every_column_is_described_in_order(table: str) -> None:
    with (DESCRIPTOR.parent / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    assert [field["name"] for field in RESOURCES[table]["schema"]["fields"]] == columns


@pytest.mark.parametrize("field", FIELDS)
def test_field_is_explained(field: dict[str, Any]) -> None:
    assert field["type"] in {"string", "number", "integer"}
    assert field["title"]
    assert len(field["description"]) > 12
    assert "format" not in field
    named = re.search(
        r"_(km|months|days|personnel|tonnes|eur_m_month|eur_m)$|^(personnel|tonnes)$", field["name"]
    )
    assert not named or field["unit"]


def test_choices_are_those_of_the_loader() -> None:
    choices = {"confidence": CONFIDENCES, "domain": DOMAINS, "movement": MOVEMENTS}
    choices |= {"placement": PLACEMENTS, "role": ROLES}
    choices |= {"owner": PROCURED_OWNERS, "component": COMPONENTS}
    seen = set()
    for field in (f for r in RESOURCES.values() for f in r["schema"]["fields"]):
        if field["name"] in choices:
            assert field["constraints"]["enum"] == list(choices[field["name"]])
            seen.add(field["name"])
    assert seen == set(choices)


def test_licence_says_that_figures_are_public_facts() -> None:
    (licence,) = PACKAGE["licenses"]
    assert licence["name"] == "Apache-2.0"
    assert "public facts" in licence["title"]
