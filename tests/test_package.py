"""The built wheel carries its data and works from any directory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_works_anywhere(tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [*pip, "--no-index", "--target", str(site), str(ROOT)], check=True, capture_output=True
    )
    code = (
        "import planner; print(planner.data_dir()); "
        "print(planner.solve('air_shield', sets=['solve.whole_units=false']).status)"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("PLANNER_DATA", "PYTHONPATH")}
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=elsewhere,
        env=environment | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    directory, status = run.stdout.split("\n")[:2]
    assert Path(directory) == site / "planner" / "data"
    assert status == "shortfall"
