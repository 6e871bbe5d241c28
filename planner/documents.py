"""Reads YAML and JSON text safely, and keeps the file and line of every field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml

from planner.errors import InputError, Issue

MAX_FILE_BYTES = 1_000_000
MAX_DEPTH = 20
KeyPath = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where it is built in: ten times faster. It alone takes tabs: we refuse them"""
_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = {f"{_TAG}{kind}" for kind in ("str", "timestamp")}
_PLAIN_TAGS = _TEXT_TAGS | {f"{_TAG}{kind}" for kind in ("int", "float", "bool", "null")}
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+')


@dataclass(slots=True)
class Document:
    """Plain data read from a file, with the file and line of every field.

    The paths in ``lines`` name list items by their id where they have one.
    """

    content: dict[str, Any]
    lines: dict[KeyPath, str] = field(default_factory=dict)

    def where(self, path: Sequence[str | int]) -> str:
        """``file:line path`` of a field, as near as is known."""
        named = named_path(path, self.content)
        shown = ".".join(map(str, named))
        for length in range(len(named), 0, -1):
            place = self.lines.get(named[:length])
            if place:
                return f"{place} {shown}"
        return shown or "scenario"


def named_path(path: Sequence[str | int], content: Any) -> KeyPath:
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


def plain_copy(value: Any, depth: int = 0) -> Any:
    """A copy of nested tables and lists, which may be changed."""
    if depth > MAX_DEPTH:
        _too_deep("scenario")
    if isinstance(value, Mapping):
        return {key: plain_copy(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_copy(item, depth + 1) for item in value]
    return value


def read_file(path: Path) -> Document:
    """Read one YAML or JSON file. No aliases, no tags, no repeated keys."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            problem = f"larger than {MAX_FILE_BYTES // 1_000_000} MB"
            raise InputError([Issue(str(path), problem, "a scenario is a small text file")])
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Issue(str(path), f"cannot be read: {error}", "UTF-8 text")]) from None
    return parse_text(text, path.name)


def parse_text(text: str, name: str) -> Document:
    """Parse YAML or JSON text safely and remember the line of every field."""
    if not text.strip():
        raise InputError([Issue(name, "the file is empty", "see planner schema scenario")])
    is_json = name.endswith(".json")
    try:
        content, lines = _parse_json(text, name)
    except (ValueError, RecursionError) as error:
        if is_json:
            line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            problem = f"not valid JSON: {getattr(error, 'msg', error)}"
            raise InputError([Issue(f"{name}{line}", problem, "check commas and quotes")]) from None
        content, lines = _parse_yaml(text, name)
    if not isinstance(content, dict):
        raise InputError([Issue(name, "not a table of fields", "see planner schema scenario")])
    return Document(content, {named_path(path, content): place for path, place in lines.items()})


def _too_deep(where: str) -> NoReturn:
    problem = f"nested deeper than {MAX_DEPTH} levels"
    raise InputError([Issue(where, problem, "a scenario is flat")])


def _twice(where: str, key: str) -> NoReturn:
    raise InputError([Issue(where, f"{key!r} stands here twice", "keep one")])


# --- JSON


def _parse_json(text: str, name: str) -> tuple[Any, dict[KeyPath, str]]:
    """Raises ValueError where the text is no JSON."""

    def refuse(word: str) -> NoReturn:
        raise InputError([Issue(name, f"{word} is no number", "write a finite number")])

    content = json.loads(text, parse_constant=refuse)
    return content, _json_lines(text, name)


def _json_lines(text: str, name: str) -> dict[KeyPath, str]:
    """Line of every value of valid JSON text. Refuses keys that stand twice in a table."""
    lines: dict[KeyPath, str] = {}
    keys: set[KeyPath] = set()
    path: list[str | int] = []
    line, last = 1, '""'
    for mark in _JSON_TOKEN.findall(text):
        where = f"{name}:{line}"
        if mark == "\n":
            line += 1
        elif mark in "}]":
            path.pop()
        elif mark == ",":
            if isinstance(path[-1], int):
                path[-1] += 1
        elif mark == ":":
            path[-1] = json.loads(last)
            if tuple(path) in keys:
                _twice(where, str(path[-1]))
            keys.add(tuple(path))
            lines[tuple(path)] = where
        else:
            lines.setdefault(tuple(path), where)
            last = mark
            if mark in "{[":
                path.append("" if mark == "{" else 0)
            if len(path) > MAX_DEPTH:
                _too_deep(where)
    return lines


# --- YAML


def _parse_yaml(text: str, name: str) -> tuple[Any, dict[KeyPath, str]]:
    lines: dict[KeyPath, str] = {}
    try:
        _check_events(text, name)
        node = yaml.compose(text, _Loader)
        if node is None:
            raise InputError([Issue(name, "the file is empty", "see planner schema scenario")])
        return _construct(node, (), name, lines), lines
    except UnicodeEncodeError:  # half a character: a command line that is not UTF-8
        raise InputError([Issue(name, "not valid YAML: not UTF-8 text", "UTF-8 text")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or str(error)
        if "nesting depth" in problem:  # a limit of libyaml's own, whose scanner runs ahead of us
            _too_deep(where)
        raise InputError([Issue(where, f"not valid YAML: {problem}", "check indent")]) from None


def _check_events(text: str, name: str) -> None:
    before, tab, _ = text.partition("\t")
    if tab:
        where = f"{name}:{before.count(chr(10)) + 1}"
        raise InputError([Issue(where, "not valid YAML: a tab", "write spaces")])
    depth = 0
    for event in yaml.parse(text, _Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            problem = "YAML anchors and aliases are not allowed"
            raise InputError([Issue(f"{name}:{line}", problem, "write the value out")])
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            _too_deep(f"{name}:{line}")


def _construct(node: yaml.Node, path: KeyPath, name: str, lines: dict[KeyPath, str]) -> Any:
    where = f"{name}:{node.start_mark.line + 1}"
    lines.setdefault(path, where)
    if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            place = f"{name}:{key_node.start_mark.line + 1}"
            if not key or key == "<<":
                raise InputError([Issue(place, "a key must be a plain name", "write a field name")])
            if key in result:
                _twice(place, key)
            lines[(*path, key)] = place
            result[key] = _construct(value_node, (*path, key), name, lines)
        return result
    if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
        return [_construct(item, (*path, i), name, lines) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and node.tag in _PLAIN_TAGS:
        return _scalar(node, where)
    raise InputError([Issue(where, f"the tag {node.tag!r} is not allowed", "plain values only")])


def _scalar(node: yaml.ScalarNode, where: str) -> Any:
    if node.tag in _TEXT_TAGS:
        return node.value
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    except (ValueError, OverflowError, LookupError):  # LookupError: !!bool maybe, !!int ''
        kind = node.tag.removeprefix(_TAG)
        problem = f"{node.value[:40]!r} is not a valid value of type {kind}"
        raise InputError([Issue(where, problem, "write a plain value")]) from None
    finally:
        loader.dispose()
