"""The example notebooks: run as they stand, with outputs that are small and fetch nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "docs" / "notebooks").glob("*.ipynb"))
MOST_LETTERS = 200_000
RUN = """
import sys, nbclient, nbformat
book = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(book, timeout=600, kernel_name="python3", transport="ipc").execute()
nbformat.write(book, sys.argv[2])
"""


def _outputs(path: Path) -> list[list[tuple[str, tuple[str, ...]]]]:
    """Cell by cell, the kinds of its outputs."""
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        [
            (output["output_type"], tuple(sorted({*output.get("data", {})} - {"text/plain"})))
            for output in cell.get("outputs", [])
        ]
        for cell in cells
    ]


def test_there_are_two_notebooks() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["what_if", "who_gives_what"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_small_outputs_that_fetch_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) < MOST_LETTERS
    assert "<script" not in text
    kinds = [kind for outputs in _outputs(path) for kind, _ in outputs]
    assert "execute_result" in kinds
    assert "error" not in kinds


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_the_same_kinds_of_outputs(path: Path, tmp_path: Path) -> None:
    again = tmp_path / path.name
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path), str(again)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert _outputs(again) == _outputs(path)
