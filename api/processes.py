"""Processes beside the server: one for each task, or one that stays for one after another.

They are forked from a server of processes, and ended with all that they started.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory
from typing import Any

from api import worker

END_S = 1.0
logger = logging.getLogger(__name__)
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_context: Any = multiprocessing.get_context(_METHOD)
_process_lock = threading.Lock()  # multiprocessing polls all children when it starts one


def start_server_of_workers() -> None:
    """Start, without waiting, the process that workers are forked from."""
    if _METHOD == "forkserver":
        from multiprocessing import forkserver

        # the main module too: else each worker would import it anew
        _context.set_forkserver_preload(["__main__", "api.preload"])
        forkserver.ensure_running()


@contextmanager
def process_for(job: worker.Job) -> Iterator[Connection]:
    """A process that does a job, and the connection to it. At the end both are gone."""
    ours, theirs = _context.Pipe()
    with ours, TemporaryDirectory(prefix="planner-", ignore_cleanup_errors=True) as folder:
        process = _context.Process(target=worker.main, args=(theirs, job, folder), daemon=True)
        with theirs, _process_lock:
            process.start()
        try:
            yield ours
        finally:
            end_process(process)


class StayingProcesses:
    """Processes that stay: as many as have been asked at one time. Used from any thread."""

    def __init__(self, target: Callable[..., None], *args: Any) -> None:
        """``target`` is called with a connection and ``args``, and answers until it is closed."""
        self._target, self._args = target, args
        self._idle: deque[tuple[BaseProcess, Connection]] = deque()

    @contextmanager
    def asked(self, question: object) -> Iterator[Connection]:
        """The connection to a process that has the question; its whole answer is to be received.

        After an error, or when the connection is closed, the process is ended and not asked again.
        """
        process, connection = self._idle_one() or self._start()
        try:
            connection.send(question)
            yield connection
        except BaseException:
            connection.close()
            raise
        finally:
            if connection.closed:
                end_process(process)
            else:
                self._idle.append((process, connection))

    def close(self) -> None:
        """End those that are idle."""
        while found := self._idle_one():
            process, connection = found
            connection.close()
            end_process(process)

    def _idle_one(self) -> tuple[BaseProcess, Connection] | None:
        while self._idle:
            process, connection = self._idle.pop()
            with _process_lock:
                if process.is_alive():
                    return process, connection
            connection.close()
        return None

    def _start(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = _context.Pipe()
        process: BaseProcess = _context.Process(
            target=self._target, args=(theirs, *self._args), daemon=True
        )
        with theirs, _process_lock:
            process.start()
        return process, ours


def end_process(process: BaseProcess) -> None:
    """Terminate, then kill, a process and its group; wait for it, so that no zombie is left."""
    for order in (signal.SIGTERM, signal.SIGKILL):
        with _process_lock:
            _send(process, order)
        ends = time.monotonic() + END_S
        while time.monotonic() < ends:
            with _process_lock:
                if not process.is_alive():
                    process.close()
                    return
            time.sleep(0.01)
    logger.error("worker process %s does not end", process.pid)


def _send(process: BaseProcess, order: signal.Signals) -> None:
    if process.pid is None or not process.is_alive():
        return
    try:
        os.killpg(process.pid, order)
    except (ProcessLookupError, AttributeError):  # not yet a group, or no groups on this system
        process.kill()
