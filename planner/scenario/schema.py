"""JSON Schemas of what is written: a scenario, and a document that gives only what differs."""

from __future__ import annotations

from typing import Any

from planner.scenario.scenario import Scenario

Schema = dict[str, Any]
PARTIAL = "Partial"
"""before the name of a part of which a document may give some fields only"""
EXTENDS: Schema = {
    "type": "string",
    "title": "Extends",
    "description": "the scenario that this one extends: a name, or the path of a file",
}


def scenario_schema() -> Schema:
    """The schema of every scenario that can be checked: whole, or extending another.

    Where nothing is extended every field that has no default must be there.
    """
    whole, partial = _parts(_whole()), _parts(_partial())
    whole["Scenario"]["properties"] |= {"extends": EXTENDS | {"type": "null"}}
    fields = Scenario.model_json_schema()["properties"]
    return {
        "title": "Scenario",
        "description": whole["Scenario"]["description"],
        "type": "object",
        "properties": {name: _described(field) for name, field in fields.items()},
        "if": {"required": ["extends"], "properties": {"extends": {"type": "string"}}},
        "then": {"$ref": f"#/$defs/{PARTIAL}Scenario"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": whole | partial,
    }


def document_schema() -> Schema:
    """The schema of one file by itself: every field of the scenario may be left out.

    A row with an id may give some of its fields, or ``remove: true``.
    """
    parts = _parts(_partial())
    return {"$ref": f"#/$defs/{PARTIAL}Scenario", "$defs": parts}


def _whole() -> Schema:
    schema: Schema = _with_spaces(Scenario.model_json_schema())
    return schema


def _partial() -> Schema:
    """Nothing is required but the ids of rows; rows without an id are replaced with their list."""
    schema: Schema = _renamed(_whole())
    for name, part in schema["$defs"].items():
        if "id" in part.get("required", ()):
            part["required"] = ["id"]
            removed = {
                "type": "object",
                "properties": {"id": {"type": "string"}, "remove": {"const": True}},
                "required": ["id", "remove"],
            }
            schema["$defs"][name] = {"anyOf": [part, removed], "title": part["title"]}
    schema["required"] = []
    extends = EXTENDS | {"type": ["string", "null"]}
    schema["properties"] = {"extends": extends} | schema["properties"]
    return schema


def _parts(schema: Schema) -> Schema:
    """The definitions of a schema, its root among them."""
    parts: Schema = dict(schema["$defs"])
    root = {key: value for key, value in schema.items() if key != "$defs"}
    partial = any(name.startswith(PARTIAL) for name in parts)
    return {(f"{PARTIAL}Scenario" if partial else "Scenario"): root, **parts}


def _described(field: Schema) -> Schema:
    return {key: field[key] for key in ("title", "description") if key in field}


def _with_spaces(node: Any) -> Any:
    """The schema with patterns that allow for the spaces around a text, which are taken off."""
    if isinstance(node, list):
        return [_with_spaces(item) for item in node]
    if not isinstance(node, dict):
        return node
    changed = {key: _with_spaces(value) for key, value in node.items()}
    if isinstance(pattern := changed.get("pattern"), str):
        changed["pattern"] = rf"^\s*{pattern.removeprefix('^').removesuffix('$')}\s*$"
    return changed


def _renamed(node: Any) -> Any:
    """The schema with ``Partial`` before the name of every definition."""
    if isinstance(node, list):
        return [_renamed(item) for item in node]
    if not isinstance(node, dict):
        return node
    changed = {key: _renamed(value) for key, value in node.items()}
    if isinstance(target := changed.get("$ref"), str):
        changed["$ref"] = target.replace("#/$defs/", f"#/$defs/{PARTIAL}")
    if isinstance(parts := changed.get("$defs"), dict):
        changed["$defs"] = {f"{PARTIAL}{name}": part for name, part in parts.items()}
    return changed
