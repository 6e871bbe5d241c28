"""The data that a server answers from: read when it starts, and the same until it stops."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from planner import (
    InputError,
    Issue,
    Scenario,
    data_book,
    data_dir,
    list_reference,
    load_dataset,
    load_scenario,
    scenario_names,
)

TABLES = (
    "nations",
    "unit-types",
    "effects",
    "packages",
    "facts",
    "factors",
    "rules",
    "stages",
    "purchases",
)
"""what ``planner list`` prints, but the scenarios"""


def fingerprint(directory: str | None) -> str:
    """A hash over every file of a data folder: its name and its content; and over a workbook."""
    root = data_dir(directory)
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    if book := data_book(directory):
        digest.update(book.read_bytes())
    return digest.hexdigest()


class Reference:
    """A data folder that was read without an error, its hash and its scenarios."""

    def __init__(self, directory: str | Path | None = None) -> None:
        """Read everything. Raises InputError with what is wrong in tables and scenarios."""
        self.directory = None if directory is None else str(directory)
        self.fingerprint = fingerprint(self.directory)
        load_dataset(self.directory)
        self.scenarios: dict[str, Scenario] = {}
        issues: list[Issue] = []
        for name in scenario_names(self.directory):
            try:
                self.scenarios[name] = load_scenario(name, directory=self.directory)
            except InputError as error:
                issues += error.issues
        if issues:
            raise InputError(issues)
        self.tables = {
            name: json.dumps(list_reference(name, self.directory)).encode() for name in TABLES
        }
        """as JSON"""

    def is_current(self) -> bool:
        """Is the folder still as it was read?"""
        try:
            return fingerprint(self.directory) == self.fingerprint
        except (OSError, InputError):
            return False
