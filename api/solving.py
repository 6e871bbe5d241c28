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
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import Request

from api import errors, worker
from api.body import json_object
from api.errors import ProblemError, issue
from api.reference import Reference
from api.settings import Settings
from api.slots import POLL_S, Gone, Slots

END_S = 1.0
logger = logging.getLogger(__name__)
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_context: Any = multiprocessing.get_context(_METHOD)
_process_lock = threading.Lock()  # multiprocessing polls all children when it starts one


class StoppedError(Exception):
    """The job was ended because nobody waits for it any more."""


class Workers:
    """Worker processes for one kind of task, as many at once as there are slots."""

    def __init__(self, task: worker.TaskName, settings: Settings, reference: Reference) -> None:
        self.task, self.settings, self.reference = task, settings, reference
        self.slots = Slots(settings)
        self._threads = ThreadPoolExecutor(settings.max_solves, f"worker-{task}")
        self._closing = threading.Event()

    async def run(self, request: Request) -> bytes:
        """The JSON answer to the scenario in a request. Raises a problem.

        Its place is taken before the body is read; the process ends when the client goes away.
        """
        client = client_of(request)
        with self.slots.place(client):
            scenario = await json_object(request)
            limit_s = _time_limit_s(scenario, self.settings) if self.task == "solve" else 0.0
            async with self.slots.slot(client, limit_s, request.is_disconnected):
                return await self._solve(scenario, limit_s, request.is_disconnected)

    async def _solve(self, scenario: dict[str, Any], limit_s: float, gone: Gone) -> bytes:
        job = worker.Job(
            self.task,
            scenario,
            self.reference.directory,
            self.reference.fingerprint,
            self.settings.max_time_limit_s,
            self.settings.max_memory_mb,
        )
        stop = threading.Event()
        deadline_s = limit_s + self.settings.grace_s
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
        self.slots.closing.set()

    def close(self) -> None:
        """End all processes and threads."""
        self.stop()
        self._threads.shutdown()

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
            raise self.slots.shutting_down() from None
        except TimeoutError:
            message = b'timeout\n"killed at the deadline"'
        except EOFError:
            message = b'died\n"the worker process died"'
        outcome, _, content = message.partition(b"\n")
        if outcome == b"done":
            return content
        raise self.problem(outcome.decode(), json.loads(content))

    def problem(self, outcome: str, content: Any) -> ProblemError:
        """The problem that a worker's outcome stands for; what is ours to know goes to the log."""
        if outcome == "invalid":
            return ProblemError(errors.INVALID_SCENARIO, "Nothing was solved.", content)
        if outcome in ("timeout", "memory"):
            logger.info("%s ran out of %s: %s", self.task, outcome, content)
            return self._timeout() if outcome == "timeout" else self._memory()
        logger.error("%s failed: %s: %s", self.task, outcome, content)
        if outcome == "changed":
            found = issue("data", "not what the server has read", "its operator must restart it")
            detail = "The data folder has changed since the server started."
            return ProblemError(errors.DATA_CHANGED, detail, [found])
        if outcome == "solver":
            found = issue("solve.solver", "it failed", "try another solver or seed")
            detail = "The server's log has the details."
            return ProblemError(errors.SOLVER_FAILED, detail, [found])
        if outcome == "died":
            most = f"it may have needed more than {self.settings.max_memory_mb} MB"
            found = issue("worker", most, "ask for a shorter horizon or fewer demands")
            return ProblemError(errors.INTERNAL, "The worker ended without an answer.", [found])
        found = issue("server", "an error that it did not expect", "tell its operator")
        return ProblemError(errors.INTERNAL, "The server's log has the details.", [found])

    def _timeout(self) -> ProblemError:
        found = issue(
            "solve.time_limit_s",
            f"at most {self.settings.max_time_limit_s:g} s are allowed here",
            "set solve.whole_units false, raise solve.mip_gap_share, ask for fewer objectives, "
            "or queue it: POST /v1/plans",
        )
        detail = "The time limit passed before any plan was found; asked again, it will again."
        return ProblemError(errors.TIME_LIMIT, detail, [found])

    def _memory(self) -> ProblemError:
        problem = f"more than {self.settings.max_memory_mb} MB"
        hint = "ask for a shorter horizon or fewer demands"
        detail = "The question takes more memory than a worker has."
        return ProblemError(errors.OUT_OF_MEMORY, detail, [issue("worker", problem, hint)])


def client_of(request: Request) -> str:
    """Who asks, for a fair share: the address."""
    return request.client.host if request.client else ""


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
