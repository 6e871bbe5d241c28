"""Files that appear whole or not at all, whoever else writes into the same folder."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.errors import InputError, Issue

SWAPS = 100
"""tries to put a folder in the place of another that someone else replaces at the same time"""


@contextmanager
def as_input_error(target: str | Path) -> Iterator[None]:
    """Turn a full disk or a missing permission into an InputError."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        hint = "free space on the disk, or choose another place"
        raise InputError([Issue(str(target), problem, hint)]) from None


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """A new folder beside the target that no other thread, process or container has.

    What is made there is on the same file system and can be moved into place; the rest is removed.
    """
    folder = Path(tempfile.mkdtemp(prefix=".planner-", suffix=".tmp", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_file(target: Path, content: bytes) -> None:
    """Write a file, or leave what was there. Raises InputError when it cannot be written."""
    with as_input_error(target), aside(target) as folder:
        _write_synced(folder / "new", content)
        os.replace(folder / "new", target)
        _sync_folder(target.parent)


def write_folder(target: Path, contents: dict[str, bytes]) -> None:
    """Write a folder of files, by name, or leave what was there. Raises InputError."""
    with as_input_error(target), aside(target) as folder:
        new = folder / "new"
        new.mkdir()
        for name, content in contents.items():
            _write_synced(new / name, content)
        _sync_folder(new)
        _swap(new, target, folder)
        _sync_folder(target.parent)


def _write_synced(path: Path, content: bytes) -> None:
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _swap(new: Path, target: Path, folder: Path) -> None:
    """Move ``new`` to ``target``; what was there comes back if that fails."""
    for attempt in range(SWAPS):
        old = folder / f"old_{attempt}"
        with suppress(FileNotFoundError):  # nothing there, or another writer has just taken it
            os.replace(target, old)
        try:
            os.replace(new, target)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST) and attempt < SWAPS - 1:
                continue  # another writer was faster: replace what it wrote
            if old.exists() and not target.exists():
                os.rename(old, target)
            raise
        return


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
