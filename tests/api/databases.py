"""Databases for the store: a file of SQLite, or a PostgreSQL server of our own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a new PostgreSQL cluster in a folder of its own; it listens on a socket there."""
    programs = _programs()
    user = pwd.getpwuid(os.getuid()).pw_name
    owner = "postgres" if user == "root" else user  # initdb refuses to work for root
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if owner != user:
        shutil.chown(folder, owner)
    data = str(folder / "data")
    as_owner = {"user": owner} if owner != user else {}

    def run(*command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, **as_owner)  # type: ignore[call-overload]
        assert done.returncode == 0, done.stdout + done.stderr

    run(f"{programs}/initdb", "-D", data, "-A", "trust", "-U", "planner", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
    control = (f"{programs}/pg_ctl", "-D", data, "-w")
    run(*control, "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://planner@/postgres?host={folder}"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> str:
    """The folder of initdb and pg_ctl: Debian does not put it on the path."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert found or folders, "PostgreSQL is not installed: apt-get install postgresql"
    return str(Path(found).parent if found else folders[-1])
