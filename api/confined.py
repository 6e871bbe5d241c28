"""What a process beside the server does first: it is named, bound, and tied to the server."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import threading
from contextlib import suppress
from multiprocessing import parent_process
from pathlib import Path


def confine(name: str, max_memory_mb: int, folder: str = "") -> None:
    """Name this process, bound its memory, and let it end with the server, and ``folder`` too."""
    name_process(name)
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # one group with the solver's own processes: ended together
    most = max_memory_mb * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()


def name_process(name: str) -> None:
    """Call this process so where ``ps`` and ``top`` show it, on Linux: at most 15 characters."""
    with suppress(OSError):
        Path("/proc/self/comm").write_text(name)


def _end_with_parent(folder: str) -> None:
    """End this process and remove ``folder`` when the server is gone, however it went."""
    parent = parent_process()
    if parent is None:
        return
    parent.join()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
