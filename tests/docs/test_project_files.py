"""The change log, the citation and the advice to contributors speak of this version."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from itertools import chain

import yaml

import planner

from ..source import ROOT


def test_the_newest_entry_of_the_change_log_is_this_version() -> None:
    text = (ROOT / "docs" / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", text, flags=re.M)
    assert versions[0] == planner.__version__
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(set(numbers), reverse=True)


def test_the_citation_is_of_this_version_and_says_what_the_package_says() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["version"] == planner.__version__
    assert f'license = "{cited["license"]}"' in project
    assert f'description = "{cited["abstract"].rstrip(".")}"' in project


def test_contributors_are_told_the_commands_that_are_there() -> None:
    text = (ROOT / "docs" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (install,) = re.findall(r"^python3 -m venv .*$", text, flags=re.M)
    assert f"    {install}\n" in readme
    for path in re.findall(r"`((?:data|planner|tests|docs)/[\w/.]*)`", text):
        assert (ROOT / path).exists(), path


def test_what_a_change_touches_is_there() -> None:
    text = (ROOT / "docs" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## What a change touches")[1].split("\n## ")[0]
    named = re.findall(r"`((?:planner|tests|docs|data)/[\w/.]+)`", section)
    assert len(set(named)) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_bound_of_a_package_stands_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = Counter(re.split(r"[\[<>=]", need)[0] for need in needs)
    own = project["name"]  # extras that others take in
    assert [name for name, times in names.items() if times > 1 and name != own] == []
