"""The server does what its OpenAPI document says, for whatever schemathesis thinks of."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CONFIGURATION = """
[checks.positive_data_acceptance]
# a schema cannot tell which nations there are, or what contradicts what
expected-statuses = ["2xx", 401, 403, 404, 409, 422, 429, 503]
"""
RUNS = {
    "reading": ["--include-method", "GET", "--include-method", "DELETE"],
    "asking": ["--include-method", "POST"],
}
PHASES = {"reading": "examples,coverage,fuzzing", "asking": "examples,fuzzing"}
"""each POST that is not refused at once takes a process, and coverage makes hundreds"""


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS)
def test_the_server_keeps_to_its_document(
    start: Callable[..., Any], tmp_path: Path, run: str
) -> None:
    server = start(
        max_requests_per_minute=1_000_000, max_time_limit_s=2, grace_s=5, max_queued=5, workers=0
    )
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "--config-file", "schemathesis.toml", "run", f"{server.url}/openapi.json"]
    command += ["--checks", "all", "--phases", PHASES[run], "--max-examples", "5", "--seed", "1"]
    command += ["--request-timeout", "60", "--suppress-health-check", "all", "--warnings", "off"]
    done = subprocess.run(
        [*command, *RUNS[run], "--no-color"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "Traceback" not in server.log.read_text()
