"""Reads a scenario: YAML or JSON, ``extends``, ``--set``, and errors that say where.

A file may extend another and give only what differs. Tables merge field by field; lists of things
with an ``id`` merge by id (``remove: true`` takes one out); other lists are replaced.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from planner.dataset import data_dir
from planner.errors import InputError, Issue
from planner.schema import Scenario

MAX_FILE_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_EXTENDS = 10
KeyPath = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where it is built in: ten times faster, same language"""


@dataclass(slots=True)
class Document:
    """Plain data read from a file, with the file and line of every field.

    The paths in ``lines`` name list items by their id where they have one.
    """

    content: dict[str, Any]
    lines: dict[KeyPath, str] = field(default_factory=dict)

    def where(self, path: Sequence[str | int]) -> str:
        """``file:line path`` of a field, as near as is known."""
        named = _named(path, self.content)
        shown = ".".join(map(str, named))
        for length in range(len(named), 0, -1):
            place = self.lines.get(named[:length])
            if place:
                return f"{place} {shown}"
        return shown or "scenario"


def scenario_names(directory: str | Path | None = None) -> list[str]:
    """Names of the scenarios shipped in data/scenarios, sorted."""
    return sorted(path.stem for path in (data_dir(directory) / "scenarios").glob("*.yaml"))


def load_scenario(
    source: str | Path | Mapping[str, Any] | Scenario = "guarantor",
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
) -> Scenario:
    """Read a scenario by name, path or content.

    ``sets`` are ``KEY=VALUE`` texts, for example ``coalition.us_backstop=true`` or
    ``requirements.ground_north.threshold=4``. Raises InputError with every problem found.
    """
    return validate(read_document(source, sets, directory))


def read_document(
    source: str | Path | Mapping[str, Any] | Scenario = "guarantor",
    sets: Iterable[str] = (),
    directory: str | Path | None = None,
) -> Document:
    """Read, extend and patch a scenario without validating it yet."""
    if isinstance(source, Scenario):
        document = Document(source.model_dump(mode="json"))
    elif isinstance(source, Mapping):
        document = _extended(Document(dict(source)), directory, files=False, seen=())
    else:
        path = find_scenario(source, directory)
        document = _extended(read_file(path), directory, files=True, seen=(path.stem,))
    for text in sets:
        _apply_set(document, text)
    return document


def find_scenario(source: str | Path, directory: str | Path | None = None) -> Path:
    """The file of a scenario name or path. Raises InputError with the names that exist."""
    path = Path(source)
    if path.suffix in (".yaml", ".yml", ".json") or len(path.parts) > 1:
        if path.is_file():
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
        raise InputError(_issue(document, detail) for detail in error.errors()) from None


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """What to write instead: a near miss if there is one, else what is allowed."""
    names = [str(name) for name in allowed]
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return f"allowed: {shown}"


def _named(path: Sequence[str | int], content: Any) -> KeyPath:
    """The path with the id of every list item that has one, in place of its position."""
    parts: list[str | int] = []
    here = content
    for key in path:
        try:
            here = here[key]
        except (KeyError, IndexError, TypeError):
            here = None
        by_id = isinstance(key, int) and isinstance(here, dict) and isinstance(here.get("id"), str)
        parts.append(here["id"] if by_id and here is not None else key)
    return tuple(parts)


