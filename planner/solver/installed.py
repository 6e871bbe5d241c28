"""The HiGHS that is installed: its version, and its first run in a process."""

from __future__ import annotations

import ctypes
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from planner.errors import SolverError

LEAST_HIGHS = (1, 16)
"""older releases have called worse plans optimal on this model, with presolve and without"""
_first_highs = threading.Lock()


@cache
def highs_version() -> str:
    """Version of the HiGHS that is installed. Raises SolverError where none is, or an older one.

    The first HiGHS of a process writes a banner to file descriptor 1, among the results: it is made
    here, with that descriptor turned to nowhere. The first run sets the number of threads of all.
    """
    try:
        highspy: Any = import_module("highspy")
    except ImportError:
        problem = "HiGHS is not installed: pip install highspy, or use --solver cbc"
        raise SolverError(problem) from None
    with _first_highs, _silenced():
        first = highspy.Highs()
        version = str(first.version())
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < LEAST_HIGHS:
        least = ".".join(map(str, LEAST_HIGHS))
        raise SolverError(
            f"HiGHS {version} is too old: before {least} it gave wrong proofs on this model. "
            f"Install a newer one: pip install 'highspy>={least}'"
        )
    with _first_highs:
        first.setOptionValue("output_flag", False)
        first.setOptionValue("threads", 1)
        if first.run() == highspy.HighsStatus.kError:  # other code has run with more
            highspy.Highs.resetGlobalScheduler(True)
    return version


@contextmanager
def _silenced() -> Iterator[None]:
    """For a while: what C code writes to standard output is lost."""
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)
