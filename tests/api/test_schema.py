"""The server does what its OpenAPI document says, for whatever schemathesis thinks of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .schema import RUNS, SETTINGS, ask, small_data

EVERY = 8
"""of the cases of coverage one in so many is asked here; ``python -m tests.api.schema`` asks all"""


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNS)
def test_the_server_keeps_to_its_document(
    start: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    run = RUNS[name]
    server = start(small_data(tmp_path), **SETTINGS, workers=run.workers)
    done = ask(server, tmp_path, run, examples=20 if run.phases == "stateful" else 5, every=EVERY)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "No issues found" in done.stdout
    assert "Traceback" not in server.log.read_text()
