"""What the tests of scenario files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from .inputs import Write


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file into a new folder, which is the current one."""
    monkeypatch.chdir(tmp_path)

    def write_file(content: str | bytes, name: str = "case.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file
