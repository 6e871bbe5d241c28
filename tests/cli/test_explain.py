"""``planner explain``."""

from __future__ import annotations

import json
from pathlib import Path

import planner

from .command import TINY, run


def test_explain_prints_and_writes_the_asks(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps({**TINY, "objectives": ["sustained", "shortfall"]}))
    out = tmp_path / "x.json"
    done = run("explain", str(tmp_path / "s.json"), "--out", str(out))
    assert done.exit_code == 0, done.stderr
    study = planner.read_study(out)
    assert study.kind == "explain"
    assert study.text().splitlines()[1][:40] in " ".join(done.stdout.split())
