"""The connections of the server: how many, from whom, and how long a request may take to arrive.

Uvicorn waits for ever for a request that stops half-way and for a client that takes no answer, and
opens connections until none of the system's is left. Here each of these has a limit, and what is
refused is told why.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import time
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api import errors
from api.errors import ProblemError, issue, problem_response
from api.settings import Settings

BACKLOG = 64
"""connections that the system accepts before the server sees them"""
OWN_FILES = 64
"""open files that the server needs for itself, beside those of its workers"""
FILES_PER_WORKER = 8
MAX_HEAD_BYTES = 16_384
MAX_PIECES = 4_096
"""chunks or packets of one body: each costs the server as much as a kilobyte"""
REFUSED_S = 0.5
"""how long a connection that is one too many is kept, to tell it so"""
LOG_EVERY_S = 10.0
logger = logging.getLogger(__name__)


class Parser(h11.Connection):
    """Reads requests, and refuses a head that is too long, and a body in too many pieces.

    h11 itself refuses only a long head that has not come in full.
    """

    pieces = 0

    def next_event(self) -> Any:
        """The next part of a request. Raises RemoteProtocolError for what is not HTTP."""
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.pieces = 0
            headers = sum(len(name) + len(value) + 4 for name, value in event.headers)
            if len(event.target) + headers > MAX_HEAD_BYTES:
                raise h11.RemoteProtocolError(f"a head of more than {MAX_HEAD_BYTES} bytes")
        elif isinstance(event, h11.Data):
            self.pieces += 1
            if self.pieces > MAX_PIECES:
                raise h11.RemoteProtocolError(f"more than {MAX_PIECES} pieces")
        return event


class Connection(H11Protocol):
    """One connection; ``connection_class`` gives it the limits of a server."""

    settings: ClassVar[Settings]
    most: ClassVar[int]
    _refused = False
    _is_held = False
    _deadline: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.conn = Parser(h11.SERVER, MAX_HEAD_BYTES)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock. A connection too many is kept a moment, only to be told so."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that all that is not taken is seen
        count = len(self.connections)
        address = _address(self)
        own = sum(_address(each) == address for each in self.connections)
        if address in self.settings.trusted_proxies:  # it stands for many clients
            own = 0
        if count > self.most + BACKLOG:
            self.connections.discard(self)
            transport.abort()
        elif count > self.most or own > self.settings.max_connections_per_client:
            self._refused = True
            self._arm(REFUSED_S)
        else:
            self._arm(self.settings.request_timeout_s)

    def data_received(self, data: bytes) -> None:
        """Pass on what came, and look whether the request is complete."""
        if self._refused:
            found = issue("connection", "too many are open", "use one for several requests")
            problem = ProblemError(
                errors.BUSY, "Too many connections are open.", [found], {"Retry-After": "1"}
            )
            self._refuse(problem)
            return
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """The next request waits until the answer is taken; one that was answered early must still
        end in time."""
        if self.flow.write_paused:
            self._is_held = True
            return
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self._watch()

    def pause_writing(self) -> None:
        """The client has not taken all: it must go on."""
        super().pause_writing()
        self._expect_taking()

    def resume_writing(self) -> None:
        """It has taken all."""
        self._stop_expecting()
        super().resume_writing()
        if self._is_held:
            self._is_held = False
            self.on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._disarm()
        self._stop_expecting()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP in the shape of every other error."""
        if self.conn.their_state is h11.SEND_BODY:
            hint = f"send it in at most {MAX_PIECES} chunks"
            found = issue("body", "it comes in too many or in wrong pieces", hint)
        else:
            hint = f"send HTTP/1.1 with at most {MAX_HEAD_BYTES} bytes of path and headers"
            found = issue("request", "it cannot be read", hint)
        self._refuse(ProblemError(errors.INVALID_HTTP, "The request cannot be read.", [found]))

    def _expect_taking(self) -> None:
        left = self.transport.get_write_buffer_size()
        self._taking = self.loop.call_later(self.settings.send_timeout_s, self._look, left)

    def _look(self, before: int) -> None:
        if self.transport.get_write_buffer_size() < before:
            self._expect_taking()
        else:
            self.transport.abort()

    def _stop_expecting(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _watch(self) -> None:
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._disarm()
        elif self._deadline is None:
            self._arm(self.settings.request_timeout_s)

    def _arm(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self._late)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        """The request is not complete in time. Who has sent nothing is told nothing."""
        self._deadline = None
        begun = self.conn.their_state is h11.SEND_BODY or self.conn.trailing_data[0]
        if self._refused or not begun:
            self.transport.close()
            return
        problem = f"not complete within {self.settings.request_timeout_s:g} s"
        found = issue("request", problem, "send it in one go, and its whole length")
        detail = "The request did not arrive in time."
        self._refuse(ProblemError(errors.REQUEST_TIMEOUT, detail, [found]))

    def _refuse(self, problem: ProblemError) -> None:
        """Answer with a problem, unless an answer is on its way, and close."""
        self._disarm()
        cycle = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(_raw(problem))
        if cycle is not None:
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()


def _address(connection: Any) -> str:
    return connection.client[0] if connection.client else ""


def _raw(problem: ProblemError) -> bytes:
    """The bytes of a response that no application has made."""
    response = problem_response(problem)
    lines = [f"HTTP/1.1 {problem.kind.status} {problem.kind.title}".encode()]
    lines += [name + b": " + value for name, value in response.raw_headers]
    return b"\r\n".join([*lines, b"connection: close", b"", bytes(response.body)])


def connection_class(settings: Settings) -> type[Connection]:
    """``Connection`` with the limits of these settings, and of the system."""
    limits = {"settings": settings, "most": min(settings.max_connections, _files(settings))}
    return type("LimitedConnection", (Connection,), limits)


def _files(settings: Settings) -> int:
    """How many connections the system's limit of open files leaves; it is raised if it can be."""
    own = OWN_FILES + BACKLOG + 2 * settings.max_solves * FILES_PER_WORKER
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = own + settings.max_connections + BACKLOG
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(8, min(soft, wanted) - own - BACKLOG)


class QuietLoop:
    """Handles errors of the event loop: each kind is logged once in LOG_EVERY_S seconds.

    asyncio reports every connection that it cannot accept, a thousand times a second.
    """

    def __init__(self) -> None:
        self._logged: dict[str, float] = {}

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The exception handler of the loop."""
        kind = str(context.get("message", "error"))
        now = time.monotonic()
        if now - self._logged.get(kind, -LOG_EVERY_S) >= LOG_EVERY_S:
            self._logged[kind] = now
            logger.error("event loop: %s", kind, exc_info=context.get("exception"))
