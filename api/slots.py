"""Who may solve now: a bounded number at once, shared fairly between clients, short ones first."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from api import errors
from api.errors import ProblemError, issue
from api.settings import Settings

POLL_S = 0.2
Gone = Callable[[], Awaitable[bool]]


@dataclass(slots=True)
class _Waiting:
    client: str
    seconds: float
    number: int
    granted: asyncio.Future[None]


class Slots:
    """Places for requests, and slots in which a worker runs for one of them.

    A request takes its place before its body is read, so that bodies in memory are bounded too. A
    free slot goes to the client with the fewest running, then to the shortest question.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.running: Counter[str] = Counter()
        self._placed: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []
        self._count = 0
        self.closing = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Requests that wait for a slot."""
        return len(self._waiting)

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """Hold a place. Raises a problem 503, or 429 when this client has too many."""
        if self.closing.is_set():
            raise self.shutting_down()
        most = self.settings.max_places
        if self._placed[client] >= max(1, most // 2):
            found = issue("client", f"{self._placed[client]} requests wait", "send fewer at once")
            detail = "Too many of your requests wait."
            raise ProblemError(errors.TOO_MANY, detail, [found], self.retry())
        if self._placed.total() >= most:
            raise self._busy()
        self._placed[client] += 1
        try:
            yield
        finally:
            self._placed[client] -= 1
            self._placed += Counter()  # drops clients that have none

    @asynccontextmanager
    async def slot(self, client: str, seconds: float, gone: Gone) -> AsyncIterator[None]:
        """Hold a slot for a question of so many seconds; wait for it at most ``queue_wait_s``."""
        self._count += 1
        granted = asyncio.get_running_loop().create_future()
        waiting = _Waiting(client, seconds, self._count, granted)
        self._waiting.append(waiting)
        self._grant()
        try:
            await self._wait(waiting, gone)
            yield
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            else:
                self.running[client] -= 1
                self.running += Counter()
            self._grant()

    async def _wait(self, waiting: _Waiting, gone: Gone) -> None:
        ends = time.monotonic() + self.settings.queue_wait_s
        while not (await asyncio.wait({waiting.granted}, timeout=POLL_S))[0]:
            if await gone():
                raise ProblemError(errors.CLIENT_GONE, "Nobody waits for the answer.")
            if self.closing.is_set():
                raise self.shutting_down()
            if time.monotonic() > ends:
                raise self._busy()

    def _grant(self) -> None:
        """Give free slots to those whose turn it is."""
        most = self.settings.solves_per_client
        while self.running.total() < self.settings.max_solves:
            able = [each for each in self._waiting if self.running[each.client] < most]
            if not able:
                return
            first = min(able, key=lambda w: (self.running[w.client], w.seconds, w.number))
            self._waiting.remove(first)
            self.running[first.client] += 1
            first.granted.set_result(None)

    def shutting_down(self) -> ProblemError:
        """The problem for whoever is here when the server stops."""
        found = issue("server", "it is shutting down", "send the request again later")
        return ProblemError(errors.BUSY, "The server is shutting down.", [found], self.retry())

    def _busy(self) -> ProblemError:
        problem = f"{self.running.total()} are running, {self.waiting} are waiting"
        found = issue("server", problem, "try again later, or queue it: POST /v1/plans")
        return ProblemError(errors.BUSY, "No worker became free in time.", [found], self.retry())

    def retry(self) -> dict[str, str]:
        """The header that says when to come back."""
        return {"Retry-After": str(self.settings.retry_after_s)}
