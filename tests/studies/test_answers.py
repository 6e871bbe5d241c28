"""Every answer has a test by hand and one from nothing: the table in tests/README.md, held."""

from __future__ import annotations

import re

import pytest

from api.studies import STUDIES

from ..source import ROOT

TESTS = ROOT / "tests"
TEXT = (TESTS / "README.md").read_text(encoding="utf-8").partition("## Answers")[2]
ROWS = re.findall(r"^\| `?([\w ]+)`? \| `(\S+)` \| `(\S+)` \|$", TEXT, re.MULTILINE)


def test_every_study_is_in_the_table() -> None:
    assert {"what if", "advice", *STUDIES} == {name for name, _, _ in ROWS}


@pytest.mark.parametrize("named", [test for _, *tests in ROWS for test in tests])
def test_the_tests_are_there(named: str) -> None:
    file, _, function = named.partition("::")
    assert f"\ndef {function}(" in (TESTS / file).read_text(encoding="utf-8")
