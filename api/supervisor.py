"""Runs the jobs of a store: each thread claims a run, watches its process and hands in its answer.

Whatever dies, nothing is lost: a process that dies is seen here, and a server that dies lets its
leases run out, so that another takes its runs.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from api import errors, worker
from api.errors import ProblemError, details_of
from api.outcomes import ANSWERS, problem_of, read_message
from api.processes import process_for
from api.queue import Claim, Queue
from api.reference import Reference
from api.settings import Settings
from api.worker import PROGRESS_S

POLL_S = 0.2
LOOK_S = 1.0
"""how often a free worker looks for a run that another server has put there"""
BEAT_S = 2.0
PATIENCE_S = 60.0
"""how long an answer is offered to a store that does not take it"""
logger = logging.getLogger(__name__)


class Supervisor:
    """``settings.workers`` threads, each with at most one process."""

    def __init__(self, queue: Queue, settings: Settings, reference: Reference) -> None:
        self.queue, self.settings, self.reference = queue, settings, reference
        self.stopping = threading.Event()
        self._wake = threading.Semaphore(0)
        place = f"{socket.gethostname()[:100]}:{os.getpid()}"
        self._threads = [
            threading.Thread(target=self._work, args=(f"{place}:{number}",), daemon=True)
            for number in range(settings.workers)
        ]

    def start(self) -> None:
        """Start to work."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """A run has been put into the store: look at once."""
        self._wake.release()

    def stop(self) -> None:
        """Give every run back, and take no other."""
        self.stopping.set()
        for _ in self._threads:
            self._wake.release()

    def close(self) -> None:
        """Stop, and wait until every process has ended."""
        self.stop()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def is_alive(self) -> bool:
        """Does every thread run?"""
        return all(thread.is_alive() for thread in self._threads)

    def _work(self, name: str) -> None:
        """Until it is stopped: take a run and do it. Runs in a thread."""
        while not self.stopping.is_set():
            try:
                self.queue.tidy()
                claim = self.queue.claim(name) if self.reference.is_current() else None
                if claim is not None:
                    self._do(claim)
                    continue
            except SQLAlchemyError as error:
                logger.error("the store does not answer: %s", str(error).splitlines()[0])
            except Exception:
                logger.exception("a worker failed; the lease of its run will end")
            self._wake.acquire(timeout=LOOK_S)

    def _do(self, claim: Claim) -> None:
        logger.info("run %s, attempt %d", claim.key[:12], claim.attempt)
        with process_for(self._job(claim)) as connection:
            watch = _Watch(self, claim, connection)
            end = watch.until_the_end()
        if end is not None:
            self._persist(end)

    def _job(self, claim: Claim) -> worker.Job:
        payload = json.loads(claim.payload)
        return worker.Job(
            task="job",
            scenario=payload["scenario"],
            directory=self.reference.directory,
            fingerprint=self.reference.fingerprint,
            max_time_limit_s=self.settings.max_job_time_limit_s,
            max_memory_mb=self.settings.max_memory_mb,
            kind=claim.kind,
            options=payload["options"],
            plans=tuple(payload.get("plans", ())),
        )

    def _persist(self, end: Callable[[], bool]) -> None:
        """Hand in the end of a run, again and again while the store does not answer."""
        ends = time.monotonic() + PATIENCE_S
        while True:
            try:
                if not end():
                    logger.warning("a run was lost to another worker before its end")
                return
            except SQLAlchemyError as error:
                if time.monotonic() > ends:
                    raise
                logger.error("the store does not answer: %s", str(error).splitlines()[0])
                time.sleep(1)


class _Watch:
    """One process at its run."""

    def __init__(self, supervisor: Supervisor, claim: Claim, connection: Connection) -> None:
        self.supervisor, self.claim, self.connection = supervisor, claim, connection
        self.queue, self.settings = supervisor.queue, supervisor.settings
        self.progress: str | None = None
        self.cancelling = False
        self.beaten = time.monotonic()

    def until_the_end(self) -> Callable[[], bool] | None:
        """What is to be done with the store in the end; None when the run is no longer ours."""
        limit_s = self._limit_s()
        ends = time.monotonic() + limit_s + self.settings.grace_s
        while True:
            try:
                message = self.connection.recv_bytes() if self.connection.poll(POLL_S) else None
            except (EOFError, ConnectionResetError):
                logger.error("the process of run %s died", self.claim.key[:12])
                return lambda: self.queue.lose(self.claim)
            if message is not None:
                outcome, content = read_message(message)
                if outcome != "progress":
                    return self._end(outcome, content)
                self.progress = content.decode()
            if self.supervisor.stopping.is_set():
                return lambda: self.queue.release(self.claim)
            if time.monotonic() > ends:
                return self._end("timeout", b'"killed at the deadline"')
            if not self._beat():
                return None
            if self.cancelling and self.claim.kind != "solve":  # a study has no half
                return lambda: self.queue.finish(self.claim, "cancelled")

    def _limit_s(self) -> float:
        if self.claim.kind != "solve":  # a study has many solves
            return self.settings.max_job_time_limit_s
        asked = json.loads(self.claim.payload)["scenario"]["solve"]["time_limit_s"]
        return min(float(asked), self.settings.max_job_time_limit_s)

    def _beat(self) -> bool:
        """Keep the lease when it is time. Is the run still ours?"""
        if time.monotonic() - self.beaten < (BEAT_S if self.progress is None else PROGRESS_S):
            return True
        try:
            cancel = self.queue.beat(self.claim, self.progress)
        except SQLAlchemyError as error:  # the store may come back before the lease ends
            logger.error("the store does not answer: %s", str(error).splitlines()[0])
            self.beaten = time.monotonic()
            return True
        self.beaten, self.progress = time.monotonic(), None
        if cancel and not self.cancelling:
            self.cancelling = True
            self.connection.send_bytes(b"cancel")
        return cancel is not None

    def _end(self, outcome: str, content: bytes) -> Callable[[], bool]:
        if outcome in ANSWERS:
            ending: Any = "cancelled" if self.cancelling else "done"
            return lambda: self.queue.finish(self.claim, ending, answer=content)
        if self.cancelling and outcome == "timeout":  # it was cancelled before any plan
            return lambda: self.queue.finish(self.claim, "cancelled")
        most_s, memory_mb = self.settings.max_job_time_limit_s, self.settings.max_memory_mb
        problem = problem_of(outcome, content, "job", most_s, memory_mb)
        if problem.kind == errors.DATA_CHANGED:  # a server that read the new data may do it
            self.supervisor.stopping.wait(LOOK_S)
            return lambda: self.queue.release(self.claim)
        return lambda: self.queue.finish(self.claim, "failed", error=_told(problem))


def _told(problem: ProblemError) -> str:
    return details_of(problem).model_dump_json()