def read_file(path: Path) -> Document:
    """Read one YAML or JSON file (JSON is YAML). No aliases, no tags, no repeated keys."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            problem = f"larger than {MAX_FILE_BYTES // 1_000_000} MB"
            raise InputError([Issue(str(path), problem, "a scenario is a small text file")])
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Issue(str(path), f"cannot be read: {error}", "UTF-8 text")]) from None
    return parse_text(text, path.name)


def parse_text(text: str, name: str) -> Document:
    """Parse YAML or JSON text safely and remember the line of every field."""
    lines: dict[KeyPath, str] = {}
    try:
        depth = 0
        for event in yaml.parse(text, _Loader):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                problem = "YAML anchors and aliases are not allowed"
                raise InputError([Issue(f"{name}:{line}", problem, "write the value out")])
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                problem = f"nested deeper than {MAX_DEPTH} levels"
                raise InputError([Issue(f"{name}:{line}", problem, "a scenario is flat")])
        node = yaml.compose(text, _Loader)
        if node is None:
            raise InputError([Issue(name, "the file is empty", "see planner schema scenario")])
        content = _construct(node, (), name, lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or str(error)
        raise InputError([Issue(where, f"not valid YAML: {problem}", "check indent")]) from None
    if not isinstance(content, dict):
        raise InputError([Issue(name, "not a table of fields", "see planner schema scenario")])
    return Document(content, {_named(path, content): place for path, place in lines.items()})


def _construct(node: yaml.Node, path: KeyPath, name: str, lines: dict[KeyPath, str]) -> Any:
    where = f"{name}:{node.start_mark.line + 1}"
    lines.setdefault(path, where)
    if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            place = f"{name}:{key_node.start_mark.line + 1}"
            if not key or key == "<<":
                raise InputError([Issue(place, "a key must be a plain name", "write a field name")])
            if key in result:
                raise InputError([Issue(place, f"{key!r} stands here twice", "keep one")])
            lines[(*path, key)] = place
            result[key] = _construct(value_node, (*path, key), name, lines)
        return result
    if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
        return [_construct(item, (*path, i), name, lines) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and node.tag in _PLAIN_TAGS:
        loader = yaml.SafeLoader("")
        try:
            if node.tag in _TEXT_TAGS:
                return node.value
            return loader.construct_object(node)
        except (ValueError, OverflowError) as error:
            raise InputError([Issue(where, f"not a valid value: {error}", "")]) from None
        finally:
            loader.dispose()
    raise InputError([Issue(where, f"the tag {node.tag!r} is not allowed", "plain values only")])


_TEXT_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "timestamp")}
_PLAIN_TAGS = _TEXT_TAGS | {f"tag:yaml.org,2002:{k}" for k in ("int", "float", "bool", "null")}


def _extended(
    document: Document, directory: str | Path | None, files: bool, seen: tuple[str, ...]
) -> Document:
    base_name = document.content.pop("extends", None)
    if base_name is None:
        return document
    where = document.where(("extends",))
    if not isinstance(base_name, str):
        raise InputError([Issue(where, "extends must name one scenario", "a name or a path")])
    if not files and base_name not in scenario_names(directory):
        hint = suggestion(base_name, scenario_names(directory))
        raise InputError([Issue(where, f"no shipped scenario {base_name!r}", hint)])
    path = find_scenario(base_name, directory)
    if path.stem in seen or len(seen) > MAX_EXTENDS:
        chain = " -> ".join((*seen, path.stem))
        raise InputError([Issue(where, f"extends runs in a circle: {chain}", "break it")])
    base = _extended(read_file(path), directory, files, (*seen, path.stem))
    lines = dict(base.lines)
    content = _merge(base.content, document.content, (), (), document.lines, lines)
    return Document(content, lines)


def _merge(
    base: Any,
    patch: Any,
    path: KeyPath,
    patch_path: KeyPath,
    patch_lines: Mapping[KeyPath, str],
    lines: dict[KeyPath, str],
) -> Any:
    """``patch`` over ``base``; ``lines`` follows each field to the file that set it."""
    if isinstance(base, dict) and isinstance(patch, dict):
        result = dict(base)
        for key, value in patch.items():
            old = base.get(key)
            result[key] = _merge(old, value, (*path, key), (*patch_path, key), patch_lines, lines)
        return result
    if _has_ids(base) and _has_ids(patch):
        items = {item["id"]: item for item in base}
        removed: set[str] = set()
        for value in patch:
            identifier = value["id"]
            if value.get("remove") is True:
                removed.add(identifier)
                continue
            here, there = (*path, identifier), (*patch_path, identifier)
            items[identifier] = _merge(
                items.get(identifier), value, here, there, patch_lines, lines
            )
        return [item for identifier, item in items.items() if identifier not in removed]
    for key, place in patch_lines.items():
        if key[: len(patch_path)] == patch_path:
            lines[(*path, *key[len(patch_path) :])] = place
    return patch


def _has_ids(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in value)
    )


def _apply_set(document: Document, text: str) -> None:
    key, separator, value_text = text.partition("=")
    where = f"--set {text}"
    if not separator or not key.strip():
        raise InputError([Issue(where, "not KEY=VALUE", "for example coalition.us_backstop=true")])
    value = parse_text(f"value: {value_text or 'null'}", where).content["value"]
    parts = key.strip().split(".")
    here: Any = document.content
    path: list[str | int] = []
    for part in parts[:-1]:
        step = _step(here, part)
        if step is None and isinstance(here, dict):
            here[part] = {}
            step = part
        if step is None or not isinstance(here[step], dict | list):
            options = _options(here)
            raise InputError([Issue(where, f"there is no {part!r}", suggestion(part, options))])
        path.append(step)
        here = here[step]
    last = _step(here, parts[-1])
    if last is None and isinstance(here, dict):
        last = parts[-1]
    if last is None:
        hint = suggestion(parts[-1], _options(here))
        raise InputError([Issue(where, f"there is no {parts[-1]!r}", hint)])
    here[last] = value
    target = _named((*path, last), document.content)
    for known in [k for k in document.lines if k[: len(target)] == target]:
        del document.lines[known]
    document.lines[target] = where


def _step(here: Any, part: str) -> str | int | None:
    if isinstance(here, dict):
        return part if part in here else None
    if isinstance(here, list):
        for position, item in enumerate(here):
            if isinstance(item, dict) and item.get("id") == part:
                return position
        if part.isdigit() and int(part) < len(here):
            return int(part)
    return None


def _options(here: Any) -> list[str]:
    if isinstance(here, dict):
        return [str(key) for key in here]
    if isinstance(here, list):
        return [str(i.get("id", n)) if isinstance(i, dict) else str(n) for n, i in enumerate(here)]
    return []


def _issue(document: Document, detail: Mapping[str, Any]) -> Issue:
    """One pydantic error in the planner's words."""
    path = tuple(detail["loc"])
    where = document.where(path)
    kind = detail["type"]
    if kind == "extra_forbidden":
        allowed = _fields_at(path[:-1])
        return Issue(where, f"unknown field {path[-1]!r}", suggestion(str(path[-1]), allowed))
    if kind == "missing":
        return Issue(where, "this field is missing", "add it")
    given = repr(detail.get("input"))
    shown = given if len(given) <= 60 else given[:57] + "…"
    if kind == "literal_error":
        allowed = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return Issue(where, f"{shown} is not allowed", suggestion(str(detail["input"]), allowed))
    return Issue(where, f"{shown}: {detail['msg'].lower()}", "see planner schema scenario")


def _fields_at(path: Sequence[str | int]) -> list[str]:
    """Names of the fields of the schema part at a path."""
    model: type[BaseModel] | None = Scenario
    for key in path:
        if isinstance(key, int) or model is None:
            continue
        info = model.model_fields.get(key)
        model = _model_in(info.annotation) if info else None
    return list(model.model_fields) if model else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for a in get_args(annotation) if (found := _model_in(a))), None)
