"""Answers requests while they wait: solves in a process each, checks by processes that stay.

A process is killed when nobody waits for it any more. A thread starts, watches and ends it, so that
none is left behind whatever becomes of the request; the event loop only waits for the thread. The
same question on the same data has the same answer: it is kept, and asked again it takes no process.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi import Request

from api import errors, worker
from api.body import json_object
from api.clients import client_of
from api.errors import ProblemError
from api.kept import Kept
from api.outcomes import ANSWERS, problem_of, read_message
from api.processes import StayingProcesses, process_for
from api.reference import Reference
from api.settings import Settings
from api.slots import POLL_S, Gone, Slots

MAX_KEPT_BYTES = 32_000_000
REPEATABLE = ("done", "invalid")
"""outcomes after which a process that stays is asked again"""


class StoppedError(Exception):
    """The job was ended because nobody waits for it any more."""


class Workers:
    """Worker processes for questions that are answered at once, as many as there are slots."""

    def __init__(
        self, name: str, settings: Settings, reference: Reference, stay: bool = False
    ) -> None:
        """``stay``: the processes stay for other questions, so that they must be short."""
        self.name, self.settings, self.reference = name, settings, reference
        self._staying = StayingProcesses(worker.stay, settings.max_memory_mb)
        self._process = self._staying.asked if stay else process_for
        self.slots = Slots(settings)
        self._kept: Kept[str] = Kept(MAX_KEPT_BYTES)
        self._threads = ThreadPoolExecutor(settings.max_solves, f"worker-{name}")
        self._closing = threading.Event()

    async def run(self, request: Request, task: worker.TaskName) -> bytes:
        """The JSON answer to the scenario in a request. Raises a problem.

        Its place is taken before the body is read; the process ends when the client goes away.
        """
        with self.slots.place(client_of(request)):
            scenario = await json_object(request)
            return await self.work(request, task, scenario)

    async def solve(self, request: Request, readers: Workers) -> bytes:
        """The plan as JSON; ``readers`` read the scenario first: a wrong one takes no slot."""
        with self.slots.place(client_of(request)):
            scenario = await json_object(request)
            read = await readers.work(request, "read", scenario)
            return await self.work(request, "solve", json.loads(read))

    async def work(
        self,
        request: Request,
        task: worker.TaskName,
        scenario: dict[str, Any],
        sets: Sequence[str] = (),
    ) -> bytes:
        """Do a task for a client that has its place, unless its answer is kept. Raises a problem.

        A plan that a limit cut short is not kept: there may be a better one the next time.
        """
        key = hashlib.sha256(json.dumps((task, scenario, sets)).encode()).hexdigest()
        kept = self._kept.get(key)
        if kept is not None and await asyncio.to_thread(self.reference.is_current):
            return kept
        limit_s = _time_limit_s(scenario, self.settings) if task == "solve" else 0.0
        gone = request.is_disconnected
        async with self.slots.slot(client_of(request), limit_s, gone):
            job = self._job(task, scenario, sets)
            outcome, content = await self._wait_for(job, limit_s, gone)
        if outcome == "done":
            self._kept.put(key, content)
        return content

    def _job(
        self, task: worker.TaskName, scenario: dict[str, Any], sets: Sequence[str]
    ) -> worker.Job:
        limit_s = self.settings.max_time_limit_s
        if task == "resolve":  # for the queue
            limit_s = self.settings.max_job_time_limit_s
        return worker.Job(
            task=task,
            scenario=scenario,
            sets=tuple(sets),
            directory=self.reference.directory,
            fingerprint=self.reference.fingerprint,
            max_time_limit_s=limit_s,
            max_memory_mb=self.settings.max_memory_mb,
        )

    async def _wait_for(self, job: worker.Job, limit_s: float, gone: Gone) -> tuple[str, bytes]:
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
        return self._read(answer, job.task)

    def stop(self) -> None:
        """Answer every request at once that the server is shutting down."""
        self._closing.set()
        self.slots.closing.set()

    def close(self) -> None:
        """End all processes and threads."""
        self.stop()
        self._threads.shutdown()
        self._staying.close()

    def _run_process(self, job: worker.Job, deadline_s: float, stop: threading.Event) -> bytes:
        """Give the job to a process and wait for its message. Runs in a thread."""
        with self._process(job) as connection:
            ends = time.monotonic() + deadline_s
            while not connection.poll(POLL_S):
                if stop.is_set() or self._closing.is_set():
                    raise StoppedError
                if time.monotonic() > ends:
                    raise TimeoutError
            received: bytes = connection.recv_bytes()
            if read_message(received)[0] not in REPEATABLE:
                connection.close()
            return received

    def _read(self, answer: asyncio.Future[bytes], task: str) -> tuple[str, bytes]:
        """Outcome and content of a worker's message that has an answer. Else raises a problem."""
        try:
            outcome, content = read_message(answer.result())
        except StoppedError:
            raise self.slots.shutting_down() from None
        except TimeoutError:
            outcome, content = "timeout", b'"killed at the deadline"'
        except (EOFError, ConnectionResetError):
            outcome, content = "died", b'"the worker process died"'
        if outcome in ANSWERS:
            return outcome, content
        limit_s, memory_mb = self.settings.max_time_limit_s, self.settings.max_memory_mb
        raise problem_of(outcome, content, task, limit_s, memory_mb)


def _time_limit_s(scenario: dict[str, Any], settings: Settings) -> float:
    """How long the scenario may solve, as far as it says so itself."""
    options = scenario.get("solve")
    asked = options.get("time_limit_s") if isinstance(options, dict) else None
    if isinstance(asked, int | float) and asked > 0:
        return min(asked, settings.max_time_limit_s)
    return settings.max_time_limit_s
