"""The schemas accept every file that ``planner check`` accepts, and find what is misspelt."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

import planner
from planner.cli.app import app
from planner.scenario.text_reader import read_file

from .inputs import Write, refused, tiny

KINDS = ("scenario", "document")


@pytest.fixture(scope="module")
def validators() -> dict[str, Any]:
    """Kind -> validator of the schema that the command prints."""
    found = {}
    for kind in (*KINDS, "plan"):
        schema = json.loads(CliRunner().invoke(app, ["schema", kind]).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        found[kind] = jsonschema.Draft202012Validator(schema)
    return found


def problems(validator: Any, content: Any) -> list[str]:
    return [error.message for error in validator.iter_errors(content)]


@pytest.mark.parametrize("name", planner.scenario_names())
def test_shipped_files_and_what_they_come_to(validators: Any, name: str) -> None:
    path = planner.data_dir() / "scenarios" / f"{name}.yaml"
    resolved = planner.load_scenario(name).model_dump(mode="json")
    for kind in KINDS:
        assert problems(validators[kind], read_file(path).content) == [], kind
        assert problems(validators[kind], resolved) == [], kind


ACCEPTED = [
    "extends: guarantor\nname: a\n",
    "extends: guarantor\n",
    "extends: guarantor\nrequirements: [{id: heavy_north, remove: true}]\n",
    "extends: guarantor\nrequirements: [{id: heavy_north, remove: true, why: too much}]\n",
    "extends: guarantor\nrequirements: [{id: fighters, threshold: 50}, {id: aew, weight: 4.0}]\n",
    "extends: guarantor\nphases: [{id: slot_6, remove: true}]\nhorizon_months: 33\n",
    "extends: guarantor\nlocations: [{id: standby_30, notice_days: 20}]\nobjectives: [shortfall]\n",
    "extends: guarantor\nname: ' spaces '\ncoalition: {exclude: [' FRA ']}\n",
    "extends: guarantor\nrules: {share_limit: {enabled: true}, force_ratio_floor: {threats: "
    "[{id: breakthrough_east, attackers: 30000, attackers_objective: null}]}}\n",
    "extends: air_shield\nrules: {air_cover_floor: {stations: [{id: patrols, weight: 3}]}}\n",
    "extends: with_germany\noverrides: {pools: [{nation: FRA, unit_type: aew, lots: 3}]}\n",
    json.dumps(tiny(extends=None)),
    json.dumps(tiny()),
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_check_accepts(validators: Any, write: Write, text: str) -> None:
    path = write(text)
    done = CliRunner().invoke(app, ["check", str(path)])
    assert done.exit_code == 0, done.output
    for kind in KINDS:
        assert problems(validators[kind], read_file(path).content) == [], kind


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        "extends: guarantor\nhorizon_month: 3\n",
        "extends: guarantor\nhorizon_months: many\n",
        "extends: guarantor\ncoalition: {min_stance: 4}\n",
        "extends: guarantor\nrequirements: [{id: fighters, treshold: 3}]\n",
        "extends: guarantor\nrequirements: [{id: fighters, remove: false}]\n",
        "extends: guarantor\nrequirements: [{threshold: 3}]\n",
        "extends: guarantor\noverrides: {pools: [{nation: FRA, lots: 3}]}\n",
        "extends: [guarantor]\n",
    ],
)
def test_what_check_refuses(validators: Any, write: Write, kind: str, text: str) -> None:
    path = write(text)
    assert refused(path)
    assert problems(validators[kind], read_file(path).content)


def test_a_scenario_that_extends_nothing_is_whole(validators: Any) -> None:
    source = tiny()
    del source["locations"]
    assert refused(source)
    assert problems(validators["scenario"], source)
    row = tiny(requirements=[{"id": "g", "threshold": 1}])
    assert refused(row)
    assert problems(validators["scenario"], row)
    for wrong in (source, row):
        assert problems(validators["document"], wrong) == []


def test_a_plan_fits_its_schema(validators: Any) -> None:
    plan = planner.solve(tiny())
    assert problems(validators["plan"], json.loads(planner.plan_to_json(plan))) == []
