"""``-``: a scenario from standard input."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from planner import Plan

from .command import COMMAND, TINY

pytestmark = pytest.mark.slow


def piped(
    text: bytes, *arguments: str, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *arguments], input=text, capture_output=True, check=False, cwd=cwd
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.mark.parametrize("text", [json.dumps(TINY), yaml.safe_dump(TINY, allow_unicode=True)])
def test_solve_reads_stdin(text: str) -> None:
    done = piped(text.encode(), "solve", "-", "--json", "--set", "requirements.g.threshold=2")
    assert done.returncode == 0, done.stderr
    plan = Plan.model_validate_json(done.stdout)
    assert (plan.scenario.name, plan.scenario.requirements[0].threshold) == ("tiny", 2)


def test_stdin_may_extend_a_shipped_scenario_and_a_file_here(tmp_path: Path) -> None:
    done = piped(b"extends: tripwire\nname: mine\n", "check", "-")
    assert done.stdout.splitlines()[-1].startswith("stdin: valid")
    (tmp_path / "base.yaml").write_text(json.dumps(TINY))
    done = piped(b"extends: base.yaml\nname: mine\n", "check", "-", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "stdin: the file is empty"),
        (b"\xe9", "stdin: cannot be read"),
        (b"extends: tripwire\nnam: x\n", "stdin:2 nam: unknown field 'nam'"),
        (b'{"extends": "tripwire",\n"nam": "x"}', "stdin:2 nam: unknown field 'nam'"),
        (b"name: [a\n", "stdin:2: not valid YAML"),
        (b"#" * 2_000_000, "stdin: larger than 1 MB"),
    ],
)
def test_wrong_text_on_stdin_has_its_line(text: bytes, said: str) -> None:
    done = piped(text, "check", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
