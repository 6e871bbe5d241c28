"""Runs jobs in worker processes: a bounded number at once, each killed when nobody waits for it.

A thread starts, watches and ends each process, so that none is left behind whatever becomes of
the request; the event loop only waits for the thread.
"""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory
from typing import Any

from api import errors, worker
from api.errors import ProblemError, issue
from api.settings import Settings

POLL_S = 0.2
END_S = 1.0
Gone = Callable[[], Awaitable[bool]]
logger = logging.getLogger(__name__)
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_context: Any = multiprocessing.get_context(_METHOD)
_process_lock = threading.Lock()  # multiprocessing polls all children when it starts one


class StoppedError(Exception):
    """The job was ended because nobody waits for it any more."""


class Workers:
    """A bounded number of worker processes for one kind of task."""

    def __init__(self, task: worker.TaskName, settings: Settings, directory: str | None) -> None:
        self.task, self.settings, self.directory = task, settings, directory
        self._free = asyncio.Semaphore(settings.max_solves)
        self._threads = ThreadPoolExecutor(settings.max_solves, f"worker-{task}")
        self._closing = threading.Event()

    async def run(self, scenario: dict[str, Any], gone: Gone) -> bytes:
        """The JSON answer to a scenario. Raises a problem; ends the process if ``gone()``."""
        limit_s = _time_limit_s(scenario, self.settings) if self.task == "solve" else 0.0
        job = worker.Job(self.task, scenario, self.directory, self.settings.max_time_limit_s)
        stop = threading.Event()
        deadline_s = limit_s + self.settings.grace_s
        async with self._slot(gone):
            loop = asyncio.get_running_loop()
            answer = loop.run_in_executor(self._threads, self._run_process, job, deadline_s, stop)
            answer.add_done_callback(lambda done: done.cancelled() or done.exception())
            try:
                while not (await asyncio.wait({answer}, timeout=POLL_S))[0]:
                    if await gone():
                        raise ProblemError(errors.CLIENT_GONE, "Nobody waits for the answer.")
            finally:
                stop.set()
                await asyncio.wait({answer})
        return self._read(answer)

    def stop(self) -> None:
        """Answer every request at once that the server is shutting down."""
        self._closing.set()

    def close(self) -> None:
        """End all processes and threads."""
        self.stop()
        self._threads.shutdown()

    @asynccontextmanager
    async def _slot(self, gone: Gone) -> AsyncIterator[None]:
        """Wait for a free worker, at most ``queue_wait_s``."""
        ends = time.monotonic() + self.settings.queue_wait_s
        claim = asyncio.ensure_future(self._free.acquire())
        try:
            while not (await asyncio.wait({claim}, timeout=POLL_S))[0]:
                if await gone():
                    raise ProblemError(errors.CLIENT_GONE, "Nobody waits for the answer.")
                if self._closing.is_set():
                    raise self._shutting_down()
                if time.monotonic() > ends:
                    raise self._busy()
            yield
        finally:
            if not claim.cancel():  # it was granted
                self._free.release()

    def _run_process(self, job: worker.Job, deadline_s: float, stop: threading.Event) -> bytes:
        """Start a process, wait for its message, end it. Runs in a thread."""
        receiver, sender = _context.Pipe(duplex=False)
        with receiver, TemporaryDirectory(prefix="planner-") as folder:
            process = _context.Process(target=worker.main, args=(sender, job, folder), daemon=True)
            with sender, _process_lock:
                process.start()
            try:
                ends = time.monotonic() + deadline_s
                while not receiver.poll(POLL_S):
                    if stop.is_set() or self._closing.is_set():
                        raise StoppedError
                    if time.monotonic() > ends:
                        raise TimeoutError
                received: bytes = receiver.recv_bytes()
                return received
            finally:
                end_process(process)

    def _read(self, answer: asyncio.Future[bytes]) -> bytes:
        """The content of a worker's message, or its error as a problem."""
        try:
            message = answer.result()
        except StoppedError:
            raise self._shutting_down() from None
        except TimeoutError:
            message = b'timeout\n"killed at the deadline"'
        except EOFError:
            message = b'failed\n"the worker process died"'
        outcome, _, content = message.partition(b"\n")
        if outcome == b"done":
            return content
        raise self.problem(outcome.decode(), json.loads(content))

    def problem(self, outcome: str, content: Any) -> ProblemError:
        """The problem that a worker's outcome stands for; what is ours to know goes to the log."""
        if outcome == "invalid":
            return ProblemError(errors.INVALID_SCENARIO, "Nothing was solved.", content)
        if outcome == "timeout":
            logger.info("%s ran out of time: %s", self.task, content)
            return self._timeout()
        logger.error("%s failed: %s", self.task, content)
        if outcome == "solver":
            found = issue("solve.solver", "it failed", "try another solver or seed")
            detail = "The server's log has the details."
            return ProblemError(errors.SOLVER_FAILED, detail, [found])
        return ProblemError(errors.INTERNAL, "The server's log has the details.")

    def _timeout(self) -> ProblemError:
        found = issue(
            "solve.time_limit_s",
            f"at most {self.settings.max_time_limit_s:g} s are allowed here",
            "raise solve.mip_gap_share, ask for fewer objectives, or set solve.whole_units false",
        )
        detail = "The time limit passed before any plan was found."
        return ProblemError(errors.TIME_LIMIT, detail, [found], self._retry())

    def _shutting_down(self) -> ProblemError:
        return ProblemError(errors.BUSY, "The server is shutting down.", headers=self._retry())

    def _busy(self) -> ProblemError:
        found = issue("server", f"{self.settings.max_solves} are running", "try again later")
        return ProblemError(errors.BUSY, "No worker became free in time.", [found], self._retry())

    def _retry(self) -> dict[str, str]:
        return {"Retry-After": str(self.settings.retry_after_s)}


def start_server_of_workers() -> None:
    """Start, without waiting, the process that workers are forked from."""
    if _METHOD == "forkserver":
        from multiprocessing import forkserver

        _context.set_forkserver_preload(["api.preload"])
        forkserver.ensure_running()


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


def _time_limit_s(scenario: dict[str, Any], settings: Settings) -> float:
    """How long the scenario may solve, as far as it says so itself."""
    options = scenario.get("solve")
    asked = options.get("time_limit_s") if isinstance(options, dict) else None
    if isinstance(asked, int | float) and asked > 0:
        return min(asked, settings.max_time_limit_s)
    return settings.max_time_limit_s
