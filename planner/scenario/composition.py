"""Reads a scenario: YAML or JSON, ``extends``, and errors that say where.

A file may extend another and give only what differs. Tables merge field by field; lists of things
with an ``id`` merge by id (``remove: true`` takes one out); other lists are replaced. A threshold
above the objective that is extended raises it, and another horizon drops or adds phases.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeGuard

from pydantic import ValidationError

from planner.errors import InputError, Issue
from planner.hints import suggestion
from planner.reference.load import data_dir
from planner.reference.sheets import is_workbook
from planner.scenario.assignments import (
    HORIZON,
    PHASES,
    apply_set,
    fit_phases,
    raise_upper_level,
    set_field,
)
from planner.scenario.limits import KeyPath, shortened
from planner.scenario.scenario import Scenario
from planner.scenario.sheet import flat_fields, read_scenario_sheet
from planner.scenario.text_reader import Document, plain_copy, read_file
from planner.scenario.validation import scenario_error

MAX_EXTENDS = 10
Source = str | Path | Mapping[str, Any] | Scenario | Document
"""name of a shipped scenario, path of a file, its content, a Scenario, or a document read before"""


def scenario_names(directory: str | Path | None = None) -> list[str]:
    """Names of the scenarios shipped in data/scenarios, sorted."""
    return sorted(path.stem for path in (data_dir(directory) / "scenarios").glob("*.yaml"))


def load_scenario(
    source: Source = "guarantor",
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
) -> Scenario:
    """Read a scenario by name, path or content.

    ``sets`` are ``KEY=VALUE`` texts, for example ``coalition.us_backstop=true`` or
    ``requirements.ground_north.threshold=4``. Raises InputError with every problem found.
    """
    return validate(read_document(source, sets, directory))


def read_document(
    source: Source = "guarantor",
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
) -> Document:
    """Read, extend and patch a scenario without validating it yet."""
    if isinstance(source, Scenario):
        document = Document(source.model_dump(mode="json"))
    elif isinstance(source, Mapping):
        document = _extended(Document(plain_copy(source)), directory, None, ())
    elif isinstance(source, Document):
        copy = Document(plain_copy(source.content), dict(source.lines))
        document = _extended(copy, directory, Path("-"), ())  # as a file in the current folder
    elif is_workbook(source):
        document = _from_workbook(Path(source), directory)
    else:
        path = find_scenario(source, directory)
        document = _extended(read_file(path), directory, path, (path.resolve(),))
    for text in sets:
        apply_set(document, text)
    return document


def _from_workbook(path: Path, directory: str | Path | None) -> Document:
    """The scenario that a workbook names, with the fields in which its sheet differs."""
    base, fields = read_scenario_sheet(path)
    document = read_document(base, (), directory)
    same = dict(flat_fields(load_scenario(base, (), directory).model_dump(mode="json")))
    for field in fields:
        if field.text and field.text != same.get(field.key):
            set_field(document, field.key, field.text, field.where)
    return document


def find_scenario(
    source: str | Path, directory: str | Path | None = None, folder: Path | None = None
) -> Path:
    """The file of a scenario name or path. Raises InputError with the names that exist.

    A relative path starts at ``folder``, else at the current one.
    """
    path = Path(source)
    if path.suffix in (".yaml", ".yml", ".json") or len(path.parts) > 1:
        path = folder / path if folder else path
        if os.path.isfile(path):  # Path.is_file raises for a name that is too long
            return path
        raise InputError([Issue(str(path), "no such scenario file", "check the path")])
    names = scenario_names(directory)
    if str(source) in names:
        return data_dir(directory) / "scenarios" / f"{source}.yaml"
    raise InputError(
        [Issue(str(source), "no scenario of that name", suggestion(str(source), names))]
    )


def validate(document: Document) -> Scenario:
    """The scenario of a document. Raises InputError with every problem found."""
    try:
        return Scenario.model_validate(document.content)
    except ValidationError as error:
        raise scenario_error(error, document) from None


def _extended(
    document: Document, directory: str | Path | None, source: Path | None, seen: tuple[Path, ...]
) -> Document:
    """The document over what it extends. Without a file ``source``, shipped names only."""
    base_name = document.content.pop("extends", None)
    if base_name is None:
        return document
    where = document.where(("extends",))
    if not isinstance(base_name, str):
        raise InputError([Issue(where, "extends must name one scenario", "a name or a path")])
    if not source and base_name not in scenario_names(directory):
        hint = suggestion(base_name, scenario_names(directory))
        raise InputError([Issue(where, f"no shipped scenario {shortened(base_name)!r}", hint)])
    try:
        path = find_scenario(base_name, directory, source.parent if source else None)
    except InputError as error:
        found = error.issues[0]
        raise InputError(
            [Issue(where, f"{found.problem}: {shortened(base_name)!r}", found.hint)]
        ) from None
    chain = (*seen, path.resolve())
    if chain[-1] in seen:
        names = " -> ".join(step.stem for step in chain)
        raise InputError([Issue(where, f"extends runs in a circle: {names}", "break it")])
    if len(chain) > MAX_EXTENDS:
        problem = f"a chain of more than {MAX_EXTENDS} scenarios"
        raise InputError([Issue(where, problem, "extend a nearer one")])
    base = _extended(read_file(path), directory, source and path, chain)
    merged = _merged(base, document)
    if HORIZON in document.content:
        given = document.content.get(PHASES)
        own = frozenset(phase["id"] for phase in given) if _has_ids(given) else frozenset()
        fit_phases(merged, base.content.get(HORIZON), own)
    return merged


def _merged(base: Document, patch: Document) -> Document:
    """``patch`` over ``base``; each field has the place of what set it: none if that is no file."""
    lines = dict(base.lines)
    issues: list[Issue] = []

    def merge(old: Any, new: Any, path: KeyPath) -> Any:
        if isinstance(old, dict) and isinstance(new, dict):
            table = old | {key: merge(old.get(key), new[key], (*path, key)) for key in new}
            if upper := raise_upper_level(table, set(new)):
                lines.pop((*path, upper), None)  # its place is that of the item
            return table
        if _has_ids(old) and _has_ids(new):
            return merge_by_id(old, new, path)
        for key in [key for key in lines if key[: len(path)] == path]:
            del lines[key]
        lines[path] = ""  # where a patch is no file
        lines.update((key, at) for key, at in patch.lines.items() if key[: len(path)] == path)
        return new

    def merge_by_id(old: Any, new: Any, path: KeyPath) -> list[Any]:
        items = {item["id"]: item for item in old}
        for document, listed in ((base, old), (patch, new)):
            for identifier, times in Counter(item["id"] for item in listed).items():
                if times > 1:
                    where = document.where((*path, identifier))
                    issues.append(Issue(where, f"{identifier!r} stands here twice", "keep one"))
        for item in new:
            identifier = item["id"]
            if item.get("remove") is not True:
                items[identifier] = merge(items.get(identifier), item, (*path, identifier))
            elif items.pop(identifier, None) is None:
                hint = suggestion(identifier, items)
                where = patch.where((*path, identifier))
                issues.append(Issue(where, f"there is no {identifier!r} to remove", hint))
        return list(items.values())

    content = merge(base.content, patch.content, ())
    if issues:
        raise InputError(issues)
    return Document(content, lines)


def _has_ids(value: Any) -> TypeGuard[list[dict[str, Any]]]:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in value)
    )
