"""Reads YAML and JSON text safely, and keeps the file and line of every field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml

from planner.errors import InputError, Issue
from planner.scenario.json_reader import read_json
from planner.scenario.limits import (
    MAX_DEPTH,
    MAX_VALUES,
    KeyPath,
    shortened,
    too_deep,
    too_many,
    twice,
)
from planner.scenario.scalars import WrongScalar, plain_scalar

MAX_FILE_BYTES = 1_000_000
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where it is built in: ten times faster. It alone takes tabs: we refuse them"""


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
        shown = ".".join(shortened(str(key)) for key in named)
        for length in range(len(named), 0, -1):
            place = self.lines.get(named[:length])
            if place is not None:
                return f"{place} {shown}".lstrip()
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


def plain_copy(value: Any) -> Any:
    """A copy of nested tables and lists, which may be changed."""
    left = MAX_VALUES

    def copy(value: Any, depth: int) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            too_many("scenario")
        if depth > MAX_DEPTH:
            too_deep("scenario")
        if isinstance(value, Mapping):
            return {key: copy(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [copy(item, depth + 1) for item in value]
        return value

    return copy(value, 0)


def read_file(path: Path) -> Document:
    """Read one YAML or JSON file. No aliases, no tags, no repeated keys."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise InputError([Issue(str(path), problem, "give a YAML or JSON file")]) from None
    return parse_bytes(content, path.name, str(path))


def parse_bytes(content: bytes, name: str, place: str = "") -> Document:
    """Parse what a file holds, YAML or JSON; ``name`` stands before the line of every error.

    ``place`` stands there where the content is no text at all; default: the name.
    """
    place = place or name
    if len(content) > MAX_FILE_BYTES:
        problem = f"larger than {MAX_FILE_BYTES // 1_000_000} MB"
        raise InputError([Issue(place, problem, "a scenario is a small text file")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"cannot be read: {error}"
        raise InputError([Issue(place, problem, "save it as UTF-8 text")]) from None
    return parse_text(text.replace("\r\n", "\n").replace("\r", "\n"), name)


def parse_text(text: str, name: str) -> Document:
    """Parse YAML or JSON text safely and remember the line of every field."""
    if name.endswith(".json"):
        return parse_json(text, name)
    _not_empty(text, name)
    try:
        content, lines = read_json(text, name)
    except (ValueError, RecursionError):
        content, lines = _parse_yaml(text, name)
    return _document(content, lines, name)


def parse_json(text: str, name: str) -> Document:
    """Parse JSON text strictly: finite numbers, whole characters, no key twice, not deep."""
    _not_empty(text, name)
    try:
        content, lines = read_json(text, name)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        problem = getattr(error, "msg", error)
        if isinstance(error, RecursionError):
            problem = f"nested deeper than {MAX_DEPTH} levels"
        found = Issue(f"{name}{line}", f"not valid JSON: {problem}", "check commas and quotes")
        raise InputError([found]) from None
    return _document(content, lines, name)


def parse_value(text: str, where: str) -> Any:
    """The value of a short YAML text, such as that of ``--set``; null where it is empty."""
    try:
        return _parse_yaml(text, where)[0]
    except InputError as error:
        found = (Issue(where, issue.problem, issue.hint) for issue in error.issues)
        raise InputError(found) from None


def _not_empty(text: str, name: str) -> None:
    if not text.strip():
        raise InputError([Issue(name, "the file is empty", "see planner schema scenario")])


def _document(content: Any, lines: dict[KeyPath, str], name: str) -> Document:
    if content is None:
        _not_empty("", name)
    if not isinstance(content, dict):
        raise InputError([Issue(name, "not a table of fields", "see planner schema scenario")])
    return Document(content, {named_path(path, content): place for path, place in lines.items()})


# --- YAML


def _parse_yaml(text: str, name: str) -> tuple[Any, dict[KeyPath, str]]:
    before, tab, _ = text.partition("\t")
    if tab:
        where = f"{name}:{before.count(chr(10)) + 1}"
        raise InputError([Issue(where, "not valid YAML: a tab", "write spaces")])
    reader = _YamlReader(name)
    try:
        return reader.document(yaml.parse(text, _Loader)), reader.lines
    except UnicodeEncodeError:  # half a character: a command line that is not UTF-8
        raise InputError([Issue(name, "not valid YAML: not UTF-8 text", "UTF-8 text")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or str(error)
        if "nesting depth" in problem:  # a limit of libyaml's own, whose scanner runs ahead of us
            too_deep(where)
        raise InputError([Issue(where, f"not valid YAML: {problem}", "check indent")]) from None


class _YamlReader:
    """Builds plain data from the events of one YAML document, with the line of every value."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[KeyPath, str] = {}
        self.events: Iterator[Any] = iter(())

    def document(self, events: Iterator[Any]) -> Any:
        """The content of the only document; None where there is none."""
        self.events = events
        content, found = None, False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found:
                    self._refuse(event, "another document begins here", "keep one document")
                content, found = self._value(next(self.events), ()), True
        return content

    def _value(self, event: Any, path: KeyPath) -> Any:
        where = self._where(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self._refuse(event, "YAML anchors and aliases are not allowed", "write the value out")
        if event.tag:
            problem = f"the tag {shortened(event.tag)!r} is not allowed"
            self._refuse(event, problem, "write numbers plainly, text in quotes")
        self.lines.setdefault(path, where)
        if len(self.lines) > MAX_VALUES:
            too_many(where)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if len(path) >= MAX_DEPTH:
            too_deep(where)
        return self._table(path) if isinstance(event, yaml.MappingStartEvent) else self._list(path)

    def _list(self, path: KeyPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _table(self, path: KeyPath) -> dict[str, Any]:
        table: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            scalar = isinstance(event, yaml.ScalarEvent) and not event.anchor and not event.tag
            key = str(event.value) if scalar else ""
            if not key or key == "<<":
                self._refuse(event, "a key must be a plain name", "write a field name")
            if key in table:
                twice(self._where(event), key)
            self.lines[*path, key] = self._where(event)
            table[key] = self._value(next(self.events), (*path, key))
        return table

    def _scalar(self, event: Any) -> Any:
        text = str(event.value)
        if event.style:  # quoted or a block of text; plain scalars have none
            return text
        try:
            return plain_scalar(text)
        except WrongScalar as wrong:
            self._refuse(event, wrong.problem, wrong.hint)

    def _where(self, event: Any) -> str:
        return f"{self.name}:{event.start_mark.line + 1}"

    def _refuse(self, event: Any, problem: str, hint: str) -> NoReturn:
        raise InputError([Issue(self._where(event), problem, hint)])
