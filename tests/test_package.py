"""The built wheel: small, with its data, and of use anywhere, without charts too."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from planner import InputError, write_plan

from .small_plan import small_plan

ROOT = Path(__file__).parents[1]
MOST_BYTES = 15_000_000
WITHOUT_CHARTS = """
import sys
sys.modules["altair"] = sys.modules["vl_convert"] = None
import planner
print(planner.data_dir())
plan = planner.solve("air_shield", sets=["solve.whole_units=false"])
print(plan.status)
planner.write_plan(plan, "plan.xlsx")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [*pip, "--no-index", "--wheel-dir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_works_anywhere_and_without_charts(wheel: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as parts:
        parts.extractall(site)
    environment = {k: v for k, v in os.environ.items() if k not in ("PLANNER_DATA", "PYTHONPATH")}
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_CHARTS],
        cwd=elsewhere,
        env=environment | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    directory, status = run.stdout.split("\n")[:2]
    assert Path(directory) == site / "planner" / "data"
    assert status == "shortfall"
    assert (elsewhere / "plan.xlsx").stat().st_size > 10_000


@pytest.mark.slow
def test_the_wheel_is_small_and_needs_what_draws_charts_only_for_them(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_BYTES
    with zipfile.ZipFile(wheel) as parts:
        (name,) = (name for name in parts.namelist() if name.endswith(".dist-info/METADATA"))
        needs = message_from_bytes(parts.read(name)).get_all("Requires-Dist", [])
    drawing = [need for need in needs if need.startswith(("altair", "vl-convert"))]
    assert len(drawing) == 4
    assert all("extra ==" in need for need in drawing)


@pytest.mark.parametrize("name", ["plan.html", "plan.svg"])
def test_what_is_drawn_needs_the_extra(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    for use in (
        lambda: write_plan(small_plan(), tmp_path / name),
        lambda: small_plan().chart("map"),
    ):
        with pytest.raises(InputError, match="charts: need altair, not installed") as refused:
            use()
        assert refused.value.issues[0].hint == "pip install 'force-composition-planner[charts]'"
