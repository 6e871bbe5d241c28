"""What the pages show is what the commands print, and their figures come from there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..source import ROOT
from .console import BLOCK, differences, environment, same

DOCS = ROOT / "docs"
PAGES = [DOCS / "tutorial.md", DOCS / "session.md", *sorted((DOCS / "how_to").glob("*.md"))]
NAMES = [str(path.relative_to(DOCS)) for path in PAGES if path.exists()]


OFFLINE = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}
"""pip fetches nothing: what the planner depends on is what the environment of the tests has"""


@pytest.mark.slow
def test_the_tutorial_is_followed_in_a_fresh_clone(tmp_path: Path) -> None:
    """From installation to a chart of a scenario of one's own: what is committed, as it stands."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    (here,) = (path for path in sys.path if path.endswith("site-packages"))
    programs = environment(Path(sys.executable).parent) | OFFLINE | {"PYTHONPATH": here}
    page = (clone / "docs" / "tutorial.md").read_text(encoding="utf-8")
    (install,) = re.findall(r"```sh\n(.*?)```", page, flags=re.S)
    subprocess.run(["bash", "-e", "-c", install], check=True, cwd=clone, env=programs)
    installed = environment(clone / ".venv" / "bin") | {"PYTHONPATH": here}
    where = subprocess.run(
        [clone / ".venv" / "bin" / "python", "-c", "import planner; print(planner.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=installed,
    )
    assert str(clone / ".venv") in where.stdout
    assert list(differences(page, clone, installed)) == []
    assert (clone / "cover.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name != "tutorial.md"])
def test_a_page_shows_what_is_printed(name: str, tmp_path: Path) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    programs = environment(Path(sys.executable).parent)
    assert list(differences(page, tmp_path, programs)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_in_the_text_stands_in_a_block_too(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    blocks = "".join(block[3] for block in BLOCK.finditer(page))
    known = blocks + (ROOT / ".python-version").read_text(encoding="utf-8")
    text = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)|^#.*?$|^\d+\. ", "", page, flags=re.M | re.S)
    figures = re.findall(r"(?<![\w.])\d[\d,.]*(?<![,.])", text)
    assert [one for one in figures if not re.search(rf"(?<![\d.]){re.escape(one)}", known)] == []


def test_the_tutorial_installs_as_the_readme_does_and_charts_too() -> None:
    (install,) = re.findall(r"```sh\n(.*?)\n", (DOCS / "tutorial.md").read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"    {install.replace("'.[charts]'", '.')} && " in readme
    assert ".venv/bin/pip install '.[charts]'" in readme


def test_a_cut_stands_for_lines_and_within_a_line_for_text() -> None:
    assert same("a\n…\nd\n", "a\nb\nc\nd\n")
    assert same("took … s\n", "took 3.5 s\n")
    assert same("", "")
    assert not same("a\n…\nd\n", "a\nb\nc\n")
    assert not same("a\n", "a\nb\n")
    assert not same("1.5\n", "125\n")
