"""What the pages show is what the commands print, and their figures come from there."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from ..source import ROOT
from .console import BLOCK, differences, environment, same

DOCS = ROOT / "docs"
PAGES = [DOCS / "tutorial.md", DOCS / "session.md", *sorted((DOCS / "how_to").glob("*.md"))]
NAMES = [str(path.relative_to(DOCS)) for path in PAGES if path.exists()]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The programs of a fresh environment in which the planner has been installed as a wheel.

    What it depends on is what the environment of the tests has.
    """
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    (site,) = (tmp_path / "venv" / "lib").glob("*/site-packages")
    pip = [sys.executable, "-m", "pip", "--python", str(tmp_path / "venv"), "install", "-q"]
    options = ["--no-deps", "--no-build-isolation", "--no-index"]
    (here,) = (path for path in sys.path if path.endswith("site-packages"))
    (site / "dependencies.pth").write_text(here, encoding="utf-8")
    subprocess.run([*pip, *options, str(ROOT)], check=True, capture_output=True)
    return tmp_path / "venv" / "bin"


@pytest.mark.slow
def test_the_tutorial_runs_in_a_fresh_environment(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    page = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    where = subprocess.run(
        [installed / "python", "-c", "import planner; print(planner.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    assert str(installed.parent) in where.stdout
    assert list(differences(page, folder, environment(installed))) == []
    assert (folder / "cover.png").read_bytes().startswith(b"\x89PNG")


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


def test_the_tutorial_installs_as_the_readme_does() -> None:
    (install,) = re.findall(r"```sh\n(.*?)\n", (DOCS / "tutorial.md").read_text(encoding="utf-8"))
    assert f"    {install} && " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_cut_stands_for_lines_and_within_a_line_for_text() -> None:
    assert same("a\n…\nd\n", "a\nb\nc\nd\n")
    assert same("took … s\n", "took 3.5 s\n")
    assert same("", "")
    assert not same("a\n…\nd\n", "a\nb\nc\n")
    assert not same("a\n", "a\nb\n")
    assert not same("1.5\n", "125\n")
