"""Databases for the store, SQLite and PostgreSQL, and what may befall them."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

START_S = 30


class Database(ABC):
    """A database in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    @abstractmethod
    def url(self) -> str:
        """For ``Store``."""

    @property
    def faults(self) -> dict[str, Callable[[], None]]:
        """Name -> what befalls it; each ends with ``come_back``."""
        return {"gone": self.leave, "full": self.fill}

    @abstractmethod
    def leave(self) -> None:
        """Be gone: whoever asks for it is refused."""

    def fill(self) -> None:
        """Write until the disk is full."""
        with suppress(OSError), (self.folder / "filler").open("wb", buffering=0) as filler:
            while filler.write(bytes(1 << 16)):
                pass

    def come_back(self) -> None:
        """Be there again, as it was."""
        (self.folder / "filler").unlink(missing_ok=True)


class Sqlite(Database):
    """A file; when it is gone, it has been moved away."""

    @property
    def url(self) -> str:
        """The path of the file."""
        return str(self.folder / "jobs.sqlite")

    @property
    def _elsewhere(self) -> Path:
        return self.folder / "moved"

    def leave(self) -> None:
        """Move it, with what belongs to it."""
        self._elsewhere.mkdir()
        for path in self.folder.glob("jobs.sqlite*"):
            path.rename(self._elsewhere / path.name)

    def come_back(self) -> None:
        """Move it back."""
        super().come_back()
        if self._elsewhere.exists():
            for path in self._elsewhere.iterdir():
                path.rename(self.folder / path.name)
            self._elsewhere.rmdir()


class Postgres(Database):
    """A new cluster that listens on a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        user = pwd.getpwuid(os.getuid()).pw_name
        owner = "postgres" if user == "root" else user  # initdb refuses to work for root
        self._as_owner = {"user": owner} if owner != user else {}
        if owner != user:
            shutil.chown(folder, owner)
        self._programs, self._data = _programs(), str(folder / "data")
        made = self._run("initdb", "-A", "trust", "-U", "planner", "--no-sync", "--wal-segsize=1")
        assert made.returncode == 0, made.stdout + made.stderr
        self.come_back()

    @property
    def url(self) -> str:
        """By its socket."""
        return f"postgresql://planner@/postgres?host={self.folder}"

    @property
    def faults(self) -> dict[str, Callable[[], None]]:
        """It has processes, too."""
        return {"killed": self.kill, **super().faults}

    def leave(self) -> None:
        """Stop; open connections are cut."""
        self._run("pg_ctl", "-m", "fast", "-w", "stop")

    def kill(self) -> None:
        """All its processes."""
        with suppress(OSError, psutil.NoSuchProcess):
            first = psutil.Process(
                int((self.folder / "data/postmaster.pid").read_text().split()[0])
            )
            for process in [first, *first.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGKILL)

    def come_back(self) -> None:
        """Start, unless it runs; it makes good what its end has broken off."""
        super().come_back()
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        options += " -c shared_buffers=16MB -c max_wal_size=16MB -c min_wal_size=2MB"
        ends = time.monotonic() + START_S
        while self._run("pg_ctl", "status").returncode != 0:
            log = ("-l", str(self.folder / "log"))
            told = self._run("pg_ctl", *log, "-o", options, "-w", "start")
            assert time.monotonic() < ends, told.stdout + (self.folder / "log").read_text()[-2000:]

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [f"{self._programs}/{program}", "-D", self._data, *arguments]
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            command, capture_output=True, text=True, cwd=self.folder, **self._as_owner
        )


@contextmanager
def database(kind: str, disk_mib: int = 0) -> Iterator[Database]:
    """A new ``sqlite`` or ``postgresql``; on a disk of that size, if one is given."""
    folder = Path(tempfile.mkdtemp(prefix="db-"))
    try:
        with small_disk(folder, disk_mib):
            opened = Sqlite(folder) if kind == "sqlite" else Postgres(folder)
            try:
                yield opened
            finally:
                opened.leave()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[None]:
    """A file system in memory at this folder, of that size; 0: none."""
    if not mebibytes:
        yield
        return
    command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"a small disk takes the right to mount: {done.stderr}"
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a new PostgreSQL cluster."""
    with database("postgresql") as opened:
        yield opened.url


def _programs() -> str:
    """The folder of initdb and pg_ctl: Debian does not put it on the path."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert found or folders, "PostgreSQL is not installed: apt-get install postgresql"
    return str(Path(found).parent if found else folders[-1])
