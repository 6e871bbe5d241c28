"""What a scenario may name, as tables: nations, unit types, figures, rules, stages, scenarios.

Rows are plain data (texts, numbers, tables, lists); all rows of a table have the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.reference.figure import SourcedValue
from planner.reference.load import load_dataset
from planner.reference.offers import offers_of
from planner.scenario.coalition import BURDEN_ITEMS
from planner.scenario.composition import load_scenario, scenario_names
from planner.scenario.fields import Switch
from planner.scenario.rules import Rules
from planner.scenario.scenario import Scenario
from planner.scenario.stages import STAGES
from planner.summary.nations import usual_name

ABILITIES = ("nuclear", "lead_capable", "eastern_flank_lead")
Rows = list[dict[str, Any]]


def list_reference(kind: str, directory: str | Path | None = None) -> Rows:
    """The rows of one of the tables named in CATALOGUE.

    Args:
        kind: ``nations``, ``unit-types``, ``effects``, ``packages``, ``facts``, ``factors``,
            ``rules``, ``stages``, ``scenarios`` or ``purchases``.
        directory: a data folder instead of the shipped one.

    Raises:
        InputError: no table of that kind, or the data cannot be used.
    """
    if kind not in CATALOGUE:
        raise InputError([Issue(kind, "no such list", suggestion(kind, CATALOGUE))])
    return CATALOGUE[kind](directory)


def _nations(directory: str | Path | None) -> Rows:
    """Owners of forces: stance and offers by component, 0–3, as last stated, sizes in the units of
    the facts, and what they can lead."""
    data = load_dataset(directory)
    return [
        {
            "nation": code,
            "name": usual_name(code),
            "stance": int(data.value(code, "stance")),
            "offers": offers_of(data, code).levels,
            **{key: data.value(code, item) for key, item in BURDEN_ITEMS.items()},
            **{item: data.value(code, item) > 0 for item in ABILITIES},
        }
        for code in data.nations
    ]


def _unit_types(directory: str | Path | None) -> Rows:
    """Columns of unit_types.csv; tour and dwell in months, empty where nations have their own."""
    data = load_dataset(directory)
    return [
        {key: value for key, value in asdict(unit).items() if key != "bases"}
        for unit in data.unit_types.values()
    ]


def _effects(directory: str | Path | None) -> Rows:
    """Which unit types have an effect, how much of it a lot has, and which packages take it."""
    data = load_dataset(directory)
    return [
        {
            "effect": effect,
            "unit_types": {
                unit.id: unit.effects[effect]
                for unit in data.unit_types.values()
                if effect in unit.effects
            },
            "packages": [name for name, row in data.packages.items() if effect in row.needs],
        }
        for effect in data.effects
    ]


def _packages(directory: str | Path | None) -> Rows:
    """What one unit of a package takes, by effect, with the factors of the data."""
    data = load_dataset(directory)
    return [
        {
            "id": package.id,
            "title": package.title,
            "rule": package.rule,
            "needs": data.package_needs(package.id),
            "bases": list(package.bases),
            "note": package.note,
        }
        for package in data.packages.values()
    ]


def _facts(directory: str | Path | None) -> Rows:
    return _figures(load_dataset(directory).facts.values())


def _factors(directory: str | Path | None) -> Rows:
    rows = _figures(load_dataset(directory).factors.values())
    return [{key: row[key] for key in row if key not in ("nation", "as_of")} for row in rows]


def _figures(figures: Iterable[SourcedValue]) -> Rows:
    """Value and range in ``unit``, date, confidence and source; nation first."""
    rows = [figure._asdict() for figure in figures]
    first = ("nation", "name", "value", "low", "high", "unit", "as_of", "confidence")
    ordered = [
        {key: row[key] for key in (*first, *(k for k in row if k not in first))} for row in rows
    ]
    return sorted(ordered, key=lambda row: (row["nation"], row["name"], row["as_of"]))


def _rules(directory: str | Path | None) -> Rows:
    """The rules of the model: what each says, and whether a scenario has to switch it on."""
    from planner.model import CONSTRAINTS  # the mathematics takes half a second to load

    return [
        {
            "rule": rule.__name__,
            "says": (rule.__doc__ or "").strip().splitlines()[0],
            "default": _default(rule.__name__),
        }
        for rule in CONSTRAINTS
    ]


def _default(rule: str) -> str:
    field = Rules.model_fields.get(rule)
    if field is None or not isinstance(field.default, Switch):
        return "always on"
    return "on" if field.default.enabled else "off"


def _stages(directory: str | Path | None) -> Rows:
    """What the answer minimises, stage by stage: what each says, in its unit, and whether a
    scenario has it by default."""
    default = Scenario.model_fields["objectives"].default
    return [
        {
            "stage": name,
            "says": kind.says,
            "unit": kind.unit,
            "default": f"{default.index(name) + 1}." if name in default else "",
        }
        for name, kind in STAGES.items()
    ]


def _scenarios(directory: str | Path | None) -> Rows:
    """The scenarios that come with the data; one that is not valid says so in its title."""
    rows = []
    for name in scenario_names(directory):
        try:
            scenario = load_scenario(name, directory=directory)
            title, finds = scenario.title, scenario.finds
        except InputError as error:
            title, finds = f"not valid: {error.issues[0]}", ""
        rows.append({"name": name, "title": title, "finds": finds})
    return rows


def _purchases(directory: str | Path | None) -> Rows:
    """Columns of procurement.csv: EUR million a lot, months from the order to the first use."""
    return [asdict(option) for option in load_dataset(directory).procurement.values()]


CATALOGUE: dict[str, Callable[[str | Path | None], Rows]] = {
    "nations": _nations,
    "unit-types": _unit_types,
    "effects": _effects,
    "packages": _packages,
    "facts": _facts,
    "factors": _factors,
    "rules": _rules,
    "stages": _stages,
    "scenarios": _scenarios,
    "purchases": _purchases,
}
