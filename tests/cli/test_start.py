"""Starting the command: completion in the shell, and a Python that is too old."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import planner
from planner.__main__ import complaint
from planner.catalogue import CATALOGUE

from .command import COMMAND

pytestmark = pytest.mark.slow

ROOT = Path(planner.__file__).parents[1]
READ_FIRST = ("planner/__init__.py", "planner/__main__.py")


def completed(*words: str) -> list[str]:
    """What the shell offers for the last of the words."""
    environment = os.environ | {
        "_PLANNER_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(("planner", *words)),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.split()


def test_the_shell_completes_scenarios_lists_and_commands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert completed("solve", "gua") == ["guarantor"]
    assert completed("check", "with_") == ["with_germany", "with_poland"]
    assert completed("list", "") == list(CATALOGUE)
    assert completed("list", "fac") == ["facts", "factors"]
    assert completed("show") == ["show"]
    monkeypatch.setenv("PLANNER_DATA", str(tmp_path))
    assert completed("solve", "gua") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_shown_and_installed(shell: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "HOME": str(tmp_path),
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
    }
    for option in ("--show-completion", "--install-completion"):
        done = subprocess.run(
            [*COMMAND, option, shell], capture_output=True, text=True, check=True, env=environment
        )
        assert shell in done.stdout or "_PLANNER_COMPLETE" in done.stdout
    assert any("planner" in path.name for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", READ_FIRST)
def test_old_pythons_can_read_what_they_read_first(name: str) -> None:
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_an_old_python_is_told_so() -> None:
    assert complaint((3, 11, 9)) == "planner needs Python 3.12 or newer; this is 3.11"
    assert complaint((2, 7, 18)).endswith("this is 2.7")
    assert complaint((3, 12, 0)) == complaint((3, 13, 1)) == complaint((4, 0, 0)) == ""
    assert complaint(tuple(sys.version_info[:3])) == ""


def old_pythons() -> list[str]:
    """Those that are installed here, and run."""
    found = [shutil.which(f"python3.{minor}") for minor in range(8, 12)]
    runs = [[path, "-c", ""] for path in found if path]
    return [run[0] for run in runs if subprocess.run(run, capture_output=True).returncode == 0]


def test_an_old_python_exits_2() -> None:
    pythons = old_pythons()
    if not pythons:
        pytest.skip("no older Python is installed here")
    for python in pythons:
        done = subprocess.run(
            [python, "-m", "planner", "solve"], capture_output=True, text=True, cwd=ROOT
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("planner needs Python 3.12 or newer; this is 3.")
        assert done.stderr.count("\n") == 1
